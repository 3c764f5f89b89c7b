//! What each mail says. A mail that waits is one of these, and is worded when it is sent.

use model::browser;
use model::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

use super::letter::{Block, Letter};
use crate::store::users::User;

/// A mail, as it waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Message {
    /// The login name is locked after too many failed tries.
    Locked {
        /// The last of them.
        last_try: Circumstances,
        end: LockEnd,
    },
}

/// When a lock ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LockEnd {
    At(Timestamp),
    /// When somebody unlocks it.
    Unlocked,
    /// It was unlocked before the mail was written.
    Already,
}

/// When something was done, and from where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Circumstances {
    pub(crate) at: Timestamp,
    /// A `User-Agent`, if one is known.
    pub(crate) user_agent: Option<String>,
    pub(crate) client_address: Option<String>,
}

impl Circumstances {
    fn block(&self) -> Block {
        let mut facts = vec![("When", self.at.in_words())];
        if let Some(user_agent) = &self.user_agent {
            facts.push(("Browser", browser::in_words(user_agent)));
        }
        if let Some(address) = &self.client_address {
            facts.push(("Network address", address.clone()));
        }
        Block::Facts(facts)
    }
}

/// The portal, as its mails speak of it.
#[derive(Clone, Copy)]
pub(crate) struct Portal<'a> {
    pub(crate) url: &'a str,
}

impl Portal<'_> {
    fn link(self, label: &'static str, path: &str) -> Block {
        Block::Link {
            label,
            url: format!("{}{path}", self.url),
        }
    }
}

fn text(text: impl Into<String>) -> Block {
    Block::Text(text.into())
}

impl Message {
    /// The word in the column `kind`.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Locked { .. } => "locked",
        }
    }
}

/// The mail to the owner of a locked login name.
pub(crate) fn locked(
    portal: Portal<'_>,
    user: &User,
    last_try: &Circumstances,
    end: LockEnd,
    now: Timestamp,
) -> Letter {
    let state = match end {
        LockEnd::At(end) if end > now => {
            format!("Nobody can log in with it until {}.", end.in_words())
        }
        LockEnd::At(_) | LockEnd::Already => "By now it is open again.".to_owned(),
        LockEnd::Unlocked => {
            "Nobody can log in with it until an administrator unlocks it.".to_owned()
        }
    };
    Letter {
        subject: "Your login name was locked".to_owned(),
        blocks: vec![
            text(format!("Hello {},", user.display_name)),
            text(format!(
                "your login name {} at {} was locked, because a wrong password was entered too often. {state}",
                user.login_name, portal.url,
            )),
            text("The last of these tries:"),
            last_try.block(),
            text(
                "If it was you: your password is as it was. Here you find out why it was not taken, \
                and what to do.",
            ),
            portal.link("Having Trouble Logging In?", "/trouble"),
            text(
                "If it was not you: somebody tried your login name. Your password was not guessed, \
                and you need not do anything. Tell your administrator if it happens again. From a \
                browser that you have logged in with before you can still log in.",
            ),
        ],
    }
}
