//! Cargo in the yard that waits for a vessel.

use std::collections::VecDeque;

use super::group::find;
use super::{Phase, Sea, Service, Storage, Who};
use crate::cargo::{Class, ConsignmentId, GroupId, StageId};
use crate::observation::Cause;
use crate::stage::context::Context;

/// Cargo of one class that waits for the vessels of a crossing.
#[derive(Debug)]
pub(super) struct Stack {
    pub ferry: StageId,
    pub class: Class,
    pub group: GroupId,
    pub queue: VecDeque<ConsignmentId>,
}

/// Where a service finds what it needs: names are looked up when something is added, not at every move of a crane.
#[derive(Debug)]
pub(super) struct Link {
    /// Its group of berths.
    pub group: usize,
    /// The stacks from which it loads, in the order in which it does, as far as cargo has ever waited there.
    pub stacks: Vec<usize>,
}

/// A unit that a vessel could take on board.
#[derive(Clone, Copy, Debug)]
pub(super) struct Next {
    pub stack: usize,
    pub cargo: ConsignmentId,
    /// The room that it takes.
    pub load: f64,
}

impl Sea {
    /// Puts cargo that has come by land where the vessels of its crossing will take it.
    pub(in super::super) fn store(
        &mut self,
        ctx: &mut impl Context,
        yard: &mut Storage,
        id: ConsignmentId,
        ferry: StageId,
    ) {
        let at = self.stack(ctx, ferry, ctx.consignment(id).class);
        ctx.join(id, self.stacks[at].group);
        self.stacks[at].queue.push_back(id);
        ctx.queues(ferry, 1);
        for group in 0..self.groups.len() {
            let mut place = 0;
            while let Some(&row) = self.groups[group].order.get(place) {
                let row = usize::from(row);
                if self.see(row).phase == Phase::Loading && self.waits_for(row, at) {
                    self.work(ctx, yard, row);
                }
                place += 1;
            }
            if self.groups[group].roads.iter().any(|&row| self.waits_for(usize::from(row), at)) {
                self.make_way(ctx, group);
            }
        }
    }

    /// Whether a vessel loads from a stack.
    fn waits_for(&self, row: usize, stack: usize) -> bool {
        matches!(self.see(row).who, Who::Ours(_, service) if self.serves(service, stack))
    }

    pub(super) fn serves(&self, service: usize, stack: usize) -> bool {
        self.links[service].stacks.contains(&stack)
    }

    /// Looks up the berths and stacks of all services.
    pub(super) fn link(&mut self) {
        let link = |service: &Service| {
            let is = |class| move |stack: &Stack| stack.ferry == service.ferry && stack.class == class;
            let stacks =
                service.stowage.iter().filter_map(|stowage| self.stacks.iter().position(is(stowage.class)));
            Link { group: find(&self.groups, &service.berth), stacks: stacks.collect() }
        };
        self.links = self.services.iter().map(link).collect();
    }

    /// The stack of a crossing and class.
    fn stack(&mut self, ctx: &mut impl Context, ferry: StageId, class: Class) -> usize {
        if let Some(at) = self.stacks.iter().position(|stack| stack.ferry == ferry && stack.class == class) {
            return at;
        }
        let group = ctx.group(Cause::VesselArrival);
        self.stacks.push(Stack { ferry, class, group, queue: VecDeque::new() });
        self.link();
        let at = self.stacks.len() - 1;
        self.label_stack(ctx, at);
        at
    }

    /// Whether cargo is at hand for a service.
    pub(super) fn stack_has_more(&self, service: usize) -> bool {
        self.links[service].stacks.iter().any(|&stack| !self.stacks[stack].queue.is_empty())
    }

    /// The unit that a vessel takes next: the first of the first class that still fits.
    pub(super) fn next_aboard(&self, ctx: &impl Context, row: usize, service: usize) -> Option<Next> {
        let call = self.see(row);
        self.links[service].stacks.iter().find_map(|&stack| {
            let &cargo = self.stacks[stack].queue.front()?;
            let load = self.services[service].load(ctx.consignment(cargo));
            (call.load + load <= call.capacity * (1.0 + ROUNDING)).then_some(Next { stack, cargo, load })
        })
    }
}

/// How far a load may exceed a capacity because room is counted in fractions.
pub(super) const ROUNDING: f64 = 1e-9;
