//! The diary of one consignment.

use crate::cargo::{FlowId, RouteId, StageId};
use crate::observation::{Cause, Event};
use crate::units::Time;

/// What one consignment did, and what its hours went on.
#[derive(Clone, Debug, PartialEq)]
pub struct Journey {
    /// Its flow.
    pub flow: FlowId,
    /// Its number within the flow.
    pub number: u32,
    /// Its itinerary.
    pub route: RouteId,
    /// Its size (TEU).
    pub teu: u8,
    /// Its mass (t).
    pub tonnes: f64,
    /// When it entered.
    pub entered: Time,
    /// When it left; `None` if it was still under way at the end.
    pub left: Option<Time>,
    /// Its milestones, in order.
    pub milestones: Vec<(StageId, Event, Time)>,
    /// Its time by cause (ms).
    pub by_cause: [i64; Cause::ALL.len()],
    /// Its cost (USD).
    pub cost_usd: f64,
    /// Its emission (kg CO2).
    pub co2_kg: f64,
}
