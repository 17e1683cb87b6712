//! How much of a series to drop because it still remembers the empty start.

const BATCH: usize = 5;
/// Fewer batches than this say nothing about a trend.
const FEWEST_BATCHES: usize = 10;

/// Where a series should be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truncation {
    /// Drop this many observations (a multiple of five).
    After(usize),
    /// The best cut is at half of the series, or the series has fewer than 50 observations: it never settled.
    /// Run longer.
    TooShort,
}

/// The cut that minimises the standard error of the mean of what is left, over batch means of five (MSER-5).
///
/// Feed it the series *averaged over replications*: the cut of a single replication keeps a stretch that
/// happens to be low. Observations beyond the last whole batch are ignored. Sources: White, Simulation 69
/// (1997) 323-334; White, Cobb, Spratt, Winter Simulation Conference 2000; limits: Wang and Glynn, ACM TOMACS
/// 27 (2016).
#[must_use]
pub fn mser5(series: &[f64]) -> Truncation {
    let batches: Vec<f64> =
        series.chunks_exact(BATCH).map(|batch| batch.iter().sum::<f64>() / BATCH as f64).collect();
    if batches.len() < FEWEST_BATCHES {
        return Truncation::TooShort;
    }
    let latest = batches.len() / 2;
    let (mut best, mut least) = (latest, f64::INFINITY);
    let (mut kept, mut mean, mut squares) = (0.0, 0.0, 0.0);
    // From the end, so that the sum of squares of each remainder follows from that of the one after it
    // (Welford).
    for (cut, &value) in batches.iter().enumerate().rev() {
        kept += 1.0;
        let deviation = value - mean;
        mean += deviation / kept;
        squares += deviation * (value - mean);
        let error = squares / (kept * kept);
        // Of equal cuts the earliest.
        if cut <= latest && error <= least {
            (best, least) = (cut, error);
        }
    }
    if best == latest { Truncation::TooShort } else { Truncation::After(best * BATCH) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_where_the_fall_ends() {
        let fall = (0..50_u32).map(|n| 10.0 - 9.0 * f64::from(n) / 49.0);
        let flat = (0..150_u32).map(|n| if n % 2 == 0 { 1.1 } else { 0.9 });
        let series: Vec<f64> = fall.chain(flat).collect();
        assert_eq!(mser5(&series), Truncation::After(50));
    }

    #[test]
    fn keeps_a_series_without_a_trend() {
        assert_eq!(mser5(&[3.7; 103]), Truncation::After(0));
        let wave: Vec<f64> = (0..200_u32).map(|n| f64::from(n * 7_919 % 13)).collect();
        assert!(matches!(mser5(&wave), Truncation::After(cut) if cut <= 20));
    }

    #[test]
    fn refuses_a_series_that_never_settles() {
        let ramp: Vec<f64> = (0..200_u32).map(f64::from).collect();
        assert_eq!(mser5(&ramp), Truncation::TooShort);
        assert_eq!(mser5(&[1.0; 49]), Truncation::TooShort);
        assert_eq!(mser5(&[]), Truncation::TooShort);
    }
}
