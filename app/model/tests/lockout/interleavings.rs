//! Every order in which attempts on several servers can take slots, be decided, be lost with their
//! server and be counted: not a sample, but all of them (as loom does for memory).
//!
//! What a server does to the counter it does in transactions that hold it, so one step here is one
//! transaction of `accounts::lockout`. All states that can be reached are visited once.

use model::lockout::{FailureCounter, LockDuration, LockoutDecision, LockoutRules};
use model::timestamp::{Duration, Timestamp};
use std::collections::{HashMap, HashSet};

const NOW: Timestamp = Timestamp(1_700_000_000_000);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum AttemptPhase {
    /// Has not been told yet that it may compare, perhaps that it has to wait.
    Asking,
    /// Has a place; its password has been or is being compared.
    Comparing,
    /// Its server was killed; the place is still taken.
    Lost,
    /// Told: right.
    LoggedIn,
    /// Told: wrong.
    Refused,
    /// Told: locked.
    TurnedAway,
    /// Nobody is left to tell.
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct SimulatedAttempt {
    right: bool,
    phase: AttemptPhase,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct World {
    failures: u32,
    consecutive_failures: u32,
    locked: bool,
    /// Wrong passwords that were compared since the last success.
    compared_wrong: u32,
    /// Places that were lost with their server may be given up now.
    lease_over: bool,
    attempts: Vec<SimulatedAttempt>,
}

struct Explorer {
    rules: LockoutRules,
    kills: bool,
    seen: HashSet<World>,
    /// All ends that were reached, by how many of the right ones got in.
    ends: HashMap<usize, usize>,
}

impl World {
    fn new(wrong: usize, right: usize) -> Self {
        let attempt_of = |right| SimulatedAttempt {
            right,
            phase: AttemptPhase::Asking,
        };
        let mut attempts = vec![attempt_of(false); wrong];
        attempts.extend(vec![attempt_of(true); right]);
        Self {
            failures: 0,
            consecutive_failures: 0,
            locked: false,
            compared_wrong: 0,
            lease_over: false,
            attempts,
        }
    }

    fn counter(&self, rules: &LockoutRules) -> FailureCounter {
        let mut counter = FailureCounter {
            failures: self.failures,
            consecutive_failures: self.consecutive_failures,
            last_failure: NOW,
            ..FailureCounter::EMPTY
        };
        if self.locked {
            // Made by the rules themselves, by failing once more from one below.
            counter.failures = rules.limit() - 1;
            counter = counter.failed(rules, NOW);
        }
        counter
    }

    fn set(&mut self, counter: FailureCounter) {
        self.failures = counter.failures;
        self.consecutive_failures = counter.consecutive_failures;
        self.locked = counter.lock.is_some();
    }

    fn with(&self, index: usize, phase: AttemptPhase) -> Self {
        let mut next = self.clone();
        next.attempts[index].phase = phase;
        // Attempts of one kind are all alike: one order stands for all.
        next.attempts.sort_unstable();
        next
    }

    fn count(&self, phase: AttemptPhase) -> u32 {
        u32::try_from(
            self.attempts
                .iter()
                .filter(|one| one.phase == phase)
                .count(),
        )
        .unwrap()
    }
}

impl Explorer {
    fn new(limit: u32, kills: bool) -> Self {
        let duration = LockDuration::For(Duration::minutes(3));
        Self {
            rules: LockoutRules::new(limit, duration, true).unwrap(),
            kills,
            seen: HashSet::new(),
            ends: HashMap::new(),
        }
    }

    fn explore(&mut self, start: World) {
        let mut open = vec![start];
        while let Some(world) = open.pop() {
            if !self.seen.insert(world.clone()) {
                continue;
            }
            self.check(&world);
            let next = self.next(&world);
            if next.is_empty() {
                self.check_end(&world);
            }
            open.extend(next);
        }
    }

    /// What must hold at every moment.
    fn check(&self, world: &World) {
        let taken = world.count(AttemptPhase::Comparing) + world.count(AttemptPhase::Lost);
        assert!(
            world.locked || world.failures + taken <= self.rules.limit(),
            "failures and places exceed the limit: {world:?}"
        );
        assert!(
            world.compared_wrong <= self.rules.limit(),
            "more were compared than allowed: {world:?}"
        );
        assert!(
            !world.locked || taken == 0,
            "locked although one is not decided yet: {world:?}"
        );
    }

    /// What must hold when nothing more can happen: nobody waits, no place is taken.
    fn check_end(&mut self, world: &World) {
        for phase in [
            AttemptPhase::Asking,
            AttemptPhase::Comparing,
            AttemptPhase::Lost,
        ] {
            assert_eq!(world.count(phase), 0, "{world:?}");
        }
        let got_in = usize::try_from(world.count(AttemptPhase::LoggedIn)).unwrap();
        *self.ends.entry(got_in).or_default() += 1;
    }

    fn next(&self, world: &World) -> Vec<World> {
        let mut next = Vec::new();
        for (index, one) in world.attempts.iter().enumerate() {
            match one.phase {
                AttemptPhase::Asking => next.extend(self.ask(world, index)),
                AttemptPhase::Comparing => {
                    next.push(self.decide(world, index));
                    if self.kills {
                        next.push(self.kill(world, index));
                    }
                }
                AttemptPhase::Lost
                | AttemptPhase::LoggedIn
                | AttemptPhase::Refused
                | AttemptPhase::TurnedAway
                | AttemptPhase::Gone => {}
            }
        }
        if world.count(AttemptPhase::Lost) > 0 && !world.lease_over {
            let mut later = world.clone();
            later.lease_over = true;
            next.push(later);
        }
        if world.lease_over && world.count(AttemptPhase::Lost) > 0 {
            // The cleanup worker, or whoever asks next.
            next.push(self.expire_slots(world));
        }
        next
    }

    /// Those that were lost count as failed.
    fn expire_slots(&self, world: &World) -> World {
        let mut next = world.clone();
        for index in 0..next.attempts.len() {
            if next.attempts[index].phase == AttemptPhase::Lost {
                let counter = next.counter(&self.rules).failed(&self.rules, NOW);
                next.set(counter);
                next.attempts[index].phase = AttemptPhase::Gone;
            }
        }
        next.lease_over = false;
        next.attempts.sort_unstable();
        next
    }

    fn ask(&self, world: &World, index: usize) -> Option<World> {
        let taken = world.count(AttemptPhase::Comparing) + world.count(AttemptPhase::Lost);
        match world.counter(&self.rules).decide(&self.rules, taken, NOW) {
            LockoutDecision::Compare => Some(world.with(index, AttemptPhase::Comparing)),
            LockoutDecision::Locked(_) => Some(world.with(index, AttemptPhase::TurnedAway)),
            LockoutDecision::Wait => None,
        }
    }

    fn decide(&self, world: &World, index: usize) -> World {
        if world.attempts[index].right {
            let mut next = world.with(index, AttemptPhase::LoggedIn);
            next.set(FailureCounter::EMPTY);
            next.compared_wrong = 0;
            next
        } else {
            let mut next = world.with(index, AttemptPhase::Refused);
            next.set(world.counter(&self.rules).failed(&self.rules, NOW));
            next.compared_wrong += 1;
            next
        }
    }

    fn kill(&self, world: &World, index: usize) -> World {
        let mut next = world.with(index, AttemptPhase::Lost);
        if !world.attempts[index].right {
            next.compared_wrong += 1;
        }
        next
    }
}

#[test]
fn of_many_wrong_ones_exactly_the_limit_is_compared() {
    let mut explorer = Explorer::new(3, false);
    explorer.explore(World::new(8, 0));
    let most = explorer.seen.iter().map(|world| world.compared_wrong).max();
    assert_eq!(most, Some(3));
    let ends = explorer
        .seen
        .iter()
        .filter(|world| world.count(AttemptPhase::Asking) == 0);
    for world in ends.filter(|world| world.count(AttemptPhase::Comparing) == 0) {
        assert_eq!(world.count(AttemptPhase::Refused), 3, "{world:?}");
        assert!(world.locked);
    }
}

#[test]
fn of_many_right_ones_all_get_in() {
    let mut explorer = Explorer::new(3, false);
    explorer.explore(World::new(0, 8));
    assert_eq!(explorer.ends.keys().copied().collect::<Vec<_>>(), [8]);
}

#[test]
fn fewer_wrong_ones_than_the_limit_keep_no_right_one_out() {
    for wrong in 0..5 {
        let mut explorer = Explorer::new(5, false);
        explorer.explore(World::new(wrong, 4));
        assert_eq!(explorer.ends.keys().copied().collect::<Vec<_>>(), [4]);
    }
}

#[test]
fn servers_that_are_killed_leave_no_place_taken_and_no_free_attempt() {
    let mut explorer = Explorer::new(4, true);
    explorer.explore(World::new(5, 2));
    // It was an exploration worth the name, and both came about: nobody got in, and both did.
    assert!(explorer.seen.len() > 1000, "{}", explorer.seen.len());
    assert!(explorer.ends.contains_key(&0) && explorer.ends.contains_key(&2));
}
