//! Writing all users into a file that can be read again.

use crate::audit::Action;

use super::Users;
use super::import::line::FileColumn;
use crate::audit::Actor;
use crate::csv_file::{UNCHANGED, harmless, piece};
use crate::current_user::ConfirmedAdmin;
use crate::store::users::User;
use crate::store::{self, StoreError};

/// Users that are read at a time.
const BATCH: u64 = 1000;

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

impl Users {
    /// The next piece of a file of all users, by login name; `None` at its end. It holds as much in
    /// memory for a million users as for a thousand.
    ///
    /// # Errors
    /// [`ExportError`].
    pub async fn export(
        &self,
        proof: ConfirmedAdmin,
        export: &mut Export,
    ) -> Result<Option<Vec<u8>>, ExportError> {
        if export.done {
            return Ok(None);
        }
        // A slow reader may still be at it when they are one no longer.
        let connection = self.base.store.connection();
        let actor = Actor::administrator(connection, proof.admin()).await?;
        let actor = actor.ok_or(ExportError::NotAllowed)?;
        let after = export.after.as_deref();
        let users = store::users::after(connection, after, BATCH).await?;
        let begins = export.after.is_none();
        if begins {
            self.base
                .audit
                .record(connection, [actor.did(Action::ExportUsers)])
                .await?;
        }
        export.done = users.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
        if let Some((key, _)) = users.last() {
            export.after = Some(key.clone());
        }
        let headings = begins.then(|| FileColumn::ALL.map(FileColumn::heading));
        let lines = users.iter().map(|(_, user)| cells(user));
        Ok(Some(piece(headings, lines)))
    }
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
