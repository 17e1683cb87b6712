//! How much cargo of each flow is under way at the beginning, in the middle and at the end of the window.

use crate::cargo::FlowId;
use crate::units::{Duration, Time};

/// A flow at one instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Consignments under way.
    pub inside: u64,
    /// Those of them and of the others that entered in the four weeks before, or since the start if that is later.
    pub recent: u64,
}

/// Time over which arrivals are counted before each instant.
const RECENT: Duration = Duration::from_ms(28 * Duration::DAY.ms());

/// Counts who is under way, and keeps the counts of three instants.
#[derive(Debug)]
pub(super) struct Backlogs {
    /// Beginning, middle and end of the window.
    instants: [Time; 3],
    /// How many of them have passed.
    passed: usize,
    inside: Vec<u64>,
    kept: Vec<[Backlog; 3]>,
}

impl Backlogs {
    pub(super) fn new(flows: usize, (from, until): (Time, Time)) -> Backlogs {
        let half = Duration::from_ms((until - from).ms() / 2);
        Backlogs {
            instants: [from, from + half, until],
            passed: 0,
            inside: vec![0; flows],
            kept: vec![[Backlog::default(); 3]; flows],
        }
    }

    /// Keeps the counts of the instants that have come by `now`.
    fn advance(&mut self, now: Time) {
        while self.instants.get(self.passed).is_some_and(|&instant| instant <= now) {
            for (kept, &inside) in self.kept.iter_mut().zip(&self.inside) {
                kept[self.passed].inside = inside;
            }
            self.passed += 1;
        }
    }

    /// One enters; `turn_away` takes it back at the same instant.
    #[inline]
    pub(super) fn enter(&mut self, now: Time, flow: FlowId) {
        self.advance(now);
        self.inside[flow.index()] += 1;
        for at in self.passed..self.instants.len() {
            if now + RECENT >= self.instants[at] {
                self.kept[flow.index()][at].recent += 1;
            }
        }
    }

    pub(super) fn turn_away(&mut self, now: Time, flow: FlowId) {
        self.inside[flow.index()] -= 1;
        for at in self.passed..self.instants.len() {
            if now + RECENT >= self.instants[at] {
                self.kept[flow.index()][at].recent -= 1;
            }
        }
    }

    /// One leaves.
    #[inline]
    pub(super) fn leave(&mut self, now: Time, flow: FlowId) {
        self.advance(now);
        self.inside[flow.index()] -= 1;
    }

    /// The counts at the three instants, by flow.
    pub(super) fn figures(mut self, end: Time) -> Vec<[Backlog; 3]> {
        self.advance(end);
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_stand_as_they_were_before_each_instant() {
        let day = |days: i64| Time::ZERO + Duration::from_ms(days * Duration::DAY.ms());
        let flow = FlowId(0);
        let mut backlogs = Backlogs::new(1, (day(30), day(130)));
        backlogs.enter(day(1), flow);
        backlogs.enter(day(10), flow);
        backlogs.leave(day(30), flow);
        backlogs.enter(day(60), flow);
        backlogs.enter(day(70), flow);
        backlogs.turn_away(day(70), flow);
        backlogs.leave(day(129), flow);
        backlogs.enter(day(130), flow);
        let [begin, middle, end] = backlogs.figures(day(200))[0];
        assert_eq!(begin, Backlog { inside: 2, recent: 1 });
        assert_eq!(middle, Backlog { inside: 2, recent: 1 });
        assert_eq!(end, Backlog { inside: 1, recent: 0 });
    }
}
