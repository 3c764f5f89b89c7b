//! A long operation that a page shows while it goes on. The page is sent piece by piece, as far as the
//! operation has come, so that it needs no script, and no server but the one that does the work.

use accounts::users::import::{CheckedFile, Imported, Progress};
use std::sync::Arc;
use tokio::sync::watch;

use crate::error::AppError;

/// What came of it, or nothing yet.
type RunOutcome<T> = Option<Arc<Result<T, AppError>>>;

/// One that was started. The server puts it into the context of the page.
pub struct Run<T> {
    progress: watch::Receiver<Progress>,
    outcome: watch::Receiver<RunOutcome<T>>,
}

impl<T> Clone for Run<T> {
    fn clone(&self) -> Self {
        Self {
            progress: self.progress.clone(),
            outcome: self.outcome.clone(),
        }
    }
}

/// A file is read and checked.
pub type CheckRun = Run<CheckedFile>;
/// A file is put into force, under this number.
#[derive(Clone)]
pub struct ImportRun {
    /// By which it waited.
    pub id: String,
    /// The operation.
    pub run: Run<Imported>,
}

impl<T: Send + Sync + 'static> Run<T> {
    /// Starts `task`, which tells its progress by what it is given. It goes on to its end when the
    /// browser goes away.
    pub fn start<F>(task: impl FnOnce(watch::Sender<Progress>) -> F) -> Self
    where
        F: Future<Output = Result<T, AppError>> + Send + 'static,
    {
        let (tell, progress) = watch::channel(Progress::default());
        let (done, outcome) = watch::channel(None);
        let task = task(tell);
        tokio::spawn(async move {
            let result = task.await;
            done.send_replace(Some(Arc::new(result)));
        });
        Self { progress, outcome }
    }

    /// Waits until `step` of `steps` is done; how far it has come then, or nothing once all is done.
    pub(crate) async fn reached(mut self, step: usize, steps: usize) -> Option<Progress> {
        let there = |now: &Progress| now.total > 0 && now.done * steps >= now.total * step;
        tokio::select! {
            biased;
            _ = self.outcome.wait_for(Option::is_some) => None,
            now = self.progress.wait_for(there) => now.ok().map(|now| *now),
        }
    }

    /// What came of it.
    pub(crate) async fn outcome(mut self) -> Option<Arc<Result<T, AppError>>> {
        let outcome = self.outcome.wait_for(Option::is_some).await;
        // None means that the task was lost: a fault that is in the log.
        outcome.ok().and_then(|outcome| outcome.clone())
    }
}
