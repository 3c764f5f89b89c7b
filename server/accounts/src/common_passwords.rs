//! Passwords that are guessed first.
//!
//! No list of leaked passwords is long enough for a minimum of 15: what people choose then is a
//! short one twice, a row of the keyboard, a name with a year. `zxcvbn` knows the common ones and
//! the ways in which they are made longer, and counts how many guesses a program needs that knows
//! them too.

use model::password::Password;

/// Guesses, as a power of ten, below which a password is common. At ten tries and then one in some
/// minutes, a guesser who may try for a year makes less than 10⁶ of them; the rest is for whoever
/// stole the database, where argon2id makes each of 10⁸ cost tens of milliseconds.
const LEAST_GUESSES_LOG10: f64 = 8.0;

/// Whether `password` is easy to guess for somebody who knows these names.
pub(crate) fn is_common(password: &Password, names: &[&str]) -> bool {
    let mut known: Vec<&str> = vec!["latchkey"];
    for name in names {
        known.push(name);
        known.extend(name.split(|c: char| !c.is_alphanumeric()));
    }
    zxcvbn::zxcvbn(password.expose(), &known).guesses_log10() < LEAST_GUESSES_LOG10
}

#[cfg(test)]
mod tests {
    use super::*;

    fn common(text: &str) -> bool {
        is_common(
            &Password::parse(text).unwrap(),
            &["Mika.Example", "mika@example.test"],
        )
    }

    #[test]
    fn what_everybody_thinks_of_is_common() {
        for text in [
            "aaaaaaaaaaaaaaaa",
            "passwordpassword",
            "Password1Password1",
            "123456789012345",
            "qwertyuiopqwertyuiop",
            "mikamikamikamika",
            "mika.example2026",
            "latchkeylatchkey",
            "abcdefghijklmnopqrstuvwxyz",
            "iloveyouiloveyou",
        ] {
            assert!(common(text), "{text}");
        }
    }

    #[test]
    fn words_that_have_nothing_to_do_with_each_other_are_not() {
        for text in [
            "eleven quiet lanterns",
            "seven green umbrellas",
            "correct horse battery staple",
            "空に三つの月が昇る夜の図書館",
            "J7#kq9!mZp2$xW4v",
            "my cat sleeps on the router",
        ] {
            assert!(!common(text), "{text}");
        }
    }
}
