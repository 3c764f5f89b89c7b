//! What a page is. Each is described once, in its folder, and stands in the list of [`crate::pages`]. From that list
//! the server makes its routes, its guard, who takes which form, how long an answer may take and who gets a report
//! code; the tests of what everybody may open walk it too.

use leptos::prelude::{AnyView, IntoAny, IntoView, provide_context};
use leptos::server_fn::ServerFn;
use serde::de::DeserializeOwned;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::AppError;

/// How deep the names of fields nest: `was[portal_name]` is one.
const DEPTH: usize = 2;

/// What is done on the server before there is an answer.
type Work<T> = Pin<Box<dyn Future<Output = Result<T, AppError>> + Send>>;

/// Who may open a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Anyone,
    /// Everybody until the first administrator exists; then the page is gone.
    BeforeSetup,
    /// Whoever is logged in.
    LoggedIn,
    /// Administrators.
    Administrator,
}

/// What a page shows, once all is loaded that it needs.
#[derive(Clone)]
pub struct Shown(Arc<Mutex<Option<MakeView>>>);

type MakeView = Box<dyn FnOnce() -> AnyView + Send>;

impl Shown {
    /// What `view` makes, when the document is rendered.
    pub(crate) fn new<V: IntoView + 'static>(view: impl FnOnce() -> V + Send + 'static) -> Self {
        let make: MakeView = Box::new(move || view().into_any());
        Self(Arc::new(Mutex::new(Some(make))))
    }

    /// Its view, once.
    pub(crate) fn take(&self) -> Option<AnyView> {
        let make = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        make.map(|make| make())
    }
}

/// For pages that end with it.
pub(crate) fn shown<V: IntoView + 'static>(
    view: impl FnOnce() -> V + Send + 'static,
) -> Result<Shown, AppError> {
    Ok(Shown::new(view))
}

/// For pages that need nothing but what every page shows.
pub(crate) fn ready<V: IntoView + 'static>(
    view: impl FnOnce() -> V + Send + 'static,
) -> Work<Shown> {
    Box::pin(std::future::ready(shown(view)))
}

/// One page.
#[derive(Clone, Copy)]
pub struct Page {
    /// Its address; `{id}` stands for the number of a user.
    pub path: &'static str,
    /// Who may open it.
    pub access: Access,
    /// Loads what it shows. It finds the request in its context.
    pub load: fn() -> Work<Shown>,
    /// What may be sent to it.
    pub takes: Takes,
    /// Its answers may take as long as a file takes to travel.
    pub is_long: bool,
    /// What a form of it is answered with comes piece by piece: the browser shows each as it comes, while the
    /// navigation would wait for the last.
    pub(crate) comes_in_pieces: bool,
    /// A browser that opens it gets a report code.
    pub gives_report_code: bool,
}

impl Page {
    /// One that takes nothing.
    pub(crate) const fn new(path: &'static str, access: Access, load: fn() -> Work<Shown>) -> Self {
        Self {
            path,
            access,
            load,
            takes: Takes::Nothing,
            is_long: false,
            comes_in_pieces: false,
            gives_report_code: false,
        }
    }

    /// The page, with a form that it takes.
    pub(crate) const fn takes(self, form: Form) -> Self {
        Self {
            takes: Takes::Form(form),
            ..self
        }
    }

    /// The page, to which a file is sent, or from which one is fetched.
    pub(crate) const fn takes_file(self) -> Self {
        Self {
            takes: Takes::File,
            ..self
        }
    }

    /// The page, with time for a file on a slow line.
    pub(crate) const fn long(self) -> Self {
        Self {
            is_long: true,
            ..self
        }
    }

    /// The page, whose answers come piece by piece.
    pub(crate) const fn in_pieces(self) -> Self {
        Self {
            comes_in_pieces: true,
            ..self
        }
    }

    /// The page, where a browser gets a report code.
    pub(crate) const fn with_report_code(self) -> Self {
        Self {
            gives_report_code: true,
            ..self
        }
    }
}

/// What may be sent to a page.
#[derive(Clone, Copy)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// A form.
    Form(Form),
    /// A form with a file, or one that is answered with a file: the server has a handler for each.
    File,
}

/// A form, as it is sent to the address of a page.
#[derive(Clone, Copy)]
pub struct Form {
    /// Reads the fields and calls the server function that takes them, as the type that it asks for. It finds the
    /// request in its context.
    pub take: fn(String) -> Work<Answer>,
    /// The fields that are given back after an error, or when one's own password is asked for
    /// first: never a secret. One that ends with `[` stands for all that begin with it.
    pub given_back: &'static [&'static str],
}

impl Form {
    /// The one that the server function `F` takes.
    pub(crate) const fn new<F>(given_back: &'static [&'static str]) -> Self
    where
        F: ServerFn<Error = AppError> + DeserializeOwned + 'static,
        F::Output: Clone + Send + Sync + 'static,
    {
        Self {
            take: |fields| Box::pin(take::<F>(fields)),
            given_back,
        }
    }
}

async fn take<F>(fields: String) -> Result<Answer, AppError>
where
    F: ServerFn<Error = AppError> + DeserializeOwned,
    F::Output: Clone + Send + Sync + 'static,
{
    let fields = serde_qs::Config::new(DEPTH, false).deserialize_str::<F>(&fields);
    let output = fields.map_err(|_| AppError::Unreadable)?.run_body().await?;
    Ok(Answer(Arc::new(move || provide_context(output.clone()))))
}

/// What a form's function answered, for the page that shows it: it finds it in its context.
#[derive(Clone)]
pub struct Answer(Arc<dyn Fn() + Send + Sync>);

impl Answer {
    /// Puts it into the context.
    pub fn provide(&self) {
        (self.0)();
    }
}
