//! What cannot change in the middle of a run.

use crate::scenario::spec::ScenarioSpec;

/// The paths of what differs between two specs that follow each other, although it cannot change under way, with the
/// reason.
pub(in crate::scenario) fn refusals(before: &ScenarioSpec, after: &ScenarioSpec) -> Vec<(String, String)> {
    let _ = (before, after);
    vec![("stage".to_owned(), "nothing can change in the middle of a run".to_owned())]
}
