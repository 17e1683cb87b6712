//! Which vessel has which berth, and when it leaves it.

use super::{Call, Phase, Sea, Service, Signal, Storage, Who};
use crate::cargo::{CarrierId, Mover};
use crate::observation::{CallDoes, Carrying, Event};
use crate::stage::context::{Context, LayUp, Rank};
use crate::stage::departure::Departure;

impl Sea {
    /// A vessel joins those in the roads.
    pub(super) fn join_roads(&mut self, ctx: &mut impl Context, row: usize) {
        let call = self.get(row);
        call.phase = Phase::Roads;
        let group = call.group;
        self.groups[group].roads.push_back(row as u16);
        self.groups[group].laden += u32::from(self.is_laden(ctx, row));
        self.label_call(ctx, row);
        self.berth(ctx, group);
        self.make_way(ctx, group);
    }

    /// Whether there is anything to be done for a vessel at a berth.
    fn has_work(&self, ctx: &impl Context, row: usize) -> bool {
        self.is_laden(ctx, row)
            || matches!(self.see(row).who, Who::Ours(_, service) if self.calls_for_vessels(service))
    }

    /// Whether there is something to be taken off a vessel.
    fn is_laden(&self, ctx: &impl Context, row: usize) -> bool {
        match self.see(row).who {
            Who::Visitor { .. } => true,
            Who::Ours(id, _) => !ctx.carrier(id).members.is_empty(),
        }
    }

    /// Whether a service has something to do for an empty vessel.
    fn calls_for_vessels(&self, service: usize) -> bool {
        self.stack_has_more(service)
            || matches!(self.services[service].departure, Departure::Timetable { .. })
    }

    /// Whether the berths that suit a vessel's class are all taken by its like.
    fn is_crowded(&self, row: usize) -> bool {
        let call = self.see(row);
        let class = self.class_of(call.who);
        let group = &self.groups[call.group];
        let like = |&&other: &&u16| self.class_of(self.see(usize::from(other)).who) == class;
        group.suits[class.index()]
            .is_some_and(|suit| group.order.iter().filter(like).count() >= suit as usize)
    }

    /// Brings vessels from the roads to free berths.
    pub(super) fn berth(&mut self, ctx: &mut impl Context, group: usize) {
        while !self.groups[group].closed && self.groups[group].at_berth < self.groups[group].berths {
            // Who has nothing to do at a berth lets the others go first.
            let roads = &self.groups[group].roads;
            let fits = |row: u16| !self.is_crowded(usize::from(row));
            let first = roads
                .iter()
                .position(|&row| fits(row) && self.has_work(ctx, usize::from(row)))
                .or_else(|| roads.iter().position(|&row| fits(row)));
            let Some(first) = first else { break };
            let row = self.groups[group].roads.remove(first).expect("it is in the roads");
            self.groups[group].laden -= u32::from(self.is_laden(ctx, usize::from(row)));
            self.groups[group].order.push(row);
            let berth = self.groups[group].take_berth();
            self.groups[group].report(ctx);
            let call = self.get(usize::from(row));
            (call.phase, call.berth) = (Phase::Mooring, Some(berth));
            let key = call.key;
            ctx.call(row, CallDoes::Berths { group: group as u16, berth });
            let time = self.groups[group].mooring.get(key << 1);
            ctx.after(time, Rank::Release, Signal::Moored(row).into());
            self.label_call(ctx, usize::from(row));
        }
    }

