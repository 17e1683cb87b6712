//! Later terms for the sea side: berths, cranes, services and visitors that change while vessels are there.

use super::{Caller, Group, Phase, Sea, Service, Signal, Visitor, find};
use crate::stage::context::{Context, Rank};
use crate::stage::port::Storage;
use crate::units::Duration;

impl Sea {
    /// Takes over the terms of `new`. Berths and services that it has not stay as they were for the vessels that still
    /// come.
    pub(in super::super) fn revise(&mut self, ctx: &mut impl Context, yard: &mut Storage, new: Sea) {
        let names: Vec<String> = new.groups.iter().map(|group| group.name.clone()).collect();
        for group in new.groups {
            match self.groups.iter_mut().find(|own| own.name == group.name) {
                Some(own) => own.revise(group),
                None => self.groups.push(group),
            }
        }
        for visitor in &mut self.visitors {
            if !new.visitors.iter().any(|other| other.name == visitor.name)
                && let Some((call, _)) = visitor.next.take()
            {
                ctx.cancel(call);
            }
        }
        for visitor in new.visitors {
            let group = find(&self.groups, &names[visitor.group]);
            self.take_visitor(ctx, Visitor { group, ..visitor });
        }
        for service in new.services {
            self.take_service(ctx, service);
        }
        for group in 0..self.groups.len() {
            self.report(ctx, group);
            self.berth(ctx, group);
            self.make_way(ctx, group);
        }
        self.work_all(ctx, yard, |_| true);
        for row in 0..self.calls.len() {
            self.label_call(ctx, row);
        }
    }

    /// Takes over the terms of a visitor; its next call comes as much sooner or later as it now calls more or less
    /// often.
    fn take_visitor(&mut self, ctx: &mut impl Context, new: Visitor) {
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

    /// Takes over the terms of a fleet's service: at once for the vessels that have not begun to load.
    fn take_service(&mut self, ctx: &mut impl Context, new: Service) {
        let last = self.services.iter().rposition(|service| service.fleet == new.fleet);
        if last.is_some_and(|last| self.services[last] == new) {
            return;
        }
        // Departures that vessels have been given for their own stay theirs while the rule is the same.
        let same = last.filter(|&last| self.services[last].departure == new.departure);
        self.given.push(same.and_then(|last| self.given[last]));
        self.services.push(new);
        let Some(last) = last else { return };
        let latest = self.services.len() - 1;
        for row in 0..self.calls.len() {
            let Some(call) = self.calls[row].as_mut() else { continue };
            let Caller::Ours(id, service) = call.who else { continue };
            let loads = match call.phase {
                Phase::Loading => call.busy > 0 || call.load > 0.0,
                Phase::Ready | Phase::CastingOff => true,
                _ => false,
            };
            if service != last || loads {
                continue;
            }
            call.who = Caller::Ours(id, latest);
            if same.is_some() {
                continue;
            }
            call.slot = None;
            if call.phase == Phase::Loading {
                if let Some(due) = call.due.take() {
                    ctx.cancel(due);
                }
                self.remind(ctx, row, latest);
            }
        }
    }
}

impl Group {
    fn revise(&mut self, new: Group) {
        (self.berths, self.cranes, self.cranes_per_vessel) = (new.berths, new.cranes, new.cranes_per_vessel);
        (self.berths_meter, self.cranes_meter) = (new.berths_meter, new.cranes_meter);
        self.mooring = new.mooring;
        for (own, new) in self.rates.iter_mut().zip(new.rates) {
            *own = new.or(*own);
        }
    }
}
