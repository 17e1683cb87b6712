//! Discrete-event simulator of the Trans-Caspian route: Dostyk – Aktau – Baku – Tbilisi.
//!
//! A scenario is compiled into a network; the network runs and says what happened; everything that is known is
//! computed from what it said. `ARCHITECTURE.md` shows the rooms and who may import whom.

pub mod cargo;
pub mod cli;
pub mod corridor;
pub mod document;
pub mod engine;
pub mod experiment;
pub mod metrics;
pub mod observation;
pub mod parameter;
pub mod random;
pub mod report;
pub mod scenario;
pub mod stage;
pub mod stats;
pub mod units;
