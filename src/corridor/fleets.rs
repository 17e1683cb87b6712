//! Fleets as resources: what each vessel is doing, and how the fleet stands by that.

use crate::observation::{Cause, Use};

/// What the vessels of a fleet are doing.
#[derive(Debug)]
pub(super) struct Fleet {
    doing: Vec<Cause>,
    stands: Use,
}

impl Fleet {
    /// No vessel yet.
    pub(super) fn new() -> Fleet {
        Fleet { doing: Vec::new(), stands: Use::default() }
    }

    /// Has so many vessels from now on; those that are new wait for cargo.
    pub(super) fn grow(&mut self, vessels: u32) {
        self.doing.resize(vessels as usize, Cause::VesselFill);
    }

    /// How many vessels there are.
    pub(super) fn vessels(&self) -> u32 {
        self.doing.len() as u32
    }

    /// A vessel does, or waits for, something else from now on.
    pub(super) fn note(&mut self, vessel: u16, cause: Cause) {
        let before = std::mem::replace(&mut self.doing[usize::from(vessel)], cause);
        if let Some(count) = self.column(before) {
            *count -= 1;
        }
        if let Some(count) = self.column(cause) {
            *count += 1;
        }
    }

    /// A vessel that waits for cargo is idle for lack of work; one that waits for a berth, crane or slot is blocked.
    fn column(&mut self, cause: Cause) -> Option<&mut u32> {
        match cause {
            Cause::Moving | Cause::Handling | Cause::Papers => Some(&mut self.stands.busy),
            Cause::Weather | Cause::OpeningHours => Some(&mut self.stands.closed),
            Cause::Maintenance => Some(&mut self.stands.down),
            Cause::VesselFill => None,
            _ => Some(&mut self.stands.blocked),
        }
    }

    /// How the fleet stands.
    pub(super) fn stands(&self) -> Use {
        self.stands
    }
}
