//! What each mail says. A mail that waits is one of these, and is worded when it is sent.

use model::browser;
use model::link::SENT_LINK_LIFETIME;
use model::settings::Settings;
use model::timestamp::Timestamp;
use model::user::Role;
use serde::{Deserialize, Serialize};

use super::letter::{Block, Letter};
use crate::secret::Token;
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
    /// Somebody asked for a new password; whose, is found out when it is sent.
    Reset { asked: Circumstances },
    /// An administrator sends a link to a new password.
    SetPassword,
    /// A new password was chosen.
    PasswordChanged { change: Circumstances },
    /// Somebody wants this address to be theirs.
    ConfirmEmail { asked: Circumstances },
    /// The account has another address now.
    EmailChanged { change: Circumstances },
    /// Somebody logged in from a browser that is new to the account.
    NewBrowser { login: Circumstances },
    /// An administrator gave other rights.
    RoleChanged { role: Role, change: Circumstances },
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
    /// Where it was done from, nobody needs to know.
    pub(crate) const fn only_when(at: Timestamp) -> Self {
        Self {
            at,
            user_agent: None,
            client_address: None,
        }
    }

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

/// The kind of [`Message::Reset`].
pub(crate) const RESET: &str = "reset";
/// The kind of [`Message::ConfirmEmail`].
pub(crate) const CONFIRM_EMAIL: &str = "confirm_email";

/// The portal, as its mails speak of it.
#[derive(Clone, Copy)]
pub(crate) struct Portal<'a> {
    pub(crate) url: &'a str,
    /// What administrators have set.
    pub(crate) settings: &'a Settings,
}

impl Portal<'_> {
    fn link(self, label: &'static str, path: &str) -> Block {
        Block::Link {
            label,
            url: format!("{}{path}", self.url),
        }
    }

    /// Where somebody goes whose password is lost, or known to others.
    fn way_out(self) -> Block {
        let label = match self.settings.allows_reset() {
            true => "Choose a new password",
            false => "Ask your administrator",
        };
        self.link(label, "/reset-password")
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
            Self::Reset { .. } => RESET,
            Self::SetPassword => "set_password",
            Self::PasswordChanged { .. } => "password_changed",
            Self::ConfirmEmail { .. } => CONFIRM_EMAIL,
            Self::EmailChanged { .. } => "email_changed",
            Self::NewBrowser { .. } => "new_browser",
            Self::RoleChanged { .. } => "role_changed",
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
            text(if portal.settings.allows_reset() {
                "If it was you: your password is as it was. You can choose a new one, which unlocks \
                the login name at once."
            } else {
                "If it was you: your password is as it was. If it cannot wait, ask your \
                administrator, who can unlock the login name at once."
            }),
            portal.way_out(),
            text("Or find out why your password was not taken."),
            portal.link("Having Trouble Logging In?", "/trouble"),
            text(
                "If it was not you: somebody tried your login name. Your password was not guessed, \
                and you need not do anything. Tell your administrator if it happens again. From a \
                browser that you have logged in with before you can still log in.",
            ),
        ],
    }
}

/// The mail with the link.
pub(crate) fn reset(
    portal: Portal<'_>,
    user: &User,
    asked: &Circumstances,
    token: &Token,
) -> Letter {
    let minutes = portal.settings.reset_link_lifetime().as_seconds() / 60;
    Letter {
        subject: "Choose a new password".to_owned(),
        blocks: vec![
            text(format!("Hello {},", user.display_name)),
            text(format!(
                "somebody asked for a new password for {}. If it was you, open this address in the \
                browser that you want to log in with. It works once, within {minutes} minutes.",
                portal.url,
            )),
            portal.link(
                "Choose a new password",
                &format!("/reset-password/link?token={}", token.reveal()),
            ),
            Block::Facts(vec![("Your login name", user.login_name.clone())]),
            text(
                "If you did not ask for this, you need not do anything: nothing has been changed, \
                and without this mail nobody can. Tell your administrator if it happens again. It \
                was asked for:",
            ),
            asked.block(),
        ],
    }
}

/// The mail with a link that an administrator sent.
pub(crate) fn set_password(portal: Portal<'_>, user: &User, token: &Token) -> Letter {
    let hours = SENT_LINK_LIFETIME.as_seconds() / 3600;
    Letter {
        subject: "Your login name, and a link to a new password".to_owned(),
        blocks: vec![
            text(format!("Hello {},", user.display_name)),
            text(format!(
                "your administrator sends you this for {}. Open this address in the browser that \
                you want to log in with, and choose a password. It works once, within {hours} \
                hours; until then your present password stays as it is.",
                portal.url,
            )),
            portal.link(
                "Choose a new password",
                &format!("/reset-password/link?token={}", token.reveal()),
            ),
            Block::Facts(vec![("Your login name", user.login_name.clone())]),
            text(
                "If you do not know of this, ask your administrator before you open it. Nothing \
                has been changed.",
            ),
        ],
    }
}

