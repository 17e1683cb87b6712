//! Calendar dates and times of day, in UTC and the proleptic Gregorian calendar.
//!
//! Day numbers by the `days_from_civil` and `civil_from_days` algorithms of H. Hinnant, "chrono-compatible low-level
//! date algorithms" (2013).

use super::Duration;
use std::fmt;

const MS_PER_DAY: i64 = 86_400_000;
const DAYS_PER_ERA: i64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i64);

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// The seven days in order, Monday first.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// Whether it is a Saturday or a Sunday.
    #[must_use]
    pub fn is_weekend(self) -> bool {
        matches!(self, Weekday::Saturday | Weekday::Sunday)
    }
}

impl Date {
    /// The day `day` of `month` in `year`; `None` if the calendar has no such day. Years 0 to 9999.
    #[must_use]
    pub fn new(year: i64, month: u32, day: u32) -> Option<Date> {
        if !(0..=9999).contains(&year) || !(1..=12).contains(&month) {
            return None;
        }
        (1..=days_in_month(year, month)).contains(&day).then(|| Date(days_from_civil(year, month, day)))
    }

    /// The day `days` after 1970-01-01.
    #[must_use]
    pub const fn from_days(days: i64) -> Date {
        Date(days)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i64 {
        self.0
    }

    /// The day `days` later, or earlier if negative.
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Date {
        Date(self.0 + days)
    }

    /// Days from `earlier` to this day.
    #[must_use]
    pub const fn days_since(self, earlier: Date) -> i64 {
        self.0 - earlier.0
    }

    /// Calendar year.
    #[must_use]
    pub fn year(self) -> i64 {
        civil_from_days(self.0).0
    }

    /// Month of the year, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        civil_from_days(self.0).1
    }

