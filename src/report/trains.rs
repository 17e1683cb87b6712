//! `trains.csv`: the diaries of a sample of trains, ready for a time–distance diagram.

use super::table::{Cell, Column, Table};
use crate::cargo::Direction;
use crate::experiment::{Names, TrainRow};
use crate::metrics::Stop;
use crate::observation::Cause;
use crate::units::{Duration, Time};

const COLUMNS: [(&str, &str, &str); 9] = [
    ("replication", "", "Number of the replication, from 1."),
    (
        "train",
        "",
        "Its name: its flow's, or its kind with where it is made up and where it is taken apart; and its number.",
    ),
    ("kind", "", "Kind of train."),
    ("direction", "", "Which way it runs: west or east."),
    ("line", "", "The line."),
    (
        "point",
        "",
        "Where on the line: the name of the node at an end, or the number of the station, from the eastern end.",
    ),
    ("km", "km", "Distance from the eastern end of the line."),
    ("arrive", "", "When it arrived (UTC); empty where it enters the line."),
    (
        "depart",
        "",
        "When it departed (UTC); empty where it leaves the line, and if it was still there at the end of the run.",
    ),
];

/// What can be waited for on rails and in the nodes between: all but ships.
fn causes() -> impl Iterator<Item = Cause> {
    let of_ships = |cause: &Cause| matches!(cause, Cause::Berth | Cause::VesselArrival | Cause::VesselFill);
    Cause::ALL.into_iter().filter(move |cause| cause.is_wait() && !of_ships(cause))
}

/// Points of a line closer together than this are one (km).
const SAME_POINT_KM: f64 = 1e-6;

/// Name of the file.
pub(super) const FILE: &str = "trains.csv";

/// The columns; rows are written while the run goes on.
pub(super) fn table() -> Table<'static> {
    let mut columns: Vec<Column> =
        COLUMNS.iter().map(|&(name, unit, meaning)| Column::new(name, unit, meaning)).collect();
    columns.extend(causes().map(|cause| {
        let name = format!("{}_h", cause.name().replace(' ', "_"));
        let meaning = format!(
            "Hours it waited there, or just outside for a track, for: {}; where it enters a line, in the node before it.",
            cause.name()
        );
        Column::new(name, "h", meaning)
    }));
    Table { file: FILE, columns, rows: Box::new(std::iter::empty()) }
}

/// The row of a train at one point.
pub(super) fn cells(names: &Names, train: &TrainRow, stop: &Stop) -> Vec<Cell> {
    let date = |time: Option<Time>| time.map(|time| Cell::Time(names.start, time.ms())).into();
    let direction = match train.direction {
        Direction::West => "west",
        Direction::East => "east",
    };
    let line = &names.stages[stop.line.index()];
    let mut cells: Vec<Cell> = vec![
        train.replication.into(),
        (&train.train).into(),
        (&train.template).into(),
        direction.into(),
        line.into(),
        point(stop, names.lines.get(line)),
        stop.point.km.into(),
        date(stop.arrived),
        date(stop.departed),
    ];
    cells.extend(causes().map(|cause| {
        let waits = stop.waits.iter().filter(|(other, _)| *other == cause).map(|&(_, time)| time);
        Cell::from(Duration::from_ms(waits.sum()).hours())
    }));
    cells
}

fn point(stop: &Stop, line: Option<&([String; 2], f64)>) -> Cell {
    let at = |km: f64| (stop.point.km - km).abs() < SAME_POINT_KM;
    match line {
        Some((ends, _)) if at(0.0) => (&ends[0]).into(),
        Some((ends, length)) if at(*length) => (&ends[1]).into(),
        _ => u32::from(stop.point.number).into(),
    }
}
