//! The cookies: their names, what they hold and how long they live.

use accounts::secret::Token;
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use cookie::{Cookie, SameSite};
use data_encoding::BASE64URL_NOPAD;
use model::email::Email;
use model::link::SENT_LINK_LIFETIME;
use model::locale::Locale;
use model::report::CODE_LIFETIME;

/// How long a browser stays known: 400 days, the longest that browsers keep a cookie.
const DEVICE_KEPT: cookie::time::Duration = cookie::time::Duration::days(400);

/// How long the page that says that a mail is on its way can be opened again.
const ASKED_KEPT: cookie::time::Duration = cookie::time::Duration::minutes(30);

/// Whether pages are light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Theme {
    /// As the system is.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The word in the cookie, in the form and at the root of the page.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The one of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == word)
    }
}

/// Names and attributes of the cookies. Where the public address is https they are bound to this
/// very host (`__Host-`, RFC 6265bis section 4.1.3.2). Browsers keep the cookies of all ports of a host
/// together, so that a port of one's own stands in the names.
#[derive(Clone, Copy, Debug)]
pub struct CookieNames {
    secure: bool,
    port: Option<u16>,
}

impl CookieNames {
    /// By whether the public address is https, and the port in it.
    #[must_use]
    pub const fn new(secure: bool, port: Option<u16>) -> Self {
        Self { secure, port }
    }

    fn name(self, what: &str) -> String {
        let host = if self.secure { "__Host-" } else { "" };
        match self.port {
            Some(port) => format!("{host}latchkey-{port}-{what}"),
            None => format!("{host}latchkey-{what}"),
        }
    }

    /// The session cookie's name.
    #[must_use]
    pub fn session(self) -> String {
        self.name("session")
    }

    /// The device cookie's name.
    #[must_use]
    pub fn device(self) -> String {
        self.name("device")
    }

    /// The name of the cookie of a link that was opened.
    #[must_use]
    pub fn link(self) -> String {
        self.name("link")
    }

    /// The name of the cookie that holds the address that a mail was asked for.
    #[must_use]
    pub fn asked(self) -> String {
        self.name("asked")
    }

    /// The name of the cookie with the code of a browser's attempts and report.
    #[must_use]
    pub fn report(self) -> String {
        self.name("report")
    }

    /// The name of the cookie that tells who logged in last.
    #[must_use]
    pub fn user(self) -> String {
        self.name("user")
    }

    /// The name of the cookie that holds a language.
    fn language(self) -> String {
        self.name("language")
    }

    /// The name of the cookie that holds whether pages are light or dark.
    fn theme(self) -> String {
        self.name("theme")
    }

    /// The token in the first cookie of that name that holds one.
    #[must_use]
    pub fn read(self, headers: &HeaderMap, name: &str) -> Option<Token> {
        values(headers, name).find_map(Token::parse)
    }

    /// Who logged in last, and did not log out.
    #[must_use]
    pub fn read_user(self, headers: &HeaderMap) -> Option<i64> {
        values(headers, &self.user()).find_map(|value| value.parse().ok())
    }

    /// The address that a mail was asked for in this browser.
    #[must_use]
    pub fn read_asked(self, headers: &HeaderMap) -> Option<Email> {
        values(headers, &self.asked()).find_map(|value| {
            let bytes = BASE64URL_NOPAD.decode(value.as_bytes()).ok()?;
            Email::parse(std::str::from_utf8(&bytes).ok()?).ok()
        })
    }

    /// What stands in the cookie with the code of a browser's attempts and report.
    #[must_use]
    pub fn read_report(self, headers: &HeaderMap) -> Option<String> {
        values(headers, &self.report())
            .next()
            .map(ToOwned::to_owned)
    }

    fn build(self, name: String, value: String) -> cookie::CookieBuilder<'static> {
        Cookie::build((name, value))
            .path("/")
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Lax)
    }

    /// The session cookie; it lives until the browser is closed, or for `kept`.
    #[must_use]
    pub fn session_cookie(self, token: &Token, kept: Option<model::timestamp::Duration>) -> String {
        let mut cookie = self.build(self.session(), token.reveal());
        if let Some(kept) = kept {
            cookie = cookie.max_age(cookie::time::Duration::seconds(kept.as_seconds()));
        }
        cookie.build().to_string()
    }

    /// The cookie that tells who logged in last. It outlives their session, until the browser is closed, and lets
    /// nobody in.
    #[must_use]
    pub fn user_cookie(self, id: i64) -> String {
        self.build(self.user(), id.to_string()).build().to_string()
    }

    /// The device cookie.
    #[must_use]
    pub fn device_cookie(self, token: &Token) -> String {
        self.build(self.device(), token.reveal())
            .max_age(DEVICE_KEPT)
            .build()
            .to_string()
    }

    /// The cookie of a link that was opened. It lives as long as any link is good for.
    #[must_use]
    pub fn link_cookie(self, token: &Token) -> String {
        let lifetime = cookie::time::Duration::seconds(SENT_LINK_LIFETIME.as_seconds());
        self.build(self.link(), token.reveal())
            .max_age(lifetime)
            .build()
            .to_string()
    }

    /// The cookie that holds the address that a mail was asked for: what a person typed is shown
    /// to them alone, and stands in no address.
    #[must_use]
    pub fn asked_cookie(self, email: &Email) -> String {
        let value = BASE64URL_NOPAD.encode(email.as_str().as_bytes());
        self.build(self.asked(), value)
            .max_age(ASKED_KEPT)
            .build()
            .to_string()
    }

    /// The cookie with the code of a browser's attempts and report, stamped by `accounts`.
    #[must_use]
    pub fn report_cookie(self, stamped: &str) -> String {
        self.build(self.report(), stamped.to_owned())
            .max_age(cookie::time::Duration::seconds(CODE_LIFETIME.as_seconds()))
            .build()
            .to_string()
    }

    /// The language that was chosen in this browser.
    #[must_use]
    pub fn read_language(self, headers: &HeaderMap) -> Option<Locale> {
        values(headers, &self.language()).find_map(Locale::from_tag)
    }

    /// Light or dark, as it was chosen in this browser.
    #[must_use]
    pub fn read_theme(self, headers: &HeaderMap) -> Option<Theme> {
        values(headers, &self.theme()).find_map(Theme::from_word)
    }

    /// The cookie of a language.
    #[must_use]
    pub fn language_cookie(self, locale: Locale) -> String {
        self.build(self.language(), locale.tag().to_owned())
            .max_age(DEVICE_KEPT)
            .build()
            .to_string()
    }

    /// The cookie of light or dark.
    #[must_use]
    pub fn theme_cookie(self, theme: Theme) -> String {
        self.build(self.theme(), theme.as_str().to_owned())
            .max_age(DEVICE_KEPT)
            .build()
            .to_string()
    }

    /// Takes a cookie away.
    #[must_use]
    pub fn without(self, name: String) -> String {
        self.build(name, String::new())
            .max_age(cookie::time::Duration::ZERO)
            .build()
            .to_string()
    }
}

