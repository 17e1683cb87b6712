//! What is to be found out: the questions put to every replication of a scenario.

use super::months::Month;
use crate::cargo::{Class, FlowId, ResourceId, StageId};
use crate::observation::Event;
use crate::random::Stream;
use crate::units::{Duration, Time};

/// What is to be found out.
#[derive(Clone, Debug)]
pub struct Questions {
    /// Number of stages, the entry included.
    pub stages: usize,
    /// The entry, outside every first stage.
    pub entry: StageId,
    /// Capacity of each resource at the start.
    pub capacities: Vec<u32>,
    /// Number of flows.
    pub flows: usize,
    /// Key of each flow's first consignment; the others follow.
    pub keys: Vec<u64>,
    /// Number of itineraries, and the flow of each.
    pub flow_of: Vec<FlowId>,
    /// The window of statistics.
    pub window: (Time, Time),
    /// The calendar months of the window.
    pub months: Vec<Month>,
    /// Whether figures are wanted of each month by itself.
    pub monthly: bool,
    /// Parts into which the window is cut for a series of the mean journey by time of entry; 0 for none.
    pub bins: usize,
    /// Times between milestones; the first is the whole journey.
    pub spans: Vec<SpanQuestion>,
    /// Sets of itineraries for which spans are reported.
    pub populations: Vec<Vec<usize>>,
    /// Those of them of which a ledger is wanted too.
    pub ledgers: Vec<usize>,
    /// The span and the population whose hours between its ends are wanted.
    pub focus: Option<(usize, usize)>,
    /// The spans and populations of which the whole distribution is wanted.
    pub distributions: Vec<(usize, usize)>,
    /// The span, and the itineraries of those, of whom it is wanted when each came to its ends.
    pub passages: Option<(usize, Vec<usize>)>,
    /// What a stage charges and emits for a consignment, by phase of the scenario, stage and class.
    pub charges: Vec<Vec<[Charge; Class::ALL.len()]>>,
    /// Which consignments leave a diary.
    pub sample: Sample,
    /// Which trains leave one.
    pub trains: CarrierSample,
    /// Which calls of vessels leave one.
    pub calls: CarrierSample,
    /// Who calls at each stage; nobody at one that is no port.
    pub callers: Vec<Callers>,
    /// The resources that are cranes for vessels.
    pub cranes: Vec<ResourceId>,
    /// What is wanted as a level over time.
    pub levels: Vec<LevelOf>,
    /// Time from one point of a level to the next.
    pub level_step: Duration,
    /// The stage at which each path of trains ends.
    pub path_ends: Vec<StageId>,
}

/// Who calls at a port.
#[derive(Clone, Debug, Default)]
pub struct Callers {
    /// Fleets of the scenario, by number; `None` for one that does not come here.
    pub fleets: Vec<Option<CallerKey>>,
    /// Other services, by their number in the port.
    pub visitors: Vec<CallerKey>,
}

/// What is known of the calls of a service at a port beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallerKey {
    /// Key of its first call; the others follow.
    pub key: u64,
    /// Number of the group of berths that it uses.
    pub group: u16,
}

/// Something whose number changes over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LevelOf {
    /// Things of a resource that are taken.
    Resource(ResourceId),
    /// Vessels that wait for a berth of that group of a port.
    Roads(StageId, u16),
    /// Trains on their way to a port that stand without room ahead.
    Trains(StageId),
}

/// A time between two milestones.
#[derive(Clone, Debug)]
pub struct SpanQuestion {
    /// It begins at the first of these; the whole journey begins with entering.
    pub from: Vec<(StageId, Event)>,
    /// It ends at the first of these; the whole journey ends with leaving.
    pub to: Vec<(StageId, Event)>,
    /// Times of which the share within is wanted.
    pub limits: Vec<Duration>,
}

/// Cost and emission of passing a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Charge {
    /// USD for a TEU.
    pub usd_per_teu: f64,
    /// USD for a tonne.
    pub usd_per_t: f64,
    /// USD for a consignment.
    pub usd_each: f64,
    /// Grams of CO2 for a tonne.
    pub g_per_t: f64,
}

/// Which of the trains that come onto their first line within the window, or of the calls that begin in it, leave a
/// diary.
#[derive(Clone, Copy, Debug)]
pub enum CarrierSample {
    /// None.
    Nobody,
    /// So many: those with the lowest draws, each of its own.
    Lowest(usize, Stream),
    /// All.
    Everybody,
}

/// Which consignments of the cohort leave a diary.
#[derive(Clone, Copy, Debug)]
pub enum Sample {
    /// None.
    Nobody,
    /// Each with this chance, by a draw of its own.
    Share(f64, Stream),
    /// All.
    Everybody,
}
