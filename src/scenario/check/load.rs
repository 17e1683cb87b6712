//! Warnings: demand that lines and fleets cannot carry, by arithmetic and without a run.
//!
//! Both bounds are generous: trains and vessels leave full, nothing is late, and no storm blows. What exceeds them
//! grows a queue without end.

use std::collections::BTreeMap;

use super::passage::{Passage, Way};
use super::path;
use super::services::{capacity, fleets};
use super::unit::{DAYS_PER_YEAR, HOURS_PER_DAY, mean_load, per_year, plural};
use crate::cargo::Class;
use crate::document::{Code, Problem, Problems};
use crate::scenario::spec::ScenarioSpec;
use crate::stage::{FerrySpec, FleetSpec, Measure, RailSpec, StageSpec, TrainSpec};

/// Warns of lines and fleets that cannot carry what the flows bring.
pub(super) fn check(spec: &ScenarioSpec, passages: &[Passage<'_>], problems: &mut Problems) {
    lines(spec, passages, problems);
    crossings(spec, passages, problems);
}

/// Trains a day, and the part of the time of the section that limits a line that they take.
#[derive(Clone, Copy, Debug, Default)]
struct Occupation {
    trains: f64,
    share: f64,
}

fn lines(spec: &ScenarioSpec, passages: &[Passage<'_>], problems: &mut Problems) {
    let mut occupied: BTreeMap<&str, Occupation> = BTreeMap::new();
    // What a line can carry of a kind of train, which many passages ask.
    let mut known: BTreeMap<(&str, &str), Option<f64>> = BTreeMap::new();
    for passage in passages {
        let Some(kind) = passage.flow.train.as_deref() else { continue };
        let Some(train) = spec.train.get(kind) else { continue };
        for (at, &(name, stage)) in passage.stages.iter().enumerate() {
            if let StageSpec::Rail(rail) = stage
                && let Some(most) = *known.entry((name, kind)).or_insert_with(|| most_trains(rail, train))
            {
                let trains = passage.trains_per_day(at, train);
                let sum = occupied.entry(name).or_default();
                sum.trains += trains;
                sum.share += trains / most;
            }
        }
    }
    for (name, Occupation { trains, share }) in occupied {
        let Some(StageSpec::Rail(rail)) = spec.stage.get(name) else { continue };
        if share > 1.0 {
            let most = trains / share;
            let message = format!(
                "the flows bring {trains:.1} trains a day; the longest section can pass {most:.1}, both ways together"
            );
            let path = path(&["stage", name, "rail"]);
            let problem = Problem::new(Code::Overloaded, rail.place, path, message);
            problems.push(problem.hint("trains a day = (24 h - possession) / (section / speed + clearance)"));
        }
    }
}

/// Trains a day, both ways together, that the section of single track which limits a line can pass; `None` where a
/// second track is what limits it.
///
/// A section holds one train, so that trains of different kinds share its time.
fn most_trains(rail: &RailSpec, train: &TrainSpec) -> Option<f64> {
    let capacity = rail.capacity([train.speed.mean(); 2]);
    (!capacity.section.is_double()).then_some(2.0 * capacity.pairs)
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
    let room = |fleet: &FleetSpec| fleet.room_for(class).map(|room| room.unit());
    let Some((_, first)) = fleets(spec, name, class).next() else { return };
    let Some(unit) = room(first) else { return };
    let measure = Measure::of(unit.of);
    if fleets(spec, name, class)
        .any(|(_, fleet)| room(fleet).map(|unit| Measure::of(unit.of)) != Some(measure))
    {
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
        let unit = unit.name;
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
    let capacity = capacity(fleet, class);
    let mut round = 2.0 * ferry.distance.get() / fleet.speed.mean();
    for port in [&*ferry.west, &*ferry.east] {
        let Some(StageSpec::Port(port)) = spec.stage.get(port) else { continue };
        let Some(group) = port.berth.get(&*fleet.berth) else { continue };
        round += 2.0 * group.mooring.mean();
        if let Some(rate) = group.rate.get(class.name())
            && fleet
                .room_for(class)
                .is_some_and(|room| Measure::of(room.unit().of) == Measure::of(rate.unit().of))
        {
            round += capacity / (rate.get() * f64::from(group.cranes_per_vessel.count()));
        }
    }
    fleet.vessels.get() * capacity * DAYS_PER_YEAR * HOURS_PER_DAY / round
}
