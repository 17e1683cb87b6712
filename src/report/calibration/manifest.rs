//! `manifest.toml` of a calibration: what was fitted to what, and how.

use serde::Serialize;

use super::Fitting;
use crate::report::manifest::{Called, Manifest, fingerprint};

/// The file, in its order of keys.
#[derive(Serialize)]
struct Record<'a> {
    #[serde(flatten)]
    called: Called<'a>,
    fitted: String,
    fitted_hash: String,
    seed: u64,
    replications: u32,
    budget: usize,
    evaluations: usize,
    refused: usize,
    at_rest: bool,
    objective: Option<f64>,
    chi_square: Option<f64>,
    contour: f64,
    parameters: Vec<&'a str>,
    observations: Vec<&'a str>,
    notes: Vec<String>,
}

/// The text of the file; `manifest` says how the program was called.
pub(super) fn text(fitting: &Fitting<'_>, manifest: &Manifest) -> String {
    let calibration = fitting.calibration;
    let record = Record {
        called: manifest.called(fitting.scenario, true),
        fitted: fitting.file_name(),
        fitted_hash: fingerprint(&fitting.fitted.resolved()),
        seed: fitting.plan.seed,
        replications: fitting.plan.replications,
        budget: fitting.budget,
        evaluations: calibration.trials.len(),
        refused: calibration.refused().0,
        at_rest: calibration.at_rest,
        objective: calibration.fitted().objective,
        chi_square: calibration.chi_squares[calibration.best],
        contour: calibration.contour,
        parameters: calibration.problem.free.iter().map(|free| free.path.as_str()).collect(),
        observations: calibration.problem.aims.iter().map(|aim| aim.name.as_str()).collect(),
        notes: fitting.notes(),
    };
    toml::to_string(&record).expect("a record of plain values is TOML")
}
