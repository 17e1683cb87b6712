//! How many trains enter each line.

use crate::cargo::{Carrier, CarrierId, StageId};
use crate::observation::{Observation, Observer, TrainDoes};
use crate::units::Time;

/// Tells the departures with which trains enter lines from those at stations on the way, and counts them.
#[derive(Debug)]
pub(super) struct Entries {
    /// Of every train: its key and the line that it entered last; numbers are used again, and so are rows.
    rows: Vec<Option<(u64, StageId)>>,
    counts: Vec<[u64; 2]>,
}

impl Entries {
    pub(super) fn new(stages: usize) -> Entries {
        Entries { rows: Vec::new(), counts: vec![[0, 0]; stages] }
    }

    /// A train departs from a point of a line: whether it enters the line with that. It is counted if `counting`.
    #[inline]
    pub(super) fn depart(&mut self, train: CarrierId, what: &Carrier, line: StageId, counting: bool) -> bool {
        let row = train.index();
        if self.rows.len() <= row {
            self.rows.resize(row + 1, None);
        }
        let enters = self.rows[row] != Some((what.key, line));
        if enters {
            self.rows[row] = Some((what.key, line));
            self.counts[line.index()][what.direction.index()] += u64::from(counting);
        }
        enters
    }

    /// Trains by stage, westward and eastward.
    pub(super) fn counts(self) -> Vec<[u64; 2]> {
        self.counts
    }
}

/// A listener that counts trains on lines within the window and hears nothing else.
#[derive(Debug)]
pub struct LineTraffic {
    entries: Entries,
    in_window: bool,
}

impl LineTraffic {
    /// One that has heard nothing yet, of a network of so many stages.
    #[must_use]
    pub fn new(stages: usize) -> LineTraffic {
        LineTraffic { entries: Entries::new(stages), in_window: false }
    }

    /// Trains that entered each line in the window, westward and eastward, by stage.
    #[must_use]
    pub fn counts(self) -> Vec<[u64; 2]> {
        self.entries.counts()
    }
}

impl Observer for LineTraffic {
    #[inline]
    fn observe(&mut self, _: Time, what: Observation<'_>) {
        match what {
            Observation::WindowBegins => self.in_window = true,
            Observation::WindowEnds => self.in_window = false,
            Observation::Train { train, what, stage, does: TrainDoes::Departs(_) } => {
                self.entries.depart(train, what, stage, self.in_window);
            }
            _ => {}
        }
    }
}
