//! What every page shows of the portal, found out before any is rendered.

use accounts::StoreError;
use accounts::current_user::CurrentUser;
use app::context::{Caller, Portal, fault_of};
use axum::extract::Request;
use axum::response::Response;
use std::ops::ControlFlow;

use crate::refusal::refuse;
use crate::state::AppState;

/// Puts it into a request.
pub(crate) async fn gather(state: &AppState, request: &mut Request) -> ControlFlow<Response> {
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

async fn portal(state: &AppState, caller: &Caller) -> Result<Portal, StoreError> {
    let accounts = &state.services.accounts;
    let admin = caller.current_user.as_ref().and_then(CurrentUser::admin);
    Ok(Portal {
        now: accounts.now(),
        settings: accounts.settings.in_force().await?,
        logo: accounts.settings.logo_fingerprint().await?,
        unnamed_proxy: admin.and_then(|_| state.proxies.unnamed()),
    })
}
