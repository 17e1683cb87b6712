//! `capacity.csv`: what each line and fleet carries and what it can carry, and the same of lines that were loaded by
//! themselves.

use super::Material;
use super::fleets;
use super::table::{Cell, Column, Table, estimate};
use crate::experiment::{FleetMaximum, LineMaximum, LineRow, Results};

const FILE: &str = "capacity.csv";
const UNIT: &str = "train pair/d";
const MINUTES: f64 = 60.0;

const COLUMNS: [(&str, &str, &str); 13] = [
    ("line", "", "The line or fleet."),
    ("tracks", "", "Its tracks: single, double or part double."),
    (
        "trains_west_per_d",
        "train/d",
        "Trains that entered it westward, background trains too: mean over replications.",
    ),
    ("trains_east_per_d", "train/d", "The same eastward."),
    ("analytic", "", "What it can carry by arithmetic, in the row's unit: a fleet westward."),
    ("simulated", "", "What it carried when it was loaded by itself with more trains than it can take."),
    (
        "used_share",
        "share",
        "Mean of the trains of both directions as a share of that; of a fleet what it carried westward.",
    ),
    ("unit", "", "Unit of analytic and simulated."),
    ("note", "", "Terms of the arithmetic, and why the two differ if they do by more than 10 %."),
    ("trains_west_ci_low_per_d", "train/d", "Lower limit of the 95 % interval of trains westward (Student)."),
    ("trains_west_ci_high_per_d", "train/d", "Upper limit of it."),
    ("trains_east_ci_low_per_d", "train/d", "Lower limit of the 95 % interval of trains eastward (Student)."),
    ("trains_east_ci_high_per_d", "train/d", "Upper limit of it."),
];

/// Place of the column `analytic`; those that follow up to `note` are of fleets too.
const ANALYTIC: usize = 4;

/// Of what the arithmetic and the loaded line speak.
const TERMS: [(&str, &str, &str); 5] = [
    (
        "train",
        "",
        "Kind of train of which both speak: the one that runs there most, if no other was asked for.",
    ),
    ("speed_km_per_h", "km/h", "Its mean running speed where the line does not limit it."),
    ("section_km", "km", "Length of the section that limits the line."),
    (
        "period_min",
        "min",
        "Time for which a train and its opposite keep that section; on double track the headway.",
    ),
    ("possession_min_per_d", "min/d", "Time in which it is taken for upkeep all year round."),
];

/// Running times in that section.
const RUNS: [(&str, &str, &str); 2] = [
    ("run_west_min", "min", "Running time westward through that section."),
    ("run_east_min", "min", "The same eastward."),
];

/// The lines and fleets of a run.
pub(super) fn table(material: Material<'_>) -> Table<'_> {
    let results = material.results;
    let rows = results.lines.iter().map(|row| {
        let maximum = results.maxima.iter().find(|maximum| maximum.line == row.line);
        let [west, east] = [0, 1].map(|way| estimate(row.trains_per_d[way].as_ref()));
        let [west, west_low, west_high] = west;
        let [east, east_low, east_high] = east;
        let simulated = maximum.map(|maximum| maximum.pairs_per_d.mean);
        let mut cells = vec![
            (&row.line).into(),
            maximum.map(|maximum| maximum.tracks).into(),
            west,
            east,
            maximum.map(|maximum| maximum.analytic.pairs).into(),
            simulated.into(),
            used(row, maximum).into(),
            UNIT.into(),
            maximum.map(note).into(),
            west_low,
            west_high,
            east_low,
            east_high,
        ];
        cells.extend(terms(maximum));
        cells.extend(fleets::no_fleet());
        cells
    });
    let fleets = results.fleets.iter().map(move |row| {
        let maximum = fleets::maximum(results, &row.fleet);
        let mut cells = vec![Cell::Empty; COLUMNS.len() + TERMS.len()];
        cells[0] = (&row.fleet).into();
        cells[ANALYTIC] = maximum.map(FleetMaximum::analytic).into();
        cells[ANALYTIC + 1] = maximum.map(FleetMaximum::simulated).into();
        cells[ANALYTIC + 2] = fleets::used(row, maximum).into();
        cells[ANALYTIC + 3] = fleets::unit(row).into();
        cells[ANALYTIC + 4] = maximum.map(fleets::note).into();
        cells.extend(fleets::of_fleet(row, maximum));
        cells
    });
    let own = [&COLUMNS[..], &TERMS].concat();
    let mut columns: Vec<Column> =
        own.iter().map(|&(name, unit, meaning)| Column::new(name, unit, meaning)).collect();
    columns.extend(fleets::columns());
    Table { file: FILE, columns, rows: Box::new(rows.chain(fleets)) }
}

const ALONE: [(&str, &str, &str); 11] = [
    ("line", "", "The line."),
    ("tracks", "", "Its tracks: single, double or part double."),
    ("trains_west_per_d", "train/d", "Trains westward that it carried: mean over replications."),
    ("trains_east_per_d", "train/d", "The same eastward."),
    ("analytic", "", "What it can carry by arithmetic, in the row's unit."),
    ("simulated", "", "What it carried: half of both directions together."),
    ("ci_low", "", "Lower limit of the 95 % interval of that (Student)."),
    ("ci_high", "", "Upper limit of it."),
    ("difference", "share", "Simulated less analytic, as a share of analytic."),
    ("unit", "", "Unit of analytic and simulated."),
    ("note", "", "Terms of the arithmetic, and why the two differ if they do by more than 10 %."),
];

/// Lines that were loaded by themselves.
#[must_use]
pub fn capacity(maxima: &[LineMaximum]) -> Table<'_> {
    let rows = maxima.iter().map(|maximum| {
        let [west, east] = maximum.trains_per_d.map(|trains| trains.mean.into());
        let [simulated, low, high] = estimate(Some(&maximum.pairs_per_d));
        let mut cells = vec![
            (&maximum.line).into(),
            maximum.tracks.into(),
            west,
            east,
            maximum.analytic.pairs.into(),
            simulated,
            low,
            high,
            maximum.difference().into(),
            UNIT.into(),
            note(maximum).into(),
        ];
        cells.extend(terms(Some(maximum)));
        cells.extend(maximum.analytic.run.map(|hours| Cell::from(hours * MINUTES)));
        cells
    });
    Table::new(FILE, &[&ALONE[..], &TERMS, &RUNS].concat(), rows)
}

