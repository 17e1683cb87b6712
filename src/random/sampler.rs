//! Drawing from a law: everything that does not depend on the draw is computed once.

use rand_distr::{Distribution, Gamma, Pert};

use super::law::{Law, from_mean_cv, from_mean_p90, from_median_p90};
use super::normal::normal_quantile;
use super::streams::Stream;

/// A law made ready to draw from.
///
/// Constant, uniform, triangular, exponential, lognormal, Weibull and empirical laws invert their
/// distribution function at one uniform variate, so a draw rises with it and two scenarios that share it stay
/// as alike as they can be. Gamma, Erlang and PERT laws use the rejection methods of `rand_distr` on the
/// generator of the draw's own key; with shape 1 the first two are exponential and are inverted.
#[derive(Clone, Debug)]
pub struct Sampler {
    method: Method,
}

#[derive(Clone, Debug)]
enum Method {
    Constant(f64),
    Uniform { low: f64, width: f64, high: f64 },
    Triangular { low: f64, mode: f64, high: f64, split: f64, rise: f64, fall: f64 },
    Exponential { mean: f64 },
    Lognormal { mu: f64, sigma: f64 },
    Weibull { scale: f64, power: f64 },
    Empirical { sorted: Box<[f64]>, steps: f64 },
    Gamma(Gamma<f64>),
    Pert { beta: Pert<f64>, high: f64 },
}

impl Sampler {
    /// The sampler of `law`.
    ///
    /// # Panics
    ///
    /// When a law that would not pass [`Law::check`] gets this far: a scenario refuses it before anything is
    /// built from it.
    #[must_use]
    pub fn new(law: &Law) -> Sampler {
        // Not `check`: a law at the edge of what is allowed may be past it by a rounding after a change of
        // unit.
        assert!(law.mean().is_finite(), "an unchecked {} law reached its sampler", law.name());
        Sampler { method: method(law) }
    }

    /// The variate under `key` of `stream`, in the law's unit.
    ///
    /// A constant takes no draw.
    ///
    /// # Panics
    ///
    /// When `key` has more than 48 bits.
    #[inline]
    #[must_use]
    pub fn sample(&self, stream: &Stream, key: u64) -> f64 {
        match &self.method {
            Method::Constant(value) => *value,
            Method::Gamma(_) | Method::Pert { .. } => self.method.reject(stream, key),
            inverted => inverted.invert(stream.uniform(key)),
        }
    }

    /// The quantile at `u` in (0, 1): non-decreasing in `u`, up to one unit in the last place.
    ///
    /// `None` for the laws that are not drawn by inversion.
    #[must_use]
    pub fn quantile(&self, u: f64) -> Option<f64> {
        match self.method {
            Method::Gamma(_) | Method::Pert { .. } => None,
            _ => Some(self.method.invert(u)),
        }
    }
}

impl Method {
    /// Draws by rejection. Not inlined, to keep the laws drawn by inversion small where they are used.
    #[inline(never)]
    fn reject(&self, stream: &Stream, key: u64) -> f64 {
        let mut generator = stream.generator(key);
        match self {
            Method::Gamma(gamma) => gamma.sample(&mut generator),
            Method::Pert { beta, high } => beta.sample(&mut generator).min(*high),
            _ => unreachable!("drawn by inversion, not by rejection"),
        }
    }

    #[inline]
    fn invert(&self, u: f64) -> f64 {
        match *self {
            Method::Constant(value) => value,
            Method::Uniform { low, width, high } => (low + width * u).min(high),
            Method::Triangular { low, mode, high, split, rise, fall } => {
                if u <= split {
                    (low + libm::sqrt(u * rise)).min(mode)
                } else {
                    (high - libm::sqrt((1.0 - u) * fall)).max(mode)
                }
            }
            Method::Exponential { mean } => -mean * libm::log(1.0 - u),
            Method::Lognormal { mu, sigma } => libm::exp(mu + sigma * normal_quantile(u)),
            Method::Weibull { scale, power } => scale * libm::pow(-libm::log(1.0 - u), power),
            Method::Empirical { ref sorted, steps } => {
                let position = u * steps;
                let below = (position as usize).min(sorted.len() - 2);
                let (left, right) = (sorted[below], sorted[below + 1]);
                (left + (position - below as f64) * (right - left)).min(right)
            }
            Method::Gamma(_) | Method::Pert { .. } => unreachable!("drawn by rejection, not by inversion"),
        }
    }
}

