//! Links that mails carry, and the one to a new password that follows a right login: drawn, opened, used up.

use crate::audit::Action;
use model::link::LinkError;
use model::timestamp::{Duration, Timestamp};
use model::user::Status;

use crate::audit::Actor;
use crate::base::Base;
use crate::client::Origin;
use crate::secret::{Token, TokenHash};
use crate::store::links::NewLink;
use crate::store::users::User;
use crate::store::{self, StoreError};

pub(crate) use crate::store::links::{Link, Purpose};

/// Why a link opens nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenLinkError {
    /// It is good for nothing.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The links of all accounts.
#[derive(Clone)]
pub(crate) struct Links {
    pub(crate) base: Base,
}

impl Links {
    /// Makes a link for somebody who has just shown that they know the old password.
    pub(crate) async fn issue(
        &self,
        transaction: &impl store::Connection,
        token: &Token,
        user_id: i64,
        (purpose, lifetime): (Purpose, Duration),
    ) -> Result<(), StoreError> {
        let now = self.base.clock.now();
        let link = NewLink {
            token_hash: token.hash(),
            purpose,
            user_id,
            email: None,
            message_id: None,
            created_at: now,
            expires_at: now.after(lifetime),
        };
        store::links::insert(transaction, link).await
    }

    /// Draws the token of a link that a mail carries to `to`, and keeps its hash; older links of the account for
    /// the same purpose end. One that an administrator sent does not end because somebody asks for another.
    pub(crate) async fn issue_by_mail(
        &self,
        transaction: &impl store::Connection,
        (message_id, to): (&str, &str),
        user: &User,
        (purpose, lifetime): (Purpose, Duration),
    ) -> Result<Token, StoreError> {
        let (token, now) = (Token::random(), self.base.clock.now());
        store::links::replace(transaction, user.id, purpose, message_id, now).await?;
        let link = NewLink {
            token_hash: token.hash(),
            purpose,
            user_id: user.id,
            email: (purpose == Purpose::Email).then_some(to),
            message_id: Some(message_id),
            created_at: now,
            expires_at: now.after(lifetime),
        };
        store::links::insert(transaction, link).await?;
        let event = Actor::nobody(Origin::default()).did_to(Action::MakeLink, user);
        let event = event.with(format!("for: {}", purpose.as_str()));
        self.base.audit.record(transaction, [event]).await?;
        Ok(token)
    }

    /// A link that is good for one of the `purposes`, and whose it is. It uses nothing up, however often it is
    /// asked.
    pub(crate) async fn open(
        &self,
        token: &Token,
        purposes: &[Purpose],
    ) -> Result<(Link, User), OpenLinkError> {
        let connection = self.base.store.connection();
        let link = store::links::find(connection, token.hash()).await?;
        let Some(link) = link.filter(|link| purposes.contains(&link.purpose)) else {
            return Err(LinkError::Incomplete.into());
        };
        if let Some(end) = link.end {
            return Err(LinkError::from(end).into());
        }
        if link.purpose == Purpose::Reset && !self.base.settings.in_force().await?.allows_reset() {
            return Err(LinkError::SwitchedOff.into());
        }
        if link.expires_at <= self.base.clock.now() {
            return Err(LinkError::Expired.into());
        }
        match store::users::find(connection, link.user_id).await? {
            Some(user) if user.status == Status::Active => Ok((link, user)),
            _ => Err(LinkError::Outdated.into()),
        }
    }

    /// Uses a link up; whether it was still good.
    pub(crate) async fn spend(
        &self,
        transaction: &impl store::Connection,
        token: TokenHash,
    ) -> Result<bool, StoreError> {
        store::links::spend(transaction, token, self.base.clock.now()).await
    }

    /// Ends all links of a user.
    pub(crate) async fn end_all(
        &self,
        transaction: &impl store::Connection,
        user_id: i64,
    ) -> Result<(), StoreError> {
        store::links::end_all_of(transaction, user_id, self.base.clock.now()).await
    }

    /// Forgets those that expired before a moment; how many.
    pub(crate) async fn clean_up(&self, before: Timestamp) -> Result<u64, StoreError> {
        store::links::delete_expired(self.base.store.connection(), before).await
    }
}
