//! The axis of a picture: from values to places, and where its marks stand.

/// An axis from one round number to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report) struct Scale {
    low: f64,
    high: f64,
    /// Distance of two marks.
    pub step: f64,
    /// Decimals that marks need.
    pub places: usize,
    left: f64,
    width: f64,
}

impl Scale {
    /// An axis for these values and zero, from `left` on and `width` wide.
    pub(in crate::report) fn new(values: impl Iterator<Item = f64>, left: f64, width: f64) -> Scale {
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for value in values.filter(|value| value.is_finite()) {
            (low, high) = (low.min(value), high.max(value));
        }
        if low == high {
            (low, high) = (-1.0, 1.0);
        }
        Scale::between([low, high], 8.0, left, width)
    }

    /// An axis from about one value to a larger one, in about so many parts at most.
    pub(in crate::report) fn between([low, high]: [f64; 2], most: f64, left: f64, width: f64) -> Scale {
        // Of nothing there are no round parts.
        let high = if (high - low).is_normal() { high } else { low + 1.0 };
        let (step, places) = step((high - low) / most);
        let (low, high) = ((low / step).floor() * step, (high / step).ceil() * step);
        Scale { low, high, step, places, left, width }
    }

    /// Where a value stands.
    pub(in crate::report) fn at(&self, value: f64) -> f64 {
        self.left + (value.clamp(self.low, self.high) - self.low) / (self.high - self.low) * self.width
    }

    /// The values of its marks.
    pub(in crate::report) fn marks(&self) -> Vec<f64> {
        let count = ((self.high - self.low) / self.step).round() as u32;
        (0..=count).map(|mark| self.low + f64::from(mark) * self.step).collect()
    }
}

/// The smallest of 1, 2 and 5 times a power of ten that is at least `least`, and the decimals that it needs.
fn step(least: f64) -> (f64, usize) {
    let (mut power, mut places) = (1.0, 0);
    while power > least {
        power /= 10.0;
        places += 1;
    }
    while power * 10.0 <= least {
        power *= 10.0;
    }
    let steps = [1.0, 2.0, 5.0, 10.0].map(|times| times * power);
    let found = steps.into_iter().find(|step| *step >= least).unwrap_or(10.0 * power);
    (found, if found >= 10.0 * power { places.max(1) - 1 } else { places })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round() {
        let scale = Scale::new([-0.31, 0.47].into_iter(), 100.0, 500.0);
        assert!((scale.step - 0.1).abs() < 1e-12 && scale.places == 1, "{scale:?}");
        assert_eq!(scale.marks().len(), 10);
        assert!((scale.at(-0.4) - 100.0).abs() < 1e-9 && (scale.at(0.5) - 600.0).abs() < 1e-9);
        let scale = Scale::new([3.0, 170.0].into_iter(), 0.0, 1.0);
        assert_eq!((scale.step, scale.places, scale.at(0.0)), (50.0, 0, 0.0));
        assert_eq!(Scale::new(std::iter::empty(), 0.0, 1.0).at(0.0), 0.5);
        assert_eq!(Scale::between([2.0, 2.0], 5.0, 0.0, 1.0).marks().len(), 6);
    }
}
