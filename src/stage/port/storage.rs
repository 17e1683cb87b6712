//! The yard of a port: slots by class, those for cargo that will go by sea apart from those for cargo that has come.

use super::PortSpec;
use super::spec::CraneFirst;
use crate::cargo::{Class, ConsignmentId, Mover, ResourceId};
use crate::observation::Use;
use crate::parameter::Fixed;
use crate::stage::build::{Build, Times};
use crate::stage::context::Context;
use crate::units::Duration;

/// Slots and land-side lifts by class.
#[derive(Debug)]
pub(super) struct Storage {
    classes: [Option<Stock>; Class::ALL.len()],
    /// Seaward slots were given back since somebody last looked.
    pub(super) freed_seaward: bool,
    /// Landward slots were given back since somebody last looked.
    pub(super) freed_landward: bool,
}

#[derive(Debug)]
struct Stock {
    seaward: Slots,
    landward: Slots,
    lift: Option<Times>,
    /// How high units are stacked when all slots of a direction are taken; 1 where nothing is ever moved twice.
    tiers: f64,
    /// The group of berths whose cranes move this class between train and yard, and whether trains go first.
    quay: Option<(String, bool)>,
}

#[derive(Debug)]
struct Slots {
    capacity: u32,
    used: u32,
    meter: ResourceId,
}

impl Slots {
    /// Takes over the capacity; says whether there is more of it.
    fn revise(&mut self, new: &Slots) -> bool {
        let more = new.capacity > self.capacity;
        (self.capacity, self.meter) = (new.capacity, new.meter);
        more
    }

    /// Units that stand on one that is fetched, in the mean, if that one is as likely at any height of its stack.
    fn reshuffles(&self, tiers: f64) -> f64 {
        let height = f64::from(self.used) / f64::from(self.capacity) * tiers;
        ((height - 1.0) / 2.0).max(0.0)
    }

    fn change(&mut self, ctx: &mut impl Context, by: i64) {
        self.used = u32::try_from(i64::from(self.used) + by).expect("a slot was released that nobody held");
        ctx.uses(self.meter, Use { busy: self.used, ..Use::default() });
    }
}

impl Storage {
    pub(super) fn new(spec: &PortSpec, build: &Build<'_>, first: usize) -> Storage {
        let mut classes = [const { None }; Class::ALL.len()];
        for (row, (name, stock)) in spec.cargo.iter().enumerate() {
            let class = Class::named(name).expect("the scenario was checked: classes have names");
            let slots = |capacity, offset| Slots { capacity, used: 0, meter: build.resource(first + offset) };
            classes[class.index()] = Some(Stock {
                seaward: slots(stock.slots_seaward.count(), 2 * row),
                landward: slots(stock.slots_landward.count(), 2 * row + 1),
                lift: stock.lift.as_ref().map(|law| build.lifts(law, &format!("lift {class:?}"))),
                tiers: stock.tiers.as_ref().map_or(1.0, Fixed::get),
                quay: stock
                    .quay_cranes
                    .as_ref()
                    .map(|cranes| (cranes.berth.to_string(), cranes.first == CraneFirst::Train)),
            });
        }
        Storage { classes, freed_seaward: false, freed_landward: false }
    }

    /// Takes over the terms of `new`. A class that it has not stays as it was for what is on its way.
    pub(super) fn revise(&mut self, new: Storage) {
        for (own, new) in self.classes.iter_mut().zip(new.classes) {
            match (own.as_mut(), new) {
                (Some(own), Some(new)) => {
                    self.freed_seaward |= own.seaward.revise(&new.seaward);
                    self.freed_landward |= own.landward.revise(&new.landward);
                    own.lift = new.lift.or(own.lift.take());
                    (own.tiers, own.quay) = (new.tiers, new.quay);
                }
                (None, new) => *own = new,
                (Some(_), None) => {}
            }
        }
    }

    fn stock(&mut self, class: Class) -> &mut Stock {
        self.classes[class.index()].as_mut().expect("the scenario was checked: the port stores this class")
    }

    /// Time to move a unit off a train into the yard, or out of the yard onto a train; what stands on it in the yard is
    /// moved first.
    pub(super) fn lift(&mut self, ctx: &impl Context, id: ConsignmentId, onto_train: bool) -> Duration {
        let key = ctx.key(Mover::Consignment(id)) << 1 | u64::from(onto_train);
        let stock = self.stock(ctx.consignment(id).class);
        let law = stock.lift.as_ref().expect("the scenario was checked: the port moves this class by rail");
        let moves = if onto_train { 1.0 + stock.landward.reshuffles(stock.tiers) } else { 1.0 };
        scale(law.get(key), moves)
    }

    /// Time until a machine of the yard has brought a unit to a crane at a vessel, where units are stacked.
    pub(super) fn fetch(&mut self, ctx: &impl Context, id: ConsignmentId) -> Duration {
        let key = ctx.key(Mover::Consignment(id)) << 1 | 1;
        let stock = self.stock(ctx.consignment(id).class);
        let Some(law) = stock.lift.as_ref().filter(|_| stock.tiers > 1.0) else { return Duration::ZERO };
        scale(law.get(key), 1.0 + stock.seaward.reshuffles(stock.tiers))
    }

    /// The group of berths whose cranes move a class between train and yard, and whether trains go first.
    pub(super) fn quay(&self, class: Class) -> Option<(&str, bool)> {
        let stock = self.classes[class.index()].as_ref()?;
        stock.quay.as_ref().map(|(berth, trains_first)| (berth.as_str(), *trains_first))
    }

    /// Takes `count` seaward slots if so many are free, or if none is used: a train that set out when there were more
    /// slots must not wait for ever.
    pub(super) fn take_seaward(&mut self, ctx: &mut impl Context, class: Class, count: u32) -> bool {
        let slots = &mut self.stock(class).seaward;
        let free = slots.used + count <= slots.capacity || slots.used == 0;
        if free {
            slots.change(ctx, i64::from(count));
        }
        free
    }

    /// Gives a seaward slot back.
    pub(super) fn give_seaward(&mut self, ctx: &mut impl Context, class: Class) {
        self.stock(class).seaward.change(ctx, -1);
        self.freed_seaward = true;
    }

    /// Takes a landward slot if one is free.
    pub(super) fn take_landward(&mut self, ctx: &mut impl Context, class: Class) -> bool {
        let slots = &mut self.stock(class).landward;
        let free = slots.used < slots.capacity;
        if free {
            slots.change(ctx, 1);
        }
        free
    }

    /// Gives `count` landward slots back.
    pub(super) fn give_landward(&mut self, ctx: &mut impl Context, class: Class, count: u32) {
        self.stock(class).landward.change(ctx, -i64::from(count));
        self.freed_landward = true;
    }
}

/// So many times as long.
fn scale(time: Duration, by: f64) -> Duration {
    if by == 1.0 { time } else { Duration::from_hours(time.hours() * by) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_fetched_has_more_on_it_the_fuller_the_yard() {
        let slots = |used| Slots { capacity: 100, used, meter: ResourceId(0) };
        let reshuffles = [0, 25, 50, 100].map(|used| slots(used).reshuffles(4.0));
        assert_eq!(reshuffles, [0.0, 0.0, 0.5, 1.5]);
        assert_eq!(slots(100).reshuffles(1.0), 0.0);
        assert_eq!(scale(Duration::from_hours(2.0), 1.5), Duration::from_hours(3.0));
    }
}
