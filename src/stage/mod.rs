//! The closed list of stage kinds: of each its spec, as a scenario writes it, and its behaviour.
//!
//! Floor 4. A stage is handed a [`Context`] with every event and acts on the world through nothing else; it does not
//! know the next stage, the network, or the file it was read from.

mod border;
mod build;
mod carriers;
mod context;
mod customs;
mod departure;
mod draught;
mod ferry;
mod fleet;
mod formation;
mod gang;
mod hours;
mod kinds;
mod leg;
mod port;
mod rail;
mod revise;
mod server;
mod servers;
mod shifts;
mod shuttle;
mod tracks;
mod voyage;
mod yard;

pub use border::BorderSpec;
pub use build::{Build, ResourceInfo, Times};
pub use carriers::{Kind, Measure, Template, TrainSpec};
pub use context::{Admission, Context, LayUp, Onward, Rank, TrainPlan};
pub use departure::{Departure, DepartureRule};
pub use draught::{Draught, DraughtSpec, Water};
pub use ferry::FerrySpec;
pub use fleet::FleetSpec;
pub use kinds::{Equipment, Signal, Stage, StageSpec};
pub use leg::LegSpec;
pub use port::{BerthSpec, PortSpec, Service, Stowage};
pub use rail::{
    Capacity, DoubleSpec, Layout, OvertakingSpec, PossessionSpec, RailSpec, Section, SectionTracks,
    SingleSpec, Station, TrackSpec,
};
pub use server::ServerSpec;
pub use shuttle::ShuttleSpec;
pub use voyage::{CallHours, Closing, Piece, RoundTrip, Voyage};
pub use yard::YardSpec;
