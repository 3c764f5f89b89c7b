//! What can go wrong for a person, in words.

use accounts::settings::SettingError;
use model::link::LinkError;
use model::lockout::Remaining;
use model::login_name::{LoginNameError, TypedNameError};
use model::password::{PasswordError, PolicyError};
use texts::{Texts, sentences};

use crate::error::{AppError, InputError};

impl AppError {
    /// What to tell the person.
    #[must_use]
    pub fn words(&self, t: Texts) -> String {
        let with_wait = |what: &str, remaining: Remaining| sentences([what, &wait(t, remaining)]);
        let text = match self {
            // Each stands at its field; together they are told by the list of them.
            Self::Input(errors) => {
                return sentences(errors.iter().map(|error| error.words(t)));
            }
            Self::LoginRefused(left) => return with_warning(t, t.error_refused(), *left),
            Self::Locked(remaining) => return with_wait(t.error_locked(), *remaining),
            Self::TooManyAttempts(remaining) => {
                return with_wait(t.error_too_many_attempts(), *remaining);
            }
            Self::TooManyMails(remaining) => {
                return with_wait(t.error_too_many_mails(), *remaining);
            }
            Self::TooManyReports(remaining) => {
                return with_wait(t.error_too_many_reports(), *remaining);
            }
            Self::TooManyPasswords(remaining) => {
                return with_wait(t.error_too_many_passwords(), *remaining);
            }
            Self::TooManyChanges(remaining) => {
                return with_wait(t.error_too_many_changes(), *remaining);
            }
            Self::ResetSwitchedOff => t.error_reset_switched_off(),
            Self::Inactive => t.error_inactive(),
            Self::VersionConflict => t.error_changed_meanwhile(),
            Self::Admin(error) => return error.words(t),
            Self::Link(error) => link(t, *error),
            Self::Outdated => t.error_outdated(),
            Self::Busy => t.error_busy(),
            Self::NotLoggedIn => t.error_not_logged_in(),
            Self::NotAllowed => t.error_not_allowed(),
            Self::Gone => t.error_gone(),
            Self::OtherSite => t.error_other_site(),
            Self::OtherAddress => {
                return sentences([t.error_other_site(), t.error_other_address()]);
            }
            Self::TooBig => t.error_too_big(),
            Self::Unreadable => t.error_unreadable(),
            Self::OwnPasswordNeeded(_) => t.error_own_password(),
            Self::Fault(reference) => return t.error_fault(reference),
        };
        text.to_owned()
    }
}

impl InputError {
    /// What to tell the person.
    #[must_use]
    pub fn words(&self, t: Texts) -> String {
        let text = match self {
            Self::TypedName(TypedNameError::Empty) => t.input_typed_name_empty(),
            Self::TypedName(TypedNameError::Control) => t.input_typed_name_control(),
            Self::LoginName(LoginNameError::Empty) => t.input_name_empty(),
            Self::TypedName(TypedNameError::TooLong) | Self::LoginName(LoginNameError::TooLong) => {
                t.input_name_too_long()
            }
            Self::LoginName(LoginNameError::StraySpace) => t.input_name_space(),
            Self::LoginName(LoginNameError::Forbidden) => t.input_name_forbidden(),
            Self::LoginName(LoginNameError::Characters) => t.input_name_characters(),
            Self::NameTaken => t.input_name_taken(),
            Self::Email(_) => t.input_email(),
            Self::Password(error) | Self::CurrentPassword(error) | Self::OwnPassword(error) => {
                password(t, *error)
            }
            Self::Policy(error) => return policy(t, *error),
            Self::WrongPassword(left) => return with_warning(t, t.input_not_current(), *left),
            Self::WrongOwnPassword(left) => return with_warning(t, t.input_not_own(), *left),
            Self::DisplayName(error) => display_name(t, *error),
            Self::AddressNeeded => t.input_address_needed(),
            Self::SameEmail => t.input_same_email(),
            Self::Setting(_, error) => {
                return setting(t, *error);
            }
            Self::SetupCode => t.input_setup_code(),
        };
        text.to_owned()
    }
}

