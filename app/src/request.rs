//! The address that was opened, as the server and the browser know it.

#[cfg(feature = "ssr")]
use axum::http::request::Parts;
#[cfg(feature = "ssr")]
use leptos::prelude::use_context;

/// The path.
#[cfg(feature = "ssr")]
pub(crate) fn path() -> String {
    use_context::<Parts>().map_or_else(String::new, |parts| parts.uri.path().to_owned())
}

/// The path.
#[cfg(not(feature = "ssr"))]
pub(crate) fn path() -> String {
    leptos::prelude::window()
        .location()
        .pathname()
        .unwrap_or_default()
}

/// Where to go after logging in, if the address says so. Only the server needs it, for a hidden
/// field: what the server wrote into an attribute, the browser leaves as it is.
#[cfg(feature = "ssr")]
pub(crate) fn next() -> String {
    let parts = use_context::<Parts>();
    let query = parts.as_ref().and_then(|parts| parts.uri.query());
    let fields: Vec<(String, String)> =
        serde_urlencoded::from_str(query.unwrap_or_default()).unwrap_or_default();
    fields
        .into_iter()
        .find(|(name, value)| name == "next" && crate::routes::local_path(value).is_some())
        .map(|(_, value)| value)
        .unwrap_or_default()
}

/// See the server's.
#[cfg(not(feature = "ssr"))]
pub(crate) const fn next() -> String {
    String::new()
}
