//! What the tables of a scenario must say together.

use super::spec::ScenarioSpec;
use crate::document::Problems;

/// Reports what contradicts itself or cannot work.
pub(super) fn check(_spec: &ScenarioSpec, _problems: &mut Problems) {}
