//! What holds after any sequence of events.

use model::keyboard::{FieldEvent, Phase, Platform, Warning};
use proptest::prelude::*;

use crate::field::{EVERY_PLATFORM, Field};

/// One step that a keyboard, a mouse or a page can make.
#[derive(Clone, Debug)]
enum KeyboardStep {
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

fn step() -> impl Strategy<Value = KeyboardStep> {
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
            |(down, (code, key), caps, num)| KeyboardStep::Key { down, code, key, caps, num }
        ),
        1 => any::<bool>().prop_map(KeyboardStep::Click),
        1 => any::<bool>().prop_map(KeyboardStep::Composition),
        1 => "\\PC{0,6}".prop_map(KeyboardStep::Text),
        1 => Just(KeyboardStep::Left),
    ]
}

fn take(field: Field, step: &KeyboardStep) -> Field {
    match step {
        KeyboardStep::Key {
            down,
            code,
            key,
            caps,
            num,
        } => {
            let phase = if *down { Phase::Down } else { Phase::Up };
            field.key(phase, code, key, *caps, *num)
        }
        KeyboardStep::Click(caps) => field.clicked(*caps),
        KeyboardStep::Composition(began) => field.event(FieldEvent::Composition(*began)),
        KeyboardStep::Text(text) => field.text(text),
        KeyboardStep::Left => field.event(FieldEvent::Left),
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
            caps_ever |= matches!(step, KeyboardStep::Key { caps: true, .. } | KeyboardStep::Click(true));
            field = take(field, step);
            let warnings = field.warnings();
            // Caps Lock is only spoken of where some event reported it.
            let speaks = warnings.contains(&Warning::CapsLockOn)
                || warnings.contains(&Warning::CapsLockWasOn);
            prop_assert!(caps_ever || !speaks);
            // An ordinary key decides, whatever came before it.
            if let KeyboardStep::Key { key: "a" | "7", caps, .. } = step {
                prop_assert_eq!(warnings.contains(&Warning::CapsLockOn), *caps);
            }
            if matches!(platform, Platform::Mac | Platform::Ios) {
                prop_assert!(!warnings.contains(&Warning::NumLockOff));
            }
            if matches!(step, KeyboardStep::Left) {
                let hidden = [Warning::CapsLockOn, Warning::NumLockOff, Warning::Composing];
                prop_assert!(!warnings.iter().any(|warning| hidden.contains(warning)));
            }
        }
    }
}
