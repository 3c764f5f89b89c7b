//! What stands in the audit log, in words.

use accounts::audit::{Action, AuditOutcome};
use texts::Texts;

/// What was done, or tried.
pub(super) fn action(t: Texts, action: Action) -> &'static str {
    match action {
        Action::LogIn => t.actions_log_in(),
        Action::LogOut => t.actions_log_out(),
        Action::ConfirmPassword => t.actions_confirm_password(),
        Action::Lock => t.actions_lock(),
        Action::Unlock => t.actions_unlock(),
        Action::AskForReset => t.actions_ask_for_reset(),
        Action::MakeLink => t.actions_make_link(),
        Action::SendLink => t.actions_send_link(),
        Action::ChoosePassword => t.actions_choose_password(),
        Action::ChangePassword => t.actions_change_password(),
        Action::SetPassword => t.actions_set_password(),
        Action::RequirePassword => t.actions_require_password(),
        Action::SetUp => t.actions_set_up(),
        Action::AddUser => t.actions_add_user(),
        Action::EditUser => t.actions_edit_user(),
        Action::DeleteUser => t.actions_delete_user(),
        Action::ImportUsers => t.actions_import_users(),
        Action::ExportUsers => t.actions_export_users(),
        Action::AskForEmail => t.actions_ask_for_email(),
        Action::ChangeEmail => t.actions_change_email(),
        Action::ChangeLanguage => t.actions_change_language(),
        Action::EndSessions => t.actions_end_sessions(),
        Action::ChangeSetting => t.actions_change_setting(),
        Action::ChangeLogo => t.actions_change_logo(),
        Action::SendMailAgain => t.actions_send_mail_again(),
        Action::CancelMail => t.actions_give_mail_up(),
        Action::SendTestMail => t.actions_send_test_mail(),
        Action::ExportLog => t.actions_export_log(),
    }
}

/// How it went.
pub(super) fn outcome(t: Texts, outcome: AuditOutcome) -> &'static str {
    match outcome {
        AuditOutcome::Succeeded => t.log_done(),
        AuditOutcome::Failed => t.log_failed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::locale::Locale;

    #[test]
    fn in_english_each_is_called_as_its_label_says() {
        let t = Texts::new(Locale::En);
        for &it in Action::ALL {
            assert_eq!(action(t, it), it.label());
        }
        for it in AuditOutcome::ALL {
            assert_eq!(outcome(t, it), it.label());
        }
    }
}
