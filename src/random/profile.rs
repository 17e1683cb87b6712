//! Arrival rates that change over time: the inhomogeneous Poisson process by exact inversion.

use crate::units::{Duration, Time};

/// Cycle of a constant profile.
const DAY_MS: i64 = 86_400_000;

/// The cast saturates; 2^62 ms are 146 million years, beyond every run and safely below an overflow.
const NEVER_MS: f64 = (1_i64 << 62) as f64;

/// A stretch of time with one weight; it begins where the one before it ends, the first at the scenario's
/// start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// End of the stretch (not part of it), in milliseconds.
    pub end_ms: i64,
    /// Rate relative to the profile's rate at weight 1; 0 for a closed stretch.
    pub weight: f64,
}

/// A rate that is constant on stretches of time.
///
/// With `E` drawn from the exponential law of mean 1, `advance(now, E)` is the next arrival of the Poisson
/// process of this rate. Source: Çinlar, Introduction to Stochastic Processes (1975), section 4.7: inversion
/// of the integrated rate.
#[derive(Clone, Debug, PartialEq)]
pub struct RateProfile {
    rate_per_ms: f64,
    repeating: bool,
    /// Whether it is one rate for ever.
    is_constant: bool,
    pieces: Vec<Piece>,
    /// End of the last piece.
    cycle_ms: i64,
    /// Integral of the weights over all pieces.
    weight_ms: f64,
}

/// A segment with the integral of the weights before it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    start_ms: i64,
    end_ms: i64,
    weight: f64,
    weight_ms_before: f64,
    weight_ms_after: f64,
}

/// Why segments make no profile.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ProfileProblem {
    /// No segment was given.
    #[error("no segment was given; allowed: at least one")]
    Empty,
    /// The segment of this index does not end after it begins.
    #[error("segment {} does not end after it begins", .0 + 1)]
    Order(usize),
    /// The segment of this index has a weight that is negative or not finite.
    #[error("the weight of segment {} is negative or not finite; allowed: 0 or more", .0 + 1)]
    Weight(usize),
    /// All weights are 0.
    #[error("all weights are 0; allowed: at least one above 0")]
    AllZero,
    /// The rate at weight 1 is negative or not finite.
    #[error("the rate is {0}; allowed: a finite number, 0 or more")]
    Rate(f64),
}

impl RateProfile {
    /// The profile whose segments repeat for ever, the last one's end being the next one's start.
    ///
    /// `rate_per_ms` is the rate at weight 1.
    ///
    /// # Errors
    ///
    /// Segments that are empty, out of order, of negative weight or of weight 0 throughout; a rate that is
    /// negative or not finite.
    pub fn repeating(rate_per_ms: f64, segments: &[Segment]) -> Result<RateProfile, ProfileProblem> {
        RateProfile::new(rate_per_ms, segments, true)
    }

    /// The profile that runs through its segments once and is 0 afterwards.
    ///
    /// `rate_per_ms` is the rate at weight 1.
    ///
    /// # Errors
    ///
    /// As for [`RateProfile::repeating`].
    pub fn once(rate_per_ms: f64, segments: &[Segment]) -> Result<RateProfile, ProfileProblem> {
        RateProfile::new(rate_per_ms, segments, false)
    }

    /// The profile of one rate for ever.
    ///
    /// # Errors
    ///
    /// A rate that is negative or not finite.
    pub fn constant(rate_per_ms: f64) -> Result<RateProfile, ProfileProblem> {
        RateProfile::repeating(rate_per_ms, &[Segment { end_ms: DAY_MS, weight: 1.0 }])
    }

    fn new(rate_per_ms: f64, segments: &[Segment], repeating: bool) -> Result<RateProfile, ProfileProblem> {
        if !rate_per_ms.is_finite() || rate_per_ms < 0.0 {
            return Err(ProfileProblem::Rate(rate_per_ms));
        }
        if segments.is_empty() {
            return Err(ProfileProblem::Empty);
        }
        let mut pieces = Vec::with_capacity(segments.len());
        let (mut cycle_ms, mut weight_ms) = (0, 0.0);
        for (index, &Segment { end_ms, weight }) in segments.iter().enumerate() {
            if end_ms <= cycle_ms {
                return Err(ProfileProblem::Order(index));
            }
            if !weight.is_finite() || weight < 0.0 {
                return Err(ProfileProblem::Weight(index));
            }
            let weight_ms_after = weight_ms + weight * (end_ms - cycle_ms) as f64;
            pieces.push(Piece {
                start_ms: cycle_ms,
                end_ms,
                weight,
                weight_ms_before: weight_ms,
                weight_ms_after,
            });
            (cycle_ms, weight_ms) = (end_ms, weight_ms_after);
        }
        if weight_ms <= 0.0 {
            return Err(ProfileProblem::AllZero);
        }
        let is_constant = repeating && matches!(*segments, [Segment { end_ms: DAY_MS, weight: 1.0 }]);
        Ok(RateProfile { rate_per_ms, repeating, is_constant, pieces, cycle_ms, weight_ms })
    }

