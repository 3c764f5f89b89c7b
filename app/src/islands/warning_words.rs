//! The live warnings in words: what is the matter, and what to do on the current user's system.

use model::keyboard::{Platform, Warning};
use model::look_alike::{LookAlike, LookAlikeKind};
use model::script::Script;
use model::stray_space::StraySpace;
use texts::Texts;

/// What is the matter, in one sentence.
pub(crate) fn sentence(t: Texts, warning: Warning) -> String {
    let text = match warning {
        Warning::CapsLockOn => t.warning_caps_lock_on(),
        Warning::CapsLockWasOn => t.warning_caps_lock_was_on(),
        Warning::NumLockOff => t.warning_num_lock_off(),
        Warning::Composing => t.warning_composing(),
        Warning::FullWidth => t.warning_full_width(),
        Warning::MixedScripts => t.warning_mixed_scripts(),
        Warning::Layout(script) => return t.warning_layout(name(t, script)),
        Warning::StraySpace(space) => return stray_space(t, space),
        Warning::LookAlike(found) => return look_alike(t, found),
    };
    text.to_owned()
}

/// What to do about it.
pub(crate) fn advice(t: Texts, warning: Warning, platform: Platform) -> &'static str {
    match (warning, platform) {
        (Warning::CapsLockOn, Platform::Mac) => t.advice_caps_lock_mac(),
        (Warning::CapsLockOn, Platform::ChromeOs) => t.advice_caps_lock_chromeos(),
        (Warning::CapsLockOn, Platform::Windows) => t.advice_caps_lock_windows(),
        (Warning::CapsLockOn, Platform::Ios | Platform::Android) => t.advice_caps_lock_touch(),
        (Warning::CapsLockOn, Platform::Linux) => t.advice_caps_lock(),
        (Warning::NumLockOff, _) => t.advice_num_lock(),
        (Warning::Composing | Warning::FullWidth, Platform::Mac) => t.advice_input_method_mac(),
        (Warning::Composing | Warning::FullWidth, Platform::Windows) => {
            t.advice_input_method_windows()
        }
        (Warning::Composing | Warning::FullWidth, _) => t.advice_input_method(),
        // The button beside it says it.
        (Warning::StraySpace(_), _) => "",
        (Warning::LookAlike(_), _) => t.look_alike_advice(),
        (Warning::Layout(_), _) => t.advice_layout(),
        (Warning::MixedScripts, _) => t.advice_mixed_scripts(),
        (Warning::CapsLockWasOn, _) => t.advice_caps_lock_was_on(),
    }
}

fn stray_space(t: Texts, space: StraySpace) -> String {
    let StraySpace { before, after } = space;
    match [before, after].map(|number| u64::try_from(number).unwrap_or(u64::MAX)) {
        [before, 0] => t.space_before(before),
        [0, after] => t.space_after(after),
        [before, after] => t.space_around(after, before),
    }
}

fn look_alike(t: Texts, found: LookAlike) -> String {
    let what = match found.kind {
        LookAlikeKind::Quote => t.look_alike_quote(),
        LookAlikeKind::Dash => t.look_alike_dash(),
        LookAlikeKind::Ellipsis => t.look_alike_ellipsis(),
        LookAlikeKind::Space => t.look_alike_space(),
        LookAlikeKind::Hidden => t.look_alike_hidden(),
    };
    t.look_alike_found(found.place, what)
}

fn name(t: Texts, script: Script) -> &'static str {
    match script {
        Script::Latin => t.script_latin(),
        Script::Greek => t.script_greek(),
        Script::Cyrillic => t.script_cyrillic(),
        Script::Armenian => t.script_armenian(),
        Script::Hebrew => t.script_hebrew(),
        Script::Arabic => t.script_arabic(),
        Script::Indic => t.script_indic(),
        Script::Thai => t.script_thai(),
        Script::Georgian => t.script_georgian(),
        Script::Hangul => t.script_hangul(),
        Script::Japanese => t.script_japanese(),
        Script::Other => t.script_other(),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use model::locale::Locale;

    #[test]
    fn the_side_and_the_number_of_stray_spaces_are_said() {
        let english = Texts::new(Locale::En);
        let said = |before, after| stray_space(english, StraySpace { before, after });
        assert_eq!(said(1, 0), "There is a space before the text.");
        assert_eq!(said(0, 2), "There are 2 spaces after the text.");
        assert_eq!(said(3, 0), "There are 3 spaces before the text.");
        assert_eq!(
            said(1, 2),
            "There are spaces before the text (1) and after it (2)."
        );
    }
}
