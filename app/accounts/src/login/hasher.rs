//! What passwords cost: hashes (argon2id, RFC 9106), and how easy one is to guess, in a bounded pool.
//!
//! Both cost this server something, so they are what an attacker would have it do. A fixed number
//! of threads does it, each with a buffer for hashes of its own that is used again and given back
//! after a quiet while; what waits is bounded in number and in time. A thread owns its job: a client
//! that goes away frees no place before it is done.

use argon2::password_hash::phc::Output;
use argon2::{Algorithm, Argon2, Block, Version};
use flume::{Receiver, RecvTimeoutError, Sender};
use model::password::Password;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::oneshot;

use super::common_passwords;
use super::dummies::Dummies;
use super::hashing_cost::HashingCost;
use super::stored_hash::{StoredHash, encode};
use crate::secret;

/// How long somebody waits for a place before the answer is [`HashError::Busy`].
const DEADLINE: Duration = Duration::from_secs(5);
/// How many may wait for each thread. At 30 ms a hash this is well within the deadline.
const QUEUE_PER_THREAD: usize = 64;
/// After this long without work a thread gives its buffer back.
const BUFFER_KEPT: Duration = Duration::from_secs(20);
/// Room for so many blocks of 1 KiB is a mapping of its own, which the system gets back when it is let go
/// of. Of less than 32 MiB glibc learns to keep it for the next time (mallopt(3), M_MMAP_THRESHOLD), once
/// for every thread and more. What is not used of it takes up no memory.
const OWN_MAPPING: usize = 33 * 1024;
/// Why no hash was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// Too many are waiting; worth another attempt in a few seconds.
    #[error("too many passwords are being checked")]
    Busy,
    /// The stored text is no argon2id hash within the bounds.
    #[error("the stored password hash cannot be read")]
    InvalidStoredHash,
}

/// What a comparison found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordComparison {
    /// The password is the right one.
    pub matches: bool,
    /// The hash was made at another cost than today's and should be made anew.
    pub needs_rehash: bool,
}

/// A handle on the pool. Clones share it; the threads end with the last one.
#[derive(Clone)]
pub struct Hasher {
    jobs: Sender<Job>,
    cost: HashingCost,
    dummies: Arc<RwLock<Dummies>>,
}

struct Job {
    password: Password,
    work: PasswordWork,
}

/// What is to be found out of a password, and who wants to know.
enum PasswordWork {
    Hash {
        salt: Vec<u8>,
        cost: HashingCost,
        reply: oneshot::Sender<[u8; 32]>,
    },
    CheckCommon {
        names: Vec<String>,
        reply: oneshot::Sender<bool>,
    },
}

impl PasswordWork {
    /// Nobody wants to know any more.
    fn is_abandoned(&self) -> bool {
        match self {
            Self::Hash { reply, .. } => reply.is_closed(),
            Self::CheckCommon { reply, .. } => reply.is_closed(),
        }
    }
}

impl Hasher {
    /// Starts `threads` threads that hash at `cost`.
    #[must_use]
    pub fn start(threads: usize, cost: HashingCost) -> Self {
        let (jobs, queue) = flume::bounded(threads * QUEUE_PER_THREAD);
        for number in 0..threads {
            let queue = queue.clone();
            std::thread::Builder::new()
                .name(format!("hasher-{number}"))
                .spawn(move || work(&queue))
                .expect("a thread can be started");
        }
        let dummies = Dummies::with_costs(secret::random(), &[(cost, 1)]);
        Self {
            jobs,
            cost,
            dummies: Arc::new(RwLock::new(dummies)),
        }
    }

    /// Lets comparisons for names that nobody has cost what those for accounts do: how many accounts have
    /// a hash of which cost, and the key that chooses among them.
    pub(crate) fn set_dummy_costs(&self, key: [u8; 32], costs: &[(HashingCost, u64)]) {
        let costs = match costs {
            [] => &[(self.cost, 1)],
            costs => costs,
        };
        let dummies = Dummies::with_costs(key, costs);
        *self.dummies.write().unwrap_or_else(PoisonError::into_inner) = dummies;
    }

