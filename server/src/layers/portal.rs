//! What every page shows of the portal, found out before any is rendered.

use accounts::StoreError;
use accounts::sessions::Visitor;
use app::context::{Caller, Portal, fault_of};
use axum::extract::Request;
use axum::response::Response;
use std::ops::ControlFlow;

use crate::refusal::refuse;
use crate::state::State;

/// Puts it into a request.
pub(crate) async fn gather(state: &State, request: &mut Request) -> ControlFlow<Response> {
    let Some(caller) = request.extensions().get::<Caller>() else {
        return ControlFlow::Continue(());
    };
    match portal(state, caller).await {
        Ok(portal) => {
            request.extensions_mut().insert(portal);
            ControlFlow::Continue(())
        }
        Err(error) => {
            let fault = fault_of(&caller.request_id(), &error);
            ControlFlow::Break(refuse(state, caller.locale, &fault))
        }
    }
}

async fn portal(state: &State, caller: &Caller) -> Result<Portal, StoreError> {
    let accounts = &state.services.accounts;
    let admin = caller.visitor.as_ref().and_then(Visitor::admin);
    Ok(Portal {
        now: accounts.now(),
        settings: accounts.settings().await?,
        logo: accounts.logo_fingerprint().await?,
        unnamed_proxy: admin.and_then(|_| state.proxies.unnamed()),
    })
}
