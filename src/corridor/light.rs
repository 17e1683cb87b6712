//! Locomotives that run light to where trains wait for them.
//!
//! One runs when more trains wait in a node than locomotives are ready there or on their way, and it comes from the
//! nearest node that can spare one. It also runs ahead of need, as dispatchers see to it: a train is known from when it
//! runs towards the node where it will want one, and a node that will have more than it needs sends to one that will
//! have too few. It runs over the lines as trains do, but needs no track in a node, where it is as ready as any other:
//! it goes on from there only if it is still wanted, or another one nearer does.
//!
//! Why no train waits for ever. A locomotive is spared unless a train that stands with it has waited longer, so all that
//! are ready anywhere gather where the first train of the queue waits, and a train that needs several gets them.

use super::compile::NUMBER_BITS;
use super::haul::Haul;
use super::network::Running;
use super::places::Hop;
use super::world::World;
use crate::cargo::{Carrier, CarrierId, CarrierKind, GroupId, Mover, PoolId, StageId};
use crate::observation::{Observer, TrainDoes};
use crate::stage::Admission;

/// Rank of a locomotive without a train: it gives way to those that have one.
const RANK: u8 = 2;

impl<O: Observer> World<'_, O> {
    /// Where a locomotive of the pool is to run light next: the line it takes first, and the node that wants it.
    fn wanted(&self, pool: PoolId) -> Option<(Hop, StageId)> {
        let row = &self.pools[pool.index()];
        let places = row.places.as_ref().filter(|_| row.is_any_ready())?;
        // Needs of the trains in each node that are before the one that is looked at.
        let mut needs = vec![0; self.corridor.stages.len()];
        for train in row.waiting() {
            let need = &mut needs[train.node.index()];
            *need += train.units;
            if *need > places.expected(train.node) {
                let can_spare = |node: StageId| places.idle(node) > needs[node.index()];
                // Whoever cannot spare one for the first cannot for those behind it.
                return places.nearest(train.node, can_spare).map(|hop| (hop, train.node));
            }
        }
        places.balance()
    }
}

impl<O: Observer> Running<'_, '_, O> {
    /// Sends locomotives of a pool to where they are wanted.
    pub(super) fn run_light(&mut self, pool: PoolId) {
        while let Some((hop, to)) = self.world.wanted(pool) {
            self.send_light(pool, hop, to);
        }
    }

    fn send_light(&mut self, pool: PoolId, hop: Hop, to: StageId) {
        let now = self.world.now;
        let direction = self.world.direction_of(hop.path);
        let row = &mut self.world.pools[pool.index()];
        row.take(1, hop.from);
        let light = row.places.as_mut().expect("what runs light comes from a place");
        let key = row.light_key | u64::from(light.runs) & ((1 << NUMBER_BITS) - 1);
        light.runs = light.runs.wrapping_add(1);
        let metres_per_hour = light.metres_per_hour;
        let engine = self.world.make(Carrier {
            kind: CarrierKind::Engine { pool, metres_per_hour },
            key,
            path: hop.path,
            position: 0,
            direction,
            rank: RANK,
            members: Vec::new(),
            units: 0,
            group: GroupId(u32::MAX),
        });
        self.world.hauls[engine.index()] = Haul { since: now, units: 1, ..Haul::default() };
        self.world.bind(engine, pool, Some(to));
        self.world.report(pool);
        match self.with(hop.line, |line, hand| line.reserve(hand, Mover::Carrier(engine))) {
            Admission::Granted => self.run_out(hop.from, hop.line, engine),
            Admission::Queued(cause) => self.world.spend_aboard(engine, cause, None),
            Admission::Refused => panic!("a line refused a locomotive"),
        }
    }

    /// A locomotive without a train has come over a line: it is ready in the node at its end.
    pub(super) fn end_light(&mut self, line: StageId, engine: CarrierId, pool: PoolId) {
        let path = self.world.carrier(engine).path;
        let node = self.world.corridor.paths[path.index()].end();
        self.with(line, |line, hand| line.released(hand, Mover::Carrier(engine), false));
        self.world.bind(engine, pool, None);
        let worked = self.world.now - self.world.hauls[engine.index()].since;
        let row = &mut self.world.pools[pool.index()];
        row.work(worked.hours());
        row.busy -= 1;
        row.put(node);
        self.world.report(pool);
        self.world.tell_train(engine, node, TrainDoes::Ends);
        self.world.carriers.remove(engine.0);
        self.offer_locomotives(pool);
    }
}
