//! What each mail says. A mail that waits is one of these, and is worded when it is sent.

use crate::settings::Settings;
use model::link::SENT_LINK_LIFETIME;
use model::locale::Locale;
use model::timestamp::Timestamp;
use model::user::Role;
use serde::{Deserialize, Serialize};
use texts::Texts;

use super::letter::{Block, Letter};
use crate::client::Client;
use crate::secret::Token;
use crate::store::users::User;

/// A mail, as it waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Message {
    /// The login name is locked after too many failed attempts.
    Locked {
        /// The last of them.
        #[serde(rename = "last_try")]
        last_attempt: Circumstances,
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
    #[serde(rename = "at")]
    Until(Timestamp),
    #[serde(rename = "unlocked")]
    UntilUnlocked,
    /// It was unlocked before the mail was written.
    #[serde(rename = "already")]
    AlreadyUnlocked,
}

/// When something was done, and from where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Circumstances {
    pub(crate) at: Timestamp,
    /// A `User-Agent`, if one is known.
    pub(crate) user_agent: Option<String>,
    pub(crate) client_address: Option<String>,
    /// The language of the browser. Mails that were written down before it was kept have none.
    #[serde(default)]
    pub(crate) locale: Locale,
}

impl Circumstances {
    /// Where it was done from, nobody needs to know.
    pub(crate) const fn only_when(at: Timestamp) -> Self {
        Self {
            at,
            user_agent: None,
            client_address: None,
            locale: Locale::En,
        }
    }

    /// Of something that was done just now in a browser.
    pub(crate) fn from_client(client: &Client, at: Timestamp) -> Self {
        Self {
            at,
            user_agent: Some(client.kept_user_agent()),
            client_address: Some(client.address.to_string()),
            locale: client.locale,
        }
    }

