//! From what a keyboard does to what a person should be told: the heart of the live warnings.
//!
//! A [`Keyboard`] is fed every event of one field and says at any moment which warnings stand.
//! Three rules hold throughout. It never claims that a lock is off. It says nothing until it knows
//! something. And it keeps no text: of what was typed, only the findings stay.

use crate::look_alike::LookAlike;
use crate::script::{Script, has_full_width, is_mixed};
use crate::stray_space::StraySpace;

/// The system that the current user's keyboard belongs to, as far as the rules differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Platform {
    /// Windows.
    Windows,
    /// macOS.
    Mac,
    /// Linux and other desktops.
    Linux,
    /// ChromeOS.
    ChromeOs,
    /// iPhone and iPad.
    Ios,
    /// Android.
    Android,
}

impl Platform {
    /// Reads the `User-Agent` text that a browser gives as `navigator.userAgent`.
    ///
    /// An iPad in its desktop mode says that it is a Mac, so `touch` (`maxTouchPoints > 1`) decides.
    #[must_use]
    pub fn from_user_agent(user_agent: &str, touch: bool) -> Self {
        let has = |word| user_agent.contains(word);
        if has("iPhone") || has("iPad") || (has("Macintosh") && touch) {
            Self::Ios
        } else if has("Android") {
            Self::Android
        } else if has("Macintosh") {
            Self::Mac
        } else if has("CrOS") {
            Self::ChromeOs
        } else if has("Windows") {
            Self::Windows
        } else {
            Self::Linux
        }
    }

    /// Apple's systems have no Num Lock: `NumLock` is never reported, or means something else.
    const fn has_num_lock(self) -> bool {
        !matches!(self, Self::Mac | Self::Ios)
    }

    /// Soft keyboards compose every word, which says nothing about an input method.
    const fn composes_always(self) -> bool {
        matches!(self, Self::Ios | Self::Android)
    }
}

/// What `getModifierState` reported with an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LockKeys {
    /// `CapsLock`
    pub caps: bool,
    /// `NumLock`
    pub num: bool,
}

/// `keydown` or `keyup`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// `keydown`
    Down,
    /// `keyup`
    Up,
}

/// One real keyboard event (UI Events, `KeyboardEvent`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key<'a> {
    /// Down or up.
    pub phase: Phase,
    /// The key's place: `KeyA`, `Numpad7`.
    pub code: &'a str,
    /// What it means: `a`, `Home`.
    pub key: &'a str,
    /// The locks as reported with it.
    pub locks: LockKeys,
    /// `isComposing`
    pub composing: bool,
    /// Control, Alt or Meta is held, so that nothing is typed.
    pub shortcut: bool,
}

/// Something that happened in the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldEvent<'a> {
    /// A key.
    Key(Key<'a>),
    /// A click or touch, which reports the locks before the first key.
    Pointer(LockKeys),
    /// An input method began (`compositionstart`) or ended.
    Composition(bool),
    /// The text is now this one; what is new of it stands at its end.
    Text(&'a str),
    /// The text is now this one, and it is known where it was changed. Places are in UTF-16 code units, as browsers
    /// count.
    Edited {
        /// The whole text.
        text: &'a str,
        /// Where the selection began before; nothing if all of it is new and nobody typed it.
        from: Option<usize>,
        /// Where the cursor is now: behind what is new.
        caret: usize,
    },
    /// The field or the window lost the focus; the locks may change unseen.
    Left,
}

/// What a person should be told, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// Caps Lock is on.
    CapsLockOn,
    /// The number pad moves the cursor.
    NumLockOff,
    /// An input method is composing.
    Composing,
    /// Full-width characters.
    FullWidth,
    /// White space at an end.
    StraySpace(StraySpace),
    /// A character inside that looks like another one.
    LookAlike(LookAlike),
    /// The keyboard types another script than the page's language.
    Layout(Script),
    /// Letters of two scripts.
    MixedScripts,
    /// Caps Lock was on for a part of the text.
    CapsLockWasOn,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum LockKey {
    #[default]
    Unknown,
    Off,
    On,
}

impl LockKey {
    const fn reported(on: bool) -> Self {
        if on { Self::On } else { Self::Off }
    }
}

/// The state of one field's keyboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyboard {
    platform: Platform,
    caps: LockKey,
    /// While the Caps Lock key is held: what was known before, and what its `keydown` reported.
    caps_press: Option<(LockKey, bool)>,
    /// Of each UTF-16 code unit of the text, whether it was typed with Caps Lock on.
    typed_with_caps: Vec<bool>,
    /// A letter was typed with Caps Lock on that is not seen in the text yet.
    new_with_caps: bool,
    num_lock_off: bool,
    composing: bool,
    /// A dead key (´ before e) composes too, and is no input method.
    dead_key: bool,
    layout: Option<Script>,
    stray_space: Option<StraySpace>,
    look_alike: Option<LookAlike>,
    full_width: bool,
    mixed: bool,
}

