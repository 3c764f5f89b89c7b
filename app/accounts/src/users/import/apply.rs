//! Putting a checked file into force: all of it, or nothing.

use crate::audit::Action;
use model::login_name::LoginName;

use super::UserImport;
use super::check::WAITS;
use super::plan::{ChangeKind, ImportStep, fingerprint};
use super::progress::{Progress, ProgressCallback};
use crate::audit::Actor;
use crate::audit::AuditParty;
use crate::current_user::{Admin, ConfirmedAdmin};
use crate::mail::Message;
use crate::store::imports::StoredImport;
use crate::store::user_fields::{NewUser, UpdateResult};
use crate::store::{self, Connection, StoreError};
use crate::users::effects::{added_event, edited_event};
use crate::users::fields::UserFields;

/// Users that are added by one statement.
const BATCH: usize = 500;

/// So many new users change what the database thinks is the fastest way to find one.
const MANY: usize = 1000;

/// Why a file was not put into force. Nothing is changed then.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Whoever asks is an active administrator no longer.
    #[error("only active administrators may")]
    NotAllowed,
    /// It waited for too long, or for another administrator, or never.
    #[error("nothing waits under this number")]
    NotWaiting,
    /// It was put into force before.
    #[error("it was put into force already")]
    AlreadyImported,
    /// Somebody whom this line is about was changed since the file was checked.
    #[error("line {0} was made for another state of things")]
    LineStale(u64),
    /// Nobody could manage users any more.
    #[error("this would leave no active administrator")]
    LastAdministrator,
    /// What waits cannot be read.
    #[error("what waits cannot be read: {0}")]
    Unreadable(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why nobody was informed.
#[derive(Debug, thiserror::Error)]
pub enum InformError {
    /// Whoever asks is an active administrator no longer.
    #[error("only active administrators may")]
    NotAllowed,
    /// The file is not known any more, is another administrator's, or was not put into force.
    #[error("no imported file is known under this number")]
    NotImported,
    /// They were informed before.
    #[error("they were informed already")]
    AlreadyInformed,
    /// What waits cannot be read.
    #[error("what waits cannot be read: {0}")]
    Unreadable(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ImportError> for InformError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Unreadable(problem) => Self::Unreadable(problem),
            ImportError::Store(error) => Self::Store(error),
            ImportError::NotAllowed => Self::NotAllowed,
            ImportError::NotWaiting
            | ImportError::AlreadyImported
            | ImportError::LineStale(_)
            | ImportError::LastAdministrator => Self::NotImported,
        }
    }
}

/// What a file changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Users who were added.
    pub added: usize,
    /// Those of them who have an address, and no password yet: they can be informed.
    pub to_inform: usize,
    /// Users who were changed.
    pub edited: usize,
    /// Users who were deleted.
    pub deleted: usize,
}

impl UserImport {
    /// Puts a file into force that was checked before.
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn apply(
        &self,
        proof: ConfirmedAdmin,
        id: &str,
        on_progress: ProgressCallback<'_>,
    ) -> Result<Imported, ImportError> {
        let (steps, concerns_rights) = self.waiting(proof, id).await?;
        let transaction = match concerns_rights {
            true => self.base.store.write_users_alone().await?,
            false => self.base.store.write().await?,
        };
        let now = self.base.clock.now();
        let actor = Actor::administrator(&transaction, proof.admin()).await?;
        let actor = actor.ok_or(ImportError::NotAllowed)?;
        if !store::imports::set_done(&transaction, id, now).await? {
            return Err(ImportError::AlreadyImported);
        }
        let mut imported = Imported::default();
        let mut progress = Progress {
            done: 0,
            total: steps.len(),
        };
        for kind in [ChangeKind::Delete, ChangeKind::Edit, ChangeKind::Add] {
            let of_kind: Vec<&ImportStep> = steps.iter().filter(|step| step.kind == kind).collect();
            for batch in of_kind.chunks(BATCH) {
                let done = match kind {
                    ChangeKind::Delete => self.delete_batch(&transaction, &actor, batch).await,
                    ChangeKind::Edit => self.edit_batch(&transaction, &actor, batch).await,
                    ChangeKind::Add => {
                        let added = self.add_batch(&transaction, &actor, batch).await;
                        added.map(|to_inform| imported.to_inform += to_inform)
                    }
                };
                match done {
                    Ok(()) => {}
                    Err(ImportStepError::Taken) => {
                        drop(transaction);
                        return Err(self.taken_in(batch).await?);
                    }
                    Err(ImportStepError::Refused(error)) => return Err(error),
                }
                progress.done += batch.len();
                on_progress(progress);
            }
            match kind {
                ChangeKind::Delete => imported.deleted = of_kind.len(),
                ChangeKind::Edit => imported.edited = of_kind.len(),
                ChangeKind::Add => imported.added = of_kind.len(),
            }
        }
        // No account has this number.
        if concerns_rights && !store::users::has_other_administrator(&transaction, 0).await? {
            return Err(ImportError::LastAdministrator);
        }
        let event = actor.did(Action::ImportUsers).with(format!(
            "added: {}; changed: {}; deleted: {}",
            imported.added, imported.edited, imported.deleted
        ));
        self.base.audit.record(&transaction, [event]).await?;
        transaction.commit().await.map_err(StoreError::from)?;
        if imported.added >= MANY {
            // Without it all is slower, and no less done.
            if let Err(error) = self.base.store.analyze_users().await {
                tracing::warn!(%error, "the database did not look at its users anew");
            }
        }
        Ok(imported)
    }

