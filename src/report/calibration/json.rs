//! A calibration as JSON, for programs.

use std::path::Path;

use serde_json::{Value, json};

use super::Fitting;
use crate::report::json::{estimate, number};

/// The answer of a calibration whose files are in `output`. Unknown is `null`.
#[must_use]
pub fn json(fitting: &Fitting<'_>, output: &Path) -> Value {
    let calibration = fitting.calibration;
    let problem = &calibration.problem;
    let numbers = problem.free.iter().zip(&calibration.numbers).enumerate().map(|(at, (free, fitted))| {
        json!({
            "path": free.path,
            "unit": free.unit,
            "fitted_to": free.fitted_to,
            "start": number(free.start),
            "value": number(fitted.value),
            "standard_error": fitted.error.map(number),
            "low": fitted.interval.map(|(low, _)| number(low)),
            "high": fitted.interval.map(|(_, high)| number(high)),
            "bounds": [number(free.bounds.0), number(free.bounds.1)],
            "seen": [number(fitted.seen.0), number(fitted.seen.1)],
            "rises": fitted.rises.map(|rise| rise.map(number)),
            "on_bound": fitted.on_bound,
            "open": fitted.is_open(free),
            "correlations": calibration.correlations.get(at),
        })
    });
    let residuals = problem.aims.iter().zip(&calibration.residuals).map(|(aim, residual)| {
        json!({
            "observation": aim.name,
            "unit": aim.unit,
            "observed": number(aim.observed),
            "range": [number(aim.range.0), number(aim.range.1)],
            "start": residual.start.map(number),
            "simulated": estimate(Some(&residual.simulated)),
            "error": number(residual.error),
            "standardised": number(residual.standard),
        })
    });
    let flat = calibration.flat.iter().map(|direction| {
        let moves = direction.moves.iter().map(|&(at, by)| {
            json!({ "path": problem.free[at].path, "by": number(by), "unit": problem.free[at].unit })
        });
        json!({ "moves": moves.collect::<Vec<_>>(), "chi_square_rises_by": number(direction.rise) })
    });
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": fitting.scenario.name(),
        "title": fitting.scenario.spec().title,
        "seed": fitting.plan.seed,
        "replications": fitting.plan.replications,
        "budget": fitting.budget,
        "evaluations": calibration.trials.len(),
        "at_rest": calibration.at_rest,
        "objective": calibration.fitted().objective.map(number),
        "chi_square": calibration.chi_squares[calibration.best].map(number),
        "contour": number(calibration.contour),
        "inside": (0..calibration.trials.len()).filter(|&at| calibration.is_inside(at)).count(),
        "parameters": numbers.collect::<Vec<_>>(),
        "observations": residuals.collect::<Vec<_>>(),
        "flat": flat.collect::<Vec<_>>(),
        "notes": fitting.notes(),
        "fitted": output.join(fitting.file_name()).to_string_lossy(),
        "output": output.to_string_lossy(),
    })
}
