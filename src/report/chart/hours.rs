//! What the hours of the headline span go on, as bars: of waiting, and of being moved and handled, each by stage and cause.

use super::{shown, title};
use crate::experiment::{Estimate, SpanCellRow};
use crate::report::Material;

/// Rows of a part that are shown by themselves.
const ROWS: usize = 12;

/// The hours of a span, of one or several runs.
#[derive(Clone, Debug)]
pub struct Bars<'a> {
    /// What they are of.
    pub title: String,
    /// The span.
    pub span: &'a str,
    /// The population.
    pub population: &'a str,
    /// Names of the scenarios, the base first.
    pub runs: Vec<&'a str>,
    /// Waiting, and the rest.
    pub parts: [Part<'a>; 2],
}

/// Hours that are spent waiting, or that are not.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// What is done in them.
    pub name: &'static str,
    /// Hours of a consignment, of each run.
    pub total_h: Vec<f64>,
    /// By stage and cause, longest first; what is left of all others last.
    pub rows: Vec<PartRow<'a>>,
}

/// Hours at one stage on one cause.
#[derive(Clone, Debug)]
pub struct PartRow<'a> {
    /// Stage and cause; `None` of all that have no row of their own.
    pub place: Option<(&'a str, &'static str)>,
    /// Hours of a consignment, of each run; `None` where there are none.
    pub hours: Vec<Option<Estimate>>,
}

impl PartRow<'_> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> String {
        self.place.map_or_else(|| "all others".to_owned(), |(stage, cause)| format!("{stage}: {cause}"))
    }
}

impl<'a> Bars<'a> {
    /// Those of the runs that have the first one's span and population and may show times; `None` if there are none.
    #[must_use]
    pub fn new(runs: &[Material<'a>]) -> Option<Bars<'a>> {
        let (shown, all) = shown(runs)?;
        let first = shown.first()?.results;
        let parts = [("waiting", true), ("being moved and handled", false)];
        Some(Bars {
            title: title("Where the hours go", &shown, all),
            span: &first.headline,
            population: &first.population,
            runs: shown.iter().map(|run| run.results.scenario.as_str()).collect(),
            parts: parts.map(|(name, waiting)| part(&shown, name, waiting)),
        })
    }

    /// The name of a part; of one run with its hours.
    #[must_use]
    pub fn heading(&self, part: &Part<'_>) -> String {
        match part.total_h.as_slice() {
            [one] => format!("{}: {} h", part.name, amount(*one)),
            _ => part.name.to_owned(),
        }
    }

    /// Of several runs, the name of each with its hours.
    #[must_use]
    pub fn legend(&self) -> Vec<String> {
        let hours = |run: usize| {
            let parts =
                self.parts.iter().map(|part| format!("{} h {}", amount(part.total_h[run]), part.name));
            format!("{}: {}", self.runs[run], parts.collect::<Vec<_>>().join(", "))
        };
        if self.runs.len() > 1 { (0..self.runs.len()).map(hours).collect() } else { Vec::new() }
    }

    /// The number of the colour of a bar: of several runs that of the run, of one alone that of the part.
    #[must_use]
    pub fn colour(&self, part: usize, run: usize) -> usize {
        if self.runs.len() > 1 { run } else { 1 - part }
    }

    /// The longest bar with its interval (h).
    #[must_use]
    pub fn reach(&self) -> f64 {
        let hours = self.parts.iter().flat_map(|part| &part.rows).flat_map(|row| row.hours.iter().flatten());
        hours.map(|hours| hours.interval.map_or(hours.mean, |(_, high)| high)).fold(0.0, f64::max)
    }
}

/// Hours with as many digits as matter.
pub(super) fn amount(hours: f64) -> String {
    if hours >= 9.95 { format!("{hours:.1}") } else { format!("{hours:.2}") }
}

fn part<'a>(runs: &[Material<'a>], name: &'static str, waiting: bool) -> Part<'a> {
    let cells = |run: &Material<'a>| -> Vec<&'a SpanCellRow> {
        run.results.span_hours.cells.iter().filter(|cell| cell.waiting == waiting).collect()
    };
    let cells: Vec<Vec<&SpanCellRow>> = runs.iter().map(cells).collect();
    // Not `sum`, which is -0 of no cells.
    let total_h: Vec<f64> = cells
        .iter()
        .map(|cells| cells.iter().map(|cell| cell.hours.mean).fold(0.0, |sum, h| sum + h))
        .collect();
    let mut places: Vec<(f64, (&str, &'static str))> = Vec::new();
    for cell in cells.iter().flatten() {
        let place = (cell.stage.as_str(), cell.cause);
        match places.iter_mut().find(|(_, known)| *known == place) {
            Some((longest, _)) => *longest = longest.max(cell.hours.mean),
            None => places.push((cell.hours.mean, place)),
        }
    }
    places.retain(|(longest, _)| *longest > 0.0);
    places.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let alone = if places.len() > ROWS + 1 { ROWS } else { places.len() };
    let hours = |cells: &[&SpanCellRow], place: (&str, &str)| {
        cells.iter().find(|cell| (cell.stage.as_str(), cell.cause) == place).map(|cell| cell.hours)
    };
    let mut rows: Vec<PartRow<'a>> = places[..alone]
        .iter()
        .map(|&(_, place)| PartRow {
            place: Some(place),
            hours: cells.iter().map(|cells| hours(cells, place)).collect(),
        })
        .collect();
    if alone < places.len() {
        let rest = |cells: &Vec<&SpanCellRow>| {
            let others = places[alone..].iter().filter_map(|&(_, place)| hours(cells, place));
            Some(Estimate { mean: others.map(|hours| hours.mean).sum(), interval: None, n: 0 })
        };
        rows.push(PartRow { place: None, hours: cells.iter().map(rest).collect() });
    }
    Part { name, total_h, rows }
}
