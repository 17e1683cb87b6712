//! `schema`: the shape of a scenario file, for editors.

use std::io::Write as _;

use super::Exit;
use super::streams::Out;
use crate::report;
use crate::scenario::ScenarioSpec;

/// Prints the JSON Schema of scenario files.
pub(super) fn schema(out: &mut Out) -> Exit {
    let extends =
        ("extends", "The scenario that this one changes: a file beside it, or the name of a shipped one.");
    let schema = report::json_schema(ScenarioSpec::FIELDS, &[extends]);
    // The stream keeps its own failures for the end.
    let _ = writeln!(out, "{schema:#}");
    Exit::Done
}
