//! Vessels of other services that call at the port.

use super::group::{Group, find};
use super::{Sea, Signal, Who};
use crate::cargo::Class;
use crate::engine::Handle;
use crate::observation::Caller;
use crate::random::{Stream, name_bits};
use crate::stage::build::{Build, Draws};
use crate::stage::context::{Context, Rank};
use crate::stage::port::spec::VisitorSpec;
use crate::units::{Duration, Time};

/// Another service.
#[derive(Debug)]
pub(super) struct Visitor {
    pub name: String,
    pub group: usize,
    pub class: Class,
    pub units: Draws,
    pub interval_h: f64,
    pub chance: Stream,
    pub calls: u32,
    /// Part of the keys of its vessels.
    pub key: u64,
    /// The next call and its instant; none of a service that no longer calls.
    pub next: Option<(Handle, Time)>,
}

impl Visitor {
    pub(super) fn new(name: &str, spec: &VisitorSpec, groups: &[Group], build: &Build<'_>) -> Visitor {
        Visitor {
            name: name.to_owned(),
            group: find(groups, &spec.berth),
            class: Class::named(&spec.class).expect("the scenario was checked: classes have names"),
            units: build.draws(&spec.units, &format!("units {name}")),
            interval_h: 365.0 * 24.0 / spec.calls.get(),
            chance: build.chances(&format!("calls {name}")),
            calls: 0,
            key: name_bits(name, 23) << 24,
            next: None,
        }
    }
}

impl Sea {
    /// Schedules the next call of another service, after an exponential interval.
    pub(super) fn expect(&mut self, ctx: &mut impl Context, at: usize) {
        let visitor = &mut self.visitors[at];
        let hours = -libm::log(visitor.chance.uniform(u64::from(visitor.calls))) * visitor.interval_h;
        visitor.calls += 1;
        let delay = Duration::from_hours(hours);
        let call = ctx.after(delay, Rank::Demand, Signal::Visit(at as u16).into());
        visitor.next = Some((call, ctx.now() + delay));
    }

    /// A vessel of another service arrives.
    pub(in super::super) fn visit(&mut self, ctx: &mut impl Context, visitor: u16) {
        let at = usize::from(visitor);
        let Visitor { group, class, calls, key, .. } = self.visitors[at];
        let units = self.visitors[at].units.get(u64::from(calls)).max(0.0);
        let (rate, _) = self.groups[group].rates[class.index()].expect("the scenario was checked: rates");
        let hours = units / rate;
        // Slices of at most a crane hour, so that cranes can come and go.
        let slices = libm::ceil(hours).max(1.0);
        let slice = Duration::from_hours(hours / slices);
        let who = Who::Visitor { visitor: at, slices: slices as u32, slice, units: units / slices };
        let caller = Caller::Visitor { visitor, number: calls - 1 };
        self.call(ctx, who, caller, group, key | u64::from(calls));
        self.expect(ctx, at);
    }

    /// Takes over the terms of a visitor; its next call comes as much sooner or later as it now calls more or less
    /// often.
    pub(super) fn take_visitor(&mut self, ctx: &mut impl Context, new: Visitor) {
        let Some(at) = self.visitors.iter().position(|visitor| visitor.name == new.name) else {
            self.visitors.push(new);
            return self.expect(ctx, self.visitors.len() - 1);
        };
        let own = &mut self.visitors[at];
        let before = std::mem::replace(&mut own.interval_h, new.interval_h);
        (own.group, own.class, own.units) = (new.group, new.class, new.units);
        let Some((call, time)) = own.next.take() else { return self.expect(ctx, at) };
        if before == new.interval_h {
            own.next = Some((call, time));
            return;
        }
        ctx.cancel(call);
        let delay = Duration::from_hours((time - ctx.now()).hours() / before * new.interval_h);
        let call = ctx.after(delay, Rank::Demand, Signal::Visit(at as u16).into());
        own.next = Some((call, ctx.now() + delay));
    }
}
