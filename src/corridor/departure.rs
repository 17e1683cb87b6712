//! The departure of carriers, and the move of everything from stage to stage.
//!
//! Why trains never lock each other across the network. A train leaves a node only when a place in the next node is
//! kept for it, so a train on a line always gets through, and its locomotive always comes back to the pool. A train
//! without such a place is parked without a locomotive, and one without a locomotive keeps no place: it holds nothing
//! but its track while it waits for either. Places are counted for each direction by itself, so waits for
//! places lead along the route to its end, where ports and last yards take trains apart; they cannot close into a
//! circle.

use super::network::Running;
use crate::cargo::{CarrierId, CarrierKind, Mover, PoolId, StageId};
use crate::observation::{Event, Observation, Observer};
use crate::stage::{Admission, StageSpec};

impl<O: Observer> Running<'_, '_, O> {
    /// A carrier wants to leave. From a line or the sea its place is kept or never lacking; from a node it needs room
    /// in the next node, a locomotive, and a path on the line between; from a leg it needs room in the first node.
    pub(super) fn depart(&mut self, from: StageId, id: CarrierId) {
        let carrier = self.world.carrier(id);
        let path = &self.world.corridor.paths[carrier.path.index()];
        let at = usize::from(carrier.position);
        let mover = Mover::Carrier(id);
        if path.circular {
            let to = path.stages[(at + 1) % path.stages.len()];
            return self.transfer(from, to, mover, false);
        }
        let Some(&to) = path.stages.get(at + 1) else { panic!("a train wants to leave the end of its path") };
        if self.world.corridor.is_line(from) {
            return self.transfer(from, to, mover, false);
        }
        self.world.ready[id.index()] = self.world.now;
        if self.world.corridor.is_line(to) {
            return self.seek_room(from, id);
        }
        match self.with(to, |stage, hand| stage.reserve(hand, mover)) {
            Admission::Granted => self.transfer(from, to, mover, false),
            _ => self.block(mover, from, to),
        }
    }

    /// The line that a train in a node runs on next, and the node at its far end.
    fn ahead(&self, id: CarrierId) -> (StageId, StageId) {
        let carrier = self.world.carrier(id);
        let stages = &self.world.corridor.paths[carrier.path.index()].stages;
        let at = usize::from(carrier.position);
        (stages[at + 1], stages[at + 2])
    }

    /// The first need of a train in a node: room in the next.
    fn seek_room(&mut self, from: StageId, id: CarrierId) {
        let (_, node) = self.ahead(id);
        let mover = Mover::Carrier(id);
        match self.with(node, |stage, hand| stage.reserve(hand, mover)) {
            Admission::Granted => self.seek_locomotive(from, id),
            _ => {
                // Parked: a locomotive is not to wait with it.
                self.uncouple_parked(id, from);
                self.block(mover, from, node);
            }
        }
    }

    /// The second and third need of a train with a place in the next node: a locomotive, and a path.
    pub(super) fn seek_locomotive(&mut self, from: StageId, id: CarrierId) {
        let (line, node) = self.ahead(id);
        let mover = Mover::Carrier(id);
        if let Some(pool) = self.world.corridor.pool_of(line) {
            let CarrierKind::Train { locomotive, .. } = self.world.carrier(id).kind else { return };
            if locomotive != Some(pool) {
                if let Some(other) = locomotive {
                    self.world.uncouple(self.calendar, id, other, from);
                }
                if !self.world.couple(id, pool) {
                    // A place is not to lie idle while there is no locomotive: others may have theirs.
                    self.with(node, |stage, hand| stage.unreserve(hand, mover));
                    return self.world.lack(id, pool, from);
                }
            }
        }
        match self.with(line, |stage, hand| stage.reserve(hand, mover)) {
            Admission::Granted => self.run_out(from, line, id),
            Admission::Queued(cause) => self.world.spend_aboard(id, cause, None),
            Admission::Refused => panic!("a line refused a train"),
        }
    }

