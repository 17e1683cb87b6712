//! The whole distribution of a span over one population, as the share within each of evenly spaced times.

use crate::stats::Together;
use crate::units::Duration;

/// Steps of time (ms), each a multiple of the one before, so that distributions of different steps can be put together. From
/// 864 ms on they are round numbers of days.
const STEPS: [i64; 20] = [
    1,
    6,
    36,
    216,
    DAY / 100_000,
    DAY / 10_000,
    DAY / 2_000,
    DAY / 1_000,
    DAY / 200,
    DAY / 40,
    DAY / 8,
    DAY / 4,
    DAY / 2,
    DAY,
    5 * DAY,
    10 * DAY,
    50 * DAY,
    100 * DAY,
    1_000 * DAY,
    10_000 * DAY,
];
const DAY: i64 = 86_400_000;

/// Steps that a distribution has at most, up to five million days.
const MOST: u64 = 512;

/// How many times are within each multiple of a step; a time equal to it is within.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    step: i64,
    within: Vec<u32>,
}

impl Distribution {
    /// That of these times (ms), in the shortest steps that are not too many.
    pub(super) fn of(times: &Together) -> Distribution {
        let largest = times.largest();
        let enough = |step: &i64| largest.div_ceil(*step as u64) < MOST;
        let step = STEPS.into_iter().find(enough).unwrap_or(STEPS[STEPS.len() - 1]);
        let mut sum = 0;
        let counts = times.steps(step as u64).into_iter();
        let within: Vec<u32> = counts
            .map(|count| {
                sum += count;
                u32::try_from(sum).unwrap_or(u32::MAX)
            })
            .collect();
        Distribution { step, within }
    }

    /// Its step.
    #[must_use]
    pub fn step(&self) -> Duration {
        Duration::from_ms(self.step)
    }

    /// The least multiple of its step that no time exceeds.
    #[must_use]
    pub fn end(&self) -> Duration {
        Duration::from_ms(self.step * (self.within.len() as i64 - 1))
    }

    /// The share within a time that is a multiple of the step; `None` of nobody.
    #[must_use]
    pub fn share(&self, time: Duration) -> Option<f64> {
        let all = *self.within.last().filter(|all| **all > 0)?;
        let at = usize::try_from(time.ms() / self.step).unwrap_or(0).min(self.within.len() - 1);
        Some(f64::from(self.within[at]) / f64::from(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Sample;

    fn distribution(times: &[i64]) -> Distribution {
        let mut sample = Sample::default();
        times.iter().for_each(|&time| {
            sample.add(time);
        });
        Distribution::of(&Together::of(std::iter::once(&sample), 0))
    }

    #[test]
    fn steps_fit_into_each_other() {
        assert!(STEPS.windows(2).all(|pair| pair[1] % pair[0] == 0));
    }

    #[test]
    fn a_time_at_a_step_is_within_it() {
        let found = distribution(&[0, DAY, 5 * DAY, 5 * DAY + 1, 40 * DAY]);
        assert_eq!((found.step().ms(), found.end().ms()), (DAY / 8, 40 * DAY));
        let shares: Vec<f64> = [0, DAY, 5 * DAY, 5 * DAY + DAY / 8, 40 * DAY, 400 * DAY]
            .map(|ms| found.share(Duration::from_ms(ms)).unwrap())
            .to_vec();
        assert_eq!(shares, [0.2, 0.4, 0.6, 0.8, 1.0, 1.0]);
        assert_eq!(distribution(&[]).share(Duration::from_ms(DAY)), None);
        assert_eq!(distribution(&[3, 511]).step().ms(), 1);
    }
}