fn terms(maximum: Option<&LineMaximum>) -> [Cell; 5] {
    let minutes = |hours: f64| hours * MINUTES;
    [
        maximum.map(|maximum| maximum.train.as_str()).into(),
        maximum.map(|maximum| maximum.speed).into(),
        maximum.map(|maximum| maximum.analytic.section.km()).into(),
        maximum.map(|maximum| minutes(maximum.analytic.period)).into(),
        maximum.map(|maximum| minutes(maximum.analytic.possession)).into(),
    ]
}

/// The share of what a line can carry that a run has used: both directions together.
fn used(row: &LineRow, maximum: Option<&LineMaximum>) -> Option<f64> {
    let [west, east] = row.trains_per_d;
    let trains = f64::midpoint(west?.mean, east?.mean);
    maximum.filter(|maximum| maximum.pairs_per_d.mean > 0.0).map(|maximum| trains / maximum.pairs_per_d.mean)
}

/// The arithmetic in one line, and what is known of a difference.
#[must_use]
pub fn note(maximum: &LineMaximum) -> String {
    let capacity = &maximum.analytic;
    let minutes = |hours: f64| format!("{:.1}", hours * MINUTES);
    let period = if capacity.section.is_double() {
        format!("{} min headway", minutes(capacity.period))
    } else {
        let [west, east] = capacity.run.map(minutes);
        let clearance = minutes((capacity.period - capacity.run[0] - capacity.run[1]) / 2.0);
        format!("({west} + {east} min running + 2 x {clearance} min clearance)")
    };
    let mut note = format!(
        "(1440 - {} min of upkeep) / {period}, km {:.1} to {:.1}",
        minutes(capacity.possession),
        capacity.section.from,
        capacity.section.to
    );
    if let Some(date) = maximum.changes {
        note = format!("{note}; before the line changes on {date}");
    }
    if !maximum.reasons.is_empty() {
        note = format!("{note}; {}", maximum.reasons.join("; "));
    }
    note
}

/// Share of a line's capacity above which the answer names it.
const BUSY: f64 = 0.7;

/// A line that the answer names, and the share of what it can carry that is used.
#[derive(Clone, Copy, Debug)]
pub struct BusyLine<'a> {
    /// Trains on it.
    pub row: &'a LineRow,
    /// What it can carry.
    pub maximum: &'a LineMaximum,
    /// The share that is used.
    pub used: f64,
}

/// The lines that are nearly full or of which the two counts differ, the fullest first.
pub(super) fn busy(results: &Results) -> Vec<BusyLine<'_>> {
    let lines = results.lines.iter().filter_map(|row| {
        let maximum = results.maxima.iter().find(|maximum| maximum.line == row.line)?;
        Some(BusyLine { row, maximum, used: used(row, Some(maximum))? })
    });
    let mut lines: Vec<BusyLine<'_>> =
        lines.filter(|line| line.used > BUSY || line.maximum.disagrees()).collect();
    lines.sort_by(|a, b| b.used.total_cmp(&a.used));
    lines
}
