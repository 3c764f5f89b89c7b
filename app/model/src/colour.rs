//! Colours, and whether a text can be read on them.

use std::fmt;
use std::str::FromStr;

/// A colour of a screen (sRGB).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// Why a text is no colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written as # and six digits from 0 to 9 and a to f")]
pub struct ColourError;

/// What text needs against its ground (WCAG 2.2, 1.4.3, level AA).
const TEXT_CONTRAST: f64 = 4.5;
/// The lightest ground that text in the accent colour stands on, and the text on buttons.
const WHITE: Colour = Colour::new(0xff, 0xff, 0xff);
/// The ground of light pages.
const LIGHT_GROUND: Colour = Colour::new(0xf6, 0xf7, 0xf9);
/// The lighter of the two grounds of dark pages.
const DARK_SURFACE: Colour = Colour::new(0x1d, 0x20, 0x27);
/// Text on buttons of dark pages.
const DARK_TEXT: Colour = Colour::new(0x14, 0x16, 0x1b);

/// What an accent colour becomes on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent {
    /// Links and buttons.
    pub plain: Colour,
    /// The same under the pointer.
    pub strong: Colour,
    /// Text on buttons.
    pub on: Colour,
}

impl Colour {
    const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Relative luminance (WCAG 2.2, "relative luminance"): 0 for black, 1 for white.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// The contrast ratio of two colours (WCAG 2.2, "contrast ratio"): from 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Mixed with `share` hundredths of another.
    fn mixed(self, other: Self, share: u16) -> Self {
        let mix = |a: u8, b: u8| {
            let sum = u16::from(a) * (100 - share) + u16::from(b) * share;
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Self {
            red: mix(self.red, other.red),
            green: mix(self.green, other.green),
            blue: mix(self.blue, other.blue),
        }
    }

    /// Whether links in it can be read on light pages, and white text on it.
    #[must_use]
    pub fn can_be_accent(self) -> bool {
        [WHITE, LIGHT_GROUND]
            .into_iter()
            .all(|ground| self.contrast(ground) >= TEXT_CONTRAST)
    }

    /// The accent on light pages.
    #[must_use]
    pub fn on_light(self) -> Accent {
        Accent {
            plain: self,
            strong: self.mixed(Self::new(0, 0, 0), 25),
            on: WHITE,
        }
    }

    /// The accent on dark pages: as much lighter as it needs to be read there.
    #[must_use]
    pub fn on_dark(self) -> Accent {
        let readable = |colour: Self| {
            colour.contrast(DARK_SURFACE) >= TEXT_CONTRAST
                && colour.contrast(DARK_TEXT) >= TEXT_CONTRAST
        };
        let plain = (0..=100)
            .map(|share| self.mixed(WHITE, share))
            .find(|colour| readable(*colour))
            .unwrap_or(WHITE);
        Accent {
            plain,
            strong: plain.mixed(WHITE, 35),
            on: DARK_TEXT,
        }
    }
}

impl FromStr for Colour {
    type Err = ColourError;

    fn from_str(text: &str) -> Result<Self, ColourError> {
        let digits = text.strip_prefix('#').ok_or(ColourError)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(ColourError);
        }
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16);
        match (channel(0), channel(2), channel(4)) {
            (Ok(red), Ok(green), Ok(blue)) => Ok(Self { red, green, blue }),
            _ => Err(ColourError),
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let black: Colour = "#000000".parse().unwrap();
        assert!((black.contrast(WHITE) - 21.0).abs() < 1e-9);
        // The grey that is just readable on white.
        let grey: Colour = "#767676".parse().unwrap();
        assert!((grey.contrast(WHITE) - 4.54).abs() < 0.01);
        assert!(!"#777777".parse::<Colour>().unwrap().can_be_accent());
        assert!("#1d4fd7".parse::<Colour>().unwrap().can_be_accent());
        assert!(!"#ffd500".parse::<Colour>().unwrap().can_be_accent());
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        assert_eq!("#A1b2C3".parse::<Colour>().unwrap().to_string(), "#a1b2c3");
        for text in [
            "", "#fff", "1d4fd7", "#1d4fd7;", "#+1+2+3", "#１d4fd", "red",
        ] {
            assert_eq!(text.parse::<Colour>(), Err(ColourError), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_accent_can_be_read_on_dark_pages(red: u8, green: u8, blue: u8) {
            let accent = Colour::new(red, green, blue).on_dark();
            prop_assert!(accent.plain.contrast(DARK_SURFACE) >= TEXT_CONTRAST);
            prop_assert!(accent.plain.contrast(accent.on) >= TEXT_CONTRAST);
            prop_assert!(accent.strong.contrast(accent.on) >= TEXT_CONTRAST);
        }

        #[test]
        fn what_can_be_an_accent_can_be_read_under_the_pointer_too(red: u8, green: u8, blue: u8) {
            let colour = Colour::new(red, green, blue);
            prop_assume!(colour.can_be_accent());
            let accent = colour.on_light();
            prop_assert!(accent.strong.contrast(WHITE) >= TEXT_CONTRAST);
        }

        #[test]
        fn a_colour_is_read_back(red: u8, green: u8, blue: u8) {
            let colour = Colour::new(red, green, blue);
            prop_assert_eq!(colour.to_string().parse(), Ok(colour));
        }
    }
}
