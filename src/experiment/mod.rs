//! Experiments: plans of replications, their parallel running, and what follows from them together.
//!
//! Floor 7. A scenario and a plan go in, [`Results`] come out. It neither prints nor touches files.

mod ask;
mod estimate;
mod plan;
mod results;
mod run;
mod tables;
mod verdict;

pub use estimate::Estimate;
pub use plan::{Plan, Shipments};
pub use results::{
    CarriageRow, FlowRow, LedgerRow, ReplicationRow, ResourceRow, Results, Shipment, SpanRow, StageRow,
    TargetRow, WaitRow,
};
pub use run::{Failure, run};
pub use verdict::Verdict;
