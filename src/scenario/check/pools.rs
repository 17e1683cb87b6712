//! Pools of locomotives and crews: what they are for, and whether they can haul what comes.

use std::collections::{BTreeMap, BTreeSet};

use super::links::positive;
use super::passage::Passage;
use super::path;
use crate::document::{Code, Place, Problem, Problems};
use crate::parameter::{Fixed, Reference, refer};
use crate::scenario::spec::{PoolSpec, ScenarioSpec};
use crate::stage::{RailSpec, StageSpec};

/// Reports pools that contradict themselves or the lines that use them.
pub(super) fn check(spec: &ScenarioSpec, passages: &[Passage<'_>], problems: &mut Problems) {
    for (name, pool) in &spec.pool {
        itself(name, pool, problems);
        if pool.light_running.is_some() {
            connected(spec, name, pool, problems);
        }
    }
    for (name, rail) in lines(spec) {
        let uses = [("locomotives", &rail.locomotives, false), ("crews", &rail.crews, true)];
        for (key, used, crews) in uses {
            if let Some(used) = used
                && let Some(pool) = spec.pool.get(&**used)
            {
                sort(&path(&["stage", name, "rail", key]), used, pool, crews, problems);
            }
        }
    }
    let mut told = BTreeSet::new();
    for passage in passages {
        weight(spec, passage, &mut told, problems);
    }
}

fn lines(spec: &ScenarioSpec) -> impl Iterator<Item = (&str, &RailSpec)> {
    spec.stage.iter().filter_map(|(name, stage)| match stage {
        StageSpec::Rail(rail) => Some((&**name, rail)),
        _ => None,
    })
}

fn itself(name: &str, pool: &PoolSpec, problems: &mut Problems) {
    let mut report = |code, place: Place, keys: &[&str], message: String, hint: &str| {
        let path = path(&[&["pool", name], keys].concat());
        problems.push(Problem::new(code, place, path, message).hint(hint));
    };
    match (&pool.locomotives, &pool.crews) {
        (None, None) => {
            let message = "the key `locomotives` is missing".to_owned();
            report(Code::MissingKey, pool.place, &["locomotives"], message, "or give a number of `crews`");
        }
        (Some(_), Some(crews)) => {
            let message = format!("{name} has locomotives and crews; allowed is one of the two");
            report(Code::Inconsistent, crews.place(), &["crews"], message, "make a pool of each");
        }
        (None, Some(_)) => {
            let given = [
                ("availability", pool.availability.as_ref().map(Fixed::place)),
                ("maintenance", pool.maintenance.as_ref().map(|table| table.place)),
                ("haulage", pool.haulage.as_ref().map(Fixed::place)),
                ("light_running", pool.light_running.as_ref().map(|table| table.place)),
            ];
            for (key, place) in given {
                if let Some(place) = place {
                    let message = format!("{name} is a pool of crews, which have no `{key}`");
                    report(Code::Inconsistent, place, &[key], message, "crews have a rest: `turn_round`");
                }
            }
        }
        (Some(_), None) => {}
    }
    if let Some(share) = pool.availability.as_ref().filter(|share| share.get() <= 0.0) {
        let message = format!("the locomotives of {name} are never available; allowed is a share above 0");
        problems.push(Problem::new(Code::OutOfDomain, share.place(), share.path(), message));
    }
    if let Some(haulage) = &pool.haulage {
        positive(haulage, "what a locomotive can haul", problems);
    }
    if let Some(maintenance) = &pool.maintenance {
        positive(&maintenance.every, "the work between two overhauls", problems);
    }
}

/// Reports a line whose pool is of the wrong sort.
fn sort(path: &str, used: &Reference<refer::Pool>, pool: &PoolSpec, crews: bool, problems: &mut Problems) {
    let fits = if crews { pool.crews.is_some() } else { pool.locomotives.is_some() };
    if !fits && pool.count() > 0 {
        let wanted = if crews { "crews" } else { "locomotives" };
        let message = format!("{used} is a pool of {}; allowed is one of {wanted}", pool.noun());
        problems.push(Problem::new(Code::Inconsistent, used.place, path, message));
    }
}

/// Reports a pool whose locomotives cannot run from each of its lines to all others.
fn connected(spec: &ScenarioSpec, name: &str, pool: &PoolSpec, problems: &mut Problems) {
    let uses = |rail: &RailSpec| rail.locomotives.as_ref().is_some_and(|used| **used == *name);
    let ends: Vec<[&str; 2]> =
        lines(spec).filter(|(_, rail)| uses(rail)).map(|(_, rail)| [&*rail.east, &*rail.west]).collect();
    let mut reached: BTreeSet<&str> = ends.first().into_iter().flatten().copied().collect();
    while let Some(line) = ends.iter().find(|line| {
        line.iter().any(|end| reached.contains(end)) && !line.iter().all(|end| reached.contains(end))
    }) {
        reached.extend(line);
    }
    if let Some([end, _]) = ends.iter().find(|[end, _]| !reached.contains(end)) {
        let message = format!("no line of {name} leads to {end} from the others that it has");
        let place = pool.light_running.as_ref().map_or(pool.place, |table| table.place);
        let path = path(&["pool", name, "light_running"]);
        let problem = Problem::new(Code::Inconsistent, place, path, message);
        problems.push(problem.hint("make a pool of its own of each part"));
    }
}

/// Reports a pool that has fewer locomotives than one train needs.
fn weight(spec: &ScenarioSpec, passage: &Passage<'_>, told: &mut BTreeSet<String>, problems: &mut Problems) {
    let Some((train_name, train)) =
        passage.flow.train.as_ref().and_then(|name| spec.train.get_key_value(&**name))
    else {
        return;
    };
    let Some(mass) = &train.gross_mass else { return };
    let pools: BTreeMap<&str, &PoolSpec> = passage
        .stages
        .iter()
        .filter_map(|(_, stage)| match stage {
            StageSpec::Rail(rail) => rail.locomotives.as_deref(),
            _ => None,
        })
        .filter_map(|name| spec.pool.get_key_value(name))
        .map(|(name, pool)| (&**name, pool))
        .collect();
    for (name, pool) in pools {
        let Some(haulage) = pool.haulage.as_ref().filter(|haulage| haulage.get() > 0.0) else { continue };
        if mass.get() > haulage.get() * f64::from(pool.count()) && told.insert(haulage.path().to_owned()) {
            let message = format!(
                "a train {train_name} has {} t, but all {} locomotives of {name} together haul {} t",
                mass.get(),
                pool.count(),
                haulage.get() * f64::from(pool.count())
            );
            problems.push(Problem::new(Code::Impossible, haulage.place(), haulage.path(), message));
        }
    }
}