    /// Sends vessels that lie idle and empty at berths back to the roads while others wait there that have work.
    pub(super) fn make_way(&mut self, ctx: &mut impl Context, group: usize) {
        if self.groups[group].closed || self.groups[group].roads.is_empty() {
            return;
        }
        // Mostly there is nothing to do for those in the roads, however many they are.
        let mut services = 0..self.services.len();
        if self.groups[group].laden == 0 && !services.any(|service| self.calls_for_vessels(service)) {
            return;
        }
        let full = self.groups[group].at_berth >= self.groups[group].berths;
        let wanted = |row: &&u16| {
            let row = usize::from(**row);
            (full || self.is_crowded(row)) && self.has_work(ctx, row)
        };
        let wanted = self.groups[group].roads.iter().filter(wanted).count();
        let shifting = |row: &&u16| self.see(usize::from(**row)).phase == Phase::Shifting;
        let shifting = self.groups[group].order.iter().filter(shifting).count();
        for _ in shifting..wanted {
            let idle = |row: &&u16| self.is_idle(ctx, usize::from(**row));
            let Some(&row) = self.groups[group].order.iter().find(idle) else { break };
            self.shift(ctx, usize::from(row));
        }
    }

    /// Whether a vessel lies at a berth for nothing.
    fn is_idle(&self, ctx: &impl Context, row: usize) -> bool {
        let call = self.see(row);
        call.phase == Phase::Loading && call.hooks.is_empty() && call.load == 0.0 && !self.has_work(ctx, row)
    }

    /// Sends a vessel from its berth back to the roads, or out of service.
    pub(super) fn shift(&mut self, ctx: &mut impl Context, row: usize) {
        let call = self.get(row);
        call.phase = Phase::Shifting;
        let (due, group, key) = (call.due.take(), call.group, call.key);
        if let Some(due) = due {
            ctx.cancel(due);
        }
        let time = self.groups[group].mooring.get(key << 1 | 1);
        ctx.after(time, Rank::Release, Signal::CastOff(row as u16).into());
        self.label_call(ctx, row);
    }

    /// Lets a vessel that is done cast off, if the port is open.
    pub(super) fn try_cast_off(&mut self, ctx: &mut impl Context, row: usize) {
        let call = self.see(row);
        let (group, key) = (call.group, call.key);
        if self.groups[group].closed || call.phase != Phase::Ready {
            return;
        }
        self.get(row).phase = Phase::CastingOff;
        let time = self.groups[group].mooring.get(key << 1 | 1);
        ctx.after(time, Rank::Release, Signal::CastOff(row as u16).into());
    }

    /// A vessel has cast off: it sails, goes back to the roads or out of service, and the next takes its berth.
    pub(in super::super) fn cast_off(&mut self, ctx: &mut impl Context, row: u16) {
        let at = usize::from(row);
        let call = self.get(at);
        let (group, berth, phase) = (call.group, call.berth.take(), call.phase);
        self.groups[group].free_berth(berth.expect("it had a berth"));
        self.groups[group].order.retain(|&other| other != row);
        self.groups[group].report(ctx);
        ctx.call(row, CallDoes::Unberths);
        match (phase, self.see(at).laid_up) {
            (Phase::Shifting, None) => return self.join_roads(ctx, at),
            (Phase::Shifting, Some(stay)) => self.withdraw(ctx, at, stay),
            _ => self.sail(ctx, row),
        }
        self.berth(ctx, group);
        self.make_way(ctx, group);
    }

    fn sail(&mut self, ctx: &mut impl Context, row: u16) {
        let call = self.calls[usize::from(row)].take().expect("the call has not ended");
        ctx.call(row, CallDoes::Sails { load: call.load, capacity: call.capacity });
        if let Who::Ours(id, service) = call.who {
            ctx.reach_all(id, Event::Sailed);
            let Service { fleet, .. } = self.services[service];
            ctx.carried(Carrying::Vessel(fleet), call.load, call.capacity);
            ctx.leave(Mover::Carrier(id));
            self.label_stacks(ctx, service);
        }
    }

    /// A vessel at its berth is empty: it loads, or goes out of service first, or takes another crossing.
    pub(super) fn emptied(&mut self, ctx: &mut impl Context, row: usize, id: CarrierId, service: usize) {
        self.get(row).discharged = true;
        if let Some(stay) = ctx.lay_up(id) {
            self.get(row).laid_up = Some(stay);
            return self.shift(ctx, row);
        }
        let service = self.choose(ctx, row, id, service);
        self.begin_loading(ctx, row, service);
    }