/// The values of all cookies of a name. They are read as bytes, pair by pair: on the same host, or for a whole
/// domain, other programs set cookies of their own in whatever they write, and what is broken there is theirs.
fn values<'a>(headers: &'a HeaderMap, name: &'a str) -> impl Iterator<Item = &'a str> {
    let pairs = headers
        .get_all(COOKIE)
        .iter()
        .flat_map(|value| value.as_bytes().split(|&byte| byte == b';'));
    pairs.filter_map(move |pair| {
        let pair = std::str::from_utf8(pair).ok()?;
        let (found, value) = pair.split_once('=')?;
        let value = value.trim();
        let unquoted = value
            .strip_prefix('"')
            .and_then(|value| value.strip_suffix('"'));
        (found.trim() == name).then_some(unquoted.unwrap_or(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_bound_to_the_host_where_the_address_is_https() {
        let token = Token::random();
        let cookie = CookieNames::new(true, None).session_cookie(&token, None);
        assert_eq!(
            cookie,
            format!(
                "__Host-latchkey-session={}; HttpOnly; SameSite=Lax; Secure; Path=/",
                token.reveal()
            )
        );
        let cookie = CookieNames::new(false, None).session_cookie(&token, None);
        assert!(!cookie.contains("Secure"), "{cookie}");
        assert!(!cookie.contains("__Host-"), "{cookie}");
    }

    #[test]
    fn a_kept_session_outlives_the_browser() {
        let kept = Some(model::timestamp::Duration::days(30));
        let cookie = CookieNames::new(true, None).session_cookie(&Token::random(), kept);
        assert!(cookie.contains("Max-Age=2592000"), "{cookie}");
    }

    #[test]
    fn only_a_token_is_read_from_a_cookie() {
        let names = CookieNames::new(false, None);
        let token = Token::random();
        let mut headers = HeaderMap::new();
        let read = |headers: &HeaderMap| names.read(headers, &names.session());
        assert_eq!(read(&headers), None);
        let value = format!("other=1; latchkey-session={}; third=3", token.reveal());
        headers.insert("cookie", value.parse().unwrap());
        assert_eq!(read(&headers), Some(token));
        headers.insert("cookie", "latchkey-session=guess".parse().unwrap());
        assert_eq!(read(&headers), None);
    }
    #[test]
    fn cookies_of_others_hide_none_of_ours() {
        let names = CookieNames::new(false, Some(3000));
        let token = Token::random();
        let ours = format!("latchkey-3000-session={}", token.reveal());
        let many = "x=".to_owned() + &"y".repeat(8000);
        for (before, after) in [
            ("dept=\u{7dcf}\u{52d9}\u{90e8}".as_bytes(), &b""[..]),
            (b"dept=\x91\x8d\x96\xb1", b"broken"),
            (b"\"", b"=;=="),
            (b"a=\"b; c", b"latchkey-3000-session=later"),
            (b"latchkey-3000-session=", b""),
            (b"latchkey-3000-session=too-short", b""),
            (b"latchkey-session=other-portal", b""),
            (many.as_bytes(), b"\xff"),
        ] {
            let mut headers = HeaderMap::new();
            let line = [before, b"; ", ours.as_bytes(), b";", after].concat();
            headers.append(COOKIE, axum::http::HeaderValue::from_bytes(&line).unwrap());
            headers.append(COOKIE, "more=1".parse().unwrap());
            let read = names.read(&headers, &names.session());
            assert_eq!(
                read.as_ref(),
                Some(&token),
                "{}",
                String::from_utf8_lossy(&line)
            );
        }
        let quoted = format!("latchkey-3000-session=\"{}\"", token.reveal());
        let headers = HeaderMap::from_iter([(COOKIE, quoted.parse().unwrap())]);
        assert_eq!(names.read(&headers, &names.session()), Some(token));
    }
}
