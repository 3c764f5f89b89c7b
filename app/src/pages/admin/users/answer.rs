//! What came of something that was to be done to several users.

use leptos::prelude::*;
use texts::sentences;

use super::api::{UserResult, UsersAnswer};
use super::view::{action_address, address, asked_for};
use crate::error::AppError;
use crate::pages::admin::user::api::UserAction;
use crate::routes::{UserPart, user_page};
use crate::ui::frame::WidePage;
use crate::ui::notice::{ErrorNotice, GoodNotice};
use crate::ui::table::table;
use crate::words::t;

/// The answer.
pub(super) fn view(answer: UsersAnswer) -> AnyView {
    match answer.asks && answer.results.iter().any(|result| result.error.is_none()) {
        true => asking(answer).into_any(),
        false => told(answer).into_any(),
    }
}

/// Asks whether it is meant.
fn asking(answer: UsersAnswer) -> impl IntoView {
    let there: Vec<UserResult> = answer
        .results
        .into_iter()
        .filter(|result| result.error.is_none())
        .collect();
    let t = t();
    let number = u64::try_from(there.len()).unwrap_or(u64::MAX);
    let line = |result: &UserResult| {
        let page = user_page(result.id, UserPart::Edit);
        let name = result.login_name.clone();
        view! { <li><a href=page><bdi>{name}</bdi></a></li> }
    };
    let field = |result: &UserResult| view! { <input type="hidden" name="ids[]" value=result.id/> };
    view! {
        <WidePage heading=t.users_delete_title()>
            <p>{sentences([&*t.users_delete_asked(number), t.users_delete_final()])}</p>
            <ul>{there.iter().map(line).collect_view()}</ul>
            <form method="post" action=action_address(&asked_for()) class="actions">
                {there.iter().map(field).collect_view()}
                <input type="hidden" name="sure" value="true"/>
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
            <p><a href=address(&asked_for())>{t.new_user_back()}</a></p>
        </WidePage>
    }
}

fn told(answer: UsersAnswer) -> impl IntoView {
    let (all, done) = (
        answer.results.len(),
        answer
            .results
            .iter()
            .filter(|result| result.error.is_none())
            .count(),
    );
    let t = t();
    let label = answer.action.label(t);
    let notice = match done == all {
        true if all == 1 => view! { <GoodNotice message=answer.action.done(t)/> }.into_any(),
        true => view! { <GoodNotice message=t.users_done_for_all(all, label)/> }.into_any(),
        false => view! {
            <ErrorNotice message=t.users_done_for(label, all, done)/>
        }
        .into_any(),
    };
    let row = move |result: UserResult| {
        let gone = answer.action == UserAction::Delete && result.error.is_none();
        let name = match gone {
            true => view! { <bdi>{result.login_name}</bdi> }.into_any(),
            false => view! {
                <a href=user_page(result.id, UserPart::Edit)><bdi>{result.login_name}</bdi></a>
            }
            .into_any(),
        };
        let outcome = result
            .error
            .map_or(answer.action.done(t).to_owned(), |error| match error {
                AppError::Gone => t.users_gone().to_owned(),
                error => error.words(t),
            });
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{outcome}</td>
            </tr>
        }
    };
    let rows = answer.results.into_iter().map(row).collect_view();
    view! {
        <WidePage heading=t.common_users()>
            {notice}
            {table(t.tries_result(), &[t.common_login_name(), t.tries_result()], rows)}
            <p><a href=address(&asked_for())>{t.new_user_back()}</a></p>
        </WidePage>
    }
}
