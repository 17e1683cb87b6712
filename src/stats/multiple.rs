//! Several comparisons at once: what each must be held to, so that all together err as rarely as one.

/// Adjusted p-values: each may be held against the level that is meant for all of them together.
///
/// The smallest is multiplied by the number of p-values, the next by one less and so on, and none is less than one
/// before it. Valid whatever the comparisons have in common, common random numbers too. Source: Holm, "A simple
/// sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979) 65-70.
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]));
    let mut adjusted = vec![0.0; p.len()];
    let mut least: f64 = 0.0;
    for (rank, &at) in order.iter().enumerate() {
        least = least.max(((p.len() - rank) as f64 * p[at]).min(1.0));
        adjusted[at] = least;
    }
    adjusted
}

/// The confidence of each of `comparisons` intervals with which all hold together with `confidence`, by Bonferroni's
/// inequality.
#[must_use]
pub fn simultaneous_confidence(confidence: f64, comparisons: usize) -> f64 {
    1.0 - (1.0 - confidence) / comparisons.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }

    #[test]
    fn holm_by_hand() {
        // 4 x 0.005, 3 x 0.01, 2 x 0.03, and 1 x 0.04 that may not be less than the one before.
        assert_close(&holm(&[0.01, 0.04, 0.03, 0.005]), &[0.03, 0.06, 0.06, 0.02]);
        assert_close(&holm(&[0.02]), &[0.02]);
        assert_close(&holm(&[0.6, 0.5, 0.0]), &[1.0, 1.0, 0.0]);
        assert!(holm(&[]).is_empty());
        // 10 x, 9 x, 8 x 0.039, then three that stay behind it, ... 3 x 0.205, and two that stay behind that.
        let p = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216];
        let expected = [0.01, 0.072, 0.312, 0.312, 0.312, 0.312, 0.312, 0.615, 0.615, 0.615];
        assert_close(&holm(&p), &expected);
    }

    #[test]
    fn confidence_is_shared_out() {
        assert_close(&[simultaneous_confidence(0.95, 1), simultaneous_confidence(0.95, 5)], &[0.95, 0.99]);
        assert_close(&[simultaneous_confidence(0.95, 0)], &[0.95]);
    }
}
