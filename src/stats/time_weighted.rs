//! The level of something over time: queue length, cranes busy, wagons in a yard.

use crate::units::Time;

/// A level that changes at instants, its integral, and how long it stood at each value.
///
/// All sums are integers, so they are exact and the same in every order. Memory: eight bytes for each value
/// from 0 to the highest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    start: Time,
    since: Time,
    level: i64,
    ms_at: Vec<i64>,
}

impl Level {
    /// A level of 0 from `start` on.
    #[must_use]
    pub fn new(start: Time) -> Level {
        Level { start, since: start, level: 0, ms_at: Vec::new() }
    }

    /// Sets the level from `at` on.
    ///
    /// # Panics
    ///
    /// When `at` is before the last change or `level` is negative: both are mistakes of the caller.
    #[inline]
    pub fn set(&mut self, at: Time, level: i64) {
        assert!(level >= 0, "a level of {level} at {at}");
        self.close(at);
        self.level = level;
    }

    /// Raises or lowers the level from `at` on.
    ///
    /// # Panics
    ///
    /// As [`Level::set`].
    #[inline]
    pub fn change(&mut self, at: Time, by: i64) {
        self.set(at, self.level + by);
    }

    /// Begins the statistics anew at `at`, at the level that stands.
    ///
    /// # Panics
    ///
    /// When `at` is before the last change.
    pub fn reset(&mut self, at: Time) {
        assert!(at >= self.since, "a level reset at {at}, before its last change at {}", self.since);
        (self.start, self.since) = (at, at);
        self.ms_at.clear();
    }

    /// The level now.
    #[must_use]
    pub fn level(&self) -> i64 {
        self.level
    }

    /// The integral of the level from the start to `until`, in milliseconds.
    ///
    /// # Panics
    ///
    /// When `until` is before the last change, here and below: the past is not kept.
    #[must_use]
    pub fn area(&self, until: Time) -> i128 {
        let closed: i128 = (0..).zip(&self.ms_at).map(|(level, &ms): (i128, _)| level * i128::from(ms)).sum();
        closed + i128::from(self.level) * i128::from(self.open_ms(until))
    }

    /// The mean level from the start to `until`; `None` if no time has passed.
    #[must_use]
    pub fn mean(&self, until: Time) -> Option<f64> {
        let area = self.area(until);
        let ms = (until - self.start).ms();
        (ms > 0).then(|| area as f64 / ms as f64)
    }

    /// The smallest level that is not exceeded for at least a share `p` of the time from the start to
    /// `until`.
    ///
    /// `None` if no time has passed or `p` is outside [0, 1].
    #[must_use]
    pub fn quantile(&self, p: f64, until: Time) -> Option<i64> {
        let open = self.open_ms(until);
        let total = (until - self.start).ms();
        if total <= 0 || !(0.0..=1.0).contains(&p) {
            return None;
        }
        // At p = 0 the smallest level that occurred: some time must have passed at it.
        let needed = (libm::ceil(p * total as f64) as i64).clamp(1, total);
        let mut passed = 0;
        for level in 0..=self.level.max(self.ms_at.len() as i64) {
            passed += self.closed_ms(level) + if level == self.level { open } else { 0 };
            if passed >= needed {
                return Some(level);
            }
        }
        None
    }

    /// How long the level stood at each value from the start to `until`, in milliseconds, from 0 to the
    /// highest that stood.
    #[must_use]
    pub fn ms_by_level(&self, until: Time) -> Vec<i64> {
        let mut ms_at = self.ms_at.clone();
        add_ms(&mut ms_at, self.level, self.open_ms(until));
        ms_at
    }

    #[inline]
    fn close(&mut self, at: Time) {
        let ms = self.open_ms(at);
        if ms > 0 {
            add_ms(&mut self.ms_at, self.level, ms);
            self.since = at;
        }
    }

    /// Milliseconds since the last change.
    #[inline]
    fn open_ms(&self, until: Time) -> i64 {
        assert!(
            until >= self.since,
            "a level asked for at {until}, before its last change at {}",
            self.since
        );
        (until - self.since).ms()
    }

    fn closed_ms(&self, level: i64) -> i64 {
        usize::try_from(level).ok().and_then(|index| self.ms_at.get(index)).copied().unwrap_or(0)
    }
}

