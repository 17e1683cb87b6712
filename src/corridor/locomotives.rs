//! Pools of locomotives and crews: how many are ready, where, who waits for them, and how they change.

use std::collections::VecDeque;

use super::compile::name_key;
use super::places::Places;
use crate::cargo::{CarrierId, ResourceId, StageId};
use crate::parameter::Fixed;
use crate::random::{Sampler, Stream, Streams};
use crate::scenario::{MaintenanceSpec, PoolSpec};
use crate::units::{Duration, Time};

/// Locomotives that several lines share, or crews.
#[derive(Debug)]
pub(super) struct Pool {
    /// How many there are to be.
    count: u32,
    /// Those beyond that, which are taken away when they come back.
    surplus: u32,
    free: u32,
    /// Hauling, held by a train, running light, or being turned round.
    pub busy: u32,
    /// In the workshop.
    pub down: u32,
    pub turn_round: Sampler,
    /// The stream of turn-rounds after trips that end at each stage.
    pub streams: Vec<Stream>,
    /// Workshop time for each hour of a trip.
    pub workshop: f64,
    /// Heaviest train that one hauls (t).
    haulage: Option<f64>,
    upkeep: Option<Upkeep>,
    /// Where they are, if that matters.
    pub places: Option<Places>,
    /// Key of the first that runs light.
    pub light_key: u64,
    queue: VecDeque<Lacking>,
    pub meter: ResourceId,
}

/// A train that waits for what hauls it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lacking {
    pub train: CarrierId,
    /// The node in which it stands.
    pub node: StageId,
    /// How many it needs.
    pub units: u32,
    /// Its claim since it has been ready to leave.
    pub claim: Time,
}

/// From where a locomotive or crew comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Return {
    /// From its turn-round.
    TurnRound,
    /// From the workshop, where it has been for its share of the trip.
    Workshop,
    /// From an overhaul.
    Overhaul,
}

/// Overhauls after so much work.
#[derive(Debug)]
struct Upkeep {
    /// Hours of work between two.
    every: f64,
    lasts: Sampler,
    stream: Stream,
    /// Hours of work since the last.
    worked: f64,
    overhauls: u64,
}

impl Upkeep {
    fn new(name: &str, spec: &MaintenanceSpec, streams: &Streams) -> Upkeep {
        Upkeep {
            every: spec.every.get(),
            lasts: Sampler::new(spec.lasts.law()),
            stream: streams.stream(name, "overhaul"),
            worked: 0.0,
            overhauls: 0,
        }
    }
}

impl Pool {
    /// All of them ready, in `places` if they have any.
    pub(super) fn new(
        name: &str,
        spec: &PoolSpec,
        streams: &Streams,
        stages: &[String],
        meter: ResourceId,
        mut places: Option<Places>,
    ) -> Pool {
        let availability = spec.availability.as_ref().map_or(1.0, Fixed::get);
        let count = spec.count();
        if let Some(places) = &mut places {
            places.add(count);
        }
        Pool {
            count,
            surplus: 0,
            free: count,
            busy: 0,
            down: 0,
            turn_round: Sampler::new(spec.turn_round.law()),
            streams: stages
                .iter()
                .map(|stage| streams.stream(name, &format!("turn round {stage}")))
                .collect(),
            workshop: (1.0 - availability) / availability,
            haulage: spec.haulage.as_ref().map(Fixed::get),
            upkeep: spec.maintenance.as_ref().map(|spec| Upkeep::new(name, spec, streams)),
            places,
            light_key: name_key(&format!("{name} light")),
            queue: VecDeque::new(),
            meter,
        }
    }

    /// Whether `new` stands on other lines.
    pub(super) fn has_other_lines(&self, new: &Pool) -> bool {
        self.places.as_ref().zip(new.places.as_ref()).is_some_and(|(own, new)| !own.has_lines_of(new))
    }

    /// Takes over the terms of `new`: more locomotives are ready at once, fewer leave as they come back.
    pub(super) fn revise(&mut self, new: Pool) {
        let (fewer, more) = (self.count.saturating_sub(new.count), new.count.saturating_sub(self.count));
        let (kept, gone) = (more.min(self.surplus), fewer.min(self.free));
        self.surplus = self.surplus - kept + (fewer - gone);
        self.free = self.free - gone + (more - kept);
        if let Some((own, new)) = self.places.as_mut().zip(new.places) {
            own.revise(new);
            own.remove(gone);
            own.add(more - kept);
        }
        self.upkeep = match (self.upkeep.take(), new.upkeep) {
            (Some(own), Some(new)) => Some(Upkeep { worked: own.worked, overhauls: own.overhauls, ..new }),
            (_, new) => new,
        };
        (self.count, self.turn_round, self.workshop) = (new.count, new.turn_round, new.workshop);
        self.haulage = new.haulage;
    }

    /// How many a train of that gross mass (t) needs, as far as there are so many.
    pub(super) fn units_for(&self, gross_mass: Option<f64>) -> u32 {
        let both = gross_mass.zip(self.haulage);
        both.map_or(1, |(mass, haulage)| (libm::ceil(mass / haulage) as u32).clamp(1, self.count.max(1)))
    }

