//! Browsers that an account has been logged in to from: they are told from strangers when failures are counted, and
//! the first login from a new one is told of.

use model::bucket::NEW_BROWSERS_TOLD;
use model::timestamp::{Duration, Timestamp};

use super::rate_limit;
use crate::base::Base;
use crate::client::Client;
use crate::mail::{Circumstances, Mailer, Message};
use crate::secret::{Token, TokenHash};
use crate::store::users::User;
use crate::store::{self, StoreError, devices};

/// Browsers that an account knows at once: more than anybody has, and few enough for one who knew the
/// password for a minute.
const MAX_BROWSERS_PER_USER: u64 = 20;
/// How long a browser that is not used stays known, and its cookie lives: the longest that browsers keep one.
pub const DEVICE_LIFETIME: Duration = Duration::days(400);

/// The browsers that each account knows.
#[derive(Clone)]
pub(crate) struct KnownBrowsers {
    pub(crate) base: Base,
    pub(crate) mailer: Mailer,
}

impl KnownBrowsers {
    /// Whether an account knows the browser with this token.
    pub(super) async fn knows(&self, user_id: i64, device: TokenHash) -> Result<bool, StoreError> {
        let now = self.base.clock.now();
        devices::knows(self.base.store.connection(), user_id, device, now).await
    }

    /// Gives the browser of a login its token: another one each time, so that a copy of the old one that was left
    /// behind is worth nothing then.
    pub(super) async fn renew_token(
        &self,
        transaction: &impl store::Connection,
        user: &User,
        old: Option<&Token>,
        (notify_owner, client): (bool, &Client),
    ) -> Result<Token, StoreError> {
        let (device, now) = (Token::random(), self.base.clock.now());
        if let Some(old) = old {
            devices::renew(transaction, old.hash(), device.hash(), now).await?;
        }
        if notify_owner {
            self.tell_of_new(transaction, user, &device, client).await?;
        }
        devices::logged_in(
            transaction,
            device.hash(),
            user.id,
            now,
            MAX_BROWSERS_PER_USER,
        )
        .await?;
        Ok(device)
    }

    /// Tells somebody that their account was used from a browser that is new to it. The first login of all
    /// is no news, and of many within an hour the first is told.
    async fn tell_of_new(
        &self,
        transaction: &impl store::Connection,
        user: &User,
        device: &Token,
        client: &Client,
    ) -> Result<(), StoreError> {
        let Some(to) = &user.email else {
            return Ok(());
        };
        let now = self.base.clock.now();
        let first = user.last_login_at.is_none();
        if first || devices::knows(transaction, user.id, device.hash(), now).await? {
            return Ok(());
        }
        let bucket = format!("new browser of {}", user.id);
        let counted = rate_limit::count(transaction, &bucket, NEW_BROWSERS_TOLD, now).await?;
        if counted.is_err() {
            return Ok(());
        }
        let message = Message::NewBrowser {
            login: Circumstances::from_client(client, now),
        };
        self.mailer
            .enqueue(transaction, Some(user.id), to, &message)
            .await
    }

    /// Forgets the browsers of an account but one.
    pub(crate) async fn forget(
        &self,
        transaction: &impl store::Connection,
        user_id: i64,
        kept: Option<TokenHash>,
    ) -> Result<(), StoreError> {
        devices::forget(transaction, user_id, kept).await
    }

    /// Forgets those that nobody has used for as long as their cookie lives; how many.
    pub(crate) async fn clean_up(&self, now: Timestamp) -> Result<u64, StoreError> {
        devices::delete_unused(self.base.store.connection(), now.before(DEVICE_LIFETIME)).await
    }
}
