//! A field that tests type in.

use model::keyboard::{FieldEvent, Key, Keyboard, LockKeys, Phase, Platform, Warning};

pub(crate) const EVERY_PLATFORM: [Platform; 6] = [
    Platform::Windows,
    Platform::Mac,
    Platform::Linux,
    Platform::ChromeOs,
    Platform::Ios,
    Platform::Android,
];

/// A field with somebody typing in it.
pub(crate) struct Field(Keyboard);

impl Field {
    pub(crate) fn on(platform: Platform) -> Self {
        Self(Keyboard::new(platform))
    }

    pub(crate) fn key(self, phase: Phase, code: &str, key: &str, caps: bool, num: bool) -> Self {
        self.event(FieldEvent::Key(Key {
            phase,
            code,
            key,
            locks: LockKeys { caps, num },
            composing: false,
            shortcut: false,
        }))
    }

    pub(crate) fn event(mut self, event: FieldEvent<'_>) -> Self {
        self.0.feed(event);
        self
    }

    pub(crate) fn clicked(self, caps: bool) -> Self {
        self.event(FieldEvent::Pointer(LockKeys { caps, num: true }))
    }

    pub(crate) fn down(self, code: &str, key: &str, caps: bool) -> Self {
        self.key(Phase::Down, code, key, caps, true)
    }

    pub(crate) fn up(self, code: &str, key: &str, caps: bool) -> Self {
        self.key(Phase::Up, code, key, caps, true)
    }

    pub(crate) fn caps_lock(self, down: Option<bool>, up: Option<bool>) -> Self {
        let field = match down {
            Some(caps) => self.down("CapsLock", "CapsLock", caps),
            None => self,
        };
        match up {
            Some(caps) => field.up("CapsLock", "CapsLock", caps),
            None => field,
        }
    }

    pub(crate) fn number_pad(self, key: &str, num: bool) -> Self {
        self.key(Phase::Down, "Numpad7", key, false, num)
    }

    pub(crate) fn text(self, text: &str) -> Self {
        self.event(FieldEvent::Text(text))
    }

    /// The text after a change that began at a place, as a browser tells it.
    pub(crate) fn edited(self, text: &str, from: Option<usize>, caret: usize) -> Self {
        self.event(FieldEvent::Edited { text, from, caret })
    }

    pub(crate) fn warnings(&self) -> Vec<Warning> {
        self.0.warnings()
    }
}
