//! `events.csv`: all that happened, one thing a row.

use super::table::{Cell, Table};
use crate::experiment::{EventRow, Names};
use crate::units::Time;

/// Name of the file.
pub(super) const FILE: &str = "events.csv";

const COLUMNS: [(&str, &str, &str); 17] = [
    ("replication", "", "Number of the replication, from 1."),
    ("time", "", "When it happened (UTC)."),
    ("time_h", "h", "The same as hours since the run began."),
    (
        "kind",
        "",
        "What kind of thing: entered, moved, left, turned away, reached, spends and so on of consignments; train, vessel and \
         unit of carriers; uses and resized of resources; closed and open of ports; phase, window begins, window ends.",
    ),
    ("flow", "", "Flow of the consignment."),
    ("unit", "", "Number of the consignment within its flow."),
    (
        "group",
        "",
        "Number of a group of consignments that share their hours; it may be used again after the group is gone.",
    ),
    (
        "carrier",
        "",
        "The train, vessel or locomotive; in rows of the kind carried the kind of train, or the fleet.",
    ),
    (
        "stage",
        "",
        "The stage, or the owner of the resource; where to, in rows of the kind moved and group moved.",
    ),
    ("resource", "", "The resource; of a vessel that berths, the group of berths."),
    (
        "what",
        "",
        "What time is spent on from now on, the milestone that is reached, or the class of what entered or was moved.",
    ),
    (
        "because_of",
        "",
        "The stage that causes it; in rows of the kind reassigned, the cause on which the time had been booked.",
    ),
    (
        "value",
        "",
        "Things of a resource at work; km from the eastern end of a line; the number of a berth; t of what entered; units moved; \
         load; hours reassigned; the number of a phase.",
    ),
    ("capacity", "", "Out of how much, in the same unit."),
    ("blocked", "", "Things of the resource held by something that cannot leave."),
    ("down", "", "Things of the resource out of order or in upkeep."),
    ("closed", "", "Things of the resource shut by hours, weather or a possession."),
];

/// The columns; rows are written while the run goes on.
pub(super) fn table() -> Table<'static> {
    Table::new(FILE, &COLUMNS, std::iter::empty())
}

/// The row of a thing that happened.
pub(super) fn cells(names: &Names, row: &EventRow<'_>) -> Vec<Cell> {
    vec![
        row.replication.into(),
        Cell::Time(names.start, row.at.ms()),
        (row.at - Time::ZERO).hours().into(),
        row.kind.into(),
        row.consignment.map(|(flow, _)| flow).into(),
        row.consignment.map(|(_, number)| number).into(),
        row.group.into(),
        row.carrier.into(),
        row.stage.into(),
        row.resource.into(),
        row.what.into(),
        row.because_of.into(),
        row.value.into(),
        row.capacity.into(),
        row.stand.map(|[blocked, ..]| blocked).into(),
        row.stand.map(|[_, down, _]| down).into(),
        row.stand.map(|[.., closed]| closed).into(),
    ]
}
