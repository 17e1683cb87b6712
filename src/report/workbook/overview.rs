//! The first sheet: whose results these are, and two charts of them.

use super::chart::{Chart, Place, Shape};
use crate::experiment::SpanRow;
use crate::report::chart::Curves;
use crate::report::comparison::Contrast;
use crate::report::manifest::RESULTS_VERSION;
use crate::report::table::{Cell, estimate};
use crate::report::{Answer, Material};
use crate::units::Date;

/// Causes that are shown.
const CAUSES: usize = 15;

/// What stands on the first sheet.
#[derive(Clone, Debug)]
pub(in crate::report) struct Overview {
    /// Title of the workbook.
    pub title: String,
    /// Facts with their names.
    pub facts: Vec<(&'static str, Cell)>,
    /// Charts.
    pub charts: Vec<Chart>,
    /// The day that the file gives as that of its making. It is not the clock's: the same run gives the same bytes.
    pub created: Date,
}

impl Overview {
    /// That of a run; `events` if all that happened lies beside the workbook.
    pub(in crate::report) fn of_run(material: Material<'_>, events: bool) -> Overview {
        let Material { scenario, results } = material;
        let answer = Answer::new(material);
        let of_it = |times: &SpanRow| times.span == answer.span && times.population == answer.population;
        let headline = answer.readings.iter().map(|reading| reading.times).find(|times| of_it(times));
        let [mean, low, high] = estimate(headline.map(|times| &times.mean_d));
        let mut facts = vec![
            ("title", (&results.title).into()),
            ("scenario", scenario.name().into()),
            ("headline span", answer.span.into()),
            ("which is", answer.question.into()),
            ("population", answer.population.into()),
            ("mean (d)", mean),
            ("95 % from (d)", low),
            ("95 % to (d)", high),
            ("window from", results.from.into()),
            ("window (d)", results.window_d.into()),
            ("replications", results.replications.len().into()),
            ("seed", results.plan.seed.into()),
        ];
        facts.extend(versions());
        facts.extend(answer.caveats.iter().map(|caveat| ("note", caveat.into())));
        if events {
            facts.push(("note", "events.csv, all that happened, is too long for a workbook".into()));
        }
        Overview { title: results.title.clone(), facts, charts: charts(material), created: results.from }
    }

    /// That of a comparison.
    pub(in crate::report) fn of_comparison(contrast: &Contrast<'_>) -> Overview {
        let base = contrast.base.results;
        let title = format!("{} and what is held against it", base.scenario);
        let mut facts = vec![("base", Cell::from(&base.scenario)), ("which is", (&base.title).into())];
        for other in &contrast.others {
            facts.push(("other", (&other.results.scenario).into()));
            facts.push(("which is", (&other.results.title).into()));
        }
        facts.extend([("replications", base.replications.len().into()), ("seed", base.plan.seed.into())]);
        facts.extend(versions());
        facts.extend(contrast.notes.iter().map(|note| ("note", note.into())));
        facts.extend(contrast.missing.iter().map(|name| ("could not be run", name.into())));
        Overview { title, facts, charts: Vec::new(), created: base.from }
    }
}

fn versions() -> [(&'static str, Cell); 2] {
    [
        ("version", concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).into()),
        ("results version", RESULTS_VERSION.into()),
    ]
}

/// The distribution of the headline span, and what its hours went on; neither if its times may not be shown.
fn charts(material: Material<'_>) -> Vec<Chart> {
    let Some(curves) = Curves::new(&[material]) else { return Vec::new() };
    let (span, population) = (curves.span, curves.population);
    let points = curves.curves.iter().flat_map(|curve| &curve.points);
    let curve = Chart {
        title: format!("Share of {population} through {span} within a time"),
        axes: ["time, d".to_owned(), "share within".to_owned()],
        points: points.map(|row| (Place::Number(row.time_d), row.within.mean)).collect(),
        shape: Shape::Curve {
            marks: curves.limits.iter().map(|limit| (limit.brief(), limit.days())).collect(),
        },
    };
    let causes = material.results.span_hours.causes.iter().take(CAUSES);
    let hours = Chart {
        title: format!("What the hours of {span} go on ({population})"),
        axes: ["cause".to_owned(), "hours of a consignment".to_owned()],
        points: causes.map(|row| (Place::Word(row.cause), row.hours.mean)).collect(),
        shape: Shape::Bars,
    };
    vec![curve, hours].into_iter().filter(|chart| !chart.points.is_empty()).collect()
}
