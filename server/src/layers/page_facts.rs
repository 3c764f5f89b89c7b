//! Finds out, before a page is rendered, what it shows that only the database knows.

use accounts::StoreError;
use accounts::new_password::SavePasswordError;
use accounts::sessions::Visitor;
use app::context::{Caller, PageFacts, fault_of};
use app::routes::{self, UserPart};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use model::link::LinkError;
use model::user::Role;

use crate::refusal::refuse;
use crate::state;

pub(crate) async fn gather(
    State(state): State<state::State>,
    mut request: Request,
    next: Next,
) -> Response {
    let Some(caller) = request.extensions().get::<Caller>() else {
        return next.run(request).await;
    };
    match facts(&state, request.uri().path(), caller).await {
        Ok(None) => {}
        Ok(Some(facts)) => {
            request.extensions_mut().insert(facts);
        }
        Err(error) => {
            let fault = fault_of(&caller.request_id, &error);
            return refuse(request.uri().path(), &fault);
        }
    }
    next.run(request).await
}

async fn facts(
    state: &state::State,
    path: &str,
    caller: &Caller,
) -> Result<Option<PageFacts>, StoreError> {
    let about = match routes::user_of(path) {
        Some((id, UserPart::Password)) => Some(id),
        _ => None,
    };
    if about.is_none()
        && ![
            routes::TROUBLE,
            routes::REPORT,
            routes::RESET_PASSWORD,
            routes::NEW_PASSWORD,
        ]
        .contains(&path)
    {
        return Ok(None);
    }
    let accounts = &state.services.accounts;
    let mut facts = PageFacts::new(accounts.now(), accounts.settings().await?);
    let proof = caller.visitor.as_ref().and_then(Visitor::admin);
    if let (Some(id), Some(proof)) = (about, proof) {
        facts.user = accounts.user_info(proof, id).await?;
        let confirmed = caller
            .visitor
            .as_ref()
            .is_some_and(|visitor| visitor.confirmed);
        let user = facts.user.as_ref();
        facts.asks_for_password =
            !confirmed && user.is_some_and(|user| user.role == Role::Administrator);
    }
    match path {
        routes::NEW_PASSWORD => {
            if let Some(token) = &caller.link {
                facts.link = match accounts.open_link(token).await {
                    Ok(link) => Ok(link),
                    Err(SavePasswordError::Link(error)) => Err(error),
                    Err(SavePasswordError::Store(error)) => return Err(error),
                    // Opening one neither looks at a password nor hashes it.
                    Err(SavePasswordError::Policy(_) | SavePasswordError::Busy) => {
                        Err(LinkError::Incomplete)
                    }
                };
            }
        }
        routes::TROUBLE => {
            if let Some(code) = caller.report_code {
                facts.last_try = accounts.last_try(code).await?;
            }
        }
        routes::REPORT => {
            if let Some(code) = caller.report_code {
                facts.report = accounts.report(code).await?;
            }
        }
        _ => {}
    }
    Ok(Some(facts))
}