/// Before the last attempts, so that nobody is locked out unawares.
fn with_warning(t: Texts, what: &str, left: Option<u32>) -> String {
    match left {
        None => what.to_owned(),
        Some(left) => sentences([what, &t.error_attempts_left(left.into())]),
    }
}

/// What a lock means for whoever waits.
fn wait(t: Texts, remaining: Remaining) -> String {
    match remaining {
        Remaining::Until(_, wait) => t.error_wait(t.wait(wait)),
        Remaining::UntilUnlocked => t.error_stays_locked().to_owned(),
    }
}

fn password(t: Texts, error: PasswordError) -> &'static str {
    match error {
        PasswordError::Empty => t.input_password_empty(),
        PasswordError::TooLong => t.input_password_too_long(),
        PasswordError::Nul => t.input_password_nul(),
    }
}

/// Why a password may not be chosen.
pub(crate) fn policy(t: Texts, error: PolicyError) -> String {
    let text = match error {
        PolicyError::TooShort { min_length } => return t.policy_too_short(min_length),
        PolicyError::Name => t.policy_name(),
        PolicyError::Common => t.policy_common(),
        PolicyError::Reused => t.policy_reused(),
        PolicyError::Kinds => t.policy_kinds(),
    };
    text.to_owned()
}

/// Why a link is good for nothing.
pub(crate) fn link(t: Texts, error: LinkError) -> &'static str {
    match error {
        LinkError::Incomplete => t.link_error_incomplete(),
        LinkError::Expired => t.link_error_expired(),
        LinkError::Used => t.link_error_used(),
        LinkError::Replaced => t.link_error_replaced(),
        LinkError::Outdated => t.link_error_outdated(),
        LinkError::Mixed => t.link_error_mixed(),
        LinkError::SwitchedOff => t.link_error_switched_off(),
    }
}

/// Why a value cannot be set.
fn setting(t: Texts, error: SettingError) -> String {
    let text = match error {
        SettingError::NotOnOrOff => t.setting_error_not_on_or_off(),
        SettingError::Number(least, most) => return t.setting_error_number(least, most),
        SettingError::NumberOrNothing(least, most) => {
            return t.setting_error_number_or_nothing(least, most);
        }
        SettingError::Choice => t.setting_error_choice(),
        SettingError::TooLong(limit) => return t.setting_error_too_long(limit),
        SettingError::Empty => t.setting_error_empty(),
        SettingError::Control => t.setting_error_control(),
        SettingError::Email(error) => return InputError::Email(error).words(t),
        SettingError::Colour => t.setting_error_colour(),
        SettingError::Contrast => t.setting_error_contrast(),
    };
    text.to_owned()
}

fn display_name(t: Texts, error: model::user::DisplayNameError) -> &'static str {
    use model::user::DisplayNameError;
    match error {
        DisplayNameError::Empty => t.input_display_name_empty(),
        DisplayNameError::TooLong => t.input_display_name_too_long(),
        DisplayNameError::Control => t.input_display_name_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::locale::Locale;
    use model::timestamp::{Duration, Timestamp};

    fn said(error: &AppError) -> String {
        error.words(Texts::new(Locale::En))
    }

    #[test]
    fn a_lock_says_what_to_wait_for() {
        let (end, wait) = (Timestamp(0), Duration::minutes(3));
        let locked = said(&AppError::Locked(Remaining::Until(end, wait)));
        assert!(
            locked.ends_with(" login name. Wait 3 minutes, then try again."),
            "{locked}"
        );
        let stopped = said(&AppError::Locked(Remaining::UntilUnlocked));
        assert!(stopped.contains("until the password is reset or an administrator unlocks it"));
    }

    #[test]
    fn only_the_last_attempts_are_counted_down() {
        let said = |left| said(&AppError::LoginRefused(left));
        assert_eq!(said(None), "The login name or the password is wrong.");
        assert!(said(Some(2)).ends_with(" wrong. 2 more wrong tries lock this login name."));
        assert!(said(Some(1)).ends_with(" wrong. One more wrong try locks this login name."));
    }
}
