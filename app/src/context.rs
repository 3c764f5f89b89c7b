//! What server functions know of the request that they answer.

use accounts::login::Client;
use accounts::new_password::OpenedLink;
use accounts::own_account::NewEmail;
use accounts::own_password::OwnPasswordError;
use accounts::reports::{LastTry, Report};
use accounts::secret::{RequestId, Token};
use accounts::sessions::Visitor;
use accounts::users::UserInfo;
use accounts::{Accounts, StoreError};
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use cookie::{Cookie, SameSite};
use data_encoding::BASE64URL_NOPAD;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use model::email::Email;
use model::link::{LinkError, SENT_LINK_LIFETIME};
use model::locale::Locale;
use model::password::PasswordPolicy;
use model::report::{CODE_LIFETIME, ReportCode};
use model::settings::Settings;
use model::timestamp::Timestamp;
use std::fmt::Display;
use std::sync::Arc;

use crate::error::{AppError, Reference};

/// How long a browser stays known: 400 days, the longest that browsers keep a cookie.
const DEVICE_KEPT: cookie::time::Duration = cookie::time::Duration::days(400);

/// How long the page that says that a mail is on its way can be opened again.
const ASKED_KEPT: cookie::time::Duration = cookie::time::Duration::minutes(30);

/// What the server gives to every request.
#[derive(Clone)]
pub struct Services {
    /// The accounts.
    pub accounts: Accounts,
    /// The names of the cookies.
    pub cookies: CookieNames,
}

/// Who asks, put into the request's extensions by the server's layers.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The browser.
    pub client: Client,
    /// The session cookie, whatever it is worth.
    pub session: Option<Token>,
    /// The device cookie, whatever it is worth.
    pub device: Option<Token>,
    /// The cookie of a link that was opened, whatever it is worth.
    pub link: Option<Token>,
    /// The code of this browser's tries and report, if it has sent one.
    pub report_code: Option<ReportCode>,
    /// Who is logged in.
    pub visitor: Option<Visitor>,
    /// Which of our languages the browser likes best.
    pub locale: Locale,
}

impl Caller {
    /// The id of this request, in the logs and on the page of a fault.
    #[must_use]
    pub const fn request_id(&self) -> RequestId {
        self.client.request
    }

    /// Whether the browser sent any cookie of ours back.
    #[must_use]
    pub const fn sends_cookies(&self) -> bool {
        self.session.is_some()
            || self.device.is_some()
            || self.link.is_some()
            || self.report_code.is_some()
    }
}

/// Put into the extensions of a request for a page that is gone.
#[derive(Clone, Copy, Debug)]
pub struct PageIsGone;

/// What a page shows that only the database knows. The server's layers put it into the extensions
/// of the request, as far as its page needs it.
#[derive(Clone, Debug)]
pub struct PageFacts {
    /// The time.
    pub now: Timestamp,
    /// What administrators have set.
    pub settings: Arc<Settings>,
    /// Tells the portal's logo from others, if there is one.
    pub logo: Option<Arc<str>>,
    /// What the password must be that is chosen on the page.
    pub policy: PasswordPolicy,
    /// What the link that was opened in this browser is good for.
    pub link: Result<OpenedLink, LinkError>,
    /// Which address the link that was opened in this browser confirms.
    pub new_email: Result<NewEmail, LinkError>,
    /// The newest try of this browser to log in.
    pub last_try: Option<LastTry>,
    /// The report of this browser.
    pub report: Option<Report>,
    /// Whom the page is about.
    pub user: Option<UserInfo>,
    /// One's own password is to be entered before the page is shown.
    pub asks_for_password: bool,
}

