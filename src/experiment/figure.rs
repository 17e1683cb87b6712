//! What a figure is: whose, of what, and its value in every replication.

use super::shock::Effect;
use crate::cargo::Direction;
use crate::metrics::Season;
use crate::observation::Cause;
use crate::units::Duration;

/// A figure with its value in every replication.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Whose it is.
    pub scope: Scope,
    /// What it is.
    pub metric: Metric,
    /// Unit of its values.
    pub unit: &'static str,
    /// By replication, in the order of the results; `None` where there was nothing to measure.
    pub values: Vec<Option<f64>>,
}

/// Whose figure it is, by names: so are figures of two runs found to be the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// A population's, or a flow's.
    Cargo(String),
    /// The same at a stage.
    Cell {
        /// The population or flow.
        cargo: String,
        /// The stage.
        stage: String,
    },
    /// The trains or vessels of one kind that leave a stage.
    Carriage {
        /// The stage.
        stage: String,
        /// The kind of train, or the fleet.
        carrier: String,
    },
    /// The resource of a stage, pool or fleet.
    Resource {
        /// Its stage, pool or fleet.
        owner: String,
        /// Its name.
        resource: String,
    },
    /// A stage's.
    Stage(String),
    /// A shock's.
    Shock(String),
}

/// What a figure is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// A statistic of a span.
    Time {
        /// The span.
        span: String,
        /// The season of entering; `None` of the whole window.
        season: Option<Season>,
        /// The statistic.
        reading: Reading,
    },
    /// Hours of a consignment.
    Hours {
        /// The span between the ends of which they were spent; `None` of the whole journey.
        span: Option<String>,
        /// On what; `None` of all causes.
        cause: Option<Cause>,
    },
    /// Consignments that left in the window, scaled to a year.
    Consignments,
    /// TEU, likewise.
    Teu,
    /// Tonnes, likewise.
    Tonnes,
    /// By how many consignments the cargo under way grew over the window.
    Growth,
    /// Cost of a consignment.
    Cost,
    /// Emission of a consignment.
    Emission,
    /// Departures in the window.
    Departures,
    /// Mean load as a share of capacity.
    Load,
    /// Share of the window and of the capacity that is not idle for lack of work.
    Use,
    /// Mean number waiting.
    Waiting,
    /// What vessels carry away, in a year.
    Shipped,
    /// Time of a vessel from coming to a port until it sails.
    InPort,
    /// Trains that enter a line, in a day.
    Trains(Direction),
    /// What a shock does, against the same run without shocks.
    Effect(Effect),
}

/// A statistic of a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// Mean.
    Mean,
    /// Median over consignments.
    P50,
    /// 90th percentile over consignments.
    P90,
    /// Share of consignments within a limit.
    Within(Duration),
}

impl Scope {
    /// Its name in result files.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Scope::Cargo(name) | Scope::Stage(name) => name.clone(),
            Scope::Shock(name) => format!("shock {name}"),
            Scope::Cell { cargo: first, stage: second }
            | Scope::Carriage { stage: first, carrier: second }
            | Scope::Resource { owner: first, resource: second } => format!("{first} / {second}"),
        }
    }
}

impl Metric {
    /// The reading of a span over the whole window.
    #[must_use]
    pub fn time(span: &str, reading: Reading) -> Metric {
        Metric::Time { span: span.to_owned(), season: None, reading }
    }

    /// Hours from end to end, on one cause or all.
    #[must_use]
    pub fn hours(cause: Option<Cause>) -> Metric {
        Metric::Hours { span: None, cause }
    }

    /// Its name in result files.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Metric::Time { span, season, reading } => {
                let season = season.map_or(String::new(), |season| format!(" {}", season.name()));
                match reading {
                    Reading::Mean => format!("mean {span}{season}"),
                    Reading::P50 => format!("p50 {span}{season}"),
                    Reading::P90 => format!("p90 {span}{season}"),
                    Reading::Within(limit) => format!("within {} {span}{season}", limit.brief()),
                }
            }
            Metric::Hours { span, cause } => {
                let span = span.as_ref().map_or(String::new(), |span| format!("{span} "));
                format!("hours {span}{}", cause.map_or("in all", Cause::name))
            }
            Metric::Consignments => "throughput consignments".to_owned(),
            Metric::Teu => "throughput TEU".to_owned(),
            Metric::Tonnes => "throughput tonnes".to_owned(),
            Metric::Growth => "backlog growth".to_owned(),
            Metric::Cost => "cost".to_owned(),
            Metric::Emission => "emission".to_owned(),
            Metric::Departures => "departures".to_owned(),
            Metric::Load => "load".to_owned(),
            Metric::Use => "not idle".to_owned(),
            Metric::Waiting => "waiting".to_owned(),
            Metric::Shipped => "shipped".to_owned(),
            Metric::InPort => "time in port".to_owned(),
            Metric::Trains(Direction::West) => "trains west".to_owned(),
            Metric::Trains(Direction::East) => "trains east".to_owned(),
            Metric::Effect(effect) => effect.name().to_owned(),
        }
    }
}
