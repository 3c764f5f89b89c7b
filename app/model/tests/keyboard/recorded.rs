//! What Windows, macOS, Linux, ChromeOS, iOS and Android send.

use model::keyboard::{FieldEvent, Key, LockKeys, Phase, Platform, Warning};
use model::script::Script;
use model::stray_space::StraySpace;

use crate::field::{EVERY_PLATFORM, Field};

/// What each system sends when Caps Lock is turned on, and off.
type Recorded = (Platform, [(Option<bool>, Option<bool>); 2]);
const CAPS_LOCK: [Recorded; 4] = [
    (
        Platform::Windows,
        [(Some(true), Some(true)), (Some(false), Some(false))],
    ),
    (
        Platform::ChromeOs,
        [(Some(true), Some(true)), (Some(false), Some(false))],
    ),
    (
        Platform::Linux,
        [(Some(false), Some(true)), (Some(true), Some(true))],
    ),
    (Platform::Mac, [(Some(true), None), (None, Some(false))]),
];

#[test]
fn nothing_is_said_before_anything_is_known() {
    for platform in EVERY_PLATFORM {
        assert_eq!(Field::on(platform).warnings(), []);
    }
}

#[test]
fn caps_lock_comes_and_goes_on_every_system() {
    for (platform, [on, off]) in CAPS_LOCK {
        let field = Field::on(platform).clicked(false).caps_lock(on.0, on.1);
        assert_eq!(field.warnings(), [Warning::CapsLockOn], "{platform:?}");
        let field = field.caps_lock(off.0, off.1);
        assert_eq!(field.warnings(), [], "{platform:?}");
        let field = field.caps_lock(on.0, on.1);
        assert_eq!(
            field.warnings(),
            [Warning::CapsLockOn],
            "{platform:?} again"
        );
    }
}

#[test]
fn turning_it_off_first_thing_never_warns() {
    // Caps Lock was on before the field had the focus, so nothing is known of it.
    for (platform, [_, off]) in CAPS_LOCK {
        let field = Field::on(platform).caps_lock(off.0, off.1);
        assert_eq!(field.warnings(), [], "{platform:?}");
    }
}

#[test]
fn the_first_key_or_click_tells() {
    let field = Field::on(Platform::Linux).down("KeyA", "A", true);
    assert_eq!(field.warnings(), [Warning::CapsLockOn]);
    let field = Field::on(Platform::Mac).clicked(true);
    assert_eq!(field.warnings(), [Warning::CapsLockOn]);
    // Shift with Caps Lock gives a small letter; the state counts, not the letter.
    let field = Field::on(Platform::Windows).down("KeyA", "a", true);
    assert_eq!(field.warnings(), [Warning::CapsLockOn]);
}

#[test]
fn a_held_caps_lock_key_changes_nothing_by_repeating() {
    let field = Field::on(Platform::Linux)
        .clicked(false)
        .down("CapsLock", "CapsLock", false)
        .down("CapsLock", "CapsLock", true)
        .down("CapsLock", "CapsLock", true)
        .up("CapsLock", "CapsLock", true);
    assert_eq!(field.warnings(), [Warning::CapsLockOn]);
}

#[test]
fn what_was_typed_with_caps_lock_stays_known_until_the_text_is_gone() {
    let field = Field::on(Platform::Windows)
        .down("KeyA", "A", true)
        .text("A")
        .down("KeyB", "b", false)
        .text("Ab");
    assert_eq!(field.warnings(), [Warning::CapsLockWasOn]);
    assert_eq!(field.text("").warnings(), []);
}

