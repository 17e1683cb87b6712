//! `manifest.toml`: what was run, so that it can be run again. It holds no time of day: the same run gives the same
//! bytes.

use serde::Serialize;
use toml::value::Datetime;

use super::Material;
use crate::scenario::{self, Scenario};

/// Version of the meaning of result files; it rises when a number changes.
pub(super) const RESULTS_VERSION: u32 = 2;

/// What a manifest says besides the results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The command line.
    pub command: Vec<String>,
    /// [`fingerprint`] of the scenario as its files say it, before flags.
    pub scenario_hash: Option<String>,
}

/// What the manifest of every experiment on a scenario begins with.
#[derive(Serialize)]
pub(super) struct Called<'a> {
    program: &'a str,
    version: &'a str,
    results_version: u32,
    complete: bool,
    command: &'a [String],
    scenario: &'a str,
    title: &'a str,
    files: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    scenario_hash: Option<&'a str>,
    resolved_hash: String,
}

/// The file, in its order of keys.
#[derive(Serialize)]
struct Record<'a> {
    #[serde(flatten)]
    called: Called<'a>,
    seed: u64,
    replications: u32,
    finished: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    precision_d: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    precision_reached: Option<bool>,
    start: Datetime,
    warm_up_d: f64,
    window_d: f64,
    drain_d: f64,
    events: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    censored: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    drifting: &'a [String],
    inputs: Inputs,
}

/// Numbers of the scenario by kind.
#[derive(Serialize)]
pub(super) struct Inputs {
    document: usize,
    public: usize,
    derived: usize,
    calibrated: usize,
    assumed: usize,
}

impl From<scenario::Inputs> for Inputs {
    fn from(counts: scenario::Inputs) -> Inputs {
        let scenario::Inputs { document, public, derived, calibrated, assumed } = counts;
        Inputs { document, public, derived, calibrated, assumed }
    }
}

impl Manifest {
    /// What was called on which scenario; `complete` unless it was interrupted.
    pub(super) fn called<'a>(&'a self, scenario: &'a Scenario, complete: bool) -> Called<'a> {
        Called {
            program: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            results_version: RESULTS_VERSION,
            complete,
            command: &self.command,
            scenario: scenario.name(),
            title: &scenario.spec().title,
            files: scenario.chain(),
            scenario_hash: self.scenario_hash.as_deref(),
            resolved_hash: fingerprint(&scenario.resolved()),
        }
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self, material: Material<'_>) -> String {
        let Material { scenario, results } = material;
        let run = &scenario.spec().run;
        let record = Record {
            called: self.called(scenario, results.complete),
            seed: results.plan.seed,
            replications: results.plan.replications,
            finished: results.replications.len(),
            precision_d: results.precision.as_ref().map(|precision| precision.wish.days()),
            precision_reached: results.precision.as_ref().map(|precision| precision.reached),
            start: results.start.to_string().parse().expect("a date is a TOML date"),
            warm_up_d: run.warm_up.duration().days(),
            window_d: results.window_d,
            drain_d: run.drain.duration().days(),
            events: results.events,
            censored: results.censored.as_deref(),
            drifting: &results.drifting,
            inputs: scenario.inputs().into(),
        };
        toml::to_string(&record).expect("a record of plain values is TOML")
    }
}

/// A short fingerprint of a text: FNV-1a of 64 bits (Fowler, Noll, Vo 1991). It tells two scenarios apart; it is no
/// protection against forgery.
#[must_use]
pub fn fingerprint(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("fnv1a64:{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_values_of_the_hash() {
        // Test vectors of the authors' reference code.
        assert_eq!(fingerprint(""), "fnv1a64:cbf29ce484222325");
        assert_eq!(fingerprint("a"), "fnv1a64:af63dc4c8601ec8c");
        assert_eq!(fingerprint("foobar"), "fnv1a64:85944171f73967e8");
    }
}
