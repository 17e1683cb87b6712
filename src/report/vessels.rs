//! `vessels.csv`: the diaries of a sample of calls of vessels at ports.

use super::table::{Cell, Column, Table};
use crate::cargo::Class;
use crate::experiment::{CallRow, Names};
use crate::observation::{Caller, Cause};
use crate::units::{Duration, Time};

const COLUMNS: [(&str, &str, &str); 17] = [
    ("replication", "", "Number of the replication, from 1."),
    ("port", "", "The port."),
    (
        "vessel",
        "",
        "The vessel: its fleet with its number, or the other service with the number of the call.",
    ),
    ("fleet", "", "Its fleet, or the other service that it belongs to."),
    ("whose", "", "fleet: of a fleet of the scenario; visitor: of another service."),
    ("call", "", "Number of the call among those of the vessel at this port since the start of the run."),
    ("arrive", "", "When it arrived in the roads (UTC)."),
    ("berth", "", "When it took a berth (UTC); empty if it had none by the end of the run."),
    ("start", "", "When the first crane or ramp began (UTC); empty if none did."),
    ("end", "", "When the last one had finished (UTC); empty if none did, or the call had not ended."),
    ("sail", "", "When it had left the port (UTC); empty if it was still there at the end of the run."),
    ("berth_group", "", "The group of berths."),
    ("berth_number", "", "The berth in that group, from 1; if it took several in the call, the first."),
    ("load", "", "What it carried when it sailed, in the row's unit; empty of a visitor."),
    ("capacity", "", "What it could have carried then; empty of a visitor."),
    (
        "worked",
        "",
        "Of a visitor, what was worked in both directions, in the row's unit; of a fleet see below.",
    ),
    ("unit", "", "Unit of load, capacity and worked."),
];

/// What a vessel in port can wait for: nothing that only trains and cargo ashore wait for.
fn waits() -> impl Iterator<Item = Cause> {
    let ashore = [
        Cause::Downstream,
        Cause::VesselArrival,
        Cause::Formation,
        Cause::Wagons,
        Cause::Locomotive,
        Cause::Meet,
        Cause::Path,
    ];
    Cause::ALL.into_iter().filter(move |cause| cause.is_wait() && !ashore.contains(cause))
}

/// What is counted when it is moved.
fn unit_of(class: Class) -> &'static str {
    match class {
        Class::Container => "container",
        Class::Wagon => "wagon",
        Class::Vehicle => "vehicle",
        Class::Bulk | Class::Liquid => "consignment",
    }
}

/// Name of the file.
pub(super) const FILE: &str = "vessels.csv";

/// The columns; rows are written while the run goes on.
pub(super) fn table() -> Table<'static> {
    let mut columns: Vec<Column> =
        COLUMNS.iter().map(|&(name, unit, meaning)| Column::new(name, unit, meaning)).collect();
    for (done, what) in [("discharged", "went ashore"), ("loaded", "were put on board")] {
        columns.extend(Class::ALL.map(|class| {
            let what = format!("Consignments of the class {} that {what}; empty of a visitor.", class.name());
            Column::new(format!("{done}_{}", class.name()), unit_of(class), what)
        }));
        columns.push(Column::new(
            format!("{done}_teu"),
            "TEU",
            format!("TEU that {what}; empty of a visitor."),
        ));
        let what = format!("Net tonnes that {what}; empty of a visitor.");
        columns.push(Column::new(format!("{done}_t"), "t", what));
    }
    let handled = "Hours of the call in which it moored, was worked or cast off.";
    columns.push(Column::new("handling_h", "h", handled));
    columns.extend(waits().map(|cause| {
        let name = format!("{}_h", cause.name().replace(' ', "_"));
        Column::new(name, "h", format!("Hours of the call in which it waited for: {}.", cause.name()))
    }));
    Table { file: FILE, columns, rows: Box::new(std::iter::empty()) }
}

/// The row of a call.
pub(super) fn cells(names: &Names, row: &CallRow) -> Vec<Cell> {
    let call = &row.diary;
    let date = |time: Option<Time>| -> Cell { time.map(|time| Cell::Time(names.start, time.ms())).into() };
    let own = matches!(call.caller, Caller::Fleet { .. });
    let group =
        call.berthed.map(|(berth, _)| names.berths[call.port.index()][usize::from(berth.group)].as_str());
    let mut cells: Vec<Cell> = vec![
        row.replication.into(),
        (&names.stages[call.port.index()]).into(),
        (&row.vessel).into(),
        (&row.fleet).into(),
        if own { "fleet" } else { "visitor" }.into(),
        call.call.into(),
        date(Some(call.arrived)),
        date(call.berthed.map(|(_, time)| time)),
        date(call.began),
        date(call.ended.filter(|_| call.sailed.is_some())),
        date(call.sailed),
        group.into(),
        call.berthed.map(|(berth, _)| u32::from(berth.number) + 1).into(),
        call.load.filter(|_| own).map(|(load, _)| load).into(),
        call.load.filter(|_| own).map(|(_, capacity)| capacity).into(),
        (!own).then_some(call.worked).into(),
        row.unit.into(),
    ];
    for handled in [&call.ashore, &call.aboard] {
        let known = |amount: f64| Cell::from(own.then_some(amount));
        cells.extend(handled.units.map(known));
        cells.extend([known(handled.teu), known(handled.tonnes)]);
    }
    let hours = |cause: Cause| Cell::from(Duration::from_ms(call.spent[cause.index()]).hours());
    cells.push(hours(Cause::Handling));
    cells.extend(waits().map(hours));
    cells
}
