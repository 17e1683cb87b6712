//! What a folder of results holds: the names of all that a run writes, so that nothing else is ever replaced.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use super::chart::{CHART_FILES, CHARTS};
use super::folder::OutputError;

/// The file by which a folder of results is known.
pub(super) const MANIFEST: &str = "manifest.toml";

/// The file that says all of a scenario as it was run.
pub(super) const RESOLVED: &str = "resolved.toml";

/// The workbook that holds all tables.
pub(super) const WORKBOOK: &str = "results.xlsx";

/// End of the name of a fitted scenario's file.
const FITTED: &str = "-fitted.toml";

/// Every file that a run, a comparison, a validation, a calibration or a tornado writes, fitted scenarios apart.
const RESULT_FILES: [&str; 33] = [
    "berths.csv",
    "calibration.csv",
    "capacity.csv",
    "columns.csv",
    "comparison.csv",
    "conflicts.csv",
    "distribution.csv",
    "draws.csv",
    "events.csv",
    "flows.csv",
    "inputs.csv",
    "ledger.csv",
    "levels.csv",
    MANIFEST,
    "months.csv",
    "observations.csv",
    "parameters.csv",
    "params.csv",
    "replications.csv",
    "residuals.csv",
    RESOLVED,
    "resources.csv",
    WORKBOOK,
    "shipments.csv",
    "shocks.csv",
    "stages.csv",
    "summary.csv",
    "targets.csv",
    "tornado.csv",
    "tornado.svg",
    "trains.csv",
    "validation.csv",
    "vessels.csv",
];

/// Whether a folder of a comparison holds something else of this name, so that no scenario can have its folder there.
#[must_use]
pub fn is_taken(name: &str) -> bool {
    name == CHARTS || is_result(OsStr::new(name))
}

/// What a folder of results holds that no run wrote; the folders in it are that of charts and those of scenarios that were
/// compared.
pub(super) fn foreign(folder: &Path) -> Result<Option<PathBuf>, OutputError> {
    for name in names_in(folder)? {
        let path = folder.join(&name);
        let is_folder = fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir());
        if is_folder && name == CHARTS {
            let other =
                names_in(&path)?.into_iter().find(|name| !CHART_FILES.iter().any(|file| name == file));
            if let Some(other) = other {
                return Ok(Some(Path::new(CHARTS).join(other)));
            }
        } else if is_folder && path.join(MANIFEST).is_file() {
            if let Some(inside) = foreign(&path)? {
                return Ok(Some(Path::new(&name).join(inside)));
            }
        } else if is_folder || !is_result(&name) {
            return Ok(Some(name.into()));
        }
    }
    Ok(None)
}

fn is_result(name: &OsStr) -> bool {
    RESULT_FILES.iter().any(|file| name == *file) || name.to_str().is_some_and(|name| name.ends_with(FITTED))
}

/// The names in a folder, in order.
pub(super) fn names_in(folder: &Path) -> Result<Vec<OsString>, OutputError> {
    let entries = fs::read_dir(folder).map_err(|cause| OutputError::new(folder, cause))?;
    let mut names: Vec<OsString> = entries.flatten().map(|entry| entry.file_name()).collect();
    names.sort();
    Ok(names)
}
