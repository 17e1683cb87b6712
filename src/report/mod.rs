//! Result files: tables of columns and rows, a manifest, and the answer in short.
//!
//! Floor 8. Results go in, files come out. It runs nothing, computes no statistic and prints nothing.

mod answer;
mod berths;
mod binding;
mod calibration;
mod capacity;
mod chart;
mod columns;
mod comparison;
mod conflicts;
mod contents;
mod csv;
mod diaries;
mod differences;
mod distribution;
mod events;
mod fixes;
mod fleets;
mod flows;
mod folder;
mod inputs;
mod json;
mod ledger;
mod levels;
mod manifest;
mod months;
mod observations;
mod params;
mod recorded;
mod replications;
mod resources;
mod sameness;
mod schema;
mod shipments;
mod shocks;
mod spool;
mod stages;
mod stale;
mod summary;
mod table;
mod table_file;
mod targets;
mod tornado;
mod trace;
mod trains;
mod validation;
mod vessels;
// A build without workbooks makes nothing of what one would hold.
#[cfg_attr(not(feature = "xlsx"), allow(dead_code))]
mod workbook;

use table_file::write_table;
use workbook::{Overview, write_workbook};

use crate::experiment::{FleetMaximum, LineMaximum, Load, Results};
use crate::scenario::{FleetLoading, Loading, Scenario};

pub use answer::{Answer, Reading, Waiting};
pub use calibration::{Fitting, Journal, calibration_json, remembered, write_calibration};
pub use capacity::{BusyLine, capacity, note as capacity_note};
pub use chart::{Bars, Curve, Curves, MOST_DRAWN, Part, PartRow, ending};
pub use comparison::{
    ComparisonAnswer, Contrast, ReadingChange, ScenarioAnswer, comparison, comparison_json, write_comparison,
};
pub use conflicts::table as conflicts;
pub use contents::is_taken;
pub use csv::{Dialect, write};
pub use diaries::DiaryFiles;
pub use differences::table as differences;
pub use fixes::{state, table as fixes};
pub use fleets::{BusyFleet, fleet_capacity, note as fleet_note, round_trip_parts};
pub use folder::{Folder, OutputError, OutputFile, ResultFolder, passing_folder, write_new};
pub use inputs::{draws_table, inputs_json, inputs_table, write_inputs};
pub use json::{capacity_json, fleet_json, json};
pub use manifest::{Manifest, fingerprint};
pub use params::table as parameters;
pub use recorded::{NoResults, Recorded};
pub use sameness::{Difference, Differs, differences_in_bytes};
pub use schema::json_schema;
pub use table::{Cell, Column, Table};
pub use table_file::Form;
pub use targets::table as targets;
pub use tornado::{tornado_json, tornado_picture, tornado_table, write_tornado};
pub use trace::{json as trace_json, table as trace_table};
pub use validation::{validation, validation_json, write_validation};
pub use workbook::WORKBOOKS;

/// What tables are made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The scenario that was run.
    pub scenario: &'a Scenario,
    /// What was found.
    pub results: &'a Results,
}

/// Makes one table.
type Maker = for<'a> fn(Material<'a>) -> Table<'a>;

/// Every table that describes results: a new one is one line here. The list of all columns follows by itself.
const TABLES: [Maker; 18] = [
    summary::table,
    targets::table,
    distribution::table,
    months::table,
    replications::table,
    ledger::table,
    stages::table,
    resources::table,
    flows::table,
    shipments::table,
    |_| trains::table(),
    |_| vessels::table(),
    berths::table,
    levels::table,
    capacity::table,
    observations::table,
    |material| conflicts::table(material.scenario),
    |material| params::table(material.scenario),
];

/// All tables of results, that of shocks and that of events if there are any, the list of their columns last.
pub fn tables(material: Material<'_>, events: bool) -> Vec<Table<'_>> {
    let mut tables: Vec<Table<'_>> = TABLES.iter().map(|make| make(material)).collect();
    if !material.results.shocks.is_empty() {
        tables.push(shocks::table(material));
    }
    tables.extend(events.then(events::table));
    let columns = columns::table(&tables);
    tables.push(columns);
    tables
}

/// Writes all result files of a run into a folder that is being written, after those that the run has begun there.
///
/// # Errors
/// An [`OutputError`] if something cannot be written.
pub fn write_run(
    folder: &Folder,
    material: Material<'_>,
    manifest: &Manifest,
    diaries: DiaryFiles<'_>,
) -> Result<(), OutputError> {
    let (form, events) = (diaries.form(), diaries.has_events());
    let mut grown = diaries.finish(&shipments::table(material), material.results)?;
    let mut sheets = Vec::new();
    for table in tables(material, events) {
        sheets.extend(match grown.iter().position(|grown| grown.file == table.file) {
            Some(at) => grown.swap_remove(at).sheet,
            None => write_table(folder, table, form)?,
        });
    }
    if form.workbook {
        write_workbook(folder, &Overview::of_run(material, events), sheets)?;
    }
    chart::write(folder, &[material])?;
    folder.text(contents::RESOLVED, &material.scenario.resolved())?;
    folder.text(contents::MANIFEST, &manifest.text(material))
}

/// Writes what fleets can carry into a folder that is being written, with the scenario of each fleet by itself.
///
/// # Errors
/// An [`OutputError`] if something cannot be written.
pub fn write_fleet_capacity(
    folder: &Folder,
    scenario: &Scenario,
    maxima: &[FleetMaximum],
    days: Option<f64>,
    dialect: Dialect,
) -> Result<(), OutputError> {
    let columns = columns::table(&[fleet_capacity(maxima)]);
    for table in [fleet_capacity(maxima), columns] {
        folder.file(table.file, |out| csv::write(table, dialect, out))?;
    }
    for maximum in maxima {
        let fleet = maximum.row.fleet.as_str();
        if let Ok(alone) = scenario.saturated_fleet(&FleetLoading { fleet, days }) {
            folder.text(&format!("{}.toml", fleet.replace('/', "-")), &alone.resolved())?;
        }
    }
    Ok(())
}

/// Writes what lines can carry into a folder that is being written, with the scenario of each line by itself.
///
/// # Errors
/// An [`OutputError`] if something cannot be written.
pub fn write_capacity(
    folder: &Folder,
    scenario: &Scenario,
    maxima: &[LineMaximum],
    load: &Load<'_>,
    dialect: Dialect,
) -> Result<(), OutputError> {
    let columns = columns::table(&[capacity(maxima)]);
    for table in [capacity(maxima), columns] {
        folder.file(table.file, |out| csv::write(table, dialect, out))?;
    }
    for LineMaximum { line, train, .. } in maxima {
        let Load { equal_speed, warm_up_d, days, .. } = *load;
        let loading = Loading { line, train, equal_speed, warm_up_d, days };
        if let Ok(alone) = scenario.saturated(&loading) {
            // Names of lines may have a stroke in them.
            folder.text(&format!("{}.toml", line.replace('/', "-")), &alone.resolved())?;
        }
    }
    Ok(())
}
