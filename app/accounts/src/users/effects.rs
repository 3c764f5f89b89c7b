//! What follows from a change of a user, by whichever way it was made: what ends, who is told, and what
//! the log says.

use crate::audit::Action;
use model::email::Email;
use model::user::{Role, Status};

use super::fields::UserFields;
use crate::audit::AuditParty;
use crate::audit::{Actor, AuditEvent, describe_change};
use crate::base::Base;
use crate::login::Sessions;
use crate::mail::{Circumstances, Mailer, Message};
use crate::store::users::User;
use crate::store::{self, StoreError};

/// Applies what follows from changes of users.
#[derive(Clone)]
pub(crate) struct ChangeEffects {
    pub(crate) base: Base,
    pub(crate) mailer: Mailer,
    pub(crate) sessions: Sessions,
}

impl ChangeEffects {
    /// What follows from the change of a user, by whichever way it was made.
    pub(super) async fn apply_user_change_effects(
        &self,
        transaction: &impl store::Connection,
        before: &User,
        now: &UserFields,
    ) -> Result<(), StoreError> {
        if now.role == Role::Administrator && before.role == Role::User {
            self.ask_for_stronger_password(transaction, before.id)
                .await?;
        }
        if now.status == Status::Inactive {
            return self.shut_out(transaction, before.id).await;
        }
        if now.role != before.role {
            // Sessions do not outlive the rights that they were begun with (ASVS 5.0, 7.4.2).
            self.sessions.end_all(transaction, before.id).await?;
        }
        let address = now.email.as_ref().map(Email::as_str);
        if address != before.email.as_deref() || now.login_name.as_str() != before.login_name {
            self.mailer.end_links(transaction, before.id).await?;
        }
        self.tell_of_changes(transaction, before, now).await
    }

    /// What was enough for a user's password may be too little for an administrator's. Nobody knows how
    /// long it is; so there has to be another.
    async fn ask_for_stronger_password(
        &self,
        transaction: &impl store::Connection,
        id: i64,
    ) -> Result<(), StoreError> {
        let settings = self.base.settings.in_force_within(transaction).await?;
        let rules = [Role::User, Role::Administrator].map(|role| settings.password_policy(role));
        if rules[0] != rules[1] {
            store::users::set_must_change(transaction, id, true).await?;
        }
        Ok(())
    }

    /// Tells somebody, at the address that they had until now, that an administrator gave them another
    /// one or other rights (ASVS 5.0, 6.3.7).
    async fn tell_of_changes(
        &self,
        transaction: &impl store::Connection,
        before: &User,
        after: &UserFields,
    ) -> Result<(), StoreError> {
        let Some(to) = &before.email else {
            return Ok(());
        };
        let now = self.base.clock.now();
        let email = after.email.as_ref().map(Email::as_str);
        let moved = email != before.email.as_deref();
        let change = Circumstances::only_when(now);
        let moved = moved.then(|| Message::EmailChanged {
            change: change.clone(),
        });
        let role = (after.role != before.role).then_some(Message::RoleChanged {
            role: after.role,
            change,
        });
        for message in moved.into_iter().chain(role) {
            self.mailer
                .enqueue(transaction, Some(before.id), to, &message)
                .await?;
        }
        Ok(())
    }

    /// Ends all that lets somebody in who is no longer to be.
    pub(super) async fn shut_out(
        &self,
        transaction: &impl store::Connection,
        id: i64,
    ) -> Result<(), StoreError> {
        self.sessions.end_all(transaction, id).await?;
        self.mailer.end_links(transaction, id).await
    }
}

/// What the log says of a change of a user; nothing if nothing was changed.
pub(super) fn edited_event(actor: &Actor, before: &User, after: &UserFields) -> Option<AuditEvent> {
    let email = after.email.as_ref().map_or("none", Email::as_str);
    let fields = [
        ("login name", &*before.login_name, after.login_name.as_str()),
        ("name", &before.display_name, after.display_name.as_str()),
        ("e-mail", before.email.as_deref().unwrap_or("none"), email),
        (
            "language",
            before.language.as_str(),
            after.language.as_str(),
        ),
        ("role", before.role.as_str(), after.role.as_str()),
        ("status", before.status.as_str(), after.status.as_str()),
    ];
    let changes: Vec<_> = fields
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(what, before, after)| describe_change(what, before, after))
        .collect();
    (!changes.is_empty()).then(|| {
        let event = actor.did_to(Action::EditUser, before);
        event.with(changes.join("; "))
    })
}

/// What the log says of a user who was added.
pub(crate) fn added_event(event: AuditEvent, id: i64, user: &UserFields) -> AuditEvent {
    let email = user.email.as_ref().map_or("none", Email::as_str);
    event
        .to(AuditParty::named(Some(id), user.login_name.as_str()))
        .with(format!(
            "role: {}; status: {}; e-mail: {email}",
            user.role.as_str(),
            user.status.as_str()
        ))
}