#[test]
fn what_was_typed_with_caps_lock_is_told_of_as_long_as_a_character_of_it_stands() {
    let typed = || {
        Field::on(Platform::Windows)
            .down("KeyA", "A", true)
            .edited("A", Some(0), 1)
            .down("KeyB", "B", true)
            .edited("AB", Some(1), 2)
            .down("KeyC", "c", false)
            .edited("ABc", Some(2), 3)
    };
    let seen = [Warning::CapsLockWasOn];
    assert_eq!(typed().warnings(), seen);
    // All selected and typed again: the first key leaves nothing else.
    let again = typed().down("KeyA", "a", false).edited("a", Some(0), 1);
    assert_eq!(again.warnings(), []);
    let again = typed().down("KeyA", "A", true).edited("A", Some(0), 1);
    assert_eq!(
        again
            .down("KeyB", "b", false)
            .edited("Ab", Some(1), 2)
            .warnings(),
        seen
    );
    // Pasted over all of it, filled in, deleted.
    let paste = |field: Field| {
        field.event(FieldEvent::Key(Key {
            phase: Phase::Down,
            code: "KeyV",
            key: "v",
            locks: LockKeys {
                caps: true,
                num: true,
            },
            composing: false,
            shortcut: true,
        }))
    };
    let pasted = paste(typed())
        .edited("pasted", Some(0), 6)
        .down("KeyX", "x", false);
    assert_eq!(pasted.warnings(), []);
    assert_eq!(typed().edited("FILLED", None, 6).warnings(), []);
    assert_eq!(typed().edited("", Some(0), 0).warnings(), []);
    // One after the other, from either side.
    let delete = |field: Field| field.down("Delete", "Delete", false);
    let one_left = delete(typed()).edited("Bc", Some(0), 0);
    assert_eq!(one_left.warnings(), seen);
    assert_eq!(delete(one_left).edited("c", Some(0), 0).warnings(), []);
    let back = |field: Field| field.down("Backspace", "Backspace", false);
    let first_left = back(back(typed()).edited("AB", Some(3), 2)).edited("A", Some(2), 1);
    assert_eq!(first_left.warnings(), seen);
    // Something before, between and behind does not hide it, nor a character of two units.
    let around = typed()
        .down("KeyX", "x", false)
        .edited("xABc", Some(0), 1)
        .down("", "Unidentified", false)
        .edited("xA🗝Bc", Some(2), 4);
    assert_eq!(around.warnings(), seen);
    let without = delete(around).edited("x🗝Bc", Some(1), 1);
    assert_eq!(without.warnings(), seen);
    assert_eq!(delete(without).edited("x🗝c", Some(3), 3).warnings(), []);
}

#[test]
fn digits_do_not_care_about_caps_lock() {
    let field = Field::on(Platform::Windows)
        .down("Digit1", "1", true)
        .text("1")
        .down("Digit2", "2", false);
    assert_eq!(field.warnings(), []);
}

#[test]
fn leaving_the_field_forgets_what_may_change_unseen() {
    let field = Field::on(Platform::Windows)
        .down("KeyA", "A", true)
        .number_pad("Home", false)
        .text("A ")
        .event(FieldEvent::Left);
    assert_eq!(
        field.warnings(),
        [
            Warning::StraySpace(StraySpace {
                before: 0,
                after: 1
            }),
            Warning::CapsLockWasOn
        ]
    );
}

#[test]
fn a_number_pad_that_moves_the_cursor_warns_but_never_on_a_mac() {
    for platform in EVERY_PLATFORM {
        let expected: &[Warning] = match platform {
            Platform::Mac | Platform::Ios => &[],
            _ => &[Warning::NumLockOff],
        };
        let field = Field::on(platform).number_pad("Home", false);
        assert_eq!(field.warnings(), expected, "{platform:?}");
    }
}

#[test]
fn num_lock_being_off_is_nothing_by_itself() {
    let field = Field::on(Platform::Windows)
        .key(Phase::Down, "KeyA", "a", false, false)
        .key(Phase::Down, "Home", "Home", false, false)
        .key(Phase::Down, "NumpadEnter", "Enter", false, false)
        .key(Phase::Down, "NumpadAdd", "+", false, false);
    assert_eq!(field.warnings(), []);
}

#[test]
fn shift_with_the_number_pad_is_no_num_lock_off() {
    // Windows and X11 send `Home` for Shift+7 on the number pad while Num Lock is on.
    let field = Field::on(Platform::Windows).number_pad("Home", true);
    assert_eq!(field.warnings(), []);
}

