//! Pools of locomotives: who has one, who waits for one, and what becomes of one between two trips.

use std::collections::VecDeque;

use super::world::{Happening, World};
use crate::cargo::{CarrierId, CarrierKind, PoolId, ResourceId, StageId};
use crate::engine::Calendar;
use crate::observation::{Cause, Observation, Observer, Use};
use crate::parameter::Fixed;
use crate::random::{Sampler, Stream, Streams};
use crate::scenario::PoolSpec;
use crate::stage::Rank;
use crate::units::{Duration, Time};

/// Locomotives that several lines share.
#[derive(Debug)]
pub(super) struct Pool {
    /// How many there are to be.
    count: u32,
    /// Those beyond that, which are taken away when they come back.
    surplus: u32,
    free: u32,
    /// Hauling, held by a train, or being turned round.
    busy: u32,
    /// In the workshop.
    down: u32,
    turn_round: Sampler,
    /// The stream of turn-rounds after trips that end at each stage.
    streams: Vec<Stream>,
    /// Workshop time for each hour of a trip.
    workshop: f64,
    queue: VecDeque<(Time, CarrierId, StageId)>,
    meter: ResourceId,
}

impl Pool {
    /// All locomotives ready.
    pub(super) fn new(
        name: &str,
        spec: &PoolSpec,
        streams: &Streams,
        stages: &[String],
        meter: ResourceId,
    ) -> Pool {
        let availability = spec.availability.as_ref().map_or(1.0, Fixed::get);
        Pool {
            count: spec.locomotives.count(),
            surplus: 0,
            free: spec.locomotives.count(),
            busy: 0,
            down: 0,
            turn_round: Sampler::new(spec.turn_round.law()),
            streams: stages
                .iter()
                .map(|stage| streams.stream(name, &format!("turn round {stage}")))
                .collect(),
            workshop: (1.0 - availability) / availability,
            queue: VecDeque::new(),
            meter,
        }
    }

    /// Takes over the terms of `new`: more locomotives are ready at once, fewer leave as they come back.
    pub(super) fn revise(&mut self, new: Pool) {
        let (fewer, more) = (self.count.saturating_sub(new.count), new.count.saturating_sub(self.count));
        let (kept, gone) = (more.min(self.surplus), fewer.min(self.free));
        self.surplus = self.surplus - kept + (fewer - gone);
        self.free = self.free - gone + (more - kept);
        (self.count, self.turn_round, self.workshop) = (new.count, new.turn_round, new.workshop);
    }
}

impl<O: Observer> World<'_, O> {
    fn report(&mut self, pool: PoolId) {
        let Pool { busy, down, meter, .. } = self.pools[pool.index()];
        self.observe(Observation::Uses { resource: meter, now: Use { busy, down, ..Use::default() } });
    }

    /// Gives the train a locomotive of the pool if one is ready, and says whether it did.
    pub(super) fn couple(&mut self, train: CarrierId, pool: PoolId) -> bool {
        let row = &mut self.pools[pool.index()];
        if row.free == 0 {
            return false;
        }
        row.free -= 1;
        row.busy += 1;
        self.hitch(train, pool);
        self.report(pool);
        true
    }

    fn hitch(&mut self, train: CarrierId, pool: PoolId) {
        self.coupled[train.index()] = self.now;
        if let CarrierKind::Train { locomotive, .. } = &mut self.carriers.get_mut(train.0).kind {
            *locomotive = Some(pool);
        }
    }

    /// Takes the train's locomotive away: it is turned round, has its time in the workshop, and is ready again.
    pub(super) fn uncouple(
        &mut self,
        calendar: &mut Calendar<Happening>,
        train: CarrierId,
        pool: PoolId,
        stage: StageId,
    ) {
        if let CarrierKind::Train { locomotive, .. } = &mut self.carriers.get_mut(train.0).kind {
            *locomotive = None;
        }
        let key = self.carrier(train).key;
        let row = &self.pools[pool.index()];
        let hours = row.turn_round.sample(&row.streams[stage.index()], key).max(0.0);
        let turned = Duration::from_hours(hours);
        let trip = self.now - self.coupled[train.index()] + turned;
        let workshop = Duration::from_hours(trip.hours() * row.workshop);
        let number = pool.0;
        let release = Rank::Release.priority();
        if row.workshop > 0.0 {
            calendar.schedule(self.now + turned, release, Happening::Turned(number));
        }
        let ready = Happening::Ready(number, row.workshop > 0.0);
        calendar.schedule(self.now + turned + workshop, release, ready);
    }

    /// A locomotive goes to the workshop.
    pub(super) fn turned(&mut self, number: u16) {
        let row = &mut self.pools[usize::from(number)];
        row.busy -= 1;
        row.down += 1;
        self.report(PoolId(number));
    }

    /// A locomotive is ready, after its time in the workshop if it had any.
    pub(super) fn ready(&mut self, number: u16, from_workshop: bool) {
        let row = &mut self.pools[usize::from(number)];
        if from_workshop {
            row.down -= 1;
        } else {
            row.busy -= 1;
        }
        if row.surplus > 0 {
            row.surplus -= 1;
        } else {
            row.free += 1;
        }
        self.report(PoolId(number));
    }

    /// Puts a train into the pool's queue, by its claim since it has been ready to leave.
    pub(super) fn lack(&mut self, train: CarrierId, pool: PoolId, stage: StageId) {
        let place = self.carrier(train).claim(self.ready[train.index()]);
        let queue = &mut self.pools[pool.index()].queue;
        let behind = queue.iter().rposition(|&(other, ..)| other <= place).map_or(0, |at| at + 1);
        queue.insert(behind, (place, train, stage));
        self.spend_aboard(train, Cause::Locomotive, None);
    }

    /// The first train in the pool's queue, if a locomotive is ready for it.
    pub(super) fn next_without_locomotive(&mut self, pool: PoolId) -> Option<(CarrierId, StageId)> {
        let row = &mut self.pools[pool.index()];
        if row.free == 0 {
            return None;
        }
        row.queue.pop_front().map(|(_, train, stage)| (train, stage))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Law;

    fn pool(count: u32) -> Pool {
        Pool {
            count,
            surplus: 0,
            free: count,
            busy: 0,
            down: 0,
            turn_round: Sampler::new(&Law::Constant { value: 1.0 }),
            streams: Vec::new(),
            workshop: 0.0,
            queue: VecDeque::new(),
            meter: ResourceId(0),
        }
    }

    /// Of ten, six are out. Two are to be left: the four that are ready go at once, and four as they come back; of five
    /// that are to be left then, three of those stay.
    #[test]
    fn fewer_locomotives_leave_as_they_come_back() {
        let mut own = Pool { free: 4, busy: 6, ..pool(10) };
        own.revise(pool(2));
        assert_eq!((own.free, own.surplus), (0, 4));
        own.revise(pool(5));
        assert_eq!((own.free, own.surplus), (0, 1));
        own.revise(pool(8));
        assert_eq!((own.free, own.surplus, own.count), (2, 0, 8));
    }
}
