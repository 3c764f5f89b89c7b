//! Forms that work in three situations: without any script, before the WebAssembly has arrived,
//! and after.
//!
//! Without it the browser sends the form to the page's own address; the server calls the server
//! function, and on an error renders the page again with a [`Returned`]. With it the same server
//! function is called from the page, which stays as it is, with all that was typed.

use leptos::ev::SubmitEvent;
use leptos::form::FromFormData;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use server_fn::ServerFn;

use crate::error::{AppError, InputError};

/// A form that came back: what was wrong, and what had been typed, save secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// What was wrong, if a form came back at all.
    pub error: Option<AppError>,
    /// Names and values of the fields that may be given back.
    pub typed: Vec<(String, String)>,
}

impl Returned {
    /// Whether a field came back.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.typed.iter().any(|(field, _)| field == name)
    }

    /// What had been typed into a field.
    #[must_use]
    pub fn typed(&self, name: &str) -> String {
        self.typed
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    }
}

/// What a form's function answered, for the page that shows it: JSON, as it travels.
#[derive(Clone, Debug)]
pub struct Answer(pub String);

#[cfg(feature = "ssr")]
impl Answer {
    /// What was answered, if this page shows an answer of that type.
    pub(crate) fn of_request<T: DeserializeOwned>() -> Option<T> {
        let answer = use_context::<Self>()?;
        serde_json::from_str(&answer.0).ok()
    }
}

/// What the page shows of its form: the error of the last try, by whichever way it was sent, and
/// what is to stand in the fields at first.
#[derive(Clone, Copy)]
pub(crate) struct FormState {
    /// The error of the last try.
    pub(crate) error: Signal<Option<AppError>>,
    returned: StoredValue<Returned>,
}

impl FormState {
    /// The state of the form that `action` sends.
    pub(crate) fn of<S>(action: ServerAction<S>) -> Self
    where
        S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
        S::Output: Clone + Send + Sync + 'static,
    {
        // Serialised into the page, so that the browser starts from the same state.
        let returned =
            SharedValue::new(|| use_context::<Returned>().unwrap_or_default()).into_inner();
        let at_first = returned.error.clone();
        let value = action.value();
        let error = Signal::derive(move || match value.get() {
            Some(Err(error)) => Some(error),
            Some(Ok(_)) => None,
            None => at_first.clone(),
        });
        Self {
            error,
            returned: StoredValue::new(returned),
        }
    }

    /// The state of a form that the browser itself sends, on a page that the WebAssembly takes over.
    pub(crate) fn of_page() -> Self {
        let returned =
            SharedValue::new(|| use_context::<Returned>().unwrap_or_default()).into_inner();
        // That the password is asked for is what the page is about; why it was not taken is news.
        let error = match returned.error.clone() {
            Some(AppError::OwnPasswordNeeded(why)) => why.map(|why| *why),
            other => other,
        };
        Self {
            error: Signal::derive(move || error.clone()),
            returned: StoredValue::new(returned),
        }
    }

    /// The state of a form that only the browser itself sends, on a page or a part of one that the
    /// WebAssembly does not know.
    #[cfg(feature = "ssr")]
    pub(crate) fn of_request() -> Self {
        let returned = use_context::<Returned>().unwrap_or_default();
        let error = returned.error.clone();
        Self {
            error: Signal::derive(move || error.clone()),
            returned: StoredValue::new(returned),
        }
    }

    /// What was wrong with one field.
    pub(crate) fn of_field(self, name: &'static str) -> Signal<Option<InputError>> {
        Signal::derive(move || {
            self.error
                .with(|error| error.as_ref().and_then(|error| error.of_field(name)))
        })
    }

    /// What a field holds at first: what was typed, or else what is there.
    #[cfg(feature = "ssr")]
    pub(crate) fn typed_or(self, name: &str, there: &str) -> String {
        let came_back = self.returned.with_value(|returned| returned.has(name));
        if came_back {
            self.typed(name)
        } else {
            there.to_owned()
        }
    }

    /// What a field holds at first.
    pub(crate) fn typed(self, name: &str) -> String {
        self.returned.with_value(|returned| returned.typed(name))
    }
}

/// A form whose `action` is the page's own address.
#[component]
pub(crate) fn Form<S>(
    /// Sends it once the WebAssembly is there.
    action: ServerAction<S>,
    /// The page's own address, one of [`crate::routes::PLAIN_FORMS`].
    page: &'static str,
    children: Children,
) -> impl IntoView
where
    S: ServerFn<Error = AppError> + DeserializeOwned + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let submit = move |event: SubmitEvent| {
        // A form that cannot be read here is sent by the browser, and the server says why.
        if let Ok(input) = S::from_event(&event) {
            event.prevent_default();
            if !action.pending().get_untracked() {
                action.dispatch(input);
            }
        }
    };
    view! {
        <form method="post" action=page on:submit=submit novalidate>
            {children()}
        </form>
    }
}

/// The button that sends a [`Form`].
#[component]
pub(crate) fn Submit<S>(
    /// What sends it once the WebAssembly is there.
    action: ServerAction<S>,
    /// What stands on it.
    label: &'static str,
) -> impl IntoView
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let busy = move || action.pending().get().then_some("true");
    view! {
        <button type="submit" class="primary" aria-busy=busy>
            {label}
        </button>
    }
}
