//! The corridor: a scenario compiled into a network of stages, and the network at work.
//!
//! Floor 6. A checked scenario goes in; observations come out. It does not know how it is measured.

mod arrivals;
mod bans;
mod compile;
mod departure;
mod fleets;
mod flows;
mod hand;
mod haul;
mod itineraries;
mod light;
mod locomotives;
mod network;
mod phase;
mod places;
mod room_queue;
mod standstill;
mod terms;
mod wagons;
mod weather;
mod world;

pub use compile::{Corridor, ResourceRow, Timeline, number_of};
pub use flows::{Flow, FlowTerms};
pub use itineraries::{Itinerary, Onwards, Path};
pub use network::{Ending, Outcome, simulate};
pub use terms::Terms;
pub use wagons::{DepotTerms, WagonTerms};
