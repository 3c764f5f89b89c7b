//! Reading a file and finding out what it would change. Nothing is changed yet.

use crate::settings::Settings;
use csv::StringRecord;
use model::email::Email;
use model::login_name::LoginName;
use model::timestamp::{Duration, Timestamp};
use model::user::{DisplayName, Role, Status};
use std::collections::HashMap;
use std::sync::Arc;

use super::line::{FileColumn, Line, LineError};
use super::plan::{Change, ChangeKind, ImportStep};
use super::progress::{Progress, ProgressCallback};
use super::table::{CheckError, Encoding, FileTable, decoded};
use super::{CHANGE_LIMIT, UserImport};
use crate::current_user::Admin;
use crate::recovery::NewPasswordError;
use crate::secret;
use crate::store::imports::NewImport;
use crate::store::users::User;
use crate::store::{self, StoreError};

/// Lines that are looked up at once.
const BATCH: usize = 500;
/// Changes and errors of a file that are shown; the others are counted.
const SHOWN: usize = 100;
/// How long a busy pool is left alone before the next password is tried.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(100);
/// How long a file waits that was checked.
pub(super) const WAITS: Duration = Duration::hours(1);

/// What a file would change.
#[derive(Clone, Debug, Default)]
pub struct CheckedFile {
    /// By which it is put into force; none if a line is wrong, or nothing changes.
    pub id: Option<String>,
    /// Lines, without the first.
    pub lines: usize,
    /// Users who are added.
    pub added: usize,
    /// Users who are changed.
    pub edited: usize,
    /// Users who are deleted.
    pub deleted: usize,
    /// Those of all these who become administrators.
    pub promoted: usize,
    /// The first changes.
    pub changes: Vec<Change>,
    /// The first lines that are wrong.
    pub errors: Vec<(u64, LineError)>,
    /// How many there are.
    pub wrong: usize,
}

impl UserImport {
    /// Checks a file, and keeps for an hour what it would change.
    ///
    /// # Errors
    /// [`CheckError`]. That lines are wrong is no error: [`CheckedFile`] names them.
    pub async fn check(
        &self,
        proof: Admin,
        file: &[u8],
        encoding: Encoding,
        on_progress: ProgressCallback<'_>,
    ) -> Result<CheckedFile, CheckError> {
        let text = decoded(file, encoding)?;
        let table = FileTable::read(&text)?;
        let mut check = FileCheck::new(&table, self.base.settings.in_force().await?);
        for batch in table.records.chunks(BATCH) {
            check.batch(self, batch).await?;
            if check.found.edited + check.found.deleted > CHANGE_LIMIT {
                return Err(CheckError::TooManyChanges);
            }
            on_progress(Progress {
                done: check.found.lines,
                total: table.records.len(),
            });
        }
        let FileCheck {
            mut found,
            steps,
            concerns_rights,
            ..
        } = check;
        found.errors.sort_by_key(|(number, _)| *number);
        if found.wrong == 0 && !steps.is_empty() {
            let lines: Vec<String> = steps
                .iter()
                .map(|step| serde_json::to_string(step).expect("a step has no map keys"))
                .collect();
            let import = NewImport {
                id: secret::message_id(),
                user_id: proof.user_id(),
                created_at: self.base.clock.now(),
                concerns_rights,
                steps: lines.join("\n"),
            };
            found.id = Some(import.id.clone());
            store::imports::insert(self.base.store.connection(), import).await?;
        }
        Ok(found)
    }

    /// Forgets files that have waited long enough, or were put into force; how many.
    pub(crate) async fn clean_up(&self, now: Timestamp) -> Result<u64, StoreError> {
        store::imports::delete_old(self.base.store.connection(), now.before(WAITS)).await
    }

    /// Hashes the password of a line, again and again while the pool is busy: one after the other, so that people who
    /// log in meanwhile do not wait for a whole file.
    async fn hash_when_free(
        &self,
        settings: &Settings,
        role: Role,
        line: &Line,
    ) -> Result<Option<String>, HashLineError> {
        let Some(password) = &line.password else {
            return Ok(None);
        };
        let email = line.email.as_ref().and_then(Option::as_ref);
        let name = line.new_login_name.as_ref().unwrap_or(&line.login_name);
        let mut names = vec![name.as_str()];
        names.extend(line.display_name.as_ref().map(DisplayName::as_str));
        names.extend(email.map(Email::as_str));
        loop {
            let hashed = self
                .new_passwords
                .validate_and_hash(settings, role, password, &names)
                .await;
            match hashed {
                Ok(hash) => return Ok(Some(hash)),
                Err(NewPasswordError::Policy(error)) => {
                    return Err(HashLineError::Line(error.into()));
                }
                Err(NewPasswordError::Store(error)) => return Err(HashLineError::Store(error)),
                Err(NewPasswordError::Busy) => tokio::time::sleep(PAUSE).await,
            }
        }
    }
}

