//! `manifest.toml` of a comparison: what was held against what. Each run beside it has a manifest of its own.

use serde::Serialize;

use super::Contrast;
use crate::report::manifest::{Manifest, RESULTS_VERSION};

/// The file, in its order of keys.
#[derive(Serialize)]
struct Record<'a> {
    program: &'a str,
    version: &'a str,
    results_version: u32,
    complete: bool,
    command: &'a [String],
    base: &'a str,
    others: Vec<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    missing: &'a [String],
    seed: u64,
    replications: u32,
    finished: usize,
    pairs: &'a [usize],
}

/// The text of the file; `manifest` says how the program was called.
pub(super) fn text(contrast: &Contrast<'_>, manifest: &Manifest) -> String {
    let base = contrast.base.results;
    let record = Record {
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        results_version: RESULTS_VERSION,
        complete: contrast.is_complete(),
        command: &manifest.command,
        base: &base.scenario,
        others: contrast.others.iter().map(|other| other.results.scenario.as_str()).collect(),
        missing: contrast.missing,
        seed: base.plan.seed,
        replications: base.plan.replications,
        finished: base.replications.len(),
        pairs: &contrast.comparison.pairs,
    };
    toml::to_string(&record).expect("a record of plain values is TOML")
}
