//! Pools of wagons: where they stand, how they go back, and which trains are made of them.

use std::collections::BTreeSet;

use super::links::is_node;
use super::passage::{Passage, Way, stages};
use super::path;
use super::unit::load;
use crate::document::{Code, Problem, Problems};
use crate::parameter::Fixed;
use crate::scenario::spec::{DepotSpec, ScenarioSpec, WagonsSpec};
use crate::stage::{Measure, StageSpec, TrainSpec};
use crate::units::Wagons;

/// How far shares may be from one, and loads from what carries them, because of rounding.
const ROUNDING: f64 = 1e-9;

/// Reports pools whose wagons cannot circulate, and trains that cannot be made of them.
pub(super) fn check(
    spec: &ScenarioSpec,
    passages: &[Passage<'_>],
    sound: &BTreeSet<&str>,
    problems: &mut Problems,
) {
    for (name, pool) in &spec.wagons {
        stock(name, pool, problems);
        empty_train(spec, name, pool, problems);
        circle(spec, name, pool, problems);
        for (node, depot) in &pool.at {
            depot_at(spec, sound, (name, pool), (node, depot), problems);
        }
    }
    for (name, train) in &spec.train {
        made_of(spec, name, train, problems);
        mass(spec, name, train, problems);
    }
    circulation(spec, passages, problems);
}

/// The shares of the nodes must make up the pool.
fn stock(name: &str, pool: &WagonsSpec, problems: &mut Problems) {
    let total: f64 = pool.at.values().filter_map(|depot| depot.stock.as_ref()).map(Fixed::get).sum();
    if (total - 1.0).abs() > ROUNDING {
        let message = format!("the shares of the pool in the nodes add up to {total}; allowed is 1");
        let problem = Problem::new(Code::BadShares, pool.place, path(&["wagons", name, "at"]), message);
        problems.push(problem.hint("say with `stock` what share of the wagons stands in each node at first"));
    }
}

/// What goes back needs a kind of train, no longer than the pool.
fn empty_train(spec: &ScenarioSpec, name: &str, pool: &WagonsSpec, problems: &mut Problems) {
    let key = path(&["wagons", name, "empty_train"]);
    let Some(kind) = &pool.empty_train else {
        if pool.at.values().any(|depot| depot.returns.is_some()) {
            let message = "the key `empty_train` is missing: wagons go back";
            let problem = Problem::new(Code::MissingKey, pool.place, key, message);
            problems.push(problem.hint("add empty_train = \"…\", the kind of train in which they go"));
        }
        return;
    };
    let Some(train) = spec.train.get(&**kind) else { return };
    match &train.wagons {
        None => {
            let message = format!("the key `wagons` is missing: such trains take wagons of {name} back");
            let problem =
                Problem::new(Code::MissingKey, train.place, path(&["train", kind, "wagons"]), message);
            problems.push(problem.hint("add wagons = { value = …, unit = \"wagon\", source = … }"));
        }
        Some(wagons) if wagons.count() > pool.wagons.count() => {
            problems.push(too_many(wagons, name, pool));
        }
        Some(_) => {}
    }
}

/// A train that needs more wagons than there are.
fn too_many(wagons: &Fixed<Wagons>, name: &str, pool: &WagonsSpec) -> Problem {
    let message =
        format!("a train has {} wagons, but {name} has only {}", wagons.count(), pool.wagons.count());
    Problem::new(Code::Impossible, wagons.place(), wagons.path(), message)
}

/// Whether the pool has a place for its wagons in a node.
fn stand_at(pool: &WagonsSpec, node: &str) -> bool {
    pool.at.keys().any(|other| **other == *node)
}

/// A node must be one, and ways back must lead from it by rail to another node of the pool.
fn depot_at(
    spec: &ScenarioSpec,
    sound: &BTreeSet<&str>,
    (name, pool): (&str, &WagonsSpec),
    (node, depot): (&str, &DepotSpec),
    problems: &mut Problems,
) {
    if spec.stage.get(node).is_some_and(|stage| !is_node(stage)) {
        let message = format!("no wagons can stand in {node}; allowed is a border, yard or port");
        problems.push(Problem::new(
            Code::BadRoute,
            depot.place,
            path(&["wagons", name, "at", node]),
            message,
        ));
    }
    for route in depot.returns.iter().flatten().filter(|route| sound.contains(&***route)) {
        let stages = stages(spec, route);
        let by_rail = |stage: &StageSpec| is_node(stage) || matches!(stage, StageSpec::Rail(_));
        let (first, last) = (stages[0].0, stages[stages.len() - 1].0);
        let message = if first != node {
            format!("the route {route} begins at {first}, not at {node}")
        } else if let Some((other, stage)) = stages.iter().find(|(_, stage)| !by_rail(stage)) {
            format!("no train can run over {route}: it passes the {} {other}", stage.key())
        } else if !stand_at(pool, last) {
            format!("the route {route} ends at {last}, where no wagons of {name} stand")
        } else {
            continue;
        };
        let key = path(&["wagons", name, "at", node, "returns"]);
        let hint = "a way back leads by rail from the node to another one of the pool";
        problems.push(Problem::new(Code::BadRoute, route.place, key, message).hint(hint));
    }
}

/// Ways back must not lead round in a circle, or empty wagons would go round for ever.
fn circle(spec: &ScenarioSpec, name: &str, pool: &WagonsSpec, problems: &mut Problems) {
    let ends = |node: &str| {
        let depot = pool.at.iter().find(|(other, _)| ***other == *node).map(|(_, depot)| depot);
        let routes = depot.into_iter().flat_map(|depot| depot.returns.iter().flatten());
        routes.filter_map(|route| stages(spec, route).last().map(|&(end, _)| end)).collect::<Vec<_>>()
    };
    for (node, depot) in &pool.at {
        let (mut reached, mut open) = (BTreeSet::new(), ends(node));
        while let Some(end) = open.pop() {
            if reached.insert(end) {
                open.extend(ends(end));
            }
        }
        if reached.contains(node.name()) {
            let message = format!("the ways back from {node} lead to {node} again");
            let key = path(&["wagons", name, "at", node, "returns"]);
            let problem = Problem::new(Code::Inconsistent, depot.place, key, message);
            problems.push(problem.hint("empty wagons would go round for ever; leave one of the ways out"));
            return;
        }
    }
}

/// Trains of a pool must say how many wagons they have, and the pool must have as many.
fn made_of(spec: &ScenarioSpec, name: &str, train: &TrainSpec, problems: &mut Problems) {
    let Some((pool, spec)) = train.pool.as_ref().and_then(|pool| spec.wagons.get_key_value(&**pool)) else {
        return;
    };
    match &train.wagons {
        None => {
            let message = format!("the key `wagons` is missing: such trains are made of {pool}");
            let problem =
                Problem::new(Code::MissingKey, train.place, path(&["train", name, "wagons"]), message);
            problems.push(problem.hint("add wagons = { value = …, unit = \"wagon\", source = … }"));
        }
        Some(wagons) if wagons.count() > spec.wagons.count() => {
            problems.push(too_many(wagons, pool, spec));
        }
        Some(_) => {}
    }
}

/// A full train must weigh more than the cargo that it carries.
fn mass(spec: &ScenarioSpec, name: &str, train: &TrainSpec, problems: &mut Problems) {
    let Some(gross) = &train.gross_mass else { return };
    let measure = Measure::of(train.capacity.unit().of);
    for (flow_name, flow) in &spec.flow {
        if flow.train.as_ref().is_none_or(|other| **other != *name) {
            continue;
        }
        let ((_, each), (_, most)) = (load(flow, measure), load(flow, Measure::Tonnes));
        let net = if measure == Measure::Tonnes { 1.0 } else { most / each } * train.capacity.get();
        if flow.class.class().is_some() && each > 0.0 && net >= gross.get() * (1.0 + ROUNDING) {
            let message = format!(
                "a full train weighs {} t gross, but carries {net:.0} t of the flow {flow_name}",
                gross.get()
            );
            let problem = Problem::new(Code::Inconsistent, gross.place(), gross.path(), message);
            problems.push(problem.hint("the gross mass is that of the cargo and of the wagons"));
            return;
        }
    }
}

/// Where trains of a pool are made up or taken apart, its wagons must have a place.
fn circulation(spec: &ScenarioSpec, passages: &[Passage<'_>], problems: &mut Problems) {
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    for passage in passages {
        let train = passage.flow.train.as_ref().and_then(|name| spec.train.get(&**name));
        let pool = train.and_then(|train| train.pool.as_ref());
        let Some((name, pool)) = pool.and_then(|pool| spec.wagons.get_key_value(&**pool)) else { continue };
        for at in (0..passage.stages.len()).filter(|&at| takes_wagons(passage, at)) {
            let ends = passage.stretch(at).last().copied();
            for node in std::iter::once(passage.stages[at].0).chain(ends) {
                if !stand_at(pool, node) && told.insert((name, node)) {
                    let why = format!(
                        "trains of {name} are made up or taken apart at {node} for the flow {}",
                        passage.flow_name
                    );
                    let key = path(&["wagons", name, "at", node]);
                    let problem = Problem::new(Code::MissingKey, pool.place, key, why);
                    problems
                        .push(problem.hint("add the node to the pool, with stock = … if wagons stand there"));
                }
            }
        }
    }
}

/// Whether a train takes wagons of a pool at a stage: where it is made up, and where whole trains change gauge.
fn takes_wagons(passage: &Passage<'_>, at: usize) -> bool {
    let changes = matches!(passage.stages[at].1, StageSpec::Border(border) if border.transfer.is_some());
    let whole = passage.flow.intact && passage.class().is_some();
    passage.is_formed_at(at) || (whole && changes && passage.leaves(at) == Way::Rail)
}
