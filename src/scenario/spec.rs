//! The tables of a scenario file above the stages.

use std::collections::BTreeMap;

use super::conflict::ConflictSpec;
use super::fix::{FixSpec, Switch};
use super::observation::ObservationSpec;
use super::sea::{WaterSpec, WeatherSpec};
use super::shock::ShockSpec;
use super::source::SourceSpec;
use crate::cargo::Class;
use crate::parameter::{
    Fixed, MonthProfile, Name, NonEmpty, Placed, Quantity, Reference, Unrecorded, choice, refer, table, words,
};
use crate::stage::{FleetSpec, Kind, StageSpec, TrainSpec};
use crate::units::{self, Date, TimeOfDay};

table! {
    /// A scenario file.
    pub struct ScenarioSpec {
        /// Version of the format: 1.
        pub format: u32,
        /// One line that says what the scenario is.
        pub title: String,
        /// When the run begins and what it counts.
        pub run: RunSpec,
        /// Where numbers come from.
        pub source: BTreeMap<Name, SourceSpec>,
        /// Places and links.
        pub stage: BTreeMap<Name, StageSpec>,
        /// Ways through the stages.
        pub route: BTreeMap<Name, RouteSpec>,
        /// Streams of cargo, and of trains that are not reported.
        pub flow: BTreeMap<Name, FlowSpec>,
        /// Kinds of train.
        pub train: BTreeMap<Name, TrainSpec>,
        /// Fleets of vessels.
        pub fleet: BTreeMap<Name, FleetSpec>,
        /// Pools of locomotives and crews.
        pub pool: BTreeMap<Name, PoolSpec>,
        /// Pools of wagons that circulate.
        pub wagons: BTreeMap<Name, WagonsSpec>,
        /// Sea areas with their storms.
        pub weather: BTreeMap<Name, WeatherSpec>,
        /// Seas with their levels.
        pub water: BTreeMap<Name, WaterSpec>,
        /// Times between two milestones.
        pub span: BTreeMap<Name, SpanSpec>,
        /// Flows that are reported together.
        pub population: BTreeMap<Name, PopulationSpec>,
        /// Thresholds.
        pub target: BTreeMap<Name, TargetSpec>,
        /// Works and measures that can be switched on.
        pub fix: BTreeMap<Name, Unrecorded<FixSpec>>,
        /// Which of them hold: true, false, or the day from which.
        pub fixes: BTreeMap<Reference<refer::Fix>, Switch>,
        /// What goes wrong for some days.
        pub shock: BTreeMap<Name, ShockSpec>,
        /// What was observed, to be held against what a run gives.
        pub observation: BTreeMap<Name, Unrecorded<ObservationSpec>>,
        /// Published figures that contradict each other.
        pub conflict: BTreeMap<Name, ConflictSpec>,
    }
}

table! {
    /// The calendar of a run.
    pub struct RunSpec {
        /// First day; the clock begins at midnight UTC.
        pub start: Date,
        /// Time until the cohort begins.
        pub warm_up: Fixed<units::TimeDim>,
        /// Length of the window; what enters in it is the cohort.
        pub window: Fixed<units::TimeDim>,
        /// Longest time after the window that is waited for the cohort.
        pub drain: Fixed<units::TimeDim>,
        /// Replications, unless the command line says otherwise.
        pub replications: u32 = 30,
        /// Largest half-width of the 95 % interval of the first target's mean; replications are added until it is reached.
        pub precision: Option<Fixed<units::TimeDim>>,
        /// Most replications that are run for the sake of that precision.
        pub max_replications: u32 = 1000,
        /// Seed, unless the command line says otherwise.
        pub seed: u32 = 1,
        /// The span that the answer leads with; the first in the alphabet if none is named.
        pub headline: Option<Reference<refer::Span>>,
        /// The population that the answer speaks of; that of the first target if none is named.
        pub population: Option<Reference<refer::Population>>,
        /// The spans that are shown side by side, each an own reading of the question.
        pub readings: Option<NonEmpty<Reference<refer::Span>>>,
        /// Thresholds for the mean of that span and population, besides the targets; `--target` sets them.
        pub limits: Option<NonEmpty<Fixed<units::TimeDim>>>,
    }
}

table! {
    /// A way through the stages.
    pub struct RouteSpec {
        /// The stages, in order.
        pub stages: NonEmpty<Reference<refer::Stage>>,
        /// Which way it leads.
        pub direction: Heading = Heading::West,
    }
}

words! {
    /// Which way a route leads.
    pub enum Heading {
        /// From China towards the Black Sea.
        West = "west",
        /// Towards China.
        East = "east",
    }
}