    /// The rate at an instant (1/ms).
    ///
    /// Before the scenario's start a profile that does not repeat is 0.
    #[must_use]
    pub fn rate_at(&self, at: Time) -> f64 {
        let (_, ms) = self.place(at.ms());
        self.piece_at(ms).map_or(0.0, |piece| piece.weight * self.rate_per_ms)
    }

    /// The expected number of arrivals between two instants.
    #[must_use]
    pub fn exposure(&self, from: Time, until: Time) -> f64 {
        let (cycles_from, weight_ms_from) = self.reached(from.ms());
        let (cycles_until, weight_ms_until) = self.reached(until.ms());
        let cycles = (cycles_until - cycles_from) as f64 * self.weight_ms;
        (cycles + (weight_ms_until - weight_ms_from)) * self.rate_per_ms
    }

    /// The first instant at which the rate integrated from `from` reaches `exposure` (a non-negative number
    /// of expected arrivals), to the nearest millisecond; never before `from`.
    ///
    /// [`Time::MAX`] when it is never reached.
    #[must_use]
    pub fn advance(&self, from: Time, exposure: f64) -> Time {
        if exposure <= 0.0 {
            return from;
        }
        if self.is_constant {
            return self.advance_constant(from, exposure);
        }
        let (cycle, weight_ms) = self.reached(from.ms());
        let mut target = weight_ms + exposure / self.rate_per_ms;
        let mut cycles = cycle as f64;
        if self.repeating {
            // Whole cycles passed before the target, which then lies in (0, one cycle]: on a boundary, of
            // cycles or of pieces, the earlier side has the first instant.
            let whole = libm::ceil(target / self.weight_ms) - 1.0;
            cycles += whole;
            target = (target - whole * self.weight_ms).clamp(0.0, self.weight_ms);
        }
        let index = self.pieces.partition_point(|piece| piece.weight_ms_after < target);
        let Some(piece) = self.pieces.get(index) else {
            return Time::MAX;
        };
        let inside = if piece.weight > 0.0 { (target - piece.weight_ms_before) / piece.weight } else { 0.0 };
        self.at(cycles, piece.start_ms as f64 + inside, from)
    }

    /// The same for one rate for ever, to the same millisecond: there whole cycles drop out exactly.
    fn advance_constant(&self, from: Time, exposure: f64) -> Time {
        let inside = from.ms().rem_euclid(DAY_MS);
        let ms = inside as f64 + exposure / self.rate_per_ms;
        if ms < NEVER_MS {
            Time::from_ms(from.ms() - inside + Duration::nearest(ms).ms()).max(from)
        } else {
            Time::MAX
        }
    }

    /// The instant `ms` into cycle `cycles`, never before `from`.
    fn at(&self, cycles: f64, ms: f64, from: Time) -> Time {
        let cycles_ms = cycles * self.cycle_ms as f64;
        if !(cycles_ms.abs() < NEVER_MS && ms < NEVER_MS) {
            return Time::MAX;
        }
        let exact = cycles as i64 * self.cycle_ms + Duration::nearest(ms).ms();
        Time::from_ms(exact).max(from)
    }

    /// The cycle that holds an instant, and the integral of the weights from the cycle's start until it.
    fn reached(&self, ms: i64) -> (i64, f64) {
        let (cycle, inside) = self.place(ms);
        let weight_ms = match self.piece_at(inside) {
            Some(piece) => piece.weight_ms_until(inside),
            None if inside < 0 => 0.0,
            None => self.weight_ms,
        };
        (cycle, weight_ms)
    }

    /// The cycle that holds an instant and the milliseconds since its start.
    fn place(&self, ms: i64) -> (i64, i64) {
        if self.repeating { (ms.div_euclid(self.cycle_ms), ms.rem_euclid(self.cycle_ms)) } else { (0, ms) }
    }

    fn piece_at(&self, ms: i64) -> Option<&Piece> {
        if ms < 0 {
            return None;
        }
        self.pieces.get(self.pieces.partition_point(|piece| piece.end_ms <= ms))
    }
}

impl Piece {
    /// The integral of the weights from the first segment's start until `ms` in this piece.
    fn weight_ms_until(&self, ms: i64) -> f64 {
        self.weight_ms_before + self.weight * (ms - self.start_ms) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Law, Sampler, Streams};

    fn segments(list: &[(i64, f64)]) -> Vec<Segment> {
        list.iter().map(|&(end_ms, weight)| Segment { end_ms, weight }).collect()
    }

