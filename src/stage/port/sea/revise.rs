//! The sea side under the terms of a later phase.

use super::group::find;
use super::visitors::Visitor;
use super::{Phase, Sea, Service, Storage, Who};
use crate::stage::context::Context;

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
        self.shut = new.shut;
        self.take_rules(ctx, new.rules);
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
            self.man(ctx, group);
        }
        self.thin_out(ctx);
        self.weather(ctx, yard);
        for group in 0..self.groups.len() {
            self.berth(ctx, group);
            self.make_way(ctx, group);
            self.work_group(ctx, yard, group, |_| true);
        }
        for row in 0..self.calls.len() {
            // Services may be others, and with them what their stacks wait for.
            if let Some(call) = &mut self.calls[row] {
                call.told = None;
            }
            self.label_call(ctx, row);
        }
    }

    /// Takes over the terms of a fleet's service: at once for the vessels that have not begun to load.
    fn take_service(&mut self, ctx: &mut impl Context, new: Service) {
        let last = self.service_of(new.fleet, new.ferry);
        if last.is_some_and(|last| self.services[last] == new) {
            return;
        }
        // Departures that vessels have been given for their own stay theirs while the rule is the same.
        let same = last.filter(|&last| self.services[last].departure == new.departure);
        self.given.push(same.and_then(|last| self.given[last]));
        self.services.push(new);
        self.link();
        let Some(last) = last else { return };
        let latest = self.services.len() - 1;
        let now = ctx.now();
        for row in 0..self.calls.len() {
            let Some(call) = self.calls[row].as_mut() else { continue };
            let Who::Ours(id, service) = call.who else { continue };
            let loads = match call.phase {
                Phase::Loading => !call.hooks.is_empty() || call.load > 0.0,
                Phase::Ready | Phase::CastingOff => true,
                _ => false,
            };
            if service != last || loads {
                continue;
            }
            call.who = Who::Ours(id, latest);
            call.capacity = self.services[latest].capacity_at(now);
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