/// Why the password of a line was not hashed.
enum HashLineError {
    Line(LineError),
    Store(StoreError),
}

impl From<LineError> for HashLineError {
    fn from(error: LineError) -> Self {
        Self::Line(error)
    }
}

/// A check under way.
struct FileCheck<'a> {
    columns: &'a [FileColumn],
    settings: Arc<Settings>,
    found: CheckedFile,
    steps: Vec<ImportStep>,
    concerns_rights: bool,
    /// The lines that are about a login name, or give it to somebody, by its key.
    named: HashMap<String, u64>,
    given: HashMap<String, u64>,
}

impl<'a> FileCheck<'a> {
    fn new(table: &'a FileTable, settings: Arc<Settings>) -> Self {
        Self {
            columns: &table.columns,
            settings,
            found: CheckedFile::default(),
            steps: Vec::new(),
            concerns_rights: false,
            named: HashMap::new(),
            given: HashMap::new(),
        }
    }

    async fn batch(
        &mut self,
        import: &UserImport,
        records: &[(u64, StringRecord)],
    ) -> Result<(), StoreError> {
        let mut lines = Vec::with_capacity(records.len());
        for (number, record) in records {
            self.found.lines += 1;
            let number = *number;
            match Line::read(record, self.columns) {
                Ok(line) => lines.push((number, line)),
                Err(error) => self.wrong(number, error),
            }
        }
        let keys = lines.iter().flat_map(|(_, line)| {
            let new = line.new_login_name.as_ref().map(LoginName::key);
            [Some(line.login_name.key()), new].into_iter().flatten()
        });
        let keys: Vec<&str> = keys.collect();
        let users = store::users::find_keys(import.base.store.connection(), &keys).await?;
        for (number, line) in &lines {
            match self.line(import, *number, line, &users).await {
                Ok(()) => {}
                Err(HashLineError::Line(error)) => self.wrong(*number, error),
                Err(HashLineError::Store(error)) => return Err(error),
            }
        }
        Ok(())
    }

    async fn line(
        &mut self,
        import: &UserImport,
        number: u64,
        line: &Line,
        users: &HashMap<String, User>,
    ) -> Result<(), HashLineError> {
        let key = line.login_name.key();
        if let Some(first) = self.named.insert(key.to_owned(), number) {
            return Err(LineError::DuplicateLine(first).into());
        }
        let user = users.get(key);
        if line.delete && user.is_none() {
            return Err(LineError::NobodyToDelete.into());
        }
        if let Some(new) = line.new_login_name.as_ref().filter(|new| new.key() != key) {
            if user.is_none() || line.delete {
                return Err(LineError::NothingToRename.into());
            }
            let taken = users.contains_key(new.key()) || self.named.contains_key(new.key());
            if taken || self.given.insert(new.key().to_owned(), number).is_some() {
                return Err(LineError::Taken.into());
            }
        } else if self.given.contains_key(key) {
            return Err(LineError::Taken.into());
        }
        let Some((mut step, change)) = ImportStep::plan(number, line, user) else {
            return Ok(());
        };
        if line.password.is_some() && step.status() == Status::Inactive {
            return Err(LineError::PasswordOfInactive.into());
        }
        if step.kind != ChangeKind::Delete {
            let role = step.role();
            step.password_hash = import.hash_when_free(&self.settings, role, line).await?;
        }
        self.found.promoted += usize::from(step.promotes(user));
        self.concerns_rights |= step.concerns_rights(user);
        match step.kind {
            ChangeKind::Add => self.found.added += 1,
            ChangeKind::Edit => self.found.edited += 1,
            ChangeKind::Delete => self.found.deleted += 1,
        }
        if self.found.changes.len() < SHOWN {
            self.found.changes.push(change);
        }
        self.steps.push(step);
        Ok(())
    }

    fn wrong(&mut self, number: u64, error: LineError) {
        self.found.wrong += 1;
        if self.found.errors.len() < SHOWN {
            self.found.errors.push((number, error));
        }
    }
}
