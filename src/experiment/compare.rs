//! Scenarios held against a base, replication by replication, on common random numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::estimate::{CONFIDENCE, Estimate};
use super::figure::{Figure, Metric, Scope};
use super::results::Results;
use crate::stats::{
    Tally, holm, mean_interval, paired_p, paired_variance_ratio, paired_variance_ratio_limits,
    simultaneous_confidence,
};

/// Scenarios held against a base.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// By scenario: replications that are finished in it and in the base.
    pub pairs: Vec<usize>,
    /// By scenario: every figure, in the order of the base's, those that only the scenario has last.
    pub rows: Vec<Vec<ComparisonRow>>,
}

/// A figure in the base and in another scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonRow {
    /// Whose it is.
    pub scope: Scope,
    /// What it is.
    pub metric: Metric,
    /// Unit of all numbers.
    pub unit: &'static str,
    /// Its mean in the base, over the replications that have it in both; `None` if the base has no such figure.
    pub base: Option<f64>,
    /// Its mean in the other scenario, likewise.
    pub other: Option<f64>,
    /// The change, if both have it in the same replications.
    pub change: Option<Change>,
}

/// A change from the base, and how sure it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Mean of other less base over the replications, with its paired interval.
    pub difference: Estimate,
    /// Limits that hold at once for all scenarios compared (Bonferroni).
    pub simultaneous: Option<(f64, f64)>,
    /// p-value, adjusted for the scenarios compared (Holm).
    pub p: Option<f64>,
    /// The change in a word.
    pub trend: Trend,
    /// How many times the variance would be larger without common random numbers; `None` if all pairs differ by the
    /// same.
    pub variance_ratio: Option<f64>,
}

/// A change in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// No replication differs in the least.
    Equal,
    /// Lower than in the base.
    Lower,
    /// Higher than in the base.
    Higher,
    /// Chance may have made the difference.
    Undecided,
}

impl Trend {
    /// The word used in result files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Trend::Equal => "equal",
            Trend::Lower => "lower",
            Trend::Higher => "higher",
            Trend::Undecided => "undecided",
        }
    }
}

/// What common random numbers have gained for one figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    /// How many times the variance of the difference would be larger without them.
    pub ratio: f64,
    /// Limits of the ratio at 95 %; `None` for fewer than three pairs.
    pub limits: Option<(f64, f64)>,
}

impl Gain {
    /// Whether they did harm: the two scenarios answer to the same luck in opposite ways.
    #[must_use]
    pub fn is_loss(&self) -> bool {
        self.ratio < 1.0
    }
}

impl Comparison {
    /// The row of a figure in the `other`-th scenario.
    #[must_use]
    pub fn row(&self, other: usize, scope: &Scope, metric: &Metric) -> Option<&ComparisonRow> {
        self.rows.get(other)?.iter().find(|row| row.scope == *scope && row.metric == *metric)
    }
}

/// Holds other runs against the base, all run under one seed.
#[must_use]
pub fn compare(base: &Results, others: &[&Results]) -> Comparison {
    let others: Vec<Run<'_>> = others.iter().map(|other| Run::of(other)).collect();
    hold(&Run::of(base), &others)
}

/// What common random numbers have gained for a figure of two runs; `None` if they do not have it in two replications,
/// or all pairs differ by the same.
#[must_use]
pub fn gain(base: &Results, other: &Results, scope: &Scope, metric: &Metric) -> Option<Gain> {
    let of = |results: &'_ Results| {
        results.figures.iter().position(|figure| figure.scope == *scope && figure.metric == *metric)
    };
    let pairs = Pairs::new(&base.figures[of(base)?], &Run::of(base), &Run::of(other));
    let ratio = paired_variance_ratio(&pairs.other, &pairs.base)?;
    Some(Gain { ratio, limits: paired_variance_ratio_limits(&pairs.other, &pairs.base, CONFIDENCE) })
}