fn method(law: &Law) -> Method {
    if let Some(value) = law.is_constant() {
        return Method::Constant(value);
    }
    match *law {
        Law::Constant { value } => Method::Constant(value),
        Law::Uniform { low, high } => Method::Uniform { low, width: high - low, high },
        Law::Triangular { low, mode, high } => {
            let width = high - low;
            let split = (mode - low) / width;
            Method::Triangular {
                low,
                mode,
                high,
                split,
                rise: width * (mode - low),
                fall: width * (high - mode),
            }
        }
        Law::Pert { low, mode, high } => {
            let beta = Pert::new(low, high).with_mode(mode).expect("the law was checked");
            Method::Pert { beta, high }
        }
        Law::Exponential { mean } => Method::Exponential { mean },
        Law::Gamma { mean, cv } => gamma(mean, 1.0 / (cv * cv)),
        Law::Erlang { mean, phases } => gamma(mean, f64::from(phases)),
        Law::LognormalMeanP90 { mean, p90 } => lognormal(from_mean_p90(mean, p90)),
        Law::LognormalMedianP90 { median, p90 } => lognormal(from_median_p90(median, p90)),
        Law::LognormalMeanCv { mean, cv } => lognormal(from_mean_cv(mean, cv)),
        Law::Weibull { shape, scale } => Method::Weibull { scale, power: 1.0 / shape },
        Law::Empirical { ref quantiles } => {
            let mut sorted = quantiles.clone();
            sorted.sort_by(f64::total_cmp);
            Method::Empirical { steps: (sorted.len() - 1) as f64, sorted: sorted.into() }
        }
    }
}

fn gamma(mean: f64, shape: f64) -> Method {
    if shape == 1.0 {
        return Method::Exponential { mean };
    }
    Method::Gamma(Gamma::new(shape, mean / shape).expect("the law was checked"))
}

