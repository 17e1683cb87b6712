//! What cargo on board and in the stacks is waiting for.

use super::{Caller, Phase, Sea};
use crate::observation::{Cause, Party};
use crate::stage::context::Context;

impl Sea {
    /// Books the hours of those on board on what the vessel waits for, and those in its stack likewise.
    pub(super) fn label_call(&mut self, ctx: &mut impl Context, row: usize) {
        let Some(call) = &self.calls[row] else { return };
        let Caller::Ours(id, service) = call.who else { return };
        let at_work = call.busy > 0;
        let cause = match call.phase {
            Phase::Papers => return,
            Phase::Mooring | Phase::CastingOff | Phase::Shifting => Cause::Handling,
            _ if at_work => Cause::Handling,
            _ if self.closed => Cause::Weather,
            Phase::Roads => Cause::Berth,
            Phase::Ready => Cause::Weather,
            Phase::Discharging if self.cranes_taken(call.group) => Cause::Server,
            Phase::Discharging => Cause::YardSlot,
            Phase::Loading if self.stack_has_more(service) => Cause::Server,
            Phase::Loading => Cause::VesselFill,
        };
        ctx.spend_aboard(id, cause);
        self.label_stack(ctx, service);
    }

    fn cranes_taken(&self, group: usize) -> bool {
        self.groups[group].at_work >= self.groups[group].cranes
    }

    pub(super) fn stack_has_more(&self, service: usize) -> bool {
        self.stack_of(service).is_some_and(|at| !self.stacks[at].queue.is_empty())
    }

    /// Books the hours of cargo in a service's stack on what it waits for.
    pub(super) fn label_stack(&self, ctx: &mut impl Context, service: usize) {
        let Some(at) = self.stack_of(service) else { return };
        let mut cause = Cause::VesselArrival;
        for call in self.calls.iter().flatten() {
            let Caller::Ours(_, other) = call.who else { continue };
            if !self.serves(other, at) {
                continue;
            }
            match call.phase {
                Phase::Mooring | Phase::Papers | Phase::Discharging | Phase::Loading => {
                    cause = Cause::Server;
                    break;
                }
                Phase::Roads | Phase::Shifting => cause = Cause::Berth,
                Phase::Ready | Phase::CastingOff => {}
            }
        }
        if self.closed {
            cause = Cause::Weather;
        }
        ctx.spend(Party::Group(self.stacks[at].group), cause);
    }
}
