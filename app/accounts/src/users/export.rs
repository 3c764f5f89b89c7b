//! Writing all users into a file that can be read again.

use csv::WriterBuilder;
use model::audit::Action;

use super::cell::{UNCHANGED, harmless};
use super::line::FileColumn;
use crate::Accounts;
use crate::sessions::ConfirmedAdmin;
use crate::store::users::User;
use crate::store::{self, StoreError};

/// Users that are read at a time.
const BATCH: u64 = 1000;
/// Tells spreadsheets that what follows is UTF-8.
pub(crate) const MARK: &str = "\u{feff}";

/// A file that is written piece by piece.
#[derive(Clone, Debug, Default)]
pub struct Export {
    /// The last user who was written.
    after: Option<String>,
    done: bool,
}

/// Why a file ends before its end.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Whoever asks is an active administrator no longer.
    #[error("only active administrators may")]
    NotAllowed,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Accounts {
    /// The next piece of a file of all users, by login name; `None` at its end. It holds as much in
    /// memory for a million users as for a thousand.
    ///
    /// # Errors
    /// [`ExportError`].
    pub async fn export_users(
        &self,
        proof: ConfirmedAdmin,
        export: &mut Export,
    ) -> Result<Option<Vec<u8>>, ExportError> {
        if export.done {
            return Ok(None);
        }
        // A slow reader may still be at it when they are one no longer.
        let connection = self.inner.store.connection();
        let actor = self.administrator(connection, proof.admin()).await?;
        let actor = actor.ok_or(ExportError::NotAllowed)?;
        let mut piece = WriterBuilder::new().from_writer(Vec::new());
        let after = export.after.as_deref();
        let users = store::users::after(connection, after, BATCH).await?;
        if export.after.is_none() {
            self.record(connection, [actor.did(Action::ExportUsers)])
                .await?;
            piece = WriterBuilder::new().from_writer(MARK.as_bytes().to_vec());
            write(&mut piece, &FileColumn::ALL.map(FileColumn::heading));
        }
        for (_, user) in &users {
            let cells = cells(user);
            write(&mut piece, &cells.each_ref().map(String::as_str));
        }
        export.done = users.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
        if let Some((key, _)) = users.last() {
            export.after = Some(key.clone());
        }
        Ok(Some(piece.into_inner().unwrap_or_default()))
    }
}

fn write(piece: &mut csv::Writer<Vec<u8>>, cells: &[&str; 9]) {
    piece
        .write_record(cells)
        .expect("all lines have nine cells, and memory takes them");
}

fn cells(user: &User) -> [String; 9] {
    FileColumn::ALL.map(|column| match column {
        FileColumn::LoginName => harmless(&user.login_name).into_owned(),
        FileColumn::DisplayName => harmless(&user.display_name).into_owned(),
        FileColumn::NewLoginName | FileColumn::Password => UNCHANGED.to_owned(),
        FileColumn::Email => harmless(user.email.as_deref().unwrap_or_default()).into_owned(),
        FileColumn::Language => user.language.as_str().to_owned(),
        FileColumn::Role => user.role.as_str().to_owned(),
        FileColumn::Status => user.status.as_str().to_owned(),
        FileColumn::Delete => "no".to_owned(),
    })
}
