//! Fleets in `capacity.csv`: what each carries and what it can carry, and the same of one that was loaded by itself.

use super::table::{Cell, Column, Table, estimate};
use crate::cargo::Direction;
use crate::experiment::{FleetMaximum, FleetRow, FleetTimes, Results};
use crate::observation::Cause;
use crate::stage::RoundTrip;

const FILE: &str = "capacity.csv";
/// Share of what a fleet can carry from which the answer names it.
const BUSY: f64 = 0.7;

/// What the time of a vessel in port can go on, in the order of tables.
const CAUSES: [Cause; 9] = [
    Cause::Handling,
    Cause::Papers,
    Cause::VesselFill,
    Cause::Weather,
    Cause::OpeningHours,
    Cause::Berth,
    Cause::Server,
    Cause::YardSlot,
    Cause::Maintenance,
];

/// What the arithmetic knows of that.
const KNOWN: [Cause; 5] =
    [Cause::Handling, Cause::Papers, Cause::VesselFill, Cause::Weather, Cause::Maintenance];

/// What the hours of a round trip go on, in words, with those by simulation and by arithmetic; what took none is left out.
#[must_use]
pub fn round_trip_parts(maximum: &FleetMaximum) -> Vec<(&'static str, f64, Option<f64>)> {
    let (times, analytic) = (&maximum.row.times, &maximum.analytic);
    let mut parts = vec![("at sea", times.sea_h, Some(analytic.sea_h))];
    parts.extend(CAUSES.map(|cause| {
        let known = KNOWN.contains(&cause).then(|| analytic.port_h(cause));
        (
            if cause == Cause::Handling { "handling in port" } else { cause.name() },
            times.port_h[cause.index()],
            known,
        )
    }));
    parts.retain(|&(_, simulated, known)| simulated > 0.0 || known.is_some_and(|hours| hours > 0.0));
    parts
}

fn column_of(cause: Cause) -> String {
    format!("{}_h", cause.name().replace(' ', "_"))
}

/// Columns of the hours of a round trip.
fn hours() -> Vec<Column> {
    let mut columns = vec![Column::new("sea_h", "h", "Hours of a round trip at sea, both ways together.")];
    columns.extend(CAUSES.map(|cause| {
        let meaning = match cause {
            Cause::Handling => {
                "Hours of a round trip in which it moors, casts off or is worked, in both ports together."
                    .to_owned()
            }
            other => format!("Hours of a round trip in which it waits in port for: {}.", other.name()),
        };
        Column::new(column_of(cause), "h", meaning)
    }));
    columns
}

fn hours_of(times: Option<&FleetTimes>) -> Vec<Cell> {
    let mut cells = vec![times.map(|times| times.sea_h).into()];
    cells.extend(CAUSES.map(|cause| Cell::from(times.map(|times| times.port_h[cause.index()]))));
    cells
}

/// What the rows of fleets have besides the columns of lines.
pub(super) fn columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("kind", "", "What the row is of: line or fleet."),
        Column::new("vessels", "vessel", "Of a fleet: how many it has."),
        Column::new(
            "carried_west_per_yr",
            "",
            "Of a fleet: what it carried westward in a year of 365 days, in the row's unit: mean over replications.",
        ),
        Column::new("carried_east_per_yr", "", "The same eastward."),
        Column::new(
            "load_west_share",
            "share",
            "Load westward as a share of what the vessels could have carried.",
        ),
        Column::new("load_east_share", "share", "The same eastward."),
        Column::new("round_trip_h", "h", "Time of a round trip of a vessel: mean over replications."),
        Column::new(
            "analytic_round_trip_h",
            "h",
            "The same by arithmetic, with more cargo than the vessels can carry and no queues.",
        ),
    ];
    columns.extend(hours());
    columns
}

/// The same for a row that is of a line.
pub(super) fn no_fleet() -> Vec<Cell> {
    let mut cells: Vec<Cell> = vec!["line".into()];
    cells.resize(columns().len(), Cell::Empty);
    cells
}

/// The columns of its own of a fleet's row.
pub(super) fn of_fleet(row: &FleetRow, maximum: Option<&FleetMaximum>) -> Vec<Cell> {
    let mut cells: Vec<Cell> = vec!["fleet".into(), row.vessels.into()];
    for values in [&row.carried_per_year, &row.load_factor] {
        cells.extend(values.iter().map(|value| Cell::from(value.map(|value| value.mean))));
    }
    cells.push(row.round_trip_h.map(|time| time.mean).into());
    cells.push(maximum.map(|maximum| maximum.analytic.hours()).into());
    cells.extend(hours_of(row.round_trip_h.as_ref().map(|_| &row.times)));
    cells
}

/// The unit of what a fleet carries in a year.
pub(super) fn unit(row: &FleetRow) -> String {
    format!("{}/yr", row.unit)
}

const ALONE: [(&str, &str, &str); 21] = [
    ("fleet", "", "The fleet."),
    ("vessels", "vessel", "How many it has."),
    ("analytic", "", "What it can carry westward in a year of 365 days by arithmetic, in the row's unit."),
    ("simulated", "", "What it carried westward in such a year: mean over replications."),
    ("ci_low", "", "Lower limit of the 95 % interval of that (Student)."),
    ("ci_high", "", "Upper limit of it."),
    ("difference", "share", "Simulated less analytic, as a share of analytic."),
    ("analytic_east", "", "What it can carry eastward by arithmetic."),
    ("simulated_east", "", "What it carried eastward."),
    ("east_ci_low", "", "Lower limit of the 95 % interval of that (Student)."),
    ("east_ci_high", "", "Upper limit of it."),
    ("unit", "", "Unit of all these."),
    ("voyages_west_per_yr", "1/yr", "Voyages westward of all vessels in such a year."),
    ("voyages_east_per_yr", "1/yr", "The same eastward."),
    ("load_west_share", "share", "Load westward as a share of what the vessels could have carried."),
    ("load_east_share", "share", "The same eastward."),
    ("round_trip_h", "h", "Time of a round trip of a vessel: mean over replications."),
    ("round_trip_ci_low_h", "h", "Lower limit of the 95 % interval of that (Student)."),
    ("round_trip_ci_high_h", "h", "Upper limit of it."),
    ("analytic_round_trip_h", "h", "The same by arithmetic."),
    ("note", "", "Terms of the arithmetic, and why the two differ if they do by more than 10 %."),
];

