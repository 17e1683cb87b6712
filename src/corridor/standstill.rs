//! Standstill: stages and pools that wait for each other in a circle.
//!
//! Storms and timetables always have a next event, so a corridor that has stopped does not show by an empty calendar.
//! It is looked for when a mover finds no room and when a train lacks a locomotive: among all stages in which nothing
//! can go on before room appears elsewhere or a locomotive comes, and all pools whose locomotives are all held by
//! trains that wait for room, those that wait only for each other.

use std::collections::BTreeSet;

use super::locomotives::Pool;
use super::network::Running;
use super::room_queue::Waiter;
use crate::cargo::{CarrierId, CarrierKind, Direction, Mover, PoolId, StageId};
use crate::observation::Observer;
use crate::stage::{Stage, StageSpec};

/// What can be waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    /// Room in a stage for one direction; for both where a stage has one for all.
    Room(StageId, Direction),
    /// A locomotive or crew of a pool.
    Pool(PoolId),
}

/// Someone who has one thing and waits for another, and where.
#[derive(Clone, Copy, Debug)]
struct Wait {
    has: Thing,
    wants: Thing,
    stage: StageId,
    /// How much of it: trains, or locomotives.
    units: u32,
}

impl<O: Observer> Running<'_, '_, O> {
    /// The stage at the far end of a chain of waits that leads through `to`: the one that has room for nobody
    /// although it waits for nobody.
    pub(super) fn root_of(&self, to: StageId, direction: Direction) -> StageId {
        let mut root = to;
        for _ in 0..self.stages.len() {
            match self.waits_for(root, direction) {
                Some(next) if next != to => root = next,
                _ => break,
            }
        }
        root
    }

    /// The stage for which the blocked movers of a stage and direction wait, if any are blocked there.
    fn waits_for(&self, stage: StageId, direction: Direction) -> Option<StageId> {
        if self.world.blocked[stage.index()][direction.index()] == 0 {
            return None;
        }
        let target = self.world.waiters.iter().position(|queue| queue.any_from(stage, direction));
        target.map(StageId::at)
    }

    /// Stops the run if a mover that has just begun to wait in a stage is one of those who wait for each other only.
    pub(super) fn look_for_standstill(&mut self, from: StageId, mover: Mover) {
        let direction = self.direction_of(mover);
        let pool = match mover {
            Mover::Carrier(id) => self.world.locomotive_of(id),
            Mover::Consignment(_) => None,
        };
        let things = [Some(self.room(from, direction)), pool.map(Thing::Pool)];
        // Most of the time this is all: there is still room, or a locomotive on the move.
        if !things.into_iter().flatten().any(|thing| self.may_be_stuck(thing)) {
            return;
        }
        let waits = self.waits();
        let mut stuck: BTreeSet<Thing> = waits.iter().map(|wait| wait.has).collect();
        stuck.retain(|&thing| self.is_stuck(thing, &waits));
        // One that waits for something else may yet go on, and then so may those that wait for it.
        let waiting = |thing: Thing| waits.iter().filter(move |wait| wait.has == thing);
        while let Some(&free) =
            stuck.iter().find(|&&thing| waiting(thing).any(|wait| !stuck.contains(&wait.wants)))
        {
            stuck.remove(&free);
        }
        let Some(first) = things.into_iter().flatten().find(|thing| stuck.contains(thing)) else { return };
        let mut circle: Vec<&Wait> = Vec::new();
        let mut thing = first;
        while let Some(wait) = waiting(thing).next() {
            if let Some(start) = circle.iter().position(|before| before.has == thing) {
                self.world.standstill = Some(self.names(&circle[start..]));
                return;
            }
            circle.push(wait);
            thing = wait.wants;
        }
    }

