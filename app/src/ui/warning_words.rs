//! The live warnings in words: what is the matter, and what to do on the visitor's system.

use model::keyboard::{Platform, Warning};
use model::script::Script;
use model::stray_space::StraySpace;

/// What is the matter, in one sentence.
pub(crate) fn sentence(warning: Warning) -> String {
    match warning {
        Warning::CapsLockOn => "Caps Lock is on.".into(),
        Warning::NumLockOff => {
            "Num Lock is off: the number pad is moving the cursor, not typing.".into()
        }
        Warning::Composing => "An input method is composing what you type.".into(),
        Warning::FullWidth => "These look like full-width characters (ａｂｃ).".into(),
        Warning::StraySpace(space) => stray_space(space),
        Warning::Layout(script) => {
            format!("Your keyboard seems to be set to {}.", name(script))
        }
        Warning::MixedScripts => "These are letters of more than one alphabet.".into(),
        Warning::CapsLockWasOn => "Part of this was typed with Caps Lock on.".into(),
    }
}

/// What to do about it.
pub(crate) fn advice(warning: Warning, platform: Platform) -> &'static str {
    match (warning, platform) {
        (Warning::CapsLockOn, Platform::Mac) => "Press ⇪ caps lock to turn it off.",
        (Warning::CapsLockOn, Platform::ChromeOs) => {
            "Press Shift, or Alt and the Launcher key, to turn it off."
        }
        (Warning::CapsLockOn, Platform::Windows) => {
            "Press Caps Lock to turn it off; on a Japanese keyboard, Shift and Caps Lock."
        }
        (Warning::CapsLockOn, Platform::Ios | Platform::Android) => {
            "Press Caps Lock on the keyboard to turn it off."
        }
        (Warning::CapsLockOn, Platform::Linux) => "Press Caps Lock to turn it off.",
        (Warning::NumLockOff, _) => "Press Num Lock, or type the digits above the letters.",
        (Warning::Composing | Warning::FullWidth, Platform::Mac) => {
            "Switch your input method off with the 英数 key or Control and Space."
        }
        (Warning::Composing | Warning::FullWidth, Platform::Windows) => {
            "Switch your input method off with the 半角/全角 key or Alt and `."
        }
        (Warning::Composing | Warning::FullWidth, _) => {
            "Switch your input method off, or choose the half-width letters."
        }
        (Warning::StraySpace(_), _) => "",
        (Warning::Layout(_), _) => "If that is not what you want, switch it.",
        (Warning::MixedScripts, _) => "The keyboard may have been switched half-way.",
        (Warning::CapsLockWasOn, _) => "If it is refused, clear it and type it again.",
    }
}

fn stray_space(space: StraySpace) -> String {
    let count = |n: usize| match n {
        1 => "a space".to_owned(),
        n => format!("{n} spaces"),
    };
    let be = |n: usize| if n == 1 { "is" } else { "are" };
    let StraySpace { before, after } = space;
    match (before, after) {
        (_, 0) => format!("There {} {} before the text.", be(before), count(before)),
        (0, _) => format!("There {} {} after the text.", be(after), count(after)),
        _ => format!(
            "There {} {} before and {} after the text.",
            be(before),
            count(before),
            count(after)
        ),
    }
}

const fn name(script: Script) -> &'static str {
    match script {
        Script::Latin => "Latin letters",
        Script::Greek => "Greek",
        Script::Cyrillic => "Cyrillic",
        Script::Armenian => "Armenian",
        Script::Hebrew => "Hebrew",
        Script::Arabic => "Arabic",
        Script::Indic => "an Indian script",
        Script::Thai => "Thai",
        Script::Georgian => "Georgian",
        Script::Hangul => "Korean",
        Script::Japanese => "Japanese",
        Script::Other => "another alphabet",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_side_and_the_number_of_stray_spaces_are_said() {
        let said = |before, after| stray_space(StraySpace { before, after });
        assert_eq!(said(1, 0), "There is a space before the text.");
        assert_eq!(said(0, 2), "There are 2 spaces after the text.");
        assert_eq!(said(3, 0), "There are 3 spaces before the text.");
        assert_eq!(
            said(1, 2),
            "There is a space before and 2 spaces after the text."
        );
    }
}
