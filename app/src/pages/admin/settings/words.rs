//! What settings are called, what they mean, what a change does, and what can be wrong with one.

use accounts::settings::Setting;
use texts::Texts;

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
pub(super) struct SettingsSection {
    pub(super) heading: fn(Texts) -> &'static str,
    pub(super) id: &'static str,
    pub(super) settings: &'static [Setting],
}

/// All of them, in the order of the page: what people call about first.
pub(super) const SECTIONS: &[SettingsSection] = &[
    SettingsSection {
        heading: Texts::settings_getting_back_in,
        id: "getting-back-in",
        settings: &[
            Setting::AllowReset,
            Setting::ResetLinkMinutes,
            Setting::FailureMessage,
            Setting::FailureMessageJa,
        ],
    },
    SettingsSection {
        heading: Texts::settings_whom_to_ask,
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
    SettingsSection {
        heading: Texts::settings_lockout,
        id: "lockout",
        settings: &[
            Setting::LockoutLimit,
            Setting::LockoutMinutes,
            Setting::LockoutGrows,
        ],
    },
    SettingsSection {
        heading: Texts::settings_passwords,
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
    SettingsSection {
        heading: Texts::settings_sessions,
        id: "sessions",
        settings: &[
            Setting::SessionIdle,
            Setting::SessionLongest,
            Setting::SessionKept,
            Setting::NewBrowserNotice,
        ],
    },
    SettingsSection {
        heading: Texts::settings_look,
        id: "look",
        settings: &[Setting::PortalName, Setting::AccentColour],
    },
    SettingsSection {
        heading: Texts::settings_audit_log,
        id: "audit-log",
        settings: &[Setting::LogDays],
    },
];

/// The words of one.
pub(super) fn words(t: Texts, setting: Setting) -> Words {
    const fn words(label: &'static str, meaning: &'static str) -> Words {
        number(label, "", meaning)
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
        Setting::AllowReset => words(t.setting_allow_reset(), t.setting_allow_reset_meaning()),
        Setting::ResetLinkMinutes => number(
            t.setting_reset_link_minutes(),
            t.setting_unit_minutes(),
            t.setting_reset_link_minutes_meaning(),
        ),
        Setting::FailureMessage => words(
            t.setting_failure_message(),
            t.setting_failure_message_meaning(),
        ),
        Setting::FailureMessageJa => words(
            t.setting_failure_message_ja(),
            t.setting_failure_message_ja_meaning(),
        ),
        Setting::ContactName => words(t.common_name(), t.setting_contact_name_meaning()),
        Setting::ContactPhone => words(t.setting_contact_phone(), ""),
        Setting::ContactEmail => words(t.setting_contact_email(), ""),
        Setting::ContactText => words(t.setting_contact_text(), t.setting_contact_text_meaning()),
        Setting::ContactNameJa => words(
            t.setting_contact_name_ja(),
            t.setting_contact_name_ja_meaning(),
        ),
        Setting::ContactPhoneJa => words(t.setting_contact_phone_ja(), ""),
        Setting::ContactEmailJa => words(t.setting_contact_email_ja(), ""),
        Setting::ContactTextJa => words(t.setting_contact_text_ja(), ""),
        Setting::LockoutLimit => number(
            t.setting_lockout_limit(),
            t.setting_unit_attempts(),
            t.setting_lockout_limit_meaning(),
        ),
        Setting::LockoutMinutes => Words {
            label: t.setting_lockout_minutes(),
            meaning: t.setting_lockout_minutes_meaning(),
            unit: t.setting_unit_minutes(),
            empty: t.setting_lockout_minutes_empty(),
        },
        Setting::LockoutGrows => {
            words(t.setting_lockout_grows(), t.setting_lockout_grows_meaning())
        }
        Setting::AllowChange => words(t.setting_allow_change(), t.setting_allow_change_meaning()),
        Setting::ForceChange => words(t.setting_force_change(), t.setting_force_change_meaning()),
        Setting::UserMinLength => number(
            t.setting_user_min_length(),
            t.setting_unit_characters(),
            t.setting_user_min_length_meaning(),
        ),
        Setting::AdminMinLength => number(
            t.setting_admin_min_length(),
            t.setting_unit_characters(),
            t.setting_admin_min_length_meaning(),
        ),
        Setting::Composition => words(t.setting_composition(), t.setting_composition_meaning()),
        Setting::ReuseLimit => number(
            t.setting_reuse_limit(),
            t.setting_unit_passwords(),
            t.setting_reuse_limit_meaning(),
        ),
        Setting::Expiration => Words {
            label: t.setting_expiration(),
            meaning: t.setting_expiration_meaning(),
            unit: t.setting_unit_days(),
            empty: t.setting_expiration_empty(),
        },
        Setting::SessionIdle => number(
            t.setting_session_idle(),
            t.setting_unit_minutes(),
            t.setting_session_idle_meaning(),
        ),
        Setting::SessionLongest => number(
            t.setting_session_longest(),
            t.setting_unit_hours(),
            t.setting_session_longest_meaning(),
        ),
        Setting::SessionKept => number(
            t.setting_session_kept(),
            t.setting_unit_days(),
            t.setting_session_kept_meaning(),
        ),
        Setting::NewBrowserNotice => words(
            t.setting_new_browser_notice(),
            t.setting_new_browser_notice_meaning(),
        ),
        Setting::PortalName => words(t.setting_portal_name(), t.setting_portal_name_meaning()),
        Setting::AccentColour => {
            words(t.setting_accent_colour(), t.setting_accent_colour_meaning())
        }
        Setting::LogDays => number(
            t.setting_log_days(),
            t.setting_unit_days(),
            t.setting_log_days_meaning(),
        ),
    }
}

/// What a choice is called.
pub(super) fn choice(t: Texts, word: &str) -> &'static str {
    match word {
        "letters-digits" => t.setting_choice_letters_digits(),
        "both-cases-digits" => t.setting_choice_both_cases_digits(),
        "all" => t.setting_choice_all(),
        _ => t.setting_choice_any(),
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
