//! From observations to the figures of one replication: ledger, tallies, levels.
//!
//! Floor 4. A [`Recorder`] listens; [`Recorder::finish`] says what it heard as [`Metrics`]. It knows nothing of a
//! stage's insides, of files, or of other replications.

mod account;
mod backlog;
mod calls;
mod distribution;
mod figures;
mod fleets;
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
mod series;
mod span_table;
mod spans;
#[cfg(test)]
mod tests;
mod trains;

pub use backlog::Backlog;
pub use calls::{Berth, CallDiary, Handled, Stay};
pub use distribution::Distribution;
pub use figures::{
    Bin, Carriage, FlowFigures, HourKey, LedgerCell, LedgerKey, Metrics, MonthFigures, PopulationLedger,
    ResourceFigures, StageFigures,
};
pub use fleets::{FleetCalls, FleetTraffic, Resting};
pub use focus::SpanHours;
pub use journey::Journey;
pub use lines::LineTraffic;
pub use months::{Month, Season, months};
pub use passages::Passage;
pub use questions::{CallerKey, Callers, CarrierSample, Charge, LevelOf, Questions, Sample, SpanQuestion};
pub use recorder::Recorder;
pub use series::{LevelPoint, LevelSeries};
pub use span_table::{MonthSpan, SpanFigures, SpanTable};
pub use trains::{Stop, TrainDiary};