fn hold(base: &Run<'_>, others: &[Run<'_>]) -> Comparison {
    let mut rows: Vec<Vec<ComparisonRow>> = vec![Vec::new(); others.len()];
    let mut seen = BTreeSet::new();
    let figures = std::iter::once(base).chain(others).flat_map(|run| run.figures);
    for figure in figures.filter(|figure| seen.insert((&figure.scope, &figure.metric))) {
        let pairs: Vec<Pairs> = others.iter().map(|other| Pairs::new(figure, base, other)).collect();
        for ((rows, pairs), change) in rows.iter_mut().zip(&pairs).zip(changes(&pairs)) {
            let [base, other] = pairs.means;
            if base.is_some() || other.is_some() {
                let Figure { scope, metric, unit, .. } = figure;
                let (scope, metric) = (scope.clone(), metric.clone());
                rows.push(ComparisonRow { scope, metric, unit, base, other, change });
            }
        }
    }
    let finished = |number: &&u32| base.numbers.binary_search(number).is_ok();
    let pairs = others.iter().map(|other| other.numbers.iter().filter(finished).count()).collect();
    Comparison { pairs, rows }
}

/// The changes of one figure, each held to what is meant for all of them together.
fn changes(pairs: &[Pairs]) -> Vec<Option<Change>> {
    let comparable = pairs.iter().filter(|pairs| !pairs.base.is_empty()).count();
    let confidence = simultaneous_confidence(CONFIDENCE, comparable);
    let p: Vec<Option<f64>> = pairs.iter().map(|pairs| paired_p(&pairs.other, &pairs.base)).collect();
    let mut adjusted = holm(&p.iter().flatten().copied().collect::<Vec<f64>>()).into_iter();
    let adjusted = p.iter().map(|p| p.and_then(|_| adjusted.next())).collect::<Vec<_>>();
    pairs.iter().zip(adjusted).map(|(pairs, p)| pairs.change(confidence, p)).collect()
}

/// The figures of a run, to be found by what they are.
struct Run<'a> {
    figures: &'a [Figure],
    by_name: BTreeMap<(&'a Scope, &'a Metric), &'a Figure>,
    /// Numbers of its replications, rising.
    numbers: Vec<u32>,
}

