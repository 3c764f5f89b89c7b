//! What came of something that was to be done to several users.

use leptos::prelude::*;
use texts::sentences;

use super::api::{UserResult, UsersAnswer};
use super::view::{action_address, address, from_request};
use crate::error::AppError;
use crate::pages::admin::user::api::UserAction;
use crate::pages::admin::user::page::undo;
use crate::routes::{UserPart, user_page};
use crate::ui::frame::WidePage;
use crate::ui::notice::GoodNotice;
use crate::words::t;

/// Asks whether it is meant.
pub(super) fn asking(there: Vec<UserResult>) -> impl IntoView {
    let t = t();
    let number = u64::try_from(there.len()).unwrap_or(u64::MAX);
    let line = |result: &UserResult| {
        let page = user_page(result.id, UserPart::Edit);
        let name = result.login_name.clone();
        view! { <li><a href=page><bdi>{name}</bdi></a></li> }
    };
    view! {
        <WidePage heading=t.users_delete_title()>
            <p>{sentences([&*t.users_delete_asked(number), t.users_delete_final()])}</p>
            <ul>{there.iter().map(line).collect_view()}</ul>
            <form method="post" action=action_address(&from_request()) class="actions">
                {there.iter().map(field).collect_view()}
                <input type="hidden" name="confirmed" value="true"/>
                <button type="submit" class="danger" name="action" value="delete">
                    {t.users_delete(number)}
                </button>
                <button
                    type="submit"
                    class="quiet"
                    name="action"
                    value=UserAction::Deactivate.as_str()
                >
                    {t.users_deactivate()}
                </button>
            </form>
            <p><a href=address(&from_request())>{t.new_user_back()}</a></p>
        </WidePage>
    }
}

/// What was done, for whom it was not, and how it is undone.
pub(super) fn bulk_message(answer: &UsersAnswer) -> AnyView {
    let t = t();
    let (all, label) = (answer.results.len(), answer.action.label(t));
    let (failed, done): (Vec<_>, Vec<_>) = answer
        .results
        .iter()
        .partition(|result| result.error.is_some());
    let undone_by = answer.action.undone_by().filter(|_| !done.is_empty());
    let undo = undone_by.map(|action| {
        view! {
            <form method="post" action=action_address(&from_request())>
                {done.iter().map(|result| field(result)).collect_view()}
                {undo(action)}
            </form>
        }
    });
    let message = match (failed.is_empty(), all) {
        (true, 1) => answer.action.done(t).to_owned(),
        (true, _) => t.users_done_for_all(all, label),
        (false, _) => t.users_done_for(label, all, done.len()),
    };
    if failed.is_empty() {
        return view! { <GoodNotice message>{undo}</GoodNotice> }.into_any();
    }
    let reason = |result: &&UserResult| {
        let name = result.login_name.clone();
        let why = match &result.error {
            Some(AppError::Gone) | None => t.users_gone().to_owned(),
            Some(error) => error.words(t),
        };
        view! { <li><strong><bdi>{name}</bdi></strong> " " {why}</li> }
    };
    view! {
        <div class="notice error" role="alert">
            <p>{message}</p>
            <ul>{failed.iter().map(reason).collect_view()}</ul>
            {undo}
        </div>
    }
    .into_any()
}

/// The field of a form that names a user.
fn field(result: &UserResult) -> impl IntoView + use<> {
    view! { <input type="hidden" name="ids[]" value=result.id/> }
}