    /// The hash of an account was made anew, at today's cost: from now on names of nobody cost that as often.
    pub(crate) fn record_rehash(&self, before: &str) {
        let Some(before) = StoredHash::parse(before).map(|hash| hash.cost()) else {
            return;
        };
        let mut dummies = self.dummies.write().unwrap_or_else(PoisonError::into_inner);
        let mut costs = dummies.costs.clone();
        if let Some((_, accounts)) = costs.iter_mut().find(|(cost, _)| *cost == before) {
            *accounts = accounts.saturating_sub(1);
        }
        match costs.iter_mut().find(|(cost, _)| *cost == self.cost) {
            Some((_, accounts)) => *accounts += 1,
            None => costs.push((self.cost, 1)),
        }
        costs.retain(|(_, accounts)| *accounts > 0);
        // In the order in which they are counted.
        costs.sort_by_key(|(cost, _)| cost.prefix());
        *dummies = Dummies::with_costs(dummies.key, &costs);
    }

    /// How every hash made at today's cost begins.
    #[must_use]
    pub fn prefix(&self) -> String {
        self.cost.prefix()
    }

    /// Hashes a new password at today's cost, as a PHC string.
    ///
    /// # Errors
    /// [`HashError::Busy`].
    pub async fn hash(&self, password: &Password) -> Result<String, HashError> {
        let salt = secret::random::<16>();
        let output = self.derive(password, &salt, self.cost).await?;
        Ok(encode(self.cost, &salt, &output))
    }

    /// Takes as long as [`Hasher::verify`] does for an account, so that the time does not tell who exists.
    ///
    /// # Errors
    /// [`HashError::Busy`].
    pub async fn verify_dummy(&self, password: &Password, name: &str) -> Result<(), HashError> {
        let dummy = {
            let dummies = self.dummies.read().unwrap_or_else(PoisonError::into_inner);
            dummies.for_name(name).to_owned()
        };
        self.verify(password, &dummy).await.map(drop)
    }

    /// Compares a password with a stored hash, in constant time.
    ///
    /// # Errors
    /// [`HashError`].
    pub async fn verify(
        &self,
        password: &Password,
        stored: &str,
    ) -> Result<PasswordComparison, HashError> {
        let expected = StoredHash::parse(stored).ok_or(HashError::InvalidStoredHash)?;
        let output = self.derive(password, &expected.salt, expected.cost).await?;
        // Tests count these lines: no more than the allowed number may ever be compared.
        tracing::debug!("a password was compared");
        let output = Output::new(&output).map_err(|_| HashError::InvalidStoredHash)?;
        Ok(PasswordComparison {
            matches: expected.output == output,
            needs_rehash: expected.cost != self.cost,
        })
    }

    /// Whether a password is easy to guess for somebody who knows these names.
    ///
    /// # Errors
    /// [`HashError::Busy`].
    pub(crate) async fn is_common(
        &self,
        password: &Password,
        names: &[&str],
    ) -> Result<bool, HashError> {
        let names = names.iter().map(|&name| name.to_owned()).collect();
        self.submit(password, |reply| PasswordWork::CheckCommon { names, reply })
            .await
    }

    /// How many wait for a thread.
    pub(crate) fn waiting(&self) -> usize {
        self.jobs.len()
    }

    async fn derive(
        &self,
        password: &Password,
        salt: &[u8],
        cost: HashingCost,
    ) -> Result<[u8; 32], HashError> {
        let salt = salt.to_vec();
        self.submit(password, |reply| PasswordWork::Hash { salt, cost, reply })
            .await
    }

    async fn submit<T>(
        &self,
        password: &Password,
        work: impl FnOnce(oneshot::Sender<T>) -> PasswordWork,
    ) -> Result<T, HashError> {
        let (reply, answer) = oneshot::channel();
        let job = Job {
            password: password.clone(),
            work: work(reply),
        };
        self.jobs.try_send(job).map_err(|_| HashError::Busy)?;
        // Past the deadline the receiver is dropped, and a job that still waits is passed over.
        match tokio::time::timeout(DEADLINE, answer).await {
            Ok(Ok(found)) => Ok(found),
            Ok(Err(_)) | Err(_) => Err(HashError::Busy),
        }
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hasher({})", self.cost)
    }
}

