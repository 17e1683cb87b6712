//! `shipments.csv`: the diaries of a sample of consignments.

use super::Material;
use super::table::{Cell, Column, Table};
use crate::cargo::StageId;
use crate::experiment::{Names, Shipment};
use crate::observation::{Cause, Event};
use crate::units::{Duration, Time};

/// Name of the file.
pub(super) const FILE: &str = "shipments.csv";

/// Columns before those of milestones.
const FIRST: [(&str, &str, &str); 8] = [
    ("replication", "", "Number of the replication, from 1."),
    ("unit", "", "Number of the consignment within its flow."),
    ("flow", "", "Its flow."),
    ("route", "", "Its route."),
    ("teu", "TEU", "Its size."),
    ("mass_t", "t", "Its net mass."),
    ("entered", "", "When it entered (UTC)."),
    ("left", "", "When it left (UTC); empty if it was still under way at the end."),
];

/// The columns; rows are written while the run goes on.
pub(super) fn table(material: Material<'_>) -> Table<'_> {
    let results = material.results;
    let mut columns: Vec<Column> =
        FIRST.iter().map(|&(name, unit, meaning)| Column::new(name, unit, meaning)).collect();
    columns.extend(results.milestones.iter().map(|&(stage, event)| {
        let name = format!("{}.{}", results.stage_names[stage.index()], event.name());
        let meaning = format!("When it first reached the milestone {name} (UTC).");
        Column::new(name, "", meaning)
    }));
    columns.extend(Cause::ALL.iter().map(|cause| {
        let name = format!("{}_h", cause.name().replace(' ', "_"));
        Column::new(name, "h", format!("Hours it spent on: {}.", cause.name()))
    }));
    columns.extend([
        Column::new("cost_usd", "USD", "Its cost."),
        Column::new("co2_kg", "kg", "Its emission of CO2."),
    ]);
    Table { file: FILE, columns, rows: Box::new(std::iter::empty()) }
}

/// A row without the milestones, which are not known before the end of the run: the cells before them, and those after.
pub(super) fn cells(names: &Names, shipment: &Shipment) -> [Vec<Cell>; 2] {
    let journey = &shipment.journey;
    let date = |time: Time| Cell::Time(names.start, time.ms());
    let before = vec![
        shipment.replication.into(),
        journey.number.into(),
        (&names.flows[journey.flow.index()]).into(),
        (&names.routes[journey.route.index()]).into(),
        u32::from(journey.teu).into(),
        journey.tonnes.into(),
        date(journey.entered),
        journey.left.map_or(Cell::Empty, date),
    ];
    let mut after: Vec<Cell> =
        journey.by_cause.iter().map(|&ms| Cell::from(Duration::from_ms(ms).hours())).collect();
    after.extend([journey.cost_usd.into(), journey.co2_kg.into()]);
    [before, after]
}

/// The whole row: when each of the milestones was first reached goes into its middle.
pub(super) fn join(
    [before, after]: [Vec<Cell>; 2],
    reached: &[((StageId, Event), Cell)],
    milestones: &[(StageId, Event)],
) -> Vec<Cell> {
    let mut cells = before;
    cells.extend(milestones.iter().map(|milestone| {
        let first = reached.iter().find(|(other, _)| other == milestone);
        first.map_or(Cell::Empty, |(_, date)| date.clone())
    }));
    cells.extend(after);
    cells
}
