//! Operations that are to come to their end, whether anybody still waits for them or not.

use std::sync::Arc;
use tokio::sync::RwLock;
use tracing::Instrument;

/// What is under way. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Tasks(Arc<RwLock<()>>);

impl Tasks {
    /// Runs an operation to its completion also when the caller goes away, as a browser does that hangs up, so
    /// that it leaves nothing half done.
    pub(crate) async fn run_to_completion<T: Send + 'static>(
        &self,
        operation: impl Future<Output = T> + Send + 'static,
    ) -> T {
        let under_way = Arc::clone(&self.0).read_owned().await;
        let task = async move {
            let result = operation.await;
            drop(under_way);
            result
        };
        match tokio::spawn(task.in_current_span()).await {
            Ok(result) => result,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }

    /// Waits for all that is under way; what is begun meanwhile waits until the answer is dropped.
    pub(crate) async fn completed(&self) -> impl Drop + '_ {
        self.0.write().await
    }
}