#[test]
fn the_num_lock_warning_goes_with_a_digit_or_the_key_itself() {
    let warned = || Field::on(Platform::Linux).number_pad("Home", false);
    assert_eq!(warned().number_pad("7", true).warnings(), []);
    // A system may report the old state with the key itself.
    let field = warned().key(Phase::Down, "NumLock", "NumLock", false, false);
    assert_eq!(field.warnings(), []);
    assert_eq!(warned().clicked(false).warnings(), []);
}

#[test]
fn an_input_method_warns_while_it_composes() {
    let field = Field::on(Platform::Windows).event(FieldEvent::Composition(true));
    assert_eq!(field.warnings(), [Warning::Composing]);
    assert_eq!(field.event(FieldEvent::Composition(false)).warnings(), []);
    let field = Field::on(Platform::Windows).down("KeyA", "Process", false);
    assert_eq!(field.warnings(), [Warning::Composing]);
    assert_eq!(field.down("KeyA", "a", false).warnings(), []);
}

#[test]
fn soft_keyboards_and_dead_keys_compose_without_a_warning() {
    for platform in [Platform::Ios, Platform::Android] {
        let field = Field::on(platform)
            .down("", "Unidentified", false)
            .event(FieldEvent::Composition(true));
        assert_eq!(field.warnings(), [], "{platform:?}");
    }
    let field = Field::on(Platform::Mac)
        .down("KeyE", "Dead", false)
        .event(FieldEvent::Composition(true))
        // The letter that takes the accent says that it is composing.
        .event(FieldEvent::Key(Key {
            phase: Phase::Down,
            code: "KeyE",
            key: "é",
            locks: LockKeys::default(),
            composing: true,
            shortcut: false,
        }));
    assert_eq!(field.warnings(), []);
    let field = field
        .event(FieldEvent::Composition(false))
        .event(FieldEvent::Composition(true));
    assert_eq!(field.warnings(), [Warning::Composing]);
}

#[test]
fn a_dead_key_without_composition_is_over_with_the_next_key() {
    let field = Field::on(Platform::Windows)
        .down("BracketLeft", "Dead", false)
        .down("KeyE", "ê", false)
        .event(FieldEvent::Composition(true));
    assert_eq!(field.warnings(), [Warning::Composing]);
}

#[test]
fn a_keyboard_of_another_script_is_hinted_at() {
    let field = Field::on(Platform::Windows).down("KeyF", "а", false);
    assert_eq!(field.warnings(), [Warning::Layout(Script::Cyrillic)]);
    assert_eq!(field.down("KeyF", "f", false).warnings(), []);
}

#[test]
fn shortcuts_type_nothing() {
    let field = Field::on(Platform::Windows).event(FieldEvent::Key(Key {
        phase: Phase::Down,
        code: "KeyC",
        key: "с",
        locks: LockKeys::default(),
        composing: false,
        shortcut: true,
    }));
    assert_eq!(field.warnings(), []);
}

#[test]
fn findings_about_the_text_follow_the_text() {
    let field = Field::on(Platform::Linux).text(" ａb");
    assert_eq!(
        field.warnings(),
        [
            Warning::FullWidth,
            Warning::StraySpace(StraySpace {
                before: 1,
                after: 0
            })
        ]
    );
    assert_eq!(
        field.text("secretпароль").warnings(),
        [Warning::MixedScripts]
    );
}

#[test]
fn platforms_are_told_by_what_browsers_say() {
    let cases = [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
            false,
            Platform::Windows,
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)",
            false,
            Platform::Mac,
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)",
            true,
            Platform::Ios,
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)",
            true,
            Platform::Ios,
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)",
            false,
            Platform::ChromeOs,
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K)",
            true,
            Platform::Android,
        ),
        ("Mozilla/5.0 (X11; Linux x86_64)", false, Platform::Linux),
        ("", false, Platform::Linux),
    ];
    for (user_agent, touch, platform) in cases {
        assert_eq!(
            Platform::from_user_agent(user_agent, touch),
            platform,
            "{user_agent}"
        );
    }
}