impl Keyboard {
    /// A keyboard of which nothing is known yet.
    #[must_use]
    pub const fn new(platform: Platform) -> Self {
        Self {
            platform,
            caps: LockKey::Unknown,
            caps_press: None,
            typed_with_caps: Vec::new(),
            new_with_caps: false,
            num_lock_off: false,
            composing: false,
            dead_key: false,
            layout: None,
            stray_space: None,
            look_alike: None,
            full_width: false,
            mixed: false,
        }
    }

    /// Takes in one event.
    pub fn feed(&mut self, event: FieldEvent<'_>) {
        match event {
            FieldEvent::Key(key) => self.key(key),
            FieldEvent::Pointer(locks) => {
                self.caps = LockKey::reported(locks.caps);
                self.num_lock_off &= !locks.num;
            }
            FieldEvent::Composition(began) => {
                self.composing = began && !self.dead_key && !self.platform.composes_always();
                self.dead_key &= began;
            }
            FieldEvent::Text(text) => {
                self.text(text, Some(self.typed_with_caps.len()), usize::MAX);
            }
            FieldEvent::Edited { text, from, caret } => self.text(text, from, caret),
            FieldEvent::Left => {
                self.caps = LockKey::Unknown;
                self.caps_press = None;
                self.num_lock_off = false;
                self.composing = false;
                self.dead_key = false;
                self.layout = None;
            }
        }
    }

