//! What administrators set while the servers run.
//!
//! `setting` is the list: a name, what may be set, and the default. [`Settings`] are the values that
//! are in force, always within their bounds, and what they mean to the rest of the program.

use model::colour::Colour;
use model::email::Email;
use model::locale::Locale;
use model::lockout::{LockDuration, LockoutRules};
use model::password::{Composition, PasswordPolicy};
use model::session::SessionRules;
use model::timestamp::Duration;
use model::user::Role;

use super::setting::{Setting, SettingError, SettingKind};

/// The value of a setting, of its [`SettingKind`].
#[derive(Clone, Debug, PartialEq, Eq)]
enum Value {
    Switch(bool),
    /// `None` where there is no limit.
    Number(Option<u32>),
    Text(String),
}

/// All settings, as they are in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// One for each of [`Setting::ALL`], in their order.
    values: Vec<Value>,
}

impl Default for Settings {
    fn default() -> Self {
        let mut settings = Self {
            values: vec![Value::Switch(false); Setting::ALL.len()],
        };
        for &setting in Setting::ALL {
            let default = setting.default();
            settings
                .set(setting, default)
                .expect("a default is within the bounds");
        }
        settings
    }
}

/// Whom people ask who cannot log in. What is empty is not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// Of a person or a desk.
    pub name: String,
    /// A telephone number, as people write it.
    pub phone: String,
    /// Where to write to.
    pub email: Option<Email>,
    /// Anything else, such as the hours.
    pub text: String,
}

impl Contact {
    /// Whether nothing is known of it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Settings {
    /// Sets one from its text; the same text as in the database and on the command line.
    ///
    /// # Errors
    /// What is wrong with the text; nothing is set then.
    pub fn set(&mut self, setting: Setting, text: &str) -> Result<(), SettingError> {
        let kind = setting.kind();
        let text = kind.check(text)?;
        let value = match kind {
            SettingKind::Switch => Value::Switch(text == "on"),
            SettingKind::Number { .. } => Value::Number(text.parse().ok()),
            SettingKind::Choice(_)
            | SettingKind::Line { .. }
            | SettingKind::Email
            | SettingKind::Colour => Value::Text(text),
        };
        self.values[setting as usize] = value;
        Ok(())
    }

    /// The text that [`Settings::set`] would set it from.
    #[must_use]
    pub fn get(&self, setting: Setting) -> String {
        match &self.values[setting as usize] {
            Value::Switch(true) => "on".to_owned(),
            Value::Switch(false) => "off".to_owned(),
            Value::Number(number) => number.map(|number| number.to_string()).unwrap_or_default(),
            Value::Text(text) => text.clone(),
        }
    }

    fn on(&self, setting: Setting) -> bool {
        self.values[setting as usize] == Value::Switch(true)
    }

    fn number(&self, setting: Setting) -> Option<u32> {
        match self.values[setting as usize] {
            Value::Number(number) => number,
            _ => None,
        }
    }

    /// Of one that always is a number.
    fn count(&self, setting: Setting) -> u32 {
        self.number(setting).unwrap_or_default()
    }

    fn text(&self, setting: Setting) -> &str {
        match &self.values[setting as usize] {
            Value::Text(text) => text,
            _ => "",
        }
    }

    /// Whether users reset their passwords by themselves, with a link from a mail. Else they ask their
    /// administrator. Where they may not change them, they may not reset them either.
    #[must_use]
    pub fn allows_reset(&self) -> bool {
        self.on(Setting::AllowReset) && self.on(Setting::AllowChange)
    }

    /// Whether somebody of this role changes their own password. Administrators always do.
    #[must_use]
    pub fn allows_change(&self, role: Role) -> bool {
        role == Role::Administrator || self.on(Setting::AllowChange)
    }

    /// Whether a password that an administrator set is to be replaced at the next login, by somebody
    /// who may.
    #[must_use]
    pub fn forces_change(&self) -> bool {
        self.on(Setting::ForceChange)
    }

    /// Which passwords somebody of this role may choose.
    #[must_use]
    pub fn password_policy(&self, role: Role) -> PasswordPolicy {
        let least = match role {
            Role::User => Setting::UserMinLength,
            Role::Administrator => Setting::AdminMinLength,
        };
        PasswordPolicy {
            min_length: usize::try_from(self.count(least)).unwrap_or(usize::MAX),
            composition: self
                .text(Setting::Composition)
                .parse()
                .unwrap_or(Composition::Any),
        }
    }

    /// How many of the last passwords, the present one among them, may not be chosen again.
    #[must_use]
    pub fn reuse_limit(&self) -> u32 {
        self.count(Setting::ReuseLimit)
    }

    /// How long a password lasts for somebody of this role; for ever, where they may not change it.
    #[must_use]
    pub fn password_lifetime(&self, role: Role) -> Option<Duration> {
        let days = self.number(Setting::Expiration)?;
        self.allows_change(role).then_some(Duration::days(days))
    }

    /// When failed attempts lock.
    #[must_use]
    pub fn lockout_rules(&self) -> LockoutRules {
        let duration = match self.number(Setting::LockoutMinutes) {
            Some(minutes) => LockDuration::For(Duration::minutes(minutes)),
            None => LockDuration::UntilUnlocked,
        };
        let limit = self.count(Setting::LockoutLimit);
        LockoutRules::new(limit, duration, self.on(Setting::LockoutGrows)).unwrap_or_default()
    }

