//! What draws of the inputs leave: `inputs.csv`, `draws.csv`, their columns and a manifest.

use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use super::columns;
use super::contents::MANIFEST;
use super::csv::{self, Dialect};
use super::folder::{Folder, OutputError};
use super::json::{estimate, number};
use super::manifest::{Called, Inputs, Manifest};
use super::table::{Cell, Column, Table};
use crate::experiment::InputStudy;
use crate::scenario::Scenario;

const COLUMNS: [(&str, &str, &str); 7] = [
    ("draw", "", "Number of the draw."),
    ("mean_d", "d", "Mean of the headline over the draw's replications; empty if it may not be shown."),
    ("ci_low_d", "d", "Lower limit of its 95 % interval (Student): of chance alone."),
    ("ci_high_d", "d", "Upper limit of it."),
    ("replications", "", "Replications of the draw that have a value."),
    ("refused", "", "How often the draw was refused by the checks and drawn again."),
    ("note", "", "Why there is no mean."),
];

const DRAWS: [(&str, &str, &str); 8] = [
    ("draw", "", "Number of the draw."),
    ("path", "", "Key path of the input."),
    (
        "drawn",
        "",
        "What was drawn for it; of a law its mean. Shares of routes are brought to one afterwards.",
    ),
    ("value", "", "What the scenario has."),
    ("low", "", "Lowest plausible value."),
    ("high", "", "Highest plausible value."),
    ("unit", "", "Unit of these."),
    ("basis", "", "On what it rests: assumed, press or firm."),
];

/// A row for every draw.
#[must_use]
pub fn inputs_table(study: &InputStudy) -> Table<'_> {
    let mut columns: Vec<Column> =
        COLUMNS.iter().map(|&(name, unit, meaning)| Column::new(name, unit, meaning)).collect();
    let targets = study.draws.first().map_or(&[][..], |draw| &draw.targets);
    columns.extend(targets.iter().map(|(target, statistic, _)| {
        let meaning = format!("yes if the draw's {statistic} is within the target {target}.");
        Column::new(format!("within {target} ({statistic})"), "", meaning)
    }));
    let rows = study.draws.iter().map(|draw| {
        let mean = draw.mean();
        let mut cells: Vec<Cell> = vec![draw.number.into()];
        cells.extend(super::table::estimate(mean.as_ref()));
        cells.push(draw.headline.iter().flatten().count().into());
        cells.push(draw.refused.into());
        cells.push(draw.hidden.clone().into());
        let within = draw.targets.iter();
        cells.extend(within.map(|(_, _, within)| within.map(|yes| if yes { "yes" } else { "no" }).into()));
        cells
    });
    Table { file: "inputs.csv", columns, rows: Box::new(rows) }
}

/// Every input of every draw.
#[must_use]
pub fn draws_table(study: &InputStudy) -> Table<'_> {
    let rows = study.draws.iter().flat_map(move |draw| {
        study.inputs.iter().zip(&draw.values).map(move |(input, drawn)| {
            vec![
                draw.number.into(),
                (&input.path).into(),
                (*drawn).into(),
                input.value.into(),
                input.low.into(),
                input.high.into(),
                input.unit.into(),
                input.basis.word().into(),
            ]
        })
    });
    Table::new("draws.csv", &DRAWS, rows)
}

/// Writes the files of draws of the inputs.
///
/// # Errors
/// An [`OutputError`] if something cannot be written.
pub fn write_inputs(
    folder: &Folder,
    scenario: &Scenario,
    study: &InputStudy,
    manifest: &Manifest,
    dialect: Dialect,
) -> Result<(), OutputError> {
    let columns = columns::table(&[inputs_table(study), draws_table(study)]);
    for table in [inputs_table(study), draws_table(study), columns] {
        folder.file(table.file, |out| csv::write(table, dialect, out))?;
    }
    folder.text(MANIFEST, &manifest_text(scenario, study, manifest))
}

/// The manifest, in its order of keys.
#[derive(Serialize)]
struct Record<'a> {
    #[serde(flatten)]
    called: Called<'a>,
    span: &'a str,
    population: &'a str,
    seed: u64,
    draws: u32,
    finished: usize,
    refused: u32,
    replications: u32,
    inputs_drawn: usize,
    inputs: Inputs,
}

fn manifest_text(scenario: &Scenario, study: &InputStudy, manifest: &Manifest) -> String {
    let record = Record {
        called: manifest.called(scenario, study.complete),
        span: &study.span,
        population: &study.population,
        seed: study.plan.seed,
        draws: study.planned,
        finished: study.draws.len(),
        refused: study.refused,
        replications: study.plan.replications,
        inputs_drawn: study.inputs.len(),
        inputs: scenario.inputs().into(),
    };
    toml::to_string(&record).expect("a record of plain values is TOML")
}

/// The answer of draws whose files are in `output`, as JSON. Unknown is `null`.
#[must_use]
pub fn inputs_json(scenario: &str, study: &InputStudy, output: &Path) -> Value {
    let pair = |limits: Option<(f64, f64)>| limits.map(|(low, high)| [number(low), number(high)]);
    let split = study.split();
    let chances = study.chances().into_iter().map(|chance| {
        json!({
            "target": chance.target,
            "statistic": chance.statistic,
            "within": chance.within,
            "draws": chance.draws,
            "interval": pair(chance.interval),
        })
    });
    let draws = study.draws.iter().map(|draw| {
        json!({
            "draw": draw.number,
            "mean_d": estimate(draw.mean().as_ref()),
            "refused": draw.refused,
            "note": draw.hidden,
        })
    });
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": scenario,
        "span": study.span,
        "population": study.population,
        "complete": study.complete,
        "seed": study.plan.seed,
        "replications": study.plan.replications,
        "inputs": study.inputs.len(),
        "refused": study.refused,
        "mean_d": split.map(|split| number(split.mean.mean)),
        "mean_interval_d": split.map(|split| [number(split.mean.low), number(split.mean.high)]),
        "input_share": split.and_then(|split| split.share()).map(number),
        "input_share_interval": pair(split.map(|split| split.share_limits)),
        "input_variance_d2": split.map(|split| number(split.between)),
        "chance_variance_d2": split.map(|split| number(split.within)),
        "draws_p5_p95_d": pair(study.range()),
        "targets": chances.collect::<Vec<_>>(),
        "draws": draws.collect::<Vec<_>>(),
        "output": output.to_string_lossy(),
    })
}
