//! Arrivals at the same times of day: which is the next, and how many there are.

use super::spec::DailySpec;
use crate::units::{Duration, Time};

impl DailySpec {
    /// Arrivals a day, on the average.
    #[must_use]
    pub fn per_day(&self) -> f64 {
        self.times.len() as f64 / f64::from(self.every_days)
    }

    /// Number and instant of the first arrival that is neither before `now` nor before the one of that number; numbers
    /// begin on the first day of the run.
    #[must_use]
    pub fn next(&self, number: u64, now: Time) -> (u64, Time) {
        let of_a_round = self.times.len() as u64;
        let rounds = (now + self.utc_offset.duration() - Time::ZERO).ms() / self.round().ms();
        let mut number = number.max(rounds as u64 * of_a_round);
        while self.instant(number) < now {
            number += 1;
        }
        (number, self.instant(number))
    }

    /// How many arrivals there are from one instant until another, which itself does not count.
    #[must_use]
    pub fn count(&self, from: Time, until: Time) -> u64 {
        self.next(0, until).0 - self.next(0, from).0
    }

    fn round(&self) -> Duration {
        Duration::from_ms(i64::from(self.every_days) * Duration::DAY.ms())
    }

    fn instant(&self, number: u64) -> Time {
        let of_a_round = self.times.len() as u64;
        let rounds = (number / of_a_round) as i64;
        let time = self.times[(number % of_a_round) as usize].duration();
        Time::ZERO + Duration::from_ms(rounds * self.round().ms()) + time - self.utc_offset.duration()
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::{ArrivalSpec, DailySpec, Scenario};
    use crate::units::{Duration, Time};

    fn at(hours: f64) -> Time {
        Time::ZERO + Duration::from_hours(hours)
    }

    fn timetable(times: &str, offset: u32, every_days: u32) -> DailySpec {
        let law = format!(
            r#"flow.passengers-west-west.arrival={{ timetable = {{ times = {times}, utc_offset = {{ value = {offset}, unit = "h", source = "time-zones" }}, every_days = {every_days} }} }}"#
        );
        let opened = Scenario::open("base.toml", &[law]);
        let scenario = opened.unwrap_or_else(|failed| panic!("{}", failed.problems.render(&failed.files)));
        match &scenario.spec().flow["passengers-west-west"].arrival {
            ArrivalSpec::Timetable(law) => law.clone(),
            other => panic!("{other:?}"),
        }
    }

    /// 06:30 and 18:10 five hours ahead of UTC are 01:30 and 13:10.
    #[test]
    fn the_next_arrival_is_told_by_local_clocks() {
        let law = timetable(r#"["06:30", "18:10"]"#, 5, 1);
        assert_eq!(law.next(0, at(0.0)), (0, at(1.5)));
        assert_eq!(law.next(1, at(1.5)), (1, at(13.0 + 1.0 / 6.0)));
        assert_eq!(law.next(0, at(24.0 * 9.0 + 1.5)), (18, at(24.0 * 9.0 + 1.5)));
        assert_eq!(law.count(at(0.0), at(48.0)), 4);
        assert_eq!(law.count(at(1.5), at(25.5)), 2);
        assert_eq!(law.per_day(), 2.0);
    }

    /// Every second day from the first of the run on: at 03:00, less five hours, that is first on the third day.
    #[test]
    fn days_are_counted_from_the_first_of_the_run() {
        let law = timetable(r#"["03:00"]"#, 5, 2);
        assert_eq!(law.next(0, at(0.0)), (1, at(46.0)));
        assert_eq!(law.next(2, at(46.0)), (2, at(94.0)));
        assert_eq!(law.per_day(), 0.5);
    }
}
