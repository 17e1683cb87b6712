//! Warnings: demand that lines and fleets cannot carry, by arithmetic and without a run.
//!
//! Both bounds are generous: trains and vessels leave full, nothing is late, and no storm blows. What exceeds them
//! grows a queue without end.

use std::collections::BTreeMap;

use super::passage::{Passage, Way};
use super::path;
use super::services::{capacity, fleets};
use super::unit::{batch, mean_load, per_year, plural};
use crate::cargo::Class;
use crate::document::{Code, Problem, Problems};
use crate::parameter::Fixed;
use crate::scenario::spec::ScenarioSpec;
use crate::stage::{FerrySpec, FleetSpec, Measure, RailSpec, Section, SectionTracks, StageSpec, TrainSpec};

const HOURS_PER_DAY: f64 = 24.0;
const DAYS_PER_YEAR: f64 = 365.0;

/// Warns of lines and fleets that cannot carry what the flows bring.
pub(super) fn check(spec: &ScenarioSpec, passages: &[Passage<'_>], problems: &mut Problems) {
    lines(spec, passages, problems);
    crossings(spec, passages, problems);
}

/// Trains a day, and the hours that they occupy the longest section of a line in a day.
#[derive(Clone, Copy, Debug, Default)]
struct Occupation {
    trains: f64,
    hours: f64,
}

fn lines(spec: &ScenarioSpec, passages: &[Passage<'_>], problems: &mut Problems) {
    let mut occupied: BTreeMap<&str, Occupation> = BTreeMap::new();
    for passage in passages {
        let Some(train) = passage.flow.train.as_ref().and_then(|name| spec.train.get(&**name)) else {
            continue;
        };
        for (at, &(name, stage)) in passage.stages.iter().enumerate() {
            if let StageSpec::Rail(rail) = stage
                && let Some(each) = section_time(rail, train)
            {
                let trains = trains_per_day(passage, at, train);
                let sum = occupied.entry(name).or_default();
                sum.trains += trains;
                sum.hours += trains * each;
            }
        }
    }
    for (name, Occupation { trains, hours }) in occupied {
        let Some(StageSpec::Rail(rail)) = spec.stage.get(name) else { continue };
        let open = HOURS_PER_DAY - rail.hours_of_possession();
        if hours > open {
            let most = trains * open / hours;
            let message = format!(
                "the flows bring {trains:.1} trains a day; the longest section can pass {most:.1}, both ways together"
            );
            let path = path(&["stage", name, "rail"]);
            let problem = Problem::new(Code::Overloaded, rail.place, path, message);
            problems.push(problem.hint("trains a day = (24 h - possession) / (section / speed + clearance)"));
        }
    }
}

/// Mean time for which a train keeps the longest section of a single track; `None` on double track.
///
/// A section holds one train, so that over a day these times cannot add up to more than the day without the possession.
/// With a train and its opposite in turn that is the usual count of pairs: open time over twice this time.
fn section_time(rail: &RailSpec, train: &TrainSpec) -> Option<f64> {
    let limit = rail.speed_limit.as_ref().map_or(f64::INFINITY, Fixed::get);
    let layout = rail.layout();
    let each = |section: &Section| match section.tracks {
        SectionTracks::Single { clearance } => {
            Some(section.km() / train.speed.mean().min(limit) + clearance.hours())
        }
        SectionTracks::Double { .. } => None,
    };
    layout.sections.iter().filter_map(each).max_by(f64::total_cmp)
}

/// Trains a day that a passage needs on its `at`-th stage, if all are full.
fn trains_per_day(passage: &Passage<'_>, at: usize, train: &TrainSpec) -> f64 {
    let flow = passage.flow;
    let units = per_year(flow).unwrap_or(0.0) * passage.share / DAYS_PER_YEAR;
    if passage.class().is_none() {
        units
    } else if passage.formed().any(|formed| formed < at) {
        units * mean_load(flow, Measure::of(train.capacity.unit().of)) / train.capacity.get()
    } else {
        units / f64::from(batch(flow))
    }
}

fn crossings(spec: &ScenarioSpec, passages: &[Passage<'_>], problems: &mut Problems) {
    for (name, stage) in &spec.stage {
        let StageSpec::Ferry(ferry) = stage else { continue };
        for class in Class::ALL {
            for port in [&*ferry.west, &*ferry.east] {
                crossing(spec, passages, (name, ferry), class, port, problems);
            }
        }
    }
}

/// Whether the fleets of a crossing can carry what a port sends over it.
fn crossing(
    spec: &ScenarioSpec,
    passages: &[Passage<'_>],
    (name, ferry): (&str, &FerrySpec),
    class: Class,
    port: &str,
    problems: &mut Problems,
) {
    let Some((_, first)) = fleets(spec, name, class).next() else { return };
    let measure = Measure::of(first.capacity.unit().of);
    if fleets(spec, name, class).any(|(_, fleet)| Measure::of(fleet.capacity.unit().of) != measure) {
        return;
    }
    let sent = |passage: &&Passage<'_>| {
        let sails = |at: usize| passage.leaves(at) == Way::Sea && passage.stages[at].0 == port;
        let over = |at: usize| passage.stages.get(at + 1).is_some_and(|&(other, _)| other == name);
        passage.class() == Some(class) && (0..passage.stages.len()).any(|at| sails(at) && over(at))
    };
    let demand: f64 = passages
        .iter()
        .filter(sent)
        .map(|passage| {
            per_year(passage.flow).unwrap_or(0.0) * passage.share * mean_load(passage.flow, measure)
        })
        .sum();
    let supply: f64 = fleets(spec, name, class).map(|(_, fleet)| yearly(spec, ferry, fleet, class)).sum();
    if demand > supply {
        let unit = first.capacity.unit().name;
        let message = format!(
            "{port} sends {demand:.0} {unit} of {} a year over {name}; its fleets can carry {supply:.0}",
            plural(class)
        );
        let (place, path) = (first.vessels.place(), first.vessels.path());
        let problem = Problem::new(Code::Overloaded, place, path, message);
        problems.push(
            problem.hint("vessels x capacity x year / (two crossings, mooring, loading and discharging)"),
        );
    }
}

/// What a fleet can carry one way in a year if every vessel leaves full and comes back at once.
fn yearly(spec: &ScenarioSpec, ferry: &FerrySpec, fleet: &FleetSpec, class: Class) -> f64 {
    let capacity = capacity(fleet);
    let mut round = 2.0 * ferry.distance.get() / fleet.speed.mean();
    for port in [&*ferry.west, &*ferry.east] {
        let Some(StageSpec::Port(port)) = spec.stage.get(port) else { continue };
        let Some(group) = port.berth.get(&*fleet.berth) else { continue };
        round += 2.0 * group.mooring.mean();
        if let Some(rate) = group.rate.get(class.name())
            && Measure::of(rate.unit().of) == Measure::of(fleet.capacity.unit().of)
        {
            round += capacity / (rate.get() * f64::from(group.cranes_per_vessel.count()));
        }
    }
    fleet.vessels.get() * capacity * DAYS_PER_YEAR * HOURS_PER_DAY / round
}
