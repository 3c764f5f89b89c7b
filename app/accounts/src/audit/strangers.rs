//! What strangers cause in the audit log: failed logins with names that nobody has, and mails that are asked for.
//! Anybody makes hundreds of them in a second, and each entry takes room from those that are about somebody. So of each network some are
//! written down in an hour, and of all others how many there were.

use crate::store::audit_action::Action;
use model::timestamp::{Duration, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::event::{Actor, AuditEvent};
use crate::client::Origin;
use crate::network::networks;

/// Entries of one network within [`PERIOD`].
const ADMITTED: u32 = 10;
/// Entries of all networks within it, so that whoever has many gains nothing.
const ADMITTED_IN_ALL: u32 = 1000;
const PERIOD: Duration = Duration::hours(1);

/// What was written down since the period began, on this server, and what was only counted.
#[derive(Default)]
pub(super) struct Strangers(Mutex<Period>);

#[derive(Default)]
struct Period {
    until: Option<Timestamp>,
    admitted: HashMap<String, u32>,
    admitted_in_all: u32,
    counted: Vec<(Action, u64)>,
}

impl Strangers {
    /// Whether an entry is written about what somebody from there did.
    pub(super) fn admits(&self, action: Action, origin: Origin, now: Timestamp) -> bool {
        let mut period = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if period.until.is_none_or(|until| until <= now) {
            *period = Period {
                until: Some(now.after(PERIOD)),
                counted: std::mem::take(&mut period.counted),
                ..Period::default()
            };
        }
        let network = origin.address.and_then(|address| networks(address).pop());
        let network = network.map(|(network, _)| network).unwrap_or_default();
        if period.admitted_in_all < ADMITTED_IN_ALL {
            let admitted = period.admitted.entry(network).or_default();
            if *admitted < ADMITTED {
                *admitted += 1;
                period.admitted_in_all += 1;
                return true;
            }
        }
        match period
            .counted
            .iter_mut()
            .find(|(known, _)| *known == action)
        {
            Some((_, counted)) => *counted += 1,
            None => period.counted.push((action, 1)),
        }
        false
    }

    /// What is to be written down of those who were only counted.
    pub(super) fn sum_up(&self) -> Vec<AuditEvent> {
        let events = self.take_counted().into_iter().map(|(action, counted)| {
            let event = Actor::nobody(Origin::default()).did(action);
            match action {
                Action::LogIn => event
                    .failed()
                    .with(format!("{counted} more with names that nobody has")),
                _ => event.with(format!("{counted} more by strangers")),
            }
        });
        events.collect()
    }

    fn take_counted(&self) -> Vec<(Action, u64)> {
        let mut period = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut period.counted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_one_network_nor_many_fill_the_log() {
        let now = Timestamp(1_700_000_000_000);
        let strangers = Strangers::default();
        let from = |address: String| Origin {
            address: Some(address.parse().unwrap()),
            request: None,
        };
        let admitted = |address: String, now| {
            (0..100)
                .filter(|_| strangers.admits(Action::LogIn, from(address.clone()), now))
                .count()
        };
        assert_eq!(admitted("192.0.2.1".to_owned(), now), 10);
        // All that one line has.
        assert_eq!(admitted("2001:db8::1".to_owned(), now), 10);
        assert_eq!(admitted("2001:db8:0:1::1".to_owned(), now), 0);
        let many: usize = (0..1000)
            .map(|number| admitted(format!("2001:db8:{number:x}::1"), now))
            .sum();
        assert_eq!(many, 980);
        strangers.admits(Action::AskForReset, from("192.0.2.1".to_owned()), now);
        let counted = [(Action::LogIn, 1003 * 100 - 1000), (Action::AskForReset, 1)];
        assert_eq!(strangers.take_counted(), counted);
        assert_eq!(admitted("192.0.2.1".to_owned(), now.after(PERIOD)), 10);
    }
}
