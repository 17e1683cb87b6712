//! Cranes at work on vessels.

use super::group::find;
use super::stacks::ROUNDING;
use super::{Call, Hook, Phase, Sea, Signal, Storage, Who};
use crate::cargo::{CarrierId, ConsignmentId};
use crate::observation::{CallDoes, Cause, Event, Party};
use crate::stage::context::{Context, Rank};
use crate::stage::departure::Departure;
use crate::units::{Duration, Of};

impl Sea {
    /// Sets cranes to work on a vessel at berth as far as there are cranes, cargo and slots, and lets it go when it
    /// is done.
    pub(super) fn work(&mut self, ctx: &mut impl Context, yard: &mut Storage, row: usize) {
        let call = self.see(row);
        if let (Phase::Discharging, Who::Ours(id, service)) = (call.phase, call.who)
            && self.groups[call.group].halted.is_none()
            && call.hooks.is_empty()
            && ctx.carrier(id).members.is_empty()
        {
            self.emptied(ctx, row, id, service);
        }
        while self.has_crane(row) {
            let call = self.see(row);
            let begun = match (call.phase, call.who) {
                (Phase::Discharging, Who::Ours(id, _)) => self.lift_off(ctx, yard, row, id),
                (Phase::Discharging, Who::Visitor { .. }) => self.slice(ctx, row),
                (Phase::Loading, Who::Ours(_, service)) => self.lift_on(ctx, yard, row, service),
                _ => false,
            };
            if !begun {
                break;
            }
        }
        self.conclude(ctx, row);
        self.label_call(ctx, row);
        let call = self.see(row);
        if call.phase == Phase::Loading && call.hooks.is_empty() {
            self.make_way(ctx, call.group);
        }
    }

    /// Whether one more crane could work on a vessel.
    fn has_crane(&self, row: usize) -> bool {
        let call = self.see(row);
        let group = &self.groups[call.group];
        group.has_crane() && call.hooks.len() < group.cranes_per_vessel as usize
    }

    pub(super) fn begin_loading(&mut self, ctx: &mut impl Context, row: usize, service: usize) {
        let now = ctx.now();
        let capacity = self.services[service].capacity_at(now);
        let call = self.get(row);
        call.phase = Phase::Loading;
        call.discharged = true;
        (call.began, call.capacity) = (now, capacity);
        self.remind(ctx, row, service);
    }

    /// Calls the vessel when it has waited long enough.
    pub(super) fn remind(&mut self, ctx: &mut impl Context, row: usize, service: usize) {
        let (departure, now) = (self.services[service].departure, ctx.now());
        let given = self.given[service];
        if let Some(deadline) = departure.deadline_after(given, self.see(row).began) {
            if matches!(departure, Departure::Timetable { exclusive: true, .. }) {
                self.given[service] = Some(deadline);
                self.get(row).slot = Some(deadline);
            }
            let due = ctx.after(deadline.max(now) - now, Rank::Departure, Signal::Due(row as u16).into());
            self.get(row).due = Some(due);
        }
    }

    /// Hangs a unit that takes `time` on a crane's hook.
    fn seize(&mut self, ctx: &mut impl Context, row: usize, time: Duration, cargo: Option<ConsignmentId>) {
        let ends = ctx.now() + time;
        let handle = ctx.after(time, Rank::Release, signal(row, cargo).into());
        let call = self.get(row);
        call.hooks.push(Hook { cargo, running: Some((handle, ends)), left: Duration::ZERO });
        let (group, first) = (call.group, !std::mem::replace(&mut call.worked, true));
        self.groups[group].at_work += 1;
        self.groups[group].report(ctx);
        if first {
            ctx.call(row as u16, CallDoes::Begins);
        }
    }

    /// How long one crane takes for a consignment.
    fn lift_time(&self, ctx: &impl Context, row: usize, id: ConsignmentId) -> Duration {
        let consignment = ctx.consignment(id);
        let (rate, of) = self.groups[self.see(row).group].rates[consignment.class.index()]
            .expect("the scenario was checked: the berths work this class");
        let amount = match of {
            Of::Teu => f64::from(consignment.teu),
            Of::Tonne => consignment.tonnes,
            _ => 1.0,
        };
        Duration::from_hours(amount / rate)
    }

    /// Begins to take a unit off board, if there is a slot for it.
    fn lift_off(&mut self, ctx: &mut impl Context, yard: &mut Storage, row: usize, id: CarrierId) -> bool {
        let Some(&member) = ctx.carrier(id).members.last() else { return false };
        if !yard.take_landward(ctx, ctx.consignment(member).class) {
            return false;
        }
        let member = ctx.alight(id, Cause::Handling).expect("there is cargo on board");
        let time = self.lift_time(ctx, row, member);
        self.seize(ctx, row, time, Some(member));
        true
    }