    /// A locomotive is ready: the first train in the queue that has room ahead takes it.
    pub(super) fn offer_locomotives(&mut self, pool: PoolId) {
        while let Some((id, from)) = self.world.next_without_locomotive(pool) {
            self.seek_room(from, id);
        }
    }

    fn uncouple_parked(&mut self, id: CarrierId, from: StageId) {
        if let CarrierKind::Train { locomotive: Some(pool), .. } = self.world.carrier(id).kind {
            self.world.uncouple(self.calendar, id, pool, from);
        }
    }

    /// A line lets in a train that waited in a node.
    pub(super) fn granted(&mut self, id: CarrierId) {
        let carrier = self.world.carrier(id);
        let stages = &self.world.corridor.paths[carrier.path.index()].stages;
        let from = stages[usize::from(carrier.position)];
        let (line, _) = self.ahead(id);
        self.run_out(from, line, id);
    }

    fn run_out(&mut self, from: StageId, line: StageId, id: CarrierId) {
        self.transfer(from, line, Mover::Carrier(id), false);
    }

    /// Moves a mover for which a place is kept from one stage to the next. The only place where a consignment
    /// changes stages.
    pub(super) fn transfer(&mut self, from: StageId, to: StageId, mover: Mover, was_blocked: bool) {
        let entry = self.world.corridor.entry();
        match mover {
            Mover::Consignment(id) => {
                if from != entry {
                    self.world.consignments.get_mut(id.0).position += 1;
                }
                self.world.observe(Observation::Moved { consignment: id, to });
                self.world.observe(Observation::Reached {
                    consignment: id,
                    stage: to,
                    event: Event::Arrived,
                });
            }
            Mover::Carrier(id) => self.move_carrier(from, to, id),
        }
        self.with(to, |stage, hand| stage.admit(hand, mover));
        if from != entry {
            self.with(from, |stage, hand| stage.released(hand, mover, was_blocked));
        }
    }

    fn move_carrier(&mut self, from: StageId, to: StageId, id: CarrierId) {
        let entry = self.world.corridor.entry();
        let line = self.world.corridor.is_line(to);
        if line {
            self.world.reach_all(id, from, Event::Departed);
        }
        let carrier = self.world.carriers.get_mut(id.0);
        let rounds = self.world.corridor.paths[carrier.path.index()].stages.len() as u8;
        if from != entry {
            carrier.position = (carrier.position + 1) % rounds;
        }
        let kind = carrier.kind;
        if !matches!(kind, CarrierKind::Train { background: true, .. }) {
            let group = carrier.group;
            self.world.observe(Observation::GroupMoved { group, to });
            for at in 0..self.world.carrier(id).members.len() {
                let consignment = self.world.carrier(id).members[at];
                if from != entry {
                    self.world.consignments.get_mut(consignment.0).position += 1;
                }
                self.world.observe(Observation::Moved { consignment, to });
            }
            self.world.reach_all(id, to, Event::Arrived);
        }
        if let CarrierKind::Train { locomotive: Some(pool), .. } = kind
            && !line
            && !self.keeps_locomotive(to, id, pool)
        {
            self.world.uncouple(self.calendar, id, pool, to);
        }
    }

    /// Whether a train that comes to a node goes on with the locomotive it has.
    fn keeps_locomotive(&self, node: StageId, id: CarrierId, pool: PoolId) -> bool {
        let carrier = self.world.carrier(id);
        let stages = &self.world.corridor.paths[carrier.path.index()].stages;
        let next = stages.get(usize::from(carrier.position) + 1);
        let changes = match &self.world.terms().stages[node.index()] {
            StageSpec::Yard(yard) => yard.changes_locomotive,
            StageSpec::Border(border) => border.transfer.is_some(),
            _ => false,
        };
        !changes && next.is_some_and(|&line| self.world.corridor.pool_of(line) == Some(pool))
    }
}
