//! A section of a line at work: who waits to enter it, and who is in it.

use std::collections::VecDeque;

use super::Run;
use super::layout::{self, SectionTracks};
use crate::cargo::{CarrierId, Direction};
use crate::engine::Handle;
use crate::observation::Cause;
use crate::units::{Duration, Time};

/// A section.
#[derive(Debug)]
pub(super) struct Section {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) way: Way,
    /// Trains waiting at the end where those of a direction enter, by their claim to go first.
    pub(super) queues: [VecDeque<Waiting>; 2],
    /// When it is to be looked at again for each direction.
    pub(super) woken: [Option<(Time, Handle)>; 2],
}

/// Its tracks.
#[derive(Debug)]
pub(super) enum Way {
    Single(Block),
    Double(Duration, [Lane; 2]),
}

/// One track.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) clearance: Duration,
    /// Which way the train runs that is in it, or has been granted it.
    pub(super) occupant: Option<Direction>,
    /// Which way the last train ran through it.
    pub(super) last: Option<Direction>,
    /// Not to be entered before.
    pub(super) clear: Time,
    /// Who is to be the next.
    pub(super) promise: Option<Promise>,
}

/// A train that needs several sections at once and has tracks kept beyond them: nobody else enters them before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Promise {
    pub(super) carrier: CarrierId,
    /// The section before which it waits.
    pub(super) first: usize,
}

/// The track of one direction.
#[derive(Debug)]
pub(super) struct Lane {
    /// No train may enter before.
    pub(super) open: Time,
    /// When the last train that entered will be at the far end.
    pub(super) last_out: Time,
    /// Trains at the far end that wait for a track of the station there, the first in front.
    pub(super) gate: VecDeque<u32>,
}

/// A train that waits to enter a section.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiting {
    pub(super) run: Run,
    pub(super) since: Time,
    /// Its claim to go first: the smallest does.
    pub(super) claim: Time,
    /// Row of the train on the line; `None` while it still stands in the node.
    pub(super) row: Option<u32>,
    /// What its hours go to, as last said, while it stands in the node.
    pub(super) told: Option<Cause>,
}

impl Section {
    pub(super) fn new(place: &layout::Section) -> Section {
        let way = match place.tracks {
            SectionTracks::Single { clearance } => {
                Way::Single(Block { clearance, occupant: None, last: None, clear: Time::ZERO, promise: None })
            }
            SectionTracks::Double { headway } => {
                // The first train of a run follows nobody.
                let lane =
                    || Lane { open: Time::ZERO, last_out: Time::ZERO - headway, gate: VecDeque::new() };
                Way::Double(headway, [lane(), lane()])
            }
        };
        Section {
            from: place.from,
            to: place.to,
            way,
            queues: [VecDeque::new(), VecDeque::new()],
            woken: [None, None],
        }
    }

    /// Where it begins and ends (km).
    pub(super) fn part(&self) -> (f64, f64) {
        (self.from, self.to)
    }

    /// Whether it lies where `other` lies and has as many tracks.
    pub(super) fn is_like(&self, other: &Section) -> bool {
        self.part() == other.part() && self.is_single() == other.is_single()
    }

    pub(super) fn is_single(&self) -> bool {
        matches!(self.way, Way::Single(_))
    }

    /// Takes over the intervals of `new`, whose tracks are these.
    pub(super) fn revise(&mut self, new: &Section) {
        match (&mut self.way, &new.way) {
            (Way::Single(block), Way::Single(new)) => block.clearance = new.clearance,
            (Way::Double(headway, lanes), Way::Double(new, _)) => {
                let before = std::mem::replace(headway, *new);
                for lane in lanes {
                    lane.open = (lane.open - before + *new).max(Time::ZERO);
                }
            }
            _ => panic!("a section keeps the number of its tracks within a layout"),
        }
    }

    /// Puts a train into the queue of its direction.
    pub(super) fn queue(&mut self, direction: Direction, waiting: Waiting) {
        let queue = &mut self.queues[direction.index()];
        let behind = queue.iter().rposition(|other| other.claim <= waiting.claim).map_or(0, |at| at + 1);
        queue.insert(behind, waiting);
    }
}
