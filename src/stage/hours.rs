//! Opening hours: a daily window in local time, outside which work rests.

use crate::parameter::{Fixed, table};
use crate::units::{self, Duration, Time, TimeOfDay};

table! {
    /// Daily opening hours in local time.
    pub struct HoursSpec {
        /// When work begins.
        pub opens: TimeOfDay,
        /// When work ends; earlier than `opens` means after midnight.
        pub closes: TimeOfDay,
        /// How far local time is ahead of UTC.
        pub utc_offset: Fixed<units::TimeDim>,
    }
}

/// A daily window on the simulated clock, whose zero is a midnight UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// Opening instant on the first day (UTC).
    opens: Duration,
    /// Length of the window; a whole day means never shut.
    length: Duration,
}

impl HoursSpec {
    /// The window on the simulated clock.
    #[must_use]
    pub fn compile(&self) -> Hours {
        let (opens, closes) = (self.opens.duration().ms(), self.closes.duration().ms());
        let length = (closes - opens).rem_euclid(Duration::DAY.ms());
        let length = if length == 0 { Duration::DAY.ms() } else { length };
        Hours::new(Duration::from_ms(opens) - self.utc_offset.duration(), Duration::from_ms(length))
    }
}

impl Hours {
    /// A window of `length` that opens every day at `opens` after midnight UTC.
    #[must_use]
    pub fn new(opens: Duration, length: Duration) -> Hours {
        Hours { opens: Duration::from_ms(opens.ms().rem_euclid(Duration::DAY.ms())), length }
    }

    /// Time since the last opening.
    fn since_opening(&self, at: Time) -> Duration {
        Duration::from_ms((at.ms() - self.opens.ms()).rem_euclid(Duration::DAY.ms()))
    }

    /// Whether work goes on at `at`; it does at the opening instant and does not at the closing one.
    #[must_use]
    pub fn open(&self, at: Time) -> bool {
        self.since_opening(at) < self.length
    }

    /// Time until the next opening; zero when it is open.
    #[must_use]
    pub fn until_open(&self, at: Time) -> Duration {
        if self.open(at) { Duration::ZERO } else { Duration::DAY - self.since_opening(at) }
    }

    /// Time until the window ends; zero when it is shut.
    #[must_use]
    pub fn until_shut(&self, at: Time) -> Duration {
        if self.open(at) { self.length - self.since_opening(at) } else { Duration::ZERO }
    }

    /// Time until the window next opens or ends.
    #[must_use]
    pub fn until_change(&self, at: Time) -> Duration {
        if self.open(at) { self.until_shut(at) } else { self.until_open(at) }
    }

    /// How long work of the given length takes from `from`, resting while it is shut.
    #[must_use]
    pub fn span_of(&self, from: Time, work: Duration) -> Duration {
        if self.length == Duration::DAY {
            return work;
        }
        let wait = self.until_open(from);
        let into = self.since_opening(from + wait);
        let first = self.length - into;
        if work <= first {
            return wait + work;
        }
        let rest = work - first;
        // Whole windows after the first; a rest that fills its last window exactly ends with that window.
        let windows = (rest.ms() - 1) / self.length.ms();
        let last = Duration::from_ms(rest.ms() - windows * self.length.ms());
        wait + first + (Duration::DAY - self.length) + Duration::from_ms(windows * Duration::DAY.ms()) + last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(hours: f64) -> Duration {
        Duration::from_hours(hours)
    }

    fn at(h: f64) -> Time {
        Time::ZERO + hours(h)
    }

    #[test]
    fn work_rests_overnight() {
        // 08:00 to 20:00 at UTC+5: 03:00 to 15:00 UTC.
        let desk = Hours::new(hours(3.0), hours(12.0));
        assert!(!desk.open(at(2.9)) && desk.open(at(3.0)) && desk.open(at(14.9)) && !desk.open(at(15.0)));
        assert_eq!(desk.until_open(at(16.0)), hours(11.0));
        assert_eq!(desk.span_of(at(4.0), hours(5.0)), hours(5.0));
        assert_eq!(desk.span_of(at(14.0), hours(3.0)), hours(15.0));
        assert_eq!(desk.span_of(at(20.0), hours(1.0)), hours(8.0));
        assert_eq!(desk.span_of(at(3.0), hours(24.0)), hours(36.0));
        assert_eq!(desk.span_of(at(3.0), hours(25.0)), hours(49.0));
    }

    #[test]
    fn a_window_may_cross_midnight_and_may_be_the_whole_day() {
        let night = Hours::new(hours(-4.0), hours(8.0));
        assert!(night.open(at(21.0)) && night.open(at(3.9)) && !night.open(at(4.0)));
        let always = Hours::new(Duration::ZERO, Duration::DAY);
        assert_eq!(always.span_of(at(5.0), hours(100.0)), hours(100.0));
    }
}