/// To an address that several accounts have: a link could only be for one of them.
pub(crate) fn reset_of_several(portal: Portal<'_>, asked: &Circumstances) -> Letter {
    Letter {
        subject: "Your new password: please ask your administrator".to_owned(),
        blocks: vec![
            text("Hello,"),
            text(format!(
                "somebody asked for a new password for {}. Several accounts there have this e-mail \
                address, so that we cannot tell which of them is meant, and send no link.",
                portal.url,
            )),
            text(
                "Ask your administrator, who can send you a link for the account that you mean. \
                Tell them your login name, if you know it.",
            ),
            text("If you did not ask for this, you need not do anything. It was asked for:"),
            asked.block(),
        ],
    }
}

/// The notice that a password was changed (ASVS 5.0, 6.3.7).
pub(crate) fn password_changed(portal: Portal<'_>, user: &User, change: &Circumstances) -> Letter {
    Letter {
        subject: "Your password was changed".to_owned(),
        blocks: vec![
            text(format!("Hello {},", user.display_name)),
            text(format!(
                "the password of {} at {} was changed.",
                user.login_name, portal.url,
            )),
            change.block(),
            text("If it was you, all is well."),
            text(
                "If it was not you, somebody can read your mails or knew your password. Choose a new \
                one at once if you can, and tell your administrator.",
            ),
            portal.way_out(),
        ],
    }
}

/// The mail with the link that makes an address that of an account.
pub(crate) fn confirm_email(
    portal: Portal<'_>,
    user: &User,
    asked: &Circumstances,
    token: &Token,
) -> Letter {
    let hours = SENT_LINK_LIFETIME.as_seconds() / 3600;
    Letter {
        subject: "Confirm your new e-mail address".to_owned(),
        blocks: vec![
            text(format!("Hello {},", user.display_name)),
            text(format!(
                "you want mails for {} at {} to come to this address. Open this link and confirm it. \
                It works once, within {hours} hours; until then your address stays as it is.",
                user.login_name, portal.url,
            )),
            portal.link(
                "Confirm this address",
                &format!("/confirm-email/link?token={}", token.reveal()),
            ),
            text(
                "If you do not know of this, somebody entered your address by mistake. Do not open \
                the link, and nothing happens. It was asked for:",
            ),
            asked.block(),
        ],
    }
}

/// The notice to the address that an account had until now (ASVS 5.0, 6.3.7).
pub(crate) fn email_changed(portal: Portal<'_>, user: &User, change: &Circumstances) -> Letter {
    Letter {
        subject: "Your e-mail address was changed".to_owned(),
        blocks: vec![
            text(format!("Hello {},", user.display_name)),
            text(format!(
                "the e-mail address of {} at {} was changed. Mails do not come here any more.",
                user.login_name, portal.url,
            )),
            change.block(),
            text("If it was you, or you asked your administrator for it, all is well."),
            text(
                "If it was not you, somebody else can choose a new password for your account now. \
                Tell your administrator at once.",
            ),
        ],
    }
}

/// The notice of a login from a browser that is new to the account.
pub(crate) fn new_browser(portal: Portal<'_>, user: &User, login: &Circumstances) -> Letter {
    Letter {
        subject: "Somebody logged in from a new browser".to_owned(),
        blocks: vec![
            text(format!("Hello {},", user.display_name)),
            text(format!(
                "somebody logged in as {} at {} from a browser that has not been used with this \
                account before, or that forgot it.",
                user.login_name, portal.url,
            )),
            login.block(),
            text("If it was you, all is well."),
            text(
                "If it was not you, somebody knows your password. Choose a new one at once, which \
                logs them out, and tell your administrator.",
            ),
            portal.way_out(),
        ],
    }
}

/// The notice that somebody was given other rights.
pub(crate) fn role_changed(
    portal: Portal<'_>,
    user: &User,
    role: Role,
    change: &Circumstances,
) -> Letter {
    let now = match role {
        Role::Administrator => "is an administrator now: it can change every account and setting.",
        Role::User => "is an ordinary user now, and no administrator any more.",
    };
    Letter {
        subject: "Your rights were changed".to_owned(),
        blocks: vec![
            text(format!("Hello {},", user.display_name)),
            text(format!("{} at {} {now}", user.login_name, portal.url)),
            change.block(),
            text("You have to log in again. If you do not know of this, tell your administrator."),
        ],
    }
}
