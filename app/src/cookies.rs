//! The cookies: their names, what they hold and how long they live.

use accounts::login::DEVICE_LIFETIME;
use accounts::secret::Token;
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use cookie::{Cookie as Written, SameSite};
use data_encoding::BASE64URL_NOPAD;
use model::email::Email;
use model::link::SENT_LINK_LIFETIME;
use model::locale::Locale;
use model::report::CODE_LIFETIME;
use model::timestamp::Duration;

use crate::theme::Theme;

/// The longest that browsers keep a cookie.
const LONGEST: Duration = Duration::days(400);

/// One of our cookies: its name, how long it lives, and how what it holds is read and written. Without a lifetime it
/// lives until the browser is closed.
pub struct Cookie<T> {
    name: &'static str,
    lifetime: Option<Duration>,
    read: fn(&str) -> Option<T>,
    write: fn(&T) -> String,
}

/// The session; with **Keep me logged in** it outlives the browser.
pub const SESSION: Cookie<Token> = token("session", None);
/// By which a browser is known at the next login.
pub const DEVICE: Cookie<Token> = token("device", Some(DEVICE_LIFETIME));
/// A link that was opened. It lives as long as any link is good for.
pub const LINK: Cookie<Token> = token("link", Some(SENT_LINK_LIFETIME));
/// Who logged in last and did not log out. It outlives their session, and lets nobody in.
pub const LAST_USER: Cookie<i64> = Cookie {
    name: "user",
    lifetime: None,
    read: |value| value.parse().ok(),
    write: ToString::to_string,
};
/// The address that a mail was asked for: what a person typed is shown to them alone, and stands in no address. It
/// lives as long as the page can be opened again that says that a mail is on its way.
pub const REQUESTED_EMAIL: Cookie<Email> = Cookie {
    name: "asked",
    lifetime: Some(Duration::minutes(30)),
    read: |value| {
        let bytes = BASE64URL_NOPAD.decode(value.as_bytes()).ok()?;
        Email::parse(std::str::from_utf8(&bytes).ok()?).ok()
    },
    write: |email| BASE64URL_NOPAD.encode(email.as_str().as_bytes()),
};
/// The code of a browser's attempts and report, stamped by `accounts`.
pub const REPORT_CODE: Cookie<String> = Cookie {
    name: "report",
    lifetime: Some(CODE_LIFETIME),
    read: |value| Some(value.to_owned()),
    write: String::clone,
};
/// The language that was chosen in this browser.
pub const LANGUAGE: Cookie<Locale> = Cookie {
    name: "language",
    lifetime: Some(LONGEST),
    read: Locale::from_tag,
    write: |locale| locale.tag().to_owned(),
};
/// Light or dark, as it was chosen in this browser.
pub const THEME: Cookie<Theme> = Cookie {
    name: "theme",
    lifetime: Some(LONGEST),
    read: Theme::from_word,
    write: |theme| theme.as_str().to_owned(),
};

const fn token(name: &'static str, lifetime: Option<Duration>) -> Cookie<Token> {
    Cookie {
        name,
        lifetime,
        read: Token::parse,
        write: Token::reveal,
    }
}

/// Names and flags of the cookies. Where the public address is https they are bound to this
/// very host (`__Host-`, RFC 6265bis section 4.1.3.2). Browsers keep the cookies of all ports of a host
/// together, so that a port of one's own stands in the names.
#[derive(Clone, Copy, Debug)]
pub struct Cookies {
    secure: bool,
    port: Option<u16>,
}

impl Cookies {
    /// By whether the public address is https, and the port in it.
    #[must_use]
    pub const fn new(secure: bool, port: Option<u16>) -> Self {
        Self { secure, port }
    }

    fn name<T>(self, cookie: &Cookie<T>) -> String {
        let (host, name) = (if self.secure { "__Host-" } else { "" }, cookie.name);
        match self.port {
            Some(port) => format!("{host}latchkey-{port}-{name}"),
            None => format!("{host}latchkey-{name}"),
        }
    }

    /// What the first cookie of that name holds that can be read.
    #[must_use]
    pub fn read<T>(self, headers: &HeaderMap, cookie: &Cookie<T>) -> Option<T> {
        values(headers, &self.name(cookie)).find_map(cookie.read)
    }

    /// `Set-Cookie` with a value.
    #[must_use]
    pub fn set<T>(self, cookie: &Cookie<T>, value: &T) -> String {
        self.set_kept(cookie, value, cookie.lifetime)
    }

    /// `Set-Cookie` with a value and another lifetime than the cookie's own.
    #[must_use]
    pub fn set_kept<T>(self, cookie: &Cookie<T>, value: &T, lifetime: Option<Duration>) -> String {
        self.written(cookie, (cookie.write)(value), lifetime)
    }

    /// `Set-Cookie` that takes it away.
    #[must_use]
    pub fn remove<T>(self, cookie: &Cookie<T>) -> String {
        self.written(cookie, String::new(), Some(Duration::seconds(0)))
    }

    fn written<T>(self, cookie: &Cookie<T>, value: String, lifetime: Option<Duration>) -> String {
        let mut written = Written::build((self.name(cookie), value))
            .path("/")
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Lax);
        if let Some(lifetime) = lifetime {
            written = written.max_age(cookie::time::Duration::seconds(lifetime.as_seconds()));
        }
        written.build().to_string()
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
        let cookie = Cookies::new(true, None).set(&SESSION, &token);
        assert_eq!(
            cookie,
            format!(
                "__Host-latchkey-session={}; HttpOnly; SameSite=Lax; Secure; Path=/",
                token.reveal()
            )
        );
        let cookie = Cookies::new(false, None).set(&SESSION, &token);
        assert!(!cookie.contains("Secure"), "{cookie}");
        assert!(!cookie.contains("__Host-"), "{cookie}");
    }

    #[test]
    fn a_kept_session_outlives_the_browser() {
        let kept = Some(Duration::days(30));
        let cookie = Cookies::new(true, None).set_kept(&SESSION, &Token::random(), kept);
        assert!(cookie.contains("Max-Age=2592000"), "{cookie}");
    }

    #[test]
    fn only_a_token_is_read_from_a_cookie() {
        let names = Cookies::new(false, None);
        let token = Token::random();
        let mut headers = HeaderMap::new();
        let read = |headers: &HeaderMap| names.read(headers, &SESSION);
        assert_eq!(read(&headers), None);
        let value = format!("other=1; latchkey-session={}; third=3", token.reveal());
        headers.insert("cookie", value.parse().unwrap());
        assert_eq!(read(&headers), Some(token));
        headers.insert("cookie", "latchkey-session=guess".parse().unwrap());
        assert_eq!(read(&headers), None);
    }
    #[test]
    fn cookies_of_others_hide_none_of_ours() {
        let names = Cookies::new(false, Some(3000));
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
            let read = names.read(&headers, &SESSION);
            assert_eq!(
                read.as_ref(),
                Some(&token),
                "{}",
                String::from_utf8_lossy(&line)
            );
        }
        let quoted = format!("latchkey-3000-session=\"{}\"", token.reveal());
        let headers = HeaderMap::from_iter([(COOKIE, quoted.parse().unwrap())]);
        assert_eq!(names.read(&headers, &SESSION), Some(token));
    }
}
