//! What an experiment has found, as plain rows ready to be written or shown.

use std::collections::BTreeSet;

use super::capacity::LineMaximum;
use super::distribution::DistributionRow;
use super::figure::Figure;
use super::fleet_capacity::FleetMaximum;
use super::observed::Observed;
use super::plan::Plan;
use super::precision::Reached;
use super::rows::{
    CallRow, CarriageRow, ClosureRow, FleetRow, FlowRow, LedgerRow, LevelRow, LineRow, MonthTable,
    PopulationRow, ReplicationRow, ResourceRow, SeasonRow, Shipment, ShockRow, SpanHoursRow, SpanRow,
    StageRow, StayRow, TargetRow, TrainRow, WaitRow,
};
use super::sink::Diaries;
use crate::cargo::StageId;
use crate::observation::Event;
use crate::units::{Date, Duration};

/// What the replications of a scenario have found together.
#[derive(Clone, Debug)]
pub struct Results {
    /// Name under which they are filed.
    pub scenario: String,
    /// The scenario's title.
    pub title: String,
    /// What was to be run, with the number of replications that was decided on in the end.
    pub plan: Plan,
    /// How precise the answer has become, if a precision was wished for.
    pub precision: Option<Reached>,
    /// Date of time zero.
    pub start: Date,
    /// Date on which the window begins.
    pub from: Date,
    /// Length of the window (d).
    pub window_d: f64,
    /// Whether all planned replications are in.
    pub complete: bool,
    /// The span that the answer leads with.
    pub headline: String,
    /// The population that the answer speaks of.
    pub population: String,
    /// The spans that are shown side by side.
    pub readings: Vec<String>,
    /// The limits that are set for the headline span, shortest first.
    pub headline_limits: Vec<Duration>,
    /// All populations: flows, routes of flows, and those that the scenario names.
    pub populations: Vec<PopulationRow>,
    /// Why no mean of a span may be shown, if none may.
    pub censored: Option<String>,
    /// Targets with their readings.
    pub targets: Vec<TargetRow>,
    /// Flows whose backlog grows for as long as the run lasts.
    pub drifting: Vec<String>,
    /// Populations with such a flow in them: no time of theirs may be shown.
    pub withheld: BTreeSet<String>,
    /// Spans by population, of those who came out: to be shown only where [`Results::shows`] says so.
    pub spans: Vec<SpanRow>,
    /// The times of which the share within is given for every span, shortest first.
    pub limits: Vec<Duration>,
    /// Shares within evenly spaced times of the readings, of the population that the answer speaks of and those that the
    /// scenario names; none of populations whose times may not be shown.
    pub distributions: Vec<DistributionRow>,
    /// The same spans by season of entering; none if the window lies in one season.
    pub seasons: Vec<SeasonRow>,
    /// The same spans by month of entering; none if the window has too many months.
    pub months: Vec<MonthTable>,
    /// The ports that weather can close to vessels.
    pub ports: Vec<String>,
    /// How long it closed each of them; none if the window has too many months.
    pub closures: Vec<ClosureRow>,
    /// The ledger by flow.
    pub ledger: Vec<LedgerRow>,
    /// The ledger by population that the scenario names.
    pub population_ledger: Vec<LedgerRow>,
    /// What each population waits for, longest first.
    pub waits: Vec<WaitRow>,
    /// What the hours of the headline span of the population that the answer speaks of went on.
    pub span_hours: SpanHoursRow,
    /// Stages.
    pub stages: Vec<StageRow>,
    /// Resources.
    pub resources: Vec<ResourceRow>,
    /// Flows.
    pub flows: Vec<FlowRow>,
    /// Loads of carriers.
    pub carriage: Vec<CarriageRow>,
    /// Shocks with what they have done; all other figures are those of the run with them.
    pub shocks: Vec<ShockRow>,
    /// What was observed, beside what the run gives.
    pub observations: Vec<Observed>,
    /// Every figure that can be held against that of another run.
    pub figures: Vec<Figure>,
    /// Replications.
    pub replications: Vec<ReplicationRow>,
    /// Names of the headline figures of the replications, with their units.
    pub headline_figures: Vec<(String, &'static str)>,
    /// Milestones that anybody with a diary has passed.
    pub milestones: Vec<(StageId, Event)>,
    /// Diaries, by replication and in the order of leaving; none if somebody else took them, as for the next two.
    pub shipments: Vec<Shipment>,
    /// Diaries of trains, by replication and in the order of coming onto a line.
    pub trains: Vec<TrainRow>,
    /// Diaries of calls of vessels, by replication and in the order of arriving.
    pub calls: Vec<CallRow>,
    /// Stays at berths in the first replication, by port and berth.
    pub stays: Vec<StayRow>,
    /// Levels over time in the first replication.
    pub levels: Vec<LevelRow>,
    /// Names of the groups of berths of each stage, by number.
    pub berth_names: Vec<Vec<String>>,
    /// Fleets.
    pub fleets: Vec<FleetRow>,
    /// Trains on each line.
    pub lines: Vec<LineRow>,
    /// What each line can carry; none unless it was found out.
    pub maxima: Vec<LineMaximum>,
    /// What each fleet can carry; none unless it was found out.
    pub fleet_maxima: Vec<FleetMaximum>,
    /// Names of the stages, by number.
    pub stage_names: Vec<String>,
    /// Names of the flows, by number.
    pub flow_names: Vec<String>,
    /// Names of the routes, by itinerary.
    pub route_names: Vec<String>,
    /// Events handled in all replications.
    pub events: u64,
}

impl Results {
    /// The same with diaries.
    pub(super) fn with(self, diaries: Diaries) -> Results {
        let Diaries { shipments, trains, calls } = diaries;
        Results { shipments, trains, calls, ..self }
    }

    /// Whether times of a population may be shown: the whole cohort came out, and its backlog does not grow.
    #[must_use]
    pub fn shows(&self, population: &str) -> bool {
        self.censored.is_none() && !self.withheld.contains(population)
    }

    /// The flows of a population.
    #[must_use]
    pub fn flows_of(&self, population: &str) -> Vec<&str> {
        let row = self.populations.iter().find(|row| row.population == population);
        row.map_or(Vec::new(), |row| row.flows.iter().map(String::as_str).collect())
    }
}
