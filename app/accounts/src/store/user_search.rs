//! The list of users: which of them are shown, and in which order.

use std::str::FromStr;

use model::canonical;
use model::stray_space::without_stray_space;
use model::user::UnknownWord;

/// Longest text that users are searched by or sorted by, in code points; more is passed over.
const COMPARED: usize = 128;

/// Which users are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Those who can log in.
    Active,
    /// Those who cannot.
    Inactive,
    /// Those who are locked, everywhere or in a browser that they use.
    Locked,
    /// Those whose next login leads to choosing a new password.
    MustChange,
    /// Those who have never logged in.
    NeverLoggedIn,
}

impl Filter {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::Active,
        Self::Inactive,
        Self::Locked,
        Self::MustChange,
        Self::NeverLoggedIn,
    ];

    /// The word in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Locked => "locked",
            Self::MustChange => "must-change",
            Self::NeverLoggedIn => "never-logged-in",
        }
    }
}

impl FromStr for Filter {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .into_iter()
            .find(|filter| filter.as_str() == word)
            .ok_or(UnknownWord("a filter"))
    }
}

/// In which order users are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By login name.
    #[default]
    LoginName,
    /// By the name for people.
    Name,
    /// The latest first; those who never have come last.
    LastLogin,
}

impl Sort {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::LoginName, Self::Name, Self::LastLogin];

    /// The word in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LoginName => "login-name",
            Self::Name => "name",
            Self::LastLogin => "last-login",
        }
    }
}

impl FromStr for Sort {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL
            .into_iter()
            .find(|sort| sort.as_str() == word)
            .ok_or(UnknownWord("a sort"))
    }
}

/// Which part of the users that are found a page shows. A place is told by what stands there, not
/// by its number, so that a page far back costs what the first one does, and nobody is missed when
/// others come and go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PagePosition {
    /// The first ones.
    #[default]
    First,
    /// Those after somebody.
    After(Cursor),
    /// Those before somebody.
    Before(Cursor),
    /// The last ones.
    Last,
}

/// Where somebody stands in a list: by what it is sorted, and who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// What the list is sorted by.
    pub key: String,
    /// Tells those apart who have the same.
    pub id: i64,
}

impl Cursor {
    /// The text in addresses: `42.sora`.
    #[must_use]
    pub fn to_address(&self) -> String {
        format!("{}.{}", self.id, self.key)
    }

    /// Reads it back.
    #[must_use]
    pub fn from_address(text: &str) -> Option<Self> {
        let (id, key) = text.split_once('.')?;
        let id = id.parse().ok()?;
        // A key in the database is shorter; NUL is no text to PostgreSQL.
        let readable = key.len() <= 1024 && !key.contains('\0');
        readable.then(|| Self {
            key: key.to_owned(),
            id,
        })
    }
}

/// A text as names and addresses are searched and sorted: case and width do not matter, nor space
/// at its ends.
#[must_use]
pub fn folded(text: &str) -> String {
    let text: String = without_stray_space(text).chars().take(COMPARED).collect();
    // Some characters fold to eighteen. NUL is no text to PostgreSQL.
    let folded = canonical::folded(&text);
    folded
        .chars()
        .filter(|&c| c != '\0')
        .take(COMPARED)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_compared_without_case_width_and_space() {
        assert_eq!(folded("\u{3000}ＳＯＲＡ.Example "), "sora.example");
        assert_eq!(folded(&"a".repeat(500)).len(), COMPARED);
        assert_eq!(folded(&"\u{FDFA}".repeat(128)).chars().count(), COMPARED);
    }

    #[test]
    fn every_word_reads_back() {
        for filter in Filter::ALL {
            assert_eq!(filter.as_str().parse(), Ok(filter));
        }
        for sort in Sort::ALL {
            assert_eq!(sort.as_str().parse(), Ok(sort));
        }
        assert!("".parse::<Filter>().is_err());
    }

    proptest! {
        #[test]
        fn a_mark_reads_back(id: i64, key in "[^\0]{0,200}") {
            let mark = Cursor { key, id };
            prop_assert_eq!(Cursor::from_address(&mark.to_address()), Some(mark));
        }

        #[test]
        fn any_text_is_read_without_panicking(text in any::<String>()) {
            let _ = (Cursor::from_address(&text), folded(&text));
        }
    }
}