    /// A file of this administrator's that was checked not long ago.
    async fn kept(&self, proof: Admin, id: &str) -> Result<StoredImport, ImportError> {
        // Any other text is none of ours, and not even a text to every database.
        let ours = id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !ours {
            return Err(ImportError::NotWaiting);
        }
        let since = self.base.clock.now().before(WAITS);
        let connection = self.base.store.connection();
        let import = store::imports::find(connection, id, proof.user_id(), since).await?;
        import.ok_or(ImportError::NotWaiting)
    }

    async fn waiting(
        &self,
        proof: ConfirmedAdmin,
        id: &str,
    ) -> Result<(Vec<ImportStep>, bool), ImportError> {
        let import = self.kept(proof.admin(), id).await?;
        if import.done {
            return Err(ImportError::AlreadyImported);
        }
        Ok((steps(&import.steps)?, import.concerns_rights))
    }

    async fn delete_batch(
        &self,
        transaction: &impl Connection,
        actor: &Actor,
        steps: &[&ImportStep],
    ) -> Result<(), ImportStepError> {
        for step in steps {
            if !store::users::delete_version(transaction, step.id, step.version).await? {
                return Err(ImportError::LineStale(step.line).into());
            }
        }
        let deleted = steps.iter().map(|step| {
            let event = actor.did(Action::DeleteUser);
            event.to(AuditParty::named(Some(step.id), step.login_name()))
        });
        Ok(self.base.audit.record(transaction, deleted).await?)
    }

    async fn edit_batch(
        &self,
        transaction: &impl Connection,
        actor: &Actor,
        steps: &[&ImportStep],
    ) -> Result<(), ImportStepError> {
        let must_change = self
            .base
            .settings
            .in_force_within(transaction)
            .await?
            .forces_change();
        let mut events = Vec::new();
        let ids: Vec<i64> = steps.iter().map(|step| step.id).collect();
        let users = store::users::find_all(transaction, &ids).await?;
        for step in steps {
            let stale = || ImportStepError::from(ImportError::LineStale(step.line));
            let user = users.get(&step.id).ok_or_else(stale)?;
            let fields = fields(step)?;
            match store::user_fields::update(transaction, step.id, step.version, &fields.row())
                .await?
            {
                UpdateResult::Updated => {}
                UpdateResult::VersionConflict => return Err(stale()),
                UpdateResult::NameTaken => return Err(ImportStepError::Taken),
            }
            if let Some(hash) = &step.password_hash {
                if step.replaced != fingerprint(user) {
                    return Err(stale());
                }
                let event = actor.did_to(Action::SetPassword, user);
                if !self
                    .new_passwords
                    .replace_password_for(transaction, user, hash, must_change, event)
                    .await?
                {
                    return Err(stale());
                }
            }
            self.effects
                .apply_user_change_effects(transaction, user, &fields)
                .await?;
            events.extend(edited_event(actor, user, &fields));
        }
        Ok(self.base.audit.record(transaction, events).await?)
    }