#[inline]
fn add_ms(ms_at: &mut Vec<i64>, level: i64, ms: i64) {
    match ms_at.get_mut(level as usize) {
        Some(sum) => *sum += ms,
        None => add_ms_at_new(ms_at, level, ms),
    }
}

#[cold]
fn add_ms_at_new(ms_at: &mut Vec<i64>, level: i64, ms: i64) {
    if ms > 0 {
        let index = usize::try_from(level).expect("a level is not negative");
        ms_at.resize(index + 1, 0);
        ms_at[index] = ms;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Time {
        Time::from_ms(ms)
    }

    #[test]
    fn integrates() {
        let mut level = Level::new(at(10));
        level.set(at(20), 2);
        level.change(at(25), 3);
        level.change(at(25), -4);
        assert_eq!(level.level(), 1);
        assert_eq!(level.area(at(25)), 10);
        assert_eq!(level.area(at(110)), 95);
        assert_eq!(level.mean(at(110)), Some(0.95));
        assert_eq!(level.ms_by_level(at(110)), vec![10, 85, 5]);
        assert_eq!(level.quantile(0.0, at(110)), Some(0));
        assert_eq!(level.quantile(0.1, at(110)), Some(0));
        assert_eq!(level.quantile(0.11, at(110)), Some(1));
        assert_eq!(level.quantile(0.95, at(110)), Some(1));
        assert_eq!(level.quantile(0.96, at(110)), Some(2));
        assert_eq!(level.quantile(1.0, at(110)), Some(2));
    }

    #[test]
    fn says_nothing_about_no_time() {
        let level = Level::new(at(10));
        assert_eq!((level.mean(at(10)), level.quantile(0.5, at(10)), level.area(at(10))), (None, None, 0));
        assert_eq!(level.quantile(0.5, at(11)), Some(0));
        assert_eq!(level.quantile(1.5, at(11)), None);
    }

    #[test]
    fn a_new_window_keeps_the_level_alone() {
        let mut level = Level::new(Time::ZERO);
        level.set(at(1), 9);
        level.set(at(2), 4);
        level.reset(at(10));
        assert_eq!((level.level(), level.area(at(10))), (4, 0));
        level.set(at(15), 0);
        assert_eq!(level.area(at(20)), 20);
        assert_eq!(level.mean(at(20)), Some(2.0));
        assert_eq!(level.ms_by_level(at(20)), vec![5, 0, 0, 0, 5]);
    }

    #[test]
    #[should_panic(expected = "before its last change")]
    fn refuses_the_past() {
        let mut level = Level::new(Time::ZERO);
        level.set(at(5), 1);
        level.set(at(4), 2);
    }

    #[test]
    #[should_panic(expected = "a level of -1")]
    fn refuses_less_than_nothing() {
        Level::new(Time::ZERO).change(at(1), -1);
    }

    /// The slow twin: every millisecond looked up in the trace.
    #[test]
    fn agrees_with_a_recomputation_from_the_trace() {
        let mut state = 12_345_u64;
        let mut next = move |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) % below) as i64
        };
        for _ in 0..50 {
            let (mut level, mut trace, mut now) = (Level::new(Time::ZERO), vec![(0, 0)], 0);
            let window = next(300);
            let mut open = false;
            for _ in 0..100 {
                now += next(8);
                if now >= window && !open {
                    open = true;
                    level.reset(at(window));
                }
                let value = next(12);
                level.set(at(now), value);
                trace.push((now, value));
            }
            let start = if open { window } else { 0 };
            let until = now + next(5);
            let at_ms = |ms: i64| trace[trace.partition_point(|&(when, _)| when <= ms) - 1].1;
            let mut every: Vec<i64> = (start..until).map(at_ms).collect();
            assert_eq!(level.area(at(until)), i128::from(every.iter().sum::<i64>()));
            let by_level = level.ms_by_level(at(until));
            for (value, &ms) in (0..).zip(&by_level) {
                assert_eq!(ms, every.iter().filter(|&&v| v == value).count() as i64);
            }
            every.sort_unstable();
            for p in [0.05, 0.5, 0.9, 0.95, 1.0] {
                let index = (libm::ceil(p * every.len() as f64) as usize).max(1) - 1;
                assert_eq!(level.quantile(p, at(until)), every.get(index).copied());
            }
        }
    }
}