fn lognormal((mu, sigma): (f64, f64)) -> Method {
    Method::Lognormal { mu, sigma }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Streams;
    use rand::rngs::Xoshiro256PlusPlus;
    use rand::{RngExt, SeedableRng};
    use rand_distr::{Exp, LogNormal, Triangular, Uniform, Weibull};

    const DRAWS: usize = 100_000;

    fn draws(law: &Law, seed: u64) -> Vec<f64> {
        let (sampler, stream) = (Sampler::new(law), Streams::new(seed, 0).stream("test", "draws"));
        (0..DRAWS as u64).map(|key| sampler.sample(&stream, key)).collect()
    }

    fn oracle(law: impl Distribution<f64>) -> Vec<f64> {
        Xoshiro256PlusPlus::seed_from_u64(4).sample_iter(law).take(DRAWS).collect()
    }

    /// The Kolmogorov-Smirnov distance of two samples of one size.
    fn distance(mut a: Vec<f64>, mut b: Vec<f64>) -> f64 {
        a.sort_by(f64::total_cmp);
        b.sort_by(f64::total_cmp);
        let (mut i, mut j, mut largest) = (0_usize, 0_usize, 0_usize);
        while i < a.len() && j < b.len() {
            if a[i] <= b[j] {
                i += 1
            } else {
                j += 1
            }
            largest = largest.max(i.abs_diff(j));
        }
        largest as f64 / a.len() as f64
    }

    /// The two samples differ no more than one pair in 10,000 would by chance.
    fn assert_same_law(law: &Law, oracle_draws: Vec<f64>) {
        let ours = draws(law, 1);
        assert_mean(law, &ours);
        let distance = distance(ours, oracle_draws);
        let limit = 2.225 * libm::sqrt(2.0 / DRAWS as f64);
        assert!(distance < limit, "{law:?}: {distance} {limit}");
    }

    fn assert_mean(law: &Law, draws: &[f64]) {
        let n = draws.len() as f64;
        let mean = draws.iter().sum::<f64>() / n;
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
        let off = (mean - law.mean()).abs();
        assert!(off <= 4.0 * libm::sqrt(variance / n), "{law:?}: {mean} {}", law.mean());
        assert!(draws.iter().all(|&x| x >= law.minimum() && law.maximum().is_none_or(|high| x <= high)));
    }

    #[test]
    fn inverts_at_the_anchors() {
        // scipy 1.17.1, at u = 0.1, 0.5, 0.9.
        let anchors: [(Law, [f64; 3]); 7] = [
            (Law::Exponential { mean: 2.0 }, [0.210_721_03, 1.386_294_36, 4.605_170_19]),
            (Law::Weibull { shape: 1.5, scale: 2.0 }, [0.446_151_05, 1.566_439_54, 3.487_443_03]),
            (Law::LognormalMeanCv { mean: 1.0, cv: 0.5 }, [0.488_238_12, 0.894_427_19, 1.638_544_72]),
            (Law::Triangular { low: 1.0, mode: 2.0, high: 5.0 }, [1.632_455_53, 2.550_510_26, 3.904_554_88]),
            (Law::Uniform { low: -1.0, high: 4.0 }, [-0.5, 1.5, 3.5]),
            (Law::Empirical { quantiles: vec![9.0, 1.0, 3.0] }, [1.4, 3.0, 7.8]),
            (Law::Constant { value: 7.5 }, [7.5; 3]),
        ];
        for (law, expected) in anchors {
            let sampler = Sampler::new(&law);
            for (u, expected) in [0.1, 0.5, 0.9].into_iter().zip(expected) {
                let found = sampler.quantile(u).unwrap();
                assert!((found - expected).abs() < 1e-8, "{law:?} at {u}: {found} {expected}");
            }
        }
    }

    #[test]
    fn lognormal_laws_meet_their_own_parameters() {
        let ninety = |law: &Law| Sampler::new(law).quantile(0.9).unwrap();
        let by_mean = Law::LognormalMeanP90 { mean: 30.0, p90: 50.0 };
        assert!((ninety(&by_mean) - 50.0).abs() < 1e-12);
        assert_mean(&by_mean, &draws(&by_mean, 2));
        let by_median = Law::LognormalMedianP90 { median: 30.0, p90: 50.0 };
        assert!((ninety(&by_median) - 50.0).abs() < 1e-12);
        assert!((Sampler::new(&by_median).quantile(0.5).unwrap() - 30.0).abs() < 1e-12);
        assert_mean(&by_median, &draws(&by_median, 2));
        // At the largest p90 the two laws of the pair meet: sigma is z.
        let z = 1.281_551_565_544_600_4;
        let edge = Law::LognormalMeanP90 { mean: 1.0, p90: libm::exp(z * z / 2.0) };
        assert_eq!(edge.check(), Ok(()));
        assert!((ninety(&edge) - 2.273_197).abs() < 1e-6);
    }

    #[test]
    fn draws_like_the_independent_samplers() {
        assert_same_law(&Law::Uniform { low: 2.0, high: 5.0 }, oracle(Uniform::new(2.0, 5.0).unwrap()));
        for (low, mode, high) in [(1.0, 2.0, 5.0), (0.0, 0.0, 1.0), (0.0, 3.0, 3.0)] {
            let expected = oracle(Triangular::new(low, high, mode).unwrap());
            assert_same_law(&Law::Triangular { low, mode, high }, expected);
        }
        assert_same_law(&Law::Exponential { mean: 4.0 }, oracle(Exp::new(0.25).unwrap()));
        for cv in [0.3, 1.0, 2.0] {
            let expected = oracle(LogNormal::from_mean_cv(6.0, cv).unwrap());
            assert_same_law(&Law::LognormalMeanCv { mean: 6.0, cv }, expected);
        }
        for shape in [0.7, 1.5, 4.0] {
            let expected = oracle(Weibull::new(2.0, shape).unwrap());
            assert_same_law(&Law::Weibull { shape, scale: 2.0 }, expected);
        }
        assert_same_law(&Law::Gamma { mean: 5.0, cv: 0.5 }, oracle(Gamma::new(4.0, 1.25).unwrap()));
        assert_same_law(&Law::Gamma { mean: 5.0, cv: 2.0 }, oracle(Gamma::new(0.25, 20.0).unwrap()));
        assert_same_law(&Law::Gamma { mean: 5.0, cv: 1.0 }, oracle(Exp::new(0.2).unwrap()));
        let pert = Pert::new(0.0, 10.0).with_mode(3.0).unwrap();
        assert_same_law(&Law::Pert { low: 0.0, mode: 3.0, high: 10.0 }, oracle(pert));
    }

    /// Gamma, Erlang and PERT come from the crate that is the oracle of the others, so they get an oracle of
    /// their own.
    #[test]
    fn the_rejection_samplers_meet_exact_quantiles() {
        // scipy 1.17.1, at 0.1, 0.5, 0.9.
        let cases = [
            (Law::Gamma { mean: 2.5, cv: 1.0 / libm::sqrt(2.5) }, [0.805_153_99, 2.175_730_10, 4.618_178_45]),
            (Law::Pert { low: 0.0, mode: 3.0, high: 10.0 }, [1.361_999_63, 3.509_994_85, 6.207_544_86]),
            (Law::Erlang { mean: 3.0, phases: 3 }, [1.10206533, 2.67406031, 5.32232034]),
        ];
        for (law, anchors) in cases {
            let draws = draws(&law, 3);
            assert_mean(&law, &draws);
            for (p, anchor) in [0.1, 0.5, 0.9].into_iter().zip(anchors) {
                let below = draws.iter().filter(|&&x| x <= anchor).count() as f64 / DRAWS as f64;
                let deviation = libm::sqrt(p * (1.0 - p) / DRAWS as f64);
                assert!((below - p).abs() < 4.0 * deviation, "{law:?} {p}: {below}");
            }
        }
    }

    #[test]
    fn an_erlang_law_is_a_sum_of_exponentials() {
        let stream = Streams::new(9, 0).stream("test", "phases");
        let phase = Sampler::new(&Law::Exponential { mean: 2.0 });
        let sums =
            (0..DRAWS as u64).map(|n| (0..4).map(|k| phase.sample(&stream, 4 * n + k)).sum()).collect();
        assert_same_law(&Law::Erlang { mean: 8.0, phases: 4 }, sums);
    }

    #[test]
    fn empirical_draws_stay_on_the_line_through_the_values() {
        let law = Law::Empirical { quantiles: vec![4.0, 1.0, 2.0, 2.0, 10.0] };
        assert_eq!(law.mean(), 3.375);
        assert_mean(&law, &draws(&law, 5));
        let two = Law::Empirical { quantiles: vec![5.0, 2.0] };
        assert_same_law(&two, oracle(Uniform::new(2.0, 5.0).unwrap()));
    }

    #[test]
    fn inverted_laws_rise_with_the_uniform() {
        let laws = [
            Law::Uniform { low: 0.1, high: 0.3 },
            Law::Triangular { low: 1.0, mode: 1.1, high: 5.0 },
            Law::Triangular { low: 1.0, mode: 1.0, high: 5.0 },
            Law::Exponential { mean: 3.0 },
            Law::LognormalMeanP90 { mean: 30.0, p90: 50.0 },
            Law::Weibull { shape: 0.8, scale: 2.0 },
            Law::Empirical { quantiles: vec![1.0, 1.5, 1.5, 8.0] },
        ];
        let edge = 1.0 / (1_u64 << 53) as f64;
        for law in laws {
            let sampler = Sampler::new(&law);
            let mut last = sampler.quantile(edge).unwrap();
            assert!(last >= law.minimum(), "{law:?}");
            for n in 1..200_000_u32 {
                let next = sampler.quantile(f64::from(n) / 200_000.0).unwrap();
                assert!(next >= last && next.is_finite(), "{law:?} {n}");
                last = next;
            }
            let top = sampler.quantile(1.0 - edge).unwrap();
            assert!(
                top >= last && top.is_finite() && law.maximum().is_none_or(|high| top <= high),
                "{law:?}"
            );
        }
    }

    /// The promise that neither a dependency nor a feature of one silently changes every result.
    #[test]
    fn golden_bits() {
        let stream = Streams::new(20_260_101, 3).stream("aktau", "crane");
        let bits = |law: Law| Sampler::new(&law).sample(&stream, 42).to_bits();
        let found = [
            bits(Law::Uniform { low: 1.0, high: 3.0 }),
            bits(Law::Triangular { low: 1.0, mode: 2.0, high: 5.0 }),
            bits(Law::Pert { low: 1.0, mode: 2.0, high: 5.0 }),
            bits(Law::Exponential { mean: 2.0 }),
            bits(Law::Gamma { mean: 2.0, cv: 0.4 }),
            bits(Law::Gamma { mean: 2.0, cv: 1.4 }),
            bits(Law::Erlang { mean: 2.0, phases: 3 }),
            bits(Law::LognormalMeanP90 { mean: 2.0, p90: 3.0 }),
            bits(Law::LognormalMedianP90 { median: 2.0, p90: 3.0 }),
            bits(Law::LognormalMeanCv { mean: 2.0, cv: 0.4 }),
            bits(Law::Weibull { shape: 1.5, scale: 2.0 }),
            bits(Law::Empirical { quantiles: vec![1.0, 2.0, 4.0] }),
        ];
        let expected: [u64; 12] = [
            0x4004_800d_2686_54b6,
            0x400b_09f4_b49b_85e6,
            0x4004_4817_7815_1ca6,
            0x4008_5170_ed83_f3f2,
            0x4002_f090_a937_dd79,
            0x4022_f07f_32a2_3fc3,
            0x4003_b9af_c2cf_c1a9,
            0x4003_e96e_f54a_b4d0,
            0x4004_749a_e1ef_544d,
            0x4004_0921_7938_40ba,
            0x4005_269a_bd78_6064,
            0x4009_001a_4d0c_a96b,
        ];
        assert_eq!(found, expected, "{found:#x?}");
    }

    #[test]
    #[should_panic(expected = "unchecked exponential law")]
    fn refuses_a_law_that_is_no_number() {
        let _ = Sampler::new(&Law::Exponential { mean: f64::NAN });
    }
}
