//! The list of users.

use leptos::prelude::*;

use super::api::{UserRow, first_users};
use crate::ui::frame::WidePage;
use crate::ui::notice::ErrorNotice;

/// The first hundred users.
#[component]
pub(crate) fn UsersPage() -> impl IntoView {
    let users = Resource::new(|| (), |()| first_users());
    view! {
        <WidePage heading="Users">
            <Suspense fallback=|| ()>
                {move || Suspend::new(async move {
                    match users.await {
                        Ok(users) => table(users).into_any(),
                        Err(error) => view! { <ErrorNotice message=error.to_string()/> }.into_any(),
                    }
                })}
            </Suspense>
        </WidePage>
    }
}

fn table(users: Vec<UserRow>) -> impl IntoView {
    let row = |user: UserRow| {
        view! {
            <tr>
                <th scope="row">{user.login_name}</th>
                <td>{user.display_name}</td>
                <td>{user.email}</td>
                <td>{if user.administrator { "Administrator" } else { "User" }}</td>
                <td>{if user.active { "Active" } else { "Inactive" }}</td>
            </tr>
        }
    };
    view! {
        <div class="table" tabindex="0" role="region" aria-label="Users">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Login Name"</th>
                        <th scope="col">"Name"</th>
                        <th scope="col">"E-mail Address"</th>
                        <th scope="col">"Role"</th>
                        <th scope="col">"Status"</th>
                    </tr>
                </thead>
                <tbody>{users.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
