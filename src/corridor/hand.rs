//! The hand that the world holds out to a stage: the only way a stage acts on anything outside itself.

use super::itineraries::Onwards;
use super::world::{Happening, Wish, World};
use crate::cargo::{
    AreaId, Carrier, CarrierId, CarrierKind, Consignment, ConsignmentId, GroupId, Mover, ResourceId, StageId,
};
use crate::engine::{Calendar, Handle};
use crate::observation::{CallDoes, Carrying, Cause, Event, Observation, Observer, Party, TrainDoes, Use};
use crate::stage::{Context, LayUp, Onward, Rank, Signal, TrainPlan};
use crate::units::{Duration, Time};

/// The world as one stage is handed it.
pub(super) struct Hand<'x, 'a, O> {
    pub world: &'x mut World<'a, O>,
    pub calendar: &'x mut Calendar<Happening>,
    pub me: StageId,
}

impl<O: Observer> Context for Hand<'_, '_, O> {
    #[inline]
    fn now(&self) -> Time {
        self.world.now
    }

    #[inline]
    fn me(&self) -> StageId {
        self.me
    }

    #[inline]
    fn after(&mut self, delay: Duration, rank: Rank, signal: Signal) -> Handle {
        self.calendar.schedule(self.world.now + delay, rank.priority(), Happening::Stage(self.me, signal))
    }

    fn cancel(&mut self, handle: Handle) {
        self.calendar.cancel(handle);
    }

    #[inline]
    fn consignment(&self, id: ConsignmentId) -> &Consignment {
        self.world.consignment(id)
    }

    #[inline]
    fn carrier(&self, id: CarrierId) -> &Carrier {
        self.world.carrier(id)
    }

    fn carrier_mut(&mut self, id: CarrierId) -> &mut Carrier {
        self.world.carriers.get_mut(id.0)
    }

    #[inline]
    fn key(&self, mover: Mover) -> u64 {
        self.world.key(mover)
    }

    fn group(&mut self, cause: Cause) -> GroupId {
        self.world.group(self.me, cause)
    }

    fn join(&mut self, consignment: ConsignmentId, group: GroupId) {
        self.world.observe(Observation::Joined { consignment, group });
    }

    fn part(&mut self, consignment: ConsignmentId, group: GroupId, cause: Cause) {
        self.world.observe(Observation::Parted { consignment, group, cause });
    }

    #[inline]
    fn spend(&mut self, party: Party, cause: Cause) {
        self.world.observe(Observation::Spends { party, cause, because_of: None });
    }

    fn spend_aboard(&mut self, carrier: CarrierId, cause: Cause) {
        self.world.spend_aboard(carrier, cause, None);
    }

    fn reassign_aboard(&mut self, carrier: CarrierId, from: Cause, to: Cause, time: Duration) {
        if !self.world.is_background(carrier) {
            let party = Party::Group(self.world.carrier(carrier).group);
            self.world.observe(Observation::Reassigned { party, from, to, time });
        }
    }

    #[inline]
    fn reach(&mut self, consignment: ConsignmentId, event: Event) {
        let stage = self.me;
        self.world.observe(Observation::Reached { consignment, stage, event });
    }

    fn reach_all(&mut self, carrier: CarrierId, event: Event) {
        self.world.reach_all(carrier, self.me, event);
    }

    fn onward(&self, id: ConsignmentId) -> Onward {
        let consignment = self.world.consignment(id);
        let itinerary = self.world.itinerary(consignment.route);
        match itinerary.onwards[usize::from(consignment.position)] {
            Onwards::Ends => Onward::Ends,
            Onwards::Sea(ferry) => Onward::Sea(ferry),
            Onwards::Alone => Onward::Alone,
            Onwards::Rail(path) => {
                let template = self.world.corridor.flows[consignment.flow.index()].template;
                Onward::Rail(
                    path,
                    template.expect("the scenario was checked: rail cargo has a kind of train"),
                )
            }
        }
    }

    fn ends(&self, carrier: CarrierId) -> bool {
        let carrier = self.world.carrier(carrier);
        usize::from(carrier.position) + 1 == self.world.corridor.paths[carrier.path.index()].stages.len()
    }

