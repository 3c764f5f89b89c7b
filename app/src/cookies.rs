//! The cookies: their names, what they hold and how long they live.

use accounts::secret::Token;
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use cookie::{Cookie, SameSite};
use data_encoding::BASE64URL_NOPAD;
use model::email::Email;
use model::link::SENT_LINK_LIFETIME;
use model::locale::Locale;
use model::report::{CODE_LIFETIME, ReportCode};

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
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == word)
    }
}

/// Names and attributes of the cookies. Where the public address is https they are bound to this
/// very host (`__Host-`, RFC 6265bis section 4.1.3.2).
#[derive(Clone, Copy, Debug)]
pub struct CookieNames {
    secure: bool,
}

impl CookieNames {
    /// By whether the public address is https.
    #[must_use]
    pub const fn new(secure: bool) -> Self {
        Self { secure }
    }

    /// The session cookie's name.
    #[must_use]
    pub const fn session(self) -> &'static str {
        if self.secure {
            "__Host-latchkey-session"
        } else {
            "latchkey-session"
        }
    }

    /// The device cookie's name.
    #[must_use]
    pub const fn device(self) -> &'static str {
        if self.secure {
            "__Host-latchkey-device"
        } else {
            "latchkey-device"
        }
    }

    /// The name of the cookie of a link that was opened.
    #[must_use]
    pub const fn link(self) -> &'static str {
        if self.secure {
            "__Host-latchkey-link"
        } else {
            "latchkey-link"
        }
    }

    /// The name of the cookie that holds the address that a mail was asked for.
    const fn asked(self) -> &'static str {
        if self.secure {
            "__Host-latchkey-asked"
        } else {
            "latchkey-asked"
        }
    }

    /// The name of the cookie with the code of a browser's tries and report.
    #[must_use]
    pub const fn report(self) -> &'static str {
        if self.secure {
            "__Host-latchkey-report"
        } else {
            "latchkey-report"
        }
    }

    /// The name of the cookie that holds a language.
    const fn language(self) -> &'static str {
        if self.secure {
            "__Host-latchkey-language"
        } else {
            "latchkey-language"
        }
    }

    /// The name of the cookie that holds whether pages are light or dark.
    const fn theme(self) -> &'static str {
        if self.secure {
            "__Host-latchkey-theme"
        } else {
            "latchkey-theme"
        }
    }

    /// The token in the first cookie of that name.
    #[must_use]
    pub fn read(self, headers: &HeaderMap, name: &str) -> Option<Token> {
        read(headers, name).and_then(|value| Token::parse(&value))
    }

    /// The address that a mail was asked for in this browser.
    #[must_use]
    pub fn read_asked(self, headers: &HeaderMap) -> Option<Email> {
        let bytes = BASE64URL_NOPAD.decode(read(headers, self.asked())?.as_bytes());
        Email::parse(std::str::from_utf8(&bytes.ok()?).ok()?).ok()
    }

    /// The code of a browser's tries and report.
    #[must_use]
    pub fn read_report(self, headers: &HeaderMap) -> Option<ReportCode> {
        read(headers, self.report())?.parse().ok()
    }

    fn build(self, name: &'static str, value: String) -> cookie::CookieBuilder<'static> {
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

    /// The cookie with the code of a browser's tries and report. No page but the report shows it,
    /// and nothing can be done with it.
    #[must_use]
    pub fn report_cookie(self, code: ReportCode) -> String {
        self.build(self.report(), code.to_string())
            .max_age(cookie::time::Duration::seconds(CODE_LIFETIME.as_seconds()))
            .build()
            .to_string()
    }

    /// The language that was chosen in this browser.
    #[must_use]
    pub fn read_language(self, headers: &HeaderMap) -> Option<Locale> {
        Locale::of_tag(&read(headers, self.language())?)
    }

    /// Light or dark, as it was chosen in this browser.
    #[must_use]
    pub fn read_theme(self, headers: &HeaderMap) -> Option<Theme> {
        Theme::of_word(&read(headers, self.theme())?)
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
    pub fn without(self, name: &'static str) -> String {
        self.build(name, String::new())
            .max_age(cookie::time::Duration::ZERO)
            .build()
            .to_string()
    }
}

/// The value of the first cookie of a name.
fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_bound_to_the_host_where_the_address_is_https() {
        let token = Token::random();
        let cookie = CookieNames::new(true).session_cookie(&token, None);
        assert_eq!(
            cookie,
            format!(
                "__Host-latchkey-session={}; HttpOnly; SameSite=Lax; Secure; Path=/",
                token.reveal()
            )
        );
        let cookie = CookieNames::new(false).session_cookie(&token, None);
        assert!(!cookie.contains("Secure"), "{cookie}");
        assert!(!cookie.contains("__Host-"), "{cookie}");
    }

    #[test]
    fn a_kept_session_outlives_the_browser() {
        let kept = Some(model::timestamp::Duration::days(30));
        let cookie = CookieNames::new(true).session_cookie(&Token::random(), kept);
        assert!(cookie.contains("Max-Age=2592000"), "{cookie}");
    }

    #[test]
    fn only_a_token_is_read_from_a_cookie() {
        let names = CookieNames::new(false);
        let token = Token::random();
        let mut headers = HeaderMap::new();
        let read = |headers: &HeaderMap| names.read(headers, names.session());
        assert_eq!(read(&headers), None);
        let value = format!("other=1; latchkey-session={}; third=3", token.reveal());
        headers.insert("cookie", value.parse().unwrap());
        assert_eq!(read(&headers), Some(token));
        headers.insert("cookie", "latchkey-session=guess".parse().unwrap());
        assert_eq!(read(&headers), None);
    }
}
