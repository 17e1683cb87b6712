//! From scenario files to one checked scenario.
//!
//! Floor 5. The only room that reads files; it knows nothing of the engine. A [`Scenario`] that exists is valid: the
//! only way to one leads through every check.

mod check;
mod conflict;
mod daily;
mod difference;
mod facts;
mod fix;
mod known;
mod load;
mod observation;
mod open;
mod phase;
mod record;
mod saturate;
mod sea;
mod shipped;
mod shock;
mod source;
mod spec;
mod variation;

pub use check::refusals;
pub use conflict::ConflictSpec;
pub use difference::{Difference, differences};
pub use facts::{Fact, Facts, sources};
pub use fix::{Fix, FixChange, FixSpec, Switch};
pub use known::KNOWN;
pub use load::{DiskStore, Failed, Loaded, Loader, ReadFailure, Store};
pub use observation::{
    CallsSeen, CarriedSeen, InPortSeen, LoadSeen, MeasureSpec, ObservationSpec, Role, Seen, ShippedSeen,
    TimeSeen, TrainsSeen, WaitingSeen,
};
pub use open::{Inputs, Scenario, switch};
pub use phase::Phase;
pub use saturate::{FleetLoading, Loading};
pub use sea::{WaterSpec, WeatherSpec, water_at};
pub use shipped::{SHIPPED, shipped};
pub use shock::ShockSpec;
pub use source::SourceSpec;
pub use spec::{
    ArrivalSpec, DailySpec, DepotSpec, FlowSpec, Heading, MaintenanceSpec, PoolSpec, PopulationSpec, RunSpec,
    ScenarioSpec, SpanSpec, Statistic, TargetSpec, WagonsSpec, WhenFull,
};
pub use variation::{Basis, Move, Ranged, Uncertain};
