//! `berths.csv`: who lay at which berth from when until when, ready for a Gantt chart.

use super::Material;
use super::table::{Cell, Table};
use crate::units::{Duration, Time};

const COLUMNS: [(&str, &str, &str); 11] = [
    ("replication", "", "Number of the replication: the first."),
    ("port", "", "The port."),
    ("group", "", "The group of berths."),
    ("berth", "", "The berth in that group, from 1."),
    (
        "vessel",
        "",
        "The vessel: its fleet with its number, or the other service with the number of the call.",
    ),
    ("fleet", "", "Its fleet, or the other service that it belongs to."),
    ("from", "", "When it took the berth (UTC)."),
    ("until", "", "When it had left it (UTC); empty if it was there at the end of the run."),
    ("what", "", "work: it was worked in that time; lying: it was not."),
    ("hours", "h", "How long it stayed; empty if it was there at the end of the run."),
    ("handling_h", "h", "Hours of that in which it moored, was worked or cast off."),
];

pub(super) fn table(material: Material<'_>) -> Table<'_> {
    let results = material.results;
    let rows = results.stays.iter().map(|row| {
        let stay = &row.stay;
        let date = |time: Time| Cell::Time(results.start, time.ms());
        let cells: Vec<Cell> = vec![
            row.replication.into(),
            (&results.stage_names[stay.port.index()]).into(),
            (&results.berth_names[stay.port.index()][usize::from(stay.berth.group)]).into(),
            (u32::from(stay.berth.number) + 1).into(),
            (&row.vessel).into(),
            (&row.fleet).into(),
            date(stay.from),
            stay.until.map(date).into(),
            if stay.worked { "work" } else { "lying" }.into(),
            stay.until.map(|until| (until - stay.from).hours()).into(),
            Duration::from_ms(stay.handling).hours().into(),
        ];
        cells
    });
    Table::new("berths.csv", &COLUMNS, rows)
}
