//! What is in force in a run from a later day on.

use super::open::Scenario;
use super::spec::ScenarioSpec;
use crate::units::Date;

/// What is in force from a day on.
#[derive(Clone, Debug)]
pub struct Phase {
    /// The day; what is new holds from midnight UTC.
    pub date: Date,
    /// Everything that is in force from then on, not only what is new.
    pub spec: ScenarioSpec,
}

impl Scenario {
    /// The scenario with phases that begin later, in order, each of which the checks have passed.
    #[doc(hidden)]
    #[must_use]
    pub fn with_phases(mut self, phases: Vec<Phase>) -> Scenario {
        self.phases = phases;
        self
    }
}
