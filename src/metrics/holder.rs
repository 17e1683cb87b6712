//! What the recorder keeps of a consignment, a group and a flow while the replication runs.

use super::account::Account;
use super::backlog::Backlog;
use super::figures::{Amount, FlowFigures};
use super::journey::Journey;
use crate::cargo::{FlowId, GroupId, RouteId, StageId};
use crate::observation::Cause;
use crate::units::Time;

/// A consignment under way, as the recorder knows it.
#[derive(Debug)]
pub(super) struct Holder {
    pub account: Account,
    pub group: Option<GroupId>,
    /// When it came to its stage.
    pub arrived: Time,
    pub entered: Time,
    /// Time booked in earlier stages (ms).
    pub booked: i64,
    pub flow: FlowId,
    pub route: RouteId,
    pub tagged: bool,
    pub here: bool,
    /// Whether it has entered and gone nowhere yet, and nothing was said of it since.
    pub at_the_door: bool,
    pub teu: u8,
    pub tonnes: f64,
    pub usd: f64,
    pub grams: f64,
    pub class: usize,
    pub diary: Option<Box<Journey>>,
}

impl Holder {
    /// A row for consignments, with none in it.
    pub(super) fn new(entry: StageId) -> Holder {
        Holder {
            account: Account::new(entry, Cause::Downstream, Time::ZERO),
            group: None,
            arrived: Time::ZERO,
            entered: Time::ZERO,
            booked: 0,
            flow: FlowId(0),
            route: RouteId(0),
            tagged: false,
            here: false,
            at_the_door: false,
            teu: 0,
            tonnes: 0.0,
            usd: 0.0,
            grams: 0.0,
            class: 0,
            diary: None,
        }
    }
}

/// A group, as the recorder knows it.
#[derive(Debug)]
pub(super) struct Group {
    pub account: Account,
    pub members: i64,
    /// What it had booked in the stage from which it has just come, for its members to take over.
    pub before: Account,
}

#[derive(Clone, Debug, Default)]
pub(super) struct FlowTally {
    pub figures: FlowFigures,
    pub usd: f64,
    pub grams: f64,
}

impl Amount {
    pub(super) fn add(&mut self, teu: u8, tonnes: f64) {
        self.consignments += 1;
        self.teu += u64::from(teu);
        self.tonnes += tonnes;
    }
}

impl FlowTally {
    /// The figures of a replication that has ended.
    pub(super) fn figures(&self, backlog: [Backlog; 3]) -> FlowFigures {
        let mean =
            |sum: f64| if self.figures.completed > 0 { sum / self.figures.completed as f64 } else { 0.0 };
        FlowFigures { backlog, cost_usd: mean(self.usd), co2_kg: mean(self.grams) / 1000.0, ..self.figures }
    }
}