    /// When sessions end.
    #[must_use]
    pub fn session_rules(&self) -> SessionRules {
        SessionRules {
            idle: Duration::minutes(self.count(Setting::SessionIdle)),
            absolute: Duration::hours(self.count(Setting::SessionLongest)),
            kept: Duration::days(self.count(Setting::SessionKept)),
        }
    }

    /// Whether **Keep me logged in** is offered.
    #[must_use]
    pub fn keeps_sessions(&self) -> bool {
        self.count(Setting::SessionKept) > 0
    }

    /// How long a link is good for that somebody asked for.
    #[must_use]
    pub fn reset_link_lifetime(&self) -> Duration {
        Duration::minutes(self.count(Setting::ResetLinkMinutes))
    }

    /// Whether people get a mail when somebody logs in from a browser that is new to their account.
    #[must_use]
    pub fn tells_of_new_browsers(&self) -> bool {
        self.on(Setting::NewBrowserNotice)
    }

    /// **Additional Message on Login Failure**, or nothing. Where it is missing in a language, the
    /// English one is shown.
    #[must_use]
    pub fn failure_message(&self, locale: Locale) -> &str {
        let text = match locale {
            Locale::Ja => self.text(Setting::FailureMessageJa),
            _ => "",
        };
        match text {
            "" => self.text(Setting::FailureMessage),
            text => text,
        }
    }

    /// Whom to ask. What is missing in a language is shown in English.
    #[must_use]
    pub fn contact(&self, locale: Locale) -> Contact {
        let text = |english: Setting, japanese: Setting| {
            let own = match locale {
                Locale::Ja => self.text(japanese),
                _ => "",
            };
            match own {
                "" => self.text(english).to_owned(),
                own => own.to_owned(),
            }
        };
        Contact {
            name: text(Setting::ContactName, Setting::ContactNameJa),
            phone: text(Setting::ContactPhone, Setting::ContactPhoneJa),
            email: Email::parse(&text(Setting::ContactEmail, Setting::ContactEmailJa)).ok(),
            text: text(Setting::ContactText, Setting::ContactTextJa),
        }
    }

    /// What the portal is called.
    #[must_use]
    pub fn portal_name(&self) -> &str {
        self.text(Setting::PortalName)
    }

    /// The colour of links and buttons, if it is not Latchkey's own.
    #[must_use]
    pub fn accent(&self) -> Option<Colour> {
        self.text(Setting::AccentColour).parse().ok()
    }

    /// How long the audit log is kept.
    #[must_use]
    pub fn log_retention(&self) -> Duration {
        Duration::days(self.count(Setting::LogDays))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_those_of_the_rules() {
        let settings = Settings::default();
        assert_eq!(settings.lockout_rules(), LockoutRules::default());
        assert_eq!(settings.session_rules(), SessionRules::default());
        for role in [Role::User, Role::Administrator] {
            assert_eq!(settings.password_policy(role), PasswordPolicy::default());
            assert_eq!(settings.password_lifetime(role), None);
            assert!(settings.allows_change(role));
        }
        assert!(settings.allows_reset());
        assert_eq!(settings.reset_link_lifetime(), Duration::minutes(30));
        assert_eq!(settings.accent(), None);
        assert!(settings.contact(Locale::Ja).is_empty());
    }

    #[test]
    fn users_who_may_not_change_their_password_neither_reset_it_nor_lose_it() {
        let mut settings = Settings::default();
        settings.set(Setting::Expiration, "30").unwrap();
        settings.set(Setting::AllowChange, "off").unwrap();
        assert!(!settings.allows_reset());
        assert!(!settings.allows_change(Role::User));
        assert!(settings.allows_change(Role::Administrator));
        assert_eq!(settings.password_lifetime(Role::User), None);
        assert_eq!(
            settings.password_lifetime(Role::Administrator),
            Some(Duration::days(30))
        );
    }

    #[test]
    fn what_is_missing_in_a_language_is_said_in_english() {
        let mut settings = Settings::default();
        for (setting, text) in [
            (Setting::FailureMessage, "Call 1234."),
            (Setting::ContactName, "The help desk"),
            (Setting::ContactPhone, "1234"),
            (Setting::ContactNameJa, "ヘルプデスク"),
            (Setting::ContactEmail, "help@example.test"),
        ] {
            settings.set(setting, text).unwrap();
        }
        assert_eq!(settings.failure_message(Locale::Ja), "Call 1234.");
        let contact = settings.contact(Locale::Ja);
        assert_eq!((&*contact.name, &*contact.phone), ("ヘルプデスク", "1234"));
        assert_eq!(settings.contact(Locale::En).name, "The help desk");
        assert!(contact.email.is_some());
        settings
            .set(Setting::FailureMessageJa, "1234 に電話してください。")
            .unwrap();
        assert_ne!(settings.failure_message(Locale::Ja), "Call 1234.");
    }

    #[test]
    fn no_limit_is_an_empty_text() {
        let mut settings = Settings::default();
        settings.set(Setting::LockoutMinutes, "").unwrap();
        let rules = settings.lockout_rules();
        assert_eq!(rules.duration(), LockDuration::UntilUnlocked);
        assert_eq!(settings.get(Setting::LockoutMinutes), "");
        settings.set(Setting::SessionKept, "0").unwrap();
        assert!(!settings.keeps_sessions());
    }
}
