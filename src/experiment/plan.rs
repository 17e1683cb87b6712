//! What is to be run.

use crate::units::Duration;

/// Replications of one scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Seed.
    pub seed: u64,
    /// Number of replications; with a wish for precision the number to begin with.
    pub replications: u32,
    /// How precise the answer is to be, if that decides how many replications there are.
    pub precision: Option<Precision>,
    /// Threads to run them on; the results do not depend on it. 0 means one for each core.
    pub threads: usize,
    /// Which consignments leave a diary.
    pub shipments: Shipments,
    /// Most events in one replication.
    pub event_limit: u64,
}

/// A wish for a narrow interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Precision {
    /// Largest half-width of the 95 % interval of the mean of the first target.
    pub half_width: Duration,
    /// Most replications.
    pub most: u32,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Replications that have finished.
    pub finished: u32,
    /// Those that are planned by now.
    pub planned: u32,
}

/// Which consignments of the cohort leave a diary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shipments {
    /// None.
    Nobody,
    /// About so many in each replication.
    About(u32),
    /// All.
    Everybody,
}
