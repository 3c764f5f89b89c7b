//! The fields of a form that was sent.

/// Longest text that is given back, in code points: as long as any field takes, and its name.
const GIVEN_BACK: usize = 600;

/// The names and values of a form; none if it is no form.
pub(crate) fn fields(body: &[u8]) -> Vec<(String, String)> {
    serde_urlencoded::from_bytes(body).unwrap_or_default()
}

/// Those of the fields that may be given back.
pub(crate) fn typed(given_back: &[&str], fields: Vec<(String, String)>) -> Vec<(String, String)> {
    fields
        .into_iter()
        .filter(|(name, _)| {
            let is =
                |known: &&str| *known == name || (known.ends_with('[') && name.starts_with(*known));
            given_back.iter().any(is)
        })
        .map(|(name, value)| (name, value.chars().take(GIVEN_BACK).collect()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_given_back_is() {
        let typed = |body: &[u8]| typed(&["login_name"], fields(body));
        let body = b"login_name=sora&password=hush&other=1";
        assert_eq!(typed(body), [("login_name".to_owned(), "sora".to_owned())]);
        let long = format!("login_name={}", "a".repeat(5000));
        assert_eq!(typed(long.as_bytes())[0].1.len(), GIVEN_BACK);
        assert_eq!(typed(b"\xff=%"), []);
    }
}
