//! Servers with one queue before them: the part of which desks, cranes and tracks are made.

use std::collections::VecDeque;

use super::Context;
use crate::cargo::{Mover, ResourceId};
use crate::observation::Use;
use crate::units::Time;

/// A number of equal servers and those who wait for one, in order of their claims.
#[derive(Clone, Debug)]
pub(crate) struct Servers {
    capacity: u32,
    busy: u32,
    blocked: u32,
    queue: VecDeque<(Time, Mover)>,
    meter: ResourceId,
}

impl Servers {
    /// `capacity` idle servers, metered as `meter`.
    pub(crate) fn new(capacity: u32, meter: ResourceId) -> Servers {
        Servers { capacity, busy: 0, blocked: 0, queue: VecDeque::new(), meter }
    }

    /// Takes a server for `mover` if one is free and nobody waits; else puts it into the queue. Says whether its
    /// service can begin.
    #[inline]
    pub(crate) fn enter(&mut self, ctx: &mut impl Context, mover: Mover, claim: Time) -> bool {
        if self.queue.is_empty() && self.idle() {
            self.busy += 1;
            self.report(ctx);
            return true;
        }
        if self.queue.back().is_none_or(|&(last, _)| last <= claim) {
            self.queue.push_back((claim, mover));
        } else {
            let behind = self.queue.iter().rposition(|&(other, _)| other <= claim).map_or(0, |at| at + 1);
            self.queue.insert(behind, (claim, mover));
        }
        false
    }

    /// Gives a server back and says whose service can begin now.
    #[inline]
    pub(crate) fn leave(&mut self, ctx: &mut impl Context) -> Option<Mover> {
        assert!(self.busy > 0, "a server was released that nobody held");
        self.busy -= 1;
        let next = self.next(ctx);
        if next.is_none() {
            self.report(ctx);
        }
        next
    }

    /// The next in the queue, if a server is free for it.
    pub(crate) fn next(&mut self, ctx: &mut impl Context) -> Option<Mover> {
        if !self.idle() {
            return None;
        }
        let (_, mover) = self.queue.pop_front()?;
        self.busy += 1;
        self.report(ctx);
        Some(mover)
    }

    /// Takes over the number of servers: of more the caller lets the next begin, and of fewer those that are too many
    /// finish.
    pub(crate) fn revise(&mut self, new: &Servers) {
        (self.capacity, self.meter) = (new.capacity, new.meter);
    }

    /// Notes that a server is held by something that cannot leave, or no longer is.
    pub(crate) fn block(&mut self, ctx: &mut impl Context, blocked: bool) {
        if blocked {
            self.blocked += 1;
        } else {
            self.blocked -= 1;
        }
        self.report(ctx);
    }

    /// Whether every server is held by something that cannot leave.
    pub(crate) fn all_blocked(&self) -> bool {
        self.blocked >= self.capacity
    }

    #[inline]
    fn idle(&self) -> bool {
        self.busy < self.capacity
    }

    #[inline]
    fn report(&self, ctx: &mut impl Context) {
        ctx.uses(self.meter, Use { busy: self.busy - self.blocked, blocked: self.blocked, ..Use::default() });
    }
}
