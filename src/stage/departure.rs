//! When a carrier leaves: one rule for ships and trains alike.

use crate::parameter::{Empty, Fixed, choice, table};
use crate::units::{self, Duration, Time};

choice! {
    /// When a carrier that is being loaded leaves.
    pub enum DepartureRule {
        /// As soon as it is full, and never before.
        WhenFull("when_full"): Empty,
        /// As soon as it has a minimum load and nothing more is at hand; after the longest wait with any load.
        MinimumLoad("minimum_load"): MinimumLoadSpec,
        /// At fixed times, with what is on board.
        Timetable("timetable"): TimetableSpec,
        /// As soon as it is full, or after the longest wait with a minimum load or any.
        FullOrAfter("full_or_after"): FullOrAfterSpec,
    }
}

table! {
    /// A least load, and how long it is waited for.
    pub struct MinimumLoadSpec {
        /// Least load as a share of what the carrier can take.
        pub share: Fixed<units::Share>,
        /// Longest wait, counted from the beginning of loading; without it the least load is waited for.
        pub longest_wait: Option<Fixed<units::TimeDim>>,
    }
}

table! {
    /// Departures at equal intervals.
    pub struct TimetableSpec {
        /// Time between departures.
        pub every: Fixed<units::TimeDim>,
        /// Time of the first departure after the scenario's start.
        pub offset: Option<Fixed<units::TimeDim>>,
        /// Whether a departure is one vessel's and another waits for the next; of trains for one path that is always so.
        pub exclusive: bool = false,
    }
}

table! {
    /// A longest wait, and what must be on board by then.
    pub struct FullOrAfterSpec {
        /// Longest wait, counted from the beginning of loading.
        pub longest_wait: Fixed<units::TimeDim>,
        /// Least load as a share of what the carrier can take; after the wait it leaves as soon as it has that.
        pub minimum: Option<Fixed<units::Share>>,
    }
}

/// A departure rule, ready to be asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Departure {
    /// When full.
    WhenFull,
    /// With at least this share, or after the longest wait with any load.
    MinimumLoad {
        /// Least share of what the carrier can take.
        share: f64,
        /// Longest wait.
        longest: Option<Duration>,
    },
    /// At fixed times.
    Timetable {
        /// Interval.
        every: Duration,
        /// First time.
        offset: Duration,
        /// Whether a departure is one vessel's.
        exclusive: bool,
    },
    /// When full, or after the longest wait with a minimum load.
    FullOrAfter {
        /// Longest wait.
        longest: Duration,
        /// Least share of what the carrier can take; 0 for any load.
        minimum: f64,
    },
}

impl DepartureRule {
    /// The rule on the simulated clock.
    #[must_use]
    pub fn compile(&self) -> Departure {
        match self {
            DepartureRule::WhenFull(_) => Departure::WhenFull,
            DepartureRule::MinimumLoad(rule) => Departure::MinimumLoad {
                share: rule.share.get(),
                longest: rule.longest_wait.as_ref().map(Fixed::duration),
            },
            DepartureRule::Timetable(rule) => Departure::Timetable {
                every: rule.every.duration(),
                offset: rule.offset.as_ref().map_or(Duration::ZERO, Fixed::duration),
                exclusive: rule.exclusive,
            },
            DepartureRule::FullOrAfter(rule) => Departure::FullOrAfter {
                longest: rule.longest_wait.duration(),
                minimum: rule.minimum.as_ref().map_or(0.0, Fixed::get),
            },
        }
    }
}

impl Departure {
    /// Whether a carrier with this load leaves now, when nothing more is at hand for it. `due` says that its
    /// deadline has come or is past.
    #[must_use]
    pub fn leaves(&self, load: f64, full: bool, due: bool) -> bool {
        match *self {
            Departure::WhenFull => full,
            Departure::MinimumLoad { share, .. } => {
                full || (load > 0.0 && load >= share) || (due && load > 0.0)
            }
            Departure::Timetable { .. } => due,
            Departure::FullOrAfter { minimum, .. } => full || (due && load > 0.0 && load >= minimum),
        }
    }

    /// The instant at which a carrier that began to load at `began` has waited long enough, or is due by timetable:
    /// not at the departure `last` once more.
    #[must_use]
    pub fn deadline_after(&self, last: Option<Time>, began: Time) -> Option<Time> {
        let next = last.map_or(began, |last| began.max(last + Duration::from_ms(1)));
        self.deadline(if matches!(self, Departure::Timetable { .. }) { next } else { began })
    }

    /// The instant at which a carrier that began to load at `began` has waited long enough, or is due by timetable.
    #[must_use]
    pub fn deadline(&self, began: Time) -> Option<Time> {
        match *self {
            Departure::WhenFull => None,
            Departure::MinimumLoad { longest, .. } => longest.map(|wait| began + wait),
            Departure::FullOrAfter { longest, .. } => Some(began + longest),
            Departure::Timetable { every, offset, .. } => {
                let since = (began - (Time::ZERO + offset)).ms();
                let departures = if since <= 0 { 0 } else { (since + every.ms() - 1) / every.ms() };
                Some(Time::ZERO + offset + Duration::from_ms(departures * every.ms()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(hours: f64) -> Duration {
        Duration::from_hours(hours)
    }

    #[test]
    fn each_rule_leaves_when_it_says() {
        let full = Departure::WhenFull;
        assert!(full.leaves(1.0, true, false) && !full.leaves(0.9, false, true));
        let least = Departure::MinimumLoad { share: 0.5, longest: Some(hours(48.0)) };
        assert!(least.leaves(0.5, false, false) && !least.leaves(0.4, false, false));
        assert!(least.leaves(0.4, false, true) && !least.leaves(0.0, false, true));
        let any = Departure::MinimumLoad { share: 0.0, longest: None };
        assert!(any.leaves(0.01, false, false) && !any.leaves(0.0, false, false));
        let after = Departure::FullOrAfter { longest: hours(24.0), minimum: 0.0 };
        assert!(after.leaves(0.1, false, true) && !after.leaves(0.9, false, false));
        let enough = Departure::FullOrAfter { longest: hours(24.0), minimum: 0.5 };
        assert!(enough.leaves(0.5, false, true) && !enough.leaves(0.4, false, true));
        assert!(enough.leaves(1.0, true, false) && !enough.leaves(0.9, false, false));
        let timetable = Departure::Timetable { every: hours(24.0), offset: hours(6.0), exclusive: false };
        assert!(timetable.leaves(0.0, false, true) && !timetable.leaves(1.0, true, false));
    }

    #[test]
    fn a_timetable_names_the_next_departure() {
        let timetable = Departure::Timetable { every: hours(24.0), offset: hours(6.0), exclusive: false };
        let at = |h: f64| timetable.deadline(Time::ZERO + hours(h)).map(Time::hours);
        assert_eq!(at(0.0), Some(6.0));
        assert_eq!(at(6.0), Some(6.0));
        assert_eq!(at(6.5), Some(30.0));
        let after = |last: f64, h: f64| {
            timetable.deadline_after(Some(Time::ZERO + hours(last)), Time::ZERO + hours(h)).map(Time::hours)
        };
        assert_eq!(
            (after(6.0, 2.0), after(6.0, 6.0), after(6.0, 31.0)),
            (Some(30.0), Some(30.0), Some(54.0))
        );
    }
}
