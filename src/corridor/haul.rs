//! What hauls a train: how it gets locomotives and a crew, and what becomes of them after the trip.

use super::locomotives::{Lacking, Return};
use super::world::{Happening, Wish, World};
use crate::cargo::{CarrierId, CarrierKind, PoolId, StageId};
use crate::engine::Calendar;
use crate::observation::{Cause, Observation, Observer, Use};
use crate::parameter::Fixed;
use crate::stage::Rank;
use crate::units::{Duration, Time};

/// What hauls a train, or the locomotive itself that runs light.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Haul {
    /// Since when it has its locomotives.
    pub since: Time,
    /// How many they are.
    pub units: u32,
    /// The node to which they are on their way, while they are.
    pub bound: Option<StageId>,
    /// What it will want and where: of a pool with places, so many, in the node to which it runs or where it stands.
    pub wants: Option<(PoolId, StageId, u32)>,
    /// The pool of its crew, while it has one.
    pub crew: Option<PoolId>,
}

impl<O: Observer> World<'_, O> {
    /// Says how a pool stands.
    pub(super) fn report(&mut self, pool: PoolId) {
        let row = &self.pools[pool.index()];
        let (resource, now) = (row.meter, Use { busy: row.busy, down: row.down, ..Use::default() });
        self.observe(Observation::Uses { resource, now });
    }

    /// The pool whose locomotive a train has.
    pub(super) fn locomotive_of(&self, train: CarrierId) -> Option<PoolId> {
        match self.carrier(train).kind {
            CarrierKind::Train { locomotive, .. } => locomotive,
            _ => None,
        }
    }

    /// How many locomotives of a pool a train needs.
    fn units_for(&self, train: CarrierId, pool: PoolId) -> u32 {
        let CarrierKind::Train { template, .. } = self.carrier(train).kind else { return 1 };
        let mass = self.terms().trains[template.index()].gross_mass.as_ref().map(Fixed::get);
        self.pools[pool.index()].units_for(mass)
    }

    /// Gives a train in a node all that hauls it over a line, or nothing: locomotives of the line's pool, if it has none,
    /// and a crew. Returns the first pool that cannot give what it needs.
    pub(super) fn equip(&mut self, train: CarrierId, line: StageId, node: StageId) -> Result<(), PoolId> {
        let own = self.locomotive_of(train);
        let locomotives = self.corridor.pool_of(line).filter(|&pool| own != Some(pool));
        let locomotives = locomotives.map(|pool| (pool, self.units_for(train, pool)));
        let crew = self.corridor.crews_of(line).map(|pool| (pool, 1));
        let claim = self.carrier(train).claim(self.ready[train.index()]);
        for (pool, units) in locomotives.into_iter().chain(crew) {
            if !self.pools[pool.index()].can_give(units, node, claim) {
                return Err(pool);
            }
        }
        let now = self.now;
        self.served(train);
        if let Some((pool, units)) = locomotives {
            self.pools[pool.index()].take(units, node);
            if let CarrierKind::Train { locomotive, .. } = &mut self.carriers.get_mut(train.0).kind {
                *locomotive = Some(pool);
            }
            self.hauls[train.index()] = Haul { since: now, units, ..Haul::default() };
            self.report(pool);
        }
        if let Some((pool, units)) = crew {
            self.pools[pool.index()].take(units, node);
            self.hauls[train.index()].crew = Some(pool);
            self.report(pool);
        }
        Ok(())
    }

    /// A train will want locomotives in a node, for the line that it runs on from there.
    pub(super) fn announce(&mut self, train: CarrierId, node: StageId, line: StageId) {
        let Some(pool) = self.corridor.pool_of(line) else { return };
        if self.hauls[train.index()].wants.is_some() || self.pools[pool.index()].places.is_none() {
            return;
        }
        let units = self.units_for(train, pool);
        if let Some(places) = &mut self.pools[pool.index()].places {
            places.want(node, units);
        }
        self.hauls[train.index()].wants = Some((pool, node, units));
        self.wishes.push_back(Wish::Light(pool));
    }

    /// A train has what it wanted, or wants it no longer.
    pub(super) fn served(&mut self, train: CarrierId) {
        let Some((pool, node, units)) = self.hauls[train.index()].wants.take() else { return };
        if let Some(places) = &mut self.pools[pool.index()].places {
            places.serve(node, units);
        }
    }

    /// The locomotives of a train, or the one that is the carrier, are on their way to a node from now on, or to none.
    pub(super) fn bind(&mut self, carrier: CarrierId, pool: PoolId, to: Option<StageId>) {
        let Haul { units, bound, .. } = &mut self.hauls[carrier.index()];
        let before = std::mem::replace(bound, to);
        let Some(places) = &mut self.pools[pool.index()].places else { return };
        if let Some(node) = to {
            places.expect(node, *units);
        }
        if let Some(node) = before {
            places.forget(node, *units);
        }
    }

    /// Takes the train's locomotives away: they are turned round together, each has its time in the workshop, and is
    /// ready again.
    pub(super) fn uncouple(
        &mut self,
        calendar: &mut Calendar<Happening>,
        train: CarrierId,
        pool: PoolId,
        node: StageId,
    ) {
        if let CarrierKind::Train { locomotive, .. } = &mut self.carriers.get_mut(train.0).kind {
            *locomotive = None;
        }
        self.bind(train, pool, None);
        let Haul { since, units, .. } = self.hauls[train.index()];
        let turned = self.turn_round(train, pool, node);
        let (release, number, now) = (Rank::Release.priority(), pool.0, self.now);
        let row = &mut self.pools[pool.index()];
        let workshop = Duration::from_hours((now - since + turned).hours() * row.workshop);
        for _ in 0..units {
            row.work((now - since).hours());
            let overhaul = row.overhaul();
            if row.workshop > 0.0 || overhaul.is_some() {
                calendar.schedule(now + turned, release, Happening::Turned(number));
            }
            let from = match overhaul {
                Some(_) => Return::Overhaul,
                None if row.workshop > 0.0 => Return::Workshop,
                None => Return::TurnRound,
            };
            if let Some(places) = row.places.as_mut().filter(|_| overhaul.is_none()) {
                places.expect(node, 1);
            }
            let ready = now + turned + workshop + overhaul.unwrap_or_default();
            calendar.schedule(ready, release, Happening::Ready(number, node, from));
        }
    }

    /// The crew of a train that has come to a node, if it had one, goes to rest there.
    pub(super) fn relieve(&mut self, calendar: &mut Calendar<Happening>, train: CarrierId, node: StageId) {
        let Some(pool) = self.hauls[train.index()].crew.take() else { return };
        let rested = self.now + self.turn_round(train, pool, node);
        let ready = Happening::Ready(pool.0, node, Return::TurnRound);
        calendar.schedule(rested, Rank::Release.priority(), ready);
    }

    /// The time that what has hauled a train to a node takes to be ready again.
    fn turn_round(&self, train: CarrierId, pool: PoolId, node: StageId) -> Duration {
        let row = &self.pools[pool.index()];
        let hours = row.turn_round.sample(&row.streams[node.index()], self.carrier(train).key);
        Duration::from_hours(hours.max(0.0))
    }

    /// A locomotive goes to the workshop.
    pub(super) fn turned(&mut self, number: u16) {
        let row = &mut self.pools[usize::from(number)];
        row.busy -= 1;
        row.down += 1;
        self.report(PoolId(number));
    }

    /// A locomotive or crew is ready in a node.
    pub(super) fn ready(&mut self, number: u16, node: StageId, from: Return) {
        let row = &mut self.pools[usize::from(number)];
        if from == Return::TurnRound {
            row.busy -= 1;
        } else {
            row.down -= 1;
        }
        if let Some(places) = row.places.as_mut().filter(|_| from != Return::Overhaul) {
            places.forget(node, 1);
        }
        row.put(node);
        self.report(PoolId(number));
    }

    /// Puts a train into the queue of the pool of which it lacks something.
    pub(super) fn lack(&mut self, train: CarrierId, pool: PoolId, node: StageId) {
        let claim = self.carrier(train).claim(self.ready[train.index()]);
        let units = self.units_for(train, pool);
        self.pools[pool.index()].join_queue(Lacking { train, node, units, claim });
        self.spend_aboard(train, Cause::Locomotive, None);
    }
}
