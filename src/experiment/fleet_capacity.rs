//! What a fleet can carry: more cargo for it alone than it can take, beside the round trip by arithmetic.

use std::sync::atomic::AtomicBool;

use super::ask::{Asked, ask};
use super::capacity::{NotLoaded, TOLERANCE};
use super::plan::{Plan, Progress, Shipments};
use super::rows::FleetRow;
use super::run::inspect_ending;
use super::spread::spread;
use super::vessels::{Trip, fleet_row, resting};
use crate::cargo::{Direction, FleetId};
use crate::corridor::{Corridor, simulate};
use crate::metrics::{FleetCalls, FleetTraffic, Metrics};
use crate::observation::Cause;
use crate::scenario::{FleetLoading, Scenario};
use crate::stage::{Closing, DepartureRule, RoundTrip, Voyage};
use crate::units::Date;

/// Share of a round trip from which a wait is worth naming.
const NOTABLE: f64 = 0.01;

/// What the vessels of a fleet can carry.
#[derive(Clone, Debug, PartialEq)]
pub struct FleetMaximum {
    /// What they did when they were loaded.
    pub row: FleetRow,
    /// The round trip by arithmetic, with the loads of then, at berths that are closed, or without a shift, as often.
    pub analytic: RoundTrip,
    /// What they carry in a year by that, westward and eastward.
    pub analytic_per_year: [f64; 2],
    /// Shares of time in which no crane works at its berths in the eastern and in the western port.
    pub closed: [f64; 2],
    /// The first day on which the fleet, its crossing or a port is no longer what it is here.
    pub changes: Option<Date>,
    /// What is known to keep the two apart, if they differ by more than [`TOLERANCE`].
    pub reasons: Vec<String>,
}

impl FleetMaximum {
    /// What they carried westward in a year of 365 days.
    #[must_use]
    pub fn simulated(&self) -> f64 {
        self.row.carried_per_year[Direction::West.index()].map_or(0.0, |carried| carried.mean)
    }

    /// What they carry westward in a year by arithmetic.
    #[must_use]
    pub fn analytic(&self) -> f64 {
        self.analytic_per_year[Direction::West.index()]
    }

    /// By how much the simulated figure differs from the other, as a share of that.
    #[must_use]
    pub fn difference(&self) -> f64 {
        self.simulated() / self.analytic() - 1.0
    }

    /// Whether the two differ so much that it must be said.
    #[must_use]
    pub fn disagrees(&self) -> bool {
        self.difference().abs() > TOLERANCE
    }
}

/// What every fleet of a scenario can carry, as the check beside a run says it.
///
/// # Errors
/// A [`NotLoaded`] for the first fleet of which it cannot be found out.
pub fn check_fleets(scenario: &Scenario, plan: &Plan) -> Result<Vec<FleetMaximum>, NotLoaded> {
    let fleets: Vec<&str> = scenario.spec_of_window().fleet.keys().map(|name| &**name).collect();
    saturate_fleets(scenario, &fleets, None, plan, &AtomicBool::new(false), &|_| {})
}

/// Loads each of the fleets by itself for so many days, or for those of the scenario's window, with the seed, replications
/// and threads of the plan.
///
/// # Errors
/// A [`NotLoaded`] for the first fleet of which it cannot be found out.
pub fn saturate_fleets(
    scenario: &Scenario,
    fleets: &[&str],
    days: Option<f64>,
    plan: &Plan,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<FleetMaximum>, NotLoaded> {
    let plan = Plan { shipments: Shipments::Nobody, precision: None, ..plan.clone() };
    let loaded: Vec<Loaded<'_>> =
        fleets.iter().map(|fleet| Loaded::new(scenario, fleet, days, &plan)).collect::<Result<_, _>>()?;
    let runs = spread(loaded.len(), &plan, stop, progress, |at, number| {
        let Loaded { corridor, asked, .. } = &loaded[at];
        let observer = FleetTraffic::new(&asked.questions);
        let (outcome, traffic) = simulate(corridor, plan.seed, number, observer, plan.event_limit);
        inspect_ending(number, &outcome, &plan)?;
        Ok(traffic.finish(outcome.end))
    })?;
    loaded.iter().zip(&runs).map(|(fleet, runs)| fleet.maximum(scenario, runs)).collect()
}

/// A fleet that is loaded.
struct Loaded<'a> {
    fleet: &'a str,
    number: usize,
    voyage: Voyage<'a>,
    corridor: Corridor,
    asked: Asked,
}