    /// Begins to put a unit on board, if there is one and it fits.
    fn lift_on(&mut self, ctx: &mut impl Context, yard: &mut Storage, row: usize, service: usize) -> bool {
        let Some(next) = self.next_aboard(ctx, row, service) else { return false };
        if self.is_later(row, service, next.load) || self.time_is_up(row, service) {
            return false;
        }
        self.get(row).load += next.load;
        let stack = &mut self.stacks[next.stack];
        stack.queue.pop_front();
        let (group, ferry) = (stack.group, stack.ferry);
        ctx.queues(ferry, -1);
        ctx.part(next.cargo, group, Cause::Handling);
        let time = self.lift_time(ctx, row, next.cargo).max(yard.fetch(ctx, next.cargo));
        self.seize(ctx, row, time, Some(next.cargo));
        true
    }

    /// Whether a vessel has waited long enough and has on board what it has to have by then: it leaves without what is
    /// still at hand.
    fn time_is_up(&self, row: usize, service: usize) -> bool {
        let call = self.see(row);
        call.overdue && self.services[service].departure.leaves(call.share(), false, true)
    }

    /// Whether a vessel that leaves before this one, by a timetable for one at a time, has room for a load.
    fn is_later(&self, row: usize, service: usize, load: f64) -> bool {
        let Some(slot) = self.see(row).slot else { return false };
        let sooner = |call: &Call| {
            matches!(call.who, Who::Ours(_, other) if other == service)
                && call.phase == Phase::Loading
                && call.slot.is_some_and(|other| other < slot)
                && call.load + load <= call.capacity * (1.0 + ROUNDING)
        };
        self.calls.iter().flatten().any(sooner)
    }

    /// Begins a slice of work on another's vessel.
    fn slice(&mut self, ctx: &mut impl Context, row: usize) -> bool {
        let Who::Visitor { slices, slice, .. } = &mut self.get(row).who else {
            panic!("slices are worked on visitors")
        };
        let Some(left) = slices.checked_sub(1) else { return false };
        *slices = left;
        let time = *slice;
        self.seize(ctx, row, time, None);
        true
    }

    /// A crane has moved a unit; says whether it went ashore.
    pub(in super::super) fn lifted(
        &mut self,
        ctx: &mut impl Context,
        yard: &mut Storage,
        row: u16,
        cargo: ConsignmentId,
    ) -> bool {
        let at = usize::from(row);
        let Who::Ours(id, _) = self.see(at).who else { panic!("cargo is lifted on our own vessels") };
        self.give_crane(ctx, at, Some(cargo));
        let ashore = self.see(at).phase == Phase::Discharging;
        let what = ctx.consignment(cargo);
        let (class, teu, tonnes) = (what.class, f64::from(what.teu), what.tonnes);
        ctx.call(row, CallDoes::Moves { class, units: 1.0, teu, tonnes, ashore });
        if !ashore {
            ctx.reach(cargo, Event::Loaded);
            ctx.board(cargo, id);
            yard.give_seaward(ctx, class);
        }
        ashore
    }

    /// Takes a unit off its hook: the crane is free.
    fn give_crane(&mut self, ctx: &mut impl Context, row: usize, cargo: Option<ConsignmentId>) {
        let now = ctx.now();
        let call = self.get(row);
        let done =
            |hook: &Hook| hook.cargo == cargo && hook.running.as_ref().is_some_and(|&(_, ends)| ends == now);
        let at = call.hooks.iter().position(done).expect("a crane has worked on it");
        call.hooks.remove(at);
        let group = call.group;
        self.groups[group].at_work -= 1;
        self.groups[group].report(ctx);
    }

    /// Lets what hangs on the hooks of a vessel rest, for a reason.
    pub(super) fn pause(&mut self, ctx: &mut impl Context, row: usize, cause: Cause) {
        let now = ctx.now();
        for hook in &mut self.get(row).hooks {
            let Some((handle, ends)) = hook.running.take() else { continue };
            ctx.cancel(handle);
            hook.left = ends - now;
        }
        self.label_hooks(ctx, row, cause);
    }

    /// Goes on with what hangs on the hooks of a vessel.
    pub(super) fn unpause(&mut self, ctx: &mut impl Context, row: usize) {
        let now = ctx.now();
        for hook in &mut self.get(row).hooks {
            if hook.running.is_none() {
                let handle = ctx.after(hook.left, Rank::Release, signal(row, hook.cargo).into());
                hook.running = Some((handle, now + hook.left));
            }
        }
        self.label_hooks(ctx, row, Cause::Handling);
    }

