//! W1, the hold model: a calendar with a constant number of pending events.
//!
//! Each of `pending` events lies an exponential time of mean 1 h ahead. Then, so many times as there are holds, the
//! earliest is taken off and put back an exponential time of mean 1 h later. The holds have a rate of `pending` an
//! hour. Source: Jones, "An empirical comparison of priority-queue and event-set implementations", Communications of
//! the ACM 29 (1986).
//!
//! Drawing is a part of the work, as in the programs of `benches/peers`: one ziggurat on a xoshiro256++, not the keyed
//! draws of the simulator. Times are whole milliseconds, and events of one instant keep their order exactly.

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Exp1};

use transcaspian::engine::{Calendar, Priority};
use transcaspian::units::{Duration, Time};

const MS_PER_HOUR: f64 = 3_600_000.0;

/// A calendar in steady state.
pub(crate) struct Hold {
    calendar: Calendar<u32>,
    random: Xoshiro256PlusPlus,
}

impl Hold {
    /// A calendar with so many pending events.
    pub(crate) fn new(pending: u32) -> Hold {
        let mut hold = Hold { calendar: Calendar::new(), random: Xoshiro256PlusPlus::seed_from_u64(1) };
        for event in 0..pending {
            let delay = hold.delay();
            hold.calendar.schedule(Time::ZERO + delay, Priority(0), event);
        }
        hold
    }

    fn delay(&mut self) -> Duration {
        let hours: f64 = Exp1.sample(&mut self.random);
        Duration::from_ms((hours * MS_PER_HOUR) as i64)
    }

    /// Takes the earliest event off and puts it back, so many times.
    pub(crate) fn run(&mut self, holds: u64) {
        for _ in 0..holds {
            let (now, event) = self.calendar.pop().expect("as many are pending as at first");
            let delay = self.delay();
            self.calendar.schedule(now + delay, Priority(0), event);
        }
    }

    /// Simulated time so far (h).
    pub(crate) fn hours(&self) -> f64 {
        (self.calendar.now() - Time::ZERO).hours()
    }

    /// Refuses a calendar that has lost events, or on which `holds` holds took another time than theory says. Their
    /// mean is within five standard errors for all but one seed in a million.
    pub(crate) fn check(&self, pending: u32, holds: u64) {
        assert_eq!(self.calendar.len(), pending as usize, "pending events of the hold model");
        let hours = self.hours();
        let theory = holds as f64 / f64::from(pending);
        // The present is the earliest of all pending events, which spreads by a few means of the gap between holds.
        let allowed = 5.0 * (holds as f64).sqrt() / f64::from(pending) + 20.0 / f64::from(pending);
        assert!(
            (hours - theory).abs() < allowed,
            "{holds} holds took {hours} h of simulated time, not {theory} h within {allowed} h"
        );
    }
}
