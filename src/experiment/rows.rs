//! The rows of results: plain values, ready to be written or shown.

mod vessels;

pub use vessels::{CallRow, FleetRow, FleetTimes, LevelRow, StayRow};

use super::estimate::Estimate;
use super::shock::Effect;
use super::verdict::Verdict;
use crate::cargo::Direction;
use crate::metrics::{Journey, Season, Stop};
use crate::units::Date;

/// One reading of a target.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetRow {
    /// Name of the target; of a reading on which none is set, that of the one with the same limit.
    pub target: String,
    /// The span.
    pub span: String,
    /// The population.
    pub population: String,
    /// The statistic read: mean, p50, p90 or share.
    pub statistic: &'static str,
    /// Whether a target is set on this statistic of this span and population.
    pub own: bool,
    /// The threshold (d).
    pub threshold_d: f64,
    /// The least share within the threshold, if the target is set on the share.
    pub least_share: Option<f64>,
    /// The value (d), or the share within the threshold; `None` if none may be shown.
    pub value: Option<Estimate>,
    /// Independent carriers in a replication, on average.
    pub carriers: f64,
    /// Whether these, or the consignments, are too few for this quantile.
    pub few: bool,
    /// The verdict; `None` for a share that no target is set on.
    pub verdict: Option<Verdict>,
    /// About how many replications would settle an inconclusive verdict; `None` if too many, or if none would.
    pub settles_at: Option<u32>,
}

/// A population.
#[derive(Clone, Debug, PartialEq)]
pub struct PopulationRow {
    /// Its name.
    pub population: String,
    /// The flows that belong to it, or part of which does.
    pub flows: Vec<String>,
    /// Whether the scenario names it; else it is a flow, or one of its routes.
    pub named: bool,
    /// The first stages of its routes.
    pub entries: Vec<String>,
    /// Hours of a consignment before the first stage lets it in; of one route of a flow this is not kept apart.
    pub outside_h: Option<Estimate>,
}

/// A span of one population.
#[derive(Clone, Debug, PartialEq)]
pub struct SpanRow {
    /// The span.
    pub span: String,
    /// The population.
    pub population: String,
    /// Consignments in a replication, on average.
    pub consignments: f64,
    /// Independent carriers in a replication, on average.
    pub carriers: f64,
    /// Mean (d).
    pub mean_d: Estimate,
    /// Median (d): the mean over replications of each one's median.
    pub p50_d: Estimate,
    /// 90th percentile (d), likewise.
    pub p90_d: Estimate,
    /// 95th percentile (d), likewise.
    pub p95_d: Estimate,
    /// Share within each limit of the results.
    pub within: Vec<Estimate>,
    /// Whether carriers or consignments are too few for the median, and for the 90th percentile.
    pub few: [bool; 2],
}

/// A span of those of one population that entered in one season.
#[derive(Clone, Debug, PartialEq)]
pub struct SeasonRow {
    /// The season.
    pub season: Season,
    /// The span.
    pub times: SpanRow,
}

/// A calendar month of the window.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthTable {
    /// Its first day.
    pub first: Date,
    /// Hours in which each port that weather can close was closed to vessels.
    pub closed_h: Vec<f64>,
    /// A row for every span and population with anybody in any month.
    pub rows: Vec<MonthRow>,
}

/// How long weather closed a port to vessels.
#[derive(Clone, Debug, PartialEq)]
pub struct ClosureRow {
    /// The port.
    pub port: String,
    /// Days in a year of 365 days, by the window.
    pub days_per_year: Estimate,
}

/// A span of those of one population that entered in one month.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthRow {
    /// The span.
    pub span: String,
    /// The population.
    pub population: String,
    /// Consignments in a replication, on average.
    pub consignments: f64,
    /// Mean (d); `None` if there was nobody, as for the others.
    pub mean_d: Option<Estimate>,
    /// 90th percentile (d), averaged over replications.
    pub p90_d: Option<f64>,
    /// Share within each limit of the results, averaged over replications.
    pub within: Option<Vec<f64>>,
}

