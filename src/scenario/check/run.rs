//! The calendar of the run, reserved names, and how large a scenario may be.

use super::{path, unit};
use crate::document::{Code, Place, Problem, Problems};
use crate::scenario::spec::{ArrivalSpec, FlowSpec, ScenarioSpec};
use crate::stage::{StageSpec, TrackSpec};

/// The name under which results speak of what lies before the first stage.
const ENTRY: &str = "entry";
/// Longest run in years: the clock counts milliseconds and must not come near its end.
const LONGEST_YEARS: f64 = 1000.0;
/// Most entries of a table; their numbers have 16 bits, and what is made of them must fit in 16 bits too.
const MOST_ENTRIES: usize = 2000;
/// Most spans: whether a milestone begins or ends them, and the whole journey, is kept in 64 bits.
const MOST_SPANS: usize = 31;
/// Most resources, and most stages of all routes of all flows; their numbers have 16 bits.
const MOST_NUMBERS: usize = 60_000;
/// Most vessels of a fleet, loops of a line, consignments of a batch.
const MOST_THINGS: u32 = 10_000;
/// Most consignments of a closed flow.
const MOST_POPULATION: u32 = 1_000_000;
/// Most consignments that a flow may send in a run: their numbers have 24 bits, and chance needs a margin.
const MOST_SENT: f64 = 16_000_000.0;
/// Most calls of visitors in a port and run: those that wait have numbers of 16 bits.
const MOST_CALLS: f64 = 50_000.0;
const HOURS_PER_YEAR: f64 = 365.0 * 24.0;

/// Reports faults of the run, and scenarios too large to be numbered.
pub(super) fn check(spec: &ScenarioSpec, problems: &mut Problems) {
    calendar(spec, problems);
    names(spec, problems);
    numbers(spec, problems);
    things(spec, problems);
    arrivals(spec, problems);
}

fn calendar(spec: &ScenarioSpec, problems: &mut Problems) {
    let run = &spec.run;
    if spec.format != 1 {
        let message = format!("the format is {}; this program reads 1", spec.format);
        problems.push(Problem::new(Code::Format, spec.place, "format", message));
    }
    if run.window.duration().ms() <= 0 {
        let message = "the window has no length; allowed is a time above 0";
        problems.push(Problem::new(Code::OutOfDomain, run.window.place(), run.window.path(), message));
    }
    if run.replications == 0 {
        let message = "found 0 replications; allowed is a whole number of 1 or more";
        problems.push(Problem::new(Code::OutOfDomain, run.place, "run.replications", message));
    }
    if run.max_replications == 0 {
        let message = "found at most 0 replications; allowed is a whole number of 1 or more";
        problems.push(Problem::new(Code::OutOfDomain, run.place, "run.max_replications", message));
    }
    if let Some(precision) = run.precision.as_ref().filter(|precision| precision.duration().ms() <= 0) {
        let message = "no number of replications makes an interval of no width; allowed is a time above 0";
        problems.push(Problem::new(Code::OutOfDomain, precision.place(), precision.path(), message));
    }
    let years = years(spec);
    if years > LONGEST_YEARS {
        let message = format!("warm-up, window and drain last {years:.0} years; allowed are {LONGEST_YEARS}");
        problems.push(Problem::new(Code::OutOfDomain, run.place, "run", message));
    }
}

/// Length of the whole run in years of 365 days.
fn years(spec: &ScenarioSpec) -> f64 {
    (spec.run.warm_up.get() + spec.run.window.get() + spec.run.drain.get()) / HOURS_PER_YEAR
}

fn names(spec: &ScenarioSpec, problems: &mut Problems) {
    if let Some(stage) = spec.stage.get(ENTRY) {
        let message =
            format!("a stage cannot be called \"{ENTRY}\": results use the name for what comes before");
        let path = path(&["stage", ENTRY]);
        let problem = Problem::new(Code::ReservedName, stage.place(), path, message);
        problems.push(problem.hint("choose another name"));
    }
}

