//! In which language, light or dark. It is kept in a cookie, and the language of whoever is logged in with their
//! account.

use leptos::prelude::*;

use crate::error::AppError;

/// Takes a choice, and leads `back` to the page on which it was made. Words that name nothing choose nothing.
///
/// # Errors
/// A fault of ours.
#[server]
pub async fn choose_preferences(
    #[server(default)] language: String,
    #[server(default)] theme: String,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    use crate::context::{caller, redirect, services, set_cookie};
    use crate::cookies::{LANGUAGE, THEME};
    use crate::routes;
    use crate::theme::Theme;
    use model::locale::Locale;
    use model::user::Language;

    let (services, current_user) = (services()?, caller()?.current_user);
    if let Some(locale) = Locale::from_tag(&language) {
        set_cookie(&services.cookies.set(&LANGUAGE, &locale));
        if let Some(current_user) =
            current_user.filter(|current_user| current_user.language != Language::Auto)
        {
            // It would outweigh the cookie. That it was changed too often is told where it is set.
            let language = Language::Of(locale);
            let set = services
                .accounts
                .own_account
                .set_language(&current_user, language);
            if let Err(error) = set.await {
                tracing::warn!(%error, "a language was not kept");
            }
        }
    }
    if let Some(theme) = Theme::from_word(&theme) {
        set_cookie(&services.cookies.set(&THEME, &theme));
    }
    redirect(routes::local_path(&back).unwrap_or(routes::LOGIN));
    Ok(())
}