    /// Books the hours of what hangs on hooks.
    pub(super) fn label_hooks(&self, ctx: &mut impl Context, row: usize, cause: Cause) {
        for cargo in self.see(row).hooks.iter().filter_map(|hook| hook.cargo) {
            ctx.spend(Party::Consignment(cargo), cause);
        }
    }

    /// Goes on with the work on a vessel, and on the others of its group if a crane is left.
    pub(in super::super) fn go_on(&mut self, ctx: &mut impl Context, yard: &mut Storage, row: u16) {
        let row = usize::from(row);
        let group = self.see(row).group;
        self.work(ctx, yard, row);
        self.work_group(ctx, yard, group, |_| true);
    }

    /// A crane has done its slice of work on another's vessel.
    pub(in super::super) fn worked(&mut self, ctx: &mut impl Context, yard: &mut Storage, row: u16) {
        let at = usize::from(row);
        if let Who::Visitor { visitor, units, .. } = self.see(at).who {
            let class = self.visitors[visitor].class;
            ctx.call(row, CallDoes::Moves { class, units, teu: 0.0, tonnes: 0.0, ashore: false });
        }
        self.give_crane(ctx, at, None);
        self.go_on(ctx, yard, row);
    }

    /// Works on the vessels of a group in the order in which they berthed, while a crane is left.
    pub(super) fn work_group(
        &mut self,
        ctx: &mut impl Context,
        yard: &mut Storage,
        group: usize,
        which: impl Fn(&Call) -> bool,
    ) {
        let mut place = 0;
        while self.groups[group].has_crane() {
            let Some(&row) = self.groups[group].order.get(place) else { break };
            let call = self.see(usize::from(row));
            if matches!(call.phase, Phase::Discharging | Phase::Loading) && which(call) {
                self.work(ctx, yard, usize::from(row));
            }
            place += 1;
        }
    }

    /// Lets a vessel leave that is done, or whose rule says so.
    fn conclude(&mut self, ctx: &mut impl Context, row: usize) {
        let call = self.see(row);
        let (load, capacity, overdue) = (call.load, call.capacity, call.overdue);
        if !call.hooks.is_empty() {
            return;
        }
        let done = match (call.phase, call.who) {
            (Phase::Discharging, Who::Visitor { slices: 0, .. }) => true,
            (Phase::Loading, Who::Ours(_, service)) => {
                let fits = self.next_aboard(ctx, row, service).is_some();
                let at_hand = self.stack_has_more(service);
                let full = load >= capacity * (1.0 - ROUNDING) || (at_hand && !fits);
                // While more cargo is at hand it is loaded first, unless the time is up.
                let rule = self.services[service].departure;
                self.time_is_up(row, service) || (!fits && rule.leaves(call.share(), full, overdue))
            }
            _ => false,
        };
        if done {
            if let Some(due) = self.get(row).due.take() {
                ctx.cancel(due);
            }
            self.get(row).phase = Phase::Ready;
        }
        self.try_cast_off(ctx, row);
    }

    /// The number of the group of that name.
    pub(in super::super) fn group(&self, berth: &str) -> usize {
        find(&self.groups, berth)
    }

    /// Lets the vessels of a group have the cranes that are free.
    pub(in super::super) fn serve(&mut self, ctx: &mut impl Context, yard: &mut Storage, group: usize) {
        self.work_group(ctx, yard, group, |_| true);
    }

    /// Lends a crane of a group to a train, if one is free.
    pub(in super::super) fn lend(&mut self, ctx: &mut impl Context, group: usize) -> bool {
        let free = self.groups[group].has_crane();
        if free {
            self.groups[group].at_work += 1;
            self.groups[group].report(ctx);
        }
        free
    }

    /// Takes a crane back from a train.
    pub(in super::super) fn take_back(&mut self, ctx: &mut impl Context, group: usize) {
        self.groups[group].at_work -= 1;
        self.groups[group].report(ctx);
    }

    /// What a train waits for that has no crane of a group.
    pub(in super::super) fn crane_wait(&self, group: usize) -> Cause {
        self.groups[group].halted.unwrap_or(Cause::Server)
    }
}

/// What a crane says at the end of a move.
fn signal(row: usize, cargo: Option<ConsignmentId>) -> Signal {
    match cargo {
        Some(cargo) => Signal::Lifted(row as u16, cargo),
        None => Signal::Worked(row as u16),
    }
}
