//! What settings are called, what they mean, and what a change does.

use model::settings::Setting;

/// What stands at a setting.
pub(super) struct Words {
    pub(super) label: &'static str,
    /// What it means, and what becomes of people who are logged in.
    pub(super) meaning: &'static str,
    /// What a number counts.
    pub(super) unit: &'static str,
    /// What no number means.
    pub(super) empty: &'static str,
}

/// Settings that are changed together.
pub(super) struct Section {
    pub(super) heading: &'static str,
    pub(super) id: &'static str,
    pub(super) settings: &'static [Setting],
}

/// All of them, in the order of the page: what people call about first.
pub(super) const SECTIONS: &[Section] = &[
    Section {
        heading: "Getting back in",
        id: "getting-back-in",
        settings: &[
            Setting::AllowReset,
            Setting::ResetLinkMinutes,
            Setting::FailureMessage,
            Setting::FailureMessageJa,
        ],
    },
    Section {
        heading: "Whom to ask",
        id: "whom-to-ask",
        settings: &[
            Setting::ContactName,
            Setting::ContactPhone,
            Setting::ContactEmail,
            Setting::ContactText,
            Setting::ContactNameJa,
            Setting::ContactPhoneJa,
            Setting::ContactEmailJa,
            Setting::ContactTextJa,
        ],
    },
    Section {
        heading: "Lockout",
        id: "lockout",
        settings: &[
            Setting::LockoutLimit,
            Setting::LockoutMinutes,
            Setting::LockoutGrows,
        ],
    },
    Section {
        heading: "Passwords",
        id: "passwords",
        settings: &[
            Setting::AllowChange,
            Setting::ForceChange,
            Setting::UserMinLength,
            Setting::AdminMinLength,
            Setting::Composition,
            Setting::ReuseLimit,
            Setting::Expiration,
        ],
    },
    Section {
        heading: "Sessions",
        id: "sessions",
        settings: &[
            Setting::SessionIdle,
            Setting::SessionLongest,
            Setting::SessionKept,
            Setting::NewBrowserNotice,
        ],
    },
    Section {
        heading: "Look",
        id: "look",
        settings: &[Setting::PortalName, Setting::AccentColour],
    },
    Section {
        heading: "Audit log",
        id: "audit-log",
        settings: &[Setting::LogDays],
    },
];

