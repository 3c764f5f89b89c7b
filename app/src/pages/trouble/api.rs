//! What the guided check asks the server.

use leptos::prelude::*;

use crate::error::AppError;

/// Makes a report for the administrator, and leads to the page that shows it. `findings` are words
/// of [`model::finding`].
///
/// # Errors
/// What to tell the person.
#[server]
pub async fn make_report(
    #[server(default)] tried_name: String,
    #[server(default)] findings: String,
) -> Result<(), AppError> {
    use crate::context::{caller, fault, redirect, services, set_cookie};
    use crate::cookies::REPORT_CODE;
    use accounts::reports::MakeReportError;
    use model::finding::Findings;

    let (services, caller) = (services()?, caller()?);
    // A browser without cookies is told so on the next page.
    let code = caller
        .report_code
        .unwrap_or_else(accounts::reports::Reports::new_code);
    services
        .accounts
        .reports
        .add(
            code,
            &tried_name,
            &Findings::parse(&findings),
            &caller.client,
        )
        .await
        .map_err(|error| match error {
            MakeReportError::TooMany(remaining) => AppError::TooManyReports(remaining),
            MakeReportError::Store(error) => fault(&error),
        })?;
    let stamped = services.accounts.reports.stamped(code);
    set_cookie(&services.cookies.set(&REPORT_CODE, &stamped));
    redirect(crate::routes::REPORT);
    Ok(())
}
