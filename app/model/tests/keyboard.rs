//! The live warnings, tried against the sequences of events that real systems send.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests speak by their names, and fail by panicking"
)]

use model::keyboard::{Event, Key, Keyboard, Locks, Phase, Platform, Warning};
use model::script::Script;
use model::stray_space::StraySpace;
use proptest::prelude::*;

const EVERY_PLATFORM: [Platform; 6] = [
    Platform::Windows,
    Platform::Mac,
    Platform::Linux,
    Platform::ChromeOs,
    Platform::Ios,
    Platform::Android,
];

/// A field with somebody typing in it.
struct Field(Keyboard);

impl Field {
    fn on(platform: Platform) -> Self {
        Self(Keyboard::new(platform))
    }

    fn key(self, phase: Phase, code: &str, key: &str, caps: bool, num: bool) -> Self {
        self.event(Event::Key(Key {
            phase,
            code,
            key,
            locks: Locks { caps, num },
            composing: false,
            shortcut: false,
        }))
    }

    fn event(mut self, event: Event<'_>) -> Self {
        self.0.feed(event);
        self
    }

    fn clicked(self, caps: bool) -> Self {
        self.event(Event::Pointer(Locks { caps, num: true }))
    }

    fn down(self, code: &str, key: &str, caps: bool) -> Self {
        self.key(Phase::Down, code, key, caps, true)
    }

    fn up(self, code: &str, key: &str, caps: bool) -> Self {
        self.key(Phase::Up, code, key, caps, true)
    }

    fn caps_lock(self, down: Option<bool>, up: Option<bool>) -> Self {
        let field = match down {
            Some(caps) => self.down("CapsLock", "CapsLock", caps),
            None => self,
        };
        match up {
            Some(caps) => field.up("CapsLock", "CapsLock", caps),
            None => field,
        }
    }

    fn number_pad(self, key: &str, num: bool) -> Self {
        self.key(Phase::Down, "Numpad7", key, false, num)
    }

    fn text(self, text: &str) -> Self {
        self.event(Event::Text(text))
    }

    fn warnings(&self) -> Vec<Warning> {
        self.0.warnings()
    }
}

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
        .event(Event::Left);
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
    let field = Field::on(Platform::Windows).event(Event::Composition(true));
    assert_eq!(field.warnings(), [Warning::Composing]);
    assert_eq!(field.event(Event::Composition(false)).warnings(), []);
    let field = Field::on(Platform::Windows).down("KeyA", "Process", false);
    assert_eq!(field.warnings(), [Warning::Composing]);
    assert_eq!(field.down("KeyA", "a", false).warnings(), []);
}

#[test]
fn soft_keyboards_and_dead_keys_compose_without_a_warning() {
    for platform in [Platform::Ios, Platform::Android] {
        let field = Field::on(platform)
            .down("", "Unidentified", false)
            .event(Event::Composition(true));
        assert_eq!(field.warnings(), [], "{platform:?}");
    }
    let field = Field::on(Platform::Mac)
        .down("KeyE", "Dead", false)
        .event(Event::Composition(true))
        // The letter that takes the accent says that it is composing.
        .event(Event::Key(Key {
            phase: Phase::Down,
            code: "KeyE",
            key: "é",
            locks: Locks::default(),
            composing: true,
            shortcut: false,
        }));
    assert_eq!(field.warnings(), []);
    let field = field
        .event(Event::Composition(false))
        .event(Event::Composition(true));
    assert_eq!(field.warnings(), [Warning::Composing]);
}

#[test]
fn a_dead_key_without_composition_is_over_with_the_next_key() {
    let field = Field::on(Platform::Windows)
        .down("BracketLeft", "Dead", false)
        .down("KeyE", "ê", false)
        .event(Event::Composition(true));
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
    let field = Field::on(Platform::Windows).event(Event::Key(Key {
        phase: Phase::Down,
        code: "KeyC",
        key: "с",
        locks: Locks::default(),
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
        assert_eq!(Platform::of(user_agent, touch), platform, "{user_agent}");
    }
}

/// One step that a keyboard, a mouse or a page can make.
#[derive(Clone, Debug)]
enum Step {
    Key {
        down: bool,
        code: &'static str,
        key: &'static str,
        caps: bool,
        num: bool,
    },
    Click(bool),
    Composition(bool),
    Text(String),
    Left,
}

fn step() -> impl Strategy<Value = Step> {
    let keys = prop::sample::select(vec![
        ("CapsLock", "CapsLock"),
        ("NumLock", "NumLock"),
        ("KeyA", "a"),
        ("KeyA", "Ж"),
        ("KeyE", "Dead"),
        ("KeyA", "Process"),
        ("Numpad7", "7"),
        ("Numpad7", "Home"),
        ("NumpadDecimal", "Delete"),
        ("", "Unidentified"),
    ]);
    prop_oneof![
        4 => (any::<bool>(), keys, any::<bool>(), any::<bool>()).prop_map(
            |(down, (code, key), caps, num)| Step::Key { down, code, key, caps, num }
        ),
        1 => any::<bool>().prop_map(Step::Click),
        1 => any::<bool>().prop_map(Step::Composition),
        1 => "\\PC{0,6}".prop_map(Step::Text),
        1 => Just(Step::Left),
    ]
}

fn take(field: Field, step: &Step) -> Field {
    match step {
        Step::Key {
            down,
            code,
            key,
            caps,
            num,
        } => {
            let phase = if *down { Phase::Down } else { Phase::Up };
            field.key(phase, code, key, *caps, *num)
        }
        Step::Click(caps) => field.clicked(*caps),
        Step::Composition(began) => field.event(Event::Composition(*began)),
        Step::Text(text) => field.text(text),
        Step::Left => field.event(Event::Left),
    }
}

proptest! {
    #[test]
    fn whatever_happens_some_promises_hold(
        platform in prop::sample::select(EVERY_PLATFORM.to_vec()),
        steps in prop::collection::vec(step(), 0..40),
    ) {
        let mut field = Field::on(platform);
        let mut caps_ever = false;
        for step in &steps {
            caps_ever |= matches!(step, Step::Key { caps: true, .. } | Step::Click(true));
            field = take(field, step);
            let warnings = field.warnings();
            // Caps Lock is only spoken of where some event reported it.
            let speaks = warnings.contains(&Warning::CapsLockOn)
                || warnings.contains(&Warning::CapsLockWasOn);
            prop_assert!(caps_ever || !speaks);
            // An ordinary key decides, whatever came before it.
            if let Step::Key { key: "a" | "7", caps, .. } = step {
                prop_assert_eq!(warnings.contains(&Warning::CapsLockOn), *caps);
            }
            if matches!(platform, Platform::Mac | Platform::Ios) {
                prop_assert!(!warnings.contains(&Warning::NumLockOff));
            }
            if matches!(step, Step::Left) {
                let hidden = [Warning::CapsLockOn, Warning::NumLockOff, Warning::Composing];
                prop_assert!(!warnings.iter().any(|warning| hidden.contains(warning)));
            }
        }
    }
}