/// Whether everything can be numbered.
fn numbers(spec: &ScenarioSpec, problems: &mut Problems) {
    let mut too_many = |what: &str, path: &str, found: usize, most: usize| {
        if found > most {
            let message = format!("found {found} {what}; allowed are {most}");
            problems.push(Problem::new(Code::TooMany, spec.place, path, message));
        }
    };
    let tables = [
        ("stages", "stage", spec.stage.len()),
        ("routes", "route", spec.route.len()),
        ("flows", "flow", spec.flow.len()),
        ("kinds of train", "train", spec.train.len()),
        ("fleets", "fleet", spec.fleet.len()),
        ("pools", "pool", spec.pool.len()),
        ("pools of wagons", "wagons", spec.wagons.len()),
        ("sea areas", "weather", spec.weather.len()),
    ];
    for (what, path, found) in tables {
        too_many(what, path, found, MOST_ENTRIES);
    }
    too_many("spans", "span", spec.span.len(), MOST_SPANS);
    let resources = spec.stage.values().map(|stage| stage.resources().len()).sum::<usize>();
    too_many("resources of stages", "stage", resources, MOST_NUMBERS);
    let steps = |flow: &FlowSpec| {
        flow.route
            .keys()
            .filter_map(|name| spec.route.get(name))
            .map(|route| route.stages.len())
            .sum::<usize>()
    };
    let steps = spec.flow.values().map(steps).sum();
    too_many("stages on the routes of all flows", "flow", steps, MOST_NUMBERS);
}

/// Counts each of which is a thing that the run keeps.
fn things(spec: &ScenarioSpec, problems: &mut Problems) {
    let mut count = |found: u32, most: u32, place: Place, path: &str| {
        if found > most {
            let message = format!("found {found}; allowed are at most {most}");
            problems.push(Problem::new(Code::TooMany, place, path, message));
        }
    };
    for fleet in spec.fleet.values() {
        count(fleet.vessels.count(), MOST_THINGS, fleet.vessels.place(), fleet.vessels.path());
    }
    for stage in spec.stage.values() {
        match stage {
            StageSpec::Rail(rail) => {
                if let TrackSpec::Single(single) = &rail.track
                    && let Some(loops) = &single.loops
                {
                    count(loops.count(), MOST_THINGS, loops.place(), loops.path());
                }
            }
            StageSpec::Shuttle(shuttle) => {
                if let Some(vessels) = &shuttle.vessels {
                    count(vessels.count(), MOST_THINGS, vessels.place(), vessels.path());
                }
            }
            _ => {}
        }
    }
    for flow in spec.flow.values() {
        match &flow.arrival {
            ArrivalSpec::Closed(law) => {
                let population = &law.population;
                count(population.count(), MOST_POPULATION, population.place(), population.path());
            }
            _ => {
                if let Some(batch) = unit::batch_of(flow) {
                    count(batch.count(), MOST_THINGS, batch.place(), batch.path());
                }
            }
        }
    }
}

/// Whether what arrives in a run can be numbered.
fn arrivals(spec: &ScenarioSpec, problems: &mut Problems) {
    let years = years(spec);
    for (name, flow) in &spec.flow {
        let Some(per_year) = unit::per_year(flow) else { continue };
        // A short run may fall into the busiest month.
        let peak =
            flow.months.as_ref().map_or(1.0, |months| months.weights().iter().copied().fold(1.0, f64::max));
        let sent = per_year * (years * peak).min(years.ceil());
        if sent > MOST_SENT {
            let message = format!("the flow would send about {sent:.0} consignments in a run");
            let hint = format!("allowed are {MOST_SENT:.0}: shorten the run, or split the flow");
            problems.push(Problem::new(Code::TooMany, flow.place, path(&["flow", name]), message).hint(hint));
        }
    }
    for (name, stage) in &spec.stage {
        let StageSpec::Port(port) = stage else { continue };
        let calls = port.visitor.values().map(|visitor| visitor.calls.get()).sum::<f64>() * years;
        if calls > MOST_CALLS {
            let message = format!("visitors would call about {calls:.0} times in a run");
            let problem =
                Problem::new(Code::TooMany, port.place, path(&["stage", name, "port", "visitor"]), message);
            problems.push(problem.hint(format!("allowed are {MOST_CALLS:.0}")));
        }
    }
}
