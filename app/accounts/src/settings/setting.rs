//! The list of settings.

use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use std::str::FromStr;

use model::colour::Colour;
use model::email::{Email, EmailError};
use model::password::Composition;
use model::user::UnknownWord;

/// Longest name or telephone number of whom to ask, in code points.
const LINE: usize = 128;
/// Longest text, in code points.
const TEXT: usize = 500;
/// Longest name of a portal, in code points.
const NAME: usize = 64;

/// What may be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingKind {
    /// `on` or `off`.
    Switch,
    /// A whole number.
    Number {
        /// Its bounds.
        range: RangeInclusive<u32>,
        /// Nothing stands for no limit.
        may_be_empty: bool,
    },
    /// One of some words.
    Choice(&'static [&'static str]),
    /// One line.
    Line {
        /// How long, in code points.
        limit: usize,
        /// Nothing may stand there.
        may_be_empty: bool,
    },
    /// An e-mail address, or nothing.
    Email,
    /// A colour that can be read, or nothing.
    Colour,
}

/// Why a value cannot be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum SettingError {
    /// Neither `on` nor `off`.
    #[error("This must be on or off.")]
    NotOnOrOff,
    /// No number, or one out of bounds.
    #[error("This must be a whole number from {0} to {1}.")]
    Number(u32, u32),
    /// The same, where nothing is something.
    #[error("This must be a whole number from {0} to {1}, or empty.")]
    NumberOrNothing(u32, u32),
    /// None of the words.
    #[error("This must be one of the choices.")]
    Choice,
    /// Too long.
    #[error("This has {0} characters at most.")]
    TooLong(usize),
    /// Something must stand there.
    #[error("Enter something here.")]
    Empty,
    /// A line break or another control character.
    #[error("This is one line, without control characters.")]
    Control,
    /// No address.
    #[error("{0}")]
    Email(EmailError),
    /// No colour.
    #[error("A colour is written as # and six digits from 0 to 9 and a to f, such as #1d4fd7.")]
    Colour,
    /// A colour that is too light.
    #[error(
        "Text in this colour, and white text on it, could hardly be read (contrast below 4.5 to 1). Choose a darker one."
    )]
    Contrast,
}

