//! Quantiles of many whole numbers in bounded memory: exact while they are few, of stated resolution when there are more.
//!
//! The buckets are those of G. Tene's HdrHistogram: each power of two is cut into equal parts.

use super::room::Kept;

/// Bits of a run that say how often its value came; the value stands above them.
const COUNT_BITS: u32 = 20;
/// Most often that one run can say.
const MOST: u64 = (1 << COUNT_BITS) - 1;
/// The largest value that is told from larger ones: in milliseconds, that of 557 years.
const LARGEST: i64 = (1 << (u64::BITS - COUNT_BITS)) - 1;
/// Each power of two is cut into two to this power.
const BITS: u32 = 10;

/// Whole numbers, not negative, whose quantiles are wanted.
///
/// All are kept, equal ones that come one after the other as one entry, until [`Kept::fold`] is called. From then on it is
/// only counted how many lie in each bucket, so that quantiles are off by up to one part in 1,024; count and sum stay
/// exact. What is negative counts as 0 in quantiles.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    count: u64,
    sum: i64,
    /// A value and how often it came, in one number each.
    runs: Vec<u64>,
    buckets: Option<Box<Buckets>>,
}

/// How many values lie in each bucket, from the first bucket with any.
#[derive(Clone, Debug, Default)]
struct Buckets {
    first: usize,
    counts: Vec<u32>,
}

impl Sample {
    /// Adds a value; says how many more entries are kept now, which is one or none.
    #[inline]
    pub fn add(&mut self, value: i64) -> usize {
        self.count += 1;
        self.sum += value;
        let value = value.clamp(0, LARGEST) as u64;
        if let Some(buckets) = &mut self.buckets {
            buckets.add(value, 1);
            return 0;
        }
        let run = value << COUNT_BITS;
        match self.runs.last_mut() {
            // The same value, and less often than can be said.
            Some(last) if (*last ^ run) < MOST => {
                *last += 1;
                0
            }
            _ => {
                self.runs.push(run + 1);
                1
            }
        }
    }

    /// How many values there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their sum.
    #[must_use]
    pub fn sum(&self) -> i64 {
        self.sum
    }
}

impl Kept for Sample {
    fn entries(&self) -> usize {
        self.runs.len()
    }

    fn settle(&mut self) {
        self.runs.sort();
        merge(&mut self.runs);
    }

    fn fold(&mut self) {
        let runs = std::mem::take(&mut self.runs);
        let buckets = self.buckets.get_or_insert_default();
        runs.iter().for_each(|&run| buckets.add(run >> COUNT_BITS, run & MOST));
    }
}

/// Makes one run of those of one value; they are in order.
fn merge(runs: &mut Vec<u64>) {
    runs.dedup_by(|next, kept| {
        let same = *next >> COUNT_BITS == *kept >> COUNT_BITS && (*next & MOST) + (*kept & MOST) <= MOST;
        if same {
            *kept += *next & MOST;
        }
        same
    });
}

impl Buckets {
    #[inline]
    fn add(&mut self, value: u64, times: u64) {
        let at = bucket(value);
        if !(self.first..self.first + self.counts.len()).contains(&at) {
            self.reach(at);
        }
        let count = &mut self.counts[at - self.first];
        *count = count.saturating_add(u32::try_from(times).unwrap_or(u32::MAX));
    }

    /// Makes room for a bucket.
    #[cold]
    fn reach(&mut self, at: usize) {
        if self.counts.is_empty() {
            self.first = at;
        }
        if at < self.first {
            self.counts.splice(0..0, std::iter::repeat_n(0, self.first - at));
            self.first = at;
        }
        let needed = at + 1 - self.first;
        if needed > self.counts.len() {
            self.counts.resize(needed, 0);
        }
    }
}

/// The bucket of a value.
#[inline]
fn bucket(value: u64) -> usize {
    let shift = (u64::BITS - value.leading_zeros()).saturating_sub(BITS + 1);
    ((shift as usize) << BITS) + (value >> shift) as usize
}

/// The least value of a bucket, and how many whole numbers belong to it.
fn range(bucket: usize) -> (u64, u64) {
    let shift = (bucket >> BITS).saturating_sub(1);
    (((bucket - (shift << BITS)) as u64) << shift, 1 << shift)
}

/// Several samples together, and so many zeros.
#[derive(Debug)]
pub struct Together {
    zeros: u64,
    count: u64,
    sum: i64,
    values: Values,
}

#[derive(Debug)]
enum Values {
    /// In order.
    Runs(Vec<u64>),
    /// In no order, with how many lie in each bucket.
    Scattered(Vec<u64>, Buckets),
    Buckets(Buckets),
}

/// Runs from which looking into buckets is quicker than putting them in order.
const MANY: usize = 1 << 10;

