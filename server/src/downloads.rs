//! Files that administrators take with them, made piece by piece.

use accounts::audit::LogExport;
use accounts::user_file::Export;
use app::context::fault_of;
use app::error::AppError;
use app::log_search;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Request};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, stream};

use crate::confirmation::{self, caller, sure};
use crate::plain_forms::{fields, give_back, typed};
use crate::server_functions::read;
use crate::state;

/// A file of all users.
pub(crate) async fn users(State(state): State<state::State>, request: Request<Body>) -> Response {
    let (mut parts, body) = request.into_parts();
    if let Err((error, typed)) = asked(&state, &mut parts, body, &[]).await {
        return give_back(state, &parts, typed, error).await;
    }
    let caller = caller(&parts);
    let sure = match sure(&caller) {
        Ok(sure) => sure,
        Err(error) => return give_back(state, &parts, Vec::new(), error).await,
    };
    let accounts = state.services.accounts.clone();
    let pieces = stream::try_unfold(Export::default(), move |mut export| {
        let (accounts, id) = (accounts.clone(), caller.request_id());
        async move {
            let piece = accounts.export_users(sure, &mut export).await;
            // The file is cut off then, which the browser tells.
            piece
                .map(|piece| piece.map(|piece| (piece, export)))
                .map_err(|error| std::io::Error::other(fault_of(&id, &error)))
        }
    });
    file("attachment; filename=\"users.csv\"", pieces)
}

/// A file of the entries of the audit log that the form looks for.
pub(crate) async fn log(State(state): State<state::State>, request: Request<Body>) -> Response {
    let (mut parts, body) = request.into_parts();
    let typed = match asked(&state, &mut parts, body, log_search::FIELDS).await {
        Ok(typed) => typed,
        Err((error, typed)) => return give_back(state, &parts, typed, error).await,
    };
    let caller = caller(&parts);
    let sure = match sure(&caller) {
        Ok(sure) => sure,
        Err(error) => return give_back(state, &parts, typed, error).await,
    };
    let (accounts, search) = (
        state.services.accounts.clone(),
        log_search::of_fields(typed),
    );
    let pieces = stream::try_unfold(LogExport::default(), move |mut export| {
        let (accounts, id, search) = (accounts.clone(), caller.request_id(), search.clone());
        async move {
            let piece = accounts.export_log(sure, &search, &mut export).await;
            // The file is cut off then, which the browser tells.
            piece
                .map(|piece| piece.map(|piece| (piece, export)))
                .map_err(|error| std::io::Error::other(fault_of(&id, &error)))
        }
    });
    file("attachment; filename=\"audit-log.csv\"", pieces)
}

/// Reads the form, and one's own password if it holds it; what was typed of `known`.
async fn asked(
    state: &state::State,
    parts: &mut Parts,
    body: Body,
    known: &[&str],
) -> Result<Vec<(String, String)>, (AppError, Vec<(String, String)>)> {
    let body = read(body).await.map_err(|error| (error, Vec::new()))?;
    let fields = fields(&body);
    let confirmed = confirmation::confirm(state, parts, &fields).await;
    let typed = typed(known, fields);
    match confirmed {
        Ok(()) => Ok(typed),
        Err(error) => Err((error, typed)),
    }
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
