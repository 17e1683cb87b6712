//! Shifts: how many machines are manned at what hour.

use std::collections::BTreeMap;

use super::hours::{Hours, HoursSpec};
use crate::parameter::{Fixed, Name, table};
use crate::units::{self, Duration, Time};

table! {
    /// A shift, every day.
    pub struct ShiftSpec {
        /// Its hours, in local time.
        pub hours: HoursSpec,
        /// Cranes or ramps that it mans.
        pub cranes: Fixed<units::Cranes>,
    }
}

/// Shifts on the simulated clock. Where they overlap their machines add up.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shifts(Vec<(Hours, u32)>);

impl Shifts {
    /// The shifts of a table; none if it is empty: work never rests.
    pub(crate) fn new(specs: &BTreeMap<Name, ShiftSpec>) -> Option<Shifts> {
        let shifts: Vec<_> =
            specs.values().map(|shift| (shift.hours.compile(), shift.cranes.count())).collect();
        (!shifts.is_empty()).then_some(Shifts(shifts))
    }

    /// Machines that are manned at an instant.
    pub(crate) fn manned(&self, at: Time) -> u32 {
        self.0.iter().filter(|(hours, _)| hours.open(at)).map(|&(_, cranes)| cranes).sum()
    }

    /// Time until a shift begins or ends.
    pub(crate) fn until_change(&self, at: Time) -> Duration {
        self.0.iter().map(|(hours, _)| hours.until_change(at)).min().expect("there is a shift")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_shifts_add_up_and_the_night_may_be_empty() {
        let at = |h: f64| Time::ZERO + Duration::from_hours(h);
        let hours =
            |from: f64, length: f64| Hours::new(Duration::from_hours(from), Duration::from_hours(length));
        let shifts = Shifts(vec![(hours(6.0, 10.0), 2), (hours(14.0, 8.0), 3)]);
        let manned = [5.0, 6.0, 15.0, 16.0, 22.0].map(|h| shifts.manned(at(h)));
        assert_eq!(manned, [0, 2, 5, 3, 0]);
        let until = [5.0, 6.0, 15.0, 23.0].map(|h| shifts.until_change(at(h)).hours());
        assert_eq!(until, [1.0, 8.0, 1.0, 7.0]);
    }
}