    /// Day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u32 {
        civil_from_days(self.0).2
    }

    /// Day of the year, 1 to 366.
    #[must_use]
    pub fn day_of_year(self) -> u32 {
        let start = days_from_civil(self.year(), 1, 1);
        u32::try_from(self.0 - start + 1).unwrap_or(1)
    }

    /// Day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        let index = usize::try_from((self.0 + 3).rem_euclid(7)).unwrap_or(0);
        Weekday::ALL[index]
    }

    /// Reads an instant as ISO 8601 writes it, in UTC: `2023-01-02`, or with a time after a `T` or a blank, such as
    /// `2023-01-02T05:04Z` or `2023-01-02 05:04:03`. The result is the day and the milliseconds since its midnight.
    #[must_use]
    pub fn parse_instant(text: &str) -> Option<(Date, i64)> {
        let number = |range: std::ops::Range<usize>| -> Option<i64> {
            let digits = text.get(range)?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let mark =
            |at: usize, allowed: &[u8]| text.as_bytes().get(at).is_some_and(|byte| allowed.contains(byte));
        if !mark(4, b"-") || !mark(7, b"-") {
            return None;
        }
        let date = Date::new(number(0..4)?, number(5..7)?.try_into().ok()?, number(8..10)?.try_into().ok()?)?;
        let rest = text.strip_suffix('Z').map_or(text.len(), str::len);
        let seconds = match rest {
            10 if rest == text.len() => 0,
            16 | 19 if mark(10, b"T ") && mark(13, b":") => {
                let (hour, minute) = (number(11..13)?, number(14..16)?);
                let second = if rest == 16 { 0 } else { number(17..19).filter(|_| mark(16, b":"))? };
                (hour < 24 && minute < 60 && second < 60).then_some(hour * 3600 + minute * 60 + second)?
            }
            _ => return None,
        };
        Some((date, seconds * 1000))
    }

    /// The instant `ms` milliseconds after the midnight that begins this day, such as `2023-01-02T05:04:03Z`
    /// (UTC, whole seconds, rounded down).
    #[must_use]
    pub fn iso(self, ms: i64) -> String {
        let date = Date(self.0 + ms.div_euclid(MS_PER_DAY));
        let seconds = ms.rem_euclid(MS_PER_DAY) / 1000;
        format!("{date}T{:02}:{:02}:{:02}Z", seconds / 3600, seconds / 60 % 60, seconds % 60)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.0);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A time of day, to the minute; 24:00 is the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(u32);

impl TimeOfDay {
    /// `hour`:`minute`; `None` outside 00:00 to 24:00.
    #[must_use]
    pub fn new(hour: u32, minute: u32) -> Option<TimeOfDay> {
        ((hour < 24 && minute < 60) || (hour == 24 && minute == 0)).then_some(TimeOfDay(hour * 60 + minute))
    }

    /// Reads `HH:MM`: two digits, a colon, two digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<TimeOfDay> {
        let (hour, minute) = text.split_once(':')?;
        let two =
            |s: &str| (s.len() == 2 && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok())?;
        TimeOfDay::new(two(hour)?, two(minute)?)
    }

    /// Minutes after midnight, 0 to 1440.
    #[must_use]
    pub const fn minutes(self) -> u32 {
        self.0
    }

    /// Time since midnight.
    #[must_use]
    pub fn duration(self) -> Duration {
        Duration::from_ms(i64::from(self.0) * 60_000)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

fn days_in_month(year: i64, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let month = i64::from(month);
    // The year begins in March, so that the leap day is its last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_PER_ERA + day_of_era - EPOCH
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let days = days + EPOCH;
    let era = days.div_euclid(DAYS_PER_ERA);
    let day_of_era = days.rem_euclid(DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * shifted + 2) / 5 + 1) as u32;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 } as u32;
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days() {
        assert_eq!(Date::new(1970, 1, 1).unwrap().days(), 0);
        assert_eq!(Date::new(2000, 3, 1).unwrap().days(), 11_017);
        let start = Date::new(2022, 10, 3).unwrap();
        assert_eq!(start.weekday(), Weekday::Monday);
        assert_eq!(start.plus_days(91).to_string(), "2023-01-02");
        assert_eq!(Date::new(2023, 12, 31).unwrap().days_since(start), 454);
        assert_eq!(Date::new(2024, 12, 31).unwrap().day_of_year(), 366);
        assert!(Date::new(2023, 12, 31).unwrap().weekday().is_weekend());
    }

    #[test]
    fn impossible_days_are_refused() {
        assert_eq!(Date::new(2023, 2, 29), None);
        assert_eq!(Date::new(1900, 2, 29), None);
        assert!(Date::new(2000, 2, 29).is_some() && Date::new(2024, 2, 29).is_some());
        assert_eq!(Date::new(2023, 13, 1), None);
        assert_eq!(Date::new(2023, 4, 31), None);
        assert_eq!(Date::new(2023, 4, 0), None);
    }

    #[test]
    fn every_day_of_four_centuries_comes_back() {
        let mut expected = days_from_civil(1900, 1, 1);
        for year in 1900..2300 {
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    let date = Date::new(year, month, day).unwrap();
                    assert_eq!(date.days(), expected);
                    assert_eq!((date.year(), date.month(), date.day()), (year, month, day));
                    expected += 1;
                }
            }
        }
    }

    #[test]
    fn instants_print_as_iso() {
        let day = Date::new(2023, 1, 2).unwrap();
        assert_eq!(day.iso((5 * 3600 + 4 * 60 + 3) * 1000 + 999), "2023-01-02T05:04:03Z");
        assert_eq!(day.iso(86_400_000), "2023-01-03T00:00:00Z");
        assert_eq!(day.iso(-1), "2023-01-01T23:59:59Z");
    }

    #[test]
    fn instants_are_read_as_they_are_printed() {
        let day = Date::new(2023, 1, 2).unwrap();
        for (text, seconds) in [
            ("2023-01-02", 0),
            ("2023-01-02T05:04Z", 5 * 3600 + 4 * 60),
            ("2023-01-02 05:04", 5 * 3600 + 4 * 60),
            ("2023-01-02T23:59:59Z", 86_399),
        ] {
            assert_eq!(Date::parse_instant(text), Some((day, seconds * 1000)), "{text}");
        }
        for bad in [
            "2023-02-29",
            "2023-1-2",
            "2023-01-02Z",
            "2023-01-02T24:00",
            "2023-01-02T05:60",
            "2023-01-02T05:04+05:00",
            "2023-01-02T05",
            "02.01.2023",
            "2023-01-0é",
            "",
            "2023-01-02T05:04:3",
            "+023-01-02",
        ] {
            assert_eq!(Date::parse_instant(bad), None, "{bad}");
        }
    }

    #[test]
    fn times_of_day() {
        assert_eq!(TimeOfDay::parse("08:30").unwrap().minutes(), 510);
        assert_eq!(TimeOfDay::parse("24:00").unwrap().duration(), Duration::DAY);
        for bad in ["8:30", "24:01", "12:60", "12", "1a:00", "+1:00", ""] {
            assert_eq!(TimeOfDay::parse(bad), None, "{bad}");
        }
        assert_eq!(TimeOfDay::new(9, 5).unwrap().to_string(), "09:05");
    }
}