    fn block(&self, t: Texts) -> Block {
        let mut facts = vec![(t.mails_when(), t.moment(self.at))];
        if let Some(user_agent) = &self.user_agent {
            facts.push((t.mails_browser(), t.browser(user_agent)));
        }
        if let Some(address) = &self.client_address {
            facts.push((t.mails_address(), address.clone()));
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
pub(crate) struct MailPortal<'a> {
    pub(crate) url: &'a str,
    /// What administrators have set.
    pub(crate) settings: &'a Settings,
    /// In which language.
    pub(crate) locale: Locale,
}

impl MailPortal<'_> {
    /// The portal as it speaks to a user: in their language, or in that of the browser that caused the mail, if they
    /// have chosen none.
    pub(crate) fn in_language_of(self, user: &User, browsers: Locale) -> Self {
        Self {
            locale: user.language.locale().unwrap_or(browsers),
            ..self
        }
    }

    fn texts(self) -> Texts {
        Texts::new(self.locale)
    }

    fn link(self, label: &'static str, path: &str) -> Block {
        Block::Link {
            label,
            url: format!("{}{path}", self.url),
        }
    }

    /// Where a password is chosen with a link.
    fn password_link(self, token: &Token) -> Block {
        let path = format!("/reset-password/link?token={}", token.reveal());
        self.link(self.texts().mails_choose_password(), &path)
    }

    /// Where somebody goes whose password is lost, or known to others.
    fn way_out(self) -> Block {
        let t = self.texts();
        let label = match self.settings.allows_reset() {
            true => t.mails_choose_password(),
            false => t.mails_ask_administrator(),
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

    /// The language of the browser that caused it, as far as it is known.
    pub(crate) const fn locale(&self) -> Locale {
        match self {
            Self::Locked {
                last_attempt: from, ..
            }
            | Self::Reset { asked: from }
            | Self::PasswordChanged { change: from }
            | Self::ConfirmEmail { asked: from }
            | Self::EmailChanged { change: from }
            | Self::NewBrowser { login: from }
            | Self::RoleChanged { change: from, .. } => from.locale,
            Self::SetPassword => Locale::En,
        }
    }
}

/// A mail to a user, whom it greets.
fn to_user(portal: MailPortal<'_>, user: &User, subject: &str, blocks: Vec<Block>) -> Letter {
    let hello = text(portal.texts().mails_hello(&user.display_name));
    Letter {
        locale: portal.locale,
        subject: subject.to_owned(),
        blocks: std::iter::once(hello).chain(blocks).collect(),
    }
}

/// The mail to the owner of a locked login name.
pub(crate) fn locked(
    portal: MailPortal<'_>,
    user: &User,
    last_attempt: &Circumstances,
    end: LockEnd,
    now: Timestamp,
) -> Letter {
    let (t, name) = (portal.texts(), &user.login_name);
    let blocks = vec![
        text(match end {
            LockEnd::Until(end) if end > now => {
                t.mails_locked_until(t.moment(end), name, portal.url)
            }
            LockEnd::Until(_) | LockEnd::AlreadyUnlocked => t.mails_locked_open(name, portal.url),
            LockEnd::UntilUnlocked => t.mails_locked_stays(name, portal.url),
        }),
        text(t.mails_locked_last_attempt()),
        last_attempt.block(t),
        text(match portal.settings.allows_reset() {
            true => t.mails_locked_you_reset(),
            false => t.mails_locked_you_ask(),
        }),
        portal.way_out(),
        text(t.mails_locked_why()),
        portal.link(t.common_trouble(), "/trouble"),
        text(t.mails_locked_not_you()),
    ];
    to_user(portal, user, t.mails_locked_subject(), blocks)
}

/// The mail with the link.
pub(crate) fn reset(
    portal: MailPortal<'_>,
    user: &User,
    asked: &Circumstances,
    token: &Token,
) -> Letter {
    let t = portal.texts();
    let minutes = portal.settings.reset_link_lifetime().as_seconds() / 60;
    let blocks = vec![
        text(t.mails_reset_asked(minutes, portal.url)),
        portal.password_link(token),
        Block::Facts(vec![(t.mails_your_login_name(), user.login_name.clone())]),
        text(t.mails_reset_not_you()),
        asked.block(t),
    ];
    to_user(portal, user, t.mails_reset_subject(), blocks)
}

/// The mail with a link that an administrator sent.
pub(crate) fn set_password(portal: MailPortal<'_>, user: &User, token: &Token) -> Letter {
    let t = portal.texts();
    let hours = SENT_LINK_LIFETIME.as_seconds() / 3600;
    let blocks = vec![
        text(t.mails_set_password_sent(hours, portal.url)),
        portal.password_link(token),
        Block::Facts(vec![(t.mails_your_login_name(), user.login_name.clone())]),
        text(t.mails_set_password_not_you()),
    ];
    to_user(portal, user, t.mails_set_password_subject(), blocks)
}

/// To an address that several accounts have: a link could only be for one of them.
pub(crate) fn reset_of_several(portal: MailPortal<'_>, asked: &Circumstances) -> Letter {
    let t = portal.texts();
    Letter {
        locale: portal.locale,
        subject: t.mails_several_subject().to_owned(),
        blocks: vec![
            text(t.mails_several_hello()),
            text(t.mails_several_asked(portal.url)),
            text(t.mails_several_ask()),
            text(t.mails_several_not_you()),
            asked.block(t),
        ],
    }
}

/// The mail with the link that makes an address that of an account.
pub(crate) fn confirm_email(
    portal: MailPortal<'_>,
    user: &User,
    asked: &Circumstances,
    token: &Token,
) -> Letter {
    let t = portal.texts();
    let hours = SENT_LINK_LIFETIME.as_seconds() / 3600;
    let path = format!("/confirm-email/link?token={}", token.reveal());
    let blocks = vec![
        text(t.mails_confirm_email_asked(hours, &user.login_name, portal.url)),
        portal.link(t.mails_confirm_email_link(), &path),
        text(t.mails_confirm_email_not_you()),
        asked.block(t),
    ];
    to_user(portal, user, t.mails_confirm_email_subject(), blocks)
}

/// The notice that something was done to an account, when, and from where: if it was its owner (`you`), and if not.
fn notice(
    portal: MailPortal<'_>,
    user: &User,
    subject: &str,
    (what, circumstances): (String, &Circumstances),
    (you, not_you): (Option<&str>, &str),
) -> Letter {
    let mut blocks = vec![text(what), circumstances.block(portal.texts())];
    blocks.extend(you.map(text));
    blocks.push(text(not_you));
    to_user(portal, user, subject, blocks)
}

/// The notice that a password was changed (ASVS 5.0, 6.3.7).
pub(crate) fn password_changed(
    portal: MailPortal<'_>,
    user: &User,
    change: &Circumstances,
) -> Letter {
    let t = portal.texts();
    let what = t.mails_password_changed_what(&user.login_name, portal.url);
    let who = (
        Some(t.mails_password_changed_you()),
        t.mails_password_changed_not_you(),
    );
    let subject = t.mails_password_changed_subject();
    notice(portal, user, subject, (what, change), who).with(portal.way_out())
}

/// The notice to the address that an account had until now (ASVS 5.0, 6.3.7).
pub(crate) fn email_changed(portal: MailPortal<'_>, user: &User, change: &Circumstances) -> Letter {
    let t = portal.texts();
    let what = t.mails_email_changed_what(&user.login_name, portal.url);
    let who = (
        Some(t.mails_email_changed_you()),
        t.mails_email_changed_not_you(),
    );
    let subject = t.mails_email_changed_subject();
    notice(portal, user, subject, (what, change), who)
}

/// The notice of a login from a browser that is new to the account.
pub(crate) fn new_browser(portal: MailPortal<'_>, user: &User, login: &Circumstances) -> Letter {
    let t = portal.texts();
    let what = t.mails_new_browser_what(&user.login_name, portal.url);
    let who = (
        Some(t.mails_new_browser_you()),
        t.mails_new_browser_not_you(),
    );
    let subject = t.mails_new_browser_subject();
    notice(portal, user, subject, (what, login), who).with(portal.way_out())
}

/// The notice that somebody was given other rights.
pub(crate) fn role_changed(
    portal: MailPortal<'_>,
    user: &User,
    role: Role,
    change: &Circumstances,
) -> Letter {
    let (t, name) = (portal.texts(), &user.login_name);
    let what = match role {
        Role::Administrator => t.mails_role_changed_administrator(name, portal.url),
        Role::User => t.mails_role_changed_user(name, portal.url),
    };
    let who = (None, t.mails_role_changed_not_you());
    let subject = t.mails_role_changed_subject();
    notice(portal, user, subject, (what, change), who)
}