impl Together {
    /// The samples together.
    #[must_use]
    pub fn of<'a>(samples: impl Iterator<Item = &'a Sample> + Clone, zeros: u64) -> Together {
        let values = if samples.clone().any(|sample| sample.buckets.is_some()) {
            let mut all = Buckets::default();
            for sample in samples.clone() {
                sample.runs.iter().for_each(|&run| all.add(run >> COUNT_BITS, run & MOST));
                if let Some(buckets) = &sample.buckets {
                    for (at, &count) in buckets.counts.iter().enumerate().filter(|&(_, &count)| count > 0) {
                        all.add(range(buckets.first + at).0, u64::from(count));
                    }
                }
            }
            Values::Buckets(all)
        } else {
            let mut runs = Vec::with_capacity(samples.clone().map(|sample| sample.runs.len()).sum());
            samples.clone().for_each(|sample| runs.extend_from_slice(&sample.runs));
            if runs.len() < MANY {
                runs.sort_unstable();
                Values::Runs(runs)
            } else {
                let mut buckets = Buckets::default();
                runs.iter().for_each(|&run| buckets.add(run >> COUNT_BITS, run & MOST));
                Values::Scattered(runs, buckets)
            }
        };
        Together {
            zeros,
            count: zeros + samples.clone().map(Sample::count).sum::<u64>(),
            sum: samples.map(Sample::sum).sum(),
            values,
        }
    }

    /// How many values there are, zeros included.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their sum.
    #[must_use]
    pub fn sum(&self) -> i64 {
        self.sum
    }

    /// The quantile by linear interpolation between order statistics, as that of
    /// [`quantile_type7`](super::quantile_type7).
    ///
    /// `None` of no values or for `p` outside [0, 1].
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<f64> {
        if self.count == 0 || !(0.0..=1.0).contains(&p) {
            return None;
        }
        let position = (self.count - 1) as f64 * p;
        let below = libm::floor(position);
        let left = self.at(below as u64);
        let right = self.at((below as u64 + 1).min(self.count - 1));
        Some(left + (position - below) * (right - left))
    }

    /// How many values lie in each step of so many numbers: of 0, of those above it up to `step`, of those above these up to
    /// twice as much, and so on to the last step with any. In a bucket all values are taken to lie in its middle.
    #[must_use]
    pub fn steps(&self, step: u64) -> Vec<u64> {
        let mut counts = vec![self.zeros];
        self.each(&mut |value, times| {
            let at = value.div_ceil(step.max(1)) as usize;
            if at >= counts.len() {
                counts.resize(at + 1, 0);
            }
            counts[at] += times;
        });
        counts
    }

    /// The largest value, that of the middle of its bucket; 0 of none.
    #[must_use]
    pub fn largest(&self) -> u64 {
        let mut largest = 0;
        self.each(&mut |value, _| largest = largest.max(value));
        largest
    }

    /// Tells every value, zeros apart, and how often it came.
    fn each(&self, tell: &mut dyn FnMut(u64, u64)) {
        match &self.values {
            Values::Runs(runs) | Values::Scattered(runs, _) => {
                runs.iter().for_each(|&run| tell(run >> COUNT_BITS, run & MOST));
            }
            Values::Buckets(buckets) => {
                for (at, &count) in buckets.counts.iter().enumerate().filter(|&(_, &count)| count > 0) {
                    let (low, width) = range(buckets.first + at);
                    tell(low + (width - 1) / 2, count.into());
                }
            }
        }
    }

    /// The order statistic of that rank, from 0. In a bucket the values are taken to lie evenly.
    fn at(&self, rank: u64) -> f64 {
        let Some(mut rank) = rank.checked_sub(self.zeros) else { return 0.0 };
        match &self.values {
            Values::Runs(runs) => return value_at(runs, rank),
            Values::Scattered(runs, buckets) => {
                for (at, &count) in buckets.counts.iter().enumerate() {
                    if rank < u64::from(count) {
                        let inside = |run: &&u64| bucket(**run >> COUNT_BITS) == buckets.first + at;
                        let mut runs: Vec<u64> = runs.iter().filter(inside).copied().collect();
                        runs.sort_unstable();
                        return value_at(&runs, rank);
                    }
                    rank -= u64::from(count);
                }
            }
            Values::Buckets(buckets) => {
                for (at, &count) in buckets.counts.iter().enumerate() {
                    let count = u64::from(count);
                    if rank < count {
                        let (low, width) = range(buckets.first + at);
                        return low as f64 + (width - 1) as f64 * (rank as f64 + 0.5) / count as f64;
                    }
                    rank -= count;
                }
            }
        }
        // More than a bucket can count.
        LARGEST as f64
    }
}

