//! Files that administrators take with them, made piece by piece.

use accounts::audit::LogExport;
use accounts::users::Export;
use app::context::fault_of;
use app::log_search;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, Request};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, stream};
use std::fmt::Display;

use crate::confirmation::{caller, confirmed_form};
use crate::forms::give_back;
use crate::state;

/// A file of all users.
pub(crate) async fn users(
    State(state): State<state::AppState>,
    request: Request<Body>,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let admin = match confirmed_form(&state, &mut parts, body, &[]).await {
        Ok((admin, _)) => admin,
        Err((error, typed)) => return give_back(&state, parts, typed, error).await,
    };
    let (accounts, id) = (state.services.accounts.clone(), caller(&parts).request_id());
    let pieces = stream::try_unfold(Export::default(), move |mut export| {
        let accounts = accounts.clone();
        async move {
            let piece = accounts.users.export(admin, &mut export).await;
            // The file is cut off then, which the browser tells.
            piece
                .map(|piece| piece.map(|piece| (piece, export)))
                .map_err(|error| cut_short(&id, &error))
        }
    });
    file("attachment; filename=\"users.csv\"", pieces)
}

/// A file of the entries of the audit log that the form looks for.
pub(crate) async fn log(State(state): State<state::AppState>, request: Request<Body>) -> Response {
    let (mut parts, body) = request.into_parts();
    let asked = confirmed_form(&state, &mut parts, body, log_search::FIELDS).await;
    let (admin, typed) = match asked {
        Ok(asked) => asked,
        Err((error, typed)) => return give_back(&state, parts, typed, error).await,
    };
    let search = log_search::from_fields(typed);
    let (accounts, id) = (state.services.accounts.clone(), caller(&parts).request_id());
    let pieces = stream::try_unfold(LogExport::default(), move |mut export| {
        let (accounts, search) = (accounts.clone(), search.clone());
        async move {
            let settings = accounts.settings.in_force().await;
            let kept = settings
                .map_err(|error| cut_short(&id, &error))?
                .log_retention();
            let piece = accounts
                .audit
                .export(admin, &search, kept, &mut export)
                .await;
            // The file is cut off then, which the browser tells.
            piece
                .map(|piece| piece.map(|piece| (piece, export)))
                .map_err(|error| cut_short(&id, &error))
        }
    });
    file("attachment; filename=\"audit-log.csv\"", pieces)
}

fn file(
    disposition: &'static str,
    pieces: impl Stream<Item = Result<Vec<u8>, std::io::Error>> + Send + 'static,
) -> Response {
    use futures_util::TryStreamExt;
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
    ];
    (headers, Body::from_stream(pieces.map_ok(Bytes::from))).into_response()
}

/// Logs why a file does not come to its end; the browser sees that it does not.
fn cut_short(request_id: &impl Display, error: &impl Display) -> std::io::Error {
    let _ = fault_of(request_id, error);
    std::io::Error::other("the rest cannot be read")
}