    fn form(&mut self, plan: TrainPlan) -> CarrierId {
        let group = self.world.group(self.me, plan.cause);
        let template = &self.world.corridor.template_names[plan.template.index()];
        let path = &self.world.corridor.paths[plan.path.index()];
        let direction = self.world.direction_of(plan.path);
        let rank = self.world.rank_of(plan.template);
        let train = self.world.make(Carrier {
            kind: CarrierKind::Train {
                template: plan.template,
                background: false,
                intact: false,
                locomotive: None,
                rake: None,
            },
            key: (path.key ^ super::compile::name_key(template)) | u64::from(plan.number),
            path: plan.path,
            position: 0,
            direction,
            rank,
            members: Vec::new(),
            units: 0,
            group,
        });
        if let Some(&line) = path.stages.get(1) {
            self.world.announce(train, self.me, line);
        }
        train
    }

    fn wagons(&mut self, train: CarrierId) -> bool {
        self.world.claim_wagons(train, self.me)
    }

    fn board(&mut self, consignment: ConsignmentId, carrier: CarrierId) {
        let boarded = self.world.carriers.get_mut(carrier.0);
        boarded.members.push(consignment);
        boarded.units += 1;
        let group = boarded.group;
        self.world.observe(Observation::Joined { consignment, group });
    }

    fn alight(&mut self, carrier: CarrierId, cause: Cause) -> Option<ConsignmentId> {
        let left = self.world.carriers.get_mut(carrier.0);
        let consignment = left.members.pop()?;
        left.units -= 1;
        let group = left.group;
        self.world.observe(Observation::Parted { consignment, group, cause });
        Some(consignment)
    }

    fn dissolve(&mut self, carrier: CarrierId) {
        let gone = self.world.carrier(carrier);
        assert!(gone.members.is_empty(), "a carrier with cargo on board cannot disappear");
        let group = gone.group;
        if let CarrierKind::Train { locomotive, .. } = gone.kind {
            if let Some(pool) = locomotive {
                self.world.uncouple(self.calendar, carrier, pool, self.me);
            }
            self.world.tell_train(carrier, self.me, TrainDoes::Ends);
        }
        self.world.uncouple_wagons(carrier, self.me);
        if !self.world.is_background(carrier) {
            self.world.spare_groups.push(group);
        }
        self.world.carriers.remove(carrier.0);
    }

    #[inline]
    fn at_point(&mut self, train: CarrierId, does: TrainDoes) {
        self.world.tell_train(train, self.me, does);
    }

    fn carried(&mut self, by: Carrying, load: f64, capacity: f64) {
        let stage = self.me;
        self.world.observe(Observation::Carried { stage, by, capacity, load });
    }

    #[inline]
    fn leave(&mut self, mover: Mover) {
        self.world.wishes.push_back(Wish::Leave(self.me, mover));
    }

    fn grant(&mut self, mover: Mover) {
        self.world.wishes.push_back(Wish::Grant(mover));
    }

    fn room(&mut self) {
        if !self.world.waiters[self.me.index()].is_empty() {
            self.world.wishes.push_back(Wish::Room(self.me));
        }
    }

    fn lay_up(&mut self, vessel: CarrierId) -> Option<LayUp> {
        self.world.lay_up(vessel, self.me)
    }

    fn next_crossing(&mut self, vessel: CarrierId) -> StageId {
        self.world.next_crossing(vessel, self.me)
    }

    fn queues(&mut self, ferry: StageId, by: i32) {
        let waiting = &mut self.world.waiting[ferry.index()];
        *waiting = waiting.checked_add_signed(by).expect("who no longer waits has waited");
    }

    fn call(&mut self, call: u16, does: CallDoes) {
        let stage = self.me;
        self.world.observe(Observation::Call { stage, call, does });
    }

    fn storm(&self, area: AreaId, limit: f64) -> bool {
        self.world.areas[area.index()].blows(limit)
    }

    fn closed(&mut self, closed: bool) {
        let stage = self.me;
        self.world.observe(Observation::Closed { stage, closed });
    }

    #[inline]
    fn uses(&mut self, resource: ResourceId, now: Use) {
        self.world.observe(Observation::Uses { resource, now });
    }
}