    async fn add_batch(
        &self,
        transaction: &impl Connection,
        actor: &Actor,
        steps: &[&ImportStep],
    ) -> Result<usize, ImportStepError> {
        let forced = self
            .base
            .settings
            .in_force_within(transaction)
            .await?
            .forces_change();
        let fields: Vec<UserFields> = steps
            .iter()
            .map(|step| fields(step))
            .collect::<Result<_, _>>()?;
        let now = self.base.clock.now();
        let users = steps.iter().zip(&fields).map(|(step, fields)| NewUser {
            fields: fields.row(),
            password_hash: step.password_hash.as_deref(),
            must_change: forced && step.password_hash.is_some(),
            created_at: now,
        });
        let users: Vec<_> = users.collect();
        let ids = store::user_fields::insert_many(transaction, &users).await?;
        let ids = ids.ok_or(ImportStepError::Taken)?;
        let events = fields.iter().filter_map(|fields| {
            let id = ids.get(fields.login_name.key())?;
            Some(added_event(actor.did(Action::AddUser), *id, fields))
        });
        self.base.audit.record(transaction, events).await?;
        Ok(users.iter().filter(|user| user.needs_notice()).count())
    }

    /// Which line of a batch names somebody who is there by now.
    async fn taken_in(&self, steps: &[&ImportStep]) -> Result<ImportError, ImportError> {
        let names = login_names(steps)?;
        let keys: Vec<&str> = names.iter().map(LoginName::key).collect();
        let users = store::users::find_keys(self.base.store.connection(), &keys).await?;
        let taken = steps
            .iter()
            .zip(&keys)
            .find(|(step, key)| users.get(**key).is_some_and(|user| user.id != step.id));
        Ok(ImportError::LineStale(
            taken.map_or(0, |(step, _)| step.line),
        ))
    }

    /// Sends all whom a file added their login name and a link to choose a password with: those who
    /// are active, have an address and have no password. How many they are; once for each file.
    ///
    /// # Errors
    /// [`InformError`].
    pub async fn inform(&self, proof: Admin, id: &str) -> Result<usize, InformError> {
        let import = self.kept(proof, id).await?;
        if !import.done {
            return Err(InformError::NotImported);
        }
        if import.informed {
            return Err(InformError::AlreadyInformed);
        }
        let steps = steps(&import.steps)?;
        let transaction = self.base.store.write().await?;
        let actor = Actor::administrator(&transaction, proof).await?;
        let actor = actor.ok_or(InformError::NotAllowed)?;
        let now = self.base.clock.now();
        if !store::imports::set_informed(&transaction, id, now).await? {
            return Err(InformError::AlreadyInformed);
        }
        let added: Vec<&ImportStep> = steps
            .iter()
            .filter(|step| step.kind == ChangeKind::Add)
            .collect();
        let mut informed = 0;
        for batch in added.chunks(BATCH) {
            let names = login_names(batch)?;
            let keys: Vec<&str> = names.iter().map(LoginName::key).collect();
            let users = store::users::find_keys(&transaction, &keys).await?;
            for user in users.values().filter(|user| user.needs_notice()) {
                let to = user.email.as_deref().unwrap_or_default();
                self.mailer
                    .enqueue(&transaction, Some(user.id), to, &Message::SetPassword)
                    .await?;
                informed += 1;
            }
            let sent = users.values().filter(|user| user.needs_notice());
            let sent = sent.map(|user| actor.did_to(Action::SendLink, user));
            self.base.audit.record(&transaction, sent).await?;
        }
        transaction.commit().await.map_err(StoreError::from)?;
        Ok(informed)
    }
}

/// Why a batch was not done.
enum ImportStepError {
    Refused(ImportError),
    /// A login name is taken. PostgreSQL does not answer in this transaction any more.
    Taken,
}

impl From<ImportError> for ImportStepError {
    fn from(error: ImportError) -> Self {
        Self::Refused(error)
    }
}

impl From<StoreError> for ImportStepError {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

fn steps(text: &str) -> Result<Vec<ImportStep>, ImportError> {
    let unreadable = |error: serde_json::Error| ImportError::Unreadable(error.to_string());
    text.lines()
        .map(|line| serde_json::from_str(line).map_err(unreadable))
        .collect()
}

fn login_names(steps: &[&ImportStep]) -> Result<Vec<LoginName>, ImportError> {
    let names = steps.iter().map(|step| Ok(fields(step)?.login_name));
    names.collect()
}

fn fields(step: &ImportStep) -> Result<UserFields, ImportError> {
    step.fields()
        .map_err(|error| ImportError::Unreadable(error.to_string()))
}
