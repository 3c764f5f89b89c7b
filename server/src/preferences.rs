//! How somebody wants to see the pages: in which language, light or dark. It is kept in a cookie, and the
//! language of whoever is logged in with their account.

use app::context::Caller;
use app::cookies::Theme;
use app::error::AppError;
use app::routes;
use axum::body::Body;
use axum::extract;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use model::locale::Locale;
use model::user::Language;

use crate::plain_forms::fields;
use crate::refusal::{locale_of, refuse};
use crate::server_functions::read;
use crate::state::State;

/// Takes a choice, and leads back to the page on which it was made.
pub(crate) async fn choose(
    extract::State(state): extract::State<State>,
    request: Request<Body>,
) -> Response {
    let (parts, body) = request.into_parts();
    let locale = locale_of(&parts.extensions);
    let fields = match read(body).await {
        Ok(body) => fields(&body),
        Err(error) => return refuse(&state, routes::PREFERENCES, locale, &error),
    };
    let field = |name: &str| {
        let found = fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    };
    let back = field("back").and_then(routes::local_path);
    let back = HeaderValue::from_str(back.unwrap_or(routes::LOGIN));
    let Ok(back) = back else {
        return refuse(&state, routes::PREFERENCES, locale, &AppError::Unreadable);
    };
    let cookies = state.services.cookies;
    let mut response = (StatusCode::SEE_OTHER, [(LOCATION, back)]).into_response();
    let mut keep = |cookie: String| {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    };
    if let Some(locale) = field("language").and_then(Locale::of_tag) {
        keep(cookies.language_cookie(locale));
        let caller = parts.extensions.get::<Caller>();
        if let Some(visitor) = caller.and_then(|caller| caller.visitor.as_ref())
            && visitor.language != Language::Auto
        {
            // It would outweigh the cookie. That it was changed too often is told where it is set.
            let language = Language::Of(locale);
            let set = state.services.accounts.set_own_language(visitor, language);
            if let Err(error) = set.await {
                tracing::warn!(%error, "a language was not kept");
            }
        }
    }
    if let Some(theme) = field("theme").and_then(Theme::of_word) {
        keep(cookies.theme_cookie(theme));
    }
    response
}
