//! Possessions: daily windows in which the track belongs to those who keep it up.

use super::spec::PossessionSpec;
use crate::parameter::Fixed;
use crate::units::{Date, Duration, Time};

/// Windows in a row that a search for a gap looks at before it takes the next opening: ten years of days.
const LONGEST_SEARCH: u32 = 3660;

/// The possession of a part of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Window {
    /// When the one of the run's first day begins, in time since the start: by local time, so it may be before it.
    begins: Duration,
    lasts: Duration,
    /// First and last day, counted from that of the start.
    days: (i64, i64),
    /// The part of the line (km from its eastern end).
    part: (f64, f64),
}

impl Window {
    pub(super) fn new(spec: &PossessionSpec, start: Date) -> Window {
        let day = |date: Option<Date>, otherwise| date.map_or(otherwise, |date| date.days_since(start));
        Window {
            begins: spec.begins.duration() - spec.utc_offset.duration(),
            lasts: spec.lasts.duration(),
            days: (day(spec.first, i64::MIN), day(spec.last, i64::MAX)),
            part: part(spec.from.as_ref(), spec.to.as_ref()),
        }
    }

    /// The end of the first of its days' windows that a stay from `from` until `until` would meet.
    fn end_if_met(&self, from: Time, until: Time) -> Option<Time> {
        let since = |at: Time| (at - (Time::ZERO + self.begins)).ms();
        let day = Duration::DAY.ms();
        // The earliest window that ends after `from`.
        let first = (since(from) - self.lasts.ms()).div_euclid(day) + 1;
        let number = first.max(self.days.0);
        let begins = Time::ZERO + self.begins + Duration::from_ms(number.checked_mul(day)?);
        let met = number <= self.days.1 && (begins < until || begins <= from) && self.lasts > Duration::ZERO;
        met.then(|| begins + self.lasts)
    }
}

/// A part of a line, from its eastern end to its western one where nothing else is said (km).
pub(super) fn part(
    from: Option<&Fixed<crate::units::Length>>,
    to: Option<&Fixed<crate::units::Length>>,
) -> (f64, f64) {
    (from.map_or(0.0, Fixed::get), to.map_or(f64::INFINITY, Fixed::get))
}

/// Whether two parts of a line have more in common than a point.
pub(super) fn overlap(one: (f64, f64), other: (f64, f64)) -> bool {
    one.0 < other.1 && other.0 < one.1
}

/// The first instant from `now` on at which a stay of that length between `from` and `to` (km) meets no window. A stay
/// that fits between no two windows may begin as soon as none is open.
pub(super) fn gap(windows: &[Window], (from, to): (f64, f64), now: Time, stay: Duration) -> Time {
    let search = |stay: Duration| {
        let mut at = now;
        for _ in 0..LONGEST_SEARCH {
            let here = windows.iter().filter(|window| overlap(window.part, (from, to)));
            match here.filter_map(|window| window.end_if_met(at, at + stay)).max() {
                Some(end) => at = end,
                None => return Some(at),
            }
        }
        None
    };
    if windows.is_empty() {
        return now;
    }
    search(stay).or_else(|| search(Duration::ZERO)).unwrap_or(now)
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

    fn window(begins: f64, lasts: f64, days: (i64, i64)) -> Window {
        Window { begins: hours(begins), lasts: hours(lasts), days, part: (20.0, 40.0) }
    }

    fn first(windows: &[Window], now: f64, stay: f64) -> f64 {
        gap(windows, (30.0, 50.0), at(now), hours(stay)).hours()
    }

    #[test]
    fn a_stay_begins_when_it_can_end_before_the_window() {
        let daily = [window(10.0, 2.5, (i64::MIN, i64::MAX))];
        assert_eq!(first(&daily, 9.0, 1.0), 9.0);
        assert_eq!(first(&daily, 9.1, 1.0), 12.5);
        assert_eq!(first(&daily, 10.0, 0.0), 12.5);
        assert_eq!(first(&daily, 12.5, 1.0), 12.5);
        assert_eq!(first(&daily, 34.0, 0.5), 36.5);
        // Elsewhere there is no window.
        assert_eq!(gap(&daily, (40.0, 50.0), at(11.0), hours(1.0)), at(11.0));
        // A stay of 23 h fits between no two: it begins when the window is over.
        assert_eq!(first(&daily, 11.0, 23.0), 12.5);
    }

    #[test]
    fn dated_windows_of_whole_days_close_the_line_from_the_first_to_the_last() {
        let works = [window(-6.0, 24.0, (3, 5))];
        assert_eq!(first(&works, 65.0, 1.0), 65.0);
        assert_eq!(first(&works, 65.5, 1.0), 138.0);
        assert_eq!(first(&works, 200.0, 1.0), 200.0);
    }

    #[test]
    fn local_time_may_begin_before_the_run() {
        let night = [window(-2.0, 4.0, (i64::MIN, i64::MAX))];
        assert_eq!(first(&night, 0.0, 0.0), 2.0);
        assert_eq!(first(&night, 21.0, 2.0), 26.0);
    }
}
