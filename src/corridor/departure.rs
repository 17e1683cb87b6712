//! The departure of carriers, and the move of everything from stage to stage.
//!
//! Why trains never lock each other across the network. A train leaves a node only when a place in the next node is
//! kept for it, so a train on a line always gets through, and its locomotives and its crew always come back to their
//! pools. A train without such a place is parked without a locomotive, and one that lacks a locomotive or a crew keeps no
//! place and takes no part of what hauls it: it gets all or nothing, so nobody waits with one half for the other. It
//! holds nothing but its track while it waits for either, or besides it the locomotive with which it came and
//! goes on, while it waits for a crew; and a crew is held only by trains that run or have a path coming. Places are
//! counted for each direction by itself, so waits for places lead along the route to its end, where ports and
//! last yards take trains apart; they cannot close into a circle.
//!
//! A yard that does not park trains breaks the second of these rules, and a port whose trains leave from its sidings the
//! last: their users must see to it that there are enough locomotives and tracks. `standstill.rs` finds out when not.

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
        if let CarrierKind::Engine { pool, .. } = carrier.kind {
            return self.end_light(from, id, pool);
        }
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
                let pool = self.world.locomotive_of(id);
                self.world.served(id);
                if let Some(pool) = pool {
                    self.park(id, pool, from);
                }
                self.block(mover, from, node);
                if let Some(pool) = pool {
                    self.run_light(pool);
                }
            }
        }
    }

    /// A train stands without room ahead: its locomotive is not to wait with it, or does where trains are not parked.
    fn park(&mut self, id: CarrierId, pool: PoolId, node: StageId) {
        let parks = match &self.world.terms().stages[node.index()] {
            StageSpec::Yard(yard) => yard.parks,
            _ => true,
        };
        if parks {
            self.world.uncouple(self.calendar, id, pool, node);
        } else {
            self.world.bind(id, pool, None);
        }
    }

    /// The second and third need of a train with a place in the next node: what hauls it, and a path.
    pub(super) fn seek_locomotive(&mut self, from: StageId, id: CarrierId) {
        let (line, node) = self.ahead(id);
        let mover = Mover::Carrier(id);
        let pool = self.world.corridor.pool_of(line);
        if let Some(other) = self.world.locomotive_of(id)
            && pool.is_some_and(|pool| pool != other)
        {
            self.world.uncouple(self.calendar, id, other, from);
        }
        if let Err(lacking) = self.world.equip(id, line, from) {
            // A place is not to lie idle while there is no locomotive: others may have theirs.
            self.with(node, |stage, hand| stage.unreserve(hand, mover));
            self.world.lack(id, lacking, from);
            if self.world.locomotive_of(id).is_none() {
                self.world.announce(id, from, line);
            }
            self.run_light(lacking);
            return self.look_for_standstill(from, mover);
        }
        if let Some(pool) = self.world.locomotive_of(id) {
            // Nobody counts on one that goes on from there.
            let at = usize::from(self.world.carrier(id).position) + 2;
            let bound = self.gives_up(id, at, pool).then_some(node);
            self.world.bind(id, pool, bound);
        }
        match self.with(line, |stage, hand| stage.reserve(hand, mover)) {
            Admission::Granted => self.run_out(from, line, id),
            Admission::Queued(cause) => self.world.spend_aboard(id, cause, None),
            Admission::Refused => panic!("a line refused a train"),
        }
    }

    /// A locomotive or crew is ready: the first train in the queue that has room ahead takes it. Locomotives that nobody
    /// takes where they are run to where trains wait.
    pub(super) fn offer_locomotives(&mut self, pool: PoolId) {
        while let Some(train) = self.world.pools[pool.index()].next_in_queue() {
            self.seek_room(train.node, train.train);
        }
        self.run_light(pool);
    }

    /// A line lets in a train that waited in a node.
    pub(super) fn granted(&mut self, id: CarrierId) {
        let carrier = self.world.carrier(id);
        let stages = &self.world.corridor.paths[carrier.path.index()].stages;
        let from = stages[usize::from(carrier.position)];
        let (line, _) = self.ahead(id);
        self.run_out(from, line, id);
    }

    /// Lets a train or locomotive that has a path onto its line. A locomotive without a train had no track in the node.
    pub(super) fn run_out(&mut self, from: StageId, line: StageId, id: CarrierId) {
        let mover = Mover::Carrier(id);
        if let CarrierKind::Engine { .. } = self.world.carrier(id).kind {
            self.world.carriers.get_mut(id.0).position += 1;
            return self.with(line, |stage, hand| stage.admit(hand, mover));
        }
        self.transfer(from, line, mover, false);
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
        if line {
            return self.announce_at(id, usize::from(self.world.carrier(id).position) + 1);
        }
        self.world.relieve(self.calendar, id, to);
        if let Some(pool) = self.world.locomotive_of(id)
            && self.gives_up(id, usize::from(self.world.carrier(id).position), pool)
        {
            self.world.uncouple(self.calendar, id, pool, to);
            self.run_light(pool);
        }
        self.announce_at(id, usize::from(self.world.carrier(id).position));
    }

    /// Makes known that a train will want a locomotive in the node at that place of its path, if it will.
    fn announce_at(&mut self, id: CarrierId, at: usize) {
        let stages = &self.world.corridor.paths[self.world.carrier(id).path.index()].stages;
        let Some(&line) = stages.get(at + 1) else { return };
        if self.world.locomotive_of(id).is_none_or(|pool| self.gives_up(id, at, pool)) {
            self.world.announce(id, stages[at], line);
        }
    }

    /// Whether a train that comes to the node at that place of its path does not go on with its locomotive of a pool.
    fn gives_up(&self, id: CarrierId, at: usize, pool: PoolId) -> bool {
        let stages = &self.world.corridor.paths[self.world.carrier(id).path.index()].stages;
        let changes = match &self.world.terms().stages[stages[at].index()] {
            StageSpec::Yard(yard) => yard.changes_locomotive,
            StageSpec::Border(border) => border.transfer.is_some(),
            _ => false,
        };
        let next = stages.get(at + 1);
        changes || next.is_none_or(|&line| self.world.corridor.pool_of(line) != Some(pool))
    }
}