impl SettingKind {
    /// The text as it is kept.
    ///
    /// # Errors
    /// Why it cannot be set.
    pub(super) fn check(&self, text: &str) -> Result<String, SettingError> {
        let text = text.trim();
        match self {
            Self::Switch if ["on", "off"].contains(&text) => Ok(text.to_owned()),
            Self::Switch => Err(SettingError::NotOnOrOff),
            Self::Number {
                may_be_empty: true, ..
            } if text.is_empty() => Ok(String::new()),
            Self::Number {
                range,
                may_be_empty,
            } => {
                let digits = text.bytes().all(|byte| byte.is_ascii_digit());
                let number = text.parse::<u32>().ok().filter(|_| digits);
                match number.filter(|number| range.contains(number)) {
                    Some(number) => Ok(number.to_string()),
                    None if *may_be_empty => {
                        Err(SettingError::NumberOrNothing(*range.start(), *range.end()))
                    }
                    None => Err(SettingError::Number(*range.start(), *range.end())),
                }
            }
            Self::Choice(words) if words.contains(&text) => Ok(text.to_owned()),
            Self::Choice(_) => Err(SettingError::Choice),
            Self::Line {
                may_be_empty: false,
                ..
            } if text.is_empty() => Err(SettingError::Empty),
            Self::Line { limit, .. } => line(text, *limit),
            Self::Email if text.is_empty() => Ok(String::new()),
            Self::Email => Email::parse(text)
                .map(|email| email.to_string())
                .map_err(SettingError::Email),
            Self::Colour if text.is_empty() => Ok(String::new()),
            Self::Colour => {
                let colour: Colour = text.parse().map_err(|_| SettingError::Colour)?;
                match colour.can_be_accent() {
                    true => Ok(colour.to_string()),
                    false => Err(SettingError::Contrast),
                }
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

const fn number(range: RangeInclusive<u32>) -> SettingKind {
    SettingKind::Number {
        range,
        may_be_empty: false,
    }
}

const fn number_or_nothing(range: RangeInclusive<u32>) -> SettingKind {
    SettingKind::Number {
        range,
        may_be_empty: true,
    }
}

const fn line_or_nothing(limit: usize) -> SettingKind {
    SettingKind::Line {
        limit,
        may_be_empty: true,
    }
}

macro_rules! settings {
    ($($(#[doc = $doc:literal])* $variant:ident = $name:literal, $kind:expr, $default:literal;)*) => {
        /// One setting. The names are those in the database and on the command line.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Setting {
            $($(#[doc = $doc])* $variant,)*
        }

        impl Setting {
            /// All of them, in the order in which they are shown.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name in the database and on the command line.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What may be set.
            #[must_use]
            pub fn kind(self) -> SettingKind {
                match self { $(Self::$variant => $kind,)* }
            }

            /// What is in force where nothing was ever set.
            #[must_use]
            pub const fn default(self) -> &'static str {
                match self { $(Self::$variant => $default,)* }
            }
        }
    };
}

settings! {
    /// **Allow users to reset password**
    AllowReset = "allow-reset", SettingKind::Switch, "on";
    /// How long a link from a mail is good for that somebody asked for, in minutes.
    ResetLinkMinutes = "reset-link-minutes", number(5..=1440), "30";
    /// **Allow users to change password**
    AllowChange = "allow-change", SettingKind::Switch, "on";
    /// **Force users to change their passwords on their next login**
    ForceChange = "force-change", SettingKind::Switch, "on";
    /// The shortest password of users, in code points (NIST SP 800-63B-4, 3.1.1.2).
    UserMinLength = "password-length-users", number(8..=64), "15";
    /// That of administrators.
    AdminMinLength = "password-length-administrators", number(8..=64), "15";
    /// Which kinds of characters a password needs.
    Composition = "password-composition", SettingKind::Choice(&Composition::WORDS), "any";
    /// **Password Reuse Limit**: how many of the last passwords may not be chosen again.
    ReuseLimit = "password-reuse-limit", number(1..=10), "1";
    /// **Password Expiration**, in days.
    Expiration = "password-expiration-days", number_or_nothing(1..=3650), "";
    /// **Number of Failed Attempts Before Account Lockout**
    LockoutLimit = "lockout-attempts", number(3..=100), "10";
    /// **Account Lockout Duration**, in minutes; without a limit, until an administrator unlocks.
    LockoutMinutes = "lockout-minutes", number_or_nothing(1..=1440), "3";
    /// Whether each lock in a row is twice as long as the one before.
    LockoutGrows = "lockout-grows", SettingKind::Switch, "on";
    /// After how many minutes without a request a session ends.
    SessionIdle = "session-idle-minutes", number(5..=1440), "60";
    /// How many hours after the login a session ends at the latest.
    SessionLongest = "session-longest-hours", number(1..=168), "12";
    /// **Keep me logged in**, in days; 0 where it is not offered.
    SessionKept = "session-kept-days", number(0..=365), "30";
    /// Whether people get a mail when somebody logs in from a new browser.
    NewBrowserNotice = "new-browser-notice", SettingKind::Switch, "on";
    /// **Additional Message on Login Failure**
    FailureMessage = "failure-message", line_or_nothing(TEXT), "";
    /// The same in Japanese.
    FailureMessageJa = "failure-message-ja", line_or_nothing(TEXT), "";
    /// Whom to ask.
    ContactName = "contact-name", line_or_nothing(LINE), "";
    /// Their telephone number.
    ContactPhone = "contact-phone", line_or_nothing(LINE), "";
    /// Their address.
    ContactEmail = "contact-email", SettingKind::Email, "";
    /// Anything else, such as the hours.
    ContactText = "contact-text", line_or_nothing(TEXT), "";
    /// Whom to ask, in Japanese.
    ContactNameJa = "contact-name-ja", line_or_nothing(LINE), "";
    /// Their telephone number.
    ContactPhoneJa = "contact-phone-ja", line_or_nothing(LINE), "";
    /// Their address.
    ContactEmailJa = "contact-email-ja", SettingKind::Email, "";
    /// Anything else, such as the hours.
    ContactTextJa = "contact-text-ja", line_or_nothing(TEXT), "";
    /// What the portal is called.
    PortalName = "portal-name", SettingKind::Line { limit: NAME, may_be_empty: false }, "Latchkey";
    /// The colour of links and buttons.
    AccentColour = "accent-colour", SettingKind::Colour, "";
    /// How many days the audit log is kept.
    LogDays = "log-days", number(30..=3650), "365";
}

impl FromStr for Setting {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .iter()
            .copied()
            .find(|setting| setting.as_str() == word)
            .ok_or(UnknownWord("a setting"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use proptest::prelude::*;

    #[test]
    fn each_is_known_by_its_name_and_reads_back() {
        let mut settings = Settings::default();
        for &setting in Setting::ALL {
            assert_eq!(setting.as_str().parse(), Ok(setting));
            assert_eq!(settings.get(setting), setting.default());
            let text = match setting.kind() {
                SettingKind::Switch => "off".to_owned(),
                SettingKind::Number { range, .. } => range.end().to_string(),
                SettingKind::Choice(words) => words[1].to_owned(),
                SettingKind::Line { limit, .. } => "é".repeat(limit),
                SettingKind::Email => "help@example.test".to_owned(),
                SettingKind::Colour => "#1d4fd7".to_owned(),
            };
            settings.set(setting, &text).unwrap();
            assert_eq!(settings.get(setting), text);
        }
        assert!("allow_reset".parse::<Setting>().is_err());
    }

    #[test]
    fn what_is_out_of_bounds_changes_nothing() {
        let mut settings = Settings::default();
        let before = settings.clone();
        for &setting in Setting::ALL {
            let wrong = match setting.kind() {
                SettingKind::Switch => vec!["maybe".to_owned(), String::new()],
                SettingKind::Number { range, .. } => [
                    (u64::from(*range.end()) + 1).to_string(),
                    "-1".to_owned(),
                    "+5".to_owned(),
                    "10x".to_owned(),
                    "1e3".to_owned(),
                    "99999999999999999999".to_owned(),
                ]
                .into_iter()
                .chain(range.start().checked_sub(1).map(|low| low.to_string()))
                .collect(),
                SettingKind::Choice(_) => vec!["none of them".to_owned()],
                SettingKind::Line { limit, .. } => {
                    vec!["é".repeat(limit + 1), "a\r\nBcc: b".to_owned()]
                }
                SettingKind::Email => vec!["nobody".to_owned()],
                SettingKind::Colour => vec!["#ffffff".to_owned(), "red".to_owned()],
            };
            for text in wrong {
                assert!(settings.set(setting, &text).is_err(), "{setting:?} {text}");
            }
        }
        assert_eq!(settings, before);
        assert!(settings.set(Setting::PortalName, " ").is_err());
    }

    proptest! {
        #[test]
        fn what_is_taken_reads_back_the_same(text in ".{0,40}", index in 0..Setting::ALL.len()) {
            let setting = Setting::ALL[index];
            let mut settings = Settings::default();
            if settings.set(setting, &text).is_ok() {
                let kept = settings.get(setting);
                let before = settings.clone();
                settings.set(setting, &kept).unwrap();
                prop_assert_eq!(settings, before);
            }
        }
    }
}
