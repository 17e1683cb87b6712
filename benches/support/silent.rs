//! A listener that keeps no ledger: it only adds up how long each consignment was in the corridor.

use transcaspian::observation::{Observation, Observer};
use transcaspian::units::Time;

/// Sums of the times from entering to leaving.
#[derive(Default)]
pub(crate) struct Silent {
    /// When each consignment entered, by its number; numbers are used again.
    entered: Vec<Time>,
    total_h: f64,
    left: u64,
}

impl Silent {
    /// Consignments that have left.
    pub(crate) fn left(&self) -> u64 {
        self.left
    }

    /// Mean time from entering to leaving (h).
    pub(crate) fn mean_h(&self) -> f64 {
        self.total_h / self.left as f64
    }
}

impl Observer for Silent {
    #[inline]
    fn observe(&mut self, at: Time, what: Observation<'_>) {
        match what {
            Observation::Entered { consignment, .. } => {
                let row = consignment.index();
                if row == self.entered.len() {
                    self.entered.push(at);
                } else {
                    self.entered[row] = at;
                }
            }
            Observation::Left { consignment, .. } => {
                self.total_h += (at - self.entered[consignment.index()]).hours();
                self.left += 1;
            }
            _ => {}
        }
    }
}