    /// Whether a vessel that lies idle at its berth goes out of service, and for how long.
    pub(super) fn stay_of(&self, ctx: &mut impl Context, row: usize) -> Option<LayUp> {
        let Who::Ours(id, _) = self.see(row).who else { return None };
        let idle = self.see(row).hooks.is_empty() && !self.groups[self.see(row).group].closed;
        if idle { ctx.lay_up(id) } else { None }
    }

    /// The service that an empty vessel gives next.
    fn choose(&mut self, ctx: &mut impl Context, row: usize, id: CarrierId, service: usize) -> usize {
        let (fleet, before) = (self.services[service].fleet, self.services[service].ferry);
        let ferry = ctx.next_crossing(id);
        if ferry == before {
            return service;
        }
        let next = self.service_of(fleet, ferry).expect("the scenario was checked: the fleet calls here");
        self.get(row).who = Who::Ours(id, next);
        self.label_stacks(ctx, service);
        next
    }

    /// A vessel goes out of service.
    fn withdraw(&mut self, ctx: &mut impl Context, row: usize, stay: LayUp) {
        self.get(row).phase = Phase::LaidUp;
        if let LayUp::For(time) = stay {
            ctx.after(time, Rank::Release, Signal::BackInService(row as u16).into());
        }
        self.label_call(ctx, row);
    }

    /// A vessel is in service again.
    pub(in super::super) fn back_in_service(&mut self, ctx: &mut impl Context, row: u16) {
        let row = usize::from(row);
        let Who::Ours(id, service) = self.see(row).who else { panic!("only our own vessels are laid up") };
        // While it was away its fleet may have become smaller.
        if let Some(stay) = ctx.lay_up(id) {
            self.get(row).laid_up = Some(stay);
            return self.withdraw(ctx, row, stay);
        }
        self.get(row).laid_up = None;
        self.choose(ctx, row, id, service);
        self.join_roads(ctx, row);
    }

    /// A vessel that was laid up until it is recalled is recalled.
    pub(in super::super) fn recall(&mut self, ctx: &mut impl Context, id: CarrierId) {
        let row = self.row_of(id).expect("a vessel that is laid up has a call");
        let call = self.get(row);
        match call.phase {
            Phase::LaidUp => self.back_in_service(ctx, row as u16),
            // It is still on its way out.
            _ => call.laid_up = None,
        }
    }

    /// Lays up vessels that are empty and idle, if they are to be.
    pub(super) fn thin_out(&mut self, ctx: &mut impl Context) {
        for row in 0..self.calls.len() {
            let Some(Call { who: Who::Ours(id, _), phase, load, discharged, .. }) = &self.calls[row] else {
                continue;
            };
            let (id, phase) = (*id, *phase);
            let empty = *load == 0.0 && ctx.carrier(id).members.is_empty() && self.see(row).hooks.is_empty();
            let idle = match phase {
                Phase::Roads => empty,
                Phase::Loading => empty && *discharged,
                _ => false,
            };
            let group = self.see(row).group;
            if !idle || self.groups[group].closed {
                continue;
            }
            let Some(stay) = ctx.lay_up(id) else { continue };
            self.get(row).laid_up = Some(stay);
            if phase == Phase::Roads {
                self.groups[group].roads.retain(|&other| usize::from(other) != row);
                self.withdraw(ctx, row, stay);
            } else {
                self.shift(ctx, row);
            }
        }
    }

    /// Slots were given back: vessels that waited for them go on.
    pub(in super::super) fn resume(&mut self, ctx: &mut impl Context, yard: &mut Storage) {
        for group in 0..self.groups.len() {
            self.work_group(ctx, yard, group, |call| call.phase == Phase::Discharging);
        }
    }
}
