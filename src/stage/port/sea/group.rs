//! Berths of one kind with their cranes.

use std::collections::VecDeque;

use crate::cargo::{Class, ResourceId};
use crate::engine::Handle;
use crate::observation::{Cause, Use};
use crate::parameter::Fixed;
use crate::stage::build::{Build, Times};
use crate::stage::context::Context;
use crate::stage::port::spec::BerthSpec;
use crate::stage::shifts::Shifts;
use crate::units::Of;

/// Berths of one kind with their cranes.
#[derive(Debug)]
pub(super) struct Group {
    pub name: String,
    pub berths: u32,
    /// Which berths are taken, by their numbers.
    pub taken: Vec<bool>,
    pub at_berth: u32,
    /// Of the berths, how many suit vessels of each class.
    pub suits: [Option<u32>; Class::ALL.len()],
    pub cranes: u32,
    /// Cranes that are manned now.
    pub manned: u32,
    pub shifts: Option<Shifts>,
    /// When a shift next ends or begins.
    pub next_shift: Option<Handle>,
    /// Cranes at work, those that trains have included.
    pub at_work: u32,
    pub cranes_per_vessel: u32,
    /// Work of one crane in an hour, and in what it is counted, by class.
    pub rates: [Option<(f64, Of)>; Class::ALL.len()],
    pub mooring: Times,
    pub roads: VecDeque<u16>,
    /// Of those in the roads, how many have something on board or are others' vessels.
    pub laden: u32,
    /// The calls at its berths, in the order in which they came there.
    pub order: Vec<u16>,
    /// The rule by which storms close it.
    pub rule: Option<usize>,
    /// Whether vessels may neither come nor go.
    pub closed: bool,
    /// Why no crane works, if none does.
    pub halted: Option<Cause>,
    pub berths_meter: ResourceId,
    pub cranes_meter: ResourceId,
}

/// The group of that name.
pub(super) fn find(groups: &[Group], name: &str) -> usize {
    let at = groups.iter().position(|group| group.name == name);
    at.expect("the scenario was checked: the port has such berths")
}

impl Group {
    pub(super) fn new(
        name: &str,
        spec: &BerthSpec,
        rule: Option<usize>,
        build: &Build<'_>,
        meter: usize,
    ) -> Group {
        let class = |name| Class::named(name).expect("the scenario was checked: classes have names");
        let mut rates = [None; Class::ALL.len()];
        for (name, rate) in &spec.rate {
            rates[class(name).index()] = Some((rate.get(), rate.unit().of));
        }
        let mut suits = [None; Class::ALL.len()];
        for (name, berths) in &spec.suits {
            suits[class(name).index()] = Some(berths.count());
        }
        Group {
            name: name.to_owned(),
            berths: spec.berths.count(),
            taken: Vec::new(),
            at_berth: 0,
            suits,
            cranes: spec.cranes.count(),
            manned: spec.cranes.count(),
            shifts: Shifts::new(&spec.shift),
            next_shift: None,
            at_work: 0,
            cranes_per_vessel: Fixed::count(&spec.cranes_per_vessel),
            rates,
            mooring: build.times(&spec.mooring, &format!("mooring {name}")),
            roads: VecDeque::new(),
            laden: 0,
            order: Vec::new(),
            rule,
            closed: false,
            halted: None,
            berths_meter: build.resource(meter),
            cranes_meter: build.resource(meter + 1),
        }
    }

    /// Takes over the terms of `new`.
    pub(super) fn revise(&mut self, new: Group) {
        (self.berths, self.cranes, self.cranes_per_vessel) = (new.berths, new.cranes, new.cranes_per_vessel);
        (self.berths_meter, self.cranes_meter) = (new.berths_meter, new.cranes_meter);
        (self.mooring, self.suits, self.shifts, self.rule) = (new.mooring, new.suits, new.shifts, new.rule);
        for (own, new) in self.rates.iter_mut().zip(new.rates) {
            *own = new.or(*own);
        }
    }

    /// Whether a crane could begin with a unit.
    pub(super) fn has_crane(&self) -> bool {
        self.halted.is_none() && self.at_work < self.manned
    }

    /// Takes the first berth that is free.
    pub(super) fn take_berth(&mut self) -> u16 {
        self.at_berth += 1;
        let free = self.taken.iter().position(|taken| !taken).unwrap_or(self.taken.len());
        if free == self.taken.len() {
            self.taken.push(true);
        } else {
            self.taken[free] = true;
        }
        free as u16
    }

    /// Gives a berth back.
    pub(super) fn free_berth(&mut self, berth: u16) {
        self.at_berth -= 1;
        self.taken[usize::from(berth)] = false;
    }

    /// Says how berths and cranes stand.
    pub(super) fn report(&self, ctx: &mut impl Context) {
        let idle = self.berths.saturating_sub(self.at_berth);
        let closed = if self.closed { idle } else { 0 };
        ctx.uses(self.berths_meter, Use { busy: self.at_berth, closed, ..Use::default() });
        let cranes = if self.halted.is_some() {
            Use { closed: self.cranes, ..Use::default() }
        } else {
            let closed = self.cranes.saturating_sub(self.manned.max(self.at_work));
            Use { busy: self.at_work, closed, ..Use::default() }
        };
        ctx.uses(self.cranes_meter, cranes);
    }
}
