//! Vessels: what is asked of their calls, and what is found of calls, berths, levels and fleets.

use super::estimate::Estimate;
use super::rows::{CallRow, FleetRow, FleetTimes, LevelRow, StayRow};
use super::run::Replication;
use crate::cargo::{Direction, FleetId, ResourceId, StageId};
use crate::corridor::Corridor;
use crate::metrics::{CallDiary, CallerKey, Callers, LevelOf, Metrics, Resting};
use crate::observation::{Caller, Cause};
use crate::random::name_bits;
use crate::stage::{FleetSpec, PortSpec, StageSpec};
use crate::units::{Duration, Time};

/// Most rows of a table: a spreadsheet has not one more beside the header.
pub(super) const MOST_ROWS: usize = 1_048_575;
/// Time from one point of a level to the next.
const STEP: Duration = Duration::from_ms(6 * 3_600_000);
/// Most points of all levels together; where there would be more, steps are longer.
const MOST_POINTS: i64 = 500_000;
/// Bits of the key of a call that tell services apart, and of the number that follows.
const KEY_BITS: (u32, u32) = (23, 24);
pub(super) const DAYS_A_YEAR: f64 = 365.0;

/// Who calls at each stage of a corridor, the entry included.
pub(super) fn callers(corridor: &Corridor) -> Vec<Callers> {
    let mut callers: Vec<Callers> = (0..corridor.stage_specs.len()).map(|at| of_port(corridor, at)).collect();
    callers.push(Callers::default());
    callers
}

fn of_port(corridor: &Corridor, at: usize) -> Callers {
    let groups = &corridor.berth_names[at];
    let known = |service: &str, group: &str| {
        let place = groups.iter().position(|name| name == group)?;
        let key = name_bits(&format!("{} {service}", corridor.stages[at]), KEY_BITS.0) << KEY_BITS.1;
        Some(CallerKey { key, group: u16::try_from(place).ok()? })
    };
    let fleet = |(number, name): (usize, &String)| {
        let fleet = fleet_spec(corridor, number)?;
        let stage = &corridor.stages[at];
        let calls = corridor.ports_of(fleet).iter().any(|&(port, _)| port == *stage);
        if calls { known(name, &fleet.berth) } else { None }
    };
    let visitor = |name: &String| {
        let group = ports(corridor, at).find_map(|port| port.visitor.get(name.as_str()))?;
        known(name, &group.berth)
    };
    let visitors = corridor.visitor_names[at].iter();
    Callers {
        fleets: corridor.fleet_names.iter().enumerate().map(fleet).collect(),
        visitors: visitors.map(|name| visitor(name).unwrap_or(CallerKey { key: 0, group: 0 })).collect(),
    }
}

/// A port as it is in each phase in which it is there.
fn ports(corridor: &Corridor, at: usize) -> impl Iterator<Item = &PortSpec> {
    corridor.phases.iter().filter_map(move |terms| match terms.stages.get(at) {
        Some(StageSpec::Port(port)) => Some(port),
        _ => None,
    })
}

/// A fleet as it is when the window begins, or when it comes into being after that.
pub(super) fn fleet_spec(corridor: &Corridor, number: usize) -> Option<&FleetSpec> {
    let begun = corridor.phases.iter().rev().filter(|terms| terms.from <= corridor.timeline.from);
    let mut all = begun.chain(&corridor.phases);
    all.find_map(|terms| terms.fleets.get(number))
}

/// The levels to write down: slots, tracks and berths of ports, borders and yards, vessels in the roads, and trains
/// that stand before the ports.
pub(super) fn levels(corridor: &Corridor) -> Vec<LevelOf> {
    let mut levels = Vec::new();
    for (at, (stage, spec)) in corridor.stages.iter().zip(&corridor.stage_specs).enumerate() {
        if !matches!(spec, StageSpec::Port(_) | StageSpec::Border(_) | StageSpec::Yard(_)) {
            continue;
        }
        let own = corridor.resources.iter().enumerate().filter(|(_, row)| row.owner == *stage);
        let room = own.filter(|(_, row)| is_room(&row.name));
        levels.extend(room.map(|(number, _)| LevelOf::Resource(ResourceId::at(number))));
        if matches!(spec, StageSpec::Port(_)) {
            let stage = StageId::at(at);
            let groups = 0..corridor.berth_names[at].len();
            levels.extend(groups.map(|group| LevelOf::Roads(stage, group as u16)));
            levels.push(LevelOf::Trains(stage));
        }
    }
    levels
}

/// Whether a resource is room to stand or lie in.
fn is_room(name: &str) -> bool {
    let tracks = ["sidings", "reception tracks", "tracks"];
    tracks.contains(&name) || name.contains(" slots ") || name.ends_with(" berths")
}