impl<'a> Loaded<'a> {
    fn new(
        scenario: &'a Scenario,
        fleet: &'a str,
        days: Option<f64>,
        plan: &Plan,
    ) -> Result<Loaded<'a>, NotLoaded> {
        let spec = scenario.spec_of_window();
        let none = || NotLoaded::NoRoundTrip(fleet.to_owned());
        let voyage = spec.voyage(fleet).ok_or_else(none)?;
        voyage.round_trip().ok_or_else(none)?;
        let alone = scenario
            .saturated_fleet(&FleetLoading { fleet, days })
            .map_err(|failed| NotLoaded::Unsound(fleet.to_owned(), failed))?;
        let corridor = Corridor::compile(&alone);
        let number = corridor.fleet_names.iter().position(|name| name == fleet).ok_or_else(none)?;
        let asked = ask(&alone, &corridor, plan.shipments, plan.seed);
        Ok(Loaded { fleet, number, voyage, corridor, asked })
    }

    fn maximum(&self, scenario: &Scenario, runs: &[Metrics]) -> Result<FleetMaximum, NotLoaded> {
        let Loaded { fleet, number, voyage, corridor, .. } = self;
        let window = corridor.timeline.until - corridor.timeline.from;
        let trip = |run: &Metrics| Trip::of(corridor, voyage.fleet, *number, run, window.days());
        let row = fleet_row((*fleet).to_owned(), voyage.fleet, &runs.iter().map(trip).collect::<Vec<_>>());
        let ports = [&voyage.ferry.east, &voyage.ferry.west].map(|port| corridor.stage(port));
        let closed = [&*voyage.ferry.east, &*voyage.ferry.west].map(|port| {
            let (share, wait_h) = resting(corridor, runs, (port, &voyage.fleet.berth), window.hours());
            Closing { share, wait_h }
        });
        // What the sea level leaves may change from voyage to voyage, and a timetable may leave time for a part only.
        let mean = |at: usize, value: &dyn Fn(&FleetCalls) -> f64| {
            let rows = runs.iter().filter_map(|run| run.fleets.get(&(ports[at], FleetId::at(*number))));
            let (calls, all) =
                rows.fold((0.0, 0.0), |sum, row| (sum.0 + row.calls as f64, sum.1 + value(row)));
            (calls > 0.0).then(|| all / calls)
        };
        let capacity = [0, 1].map(|at| mean(at, &|row| row.capacity).unwrap_or(voyage.capacity[at]));
        let load = [mean(0, &|row| row.load), mean(1, &|row| row.load)];
        let load = if let [Some(west), Some(east)] = load { Some([west, east]) } else { None };
        let voyage = Voyage { capacity, load, closed, ..*voyage };
        let analytic = voyage.round_trip().ok_or_else(|| NotLoaded::NoRoundTrip((*fleet).to_owned()))?;
        let mut maximum = FleetMaximum {
            analytic_per_year: analytic.per_year(row.vessels),
            row,
            analytic,
            closed: closed.map(|closing| closing.share),
            changes: scenario.fleet_changes(fleet),
            reasons: Vec::new(),
        };
        if maximum.disagrees() {
            maximum.reasons = reasons(&maximum, &voyage);
        }
        Ok(maximum)
    }
}

/// What keeps the two figures apart, as far as it can be told from the fleet and its round trips.
fn reasons(maximum: &FleetMaximum, voyage: &Voyage<'_>) -> Vec<String> {
    let mut reasons = Vec::new();
    let timetable = voyage.fleet.departure.values().any(|rule| matches!(rule, DepartureRule::Timetable(_)));
    let whole = maximum.analytic.hours();
    if maximum.difference() > 0.0 {
        if timetable {
            reasons
                .push("vessels keep step with the timetable and wait less than half its interval".to_owned());
        }
        if maximum.closed.iter().any(|&share| share > 0.0) {
            reasons.push("mooring and papers go on while cranes rest".to_owned());
        }
        return reasons;
    }
    let times = &maximum.row.times;
    for cause in Cause::ALL.into_iter().filter(|&cause| cause.is_wait() && cause != Cause::OpeningHours) {
        let mut more = times.port_h[cause.index()] - maximum.analytic.port_h(cause);
        if cause == Cause::Weather {
            // The arithmetic does not tell storms from nights without a shift.
            more += times.port_h[Cause::OpeningHours.index()];
        }
        if more > NOTABLE * whole {
            let what = if cause == Cause::Server { "a crane or desk" } else { cause.name() };
            reasons.push(format!("{more:.1} h of a round trip are waits for: {what}"));
        }
    }
    if reasons.is_empty() {
        reasons.push("waits of many small kinds".to_owned());
    }
    reasons
}