/// A cell of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerRow {
    /// Whose hours.
    pub flow: String,
    /// Where.
    pub stage: String,
    /// On what.
    pub cause: &'static str,
    /// Whether they were spent waiting.
    pub waiting: bool,
    /// Because of which stage.
    pub because_of: Option<String>,
    /// Hours of a consignment.
    pub hours: Estimate,
    /// 90th percentile over consignments (h), averaged over replications.
    pub p90_h: f64,
    /// Share of the flow's hours.
    pub share: f64,
}

/// What a population waits for at a stage.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitRow {
    /// The population.
    pub population: String,
    /// Where.
    pub stage: String,
    /// For what.
    pub cause: &'static str,
    /// Hours of a consignment.
    pub hours: Estimate,
    /// Share of all the population's hours, waiting or not.
    pub share: f64,
}

/// What the hours of a span went on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpanHoursRow {
    /// All of them, of a consignment (h).
    pub all: Option<Estimate>,
    /// By stage and cause, waiting or not, longest first.
    pub cells: Vec<SpanCellRow>,
    /// The same over all stages by cause.
    pub causes: Vec<CauseRow>,
}

/// What the hours of a span went on at one stage.
#[derive(Clone, Debug, PartialEq)]
pub struct SpanCellRow {
    /// Where.
    pub stage: String,
    /// On what.
    pub cause: &'static str,
    /// Whether they were spent waiting.
    pub waiting: bool,
    /// Hours of a consignment.
    pub hours: Estimate,
    /// Share of the span.
    pub share: f64,
}

/// What the hours of a span went on, over all stages.
#[derive(Clone, Debug, PartialEq)]
pub struct CauseRow {
    /// On what.
    pub cause: &'static str,
    /// Whether they were spent waiting.
    pub waiting: bool,
    /// Hours of a consignment.
    pub hours: Estimate,
    /// Share of the span.
    pub share: f64,
}

/// A stage.
#[derive(Clone, Debug, PartialEq)]
pub struct StageRow {
    /// Name.
    pub stage: String,
    /// Consignments that came in within the window.
    pub arrivals: f64,
    /// Consignments that went out.
    pub departures: f64,
    /// Mean number inside.
    pub inside_mean: Option<Estimate>,
    /// 95th percentile over time of the number inside.
    pub inside_p95: f64,
    /// Mean number waiting.
    pub waiting_mean: Option<Estimate>,
    /// 95th percentile over time of the number waiting.
    pub waiting_p95: f64,
    /// Mean stay (h).
    pub stay_h: Option<Estimate>,
    /// Mean wait (h).
    pub wait_h: Option<Estimate>,
    /// Share of the stay spent waiting for room downstream.
    pub blocked_share: Option<f64>,
    /// Largest difference of the two sides of Little's identity in any replication (consignment h).
    pub little_difference_h: f64,
}

/// A resource.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourceRow {
    /// Its stage or pool.
    pub owner: String,
    /// Its name.
    pub resource: String,
    /// How many things it has; if that changes in the window, the most.
    pub capacity: u32,
    /// Shares of the capacity: busy, blocked, starved, down, closed.
    pub busy: f64,
    /// See `busy`.
    pub blocked: f64,
    /// See `busy`.
    pub starved: f64,
    /// See `busy`.
    pub down: f64,
    /// See `busy`.
    pub closed: f64,
    /// Mean length of an active period (h).
    pub active_period_h: Option<f64>,
}

/// What of a flow was under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BacklogRow {
    /// Consignments when the window began.
    pub begin: f64,
    /// Consignments when it ended.
    pub end: f64,
    /// Growth scaled to a year of 365 days: consignments and tonnes.
    pub growth_per_year: [f64; 2],
    /// Growth over the window as days of arrivals; `None` if none arrived.
    pub growth_d: Option<f64>,
    /// Whether it grows for as long as the run lasts.
    pub drifts: bool,
}

