//! The calendar of a window: its months, their seasons, and how long ports were closed in each.

use std::collections::BTreeMap;

use crate::cargo::StageId;
use crate::units::{Date, Duration, Time};

/// A part of the year that is reported by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Season {
    /// November to March.
    Winter,
    /// April to October.
    Summer,
}

impl Season {
    /// Both, in the order of tables.
    pub const ALL: [Season; 2] = [Season::Winter, Season::Summer];

    /// The season of a month, 1 being January.
    #[must_use]
    pub fn of_month(month: u32) -> Season {
        if (4..=10).contains(&month) { Season::Summer } else { Season::Winter }
    }

    /// Position in a table of both.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// The name used in result files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Season::Winter => "winter",
            Season::Summer => "summer",
        }
    }
}

/// A calendar month of a window, or the part of it that lies in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// Its first day, in the window or not.
    pub first: Date,
    /// When it begins, but not before the window.
    pub begins: Time,
    /// Its season.
    pub season: Season,
}

/// The calendar months (UTC) of the window from `from` to `until`, of a clock that begins on `start`.
#[must_use]
pub fn months(start: Date, (from, until): (Time, Time)) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    let mut day = start.plus_days(from.ms().div_euclid(Duration::DAY.ms()));
    let midnight = |day: Date| Time::from_ms(day.days_since(start) * Duration::DAY.ms());
    while months.is_empty() || midnight(day) < until {
        let first = day.plus_days(1 - i64::from(day.day()));
        months.push(Month {
            first,
            begins: midnight(first).max(from),
            season: Season::of_month(first.month()),
        });
        // No month has 32 days, and none fewer than 4.
        let next = first.plus_days(31);
        day = next.plus_days(1 - i64::from(next.day()));
    }
    months
}

/// When each port was closed to vessels, by month of the window.
#[derive(Debug)]
pub(super) struct Closures {
    begins: Vec<Time>,
    until: Time,
    /// Since when those that are closed are.
    since: BTreeMap<StageId, Time>,
    /// Time closed in each month (ms), of every port that was ever closed.
    closed: BTreeMap<StageId, Vec<i64>>,
}

impl Closures {
    pub(super) fn new(months: &[Month], until: Time) -> Closures {
        Closures {
            begins: months.iter().map(|month| month.begins).collect(),
            until,
            since: BTreeMap::new(),
            closed: BTreeMap::new(),
        }
    }

    /// A port is closed, or open, from now on.
    pub(super) fn set(&mut self, now: Time, stage: StageId, closed: bool) {
        if closed {
            self.since.entry(stage).or_insert(now);
        } else if let Some(since) = self.since.remove(&stage) {
            self.book(stage, since, now);
        }
    }

    fn book(&mut self, stage: StageId, since: Time, now: Time) {
        let months = self.begins.len();
        let row = self.closed.entry(stage).or_insert_with(|| vec![0; months]);
        for (at, time) in row.iter_mut().enumerate() {
            let ends = self.begins.get(at + 1).copied().unwrap_or(self.until);
            *time += (now.min(ends) - since.max(self.begins[at])).ms().max(0);
        }
    }

    /// Hours closed in each month by port; ports that were never closed are not in it.
    pub(super) fn figures(mut self, end: Time) -> Vec<BTreeMap<StageId, f64>> {
        for (stage, since) in std::mem::take(&mut self.since) {
            self.book(stage, since, end);
        }
        let hours = |at: usize| {
            let rows = self.closed.iter();
            rows.map(|(&stage, row)| (stage, Duration::from_ms(row[at]).hours())).collect()
        };
        (0..self.begins.len()).map(hours).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(days: i64) -> Time {
        Time::ZERO + Duration::from_ms(days * Duration::DAY.ms())
    }

    #[test]
    fn months_begin_on_the_first_or_with_the_window() {
        let start = Date::new(2022, 10, 3).unwrap();
        let all = months(start, (day(91), day(91 + 364)));
        assert_eq!(all.len(), 12);
        assert_eq!((all[0].first.to_string().as_str(), all[0].begins), ("2023-01-01", day(91)));
        assert_eq!((all[1].first.to_string().as_str(), all[1].begins), ("2023-02-01", day(121)));
        assert_eq!(all[11].first.to_string(), "2023-12-01");
        let winter: Vec<usize> = (0..12).filter(|&at| all[at].season == Season::Winter).collect();
        assert_eq!(winter, [0, 1, 2, 10, 11]);
        // A window that ends at midnight does not reach into the month that then begins.
        assert_eq!(months(start, (day(0), day(29))).len(), 1);
        assert_eq!(months(start, (day(0), day(30))).len(), 2);
        assert_eq!(months(start, (day(5), day(5))).len(), 1);
    }

    #[test]
    fn closures_are_cut_at_the_turn_of_the_month_and_at_the_edges_of_the_window() {
        let start = Date::new(2023, 1, 31).unwrap();
        let window = (day(0), day(5));
        let mut closures = Closures::new(&months(start, window), window.1);
        let port = StageId(3);
        closures.set(Time::ZERO + Duration::from_hours(12.0), port, true);
        closures.set(day(1), port, true);
        closures.set(Time::ZERO + Duration::from_hours(30.0), port, false);
        closures.set(day(2), port, false);
        closures.set(day(4), port, true);
        let figures = closures.figures(day(9));
        assert_eq!(figures.len(), 2);
        assert_eq!((figures[0][&port], figures[1][&port]), (12.0, 6.0 + 24.0));
    }
}
