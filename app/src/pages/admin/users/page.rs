//! The list of users.

use accounts::users::ListedUser;
use leptos::prelude::*;
use model::user::{Role, Status};

use crate::context::{fault, services, visitor};
use crate::error::AppError;
use crate::ui::frame::WidePage;
use crate::ui::notice::ErrorNotice;

/// The first hundred users.
#[component]
pub(crate) fn UsersPage() -> impl IntoView {
    view! {
        <WidePage heading="Users">
            <Suspense fallback=|| ()>
                {Suspend::new(async {
                    match first_users().await {
                        Ok(users) => table(users).into_any(),
                        Err(error) => view! { <ErrorNotice message=error.to_string()/> }.into_any(),
                    }
                })}
            </Suspense>
        </WidePage>
    }
}

async fn first_users() -> Result<Vec<ListedUser>, AppError> {
    let admin = visitor()?.admin().ok_or(AppError::NotAllowed)?;
    let users = services()?.accounts.first_users(admin, 100).await;
    users.map_err(|error| fault(&error))
}

fn table(users: Vec<ListedUser>) -> impl IntoView {
    let row = |user: ListedUser| {
        view! {
            <tr>
                <th scope="row">{user.login_name}</th>
                <td>{user.display_name}</td>
                <td>{user.email}</td>
                <td>{if user.role == Role::Administrator { "Administrator" } else { "User" }}</td>
                <td>{if user.status == Status::Active { "Active" } else { "Inactive" }}</td>
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
