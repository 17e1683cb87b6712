//! Cranes at work on vessels.

use super::{Call, Caller, Phase, Sea};
use crate::cargo::{CarrierId, ConsignmentId};
use crate::observation::{Cause, Event};
use crate::stage::context::{Context, Rank};
use crate::stage::departure::Departure;
use crate::stage::port::{Signal, Storage};
use crate::units::{Duration, Of};

impl Sea {
    /// Sets cranes to work on a vessel at berth as far as there are cranes, cargo and slots, and lets it go when it
    /// is done.
    pub(super) fn work(&mut self, ctx: &mut impl Context, yard: &mut Storage, row: usize) {
        while !self.closed {
            let call = self.get(row);
            let (group, who, phase, busy) = (call.group, call.who, call.phase, call.busy);
            let group = &self.groups[group];
            if busy >= group.cranes_per_vessel || group.at_work >= group.cranes {
                break;
            }
            let started = match (phase, who) {
                (Phase::Discharging, Caller::Ours(id, service)) => {
                    if ctx.carrier(id).members.is_empty() {
                        if busy > 0 {
                            break;
                        }
                        self.begin_loading(ctx, row, service);
                        continue;
                    }
                    self.lift_off(ctx, yard, row, id)
                }
                (Phase::Discharging, Caller::Visitor { slices, slice }) => {
                    self.slice(ctx, row, slices, slice)
                }
                (Phase::Loading, Caller::Ours(_, service)) => self.lift_on(ctx, row, service),
                _ => false,
            };
            if !started {
                break;
            }
        }
        self.conclude(ctx, row);
        self.label_call(ctx, row);
        if let Some(Call { group, phase: Phase::Loading, busy: 0, .. }) = self.calls[row] {
            self.make_way(ctx, group);
        }
    }

    pub(super) fn begin_loading(&mut self, ctx: &mut impl Context, row: usize, service: usize) {
        let now = ctx.now();
        let call = self.get(row);
        call.phase = Phase::Loading;
        call.discharged = true;
        call.began = now;
        self.remind(ctx, row, service);
    }

    pub(super) fn remind(&mut self, ctx: &mut impl Context, row: usize, service: usize) {
        let (departure, now) = (self.services[service].departure, ctx.now());
        let given = self.given[service];
        if let Some(deadline) = departure.deadline_after(given, self.get(row).began) {
            if matches!(departure, Departure::Timetable { exclusive: true, .. }) {
                self.given[service] = Some(deadline);
                self.get(row).slot = Some(deadline);
            }
            let due = ctx.after(deadline.max(now) - now, Rank::Departure, Signal::Due(row as u16).into());
            self.get(row).due = Some(due);
        }
    }

    /// Seizes a crane for a unit that takes it `time`.
    pub(super) fn seize(&mut self, ctx: &mut impl Context, row: usize, time: Duration, signal: Signal) {
        let call = self.get(row);
        call.busy += 1;
        let group = call.group;
        self.groups[group].at_work += 1;
        self.report(ctx, group);
        ctx.after(time, Rank::Release, signal.into());
    }

    /// How long one crane takes for a consignment.
    fn lift_time(&self, ctx: &impl Context, row: usize, id: ConsignmentId) -> Duration {
        let consignment = ctx.consignment(id);
        let group = self.calls[row].as_ref().expect("the call has not ended").group;
        let (rate, of) = self.groups[group].rates[consignment.class.index()]
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
        let member = *ctx.carrier(id).members.last().expect("there is cargo on board");
        if !yard.take_landward(ctx, ctx.consignment(member).class) {
            return false;
        }
        let member = ctx.alight(id, Cause::Handling).expect("there is cargo on board");
        let time = self.lift_time(ctx, row, member);
        self.seize(ctx, row, time, Signal::Lifted(row as u16, member));
        true
    }

    /// Begins to put a unit on board, if there is one and it fits.
    fn lift_on(&mut self, ctx: &mut impl Context, row: usize, service: usize) -> bool {
        let Some(at) = self.stack_of(service) else { return false };
        let Some(&member) = self.stacks[at].queue.front() else { return false };
        let load = self.services[service].load(ctx.consignment(member));
        if self.get(row).load + load > self.services[service].capacity || self.is_later(row, service, load) {
            return false;
        }
        self.get(row).load += load;
        self.stacks[at].queue.pop_front();
        ctx.part(member, self.stacks[at].group, Cause::Handling);
        let time = self.lift_time(ctx, row, member);
        self.seize(ctx, row, time, Signal::Lifted(row as u16, member));
        true
    }

