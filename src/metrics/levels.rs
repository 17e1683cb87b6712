//! Levels over time: who is inside a stage, who waits there, how resources stand.

use super::figures::{ResourceFigures, StageFigures};
use crate::observation::Use;
use crate::stats::Level;
use crate::units::Time;

/// What goes through a stage, and what is inside.
#[derive(Debug)]
pub(super) struct StageTally {
    inside: Level,
    waiting: Level,
    arrivals: u64,
    departures: u64,
    /// Of visits that ended in the window (ms).
    waits: i64,
    blocked: i64,
    stays: i64,
    /// Time spent inside within the window by all visits (ms).
    spent: i128,
}

impl StageTally {
    pub(super) fn new() -> StageTally {
        StageTally {
            inside: Level::new(Time::ZERO),
            waiting: Level::new(Time::ZERO),
            arrivals: 0,
            departures: 0,
            waits: 0,
            blocked: 0,
            stays: 0,
            spent: 0,
        }
    }

    pub(super) fn reset(&mut self, now: Time) {
        self.inside.reset(now);
        self.waiting.reset(now);
    }

    /// A visit begins, waiting or not; it `counts` within the window.
    #[inline]
    pub(super) fn arrive(&mut self, now: Time, waits: bool, counts: bool) {
        self.inside.change(now, 1);
        if waits {
            self.waiting.change(now, 1);
        }
        self.arrivals += u64::from(counts);
    }

    /// A visit begins and ends at one instant.
    #[inline]
    pub(super) fn pass(&mut self, counts: bool) {
        self.arrivals += u64::from(counts);
        self.departures += u64::from(counts);
    }

    /// A visit ends, waiting or not, that was spent so; `inside` of it within the window.
    #[inline]
    pub(super) fn depart(&mut self, now: Time, waited: bool, visit: Option<(i64, i64, i64)>, inside: i64) {
        self.inside.change(now, -1);
        if waited {
            self.waiting.change(now, -1);
        }
        self.spent += i128::from(inside);
        if let Some((stay, wait, blocked)) = visit {
            self.departures += 1;
            self.stays += stay;
            self.waits += wait;
            self.blocked += blocked;
        }
    }

    /// A visit is still going on when the window ends; `inside` of it was within.
    pub(super) fn stay_on(&mut self, inside: i64) {
        self.spent += i128::from(inside);
    }

    #[inline]
    pub(super) fn wait(&mut self, now: Time, by: i64) {
        self.waiting.change(now, by);
    }

    pub(super) fn figures(&self, until: Time) -> StageFigures {
        let departures = self.departures;
        let each = |ms: i64| (departures > 0).then(|| ms as f64 / departures as f64 / 3_600_000.0);
        StageFigures {
            arrivals: self.arrivals,
            departures,
            inside_mean: self.inside.mean(until).unwrap_or(0.0),
            inside_p95: self.inside.quantile(0.95, until).unwrap_or(0),
            waiting_mean: self.waiting.mean(until).unwrap_or(0.0),
            waiting_p95: self.waiting.quantile(0.95, until).unwrap_or(0),
            stay_h: each(self.stays),
            wait_h: each(self.waits),
            blocked_share: (self.stays > 0).then(|| self.blocked as f64 / self.stays as f64),
            little_difference_ms: self.inside.area(until) - self.spent,
        }
    }
}

/// How the things of a resource have stood in the window.
#[derive(Debug)]
pub(super) struct ResourceTally {
    capacity: u32,
    now: Use,
    since: Time,
    busy: i128,
    blocked: i128,
    down: i128,
    closed: i128,
    idle: i128,
    active_since: Option<Time>,
    active: i64,
    periods: u64,
}

impl ResourceTally {
    pub(super) fn new(capacity: u32) -> ResourceTally {
        ResourceTally {
            capacity,
            now: Use::default(),
            since: Time::ZERO,
            busy: 0,
            blocked: 0,
            down: 0,
            closed: 0,
            idle: 0,
            active_since: None,
            active: 0,
            periods: 0,
        }
    }

    fn used(&self) -> u32 {
        self.now.busy + self.now.blocked + self.now.down + self.now.closed
    }

    fn close(&mut self, at: Time) {
        let time = i128::from((at - self.since).ms());
        if time == 0 {
            return;
        }
        self.since = at;
        let Use { busy, blocked, down, closed } = self.now;
        self.busy += time * i128::from(busy);
        self.idle += time * i128::from(self.capacity.saturating_sub(self.used()));
        if blocked | down | closed != 0 {
            self.blocked += time * i128::from(blocked);
            self.down += time * i128::from(down);
            self.closed += time * i128::from(closed);
        }
    }

    #[inline]
    pub(super) fn set(&mut self, at: Time, now: Use) {
        if now == self.now {
            return;
        }
        self.close(at);
        self.now = now;
        self.note_activity(at);
    }

    /// There are so many things from now on.
    pub(super) fn resize(&mut self, at: Time, capacity: u32) {
        self.close(at);
        self.capacity = capacity;
        self.note_activity(at);
    }

    /// Keeps the account of active periods: no thing idle for lack of work, and not all of them blocked (Roser,
    /// Nakano and Tanaka, Winter Simulation Conference 2001).
    fn note_activity(&mut self, at: Time) {
        let active = self.capacity > 0 && self.used() >= self.capacity && self.now.blocked < self.capacity;
        match (active, self.active_since) {
            (true, None) => self.active_since = Some(at),
            (false, Some(since)) => {
                self.active += (at - since).ms();
                self.periods += 1;
                self.active_since = None;
            }
            _ => {}
        }
    }

    pub(super) fn reset(&mut self, at: Time) {
        self.close(at);
        (self.busy, self.blocked, self.down, self.closed, self.idle) = (0, 0, 0, 0, 0);
        (self.active, self.periods) = (0, 0);
        self.active_since = self.active_since.map(|_| at);
    }

    pub(super) fn figures(mut self, until: Time) -> ResourceFigures {
        self.close(until);
        if let Some(since) = self.active_since {
            self.active += (until - since).ms();
            self.periods += 1;
        }
        let total = self.busy + self.blocked + self.down + self.closed + self.idle;
        let share = |part: i128| if total > 0 { part as f64 / total as f64 } else { 0.0 };
        ResourceFigures {
            busy: share(self.busy),
            blocked: share(self.blocked),
            down: share(self.down),
            closed: share(self.closed),
            idle: share(self.idle),
            active_period_h: (self.periods > 0)
                .then(|| self.active as f64 / self.periods as f64 / 3_600_000.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of two things is at work for ten hours; then there are four, and two are at work for ten hours; then there is
    /// one, and the second finishes after an hour.
    #[test]
    fn shares_are_of_the_things_that_there_were() {
        let at = |hours: i64| Time::from_ms(hours * 3_600_000);
        let busy = |busy| Use { busy, ..Use::default() };
        let mut tally = ResourceTally::new(2);
        tally.set(at(0), busy(1));
        tally.resize(at(10), 4);
        tally.set(at(10), busy(2));
        tally.resize(at(20), 1);
        tally.set(at(21), busy(1));
        let figures = tally.figures(at(30));
        // 10 + 20 + 2 + 9 of 20 + 40 + 2 + 9 hours.
        assert_eq!((figures.busy, figures.idle), (41.0 / 71.0, 30.0 / 71.0));
        // All were at work from the hour at which there was only one.
        assert_eq!(figures.active_period_h, Some(10.0));
    }
}
