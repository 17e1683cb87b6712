//! Kinds of train: what fits, who shares them, and where they are made up.

use std::collections::{BTreeMap, BTreeSet};

use super::links::{departure, positive, speed};
use super::passage::Passage;
use super::unit::{amounts, batch, load, plural};
use super::{path, unit};
use crate::cargo::Class;
use crate::document::{Code, Problem, Problems};
use crate::scenario::spec::ScenarioSpec;
use crate::stage::{Measure, StageSpec, TrainSpec};
use crate::units::Of;

/// Highest rank of a train: ranks have 8 bits.
const HIGHEST_RANK: u32 = 250;
/// How far a load may exceed a capacity because of rounding.
const ROUNDING: f64 = 1e-9;

/// Reports kinds of train that fit no cargo, and cargo that cannot be made up into trains.
pub(super) fn check(spec: &ScenarioSpec, passages: &[Passage<'_>], problems: &mut Problems) {
    for (name, train) in &spec.train {
        if train.rank > HIGHEST_RANK {
            let message = format!("found {}; allowed is a whole number from 0 to {HIGHEST_RANK}", train.rank);
            problems.push(Problem::new(
                Code::OutOfDomain,
                train.place,
                path(&["train", name, "rank"]),
                message,
            ));
        }
        positive(&train.capacity, "what a train can carry", problems);
        speed(&train.speed, problems);
        if let Some(rule) = &train.departure {
            departure(rule, problems);
        }
    }
    for (name, flow) in &spec.flow {
        let Some((train_name, train)) = flow.train.as_ref().and_then(|t| spec.train.get_key_value(&**t))
        else {
            continue;
        };
        let Some(class) = flow.class.class() else {
            let allowed = [Of::Wagon, Of::Container, Of::Teu, Of::Vehicle, Of::Consignment];
            unit::check(&train.capacity, &allowed, "trains of class \"train\"", problems);
            continue;
        };
        if !unit::check(&train.capacity, amounts(class), &format!("trains of {}", plural(class)), problems) {
            continue;
        }
        let (least, _) = load(flow, Measure::of(train.capacity.unit().of));
        let batch = f64::from(batch(flow));
        if flow.intact && batch * least > train.capacity.get() * (1.0 + ROUNDING) {
            let message = format!(
                "whole trains of {batch} consignments arrive, but a train {train_name} can carry only {} {}",
                train.capacity.get(),
                train.capacity.unit().name
            );
            let place = flow.train.as_ref().map_or(flow.place, |train| train.place);
            let path = path(&["flow", name, "train"]);
            let problem = Problem::new(Code::Inconsistent, place, path, message);
            problems.push(problem.hint("state the batch, and a capacity that holds it"));
        }
    }
    Formations { spec, classes: BTreeMap::new(), told: BTreeSet::new(), problems }.check(passages);
}

/// What is made up into trains, and where.
struct Formations<'a, 'p> {
    spec: &'a ScenarioSpec,
    /// The class of what trains of a kind carry over a stretch, with the flow that first said so.
    classes: BTreeMap<(&'a str, Vec<&'a str>), (Class, &'a str)>,
    /// Paths of what has been found missing.
    told: BTreeSet<String>,
    problems: &'p mut Problems,
}

impl<'a> Formations<'a, '_> {
    fn check(&mut self, passages: &[Passage<'a>]) {
        for passage in passages {
            let Some((name, train)) =
                passage.flow.train.as_ref().and_then(|t| self.spec.train.get_key_value(&**t))
            else {
                continue;
            };
            for at in passage.formed() {
                self.gang(passage, at);
                self.rule(passage, at, name, train);
                self.share(passage, at, name);
                self.room(passage, name, train);
            }
        }
    }

    /// The stage must have gangs that make trains up.
    fn gang(&mut self, passage: &Passage<'_>, at: usize) {
        let (name, stage) = passage.stages[at];
        let has = match stage {
            StageSpec::Border(border) => border.formation.is_some(),
            StageSpec::Yard(yard) => yard.formation.is_some() || yard.regroups,
            StageSpec::Port(port) => port.formation.is_some(),
            _ => true,
        };
        let path = path(&["stage", name, stage.key(), "formation"]);
        if !has && self.told.insert(path.clone()) {
            let message = format!(
                "the key `formation` is missing: cargo of the flow {} is made up into trains here",
                passage.flow_name
            );
            let problem = Problem::new(Code::MissingKey, stage.place(), path, message);
            self.problems.push(problem.hint("add formation = { crews = …, time = … }"));
        }
    }

    /// The kind of train must say when it leaves.
    fn rule(&mut self, passage: &Passage<'_>, at: usize, name: &str, train: &TrainSpec) {
        let path = path(&["train", name, "departure"]);
        if train.departure.is_none() && self.told.insert(path.clone()) {
            let message = format!(
                "the key `departure` is missing: such trains are made up at {} for the flow {}",
                passage.stages[at].0, passage.flow_name
            );
            let problem = Problem::new(Code::MissingKey, train.place, path, message);
            self.problems.push(problem.hint("add departure = { when_full = {} } or another rule"));
        }
    }

    /// What is made up into trains of one kind over one stretch shares the trains, which must be of one class.
    fn share(&mut self, passage: &Passage<'a>, at: usize, name: &'a str) {
        let Some(class) = passage.class() else { return };
        let lot = (name, passage.stretch(at));
        let (first, flow) = *self.classes.entry(lot).or_insert((class, passage.flow_name));
        let path = path(&["flow", passage.flow_name, "train"]);
        if first != class && self.told.insert(path.clone()) {
            let message = format!(
                "at {} trains {name} are made up of {} for the flow {}, and of {} for the flow {flow}",
                passage.stages[at].0,
                plural(class),
                passage.flow_name,
                plural(first)
            );
            let place = passage.flow.train.as_ref().map_or(passage.flow.place, |train| train.place);
            let problem = Problem::new(Code::Inconsistent, place, path, message);
            self.problems.push(problem.hint("give each class a [train.…] of its own"));
        }
    }

    /// A train must be able to carry one consignment.
    fn room(&mut self, passage: &Passage<'_>, name: &str, train: &TrainSpec) {
        let (_, most) = load(passage.flow, Measure::of(train.capacity.unit().of));
        let capacity = train.capacity.get();
        if capacity > 0.0
            && most > capacity * (1.0 + ROUNDING)
            && self.told.insert(train.capacity.path().to_owned())
        {
            let unit = train.capacity.unit().name;
            let message = format!(
                "a train {name} can carry {capacity} {unit}, but a consignment of the flow {} has up to {most} {unit}",
                passage.flow_name
            );
            self.problems.push(Problem::new(
                Code::Impossible,
                train.capacity.place(),
                train.capacity.path(),
                message,
            ));
        }
    }
}
