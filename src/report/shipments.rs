//! `shipments.csv`: the diaries of a sample of consignments.

use std::collections::BTreeSet;

use super::Material;
use super::table::{Cell, Column, Table};
use crate::cargo::StageId;
use crate::observation::{Cause, Event};
use crate::units::{Duration, Time};

pub(super) fn table(material: Material<'_>) -> Table<'_> {
    let results = material.results;
    // Only the milestones that somebody passed; all that there could be are hundreds.
    let milestones: BTreeSet<(StageId, Event)> = results
        .shipments
        .iter()
        .flat_map(|shipment| shipment.journey.milestones.iter().map(|&(stage, event, _)| (stage, event)))
        .collect();
    let mut columns = vec![
        Column::new("replication", "", "Number of the replication, from 1."),
        Column::new("unit", "", "Number of the consignment within its flow."),
        Column::new("flow", "", "Its flow."),
        Column::new("route", "", "Its route."),
        Column::new("teu", "TEU", "Its size."),
        Column::new("mass_t", "t", "Its net mass."),
        Column::new("entered", "", "When it entered (UTC)."),
        Column::new("left", "", "When it left (UTC); empty if it was still under way at the end."),
    ];
    columns.extend(milestones.iter().map(|&(stage, event)| {
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
    let rows = results.shipments.iter().map(move |shipment| {
        let journey = &shipment.journey;
        let date = |time: Time| Cell::Text(results.start.iso(time.ms()));
        let mut cells: Vec<Cell> = vec![
            shipment.replication.into(),
            journey.number.into(),
            (&results.flow_names[journey.flow.index()]).into(),
            (&results.route_names[journey.route.index()]).into(),
            u32::from(journey.teu).into(),
            journey.tonnes.into(),
            date(journey.entered),
            journey.left.map_or(Cell::Empty, date),
        ];
        cells.extend(milestones.iter().map(|milestone| {
            let first = journey.milestones.iter().find(|(stage, event, _)| (*stage, *event) == *milestone);
            first.map_or(Cell::Empty, |&(_, _, time)| date(time))
        }));
        cells.extend(journey.by_cause.iter().map(|&ms| Cell::from(Duration::from_ms(ms).hours())));
        cells.extend([journey.cost_usd.into(), journey.co2_kg.into()]);
        cells
    });
    Table { file: "shipments.csv", columns, rows: Box::new(rows) }
}
