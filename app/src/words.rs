//! The texts of the language that the page is in, and the words for what the other packages know.

#[cfg(feature = "ssr")]
pub(crate) use server::*;
use std::cell::Cell;
use texts::Texts;

thread_local! {
    /// What islands were given.
    static LEARNT: Cell<Texts> = Cell::default();
}

/// The texts of the request's language; the server's `render` provides them.
#[cfg(feature = "ssr")]
pub(crate) fn t() -> Texts {
    leptos::prelude::use_context().unwrap_or_else(|| Texts::new(model::locale::Locale::default()))
}

/// The texts that the server wrote into the islands of this document.
#[cfg(not(feature = "ssr"))]
pub(crate) fn t() -> Texts {
    LEARNT.get()
}

/// Adds texts that the server has [written](Texts::written) into an island.
pub(crate) fn learn(written: &str) {
    LEARNT.set(LEARNT.get().and(written));
}

#[cfg(feature = "ssr")]
mod server {
    use model::finding::SelfCheck;
    use model::login_attempt::LoginOutcome;
    use model::password::Composition;
    use model::user::{Language, Role, Status};
    use texts::Texts;

    /// What somebody may do.
    pub(crate) fn role(t: Texts, role: Role) -> &'static str {
        match role {
            Role::User => t.role_user(),
            Role::Administrator => t.role_administrator(),
        }
    }

    /// Whether somebody may log in.
    pub(crate) fn status(t: Texts, status: Status) -> &'static str {
        match status {
            Status::Active => t.status_active(),
            Status::Inactive => t.status_inactive(),
        }
    }

    /// A language, in its own words.
    pub(crate) fn language(t: Texts, language: Language) -> &'static str {
        match language.locale() {
            None => t.language_auto(),
            Some(locale) => locale.name(),
        }
    }

    /// What came of an attempt to log in.
    pub(crate) fn outcome(t: Texts, outcome: LoginOutcome) -> &'static str {
        match outcome {
            LoginOutcome::Comparing => t.outcome_comparing(),
            LoginOutcome::LoggedIn => t.outcome_logged_in(),
            LoginOutcome::MustChange => t.outcome_must_change(),
            LoginOutcome::WrongPassword => t.outcome_wrong_password(),
            LoginOutcome::NoSuchName => t.outcome_no_such_name(),
            LoginOutcome::Inactive => t.outcome_inactive(),
            LoginOutcome::Locked => t.outcome_locked(),
            LoginOutcome::TooManyAttempts => t.outcome_too_many_attempts(),
            LoginOutcome::Busy => t.outcome_busy(),
            LoginOutcome::CutShort => t.outcome_cut_short(),
        }
    }

    /// A check, as administrators read it.
    pub(crate) fn check(t: Texts, check: SelfCheck) -> &'static str {
        match check {
            SelfCheck::NameSpace => t.check_name_space(),
            SelfCheck::Space => t.check_space(),
            SelfCheck::CapsLock => t.check_caps_lock(),
            SelfCheck::CapsLockBefore => t.check_caps_lock_before(),
            SelfCheck::NumLock => t.check_num_lock(),
            SelfCheck::InputMethod => t.check_input_method(),
            SelfCheck::LookAlike => t.check_look_alike(),
            SelfCheck::Layout => t.check_layout(),
            SelfCheck::Scripts => t.check_scripts(),
            SelfCheck::Cookies => t.check_cookies(),
            SelfCheck::Storage => t.check_storage(),
            SelfCheck::Connection => t.check_connection(),
            SelfCheck::Clock => t.check_clock(),
        }
    }

    /// Which kinds of characters a password needs; nothing if any will do.
    pub(crate) fn composition(t: Texts, composition: Composition) -> Option<&'static str> {
        match composition {
            Composition::Any => None,
            Composition::LettersAndDigits => Some(t.composition_letters_digits()),
            Composition::BothCasesAndDigits => Some(t.composition_both_cases_digits()),
            Composition::All => Some(t.composition_all()),
        }
    }
}
