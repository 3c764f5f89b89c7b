//! What stands in the audit log: the list of events. `docs/audit-log.md` says of each when it is
//! written and with which details.

use std::str::FromStr;

use model::user::UnknownWord;

macro_rules! actions {
    ($($(#[doc = $doc:literal])* $variant:ident = $word:literal, $label:literal;)*) => {
        /// What was done, or tried.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $($(#[doc = $doc])* $variant,)*
        }

        impl Action {
            /// All of them, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word in the database, in addresses and in files.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// As administrators read it.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }
        }
    };
}

actions! {
    /// A password was compared with that of a login name.
    LogIn = "log-in", "Log in";
    /// Somebody ended their session.
    LogOut = "log-out", "Log out";
    /// Somebody who is logged in entered their password again.
    ConfirmPassword = "confirm-password", "Enter the own password again";
    /// Failed attempts locked a login name or a browser.
    Lock = "lock", "Lock";
    /// A lock was ended by an administrator.
    Unlock = "unlock", "Unlock";
    /// A mail with a link to a new password was asked for.
    AskForReset = "ask-for-reset", "Ask for a new password";
    /// A link was made and put into a mail.
    MakeLink = "make-link", "Make a link";
    /// An administrator had a link sent.
    SendLink = "send-link", "Send a link";
    /// A password was chosen with a link.
    ChoosePassword = "choose-password", "Choose a password with a link";
    /// Somebody changed their own password, with the current one.
    ChangePassword = "change-password", "Change the own password";
    /// Somebody's password was set for them.
    SetPassword = "set-password", "Set a password";
    /// Somebody's next login leads to a new password.
    RequirePassword = "require-password", "Require a new password";
    /// The first administrator was made.
    SetUp = "set-up", "Set up";
    /// A user was added.
    AddUser = "add-user", "Add a user";
    /// What people enter of a user was changed.
    EditUser = "edit-user", "Edit a user";
    /// A user was deleted.
    DeleteUser = "delete-user", "Delete a user";
    /// A file of users was put into force.
    ImportUsers = "import-users", "Import users";
    /// A file of all users was made.
    ExportUsers = "export-users", "Export users";
    /// Somebody asked for another e-mail address.
    AskForEmail = "ask-for-email", "Ask for another e-mail address";
    /// Somebody confirmed their new e-mail address.
    ChangeEmail = "change-email", "Change the own e-mail address";
    /// Somebody changed their language.
    ChangeLanguage = "change-language", "Change the own language";
    /// Sessions were ended, by their owner or by an administrator.
    EndSessions = "end-sessions", "End sessions";
    /// A setting was changed.
    ChangeSetting = "change-setting", "Change a setting";
    /// The logo was changed.
    ChangeLogo = "change-logo", "Change the logo";
    /// A mail is sent once more.
    SendMailAgain = "send-mail-again", "Send a mail again";
    /// A mail is sent no more.
    CancelMail = "give-mail-up", "Give a mail up";
    /// A mail was sent to find out whether mails are sent.
    SendTestMail = "send-test-mail", "Send a test mail";
    /// A file of this log was made.
    ExportLog = "export-log", "Export the audit log";
}

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditOutcome {
    /// It was done.
    Succeeded,
    /// It was tried, and refused.
    Failed,
}

impl AuditOutcome {
    /// Both, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Succeeded, Self::Failed];

    /// The word in the database, in addresses and in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "done",
            Self::Failed => "failed",
        }
    }

    /// As administrators read it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Succeeded => "Done",
            Self::Failed => "Failed",
        }
    }
}

impl FromStr for Action {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        let found = Self::ALL.iter().find(|action| action.as_str() == word);
        found.copied().ok_or(UnknownWord("an action"))
    }
}

impl FromStr for AuditOutcome {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        let found = Self::ALL.iter().find(|outcome| outcome.as_str() == word);
        found.copied().ok_or(UnknownWord("done, failed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_has_a_word_and_a_label_of_its_own() {
        let words: HashSet<_> = Action::ALL.iter().map(|action| action.as_str()).collect();
        let labels: HashSet<_> = Action::ALL.iter().map(|action| action.label()).collect();
        assert_eq!(words.len(), Action::ALL.len());
        assert_eq!(labels.len(), Action::ALL.len());
        for action in Action::ALL {
            assert_eq!(action.as_str().parse(), Ok(*action));
        }
    }
}