    /// Whether a vessel that leaves before this one, by a timetable for one at a time, has room for a load.
    fn is_later(&self, row: usize, service: usize, load: f64) -> bool {
        let Some(slot) = self.calls[row].as_ref().and_then(|call| call.slot) else { return false };
        let sooner = |call: &Call| {
            matches!(call.who, Caller::Ours(_, other) if other == service)
                && call.phase == Phase::Loading
                && call.slot.is_some_and(|other| other < slot)
                && call.load + load <= self.services[service].capacity
        };
        self.calls.iter().flatten().any(sooner)
    }

    /// Begins a slice of work on another's vessel.
    fn slice(&mut self, ctx: &mut impl Context, row: usize, slices: u32, slice: Duration) -> bool {
        if slices == 0 {
            return false;
        }
        self.get(row).who = Caller::Visitor { slices: slices - 1, slice };
        self.seize(ctx, row, slice, Signal::Worked(row as u16));
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
        let row = usize::from(row);
        let Caller::Ours(id, _) = self.get(row).who else { panic!("cargo is lifted on our own vessels") };
        self.give_crane(ctx, row);
        if self.get(row).phase == Phase::Discharging {
            return true;
        }
        ctx.reach(cargo, Event::Loaded);
        ctx.board(cargo, id);
        yard.give_seaward(ctx, ctx.consignment(cargo).class);
        false
    }

    pub(super) fn give_crane(&mut self, ctx: &mut impl Context, row: usize) {
        let call = self.get(row);
        call.busy -= 1;
        let group = call.group;
        self.groups[group].at_work -= 1;
        self.report(ctx, group);
    }

    /// Goes on with the work on a vessel, and on the others of its group if a crane is left.
    pub(in super::super) fn go_on(&mut self, ctx: &mut impl Context, yard: &mut Storage, row: u16) {
        let row = usize::from(row);
        let group = self.get(row).group;
        self.work(ctx, yard, row);
        if self.groups[group].at_work < self.groups[group].cranes {
            self.work_all(ctx, yard, |call| call.group == group);
        }
    }

    /// A crane has done its slice of work on another's vessel.
    pub(in super::super) fn worked(&mut self, ctx: &mut impl Context, yard: &mut Storage, row: u16) {
        self.give_crane(ctx, usize::from(row));
        self.go_on(ctx, yard, row);
    }

    pub(super) fn work_all(
        &mut self,
        ctx: &mut impl Context,
        yard: &mut Storage,
        which: impl Fn(&Call) -> bool,
    ) {
        for row in 0..self.calls.len() {
            let chosen = self.calls[row]
                .as_ref()
                .is_some_and(|call| matches!(call.phase, Phase::Discharging | Phase::Loading) && which(call));
            if chosen {
                self.work(ctx, yard, row);
            }
        }
    }

    /// Slots were given back: vessels that waited for them go on.
    pub(in super::super) fn resume(&mut self, ctx: &mut impl Context, yard: &mut Storage) {
        self.work_all(ctx, yard, |call| call.phase == Phase::Discharging);
    }

    /// Lets a vessel leave that is done, or whose rule says so.
    pub(super) fn conclude(&mut self, ctx: &mut impl Context, row: usize) {
        let call = self.get(row);
        let (who, phase, busy, load, overdue) = (call.who, call.phase, call.busy, call.load, call.overdue);
        if busy > 0 {
            return;
        }
        let done = match (phase, who) {
            (Phase::Discharging, Caller::Visitor { slices: 0, .. }) => true,
            (Phase::Loading, Caller::Ours(_, service)) => {
                let next = self.stack_of(service).and_then(|at| self.stacks[at].queue.front().copied());
                let service = &self.services[service];
                let fits =
                    next.is_some_and(|id| load + service.load(ctx.consignment(id)) <= service.capacity);
                let full = load >= service.capacity || (next.is_some() && !fits);
                // While more cargo is at hand it is loaded first, unless the time is up.
                (!fits || overdue) && service.departure.leaves(load / service.capacity, full, overdue)
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

    pub(super) fn try_cast_off(&mut self, ctx: &mut impl Context, row: usize) {
        if self.closed || self.get(row).phase != Phase::Ready {
            return;
        }
        let call = self.get(row);
        call.phase = Phase::CastingOff;
        let (group, key) = (call.group, call.key);
        let time = self.groups[group].mooring.get(key << 1 | 1);
        ctx.after(time, Rank::Release, Signal::CastOff(row as u16).into());
    }
}