    /// How many are ready for trains in a node.
    fn at_hand(&self, node: StageId) -> u32 {
        self.places.as_ref().map_or(self.free, |places| places.idle(node))
    }

    /// Whether so many are ready in a node and nobody there has waited for them longer.
    pub(super) fn can_give(&self, units: u32, node: StageId, claim: Time) -> bool {
        let shared = |other: &Lacking| self.places.is_none() || other.node == node;
        self.at_hand(node) >= units && !self.queue.iter().any(|other| shared(other) && other.claim < claim)
    }

    /// Puts so many that are ready in a node to work.
    pub(super) fn take(&mut self, units: u32, node: StageId) {
        self.free -= units;
        self.busy += units;
        if let Some(places) = &mut self.places {
            places.take(node, units);
        }
    }

    /// One is ready in a node, unless there are too many.
    pub(super) fn put(&mut self, node: StageId) {
        if self.surplus > 0 {
            self.surplus -= 1;
            return;
        }
        self.free += 1;
        if let Some(places) = &mut self.places {
            places.put(node, 1);
        }
    }

    /// One has worked so long.
    pub(super) fn work(&mut self, hours: f64) {
        if let Some(upkeep) = &mut self.upkeep {
            upkeep.worked += hours;
        }
    }

    /// The time of the overhaul that one which has come back is due for, if any is.
    pub(super) fn overhaul(&mut self) -> Option<Duration> {
        let upkeep = self.upkeep.as_mut()?;
        if upkeep.worked < upkeep.every {
            return None;
        }
        upkeep.worked -= upkeep.every;
        let hours = upkeep.lasts.sample(&upkeep.stream, upkeep.overhauls).max(0.0);
        upkeep.overhauls += 1;
        Some(Duration::from_hours(hours))
    }

    /// Puts a train into the queue.
    pub(super) fn join_queue(&mut self, train: Lacking) {
        let behind = self.queue.iter().rposition(|other| other.claim <= train.claim);
        self.queue.insert(behind.map_or(0, |at| at + 1), train);
    }

    /// Takes the first train out of the queue for which enough are ready where it stands. It overtakes nobody there.
    pub(super) fn next_in_queue(&mut self) -> Option<Lacking> {
        let mut passed: Vec<StageId> = Vec::new();
        if self.free == 0 {
            return None;
        }
        for at in 0..self.queue.len() {
            let train = self.queue[at];
            if passed.contains(&train.node) {
                continue;
            }
            if self.at_hand(train.node) >= train.units {
                return self.queue.remove(at);
            }
            self.places.as_ref()?;
            passed.push(train.node);
        }
        None
    }

    /// Whether one is ready anywhere.
    pub(super) fn is_any_ready(&self) -> bool {
        self.free > 0
    }

    /// The trains that wait, in order.
    pub(super) fn waiting(&self) -> impl Iterator<Item = &Lacking> {
        self.queue.iter()
    }

    /// Whether none is in the workshop and those that are ready are too few for the first in the queue.
    pub(super) fn may_be_stuck(&self) -> bool {
        self.down == 0 && self.queue.front().is_some_and(|train| train.units > self.free)
    }

    /// Whether nothing can come of it for the first in its queue before one that is held by a train which cannot go on
    /// comes back; `held` are so held.
    pub(super) fn is_stuck(&self, held: u32) -> bool {
        self.may_be_stuck() && self.busy == held
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
            haulage: Some(3000.0),
            upkeep: None,
            places: None,
            light_key: 0,
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

    #[test]
    fn a_heavy_train_needs_several() {
        let pool = pool(3);
        let masses = [None, Some(0.0), Some(3000.0), Some(3000.1), Some(7000.0), Some(9500.0)];
        assert_eq!(masses.map(|mass| pool.units_for(mass)), [1, 1, 1, 2, 3, 3]);
        assert_eq!(Pool { haulage: None, ..pool }.units_for(Some(9000.0)), 1);
    }

    /// A train that needs two is not overtaken by one that came later and needs one, so that it gets its second.
    #[test]
    fn nobody_overtakes_who_waits_for_a_second_locomotive() {
        let mut pool = Pool { free: 1, busy: 1, ..pool(2) };
        let (node, early) = (StageId(0), Time::ZERO + Duration::DAY);
        pool.join_queue(Lacking { train: CarrierId(7), node, units: 2, claim: early });
        assert!(!pool.can_give(1, node, early + Duration::DAY) && pool.can_give(1, node, Time::ZERO));
        assert!(pool.next_in_queue().is_none());
        pool.put(node);
        assert_eq!(pool.next_in_queue().map(|train| train.train), Some(CarrierId(7)));
    }

    #[test]
    fn one_is_overhauled_for_every_so_much_work() {
        let streams = Streams::new(1, 0);
        let upkeep = Upkeep {
            every: 100.0,
            lasts: Sampler::new(&Law::Constant { value: 5.0 }),
            stream: streams.stream("pool", "overhaul"),
            worked: 0.0,
            overhauls: 0,
        };
        let mut pool = Pool { upkeep: Some(upkeep), ..pool(3) };
        let mut turns = 0;
        for _ in 0..100 {
            pool.work(7.0);
            turns += u32::from(pool.overhaul().is_some());
        }
        assert_eq!(turns, 7);
    }
}