fn work(queue: &Receiver<Job>) {
    let mut buffer: Vec<Block> = Vec::new();
    loop {
        let job = match queue.recv_timeout(BUFFER_KEPT) {
            Ok(job) => job,
            Err(RecvTimeoutError::Timeout) => {
                buffer = Vec::new();
                match queue.recv() {
                    Ok(job) => job,
                    Err(_) => return,
                }
            }
            Err(RecvTimeoutError::Disconnected) => return,
        };
        if job.work.is_abandoned() {
            continue;
        }
        // When it is done, nobody may be waiting any more; that is no fault.
        match job.work {
            PasswordWork::Hash { salt, cost, reply } => {
                match hash(&job.password, &salt, cost, &mut buffer) {
                    Ok(output) => drop(reply.send(output)),
                    Err(error) => tracing::error!(%error, "a password could not be hashed"),
                }
            }
            PasswordWork::CheckCommon { names, reply } => {
                let _ = reply.send(common_passwords::is_common(&job.password, &names));
            }
        }
    }
}

fn hash(
    password: &Password,
    salt: &[u8],
    cost: HashingCost,
    buffer: &mut Vec<Block>,
) -> Result<[u8; 32], argon2::Error> {
    let params = cost.params();
    if buffer.len() < params.block_count() {
        buffer.reserve_exact(params.block_count().max(OWN_MAPPING));
        buffer.resize(params.block_count(), Block::default());
    }
    let mut output = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
        password.expose().as_bytes(),
        salt,
        &mut output,
        buffer,
    )?;
    Ok(output)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::login::hashing_cost::CostError;

    /// Cheap enough for tests.
    const CHEAP: &str = "m=64,t=1,p=1";

    fn password(text: &str) -> Password {
        Password::parse(text).unwrap()
    }

    #[tokio::test]
    async fn a_password_is_known_by_its_hash() {
        let hasher = Hasher::start(1, CHEAP.parse().unwrap());
        let hash = hasher.hash(&password("right")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
        assert!(hash.starts_with(&hasher.prefix()), "{hash}");
        let matches = hasher.verify(&password("right"), &hash).await.unwrap();
        assert_eq!(
            matches,
            PasswordComparison {
                matches: true,
                needs_rehash: false
            }
        );
        let wrong = hasher.verify(&password("wrong"), &hash).await.unwrap();
        assert_eq!(
            wrong,
            PasswordComparison {
                matches: false,
                needs_rehash: false
            }
        );
    }

    #[tokio::test]
    async fn names_of_nobody_cost_what_accounts_do() {
        let today: HashingCost = CHEAP.parse().unwrap();
        let before: HashingCost = "m=128,t=1,p=1".parse().unwrap();
        let hasher = Hasher::start(1, today);
        let key = [7; 32];
        let cost_of = |hasher: &Hasher, name: &str| {
            let dummies = hasher.dummies.read().unwrap();
            StoredHash::parse(dummies.for_name(name)).unwrap().cost()
        };
        assert_eq!(cost_of(&hasher, "mika"), today);
        hasher.set_dummy_costs(key, &[(before, 300), (today, 100)]);
        let names: Vec<_> = (0..400).map(|number| format!("name{number}")).collect();
        let costs: Vec<_> = names.iter().map(|name| cost_of(&hasher, name)).collect();
        let dear = costs.iter().filter(|cost| **cost == before).count();
        assert!((250..350).contains(&dear), "{dear} of 400");
        // Another server, and the same one later, answer alike.
        let other = Hasher::start(1, today);
        other.set_dummy_costs(key, &[(before, 300), (today, 100)]);
        let again: Vec<_> = names.iter().map(|name| cost_of(&other, name)).collect();
        assert_eq!(costs, again);
        // Whoever does not know the key does not know which.
        other.set_dummy_costs([8; 32], &[(before, 300), (today, 100)]);
        let otherwise: Vec<_> = names.iter().map(|name| cost_of(&other, name)).collect();
        assert_ne!(costs, otherwise);
        let any = password("any");
        assert_eq!(hasher.verify_dummy(&any, "mika").await, Ok(()));
        // With the first account whose hash is made anew, names of nobody follow, one by one.
        let dear_of = |hasher: &Hasher| {
            names
                .iter()
                .filter(|name| cost_of(hasher, name) == today)
                .count()
        };
        hasher.set_dummy_costs(key, &[(before, 400)]);
        assert_eq!(dear_of(&hasher), 0);
        let stored = encode(before, b"0123456789abcdef", &[0; 32]);
        for _ in 0..100 {
            hasher.record_rehash(&stored);
        }
        let anew = dear_of(&hasher);
        assert!((60..140).contains(&anew), "{anew} of 400");
        let again: Vec<_> = names.iter().map(|name| cost_of(&hasher, name)).collect();
        assert_eq!(costs, again, "as if they had been counted so");
        for _ in 0..300 {
            hasher.record_rehash(&stored);
        }
        assert_eq!(dear_of(&hasher), 400);
        hasher.set_dummy_costs(key, &[]);
        assert_eq!(cost_of(&hasher, "mika"), today);
    }

    #[tokio::test]
    async fn a_hash_from_elsewhere_is_read_and_found_outdated() {
        // Made with argon2-cffi, which wraps the reference implementation.
        let stored = "$argon2id$v=19$m=128,t=3,p=2$MDEyMzQ1Njc4OWFiY2RlZg$UkEtQM+5KAWyn3Ddc7Itff/5a3M0425xm2j9a9UxPJs";
        let hasher = Hasher::start(1, CHEAP.parse().unwrap());
        let verdict = hasher.verify(&password("correct horse"), stored).await;
        assert_eq!(
            verdict,
            Ok(PasswordComparison {
                matches: true,
                needs_rehash: true
            })
        );
    }

    #[tokio::test]
    async fn hostile_stored_parameters_are_refused_before_any_work() {
        let hasher = Hasher::start(1, CHEAP.parse().unwrap());
        let rest = "c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        for stored in [
            format!("$argon2id$v=19$m=4194304,t=1,p=1${rest}"),
            format!("$argon2id$v=19$m=64,t=4000000,p=1${rest}"),
            format!("$argon2i$v=19$m=64,t=1,p=1${rest}"),
            "$2b$12$abcdefghijklmnopqrstuu".to_owned(),
            "plain".to_owned(),
            String::new(),
        ] {
            let verdict = hasher.verify(&password("any"), &stored).await;
            assert_eq!(verdict, Err(HashError::InvalidStoredHash), "{stored}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_waits_is_bounded_in_number_and_in_time() {
        // No thread takes anything from this queue, which has one place.
        let (jobs, queue) = flume::bounded(1);
        let cost: HashingCost = CHEAP.parse().unwrap();
        let hasher = Hasher {
            jobs,
            cost,
            dummies: Arc::new(RwLock::new(Dummies::with_costs([0; 32], &[]))),
        };
        let any = password("any");
        let (first, second) = tokio::join!(hasher.hash(&any), hasher.hash(&any));
        assert_eq!(
            (first, second),
            (Err(HashError::Busy), Err(HashError::Busy))
        );
        // The first had the place until the deadline; the second never had one.
        let left: Vec<_> = queue.drain().collect();
        assert_eq!(left.len(), 1);
        assert!(left[0].work.is_abandoned(), "a thread would pass it over");
    }

    #[test]
    fn costs_are_read_and_bounded() {
        let cost: HashingCost = "m=19456,t=2,p=1".parse().unwrap();
        assert_eq!(cost, HashingCost::default());
        assert_eq!(cost.to_string(), "m=19456,t=2,p=1");
        for text in [
            "",
            "m=1,t=1,p=1",
            "m=64,t=0,p=1",
            "m=64,t=1",
            "m=64,t=1,p=9",
            "x=1",
            "m=2097152,t=1,p=1",
        ] {
            assert_eq!(text.parse::<HashingCost>(), Err(CostError), "{text:?}");
        }
    }
}
