//! What a browser finds out about why somebody cannot log in, in words that a server may read:
//! with an attempt to log in, and in the report for the administrator. Never anything that was typed.

use std::fmt;
use std::str::FromStr;

use crate::keyboard::Warning;
use crate::user::UnknownWord;

/// What can be found out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SelfCheck {
    /// A space before or after the login name.
    NameSpace,
    /// A space before or after the password, or the text on the trouble page.
    Space,
    /// Caps Lock is on.
    CapsLock,
    /// Caps Lock was on for a part of it.
    CapsLockBefore,
    /// Num Lock is off, and the number pad was used.
    NumLock,
    /// An input method, or full-width characters.
    InputMethod,
    /// A character that looks like another one, or like nothing.
    LookAlike,
    /// The keyboard is set to another language, or to two.
    Layout,
    /// The browser runs scripts and WebAssembly.
    Scripts,
    /// The browser sends cookies back.
    Cookies,
    /// The browser keeps what pages store.
    Storage,
    /// The connection is encrypted.
    Connection,
    /// The computer's clock is right.
    Clock,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckResult {
    /// This is not why.
    Fine,
    /// This may be why.
    Wrong,
}

impl SelfCheck {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::NameSpace,
        Self::Space,
        Self::CapsLock,
        Self::CapsLockBefore,
        Self::NumLock,
        Self::InputMethod,
        Self::LookAlike,
        Self::Layout,
        Self::Scripts,
        Self::Cookies,
        Self::Storage,
        Self::Connection,
        Self::Clock,
    ];

    /// The word that travels.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NameSpace => "name-space",
            Self::Space => "space",
            Self::CapsLock => "caps-lock",
            Self::CapsLockBefore => "caps-lock-before",
            Self::NumLock => "num-lock",
            Self::InputMethod => "input-method",
            Self::LookAlike => "look-alike",
            Self::Layout => "layout",
            Self::Scripts => "scripts",
            Self::Cookies => "cookies",
            Self::Storage => "storage",
            Self::Connection => "connection",
            Self::Clock => "clock",
        }
    }

    /// What a live warning about a password or a text amounts to.
    #[must_use]
    pub const fn from_warning(warning: Warning) -> Self {
        match warning {
            Warning::StraySpace(_) => Self::Space,
            Warning::CapsLockOn => Self::CapsLock,
            Warning::CapsLockWasOn => Self::CapsLockBefore,
            Warning::NumLockOff => Self::NumLock,
            Warning::Composing | Warning::FullWidth => Self::InputMethod,
            Warning::LookAlike(_) => Self::LookAlike,
            Warning::Layout(_) | Warning::MixedScripts => Self::Layout,
        }
    }
}

impl FromStr for SelfCheck {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .into_iter()
            .find(|check| check.as_str() == word)
            .ok_or(UnknownWord("a check"))
    }
}

/// Findings: each check at most once, in the order of [`SelfCheck::ALL`].
///
/// As text: `caps-lock space cookies+`. A plus says that all is well there. What is no such word is
/// passed over, since a browser may be newer than the server or send what it likes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(Vec<(SelfCheck, CheckResult)>);

impl Findings {
    /// Adds one; a check that is there already becomes what is worse.
    pub fn add(&mut self, check: SelfCheck, found: CheckResult) {
        match self.0.binary_search_by_key(&check, |(check, _)| *check) {
            Ok(at) if found == CheckResult::Wrong => self.0[at].1 = found,
            Ok(_) => {}
            Err(at) => self.0.insert(at, (check, found)),
        }
    }

    /// Each check and what was found.
    pub fn iter(&self) -> impl Iterator<Item = (SelfCheck, CheckResult)> {
        self.0.iter().copied()
    }

    /// What was found by one.
    #[must_use]
    pub fn result_of(&self, check: SelfCheck) -> Option<CheckResult> {
        self.iter()
            .find_map(|(found, what)| (found == check).then_some(what))
    }

    /// Reads what [`fmt::Display`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut findings = Self::default();
        // Twice as many words as there are, whatever comes.
        for word in text.split(' ').take(2 * SelfCheck::ALL.len()) {
            let (word, found) = match word.strip_suffix('+') {
                Some(word) => (word, CheckResult::Fine),
                None => (word, CheckResult::Wrong),
            };
            if let Ok(check) = word.parse() {
                findings.add(check, found);
            }
        }
        findings
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (check, found)) in self.iter().enumerate() {
            let before = if index > 0 { " " } else { "" };
            let after = match found {
                CheckResult::Fine => "+",
                CheckResult::Wrong => "",
            };
            write!(f, "{before}{}{after}", check.as_str())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn findings_read_back() {
        let mut findings = Findings::default();
        findings.add(SelfCheck::Cookies, CheckResult::Fine);
        findings.add(SelfCheck::CapsLock, CheckResult::Wrong);
        findings.add(SelfCheck::CapsLock, CheckResult::Fine);
        assert_eq!(findings.to_string(), "caps-lock cookies+");
        assert_eq!(Findings::parse("cookies+ caps-lock"), findings);
        assert_eq!(
            findings.result_of(SelfCheck::CapsLock),
            Some(CheckResult::Wrong)
        );
        assert_eq!(findings.result_of(SelfCheck::Clock), None);
        for check in SelfCheck::ALL {
            assert_eq!(check.as_str().parse(), Ok(check));
        }
    }

    #[test]
    fn all_of_them_are_as_long_as_the_column() {
        let mut all = Findings::default();
        for check in SelfCheck::ALL {
            all.add(check, CheckResult::Fine);
        }
        assert!(all.to_string().len() <= 160, "{}", all.to_string().len());
    }

    proptest! {
        #[test]
        fn whatever_comes_becomes_words_of_ours(text in "[a-z+ \\-<\"]{0,200}|.{0,50}") {
            let findings = Findings::parse(&text);
            prop_assert!(findings.iter().count() <= SelfCheck::ALL.len());
            prop_assert_eq!(&Findings::parse(&findings.to_string()), &findings);
        }
    }
}