words! {
    /// What cargo does that finds no room in its first stage.
    pub enum WhenFull {
        /// It waits outside.
        Wait = "wait",
        /// It is turned away.
        Leave = "leave",
    }
}

table! {
    /// A stream of consignments of one class, or of background trains.
    pub struct FlowSpec {
        /// What it consists of.
        pub class: Kind,
        /// Volume; not needed where the arrival law says it all.
        pub volume: Option<Fixed<units::YearlyVolume>>,
        /// Net mass of a consignment, or of a TEU.
        pub mass: Option<Fixed<units::TonnesEach>>,
        /// Share of containers of two TEU.
        pub large: Option<Fixed<units::Share>>,
        /// Routes, with the share of the flow that takes each.
        pub route: BTreeMap<Name, Fixed<units::Share>>,
        /// Arrival law.
        pub arrival: ArrivalSpec,
        /// Weight of each month.
        pub months: Option<MonthProfile>,
        /// Kind of train on which it travels.
        pub train: Option<Reference<refer::Train>>,
        /// Whether whole trains arrive and pass borders and yards as they are.
        pub intact: bool = false,
        /// Whether it only takes up room and is not reported.
        pub background: bool = false,
        /// What it does when there is no room in the first stage.
        pub when_full: WhenFull = WhenFull::Wait,
    }
}

choice! {
    /// How cargo arrives.
    pub enum ArrivalSpec {
        /// At random, in batches of one size, at the rate of the volume and the weights of the months.
        Poisson("poisson"): BatchSpec,
        /// At equal intervals, as the volume requires.
        Even("even"): BatchSpec,
        /// After independent intervals.
        Renewal("renewal"): RenewalSpec,
        /// At given times.
        Listed("listed"): ListedSpec,
        /// At the same times of day.
        Timetable("timetable"): DailySpec,
        /// A fixed number of consignments that come back some time after they have left.
        Closed("closed"): ClosedSpec,
    }
}

table! {
    /// A batch that arrives at once.
    pub struct BatchSpec {
        /// Consignments in a batch; one if not given.
        pub batch: Option<Fixed<units::Consignments>>,
    }
}

table! {
    /// Independent intervals.
    pub struct RenewalSpec {
        /// Time between arrivals.
        pub interval: Quantity<units::TimeDim>,
        /// Consignments in a batch; one if not given.
        pub batch: Option<Fixed<units::Consignments>>,
    }
}

table! {
    /// Given times of arrival after the scenario's start.
    pub struct ListedSpec {
        /// Times, in order.
        pub times: NonEmpty<Fixed<units::TimeDim>>,
        /// Consignments in a batch; one if not given.
        pub batch: Option<Fixed<units::Consignments>>,
    }
}

table! {
    /// Times of day at which something arrives, every day or every few days.
    pub struct DailySpec {
        /// Times of day, in order.
        pub times: NonEmpty<TimeOfDay>,
        /// Difference of the clock by which they are told from UTC.
        pub utc_offset: Fixed<units::TimeDim>,
        /// Days from one such day to the next, the first of which is the first day of the run.
        pub every_days: u32 = 1,
        /// Consignments in a batch; one if not given.
        pub batch: Option<Fixed<units::Consignments>>,
    }
}

table! {
    /// A closed population.
    pub struct ClosedSpec {
        /// How many there are.
        pub population: Fixed<units::Consignments>,
        /// Time from leaving until coming back.
        pub think: Quantity<units::TimeDim>,
    }
}

table! {
    /// Locomotives that several lines share, or crews.
    pub struct PoolSpec {
        /// Number of locomotives; or `crews`.
        pub locomotives: Option<Fixed<units::Locomotives>>,
        /// Number of crews; or `locomotives`. A crew takes one train over one line. Crews have no places: they travel to
        /// where they are needed as passengers, which takes no longer than their rest.
        pub crews: Option<Fixed<units::Crews>>,
        /// Time from the end of one trip until ready for the next: servicing and fuel, and running to the next train
        /// where that has no table of its own; for crews their rest.
        pub turn_round: Quantity<units::TimeDim>,
        /// Share of time that a locomotive is not in the workshop; the workshop takes its part after every trip.
        pub availability: Option<Fixed<units::Share>>,
        /// Overhauls besides that.
        pub maintenance: Option<MaintenanceSpec>,
        /// Heaviest train that one locomotive hauls; a heavier one has as many as it needs, all from one place. Without
        /// it one is always enough.
        pub haulage: Option<Fixed<units::Mass>>,
        /// How locomotives run to where trains wait for them. With it each is ready where its last trip ended; without
        /// it a locomotive is wherever it is needed after its turn-round.
        pub light_running: Option<LightRunningSpec>,
    }
}