    #[test]
    fn inverts_the_integral_exactly() {
        // Rates 0.5, 0, 1, 0 per ms on [0,10), [10,30), [30,40), [40,50): 15 arrivals a cycle.
        let list = segments(&[(10, 1.0), (30, 0.0), (40, 2.0), (50, 0.0)]);
        let profile = RateProfile::repeating(0.5, &list).unwrap();
        for (from, exposure, expected) in [
            (0, 0.0, 0),
            (0, 2.5, 5),
            (0, 5.0, 10),
            (0, 5.000_1, 30),
            (0, 6.0, 31),
            (0, 15.0, 40),
            (0, 16.0, 52),
            (0, 30.0, 90),
            (90, 15.0, 140),
            (90, 15.000_1, 150),
            (15, 1.0, 31),
            (10, 1.0, 31),
            (45, 2.0, 54),
            (45, 5.0, 60),
            (45, 1_500.0, 5_040),
            (145, 2.0, 154),
            (-5, 1.0, 2),
            (-15, 7.0, 4),
        ] {
            assert_eq!(profile.advance(Time::from_ms(from), exposure).ms(), expected, "{from} {exposure}");
        }
        let exposure = |from, until| profile.exposure(Time::from_ms(from), Time::from_ms(until));
        assert_eq!(exposure(0, 50), 15.0);
        assert_eq!(exposure(5, 135), 2.5 + 10.0 + 15.0 + 5.0 + 5.0);
        assert_eq!(exposure(-50, 0), 15.0);
        assert_eq!(profile.rate_at(Time::from_ms(9)), 0.5);
        assert_eq!(profile.rate_at(Time::from_ms(10)), 0.0);
        assert_eq!(profile.rate_at(Time::from_ms(85)), 1.0);
    }

    #[test]
    fn a_profile_that_runs_once_ends() {
        let profile = RateProfile::once(1.0, &segments(&[(10, 1.0), (20, 0.5)])).unwrap();
        let advance = |from, exposure| profile.advance(Time::from_ms(from), exposure);
        assert_eq!(advance(0, 12.0).ms(), 14);
        assert_eq!(advance(0, 15.0).ms(), 20);
        assert_eq!(advance(0, 15.1), Time::MAX);
        assert_eq!(advance(20, 1e-9), Time::MAX);
        assert_eq!(profile.exposure(Time::ZERO, Time::from_ms(1_000)), 15.0);
        assert_eq!(profile.rate_at(Time::from_ms(20)), 0.0);
        assert_eq!(profile.rate_at(Time::from_ms(-1)), 0.0);
    }

    #[test]
    fn never_steps_back_and_never_overflows() {
        let list = segments(&[(10, 1.0), (1_000_000, 0.0)]);
        let profile = RateProfile::repeating(1e-9, &list).unwrap();
        let from = Time::from_ms(500_000);
        assert!(profile.advance(from, 1e-300) >= from);
        assert_eq!(profile.advance(from, 1e300), Time::MAX);
        let idle = RateProfile::constant(0.0).unwrap();
        assert_eq!(idle.advance(from, 0.5), Time::MAX);
        assert_eq!(idle.exposure(Time::ZERO, from), 0.0);
    }

    #[test]
    fn refuses_what_is_no_profile() {
        let problem = |list: &[(i64, f64)]| RateProfile::once(1.0, &segments(list)).unwrap_err();
        assert_eq!(problem(&[]), ProfileProblem::Empty);
        assert_eq!(problem(&[(5, 1.0), (5, 1.0)]), ProfileProblem::Order(1));
        assert_eq!(problem(&[(0, 1.0)]), ProfileProblem::Order(0));
        assert_eq!(problem(&[(5, -1.0)]), ProfileProblem::Weight(0));
        assert!(matches!(problem(&[(5, f64::NAN)]), ProfileProblem::Weight(0)));
        assert_eq!(problem(&[(5, 0.0), (9, 0.0)]), ProfileProblem::AllZero);
        assert_eq!(RateProfile::constant(-1.0).unwrap_err(), ProfileProblem::Rate(-1.0));
    }

    /// Arrivals of two years fall into the months as the weights say.
    #[test]
    fn arrivals_follow_the_weights() {
        const MONTH_MS: i64 = 2_592_000_000;
        let weights = [1.0, 0.5, 0.0, 2.0];
        let list: Vec<Segment> =
            (1..).zip(weights).map(|(n, weight)| Segment { end_ms: n * MONTH_MS, weight }).collect();
        let profile = RateProfile::repeating(1e-6, &list).unwrap();
        let stream = Streams::new(11, 0).stream("dostyk", "arrivals");
        let law = Sampler::new(&Law::Exponential { mean: 1.0 });
        let (mut now, mut counts) = (Time::ZERO, [0_u32; 4]);
        for key in 0.. {
            now = profile.advance(now, law.sample(&stream, key));
            if now.ms() >= 8 * MONTH_MS {
                break;
            }
            counts[usize::try_from(now.ms() / MONTH_MS % 4).unwrap()] += 1;
        }
        for (count, weight) in counts.into_iter().zip(weights) {
            let expected = 2.0 * weight * 2_592.0;
            // Four standard deviations of the Poisson law.
            assert!((f64::from(count) - expected).abs() <= 4.0 * libm::sqrt(expected), "{counts:?}");
        }
    }
}
