//! What happens beside the requests: each a loop round one operation of `accounts`.

mod attempts;
mod audit_stream;
mod cleanup;
mod hash_costs;
mod lock_notices;
mod mail;

use accounts::audit::Followed;
use accounts::{Accounts, StoreError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The workers of one server. They end when they are told to, and at the latest with it.
pub(crate) struct Workers {
    tasks: JoinSet<()>,
    stop: watch::Sender<bool>,
}

impl Workers {
    /// Starts them all.
    pub(crate) fn start(accounts: &Accounts, streams_audit_log: bool) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        tasks.spawn(repeat("cleanup", cleanup::EVERY, stopped.clone(), {
            let accounts = accounts.clone();
            async move || cleanup::step(&accounts).await
        }));
        if streams_audit_log {
            tasks.spawn(repeat(
                "audit stream",
                audit_stream::EVERY,
                stopped.clone(),
                {
                    let (accounts, mut followed) = (accounts.clone(), Followed::default());
                    async move || audit_stream::step(&accounts, &mut followed).await
                },
            ));
        }
        tasks.spawn(repeat("hash costs", hash_costs::EVERY, stopped.clone(), {
            let accounts = accounts.clone();
            async move || hash_costs::step(&accounts).await
        }));
        tasks.spawn(repeat("attempts", attempts::EVERY, stopped.clone(), {
            let accounts = accounts.clone();
            async move || attempts::step(&accounts).await
        }));
        tasks.spawn(repeat(
            "lock notices",
            lock_notices::EVERY,
            stopped.clone(),
            {
                let accounts = accounts.clone();
                async move || lock_notices::step(&accounts).await
            },
        ));
        for _ in 0..mail::SENDERS {
            tasks.spawn(repeat("mail", mail::EVERY, stopped.clone(), {
                let (accounts, stopped) = (accounts.clone(), stopped.clone());
                async move || mail::step(&accounts, &stopped).await
            }));
        }
        Self { tasks, stop }
    }

    /// Lets each come to the end of its step.
    pub(crate) async fn end(mut self) {
        // Without a receiver there is no worker left to tell.
        let _ = self.stop.send(true);
        while self.tasks.join_next().await.is_some() {}
    }
}

/// Does `step` again and again. A failure is logged, and the next time may go well.
async fn repeat(
    name: &'static str,
    every: Duration,
    mut stopped: watch::Receiver<bool>,
    mut step: impl AsyncFnMut() -> Result<(), StoreError>,
) {
    while tokio::time::timeout(every, stopped.wait_for(|stop| *stop))
        .await
        .is_err()
    {
        if let Err(error) = step().await {
            tracing::error!(worker = name, %error, "a worker failed; it tries again");
        }
    }
}
