//! The frame of the pages: which path shows which.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, StaticSegment};

use crate::pages::account::page::AccountPage;
use crate::pages::admin::users::page::UsersPage;
use crate::pages::login::page::LoginPage;
use crate::pages::not_found::NotFoundPage;
use crate::pages::setup::page::SetupPage;
use crate::pages::trouble::TroublePage;
use crate::ui::hydrated::mark_hydrated;

/// All pages.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    mark_hydrated();
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=StaticSegment("login") view=LoginPage ssr=SsrMode::Async/>
                <Route path=StaticSegment("trouble") view=TroublePage ssr=SsrMode::Async/>
                <Route path=StaticSegment("setup") view=SetupPage ssr=SsrMode::Async/>
                <Route path=StaticSegment("account") view=AccountPage ssr=SsrMode::Async/>
                <Route
                    path=(StaticSegment("admin"), StaticSegment("users"))
                    view=UsersPage
                    ssr=SsrMode::Async
                />
            </Routes>
        </Router>
    }
}