    /// The circle in names: of a pool also the stage in which a train keeps its locomotive.
    fn names(&self, circle: &[&Wait]) -> Vec<String> {
        let corridor = self.world.corridor;
        let mut names = Vec::new();
        for wait in circle {
            if let Thing::Pool(pool) = wait.has {
                names.push(format!("pool {}", corridor.pool_names[pool.index()]));
            }
            names.push(corridor.stages[wait.stage.index()].clone());
        }
        names
    }

    fn direction_of(&self, mover: Mover) -> Direction {
        match mover {
            Mover::Carrier(id) => self.world.carrier(id).direction,
            Mover::Consignment(id) => self.world.itinerary(self.world.consignment(id).route).direction,
        }
    }

    /// The room that movers of a direction need in a stage.
    fn room(&self, stage: StageId, direction: Direction) -> Thing {
        let one = self.stages.get(stage.index()).is_some_and(Stage::has_one_room);
        Thing::Room(stage, if one { Direction::West } else { direction })
    }

    /// All who have a place or locomotives and wait for something.
    fn waits(&self) -> Vec<Wait> {
        let mut waits = Vec::new();
        let entry = self.world.corridor.entry();
        for (to, queue) in self.world.waiters.iter().enumerate() {
            // Who waits outside the first stage has nothing.
            for Waiter { mover, from, direction, .. } in queue.all_but(entry) {
                let wants = self.room(StageId::at(to), direction);
                let mut add = |has, units| waits.push(Wait { has, wants, stage: from, units });
                match mover {
                    Mover::Consignment(_) => add(self.room(from, direction), 1),
                    Mover::Carrier(id) => {
                        if self.has_room(id, from) {
                            add(self.room(from, direction), 1);
                        }
                        if let Some(pool) = self.world.locomotive_of(id) {
                            add(Thing::Pool(pool), self.world.hauls[id.index()].units);
                        }
                    }
                }
            }
        }
        for (at, pool) in self.world.pools.iter().enumerate() {
            for train in pool.waiting().filter(|train| self.has_room(train.train, train.node)) {
                let has = self.room(train.node, self.world.carrier(train.train).direction);
                waits.push(Wait { has, wants: Thing::Pool(PoolId::at(at)), stage: train.node, units: 1 });
            }
        }
        waits
    }

    /// Whether a train that stands in a node has a track of those for which others wait: one that was made up
    /// there stands elsewhere, but for ports where such trains take sidings.
    fn has_room(&self, id: CarrierId, node: StageId) -> bool {
        let carrier = self.world.carrier(id);
        let made_here = carrier.position == 0
            && matches!(carrier.kind, CarrierKind::Train { intact: false, background: false, .. });
        match self.world.terms().stages.get(node.index()) {
            Some(StageSpec::Port(port)) => port.departs_from_sidings,
            _ => !made_here,
        }
    }

    /// Whether a thing could be stuck, counting all who wait there whether they have a place or not.
    fn may_be_stuck(&self, thing: Thing) -> bool {
        match thing {
            Thing::Room(node, direction) => {
                let stuck = |waiting| {
                    self.stages.get(node.index()).is_some_and(|stage| stage.stuck(direction, waiting))
                };
                let lacking = || {
                    let queues = self.world.pools.iter().flat_map(Pool::waiting);
                    queues.filter(|train| train.node == node).count() as u32
                };
                stuck(u32::MAX) && stuck(self.world.blocked[node.index()].iter().sum::<u32>() + lacking())
            }
            Thing::Pool(pool) => self.world.pools[pool.index()].may_be_stuck(),
        }
    }

    fn is_stuck(&self, thing: Thing, waits: &[Wait]) -> bool {
        let units = waits.iter().filter(|wait| wait.has == thing).map(|wait| wait.units).sum();
        match thing {
            Thing::Room(stage, direction) => {
                self.stages.get(stage.index()).is_some_and(|stage| stage.stuck(direction, units))
            }
            Thing::Pool(pool) => self.world.pools[pool.index()].is_stuck(units),
        }
    }
}
