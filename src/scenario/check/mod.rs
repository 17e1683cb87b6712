//! What the tables of a scenario must say together.
//!
//! Each table by itself was checked when it was read. What only shows when they are seen together is checked here,
//! before anything runs: wherever the network relies on a scenario that was checked, a file of this folder did it.

mod carriers;
mod charges;
mod draught;
mod evidence;
mod flows;
mod lines;
mod links;
mod load;
mod mass;
pub(super) mod passage;
mod phase;
mod pools;
mod ports;
mod routes;
mod run;
mod services;
mod spans;
#[cfg(test)]
mod tests;
pub(super) mod unit;
mod wagons;
mod weather;

pub(super) use evidence::check as check_evidence;
pub use phase::refusals;

use super::spec::ScenarioSpec;
use crate::document::{Problems, join_path, nearest};
use passage::Passage;

/// Reports what contradicts itself or cannot work.
pub(super) fn check(spec: &ScenarioSpec, problems: &mut Problems) {
    run::check(spec, problems);
    weather::check(spec, problems);
    links::check(spec, problems);
    let sound = routes::check(spec, problems);
    // Cargo on a broken route would only repeat what was said of the route.
    let passages = Passage::all(spec, &sound);
    flows::check(spec, &passages, problems);
    mass::check(spec, &passages, problems);
    carriers::check(spec, &passages, problems);
    pools::check(spec, &passages, problems);
    ports::check(spec, &passages, problems);
    draught::check(spec, problems);
    services::check(spec, &passages, problems);
    wagons::check(spec, &passages, &sound, problems);
    charges::check(spec, problems);
    spans::check(spec, &passages, problems);
    if !problems.has_errors() {
        routes::unvisited(spec, problems);
        load::check(spec, &passages, problems);
    }
}

/// The key path that leads through these keys.
fn path(keys: &[&str]) -> String {
    join_path(keys.iter().copied())
}

/// A hint for a name that does not exist: the nearest one, or all there are.
fn hint<'a>(word: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    if let Some(near) = nearest(word, known.clone()) {
        return format!("did you mean \"{near}\"?");
    }
    let known = known.collect::<Vec<_>>().join(", ");
    if known.is_empty() { "there are none".to_owned() } else { format!("there are: {known}") }
}
