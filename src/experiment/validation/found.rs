//! What a validation finds: rows, each with what was expected, what came out, and what is to be thought of it.

use crate::experiment::Estimate;
use crate::experiment::estimate::CONFIDENCE;
use crate::stats::{Tally, mean_interval};

/// Most standard errors between a mean and the value that is known.
pub const MOST_ERRORS: f64 = 4.0;

/// Largest half-width of a 95 % interval as a share of the value that is known.
pub const MOST_HALF_WIDTH: f64 = 0.005;

/// Share by which what is exact may differ: that of rounding.
const ROUNDING: f64 = 1e-9;

/// What is to be thought of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It comes out as it should.
    Pass,
    /// It does not.
    Fail,
    /// It may, but the interval is too wide to say so: as good as a failure.
    Imprecise,
    /// It does not, and the row's note says why: counted, and no failure.
    KnownMiss,
}

impl Judgement {
    /// All of them, in the order of telling.
    pub const ALL: [Judgement; 4] =
        [Judgement::Pass, Judgement::KnownMiss, Judgement::Fail, Judgement::Imprecise];

    /// The word used in result files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Judgement::Pass => "pass",
            Judgement::Fail => "fail",
            Judgement::Imprecise => "imprecise",
            Judgement::KnownMiss => "known miss",
        }
    }

    /// Whether the whole validation fails of it.
    #[must_use]
    pub fn is_failure(self) -> bool {
        matches!(self, Judgement::Fail | Judgement::Imprecise)
    }
}

/// One thing that was known beforehand, beside what came out.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidationRow {
    /// Short name of the case.
    pub case: String,
    /// What the case is; rows of one case follow each other.
    pub title: String,
    /// What of it is compared.
    pub what: String,
    /// What must come out.
    pub expected: f64,
    /// Unit of that and of what came out.
    pub unit: String,
    /// Who says so.
    pub source: String,
    /// What came out; `None` if nothing did.
    pub simulated: Option<Estimate>,
    /// What is to be thought of it.
    pub judgement: Judgement,
    /// How far the two are apart, or why.
    pub note: String,
}

/// Rows that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidationRows {
    /// What they have in common.
    pub title: String,
    /// The rows.
    pub rows: Vec<ValidationRow>,
}

/// What a validation has found, group by group; more groups can be put behind.
#[derive(Clone, Debug, PartialEq)]
pub struct Validation {
    /// The seed.
    pub seed: u64,
    /// The groups.
    pub groups: Vec<ValidationRows>,
}

impl Validation {
    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = &ValidationRow> {
        self.groups.iter().flat_map(|group| &group.rows)
    }

    /// How many rows are judged so.
    #[must_use]
    pub fn count(&self, judgement: Judgement) -> usize {
        self.rows().filter(|row| row.judgement == judgement).count()
    }

    /// Whether no row fails.
    #[must_use]
    pub fn holds(&self) -> bool {
        !self.rows().any(|row| row.judgement.is_failure())
    }
}

/// Judges the mean of values, one a replication, of which the exact value is known.
pub(super) fn of_means(values: &[f64], exact: f64) -> (Option<Estimate>, Judgement, String) {
    let estimate = Estimate::of(values);
    if !values.is_empty() && values.iter().all(|value| equal(*value, exact)) {
        return (estimate, Judgement::Pass, "exact".to_owned());
    }
    let tally: Tally = values.iter().copied().collect();
    let (Some(estimate), Some(deviation), Some(interval)) =
        (estimate, tally.deviation(), mean_interval(values, CONFIDENCE))
    else {
        return (estimate, Judgement::Fail, differs(estimate, exact));
    };
    let away = (estimate.mean - exact) / (deviation / (values.len() as f64).sqrt());
    let half = interval.half_width() / exact.abs();
    let judgement = match () {
        () if away.abs().is_nan() || away.abs() > MOST_ERRORS => Judgement::Fail,
        () if half.is_nan() || half > MOST_HALF_WIDTH => Judgement::Imprecise,
        () => Judgement::Pass,
    };
    let side = if away < 0.0 { "below" } else { "above" };
    let note = format!("{:.1} standard errors {side}, half-width {:.2} %", away.abs(), half * 100.0);
    (Some(estimate), judgement, note)
}