/// The step at which so many levels are written down over a window.
pub(super) fn level_step(levels: usize, (from, until): (Time, Time)) -> Duration {
    let mut step = STEP;
    while (until - from).ms() / step.ms() * levels as i64 > MOST_POINTS {
        step = Duration::from_ms(step.ms() * 2);
    }
    step
}

/// The diary of a call with its names.
pub(super) fn call_row(corridor: &Corridor, replication: u32, diary: CallDiary) -> CallRow {
    let (vessel, fleet) = names(corridor, diary.port, diary.caller);
    CallRow { replication, vessel, fleet, unit: unit(corridor, diary.port, diary.caller), diary }
}

/// The stays at berths of the replication of which they were written down.
pub(super) fn stays(corridor: &Corridor, runs: &mut [Replication]) -> Vec<StayRow> {
    let of_run = runs.iter_mut().flat_map(|run| {
        let stays = std::mem::take(&mut run.metrics.stays);
        stays.into_iter().map(move |stay| (run.number + 1, stay))
    });
    let rows = of_run.map(|(replication, stay)| {
        let (vessel, fleet) = names(corridor, stay.port, stay.caller);
        StayRow { replication, vessel, fleet, stay }
    });
    rows.take(MOST_ROWS).collect()
}

/// The levels of the replication of which they were written down.
pub(super) fn series(corridor: &Corridor, runs: &mut [Replication]) -> Vec<LevelRow> {
    let of_run = runs.iter_mut().flat_map(|run| {
        let series = std::mem::take(&mut run.metrics.levels);
        series.into_iter().map(move |series| (run.number + 1, series))
    });
    let rows = of_run.map(|(replication, series)| {
        let stage = |at: StageId| corridor.stages[at.index()].clone();
        let (stage, what) = match series.of {
            LevelOf::Resource(number) => {
                let row = &corridor.resources[number.index()];
                (row.owner.clone(), row.name.clone())
            }
            LevelOf::Roads(port, group) => {
                let group = &corridor.berth_names[port.index()][usize::from(group)];
                (stage(port), format!("{group} roads"))
            }
            LevelOf::Trains(port) => (stage(port), "trains held".to_owned()),
        };
        LevelRow { replication, stage, what, points: series.points }
    });
    rows.collect()
}

/// The name of a vessel, and of its fleet or service.
pub(super) fn names(corridor: &Corridor, port: StageId, caller: Caller) -> (String, String) {
    let (service, number) = match caller {
        Caller::Fleet { fleet, number } => (&corridor.fleet_names[fleet.index()], u32::from(number)),
        Caller::Visitor { visitor, number } => {
            (&corridor.visitor_names[port.index()][usize::from(visitor)], number)
        }
    };
    (format!("{service} {}", number + 1), service.clone())
}

/// In what a vessel's load is counted.
fn unit(corridor: &Corridor, port: StageId, caller: Caller) -> &'static str {
    match caller {
        Caller::Fleet { fleet, .. } => {
            fleet_spec(corridor, fleet.index()).map_or("", |spec| spec.capacity.unit().name)
        }
        Caller::Visitor { visitor, .. } => {
            let name = &corridor.visitor_names[port.index()][usize::from(visitor)];
            let mut specs = ports(corridor, port.index()).filter_map(|port| port.visitor.get(name.as_str()));
            specs.next().map_or("", |spec| spec.units.unit().name)
        }
    }
}

/// What fleets carried, and what the time of their vessels went on.
pub(super) fn fleets(corridor: &Corridor, runs: &[Replication], window_d: f64) -> Vec<FleetRow> {
    let numbers = 0..corridor.fleet_names.len();
    let rows = numbers.filter_map(|number| {
        let spec = fleet_spec(corridor, number)?;
        let trips: Vec<Trip> =
            runs.iter().map(|run| Trip::of(corridor, spec, number, &run.metrics, window_d)).collect();
        Some(fleet_row(corridor.fleet_names[number].clone(), spec, &trips))
    });
    rows.collect()
}

/// A fleet by what was found of it in each replication.
pub(super) fn fleet_row(fleet: String, spec: &FleetSpec, trips: &[Trip]) -> FleetRow {
    let of = |value: &dyn Fn(&Trip) -> Option<f64>| {
        Estimate::of(&trips.iter().filter_map(value).collect::<Vec<f64>>())
    };
    let both = |value: &dyn Fn(&Way) -> Option<f64>| {
        Direction::BOTH.map(|way| of(&|trip| value(&trip.ways[way.index()])))
    };
    let whole = |trip: &Trip| trip.times.as_ref().map(FleetTimes::round_trip_h);
    let mean = |value: &dyn Fn(&FleetTimes) -> f64| {
        of(&|trip| trip.times.as_ref().map(value)).map_or(0.0, |estimate| estimate.mean)
    };
    FleetRow {
        fleet,
        vessels: spec.vessels.count(),
        unit: spec.capacity.unit().name,
        voyages_per_year: both(&|way| way.voyages),
        carried_per_year: both(&|way| way.carried),
        load_factor: both(&|way| way.load_factor),
        round_trip_h: of(&whole),
        times: FleetTimes {
            sea_h: mean(&|times| times.sea_h),
            port_h: std::array::from_fn(|at| mean(&|times| times.port_h[at])),
        },
    }
}

