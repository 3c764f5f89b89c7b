//! Forms. Each has one way: it is sent to the address of its page, by the browser or by the navigation, and answered
//! by leading on or by the page again, with a [`Returned`].

use leptos::prelude::*;

use crate::error::{AppError, InputError};

/// A form that came back: what was wrong, and what had been typed, save secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

/// For `data-guard` of a form: the navigation asks before it is left with changes that are not saved.
pub(crate) fn guard(state: FormState) -> &'static str {
    match state.0.with_value(|returned| returned.typed.is_empty()) {
        true => "",
        false => "changed",
    }
}

/// What the page shows of its form: the error of the last attempt, and what is to stand in the fields.
#[derive(Clone, Copy)]
pub(crate) struct FormState(StoredValue<Returned>);

impl FormState {
    /// The state of the form of this request's page.
    pub(crate) fn from_request() -> Self {
        Self(StoredValue::new(
            use_context::<Returned>().unwrap_or_default(),
        ))
    }

    /// The error of the last attempt. That one's own password is asked for is what its page is about; why it was not
    /// taken is news.
    pub(crate) fn error(self) -> Option<AppError> {
        match self.0.with_value(|returned| returned.error.clone()) {
            Some(AppError::OwnPasswordNeeded(why)) => why.map(|why| *why),
            other => other,
        }
    }

    /// What was wrong with one field.
    pub(crate) fn for_field(self, name: &str) -> Option<InputError> {
        self.error().and_then(|error| error.for_field(name))
    }

    /// What a field holds at first: what was typed, or else what is there.
    pub(crate) fn typed_or(self, name: &str, there: &str) -> String {
        match self.0.with_value(|returned| returned.has(name)) {
            true => self.typed(name),
            false => there.to_owned(),
        }
    }

    /// What a field holds at first.
    pub(crate) fn typed(self, name: &str) -> String {
        self.0.with_value(|returned| returned.typed(name))
    }
}
