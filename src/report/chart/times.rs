//! Cumulative curves of the headline span: which share of consignments is within which time.

use super::{Scale, shown, title};
use crate::experiment::{DistributionRow, Results, SpanRow};
use crate::report::Material;
use crate::units::Duration;

/// The share up to which curves are shown; the last few would squeeze all others.
const SHOWN: f64 = 0.99;
/// Parts of the axis of time at most.
pub(super) const MARKS: f64 = 12.0;
/// A limit is shown if it is not farther out than so many times the end of the curves.
const FAR: f64 = 1.5;

/// Cumulative curves, one a run.
#[derive(Clone, Debug)]
pub struct Curves<'a> {
    /// What they are of.
    pub title: String,
    /// The span.
    pub span: &'a str,
    /// What it is, in words.
    pub question: &'a str,
    /// The population.
    pub population: &'a str,
    /// The limits that are set for the span, shortest first.
    pub limits: Vec<Duration>,
    /// The curves, the base first.
    pub curves: Vec<Curve<'a>>,
}

/// The curve of one run.
#[derive(Clone, Debug)]
pub struct Curve<'a> {
    /// Name of the scenario; of one run alone that of the population.
    pub name: &'a str,
    /// Its points, shortest time first.
    pub points: Vec<&'a DistributionRow>,
    /// Limits of the span that the run knows, with the share within each.
    pub within: Vec<(Duration, f64)>,
}

impl<'a> Curves<'a> {
    /// Those of some runs of one span, which is that of the first; `None` if no times of any may be shown.
    #[must_use]
    pub fn new(runs: &[Material<'a>]) -> Option<Curves<'a>> {
        let (shown, all) = shown(runs)?;
        let first = shown.first()?;
        let (span, population) = (first.results.headline.as_str(), first.results.population.as_str());
        let curve = |run: &Material<'a>| {
            let of_it = |row: &&DistributionRow| row.span == span && row.population == population;
            let points: Vec<&DistributionRow> = run.results.distributions.iter().filter(of_it).collect();
            // The file of a scenario may have any name; of one run alone it tells nothing.
            let name = if all > 1 { run.results.scenario.as_str() } else { population };
            Curve { name, points, within: within(run.results, &first.results.headline_limits) }
        };
        let question = first.scenario.spec().span.get(span);
        Some(Curves {
            title: title("Transit time", &shown, all),
            span,
            question: question.map_or("From entering to leaving", |question| question.title.as_str()),
            population,
            limits: first.results.headline_limits.clone(),
            curves: shown.iter().map(curve).collect(),
        })
    }

    /// The limits that are shown, and round times, each with its place (d) and its name.
    #[must_use]
    pub fn marks(&self) -> [Vec<(f64, String)>; 2] {
        let (low, high) = self.range();
        let inside = |days: &f64| (low..=high).contains(days);
        let scale = Scale::between([low, high], MARKS, 0.0, 1.0);
        let limits = self.limits.iter().map(|limit| (limit.days(), limit.brief()));
        let round = scale.marks().into_iter().map(|mark| (mark, format!("{mark:.*}", scale.places)));
        [limits.filter(|(days, _)| inside(days)).collect(), round.filter(|(days, _)| inside(days)).collect()]
    }

    /// The times (d) between which they are worth showing.
    #[must_use]
    pub fn range(&self) -> (f64, f64) {
        let firsts = self.curves.iter().filter_map(|curve| curve.points.first());
        let low = firsts.map(|row| row.time_d).fold(f64::INFINITY, f64::min);
        let high = self.curves.iter().map(Curve::end).fold(0.0, f64::max);
        let limits = self.limits.iter().map(|limit| limit.days());
        let (least, most) = limits
            .filter(|limit| *limit <= high * FAR)
            .fold((low, high), |(least, most), limit| (least.min(limit), most.max(limit)));
        if most > least { (least, most) } else { (least, least + 1.0) }
    }
}

/// The share within each limit of the headline span, of the population that is spoken of.
fn within(results: &Results, limits: &[Duration]) -> Vec<(Duration, f64)> {
    let of_it = |row: &&SpanRow| row.span == results.headline && row.population == results.population;
    let Some(row) = results.spans.iter().find(of_it) else { return Vec::new() };
    let share = |&limit: &Duration| {
        let at = results.limits.iter().position(|known| *known == limit)?;
        Some((limit, row.within[at].mean))
    };
    limits.iter().filter_map(share).collect()
}

impl Curve<'_> {
    /// Its name, with the shares within the limits.
    #[must_use]
    pub fn legend(&self) -> String {
        let share =
            |(limit, share): &(Duration, f64)| format!("{:.0}% within {}", share * 100.0, limit.brief());
        let shares: Vec<String> = self.within.iter().map(share).collect();
        if shares.is_empty() { self.name.to_owned() } else { format!("{}: {}", self.name, shares.join(", ")) }
    }

    /// The share within a time (d), on the straight line between the points around it.
    #[must_use]
    pub fn share(&self, time_d: f64) -> f64 {
        let at = self.points.partition_point(|row| row.time_d <= time_d);
        match (at.checked_sub(1).map(|before| self.points[before]), self.points.get(at)) {
            (None, _) => 0.0,
            (Some(last), None) => last.within.mean,
            (Some(before), Some(after)) => {
                let part = (time_d - before.time_d) / (after.time_d - before.time_d);
                before.within.mean + part * (after.within.mean - before.within.mean)
            }
        }
    }

    /// The time (d) within which nearly all are.
    fn end(&self) -> f64 {
        let nearly = self.points.iter().find(|row| row.within.mean >= SHOWN);
        nearly.or(self.points.last()).map_or(0.0, |row| row.time_d)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Estimate;

    fn row(time_d: f64, mean: f64) -> DistributionRow {
        let within = Estimate { mean, interval: None, n: 1 };
        DistributionRow { span: "s".into(), population: "p".into(), time_d, within }
    }

    #[test]
    fn a_curve_is_read_between_its_points_and_shown_as_far_as_it_tells() {
        let rows = [row(3.0, 0.0), row(4.0, 0.5), row(6.0, 0.995), row(40.0, 1.0)];
        let within = vec![(Duration::from_hours(144.0), 0.995)];
        let curve = Curve { name: "base", points: rows.iter().collect(), within };
        assert_eq!(curve.legend(), "base: 100% within 6 d");
        let shares = [1.0, 3.0, 3.5, 5.0, 6.0, 90.0].map(|time| curve.share(time));
        assert_eq!(shares, [0.0, 0.0, 0.25, 0.7475, 0.995, 1.0]);
        let mut curves = Curves {
            title: String::new(),
            span: "s",
            question: "",
            population: "p",
            limits: vec![Duration::from_hours(24.0 * 7.0), Duration::from_hours(24.0 * 30.0)],
            curves: vec![curve],
        };
        assert_eq!(curves.range(), (3.0, 7.0), "a limit far out is left out");
        curves.limits.clear();
        assert_eq!(curves.range(), (3.0, 6.0));
    }
}
