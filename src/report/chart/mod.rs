//! Pictures of results: the cumulative curve of the headline span, and where its hours go. What a picture shows is made here,
//! for the files in `charts/` and for whoever draws it in another way.

mod hours;
mod hours_picture;
mod scale;
mod svg;
mod times;
mod times_picture;

pub use hours::{Bars, Part, PartRow};
pub(super) use scale::Scale;
pub(super) use svg::{COLOURS, INK, LETTER, MARGIN, PALE, Svg};
pub use times::{Curve, Curves};

use super::Material;
use super::folder::{Folder, OutputError};

/// The folder of the pictures of results.
pub(super) const CHARTS: &str = "charts";
/// The files in it.
pub(super) const CHART_FILES: [&str; 2] = ["transit-time.svg", "ledger.svg"];

/// Writes the pictures of one or several runs, the base first; none of runs whose times may not be shown.
pub(super) fn write(folder: &Folder, runs: &[Material<'_>]) -> Result<(), OutputError> {
    let (curves, bars) = (Curves::new(runs), Bars::new(runs));
    let pictures = [curves.as_ref().map(times_picture::picture), bars.as_ref().map(hours_picture::picture)];
    if pictures.iter().all(Option::is_none) {
        return Ok(());
    }
    let folder = folder.folder(CHARTS)?;
    let mut pictures = CHART_FILES.into_iter().zip(pictures);
    pictures.try_for_each(|(name, picture)| picture.map_or(Ok(()), |picture| folder.text(name, &picture)))
}

/// Runs that a picture can show beside each other.
pub const MOST_DRAWN: usize = COLOURS.len();
/// Letters of names that a title has room for.
const LONGEST: usize = 60;

/// A name of at most so many letters; of a long one the end, which tells more.
#[must_use]
pub fn ending(name: &str, most: usize) -> String {
    match name.chars().count().checked_sub(most) {
        None | Some(0) => name.to_owned(),
        Some(over) => format!("…{}", name.chars().skip(over + 1).collect::<String>()),
    }
}

/// The title of a picture: what it is about, and of whom; more runs than can be shown are counted.
fn title(what: &str, runs: &[Material<'_>], all: usize) -> String {
    match runs {
        [one] if all == 1 => format!("{what}: {}", one.results.title),
        _ => {
            let names: Vec<&str> = runs.iter().map(|run| run.results.scenario.as_str()).collect();
            let names = names.join(", ");
            let names = match names.chars().count() {
                0..=LONGEST => names,
                _ => format!("{} scenarios", runs.len()),
            };
            let more = all.saturating_sub(runs.len());
            let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
            format!("{what}: {names}{more}")
        }
    }
}

/// The runs of the first one's span and population whose times may be shown, and how many there are of them; the rest is
/// left away.
fn shown<'a>(runs: &[Material<'a>]) -> Option<(Vec<Material<'a>>, usize)> {
    let first = runs.first()?.results;
    let comparable = |run: &&Material<'_>| {
        let results = run.results;
        (&results.headline, &results.population) == (&first.headline, &first.population)
            && results.shows(&first.population)
            && results.span_hours.all.is_some()
    };
    let mut shown: Vec<Material<'a>> = runs.iter().filter(comparable).copied().collect();
    let all = shown.len();
    shown.truncate(MOST_DRAWN);
    (all > 0).then_some((shown, all))
}