impl<'a> Run<'a> {
    fn of(results: &'a Results) -> Run<'a> {
        Run::new(&results.figures, results.replications.iter().map(|row| row.replication).collect())
    }

    fn new(figures: &'a [Figure], numbers: Vec<u32>) -> Run<'a> {
        let by_name = figures.iter().map(|figure| ((&figure.scope, &figure.metric), figure)).collect();
        Run { figures, by_name, numbers }
    }

    /// The values of a figure by replication. Where cargo was on its way, a cause that took none of its time took 0 hours,
    /// although no ledger has a line for that.
    fn values(&self, figure: &Figure) -> Vec<Option<f64>> {
        if let Some(own) = self.by_name.get(&(&figure.scope, &figure.metric)) {
            return own.values.clone();
        }
        let (Metric::Hours { span, .. }, Scope::Cargo(cargo) | Scope::Cell { cargo, .. }) =
            (&figure.metric, &figure.scope)
        else {
            return vec![None; self.numbers.len()];
        };
        let whole = (Scope::Cargo(cargo.clone()), Metric::Hours { span: span.clone(), cause: None });
        match self.by_name.get(&(&whole.0, &whole.1)) {
            Some(whole) => whole.values.iter().map(|value| value.map(|_| 0.0)).collect(),
            None => vec![None; self.numbers.len()],
        }
    }
}

/// The values of a figure in the replications that have it in both runs.
struct Pairs {
    base: Vec<f64>,
    other: Vec<f64>,
    /// Means over those; if there are none, over what each run has.
    means: [Option<f64>; 2],
}

impl Pairs {
    fn new(figure: &Figure, base: &Run<'_>, other: &Run<'_>) -> Pairs {
        let values = [base.values(figure), other.values(figure)];
        let both = base.numbers.iter().enumerate().filter_map(|(at, &number)| {
            let (base, other) = (values[0][at]?, values[1][other.numbers.binary_search(&number).ok()?]?);
            Some((base, other))
        });
        let (base, other): (Vec<f64>, Vec<f64>) = both.unzip();
        let mean = |values: &[f64]| values.iter().copied().collect::<Tally>().mean();
        let means = if base.is_empty() {
            values.map(|values| mean(&values.into_iter().flatten().collect::<Vec<f64>>()))
        } else {
            [mean(&base), mean(&other)]
        };
        Pairs { base, other, means }
    }

    /// The change, with limits of that simultaneous confidence and its adjusted p-value.
    fn change(&self, confidence: f64, p: Option<f64>) -> Option<Change> {
        let differences: Vec<f64> =
            self.other.iter().zip(&self.base).map(|(other, base)| other - base).collect();
        let mean = differences.iter().copied().collect::<Tally>().mean()?;
        let limits = |confidence| {
            mean_interval(&differences, confidence).map(|interval| (interval.low, interval.high))
        };
        let trend = if differences.iter().all(|&difference| difference == 0.0) {
            Trend::Equal
        } else if p.is_none_or(|p| p > 1.0 - CONFIDENCE) {
            Trend::Undecided
        } else if mean < 0.0 {
            Trend::Lower
        } else {
            Trend::Higher
        };
        Some(Change {
            difference: Estimate { mean, interval: limits(CONFIDENCE), n: differences.len() },
            simultaneous: limits(confidence),
            p,
            trend,
            variance_ratio: paired_variance_ratio(&self.other, &self.base),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::Cause;

    fn figure(scope: &str, metric: Metric, values: &[f64]) -> Figure {
        let values = values.iter().map(|&value| Some(value).filter(|value| value.is_finite())).collect();
        Figure { scope: Scope::Stage(scope.to_owned()), metric, unit: "h", values }
    }

    fn waiting(values: &[f64]) -> Vec<Figure> {
        vec![figure("a", Metric::Waiting, values)]
    }

    fn held(base: &[Figure], others: &[&[Figure]]) -> Comparison {
        let run = |figures: &'_ [Figure]| -> Vec<u32> { (1..=figures[0].values.len() as u32).collect() };
        let others: Vec<Run<'_>> = others.iter().map(|figures| Run::new(figures, run(figures))).collect();
        hold(&Run::new(base, run(base)), &others)
    }

    fn change(comparison: &Comparison, other: usize) -> &Change {
        comparison.rows[other][0].change.as_ref().expect("both have the figure")
    }

    #[test]
    fn a_change_in_a_word() {
        let base = waiting(&[10.0, 20.0, 30.0, 41.0]);
        let trend = |values: &[f64]| change(&held(&base, &[&waiting(values)]), 0).trend;
        assert_eq!(trend(&[10.0, 20.0, 30.0, 41.0]), Trend::Equal);
        assert_eq!(trend(&[9.0, 19.0, 29.0, 39.0]), Trend::Lower);
        assert_eq!(trend(&[11.0, 21.1, 31.0, 42.0]), Trend::Higher);
        assert_eq!(trend(&[9.0, 21.0, 30.0, 41.0]), Trend::Undecided);
        // One replication proves nothing but that nothing changed.
        let one = |value: f64| change(&held(&waiting(&[1.0]), &[&waiting(&[value])]), 0).trend;
        assert_eq!((one(1.0), one(0.5)), (Trend::Equal, Trend::Undecided));
    }

    #[test]
    fn several_scenarios_are_held_to_more_than_one() {
        let base = waiting(&[10.0, 20.0, 30.0, 41.0]);
        let (faster, same) = (waiting(&[9.0, 19.0, 29.0, 39.0]), base.clone());
        let alone = held(&base, &[&faster]);
        let alone = change(&alone, 0);
        // By hand as in `stats`: mean 1.25, s = 0.5, t = 5, df 3, p = 0.0154.
        assert_eq!((alone.difference.mean, alone.difference.n), (-1.25, 4));
        assert_eq!(alone.simultaneous, alone.difference.interval);
        let p = alone.p.expect("a p-value");
        assert!((p - 0.015_392).abs() < 1e-6, "{p}");
        let three = held(&base, &[&same, &faster, &same]);
        let three = change(&three, 1);
        assert_eq!(three.difference, alone.difference);
        assert!((three.p.expect("a p-value") - 3.0 * p).abs() < 1e-15);
        let (wide, narrow) = (three.simultaneous.expect("limits"), alone.simultaneous.expect("limits"));
        assert!(wide.0 < narrow.0 && narrow.1 < wide.1);
        // t(3) at 1 - 0.05 / 6 is 4.856657.
        assert!((wide.1 - (4.856_657 * 0.25 - 1.25)).abs() < 1e-6, "{wide:?}");
        // Four of them are too many for this p.
        let four = held(&base, &[&same, &faster, &same, &same]);
        assert_eq!(change(&four, 1).trend, Trend::Undecided);
    }

    #[test]
    fn replications_pair_by_number() {
        let (base, other) = (waiting(&[1.0, 2.0, 4.0]), waiting(&[20.0, 50.0, f64::NAN, 40.0]));
        let comparison = hold(&Run::new(&base, vec![1, 2, 4]), &[Run::new(&other, vec![2, 3, 4, 5])]);
        assert_eq!(comparison.pairs, [2]);
        // Number 4 is finished in both, but has nothing to compare.
        let row = &comparison.rows[0][0];
        assert_eq!((row.base, row.other), (Some(2.0), Some(20.0)));
        let change = row.change.as_ref().expect("one pair");
        assert_eq!(
            (change.difference.mean, change.difference.n, change.difference.interval),
            (18.0, 1, None)
        );
    }

    #[test]
    fn what_only_one_has_is_shown_without_a_verdict() {
        let (base, other) = (waiting(&[1.0, 3.0]), vec![figure("b", Metric::Waiting, &[5.0, 6.0])]);
        let comparison = held(&base, &[&other]);
        let shown: Vec<_> = comparison.rows[0]
            .iter()
            .map(|row| (row.scope.name(), row.base, row.other, &row.change))
            .collect();
        let expected = [("a".to_owned(), Some(2.0), None, &None), ("b".to_owned(), None, Some(5.5), &None)];
        assert_eq!(shown, expected);
    }

    #[test]
    fn hours_that_nobody_spent_are_none_and_not_unknown() {
        let cargo = || Scope::Cargo("west".to_owned());
        let cell = Scope::Cell { cargo: "west".to_owned(), stage: "port".to_owned() };
        let of = |scope, metric, values: [f64; 2]| Figure {
            scope,
            metric,
            unit: "h",
            values: values.map(Some).into(),
        };
        let base = [
            of(cargo(), Metric::hours(None), [10.0, 20.0]),
            of(cell.clone(), Metric::hours(Some(Cause::Weather)), [3.0, 5.0]),
        ];
        let calm = [of(cargo(), Metric::hours(None), [7.0, 15.0])];
        let comparison = held(&base, &[&calm]);
        let row = comparison.row(0, &cell, &Metric::hours(Some(Cause::Weather))).expect("a row");
        assert_eq!((row.base, row.other), (Some(4.0), Some(0.0)));
        assert_eq!(row.change.as_ref().map(|change| change.difference.mean), Some(-4.0));
        let nobody = [figure("elsewhere", Metric::Waiting, &[1.0, 1.0])];
        let comparison = held(&base, &[&nobody]);
        assert_eq!(
            comparison.row(0, &cell, &Metric::hours(Some(Cause::Weather))).map(|row| row.other),
            Some(None)
        );
    }
}
