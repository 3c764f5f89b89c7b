//! What server functions know of the request that they answer.

use accounts::client::Client;
use accounts::current_user::CurrentUser;
use accounts::login::OwnPasswordError;
use accounts::recovery::NewPasswordError;
use accounts::secret::{RequestId, Token};
use accounts::settings::Settings;
use accounts::{Accounts, StoreError};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use model::email::Email;
use model::locale::Locale;
use model::report::ReportCode;
use model::timestamp::Timestamp;
use std::fmt::Display;
use std::net::IpAddr;
use std::sync::Arc;

use crate::cookies::{Cookies, REQUESTED_EMAIL};
use crate::error::{AppError, InputError, Reference};
use crate::theme::Theme;

/// See [`clear_site_data`].
pub const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// What the server gives to every request.
#[derive(Clone)]
pub struct Services {
    /// The accounts.
    pub accounts: Accounts,
    /// The names of the cookies.
    pub cookies: Cookies,
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
    /// Who logged in last in this browser and did not log out, as far as it tells the truth.
    pub last_user: Option<i64>,
    /// The cookie of a link that was opened, whatever it is worth.
    pub link: Option<Token>,
    /// The code of this browser's attempts and report, if it has sent one.
    pub report_code: Option<ReportCode>,
    /// Who is logged in.
    pub current_user: Option<CurrentUser>,
    /// In which language they read: that of their account, else the one that was chosen in this browser,
    /// else the one of ours that the browser likes best.
    pub locale: Locale,
    /// Light or dark, if it was chosen in this browser.
    pub theme: Option<Theme>,
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

/// What every page shows of the portal. The server's layers put it into the extensions of the request.
#[derive(Clone, Debug)]
pub struct Portal {
    /// The time.
    pub now: Timestamp,
    /// What administrators have set.
    pub settings: Arc<Settings>,
    /// Tells the portal's logo from others, if there is one.
    pub logo: Option<Arc<str>>,
    /// A proxy that the configuration does not name, for administrators.
    pub unnamed_proxy: Option<IpAddr>,
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
pub fn current_user() -> Result<CurrentUser, AppError> {
    caller()?.current_user.ok_or(AppError::NotLoggedIn)
}

/// In which language the page is read.
#[must_use]
pub fn locale() -> Locale {
    caller().map(|caller| caller.locale).unwrap_or_default()
}

/// Puts the texts of the page's language into its context.
pub fn provide_texts() {
    leptos::prelude::provide_context(texts::Texts::new(locale()));
}

/// What the page shows of the portal.
#[must_use]
pub fn portal() -> Portal {
    let parts = use_context::<Parts>();
    let portal = parts.and_then(|parts| parts.extensions.get().cloned());
    portal.unwrap_or_else(|| Portal {
        now: Timestamp(0),
        settings: Arc::default(),
        logo: None,
        unnamed_proxy: None,
    })
}

/// The address that a mail was asked for in this browser.
#[must_use]
pub fn requested_email() -> Option<Email> {
    let services = use_context::<Services>()?;
    let headers = use_context::<Parts>()?.headers;
    services.cookies.read(&headers, &REQUESTED_EMAIL)
}

/// Takes the address away that a mail was asked for in this browser.
pub fn forget_requested_email() {
    if let Some(services) = use_context::<Services>()
        && requested_email().is_some()
    {
        set_cookie(&services.cookies.remove(&REQUESTED_EMAIL));
    }
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

/// Has the browser forget what it kept of the pages of whoever was logged in (W3C, "Clear Site Data"; ASVS 5.0,
/// 14.3.1). Its cookies stay: by one of them it is known at the next login.
pub fn clear_site_data() {
    if let Some(options) = use_context::<ResponseOptions>() {
        let all = HeaderValue::from_static("\"cache\", \"storage\"");
        options.insert_header(CLEAR_SITE_DATA, all);
    }
}

/// Leads on to a path of this site; any other text leads to the start.
pub fn redirect(path: &str) {
    let path = crate::routes::local_path(path).unwrap_or("/");
    match (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(path),
    ) {
        (Some(options), Ok(path)) => options.insert_header(LOCATION, path),
        _ => tracing::error!("nobody could be led on"),
    }
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
/// That it is wrong, with how many more such attempts lock; only the caller knows in which field.
pub fn own_password_error(
    error: OwnPasswordError,
    fault: impl Fn(StoreError) -> AppError,
) -> Result<AppError, Option<u32>> {
    Ok(match error {
        OwnPasswordError::Wrong { left } => return Err(left),
        OwnPasswordError::Locked(remaining) => AppError::Locked(remaining),
        OwnPasswordError::TooManyAttempts(remaining) => AppError::TooManyAttempts(remaining),
        OwnPasswordError::Busy => AppError::Busy,
        OwnPasswordError::Outdated => AppError::Outdated,
        OwnPasswordError::Store(error) => fault(error),
    })
}

/// Why a new password was not taken, as it is told.
pub fn new_password_error(error: NewPasswordError) -> AppError {
    match error {
        NewPasswordError::Policy(error) => InputError::from(error).into(),
        NewPasswordError::Busy => AppError::Busy,
        NewPasswordError::Store(error) => fault(&error),
    }
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