/// What a fleet did in one replication.
#[derive(Clone, Debug, Default)]
pub(super) struct Trip {
    /// Westward and eastward.
    ways: [Way; 2],
    /// Times of a round trip; `None` if none was made.
    times: Option<FleetTimes>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Way {
    /// Voyages a year.
    voyages: Option<f64>,
    /// Load carried in a year.
    carried: Option<f64>,
    /// Load as a share of what could have been carried.
    load_factor: Option<f64>,
}

impl Trip {
    /// What the fleet of that number did.
    pub(super) fn of(
        corridor: &Corridor,
        spec: &FleetSpec,
        number: usize,
        metrics: &Metrics,
        window_d: f64,
    ) -> Trip {
        let fleet = FleetId::at(number);
        let a_year = (window_d > 0.0).then_some(DAYS_A_YEAR / window_d);
        let ports = corridor.ports_of(spec);
        let mut trip = Trip::default();
        for way in Direction::BOTH {
            let from = ports.iter().filter(|&&(_, direction)| direction == way);
            let rows = from.filter_map(|&(port, _)| metrics.fleets.get(&(corridor.stage(port), fleet)));
            let sums = rows.fold((0.0, 0.0, 0.0), |(calls, load, capacity), row| {
                (calls + row.calls as f64, load + row.load, capacity + row.capacity)
            });
            let (calls, load, capacity) = sums;
            trip.ways[way.index()] = Way {
                voyages: a_year.map(|factor| calls * factor),
                carried: a_year.map(|factor| load * factor),
                load_factor: (capacity > 0.0).then(|| load / capacity),
            };
        }
        let rows: Vec<_> =
            metrics.fleets.iter().filter(|((_, other), _)| *other == fleet).map(|(_, row)| row).collect();
        let (calls, voyages) = rows.iter().fold((0, 0), |sum, row| (sum.0 + row.calls, sum.1 + row.voyages));
        if calls == 0 || voyages == 0 {
            return trip;
        }
        // Two ports are called at in turn; of more each has the weight of its calls in the two of a round trip.
        let weight = |count: u64, all: u64| {
            if rows.len() == 2 { 1.0 } else { 2.0 * count as f64 / all as f64 }
        };
        let mut times = FleetTimes { sea_h: 0.0, port_h: [0.0; Cause::ALL.len()] };
        for row in &rows {
            times.sea_h += row.sea_h().unwrap_or(0.0) * weight(row.voyages, voyages);
            for cause in Cause::ALL {
                let hours = row.spent_h(cause).unwrap_or(0.0);
                times.port_h[cause.index()] += hours * weight(row.calls, calls);
            }
        }
        trip.times = Some(times);
        trip
    }
}

/// The resources that are cranes for vessels.
pub(super) fn cranes(corridor: &Corridor) -> Vec<ResourceId> {
    let groups = corridor.stages.iter().zip(&corridor.berth_names);
    groups
        .flat_map(|(port, groups)| groups.iter().filter_map(|group| cranes_of(corridor, port, group)))
        .collect()
}

/// The cranes of a group of berths.
fn cranes_of(corridor: &Corridor, port: &str, group: &str) -> Option<ResourceId> {
    let name = format!("{group} cranes");
    let mut rows = corridor.resources.iter();
    rows.position(|row| row.owner == port && row.name == name).map(ResourceId::at)
}

/// Mean share of the window in which the cranes of a group of berths rest, and the mean wait until they work of who comes
/// at any instant (h).
pub(super) fn resting(
    corridor: &Corridor,
    runs: &[Metrics],
    (port, group): (&str, &str),
    window_h: f64,
) -> (f64, f64) {
    let Some(cranes) = cranes_of(corridor, port, group) else { return (0.0, 0.0) };
    let of = |value: &dyn Fn(&Resting) -> f64| {
        let all = runs.iter().map(|run| run.resting.get(&cranes).map_or(0.0, value));
        all.sum::<f64>() / runs.len().max(1) as f64 / window_h
    };
    (of(&|resting| resting.hours), of(&|resting| resting.squares) / 2.0)
}
