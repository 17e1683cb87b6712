//! The root of an increasing function whose slope is known.

/// Finds where `function` crosses 0 between `low` and `high`, to the last digits of a double.
///
/// `function` gives value and slope, is increasing, and is at most 0 at `low` and at least 0 at `high`.
/// Newton's steps, replaced by a bisection whenever one would leave the bracket or hardly be shorter than the
/// last (Press et al., Numerical Recipes, `rtsafe`).
pub(super) fn increasing_root(
    function: impl Fn(f64) -> (f64, f64),
    mut low: f64,
    mut high: f64,
    start: f64,
) -> f64 {
    const MOST_STEPS: usize = 200;
    const CLOSE: f64 = 4.0 * f64::EPSILON;
    let mut x = if start > low && start < high { start } else { low + (high - low) / 2.0 };
    let mut last_step = high - low;
    for _ in 0..MOST_STEPS {
        let (value, slope) = function(x);
        if value == 0.0 {
            return x;
        }
        if value < 0.0 {
            low = x
        } else {
            high = x
        }
        let step = -value / slope;
        // Before the question whether to bisect: steps of the size of rounding errors no longer shrink.
        if step.abs() <= CLOSE * x.abs() || high - low <= CLOSE * x.abs() {
            return x;
        }
        let leaves = !(x + step > low && x + step < high);
        let bisects = leaves || step.abs() > 0.5 * last_step.abs();
        let next = if bisects { low + (high - low) / 2.0 } else { x + step };
        last_step = next - x;
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_roots_that_mislead_newton() {
        let cube = increasing_root(|x| (x * x * x - 2.0, 3.0 * x * x), 0.0, 100.0, 90.0);
        assert!((cube - libm::cbrt(2.0)).abs() < 1e-15);
        let bend = increasing_root(|x| (libm::atan(x), 1.0 / (1.0 + x * x)), -50.0, 1e6, 20.0);
        assert!(bend.abs() < 1e-15, "{bend}");
        let flat = increasing_root(|x| (if x < 0.3 { -1.0 } else { 1.0 }, 0.0), 0.0, 1.0, 0.9);
        assert!((flat - 0.3).abs() < 1e-15);
    }
}
