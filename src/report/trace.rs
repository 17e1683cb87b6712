//! The diary of one consignment, as a table and for programs.

use serde_json::{Value, json};

use super::table::{Cell, Table};
use crate::experiment::{Happens, Line, Trace, Wanted};
use crate::units::Time;

const COLUMNS: [(&str, &str, &str); 7] = [
    ("time", "", "When it begins (UTC)."),
    ("time_h", "h", "The same as hours since the run began."),
    ("stage", "", "The stage in which the consignment is, or whose milestone it reaches."),
    ("kind", "", "enters, reaches, spends, corrected, leaves, turned away."),
    ("what", "", "The milestone, the cause on which its time is spent, or its class when it enters."),
    (
        "because_of",
        "",
        "The stage behind the cause; of a correction, the cause from which the hours are taken.",
    ),
    ("hours_h", "h", "How long; empty of what takes no time, or has not ended."),
];

/// One row for each thing that happens to it.
#[must_use]
pub fn table(trace: &Trace) -> Table<'_> {
    Table::new("trace.csv", &COLUMNS, trace.lines.iter().map(|line| row(trace, line)))
}

/// The same for programs.
#[must_use]
pub fn json(trace: &Trace, wanted: &Wanted) -> Value {
    let line = |line: &Line| {
        let (kind, what, because_of, hours) = parts(line);
        json!({
            "time": trace.start.iso(line.at.ms()), "stage": line.stage, "kind": kind, "what": what,
            "because_of": because_of, "hours_h": hours,
        })
    };
    json!({
        "flow": wanted.flow, "unit": wanted.unit, "replication": wanted.replication,
        "lines": trace.lines.iter().map(line).collect::<Vec<Value>>(),
    })
}

fn row(trace: &Trace, line: &Line) -> Vec<Cell> {
    let (kind, what, because_of, hours) = parts(line);
    vec![
        Cell::Time(trace.start, line.at.ms()),
        (line.at - Time::ZERO).hours().into(),
        line.stage.as_str().into(),
        kind.into(),
        what.into(),
        because_of.into(),
        hours.into(),
    ]
}

/// Kind, what, because of what, and how many hours.
fn parts(line: &Line) -> (&'static str, Option<&'static str>, Option<&str>, Option<f64>) {
    match &line.what {
        Happens::Enters(class, _) => ("enters", Some(*class), None, None),
        Happens::Reaches(event) => ("reaches", Some(*event), None, None),
        Happens::Spends(cause, stage, time) => {
            ("spends", Some(*cause), stage.as_deref(), time.map(|time| time.hours()))
        }
        Happens::Corrected(from, to, time) => {
            ("corrected", Some(*to), Some(from.as_str()), Some(time.hours()))
        }
        Happens::Leaves => ("leaves", None, None, None),
        Happens::TurnsAway => ("turned away", None, None, None),
    }
}
