//! Files of users that are imported, which are too big for a form.

use accounts::current_user::CurrentUser;
use accounts::secret::RequestId;
use accounts::users::import::{CheckError, Encoding, FILE_LIMIT, ImportError};
use app::admin_error::{AdminError, FileProblem};
use app::context::fault_of;
use app::error::AppError;
use app::run::{CheckRun, ImportRun, Run};
use axum::body::{Body, Bytes};
use axum::extract::{Multipart, State};
use axum::http::Request;
use axum::response::Response;
use leptos::prelude::provide_context;

use crate::confirmation::{caller, confirmed_form};
use crate::forms::give_back;
use crate::{render, state, uploads};

/// The form that puts a file into force.
const IMPORT_FIELDS: &[&str] = &["import"];

/// Takes a file, and shows what it would change.
pub(crate) async fn check(
    State(state): State<state::AppState>,
    request: Request<Body>,
) -> Response {
    let (parts, body) = request.into_parts();
    let found = async {
        let too_big = AdminError::File(FileProblem::TooBig);
        file_in(uploads::form(&parts, body, FILE_LIMIT, too_big).await?).await
    };
    let (encoding, file) = match found.await {
        Ok(found) => found,
        Err(error) => return give_back(&state, parts, Vec::new(), error).await,
    };
    let (caller, accounts) = (caller(&parts), state.services.accounts.clone());
    let Some(proof) = caller.current_user.as_ref().and_then(CurrentUser::admin) else {
        return give_back(&state, parts, Vec::new(), AppError::NotAllowed).await;
    };
    let run: CheckRun = Run::start(|tell| async move {
        let on_progress = |progress| {
            tell.send_replace(progress);
        };
        let checked = accounts
            .user_import
            .check(proof, &file, encoding, &on_progress)
            .await;
        checked.map_err(|error| check_error(error, &caller.request_id()))
    });
    render::streamed(&state, parts, move || provide_context(run.clone())).await
}

/// Puts a file into force that was checked.
pub(crate) async fn import(
    State(state): State<state::AppState>,
    request: Request<Body>,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let (admin, typed) = match confirmed_form(&state, &mut parts, body, IMPORT_FIELDS).await {
        Ok(asked) => asked,
        Err((error, typed)) => return give_back(&state, parts, typed, error).await,
    };
    let caller = caller(&parts);
    let id = typed
        .into_iter()
        .next()
        .map(|(_, id)| id)
        .unwrap_or_default();
    let (accounts, waiting) = (state.services.accounts.clone(), id.clone());
    let run = Run::start(|tell| async move {
        let on_progress = |progress| {
            tell.send_replace(progress);
        };
        let imported = accounts
            .user_import
            .apply(admin, &waiting, &on_progress)
            .await;
        imported.map_err(|error| import_error(error, &caller.request_id()))
    });
    let import = ImportRun { id, run };
    render::streamed(&state, parts, move || {
        provide_context(import.clone());
    })
    .await
}

/// The fields **Encoding** and **File** of a request.
async fn file_in(mut form: Multipart) -> Result<(Encoding, Bytes), AppError> {
    let unreadable = |_| AppError::Unreadable;
    let (mut encoding, mut file) = (Encoding::default(), Bytes::new());
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("encoding") => {
                let word = field.text().await.map_err(unreadable)?;
                encoding = word.parse().unwrap_or_default();
            }
            Some("file") => file = field.bytes().await.map_err(unreadable)?,
            _ => {}
        }
    }
    match file.is_empty() {
        true => Err(AdminError::File(FileProblem::None).into()),
        false => Ok((encoding, file)),
    }
}

fn check_error(error: CheckError, request_id: &RequestId) -> AppError {
    let problem = match error {
        CheckError::Empty => FileProblem::Empty,
        CheckError::Encoding(line) => FileProblem::Encoding(line),
        CheckError::Form(line) => FileProblem::Form(line),
        CheckError::TooLong => FileProblem::TooLong,
        CheckError::TooManyChanges => FileProblem::TooManyChanges,
        CheckError::Heading(column) => FileProblem::Heading(column),
        CheckError::DuplicateColumn(_) => FileProblem::DuplicateColumn,
        CheckError::NoLoginName => FileProblem::NoLoginName,
        CheckError::Store(error) => return fault_of(request_id, &error),
    };
    AdminError::File(problem).into()
}

fn import_error(error: ImportError, request_id: &RequestId) -> AppError {
    match error {
        ImportError::NotAllowed => AppError::NotAllowed,
        ImportError::NotWaiting => AdminError::NotWaiting.into(),
        ImportError::AlreadyImported => AdminError::AlreadyImported.into(),
        ImportError::LineStale(line) => AdminError::LineStale(line).into(),
        ImportError::LastAdministrator => AdminError::LastAdministrator.into(),
        other @ (ImportError::Unreadable(_) | ImportError::Store(_)) => {
            fault_of(request_id, &other)
        }
    }
}
