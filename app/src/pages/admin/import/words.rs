//! What can be wrong with a line of a file, in words.

use accounts::users::import::{FileColumn, LineError};
use texts::Texts;

use crate::error::InputError;

/// What to tell the administrator.
pub(super) fn line_error(t: Texts, error: LineError) -> String {
    let text = match error {
        LineError::Cells(here, first) => return t.import_cells(first, here),
        LineError::LoginName(error) => return InputError::LoginName(error).words(t),
        LineError::NewLoginName(error) => {
            return t.import_new_login_name(InputError::LoginName(error).words(t));
        }
        LineError::DisplayName(error) => return InputError::DisplayName(error).words(t),
        LineError::Email(error) => return InputError::Email(error).words(t),
        LineError::Password(error) => return InputError::Password(error).words(t),
        LineError::Policy(error) => return InputError::Policy(error).words(t),
        LineError::Word(column) => return t.import_word(column.heading(), known(column)),
        LineError::DuplicateLine(line) => return t.import_twice(line),
        LineError::Taken => t.import_taken(),
        LineError::NothingToRename => t.import_nothing_to_rename(),
        LineError::PasswordOfInactive => t.import_password_of_inactive(),
        LineError::NobodyToDelete => t.import_nobody_to_delete(),
    };
    text.to_owned()
}

/// The words that a column knows.
const fn known(column: FileColumn) -> &'static str {
    match column {
        FileColumn::Language => "auto, en, ja",
        FileColumn::Role => "user, administrator",
        FileColumn::Status => "active, inactive",
        FileColumn::Delete => "yes, no",
        FileColumn::LoginName
        | FileColumn::DisplayName
        | FileColumn::NewLoginName
        | FileColumn::Password
        | FileColumn::Email => "*",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::email::EmailError;
    use model::locale::Locale;
    use model::login_name::LoginNameError;
    use model::password::{PasswordError, PolicyError};
    use model::user::DisplayNameError;

    #[test]
    fn in_english_a_line_is_told_as_its_error_says() {
        let t = Texts::new(Locale::En);
        let words = FileColumn::ALL.map(LineError::Word);
        let others = [
            LineError::Cells(2, 9),
            LineError::LoginName(LoginNameError::StraySpace),
            LineError::NewLoginName(LoginNameError::Forbidden),
            LineError::DisplayName(DisplayNameError::Control),
            LineError::Email(EmailError),
            LineError::Password(PasswordError::TooLong),
            LineError::Policy(PolicyError::TooShort { min_length: 15 }),
            LineError::DuplicateLine(2),
            LineError::Taken,
            LineError::NothingToRename,
            LineError::PasswordOfInactive,
            LineError::NobodyToDelete,
        ];
        for error in words.into_iter().chain(others) {
            assert_eq!(line_error(t, error), error.to_string());
        }
    }
}
