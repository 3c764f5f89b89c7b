//! What a checked file is going to change.

use model::email::Email;
use model::login_name::LoginName;
use model::user::{DisplayName, Language, Role, Status};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::line::Line;
use crate::store::users::User;
use crate::users::fields::UserFields;

/// What happens to a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// They are added.
    Add,
    /// Something of them is changed.
    Edit,
    /// They are deleted.
    Delete,
}

/// One line's change, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it stands in the file, from 1.
    pub line: u64,
    /// What happens.
    pub kind: ChangeKind,
    /// To whom.
    pub login_name: String,
    /// What is new, in words: `email: mika@example.test`.
    pub details: Vec<String>,
}

/// One line's change, as it waits.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ImportStep {
    pub(super) line: u64,
    pub(super) kind: ChangeKind,
    /// Of somebody who is there.
    pub(super) id: i64,
    pub(super) version: i32,
    login_name: String,
    display_name: String,
    email: Option<String>,
    language: Language,
    role: Role,
    status: Status,
    pub(super) password_hash: Option<String>,
    /// Tells which password it is to replace; see [`fingerprint`].
    pub(super) replaced: Option<String>,
}

/// Tells the password of a user from all others, without its hash.
pub(super) fn fingerprint(user: &User) -> Option<String> {
    let hash = user.password_hash.as_ref()?;
    Some(data_encoding::HEXLOWER.encode(&Sha256::digest(hash)))
}

/// A step that cannot be read back.
#[derive(Debug, thiserror::Error)]
#[error("line {0} of the file that waits cannot be read")]
pub(super) struct UnreadableStep(u64);

impl ImportStep {
    /// What a line makes of somebody, or of nobody; `None` if it changes nothing.
    pub(super) fn plan(number: u64, line: &Line, user: Option<&User>) -> Option<(Self, Change)> {
        let kind = match (user, line.delete) {
            (None, _) => ChangeKind::Add,
            (Some(_), true) => ChangeKind::Delete,
            (Some(_), false) => ChangeKind::Edit,
        };
        let step = Self {
            line: number,
            kind,
            id: user.map_or(0, |user| user.id),
            version: user.map_or(0, |user| user.version),
            login_name: match (&line.new_login_name, user) {
                (Some(new), _) => new.as_str().to_owned(),
                (None, Some(user)) => user.login_name.clone(),
                (None, None) => line.login_name.as_str().to_owned(),
            },
            display_name: match (&line.display_name, user) {
                (Some(name), _) => name.as_str().to_owned(),
                (None, Some(user)) => user.display_name.clone(),
                (None, None) => line.login_name.as_str().to_owned(),
            },
            email: match (&line.email, user) {
                (Some(email), _) => email.as_ref().map(ToString::to_string),
                (None, user) => user.and_then(|user| user.email.clone()),
            },
            language: line
                .language
                .or(user.map(|user| user.language))
                .unwrap_or_default(),
            role: line
                .role
                .or(user.map(|user| user.role))
                .unwrap_or(Role::User),
            status: line
                .status
                .or(user.map(|user| user.status))
                .unwrap_or(Status::Active),
            password_hash: None,
            replaced: line.password.as_ref().and(user).and_then(fingerprint),
        };
        let details = step.details(user, line.password.is_some());
        if kind == ChangeKind::Edit && details.is_empty() {
            return None;
        }
        let change = Change {
            line: number,
            kind,
            login_name: user
                .map_or(&step.login_name, |user| &user.login_name)
                .clone(),
            details: match kind {
                ChangeKind::Delete => Vec::new(),
                ChangeKind::Add | ChangeKind::Edit => details,
            },
        };
        Some((step, change))
    }

    fn details(&self, user: Option<&User>, password: bool) -> Vec<String> {
        let mut details = Vec::new();
        let mut note = |heading: &str, old: Option<&str>, new: &str| {
            if old != Some(new) {
                details.push(format!("{heading}: {new}"));
            }
        };
        // Of somebody new, what stands in the first column need not be repeated.
        let same = user.is_none().then_some(self.login_name.as_str());
        let old_name = user.map(|user| user.login_name.as_str());
        note("login_name", old_name.or(same), &self.login_name);
        let old_name = user.map(|user| user.display_name.as_str());
        note("display_name", old_name, &self.display_name);
        let old_email = user.map_or(Some(""), |user| {
            Some(user.email.as_deref().unwrap_or_default())
        });
        note(
            "email",
            old_email,
            self.email.as_deref().unwrap_or_default(),
        );
        let old = user.map_or(Language::Auto, |user| user.language);
        note("language", Some(old.as_str()), self.language.as_str());
        let old = user.map_or(Role::User, |user| user.role);
        note("role", Some(old.as_str()), self.role.as_str());
        let old = user.map_or(Status::Active, |user| user.status);
        note("status", Some(old.as_str()), self.status.as_str());
        if password {
            note("password", None, "••••••••");
        }
        details
    }

    pub(super) fn login_name(&self) -> &str {
        &self.login_name
    }

    pub(super) const fn role(&self) -> Role {
        self.role
    }

    pub(super) const fn status(&self) -> Status {
        self.status
    }

    pub(super) fn fields(&self) -> Result<UserFields, UnreadableStep> {
        let unreadable = || UnreadableStep(self.line);
        Ok(UserFields {
            login_name: LoginName::parse(&self.login_name).map_err(|_| unreadable())?,
            display_name: DisplayName::parse(&self.display_name).map_err(|_| unreadable())?,
            email: match &self.email {
                Some(email) => Some(Email::parse(email).map_err(|_| unreadable())?),
                None => None,
            },
            language: self.language,
            role: self.role,
            status: self.status,
        })
    }

    /// Whether it makes an administrator of somebody.
    pub(super) fn promotes(&self, user: Option<&User>) -> bool {
        let before = user.map_or(Role::User, |user| user.role);
        before == Role::User && self.role == Role::Administrator && self.kind != ChangeKind::Delete
    }

    /// Whether it makes an administrator, or may leave none.
    pub(super) fn concerns_rights(&self, user: Option<&User>) -> bool {
        let before = user.map_or(Role::User, |user| user.role);
        before == Role::Administrator || self.role == Role::Administrator
    }
}
