//! Variables that Kubernetes sets by itself.

/// Whether a variable is one of those that Kubernetes sets in every pod for a Service whose name begins as
/// ours do, with `prefix` (its documentation, "Environment variables"; the forms of Docker's links among them).
pub(crate) fn sets(prefix: &str, name: &str) -> bool {
    let Some(rest) = name.strip_prefix(prefix) else {
        return false;
    };
    let words: Vec<&str> = rest.split('_').collect();
    let protocol = |word: &&str| ["TCP", "UDP", "SCTP"].contains(word);
    let number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit()) && !word.is_empty();
    // The words of a longer name stand before.
    (0..words.len()).any(|first| match &words[first..] {
        ["SERVICE", "HOST" | "PORT"] | ["SERVICE", "PORT", _, ..] | ["PORT"] => true,
        ["PORT", port, kind] => number(port) && protocol(kind),
        ["PORT", port, kind, "PROTO" | "PORT" | "ADDR"] => number(port) && protocol(kind),
        _ => false,
    })
}