/// Judges a value without chance that may differ by so much.
pub(super) fn of_value(value: f64, exact: f64, tolerance: f64) -> (Option<Estimate>, Judgement, String) {
    let estimate = Estimate::of(&[value]);
    if equal(value, exact) {
        return (estimate, Judgement::Pass, "exact".to_owned());
    }
    let within = (value - exact).abs() <= tolerance;
    (estimate, if within { Judgement::Pass } else { Judgement::Fail }, differs(estimate, exact))
}

fn equal(value: f64, exact: f64) -> bool {
    (value - exact).abs() <= ROUNDING * exact.abs()
}

fn differs(estimate: Option<Estimate>, exact: f64) -> String {
    estimate
        .map_or_else(|| "nothing came out".to_owned(), |found| format!("differs by {}", found.mean - exact))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred values around a mean, with a standard error of about a tenth of `spread`.
    fn around(mean: f64, spread: f64) -> Vec<f64> {
        (0..100).map(|n| if n % 2 == 0 { mean + spread } else { mean - spread }).collect()
    }

    fn judged(values: &[f64], exact: f64) -> Judgement {
        of_means(values, exact).1
    }

    #[test]
    fn a_mean_passes_if_it_is_near_and_sharp() {
        assert_eq!(judged(&around(4.0, 0.05), 4.0), Judgement::Pass);
        // Half-widths of 0.0099 and 0.0397: 0.25 % and 1 % of the value.
        assert_eq!(judged(&around(4.0, 0.2), 4.0), Judgement::Imprecise);
        assert_eq!(judged(&around(4.019, 0.05), 4.0), Judgement::Pass);
        assert_eq!(judged(&around(4.021, 0.05), 4.0), Judgement::Fail);
        assert_eq!(judged(&around(4.0, f64::NAN), 4.0), Judgement::Fail);
        let (estimate, _, note) = of_means(&around(4.0, 0.05), 4.0);
        assert_eq!(estimate.map(|estimate| estimate.n), Some(100));
        assert_eq!(note, "0.0 standard errors above, half-width 0.25 %");
    }

    #[test]
    fn what_has_no_chance_in_it_is_exact_or_wrong() {
        assert_eq!(judged(&[0.5; 30], 0.5), Judgement::Pass);
        assert_eq!(judged(&[0.5; 30], 0.501), Judgement::Fail);
        assert_eq!(judged(&[2.0], 2.0), Judgement::Pass);
        assert_eq!(judged(&[2.0], 2.001), Judgement::Fail);
        assert_eq!(judged(&[], 2.0), Judgement::Fail);
        assert_eq!(judged(&[0.0], 0.0), Judgement::Pass);
        assert_eq!(of_value(16.009, 16.0, 0.01).1, Judgement::Pass);
        assert_eq!(of_value(16.011, 16.0, 0.01).1, Judgement::Fail);
        assert_eq!(of_value(16.0, 16.0, 0.0).2, "exact");
    }

    #[test]
    fn a_known_miss_is_no_failure() {
        let row = |judgement| ValidationRow {
            case: "A".to_owned(),
            title: "b".to_owned(),
            what: "c".to_owned(),
            expected: 1.0,
            unit: "h".to_owned(),
            source: "c".to_owned(),
            simulated: None,
            judgement,
            note: String::new(),
        };
        let of = |judgements: &[Judgement]| Validation {
            seed: 1,
            groups: vec![ValidationRows {
                title: "t".to_owned(),
                rows: judgements.iter().copied().map(row).collect(),
            }],
        };
        let found = of(&[Judgement::Pass, Judgement::KnownMiss]);
        assert!(found.holds());
        assert_eq!(Judgement::ALL.map(|judgement| found.count(judgement)), [1, 1, 0, 0]);
        assert!(!of(&[Judgement::Pass, Judgement::Imprecise]).holds());
        assert!(!of(&[Judgement::Fail]).holds());
    }
}
