//! What is to be run.

/// Replications of one scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Seed.
    pub seed: u64,
    /// Number of replications.
    pub replications: u32,
    /// Threads to run them on; the results do not depend on it. 0 means one for each core.
    pub threads: usize,
    /// Which consignments leave a diary.
    pub shipments: Shipments,
    /// Most events in one replication.
    pub event_limit: u64,
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