impl PageFacts {
    /// Nothing but the time and the settings.
    #[must_use]
    pub fn new(now: Timestamp, settings: Arc<Settings>) -> Self {
        Self {
            now,
            settings,
            logo: None,
            policy: PasswordPolicy::default(),
            link: Err(LinkError::Incomplete),
            new_email: Err(LinkError::Incomplete),
            last_try: None,
            report: None,
            user: None,
            asks_for_password: false,
        }
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
        .get_all(axum::http::header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
}

/// The services of this server.
///
/// # Errors
/// A fault if the server did not provide them.
pub fn services() -> Result<Services, AppError> {
    use_context().ok_or_else(|| fault(&"no services in the context"))
}

/// Who asks.
///
/// # Errors
/// A fault if the layers did not say so.
pub fn caller() -> Result<Caller, AppError> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get().cloned())
        .ok_or_else(|| fault(&"no caller in the request"))
}

/// Who is logged in.
///
/// # Errors
/// If nobody is.
pub fn visitor() -> Result<Visitor, AppError> {
    caller()?.visitor.ok_or(AppError::NotLoggedIn)
}

/// Which of our languages the browser likes best.
#[must_use]
pub fn locale() -> Locale {
    caller().map(|caller| caller.locale).unwrap_or_default()
}

/// Whether the layers found that this request's page is gone.
#[must_use]
pub fn page_is_gone() -> bool {
    use_context::<Parts>().is_some_and(|parts| parts.extensions.get::<PageIsGone>().is_some())
}

/// What the page shows that only the database knows.
#[must_use]
pub fn page_facts() -> PageFacts {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get().cloned())
        .unwrap_or_else(|| PageFacts::new(Timestamp(0), Arc::default()))
}

/// The address that a mail was asked for in this browser.
#[must_use]
pub fn asked_address() -> Option<Email> {
    let services = use_context::<Services>()?;
    services
        .cookies
        .read_asked(&use_context::<Parts>()?.headers)
}

/// Adds a `Set-Cookie` to the answer.
pub fn set_cookie(cookie: &str) {
    match (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(cookie),
    ) {
        (Some(options), Ok(value)) => options.append_header(SET_COOKIE, value),
        _ => tracing::error!("a cookie could not be set"),
    }
}

/// Leads on to a path of this site; any other text leads to the start. `leptos_axum`'s own function
/// panics on a text that is no header value.
#[allow(
    clippy::disallowed_methods,
    reason = "the path is checked here, once for all"
)]
pub fn redirect(path: &str) {
    leptos_axum::redirect(crate::routes::local_path(path).unwrap_or("/"));
}

/// Sets the status of the page that is rendered.
pub fn set_status(status: axum::http::StatusCode) {
    if let Some(options) = use_context::<ResponseOptions>() {
        options.set_status(status);
    }
}

/// Why one's own password was not taken, as it is told.
///
/// # Errors
/// That it is wrong, with how many more such tries lock; only the caller knows in which field.
pub fn own_password_error(
    error: OwnPasswordError,
    fault: impl Fn(StoreError) -> AppError,
) -> Result<AppError, Option<u32>> {
    Ok(match error {
        OwnPasswordError::Wrong { left } => return Err(left),
        OwnPasswordError::Locked(remaining) => AppError::Locked(remaining),
        OwnPasswordError::TooManyTries(remaining) => AppError::TooManyTries(remaining),
        OwnPasswordError::Busy => AppError::Busy,
        OwnPasswordError::Outdated => AppError::Outdated,
        OwnPasswordError::Store(error) => fault(error),
    })
}

/// Logs a fault of ours once and gives the error that tells a person its reference.
pub fn fault(error: &impl Display) -> AppError {
    let caller = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Caller>().cloned());
    let request_id = caller.map(|caller| caller.request_id().to_string());
    fault_of(&request_id.unwrap_or_default(), error)
}

/// The same for the server's layers, which know the request's id themselves.
pub fn fault_of(request_id: &impl Display, error: &impl Display) -> AppError {
    let request_id = request_id.to_string();
    tracing::error!(request_id, %error, "a request failed");
    AppError::Fault(Reference::new(&request_id))
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
