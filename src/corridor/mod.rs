//! The corridor: a scenario compiled into a network of stages, and the network at work.
//!
//! Floor 6. A checked scenario goes in; observations come out. It does not know how it is measured.

mod arrivals;
mod compile;
mod departure;
mod fleets;
mod hand;
mod locomotives;
mod network;
mod standstill;
mod weather;
mod world;

pub use compile::{Corridor, Flow, Itinerary, Onwards, Path, ResourceRow, Timeline};
pub use network::{Ending, Outcome, simulate};
