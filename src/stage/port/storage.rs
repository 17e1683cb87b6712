//! The yard of a port: slots by class, those for cargo that will go by sea apart from those for cargo that has come.

use super::PortSpec;
use crate::cargo::{Class, ResourceId};
use crate::observation::Use;
use crate::stage::build::{Build, Times};
use crate::stage::context::Context;

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
                }
                (None, new) => *own = new,
                (Some(_), None) => {}
            }
        }
    }

    fn stock(&mut self, class: Class) -> &mut Stock {
        self.classes[class.index()].as_mut().expect("the scenario was checked: the port stores this class")
    }

    /// The law of moving one unit of a class between train and yard.
    pub(super) fn lift(&mut self, class: Class) -> &Times {
        self.stock(class).lift.as_ref().expect("the scenario was checked: the port moves this class by rail")
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
