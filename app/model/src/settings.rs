//! What administrators set while the servers run.

use std::str::FromStr;

use crate::email::{Email, EmailError};
use crate::user::UnknownWord;

/// Longest name or telephone number of whom to ask, in code points.
const LINE: usize = 128;
/// Longest text about whom to ask, in code points.
const TEXT: usize = 500;

/// All settings, as they are in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// **Allow users to reset password**, with a link from a mail. Else they ask their administrator.
    pub allow_reset: bool,
    /// Whom to ask.
    pub contact: Contact,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            allow_reset: true,
            contact: Contact::default(),
        }
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

/// One setting, by its name in the database and on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// [`Settings::allow_reset`]
    AllowReset,
    /// [`Contact::name`]
    ContactName,
    /// [`Contact::phone`]
    ContactPhone,
    /// [`Contact::email`]
    ContactEmail,
    /// [`Contact::text`]
    ContactText,
}

/// Why a value cannot be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// Neither `on` nor `off`.
    #[error("it must be on or off")]
    NotOnOrOff,
    /// Too long.
    #[error("it must have {0} characters at most")]
    TooLong(usize),
    /// A line break or another control character.
    #[error("it must be one line, without control characters")]
    Control,
    /// No address.
    #[error("{0}")]
    Email(EmailError),
}

impl Setting {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] = [
        Self::AllowReset,
        Self::ContactName,
        Self::ContactPhone,
        Self::ContactEmail,
        Self::ContactText,
    ];

    /// The name in the database and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AllowReset => "allow-reset",
            Self::ContactName => "contact-name",
            Self::ContactPhone => "contact-phone",
            Self::ContactEmail => "contact-email",
            Self::ContactText => "contact-text",
        }
    }
}

impl FromStr for Setting {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .into_iter()
            .find(|setting| setting.as_str() == word)
            .ok_or(UnknownWord("a setting"))
    }
}

impl Settings {
    /// Sets one from its text; the same text as in the database and on the command line.
    ///
    /// # Errors
    /// What is wrong with the text; nothing is set then.
    pub fn set(&mut self, setting: Setting, text: &str) -> Result<(), SettingError> {
        match setting {
            Setting::AllowReset => {
                self.allow_reset = match text {
                    "on" => true,
                    "off" => false,
                    _ => return Err(SettingError::NotOnOrOff),
                }
            }
            Setting::ContactName => self.contact.name = line(text, LINE)?,
            Setting::ContactPhone => self.contact.phone = line(text, LINE)?,
            Setting::ContactText => self.contact.text = line(text, TEXT)?,
            Setting::ContactEmail if text.is_empty() => self.contact.email = None,
            Setting::ContactEmail => {
                self.contact.email = Some(Email::parse(text).map_err(SettingError::Email)?);
            }
        }
        Ok(())
    }

    /// The text that [`Settings::set`] would set it from.
    #[must_use]
    pub fn get(&self, setting: Setting) -> String {
        match setting {
            Setting::AllowReset if self.allow_reset => "on".to_owned(),
            Setting::AllowReset => "off".to_owned(),
            Setting::ContactName => self.contact.name.clone(),
            Setting::ContactPhone => self.contact.phone.clone(),
            Setting::ContactText => self.contact.text.clone(),
            Setting::ContactEmail => {
                let email = self.contact.email.as_ref();
                email.map(ToString::to_string).unwrap_or_default()
            }
        }
    }
}

fn line(text: &str, limit: usize) -> Result<String, SettingError> {
    if text.chars().count() > limit {
        return Err(SettingError::TooLong(limit));
    }
    if text.chars().any(char::is_control) {
        return Err(SettingError::Control);
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_reads_back_and_what_is_wrong_changes_nothing() {
        let mut settings = Settings::default();
        for (setting, text) in [
            (Setting::AllowReset, "off"),
            (Setting::ContactName, "Sora at the help desk"),
            (Setting::ContactPhone, "+81 3 0000 0000"),
            (Setting::ContactEmail, "help@example.test"),
            (Setting::ContactText, "8:00 to 18:00, second floor"),
        ] {
            assert_eq!(setting.as_str().parse(), Ok(setting));
            settings.set(setting, text).unwrap();
            assert_eq!(settings.get(setting), text);
        }
        let before = settings.clone();
        for (setting, text, error) in [
            (Setting::AllowReset, "maybe", SettingError::NotOnOrOff),
            (Setting::ContactName, "a\r\nBcc: b", SettingError::Control),
            (
                Setting::ContactPhone,
                &"1".repeat(129),
                SettingError::TooLong(128),
            ),
            (
                Setting::ContactText,
                &"é".repeat(501),
                SettingError::TooLong(500),
            ),
        ] {
            assert_eq!(settings.set(setting, text), Err(error));
        }
        assert!(settings.set(Setting::ContactEmail, "nobody").is_err());
        assert_eq!(settings, before);
        settings.set(Setting::ContactEmail, "").unwrap();
        assert_eq!(settings.contact.email, None);
        assert!("allow_reset".parse::<Setting>().is_err());
    }
}