/// The value of that rank, from 0, among runs in order.
fn value_at(runs: &[u64], mut rank: u64) -> f64 {
    for run in runs {
        if rank < run & MOST {
            return (run >> COUNT_BITS) as f64;
        }
        rank -= run & MOST;
    }
    LARGEST as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::quantile_type7;

    /// Values over seven powers of ten, some of them many times.
    fn values(count: u64) -> impl Iterator<Item = i64> {
        let mut state = 7_u64;
        (0..count).map(move |at| {
            if at % 3 != 2 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            }
            ((state >> 40) * (state >> 40) / 9_000) as i64
        })
    }

    const QUANTILES: [f64; 7] = [0.0, 0.01, 0.1, 0.5, 0.9, 0.95, 1.0];

    #[test]
    fn many_in_no_order_give_what_they_give_in_order() {
        let mut sample = Sample::default();
        values(60_000).for_each(|value| {
            sample.add(value);
        });
        let mut all: Vec<i64> = values(60_000).chain(std::iter::repeat_n(0, 1_000)).collect();
        let together = Together::of(std::iter::once(&sample), 1_000);
        assert!(matches!(together.values, Values::Scattered(..)));
        for p in QUANTILES {
            assert_eq!(together.quantile(p), quantile_type7(&mut all, p));
        }
    }

    #[test]
    fn is_exact_while_all_is_kept() {
        let mut sample = Sample::default();
        let entries: usize = values(3_001).map(|value| sample.add(value)).sum();
        assert_eq!((entries, sample.entries()), (2_001, 2_001));
        let mut all: Vec<i64> = values(3_001).collect();
        assert_eq!((sample.count(), sample.sum()), (3_001, all.iter().sum::<i64>()));
        let mut settled = sample.clone();
        settled.settle();
        for zeros in [0, 500, 40_000] {
            all.resize(3_001 + zeros, 0);
            for sample in [&sample, &settled] {
                let together = Together::of(std::iter::once(sample), zeros as u64);
                for p in QUANTILES {
                    assert_eq!(together.quantile(p), quantile_type7(&mut all.clone(), p), "{p}");
                }
            }
        }
        let together = Together::of([&sample, &settled].into_iter(), 0);
        assert_eq!((together.count(), together.sum()), (6_002, 2 * sample.sum()));
        let mut twice: Vec<i64> = values(3_001).chain(values(3_001)).collect();
        assert_eq!(together.quantile(0.9), quantile_type7(&mut twice, 0.9));
    }

    #[test]
    fn steps_count_what_lies_up_to_their_ends() {
        let mut sample = Sample::default();
        [5, 1, 10, 11, 0, 10].into_iter().for_each(|value| {
            sample.add(value);
        });
        let counts = |sample: &Sample, zeros| Together::of(std::iter::once(sample), zeros).steps(5);
        assert_eq!(counts(&sample, 2), [3, 2, 2, 1]);
        assert_eq!(Together::of(std::iter::once(&sample), 0).largest(), 11);
        sample.fold();
        assert_eq!(counts(&sample, 2), [3, 2, 2, 1], "small values have buckets of their own");
        assert_eq!(Together::of(std::iter::empty(), 0).steps(5), [0]);
    }

    #[test]
    fn buckets_are_fine_enough_and_do_not_grow() {
        let mut sample = Sample::default();
        values(1_000).for_each(|value| {
            sample.add(value);
        });
        sample.fold();
        values(10_000_000).for_each(|value| {
            sample.add(value);
        });
        assert_eq!((sample.entries(), sample.count()), (0, 10_001_000));
        let buckets = sample.buckets.as_ref().map_or(0, |buckets| buckets.counts.len());
        assert!(buckets <= (45 - 10) << BITS, "{buckets} buckets");
        let mut all: Vec<i64> = values(1_000).chain(values(10_000_000)).collect();
        assert_eq!(sample.sum(), all.iter().sum::<i64>());
        let mut exact = Sample::default();
        values(1_000).for_each(|value| {
            exact.add(value);
        });
        // One that is not folded goes along.
        let together = Together::of([&sample, &exact].into_iter(), 0);
        all.extend(values(1_000));
        for p in QUANTILES {
            let (found, true_one) = (together.quantile(p).unwrap(), quantile_type7(&mut all, p).unwrap());
            assert!((found - true_one).abs() <= true_one / 1_024.0, "{p}: {found} for {true_one}");
        }
    }

    #[test]
    fn buckets_join_without_gaps() {
        for at in 0..60_usize << BITS >> 1 {
            let (low, width) = range(at);
            assert_eq!((bucket(low), bucket(low + width - 1), bucket(low + width)), (at, at, at + 1));
            assert!(width == 1 || width << BITS <= low);
        }
    }

    #[test]
    fn says_nothing_of_nothing_and_knows_its_limits() {
        let together = Together::of(std::iter::empty(), 0);
        assert_eq!((together.quantile(0.5), together.count()), (None, 0));
        assert_eq!(Together::of(std::iter::empty(), 3).quantile(0.5), Some(0.0));
        let mut sample = Sample::default();
        for value in [-5, i64::MAX / 2] {
            sample.add(value);
        }
        let together = Together::of(std::iter::once(&sample), 0);
        assert_eq!((together.quantile(0.0), together.quantile(1.0)), (Some(0.0), Some(LARGEST as f64)));
        // What comes more often than one run can say takes another.
        let mut many = Sample::default();
        (0..2 * MOST + 1).for_each(|_| {
            many.add(4);
        });
        assert_eq!((many.entries(), many.count()), (3, 2 * MOST + 1));
        many.settle();
        assert_eq!(Together::of(std::iter::once(&many), 0).quantile(1.0), Some(4.0));
    }
}
