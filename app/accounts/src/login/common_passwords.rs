//! Passwords that are guessed first.
//!
//! No list of leaked passwords is long enough for a minimum of 15: what people choose then is a
//! short one twice, a row of the keyboard, a name with a year. `zxcvbn` knows the common ones and
//! the ways in which they are made longer, and counts how many guesses a program needs that knows
//! them too. That takes it long where letters are written as digits, so that only the pool of
//! [`super::hasher`] asks it, and about a few characters at a time.

use model::password::Password;

/// Guesses, as a power of ten, below which a password is common. At ten attempts and then one in some
/// minutes, a guesser who may try for a year makes less than 10⁶ of them; the rest is for whoever
/// stole the database, where argon2id makes each of 10⁸ cost tens of milliseconds.
const LEAST_GUESSES_LOG10: f64 = 8.0;
/// How many characters are looked at together: what it takes grows with the square of them. A password
/// is as hard to guess as the hardest of its pieces, or harder.
const PIECE: usize = 32;
/// Names that are known, with their parts: each costs as much as a small dictionary.
const NAMES: usize = 16;

/// Whether `password` is easy to guess for somebody who knows these names.
pub(crate) fn is_common(password: &Password, names: &[String]) -> bool {
    let mut known: Vec<&str> = vec!["latchkey"];
    for name in names {
        known.push(name);
        known.extend(name.split(|c: char| !c.is_alphanumeric()));
    }
    known.truncate(NAMES);
    let mut rest = without_repetition(password.expose());
    while !rest.is_empty() {
        let end = rest
            .char_indices()
            .nth(PIECE)
            .map_or(rest.len(), |(end, _)| end);
        let (piece, others) = rest.split_at(end);
        if zxcvbn::zxcvbn(piece, &known).guesses_log10() >= LEAST_GUESSES_LOG10 {
            return false;
        }
        rest = others;
    }
    true
}

/// The beginning of a text that goes on in the same way: twice what is repeated. Whoever guesses that guesses
/// all of it, and in a piece of it nobody would see where it begins.
fn without_repetition(text: &str) -> &str {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let repeats = |period: &usize| {
        let shifted = chars.iter().skip(*period);
        shifted
            .zip(&chars)
            .all(|((_, later), (_, earlier))| later == earlier)
    };
    let period = (1..=chars.len() / 2).find(repeats);
    let end = period.and_then(|period| chars.get(2 * period));
    end.map_or(text, |(end, _)| &text[..*end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn common(text: &str) -> bool {
        is_common(
            &Password::parse(text).unwrap(),
            &["Mika.Example", "mika@example.test"].map(str::to_owned),
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
    fn what_is_common_stays_so_however_long_it_is_made() {
        for text in ["password", "qwertyuiop", "mika", "a", "passw0rd1"] {
            for length in [16, 40, 256] {
                let text: String = text.chars().cycle().take(length).collect();
                assert!(common(&text), "{text}");
            }
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
            "passwordpasswordpasswordpassword, and seven green umbrellas",
        ] {
            assert!(!common(text), "{text}");
        }
    }
}
