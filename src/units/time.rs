//! The simulated clock: whole milliseconds, so that equality, ordering and sums are exact.

use std::fmt;
use std::ops::{Add, AddAssign, Sub, SubAssign};

const MS_PER_SECOND: i64 = 1_000;
const MS_PER_MINUTE: i64 = 60 * MS_PER_SECOND;
const MS_PER_HOUR: i64 = 60 * MS_PER_MINUTE;
const MS_PER_DAY: i64 = 24 * MS_PER_HOUR;

/// A length beyond the end of every run, and so short that a thousand of them can be added up: what lasts longer by its
/// scenario, or by a draw from far out in a tail, lasts for ever all the same.
const LONGEST_MS: f64 = (1_u64 << 53) as f64;

/// A point on the simulated clock, in whole milliseconds since the scenario's start (UTC).
///
/// Integers, because a float clock loses the equality of two instants that were reached by different sums.
/// Two times can be subtracted but not added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

/// A length of simulated time, in whole milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(i64);

impl Time {
    /// The scenario's start.
    pub const ZERO: Time = Time(0);
    /// Later than every instant a run can reach.
    pub const MAX: Time = Time(i64::MAX);

    /// The instant `ms` milliseconds after the start.
    #[must_use]
    pub const fn from_ms(ms: i64) -> Time {
        Time(ms)
    }

    /// Milliseconds since the start.
    #[must_use]
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// Hours since the start.
    #[must_use]
    pub fn hours(self) -> f64 {
        Duration(self.0).hours()
    }
}

impl Duration {
    /// No time at all.
    pub const ZERO: Duration = Duration(0);
    /// One hour.
    pub const HOUR: Duration = Duration(MS_PER_HOUR);
    /// One day of 24 hours.
    pub const DAY: Duration = Duration(MS_PER_DAY);

    /// `ms` milliseconds.
    #[must_use]
    pub const fn from_ms(ms: i64) -> Duration {
        Duration(ms)
    }

    /// `hours` hours, rounded once to the nearest millisecond (halves away from zero).
    #[inline]
    #[must_use]
    pub fn from_hours(hours: f64) -> Duration {
        Duration::nearest(hours * MS_PER_HOUR as f64)
    }

    /// The length nearest to `ms` milliseconds (halves away from zero), at most 2^53.
    #[inline]
    #[must_use]
    pub fn nearest(ms: f64) -> Duration {
        let ms = ms.clamp(-LONGEST_MS, LONGEST_MS);
        let whole = ms as i64;
        // Exact: below 2^52 nothing is rounded in the difference, and above it there is none.
        let rest = ms - whole as f64;
        Duration(whole + i64::from(rest >= 0.5) - i64::from(rest <= -0.5))
    }

    /// Length in milliseconds.
    #[must_use]
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// Length in hours.
    #[must_use]
    pub fn hours(self) -> f64 {
        self.0 as f64 / MS_PER_HOUR as f64
    }

    /// Length in days of 24 hours.
    #[must_use]
    pub fn days(self) -> f64 {
        self.0 as f64 / MS_PER_DAY as f64
    }

    /// The length in the largest unit in which it is short to write: `6 d`, `5.5 d`, `3 h`, `100 min`.
    #[must_use]
    pub fn brief(self) -> String {
        let units = [("d", MS_PER_DAY), ("h", MS_PER_HOUR), ("min", MS_PER_MINUTE), ("s", MS_PER_SECOND)];
        let short = units.into_iter().find(|(_, ms)| self.0 * 100 % ms == 0 && self.0.abs() >= *ms);
        let (unit, ms) = short.unwrap_or(("s", MS_PER_SECOND));
        format!("{} {unit}", self.0 as f64 / ms as f64)
    }
}

impl Add<Duration> for Time {
    type Output = Time;
    #[inline]
    fn add(self, by: Duration) -> Time {
        Time(self.0 + by.0)
    }
}

impl Sub<Duration> for Time {
    type Output = Time;
    #[inline]
    fn sub(self, by: Duration) -> Time {
        Time(self.0 - by.0)
    }
}

impl Sub for Time {
    type Output = Duration;
    #[inline]
    fn sub(self, earlier: Time) -> Duration {
        Duration(self.0 - earlier.0)
    }
}

impl Add for Duration {
    type Output = Duration;
    fn add(self, other: Duration) -> Duration {
        Duration(self.0 + other.0)
    }
}

impl Sub for Duration {
    type Output = Duration;
    fn sub(self, other: Duration) -> Duration {
        Duration(self.0 - other.0)
    }
}

impl AddAssign for Duration {
    fn add_assign(&mut self, other: Duration) {
        self.0 += other.0;
    }
}

impl SubAssign for Duration {
    fn sub_assign(&mut self, other: Duration) {
        self.0 -= other.0;
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} h", self.hours())
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} h", self.hours())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_longer_than_any_run_can_still_be_added_up() {
        let longest = Duration::from_hours(1e308);
        assert!(longest.days() > 365.0 * 100_000.0 && longest == Duration::nearest(f64::INFINITY));
        let end = (0..1_000).fold(Time::from_ms(0), |time, _| time + longest);
        assert!(end > Time::from_ms(0));
        assert_eq!(Duration::nearest(-f64::INFINITY).ms(), -longest.ms());
        assert!(!longest.brief().is_empty());
    }

    #[test]
    fn brief_lengths_are_in_the_largest_unit_that_fits() {
        let brief = |minutes: i64| Duration::from_ms(minutes * MS_PER_MINUTE).brief();
        let shown = [8640, 7920, 180, 2160, 100, 90, 0].map(brief);
        assert_eq!(shown, ["6 d", "5.5 d", "3 h", "1.5 d", "100 min", "1.5 h", "0 s"]);
        assert_eq!(Duration::from_ms(1_234).brief(), "1.234 s");
    }
}
