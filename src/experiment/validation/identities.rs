//! What holds in every replication whatever the numbers, counted over all cases.

use super::found::{ValidationRow, of_value};
use crate::corridor::Corridor;
use crate::metrics::Metrics;

/// Rounding of a sum of shares.
const ROUNDING: f64 = 1e-9;

/// How often something was looked at, and how often it was wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    all: u64,
    wrong: u64,
}

impl Count {
    fn add(&mut self, all: usize, wrong: usize) {
        self.all += all as u64;
        self.wrong += wrong as u64;
    }

    fn plus(self, other: Count) -> Count {
        Count { all: self.all + other.all, wrong: self.wrong + other.wrong }
    }
}

/// The identities of some replications.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Identities {
    /// The number inside a stage, integrated over time, is the sum of the times inside.
    little: Count,
    /// What came in has gone out or is inside.
    balance: Count,
    /// The hours of a consignment are its time in the corridor.
    ledger: Count,
    /// A resource is busy, blocked, idle, down or closed.
    shares: Count,
}

impl Identities {
    /// Those of one replication.
    pub(super) fn of(corridor: &Corridor, metrics: &Metrics) -> Identities {
        let mut found = Identities::default();
        let stages = &metrics.stages;
        found.little.add(stages.len(), stages.iter().filter(|row| row.little_difference_ms != 0).count());
        let unbalanced = metrics.flows.iter().filter(|row| {
            row.entered.consignments != row.left.consignments + row.inside.consignments
                || row.entered.teu != row.left.teu + row.inside.teu
        });
        found.balance.add(metrics.flows.len(), unbalanced.count());
        let completed: u64 = metrics.flows.iter().map(|row| row.completed).sum();
        found.ledger = Count { all: completed, wrong: metrics.ledger_errors };
        let whole = |at: &usize| {
            let row = metrics.resources[*at];
            let sum = row.busy + row.blocked + row.idle + row.down + row.closed;
            (sum - 1.0).abs() > ROUNDING
        };
        let counted: Vec<usize> = (0..corridor.resources.len())
            .filter(|&at| corridor.capacity(crate::cargo::ResourceId::at(at)) > 0)
            .collect();
        found.shares.add(counted.len(), counted.iter().copied().filter(|at| whole(at)).count());
        found
    }

    pub(super) fn plus(self, other: Identities) -> Identities {
        Identities {
            little: self.little.plus(other.little),
            balance: self.balance.plus(other.balance),
            ledger: self.ledger.plus(other.ledger),
            shares: self.shares.plus(other.shares),
        }
    }

    /// A row for each, of how many differ.
    pub(super) fn rows(self) -> Vec<ValidationRow> {
        let little = "Little, A proof for the queuing formula L = lambda W, Operations Research 9, 1961";
        let rows = [
            ("Little's identity at every stage", "stages", self.little, little),
            ("in = out + inside, consignments and TEU", "flows", self.balance, "conservation of cargo"),
            ("hours in the ledger = time under way", "consignments", self.ledger, "conservation of time"),
            ("busy + blocked + idle + down + closed = 1", "resources", self.shares, "conservation of time"),
        ];
        rows.map(|(what, things, count, source)| {
            let (simulated, judgement, _) = of_value(count.wrong as f64, 0.0, 0.0);
            ValidationRow {
                case: "identity".to_owned(),
                title: "over all replications of the cases above".to_owned(),
                what: what.to_owned(),
                expected: 0.0,
                unit: "difference".to_owned(),
                source: source.to_owned(),
                simulated,
                judgement,
                note: format!("{} {things}", count.all),
            }
        })
        .to_vec()
    }
}