/// Fleets that were loaded by themselves.
#[must_use]
pub fn fleet_capacity(maxima: &[FleetMaximum]) -> Table<'_> {
    let mut columns: Vec<Column> =
        ALONE.iter().map(|&(name, unit, meaning)| Column::new(name, unit, meaning)).collect();
    columns.extend(hours());
    columns.push(Column::new("analytic_sea_h", "h", "Hours at sea by arithmetic."));
    columns.extend(KNOWN.map(|cause| {
        let meaning = match cause {
            Cause::Handling => "Hours of mooring, casting off and work by arithmetic.".to_owned(),
            Cause::VesselFill => {
                "Hours of waiting for the departure of a timetable by arithmetic.".to_owned()
            }
            Cause::Weather => "Hours in which berths are closed or cranes rest by arithmetic.".to_owned(),
            other => format!("Hours of {} by arithmetic.", other.name()),
        };
        Column::new(format!("analytic_{}", column_of(cause)), "h", meaning)
    }));
    let rows = maxima.iter().map(|maximum| {
        let row = &maximum.row;
        let [west, east] = row.carried_per_year.map(|carried| estimate(carried.as_ref()));
        let [analytic_west, analytic_east] = maximum.analytic_per_year;
        let mut cells: Vec<Cell> = vec![(&row.fleet).into(), row.vessels.into(), analytic_west.into()];
        cells.extend(west);
        cells.extend([maximum.difference().into(), analytic_east.into()]);
        cells.extend(east);
        cells.push(unit(row).into());
        for values in [&row.voyages_per_year, &row.load_factor] {
            cells.extend(values.iter().map(|value| Cell::from(value.map(|value| value.mean))));
        }
        cells.extend(estimate(row.round_trip_h.as_ref()));
        cells.extend([maximum.analytic.hours().into(), note(maximum).into()]);
        cells.extend(hours_of(Some(&row.times)));
        cells.push(maximum.analytic.sea_h.into());
        cells.extend(KNOWN.map(|cause| Cell::from(maximum.analytic.port_h(cause))));
        cells
    });
    Table { file: FILE, columns, rows: Box::new(rows) }
}

/// The arithmetic in one line, and what is known of a difference.
#[must_use]
pub fn note(maximum: &FleetMaximum) -> String {
    let FleetMaximum { row, analytic: trip, closed, .. } = maximum;
    let RoundTrip { load, sea_h, overhaul_h, .. } = trip;
    let plural = if row.vessels == 1 { "" } else { "s" };
    let overhauls =
        if *overhaul_h > 0.0 { format!(" + {overhaul_h:.1} h of overhauls") } else { String::new() };
    let calls = trip.calls.map(|call| format!("{:.1}", call.hours()));
    let mut note = format!(
        "{} vessel{plural} x {:.1} {} x 8760 h / ({sea_h:.1} h at sea + {} h in the eastern and {} h in the western \
         port{overhauls}; closed {:.1} and {:.1} % of the time)",
        row.vessels,
        load[Direction::West.index()],
        row.unit,
        calls[0],
        calls[1],
        closed[0] * 100.0,
        closed[1] * 100.0,
    );
    if let Some(date) = maximum.changes {
        note = format!("{note}; before the fleet, its crossing or a port changes on {date}");
    }
    if !maximum.reasons.is_empty() {
        note = format!("{note}; {}", maximum.reasons.join("; "));
    }
    note
}

/// A fleet that the answer names, and the share of what it can carry that is used.
#[derive(Clone, Copy, Debug)]
pub struct BusyFleet<'a> {
    /// What it did.
    pub row: &'a FleetRow,
    /// What it can carry.
    pub maximum: &'a FleetMaximum,
    /// The share that is used.
    pub used: f64,
}

/// The share of what a fleet can carry westward that a run has used.
pub(super) fn used(row: &FleetRow, maximum: Option<&FleetMaximum>) -> Option<f64> {
    let carried = row.carried_per_year[Direction::West.index()]?.mean;
    maximum.map(FleetMaximum::simulated).filter(|&most| most > 0.0).map(|most| carried / most)
}

/// The loaded fleet of that name.
pub(super) fn maximum<'a>(results: &'a Results, fleet: &str) -> Option<&'a FleetMaximum> {
    results.fleet_maxima.iter().find(|maximum| maximum.row.fleet == fleet)
}

/// The fleets that are nearly full or of which the two figures differ, the fullest first.
pub(super) fn busy(results: &Results) -> Vec<BusyFleet<'_>> {
    let fleets = results.fleets.iter().filter_map(|row| {
        let maximum = maximum(results, &row.fleet)?;
        Some(BusyFleet { row, maximum, used: used(row, Some(maximum))? })
    });
    let mut fleets: Vec<BusyFleet<'_>> =
        fleets.filter(|fleet| fleet.used > BUSY || fleet.maximum.disagrees()).collect();
    fleets.sort_by(|a, b| b.used.total_cmp(&a.used));
    fleets
}
