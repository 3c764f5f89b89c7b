//! Finds out, before a page is rendered, what it shows that only the database knows.

use accounts::StoreError;
use accounts::new_password::SavePasswordError;
use accounts::own_account::ConfirmEmailError;
use accounts::secret::Token;
use accounts::sessions::Visitor;
use app::context::{Caller, PageFacts, fault_of};
use app::routes::{self, UserPart};
use axum::extract::Request;
use axum::response::Response;
use model::link::LinkError;
use model::user::Role;
use std::ops::ControlFlow;

use crate::refusal::refuse;
use crate::state::State;

/// Puts into a request what its page will show.
pub(crate) async fn gather(state: &State, request: &mut Request) -> ControlFlow<Response> {
    let Some(caller) = request.extensions().get::<Caller>() else {
        return ControlFlow::Continue(());
    };
    match facts(state, request.uri().path(), caller).await {
        Ok(facts) => {
            request.extensions_mut().insert(facts);
            ControlFlow::Continue(())
        }
        Err(error) => {
            let fault = fault_of(&caller.request_id(), &error);
            ControlFlow::Break(refuse(state, request.uri().path(), caller.locale, &fault))
        }
    }
}

async fn facts(state: &State, path: &str, caller: &Caller) -> Result<PageFacts, StoreError> {
    let accounts = &state.services.accounts;
    let visitor = caller.visitor.as_ref();
    let settings = match (path, visitor.and_then(Visitor::admin)) {
        (routes::ADMIN_SETTINGS, Some(_)) => accounts.newest_settings().await?,
        _ => accounts.settings().await?,
    };
    let mut facts = PageFacts::new(accounts.now(), settings);
    let admin = visitor.and_then(Visitor::admin);
    facts.unnamed_proxy = admin.and_then(|_| state.proxies.unnamed());
    facts.logo = accounts.logo_fingerprint().await?;
    let mut role = visitor.map_or(Role::Administrator, |visitor| visitor.role);
    if let Some((id, UserPart::Password)) = routes::user_of(path)
        && let Some(proof) = visitor.and_then(Visitor::admin)
    {
        facts.user = accounts.user_info(proof, id).await?;
        let confirmed = visitor.is_some_and(|visitor| visitor.confirmed);
        role = facts.user.as_ref().map_or(role, |user| user.role);
        facts.asks_for_password = !confirmed && facts.user.is_some();
    }
    match (path, &caller.link, caller.report_code) {
        (routes::NEW_PASSWORD, Some(token), _) => {
            facts.link = opened(accounts.open_link(token).await)?;
            role = facts.link.as_ref().map_or(role, |link| link.role);
        }
        (routes::CONFIRM_EMAIL, Some(token), _) => {
            facts.new_email = new_email(accounts, token).await?;
        }
        (routes::TROUBLE, _, Some(code)) => facts.last_try = accounts.last_try(code).await?,
        (routes::REPORT, _, Some(code)) => facts.report = accounts.report(code).await?,
        _ => {}
    }
    facts.policy = facts.settings.password_policy(role);
    Ok(facts)
}

/// What a link is good for. That it is good for nothing is shown on the page.
fn opened<T>(opened: Result<T, SavePasswordError>) -> Result<Result<T, LinkError>, StoreError> {
    match opened {
        Ok(link) => Ok(Ok(link)),
        Err(SavePasswordError::Link(error)) => Ok(Err(error)),
        Err(SavePasswordError::Store(error)) => Err(error),
        // Opening one neither looks at a password nor hashes it.
        Err(
            SavePasswordError::Policy(_) | SavePasswordError::TooMany(_) | SavePasswordError::Busy,
        ) => Ok(Err(LinkError::Incomplete)),
    }
}

async fn new_email(
    accounts: &accounts::Accounts,
    token: &Token,
) -> Result<Result<accounts::own_account::NewEmail, LinkError>, StoreError> {
    match accounts.open_email_link(token).await {
        Ok(link) => Ok(Ok(link)),
        Err(ConfirmEmailError::Link(error)) => Ok(Err(error)),
        Err(ConfirmEmailError::Store(error)) => Err(error),
    }
}