    /// The warnings that stand, the most urgent first.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let caps_on = self.caps == LockKey::On;
        [
            caps_on.then_some(Warning::CapsLockOn),
            self.num_lock_off.then_some(Warning::NumLockOff),
            self.composing.then_some(Warning::Composing),
            self.full_width.then_some(Warning::FullWidth),
            self.stray_space.map(Warning::StraySpace),
            self.look_alike.map(Warning::LookAlike),
            self.layout.map(Warning::Layout),
            self.mixed.then_some(Warning::MixedScripts),
            (self.typed_with_caps.contains(&true) && !caps_on).then_some(Warning::CapsLockWasOn),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn key(&mut self, key: Key<'_>) {
        self.caps(key);
        self.num(key);
        self.input_method(key);
        let typed = single_letter(key.key).filter(|_| key.phase == Phase::Down && !key.shortcut);
        if let Some(letter) = typed {
            self.new_with_caps |= key.locks.caps && has_case(letter);
            // Only the letter keys of every layout, so that a pasted or composed letter says nothing.
            if key.code.starts_with("Key") {
                self.layout =
                    Script::from_char(letter).filter(|script| !EXPECTED_SCRIPTS.contains(script));
            }
        }
    }

    /// Systems disagree about what the Caps Lock key reports of itself:
    ///
    /// | system | turned on: down, up | turned off: down, up |
    /// |---|---|---|
    /// | Windows, ChromeOS | on, on | off, off |
    /// | X11 | off, on | on, on |
    /// | macOS | on, no event | no event, off |
    ///
    /// Down and up taken together with what was known before tell all of them apart, but for one
    /// case: on, on with nothing known before. Then the next key tells.
    fn caps(&mut self, key: Key<'_>) {
        let reported = key.locks.caps;
        if key.key != "CapsLock" && key.code != "CapsLock" {
            self.caps_press = None;
            self.caps = LockKey::reported(reported);
            return;
        }
        match (key.phase, self.caps_press) {
            (Phase::Down, None) => {
                let before = self.caps;
                self.caps_press = Some((before, reported));
                self.caps = match (reported, before) {
                    (true, LockKey::Off | LockKey::On) => LockKey::On,
                    (true, LockKey::Unknown) if self.platform == Platform::Mac => LockKey::On,
                    _ => LockKey::Unknown,
                };
            }
            // The key repeats while it is held.
            (Phase::Down, Some(_)) => {}
            (Phase::Up, press) => {
                self.caps_press = None;
                self.caps = match (press, reported) {
                    (_, false) => LockKey::Off,
                    (Some((_, false) | (LockKey::Off, true)), true) => LockKey::On,
                    (_, true) if self.platform == Platform::Mac => LockKey::On,
                    (_, true) => LockKey::Unknown,
                };
            }
        }
    }

    fn num(&mut self, key: Key<'_>) {
        if key.key == "NumLock" || key.locks.num {
            self.num_lock_off = false;
        } else if key.phase == Phase::Down && is_number_pad(key.code) {
            self.num_lock_off = self.platform.has_num_lock() && is_movement(key.key);
        }
    }

    fn input_method(&mut self, key: Key<'_>) {
        if key.phase == Phase::Up || self.platform.composes_always() {
            return;
        }
        if key.key == "Dead" {
            self.dead_key = true;
        } else {
            // `Process` is what a key means while an input method takes it (UI Events KeyboardEvent
            // key Values). Where dead keys do not compose, the next key ends them.
            let taken = key.composing || key.key == "Process";
            self.dead_key &= taken;
            self.composing = taken && !self.dead_key;
        }
    }

    fn text(&mut self, text: &str, from: Option<usize>, caret: usize) {
        self.stray_space = StraySpace::find(text);
        self.look_alike = LookAlike::find(text);
        self.full_width = has_full_width(text);
        self.mixed = is_mixed(text);
        let length = text.chars().map(char::len_utf16).sum();
        let before = &self.typed_with_caps;
        let (begin, end, caps) = match from {
            Some(from) => (from.min(caret), caret, self.new_with_caps),
            // Filled in by another program, or taken over as it stands.
            None => (0, length, false),
        };
        let mark = |place: usize| {
            // What stands behind the cursor stood there before, counted from the end.
            let place = match (place < begin, place < end) {
                (true, _) => place,
                (false, true) => return caps,
                (false, false) => (place + before.len()).wrapping_sub(length),
            };
            before.get(place).is_some_and(|mark| *mark)
        };
        self.typed_with_caps = (0..length).map(mark).collect();
        self.new_with_caps = false;
    }
}

/// What people expect to type on a page in English or Japanese.
const EXPECTED_SCRIPTS: [Script; 2] = [Script::Latin, Script::Japanese];

fn single_letter(key: &str) -> Option<char> {
    let mut chars = key.chars();
    let first = chars.next()?;
    (chars.next().is_none() && first.is_alphabetic()).then_some(first)
}

fn has_case(letter: char) -> bool {
    letter.is_lowercase() || letter.is_uppercase()
}

fn is_number_pad(code: &str) -> bool {
    code.strip_prefix("Numpad").is_some_and(|rest| {
        rest == "Decimal" || (rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    })
}

fn is_movement(key: &str) -> bool {
    matches!(
        key,
        "Home"
            | "End"
            | "PageUp"
            | "PageDown"
            | "ArrowUp"
            | "ArrowDown"
            | "ArrowLeft"
            | "ArrowRight"
            | "Insert"
            | "Delete"
            | "Clear"
    )
}
