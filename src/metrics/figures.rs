//! The figures of one replication.

use std::collections::BTreeMap;

use super::backlog::Backlog;
use super::calls::{CallDiary, Stay};
use super::distribution::Distribution;
use super::fleets::{FleetCalls, Resting};
use super::focus::SpanHours;
use super::journey::Journey;
use super::passages::Passage;
use super::series::LevelSeries;
use super::span_table::{MonthSpan, SpanTable};
use super::trains::TrainDiary;
use crate::cargo::{FleetId, FlowId, ResourceId, StageId};
use crate::observation::{Carrying, Cause};
use crate::units::Date;

/// All figures of one replication.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    /// By span and population.
    pub spans: SpanTable,
    /// The same of those that entered in winter, and in summer.
    pub seasons: [SpanTable; 2],
    /// Whole distributions, in the order in which they were asked for.
    pub distributions: Vec<Distribution>,
    /// The same by the month of entering; none unless asked for.
    pub months: Vec<MonthFigures>,
    /// The journey by time of entry; none unless asked for.
    pub series: Vec<Bin>,
    /// Hours of the cohort.
    pub ledger: BTreeMap<LedgerKey, LedgerCell>,
    /// The same by population, for those of which it was asked.
    pub ledgers: Vec<PopulationLedger>,
    /// Hours between the ends of the span that was asked for.
    pub span_hours: SpanHours,
    /// When those of whom it was asked were between the ends of a span, by key.
    pub passages: Vec<Passage>,
    /// By stage, the entry last.
    pub stages: Vec<StageFigures>,
    /// By resource.
    pub resources: Vec<ResourceFigures>,
    /// By flow.
    pub flows: Vec<FlowFigures>,
    /// Departures of trains made up at, and vessels sailed from, each stage in the window.
    pub carriage: BTreeMap<(StageId, Carrying), Carriage>,
    /// Diaries of the sample, in the order of leaving.
    pub journeys: Vec<Journey>,
    /// Diaries of the sample of trains, in the order of coming onto a line.
    pub trains: Vec<TrainDiary>,
    /// Trains that entered each stage that is a line within the window, westward and eastward.
    pub line_trains: Vec<[u64; 2]>,
    /// Diaries of the sample of calls, in the order of arriving.
    pub calls: Vec<CallDiary>,
    /// Stays at berths that touch the window, if they were written down.
    pub stays: Vec<Stay>,
    /// Levels over the window, if they were written down.
    pub levels: Vec<LevelSeries>,
    /// Calls of fleets by port, and their voyages from there.
    pub fleets: BTreeMap<(StageId, FleetId), FleetCalls>,
    /// How long the cranes of each group of berths rested; none for those that never did.
    pub resting: BTreeMap<ResourceId, Resting>,
    /// Consignments whose ledger did not add up to their time in the corridor; 0 unless the model is broken.
    pub ledger_errors: u64,
}

/// The journeys of those that entered in one part of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bin {
    /// How many.
    pub count: u64,
    /// Their time together (ms).
    pub total_ms: i64,
}

impl Bin {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Bin) -> Bin {
        Bin { count: self.count + other.count, total_ms: self.total_ms + other.total_ms }
    }

    /// Their mean (h); `None` of nobody.
    #[must_use]
    pub fn mean(self) -> Option<f64> {
        (self.count > 0).then(|| self.total_ms as f64 / self.count as f64 / 3_600_000.0)
    }
}

/// What belongs to one calendar month of the window.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthFigures {
    /// Its first day.
    pub first: Date,
    /// By span and population, of those that entered in it.
    pub spans: SpanTable<MonthSpan>,
    /// Hours in which each port was closed to vessels; none for a port that was never closed.
    pub closed_h: BTreeMap<StageId, f64>,
}

/// A cell of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LedgerKey {
    /// Whose hours.
    pub flow: FlowId,
    /// Where.
    pub stage: StageId,
    /// On what.
    pub cause: Cause,
    /// Because of which stage, for waits for room downstream.
    pub because_of: Option<StageId>,
}

/// A cell of the ledger of one population.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HourKey {
    /// Where.
    pub stage: StageId,
    /// On what.
    pub cause: Cause,
    /// Because of which stage, for waits for room downstream.
    pub because_of: Option<StageId>,
}

/// The ledger of one population.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PopulationLedger {
    /// Consignments of the cohort.
    pub cohort: u64,
    /// Their hours.
    pub cells: BTreeMap<HourKey, LedgerCell>,
}

/// Hours in a cell of the ledger.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LedgerCell {
    /// All of the cohort's together (ms).
    pub total_ms: i64,
    /// 90th percentile over the consignments of the flow's cohort (h).
    pub p90_h: f64,
}

/// What went through a stage in the window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StageFigures {
    /// Consignments that came in.
    pub arrivals: u64,
    /// Consignments that went out.
    pub departures: u64,
    /// Mean number inside.
    pub inside_mean: f64,
    /// Number inside that is not exceeded 95 % of the time.
    pub inside_p95: i64,
    /// Mean number waiting.
    pub waiting_mean: f64,
    /// Number waiting that is not exceeded 95 % of the time.
    pub waiting_p95: i64,
    /// Mean stay of those that went out (h).
    pub stay_h: Option<f64>,
    /// Mean wait of those that went out (h).
    pub wait_h: Option<f64>,
    /// Share of their stay in which they waited for room downstream.
    pub blocked_share: Option<f64>,
    /// Integral of the number inside less the time spent inside (consignment ms): 0 by Little's identity.
    pub little_difference_ms: i128,
}

/// How a resource stood in the window, as shares of its capacity.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ResourceFigures {
    /// At work.
    pub busy: f64,
    /// Held by something that could not leave.
    pub blocked: f64,
    /// Out of order or in upkeep.
    pub down: f64,
    /// Shut.
    pub closed: f64,
    /// Idle for lack of work.
    pub idle: f64,
    /// Mean length of an active period (h).
    pub active_period_h: Option<f64>,
}

/// What became of a flow.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FlowFigures {
    /// Consignments, TEU and tonnes that entered in the whole run.
    pub entered: Amount,
    /// Those that left.
    pub left: Amount,
    /// Those still inside at the end.
    pub inside: Amount,
    /// Consignments turned away at the door.
    pub turned_away: u64,
    /// Those that entered in the window.
    pub entered_window: Amount,
    /// Those that left in the window.
    pub left_window: Amount,
    /// Those under way when the window began, in its middle, and when it ended.
    pub backlog: [Backlog; 3],
    /// Consignments of the cohort.
    pub cohort: u64,
    /// Those of the cohort that have left.
    pub completed: u64,
    /// Time of those from entering to leaving, all together (ms).
    pub transit_ms: i64,
    /// Mean cost of those (USD).
    pub cost_usd: f64,
    /// Mean emission of those (kg CO2).
    pub co2_kg: f64,
}

/// An amount of cargo.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Amount {
    /// Consignments.
    pub consignments: u64,
    /// TEU.
    pub teu: u64,
    /// Tonnes.
    pub tonnes: f64,
}

/// Departures of carriers of one kind from a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Carriage {
    /// How many.
    pub departures: u64,
    /// Sum of their loads, each as a share of capacity.
    pub load: f64,
}
