//! What vessels, and cargo on board and in the stacks, are waiting for.

use super::{Phase, Sea, Who};
use crate::observation::{CallDoes, Cause, Party};
use crate::stage::context::Context;

impl Sea {
    /// Books the hours of a vessel and those on board on what it waits for, and those in its stacks likewise.
    pub(super) fn label_call(&mut self, ctx: &mut impl Context, row: usize) {
        let Some(call) = &self.calls[row] else { return };
        let cause = self.cause_of(row);
        if call.doing != Some(cause) {
            ctx.call(row as u16, CallDoes::Spends(cause));
            // The desks book the hours of papers themselves.
            if let Who::Ours(id, _) = call.who
                && call.phase != Phase::Papers
            {
                ctx.spend_aboard(id, cause);
            }
        }
        let (who, group) = (call.who, &self.groups[call.group]);
        let stands = Some((call.phase, group.closed, group.halted));
        let call = self.get(row);
        call.doing = Some(cause);
        // A crane's move alone changes nothing for the stacks.
        if std::mem::replace(&mut call.told, stands) != stands
            && let Who::Ours(_, service) = who
        {
            self.label_stacks(ctx, service);
        }
    }

    fn cause_of(&self, row: usize) -> Cause {
        let call = self.see(row);
        let group = &self.groups[call.group];
        match call.phase {
            Phase::Papers => Cause::Papers,
            Phase::LaidUp => Cause::Maintenance,
            Phase::Mooring | Phase::CastingOff | Phase::Shifting => Cause::Handling,
            Phase::Roads if group.closed => Cause::Weather,
            Phase::Roads => Cause::Berth,
            Phase::Ready => Cause::Weather,
            Phase::Discharging | Phase::Loading => match (group.halted, call.who) {
                (Some(cause), _) => cause,
                _ if !call.hooks.is_empty() => Cause::Handling,
                _ if group.at_work >= group.manned => Cause::Server,
                (None, Who::Visitor { .. }) => Cause::Server,
                _ if call.phase == Phase::Discharging => Cause::YardSlot,
                (None, Who::Ours(_, service)) if self.stack_has_more(service) => Cause::Server,
                _ => Cause::VesselFill,
            },
        }
    }

    /// Books the hours of cargo in the stacks of a service on what it waits for.
    pub(super) fn label_stacks(&self, ctx: &mut impl Context, service: usize) {
        let ferry = self.services[service].ferry;
        for stack in (0..self.stacks.len()).filter(|&at| self.stacks[at].ferry == ferry) {
            self.label_stack(ctx, stack);
        }
    }

    /// Books the hours of cargo in a stack on what it waits for: the vessel that is furthest on counts.
    pub(super) fn label_stack(&self, ctx: &mut impl Context, at: usize) {
        let mut cause = Cause::VesselArrival;
        let mut open = false;
        let mut halted = None;
        for service in (0..self.services.len()).filter(|&service| self.serves(service, at)) {
            let group = &self.groups[self.links[service].group];
            open |= !group.closed;
            halted = halted.or(group.halted);
        }
        for call in self.calls.iter().flatten() {
            let Who::Ours(_, service) = call.who else { continue };
            if !self.serves(service, at) {
                continue;
            }
            match call.phase {
                Phase::Mooring | Phase::Papers | Phase::Discharging | Phase::Loading => {
                    cause = self.groups[call.group].halted.unwrap_or(Cause::Server);
                    if cause == Cause::Server {
                        break;
                    }
                }
                Phase::Roads | Phase::Shifting if cause == Cause::VesselArrival => cause = Cause::Berth,
                _ => {}
            }
        }
        if !open && halted.is_some() {
            cause = Cause::Weather;
        }
        ctx.spend(Party::Group(self.stacks[at].group), cause);
    }
}