/// A flow.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowRow {
    /// Name.
    pub flow: String,
    /// Whether it is reported, and not only there to take up room.
    pub reported: bool,
    /// Amounts of the whole run, averaged over replications: in, out, inside at the end.
    pub consignments: [f64; 3],
    /// The same in TEU.
    pub teu: [f64; 3],
    /// The same in tonnes.
    pub tonnes: [f64; 3],
    /// Consignments turned away in the window.
    pub turned_away: f64,
    /// Amount that left within the window, scaled to a year of 365 days.
    pub left_per_year: [f64; 3],
    /// Cohort, and how many of it have left.
    pub cohort: [f64; 2],
    /// What was under way at the edges of the window.
    pub backlog: BacklogRow,
    /// Time from entering to leaving (d); `None` if no time of it may be shown.
    pub transit_d: Option<Estimate>,
    /// Cost (USD).
    pub cost_usd: Option<Estimate>,
    /// Emission (kg CO2).
    pub co2_kg: Option<Estimate>,
}

/// Carriers that left a stage in the window.
#[derive(Clone, Debug, PartialEq)]
pub struct CarriageRow {
    /// Where.
    pub stage: String,
    /// Name of the fleet, or of the kind of train.
    pub carrier: String,
    /// Whether they are vessels (else trains).
    pub vessel: bool,
    /// Departures in the window.
    pub departures: Estimate,
    /// Mean load as a share of capacity.
    pub load_factor: Estimate,
}

/// A replication.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplicationRow {
    /// Its number, from 1.
    pub replication: u32,
    /// Events handled.
    pub events: u64,
    /// How it ended, in a word.
    pub ending: &'static str,
    /// Values of the headline figures.
    pub values: Vec<Option<f64>>,
}

/// A diary.
#[derive(Clone, Debug, PartialEq)]
pub struct Shipment {
    /// The replication, from 1.
    pub replication: u32,
    /// What happened.
    pub journey: Journey,
}

/// A train of the sample.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainRow {
    /// The replication, from 1.
    pub replication: u32,
    /// Its name, which no other has in the replication.
    pub train: String,
    /// Its kind.
    pub template: String,
    /// Which way it runs.
    pub direction: Direction,
    /// The points that it came by, in order of time.
    pub stops: Vec<Stop>,
}

/// Trains on a line.
#[derive(Clone, Debug, PartialEq)]
pub struct LineRow {
    /// The line.
    pub line: String,
    /// The nodes at its eastern and its western end.
    pub ends: [String; 2],
    /// Its length (km).
    pub length: f64,
    /// Trains that enter it a day, westward and eastward; `None` of a window without length.
    pub trains_per_d: [Option<Estimate>; 2],
}

/// A shock and what it has done.
#[derive(Clone, Debug, PartialEq)]
pub struct ShockRow {
    /// The shock.
    pub shock: String,
    /// One line that says what goes wrong.
    pub title: String,
    /// The day on which it begins.
    pub begins: Date,
    /// The day on which it is over.
    pub ends: Date,
    /// The population whose consignments are counted; `None` of all reported cargo.
    pub population: Option<String>,
    /// Every effect.
    pub effects: Vec<EffectRow>,
}

/// One effect of a shock.
#[derive(Clone, Debug, PartialEq)]
pub struct EffectRow {
    /// What it is.
    pub effect: Effect,
    /// Its mean over replications; `None` if there is no value in some of them.
    pub value: Option<Estimate>,
    /// Median over replications; `None` if it lies among those without a value.
    pub p50: Option<f64>,
    /// 90th percentile over replications, likewise.
    pub p90: Option<f64>,
    /// Replications that the shock came in.
    pub replications: usize,
}

impl ShockRow {
    /// The row of an effect.
    #[must_use]
    pub fn effect(&self, effect: Effect) -> &EffectRow {
        &self.effects[effect as usize]
    }
}