table! {
    /// Overhauls of a pool's locomotives.
    pub struct MaintenanceSpec {
        /// Work of all locomotives together after which one is overhauled when it has finished its trip.
        pub every: Fixed<units::TimeDim>,
        /// Time in the workshop.
        pub lasts: Quantity<units::TimeDim>,
    }
}

table! {
    /// Locomotives running light, without a train and without a crew of the lines' pools. At the start a pool's
    /// locomotives are spread evenly over the ends of its lines.
    pub struct LightRunningSpec {
        /// Running speed.
        pub speed: Fixed<units::Speed>,
    }
}

impl PoolSpec {
    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        let locomotives = self.locomotives.as_ref().map_or(0, Fixed::count);
        locomotives + self.crews.as_ref().map_or(0, Fixed::count)
    }

    /// What they are, in the plural.
    #[must_use]
    pub fn noun(&self) -> &'static str {
        if self.crews.is_some() { "crews" } else { "locomotives" }
    }
}

table! {
    /// Wagons that trains of some kinds are made of, that stand in nodes when they are empty and go back in empty trains.
    pub struct WagonsSpec {
        /// Number of wagons.
        pub wagons: Fixed<units::Wagons>,
        /// Kind of train in which empty wagons go back; its `wagons` are what it takes.
        pub empty_train: Option<Reference<refer::Train>>,
        /// The nodes where trains are made up of them or taken apart.
        pub at: BTreeMap<Reference<refer::Stage>, DepotSpec>,
    }
}

table! {
    /// A node where empty wagons of a pool stand.
    pub struct DepotSpec {
        /// Share of the pool that stands here at the start, and of wagons that are added later.
        pub stock: Option<Fixed<units::Share>>,
        /// Wagons that are kept here for trains to come; only more than that go back.
        pub keep: Option<Fixed<units::OrZero<units::Wagons>>>,
        /// Ways back: an empty train takes the one to whose end most wagons are wanting of what is kept there.
        pub returns: Option<NonEmpty<Reference<refer::Route>>>,
    }
}

table! {
    /// A time between two milestones.
    pub struct SpanSpec {
        /// One line that says what it is.
        pub title: String,
        /// Milestones at which it begins, whichever comes first.
        pub from: NonEmpty<Placed<String>>,
        /// Milestones at which it ends, whichever comes first.
        pub to: NonEmpty<Placed<String>>,
    }
}

table! {
    /// Cargo that is reported together: all reported cargo that fits everything that is given here.
    pub struct PopulationSpec {
        /// One line that says what it is.
        pub title: String,
        /// The flows.
        pub flows: Option<NonEmpty<Reference<refer::Flow>>>,
        /// The class.
        pub class: Option<Kind>,
        /// Which way its route leads.
        pub direction: Option<Heading>,
        /// The first stage of its route, legs before it apart.
        pub entry: Option<Reference<refer::Stage>>,
    }
}

impl PopulationSpec {
    /// Whether it says anything of what belongs to it.
    #[must_use]
    pub fn is_defined(&self) -> bool {
        self.flows.is_some() || self.class.is_some() || self.direction.is_some() || self.entry.is_some()
    }

    /// Whether cargo of a flow and class belongs to it whose route leads that way from `entry` on.
    #[must_use]
    pub fn holds(&self, flow: &str, class: Option<Class>, direction: Heading, entry: &str) -> bool {
        self.flows.as_ref().is_none_or(|flows| flows.iter().any(|name| **name == *flow))
            && self.class.is_none_or(|kind| kind.class() == class)
            && self.direction.is_none_or(|way| way == direction)
            && self.entry.as_ref().is_none_or(|stage| **stage == *entry)
    }
}

words! {
    /// A statistic of a span.
    pub enum Statistic {
        /// Mean.
        Mean = "mean",
        /// Median.
        P50 = "p50",
        /// 90th percentile.
        P90 = "p90",
        /// Share within the limit.
        Share = "share",
    }
}

table! {
    /// A threshold on a statistic of a span.
    pub struct TargetSpec {
        /// The span.
        pub span: Reference<refer::Span>,
        /// The flow it is asked of; or `population`.
        pub flow: Option<Reference<refer::Flow>>,
        /// The population it is asked of; or `flow`.
        pub population: Option<Reference<refer::Population>>,
        /// The statistic.
        pub statistic: Statistic = Statistic::Mean,
        /// The threshold.
        pub limit: Fixed<units::TimeDim>,
        /// The least share within the limit, for a target on the share.
        pub share: Option<Fixed<units::Share>>,
    }
}
