//! Draught: whether vessels float at their berths for the whole run.

use super::path;
use crate::document::{Code, Problem, Problems};
use crate::parameter::Fixed;
use crate::scenario::ScenarioSpec;
use crate::scenario::phase::last_day;
use crate::scenario::sea::water_at;
use crate::stage::{Draught, DraughtSpec, FerrySpec, FleetSpec, StageSpec, Water};
use crate::units::{Depth, Duration, Time};

/// Reports draughts that make no sense, vessels that would run aground, and depths that are wanted or not needed.
pub(super) fn check(spec: &ScenarioSpec, problems: &mut Problems) {
    for (name, fleet) in &spec.fleet {
        let Some(draught) = &fleet.draught else { continue };
        let (loaded, empty) = (&draught.loaded, &draught.empty);
        if loaded.get() <= empty.get() {
            let message = format!(
                "the draught is {} m loaded and {} m empty; allowed is more loaded than empty",
                loaded.get(),
                empty.get()
            );
            problems.push(Problem::new(Code::Inconsistent, loaded.place(), loaded.path(), message));
            continue;
        }
        let berths: Vec<_> = fleet.ferries().flat_map(|ferry| berths(spec, fleet, ferry)).collect();
        for berth in &berths {
            berth.afloat(spec, name, draught, problems);
        }
        if berths.is_empty() {
            let message =
                format!("the berths \"{}\" have no depth, so the draught changes nothing", fleet.berth);
            let problem =
                Problem::new(Code::Inconsistent, draught.place, path(&["fleet", name, "draught"]), message);
            problems.push(problem.hint("state the `depth` of the berths in at least one of the ports"));
        }
    }
}

/// The least share of its capacity that a vessel may load at any time of the run.
pub(super) fn least_share(spec: &ScenarioSpec, fleet: &FleetSpec, ferry: &str) -> f64 {
    let Some(draught) = &fleet.draught else { return 1.0 };
    let berths = berths(spec, fleet, ferry).map(|berth| berth.water).collect();
    let draught = Draught::new(draught, berths);
    // The sea rises or falls all the time, so one of the ends of the run is the worst.
    draught.share(Time::ZERO).min(draught.share(end(spec)))
}

fn end(spec: &ScenarioSpec) -> Time {
    Time::from_ms(last_day(&spec.run).days_since(spec.run.start) * Duration::DAY.ms())
}

/// A berth with a depth.
struct Berth<'a> {
    port: &'a str,
    depth: &'a Fixed<Depth>,
    water: Water,
}

/// The berths of known depth that a fleet uses at the two ends of a crossing.
fn berths<'a>(spec: &'a ScenarioSpec, fleet: &'a FleetSpec, ferry: &str) -> impl Iterator<Item = Berth<'a>> {
    let ends = match spec.stage.get(ferry) {
        Some(StageSpec::Ferry(FerrySpec { west, east, .. })) => vec![&**west, &**east],
        _ => Vec::new(),
    };
    ends.into_iter().filter_map(move |name| {
        let (port_name, stage) = spec.stage.get_key_value(name)?;
        let StageSpec::Port(port) = stage else { return None };
        let group = port.berth.get(&*fleet.berth)?;
        let water = water_at(port, &fleet.berth, spec.run.start, |name| spec.water.get(name))?;
        Some(Berth { port: port_name, depth: group.depth.as_ref()?, water })
    })
}

impl Berth<'_> {
    /// Even an empty vessel needs its draught and the water under its keel.
    fn afloat(&self, spec: &ScenarioSpec, fleet: &str, draught: &DraughtSpec, problems: &mut Problems) {
        let needed = draught.empty.get() + draught.under_keel.get();
        let days = [(spec.run.start, Time::ZERO), (last_day(&spec.run), end(spec))];
        let aground = days.into_iter().find(|&(_, time)| self.water.at(time) < needed);
        let Some((day, time)) = aground else { return };
        let message = format!(
            "an empty vessel of {fleet} needs {needed:.2} m of water, and the berth at {} has {:.2} m on {day}",
            self.port,
            self.water.at(time)
        );
        problems.push(Problem::new(Code::Impossible, self.depth.place(), self.depth.path(), message));
    }
}