/// The words of one.
pub(super) const fn words(setting: Setting) -> Words {
    const fn words(label: &'static str, meaning: &'static str) -> Words {
        Words {
            label,
            meaning,
            unit: "",
            empty: "",
        }
    }
    const fn number(label: &'static str, unit: &'static str, meaning: &'static str) -> Words {
        Words {
            label,
            meaning,
            unit,
            empty: "",
        }
    }
    match setting {
        Setting::AllowReset => words(
            "Allow users to reset password",
            "With a link from a mail. Otherwise \u{201c}Having Trouble Logging In?\u{201d} says whom to ask. \
            Links that are out already stop working when it is switched off.",
        ),
        Setting::ResetLinkMinutes => number(
            "Reset link lifetime",
            "minutes",
            "How long a link works that somebody asked for. Links that are out already keep theirs; \
            those that administrators send work for 24 hours.",
        ),
        Setting::FailureMessage => words(
            "Additional Message on Login Failure",
            "Stands on the login screen after a failed try. Say whom to call.",
        ),
        Setting::FailureMessageJa => words(
            "Additional Message on Login Failure, in Japanese",
            "For browsers that ask for Japanese. Left empty, they show the one above.",
        ),
        Setting::ContactName => words(
            "Name",
            "Of a person or a desk. Shown wherever people are told to ask their administrator.",
        ),
        Setting::ContactPhone => words("Telephone number", ""),
        Setting::ContactEmail => words("E-mail address", ""),
        Setting::ContactText => words("Note", "Such as the hours, or where the desk is."),
        Setting::ContactNameJa => words(
            "Name, in Japanese",
            "For browsers that ask for Japanese. What is left empty is shown as above.",
        ),
        Setting::ContactPhoneJa => words("Telephone number, in Japanese", ""),
        Setting::ContactEmailJa => words("E-mail address, in Japanese", ""),
        Setting::ContactTextJa => words("Note, in Japanese", ""),
        Setting::LockoutLimit => number(
            "Number of Failed Attempts Before Account Lockout",
            "attempts",
            "The last of them locks: with 10, the 10th wrong password. Few lock out people who mistype; \
            many let others guess. After 100 without a success the password is switched off, whatever \
            is set here. Locks that stand stay as they are.",
        ),
        Setting::LockoutMinutes => Words {
            label: "Account Lockout Duration",
            meaning: "How long a lock lasts. Nobody who is logged in is logged out by one. Locks that \
                stand stay as they are.",
            unit: "minutes",
            empty: "Never unlock: until an administrator does, or the password is reset.",
        },
        Setting::LockoutGrows => words(
            "Make each lock in a row twice as long",
            "Up to one hour. A success, a new password or 24 quiet hours set it back.",
        ),
        Setting::AllowChange => words(
            "Allow users to change password",
            "Switched off, users neither change nor reset their passwords, and none of theirs expires or \
            has to be changed; administrators set them. Administrators always change their own.",
        ),
        Setting::ForceChange => words(
            "Force users to change their passwords on their next login",
            "After an administrator set it, here or in a file. It holds for passwords that are set from \
            now on.",
        ),
        Setting::UserMinLength => number(
            "Shortest password of users",
            "characters",
            "15 is what NIST asks for where the password is all that is asked for; fewer are for portals \
            behind a second factor. It holds for passwords that are chosen from now on.",
        ),
        Setting::AdminMinLength => number(
            "Shortest password of administrators",
            "characters",
            "As above, for those who can change every account.",
        ),
        Setting::Composition => words(
            "Kinds of characters",
            "Better none: people meet such rules with Password1!, which is guessed first (NIST \
            SP 800-63B-4, 3.1.1.2). Common passwords are refused anyway. It holds for passwords that are \
            chosen from now on.",
        ),
        Setting::ReuseLimit => number(
            "Password Reuse Limit",
            "passwords",
            "How many of the last passwords may not be chosen again; 1 is the present one. Passwords \
            from before a higher limit was set are not remembered.",
        ),
        Setting::Expiration => Words {
            label: "Password Expiration",
            meaning: "Better unlimited: people who must change often choose worse (NIST). Counted from \
                the day a password was set; whose is older chooses a new one at the next login. Nobody is \
                logged out.",
            unit: "days",
            empty: "Unlimited.",
        },
        Setting::SessionIdle => number(
            "Log out after idle time",
            "minutes",
            "Without a request. It holds at once, also for people who are logged in now.",
        ),
        Setting::SessionLongest => number(
            "Log out at the latest after",
            "hours",
            "After the login, whatever happens in between. It holds at once, also for people who are \
            logged in now.",
        ),
        Setting::SessionKept => number(
            "Keep me logged in",
            "days",
            "Takes the place of both for those who choose it. 0: it is not offered, and whoever chose it \
            is logged out at once.",
        ),
        Setting::NewBrowserNotice => words(
            "Tell people by mail when their account is used from a new browser",
            "So that they notice a stranger who knows their password. The very first browser is not told.",
        ),
        Setting::PortalName => words(
            "Portal name",
            "Stands on every page. It cannot be anybody's password.",
        ),
        Setting::AccentColour => words(
            "Accent colour",
            "Of links and buttons, such as #1d4fd7. Dark pages show it as much lighter as it needs to be \
            read. Left empty, it is Latchkey's own blue.",
        ),
        Setting::LogDays => number(
            "Keep the audit log for",
            "days",
            "Older entries are deleted within a minute.",
        ),
    }
}

/// What a choice is called.
pub(super) fn choice(word: &str) -> &'static str {
    match word {
        "letters-digits" => "Letters and digits",
        "both-cases-digits" => "Small and capital letters and digits",
        "all" => "Small and capital letters, digits and other characters",
        _ => "Any",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_setting_stands_in_one_section() {
        let mut shown: Vec<_> = SECTIONS
            .iter()
            .flat_map(|section| section.settings)
            .collect();
        shown.sort_by_key(|setting| **setting as usize);
        assert_eq!(shown, Setting::ALL.iter().collect::<Vec<_>>());
    }
}
