//! From observations to the figures of one replication: ledger, tallies, levels.
//!
//! Floor 4. A [`Recorder`] listens; [`Recorder::finish`] says what it heard as [`Metrics`]. It knows nothing of a
//! stage's insides, of files, or of other replications.

mod account;
mod backlog;
mod figures;
mod focus;
mod holder;
mod journey;
mod ledger;
mod levels;
mod lines;
mod months;
mod passages;
mod questions;
mod recorder;
mod spans;
#[cfg(test)]
mod tests;
mod trains;

pub use backlog::Backlog;
pub use figures::{
    Bin, Carriage, FlowFigures, HourKey, LedgerCell, LedgerKey, Metrics, MonthFigures, PopulationLedger,
    ResourceFigures, SpanFigures, StageFigures,
};
pub use focus::SpanHours;
pub use journey::Journey;
pub use lines::LineTraffic;
pub use months::{Month, Season, months};
pub use passages::Passage;
pub use questions::{Charge, Questions, Sample, SpanQuestion, TrainSample};
pub use recorder::Recorder;
pub use trains::{Stop, TrainDiary};
