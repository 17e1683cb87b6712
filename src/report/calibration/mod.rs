//! What a calibration leaves: the fitted scenario, its tables and manifest, and the memory of its evaluations.

mod file;
mod journal;
mod json;
mod manifest;
mod table;

use super::columns;
use super::contents::MANIFEST;
use super::csv::{self, Dialect};
use super::folder::{Folder, OutputError};
use super::manifest::Manifest;
use crate::experiment::{Calibration, FlatDirection, Plan, Problem};
use crate::scenario::Scenario;

pub use journal::{Journal, remembered};
pub use json::json as calibration_json;

/// Standard errors beyond which an observation counts as not met.
const FAR: f64 = 3.0;

/// What the files of a calibration are made of.
#[derive(Clone, Copy, Debug)]
pub struct Fitting<'a> {
    /// The scenario as it was given.
    pub scenario: &'a Scenario,
    /// The same with the fitted numbers.
    pub fitted: &'a Scenario,
    /// What the file of the fitted scenario extends: a path seen from its folder, or the name of a shipped one.
    pub extends: &'a str,
    /// What was found.
    pub calibration: &'a Calibration,
    /// Numbers that could be meant but were left as they are, with the reason.
    pub left: &'a [String],
    /// Seed and replications of every evaluation.
    pub plan: &'a Plan,
    /// Most evaluations.
    pub budget: usize,
    /// Flags that a run of the fitted scenario needs besides, to be what was run here.
    pub flags: &'a str,
}

impl Fitting<'_> {
    /// Name of the file of the fitted scenario.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}-fitted.toml", self.scenario.name())
    }

    /// Flags with which a run of it gives what the fit says.
    #[must_use]
    pub fn run_flags(&self) -> String {
        format!("--seed {} -n {}{}", self.plan.seed, self.plan.replications, self.flags)
    }

    /// What must be known before relying on the fit.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let Calibration { problem, numbers, flat, at_rest, .. } = self.calibration;
        let mut notes = Vec::new();
        if !at_rest {
            notes.push(format!(
                "the search had not come to rest after {} evaluations: a larger --budget, or another call that begins at \
                 the fitted values, may find a better fit",
                self.calibration.trials.len()
            ));
        }
        let misses = problem.aims.iter().zip(&self.calibration.residuals);
        notes.extend(misses.filter(|(_, residual)| residual.standard.abs() > FAR).map(|(aim, residual)| {
            let (name, off) = (&aim.name, residual.standard);
            format!("{name} is not met: the fit is {off:+.1} standard errors off, and no values of the numbers were better")
        }));
        notes.extend(flat.iter().map(|direction| in_words(direction, problem)));
        for (free, number) in problem.free.iter().zip(numbers) {
            if let Some(bound) = number.on_bound {
                notes.push(format!(
                    "{} lies on its {bound} bound: the observations ask for more than its range allows",
                    free.path
                ));
            }
            if number.is_open(free) {
                notes.push(format!("of {} the observations say no more than its range does", free.path));
            }
            if number.error.is_none() {
                notes.push(format!("too few evaluations were left to tell how sure {} is", free.path));
            }
        }
        if let (count, Some(why)) = self.calibration.refused() {
            notes.push(format!("{count} of the evaluations were refused, the first because {why}"));
        }
        notes.extend(self.left.iter().map(|left| format!("left as it is: {left}")));
        notes
    }
}

/// A flat direction as a sentence.
fn in_words(direction: &FlatDirection, problem: &Problem) -> String {
    let moves: Vec<String> = direction
        .moves
        .iter()
        .map(|&(at, by)| {
            let free = &problem.free[at];
            format!("{} {} {}", free.path, signed(by), free.unit)
        })
        .collect();
    let rise = format!("{:.2}", direction.rise);
    match moves.as_slice() {
        [one] => format!("the observations hardly see {one}: it adds {rise} to chi-square"),
        _ => format!("these trade off: {} together add only {rise} to chi-square", moves.join(" with ")),
    }
}

/// A change with its sign and three digits.
fn signed(value: f64) -> String {
    let places = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        size if size >= 0.1 => 3,
        _ => 5,
    };
    format!("{value:+.places$}")
}

/// Writes the files of a calibration into a folder that is being written.
///
/// # Errors
/// An [`OutputError`] if something cannot be written.
pub fn write_calibration(
    folder: &Folder,
    fitting: &Fitting<'_>,
    manifest: &Manifest,
    dialect: Dialect,
) -> Result<(), OutputError> {
    folder.text(&fitting.file_name(), &file::text(fitting))?;
    let make = || table::ALL.iter().map(|make| make(fitting.calibration)).collect::<Vec<_>>();
    let columns = columns::table(&make());
    for table in make().into_iter().chain([columns]) {
        folder.file(table.file, |out| csv::write(table, dialect, out))?;
    }
    folder.text(MANIFEST, &manifest::text(fitting, manifest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::FreeNumber;

    #[test]
    fn flat_directions_are_told_in_the_units_of_the_numbers() {
        let free = |path: &str, unit| FreeNumber {
            path: path.to_owned(),
            unit,
            start: 1.0,
            bounds: (0.0, 100.0),
            fitted_to: "x".to_owned(),
        };
        let problem =
            Problem { free: vec![free("fleet.a.longest_wait", "h"), free("share", "%")], aims: Vec::new() };
        let both = FlatDirection { moves: vec![(0, 10.0), (1, -3.0)], rise: 0.004 };
        assert_eq!(
            in_words(&both, &problem),
            "these trade off: fleet.a.longest_wait +10.0 h with share -3.00 % together add only 0.00 to chi-square"
        );
        let one = FlatDirection { moves: vec![(1, 0.05)], rise: 0.1 };
        assert!(in_words(&one, &problem).contains("hardly see share +0.05000 %: it adds 0.10"));
    }
}
