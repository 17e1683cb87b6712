//! The sea side of a port: roads, berths, cranes, and the calls of vessels.

mod label;
mod revise;
mod work;

use std::collections::VecDeque;

use super::{PortSpec, Service, Signal, Storage};
use crate::cargo::{CarrierId, Class, ConsignmentId, FleetId, GroupId, Mover, ResourceId, StageId};
use crate::engine::Handle;
use crate::observation::{Carrying, Cause, Event, Use};
use crate::random::Stream;
use crate::stage::build::{Build, Draws, Times};
use crate::stage::context::{Context, Rank};
use crate::stage::customs::Customs;
use crate::stage::departure::Departure;
use crate::units::{Duration, Of, Time};

/// The sea side at work.
#[derive(Debug)]
pub(super) struct Sea {
    groups: Vec<Group>,
    /// Services as they are and have been: of each fleet the last is in force.
    services: Vec<Service>,
    /// Of each service, the latest departure of its timetable that a vessel has been given for its own.
    given: Vec<Option<Time>>,
    stacks: Vec<Stack>,
    visitors: Vec<Visitor>,
    calls: Vec<Option<Call>>,
    closed: bool,
}

/// Berths of one kind with their cranes.
#[derive(Debug)]
struct Group {
    name: String,
    berths: u32,
    at_berth: u32,
    cranes: u32,
    at_work: u32,
    cranes_per_vessel: u32,
    /// Work of one crane in an hour, and in what it is counted, by class.
    rates: [Option<(f64, Of)>; Class::ALL.len()],
    mooring: Times,
    roads: VecDeque<u16>,
    berths_meter: ResourceId,
    cranes_meter: ResourceId,
}

/// Cargo that waits for the vessels of a crossing.
#[derive(Debug)]
struct Stack {
    ferry: StageId,
    class: Class,
    group: GroupId,
    queue: VecDeque<ConsignmentId>,
}

/// Vessels of another service.
#[derive(Debug)]
struct Visitor {
    name: String,
    group: usize,
    class: Class,
    units: Draws,
    interval_h: f64,
    chance: Stream,
    calls: u64,
    /// The next call and its instant; none of a service that no longer calls.
    next: Option<(Handle, Time)>,
}

/// A vessel's call, from the roads to the roads.
#[derive(Debug)]
struct Call {
    who: Caller,
    group: usize,
    phase: Phase,
    /// Cranes at work on it.
    busy: u32,
    began: Time,
    due: Option<Handle>,
    /// The departure of a timetable that is this vessel's alone.
    slot: Option<Time>,
    overdue: bool,
    /// Whether it has been discharged and cleared: it has only to be loaded.
    discharged: bool,
    /// What is on board or on a crane's hook on the way there, in the service's measure.
    load: f64,
    key: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Caller {
    /// A vessel of one of our fleets, with its service here.
    Ours(CarrierId, usize),
    /// Another's, with the crane hours still to be worked.
    Visitor { slices: u32, slice: Duration },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Roads,
    Mooring,
    Papers,
    Discharging,
    Loading,
    /// Done; waits for the port to be open.
    Ready,
    CastingOff,
    /// Makes way for others: there is nothing for it at the berth.
    Shifting,
}

impl Sea {
    pub(super) fn new(spec: &PortSpec, build: &Build<'_>, services: &[Service], first: usize) -> Sea {
        let groups: Vec<Group> = spec
            .berth
            .iter()
            .enumerate()
            .map(|(row, (name, group))| {
                let mut rates = [None; Class::ALL.len()];
                for (class, rate) in &group.rate {
                    let class = Class::named(class).expect("the scenario was checked: classes have names");
                    rates[class.index()] = Some((rate.get(), rate.unit().of));
                }
                Group {
                    name: name.to_string(),
                    berths: group.berths.count(),
                    at_berth: 0,
                    cranes: group.cranes.count(),
                    at_work: 0,
                    cranes_per_vessel: group.cranes_per_vessel.count(),
                    rates,
                    mooring: build.times(&group.mooring, &format!("mooring {name}")),
                    roads: VecDeque::new(),
                    berths_meter: build.resource(first + 2 * row),
                    cranes_meter: build.resource(first + 2 * row + 1),
                }
            })
            .collect();
        let visitors = spec
            .visitor
            .iter()
            .map(|(name, visitor)| Visitor {
                name: name.to_string(),
                group: find(&groups, &visitor.berth),
                class: Class::named(&visitor.class).expect("the scenario was checked: classes have names"),
                units: build.draws(&visitor.units, &format!("units {name}")),
                interval_h: 365.0 * 24.0 / visitor.calls.get(),
                chance: build.chances(&format!("calls {name}")),
                calls: 0,
                next: None,
            })
            .collect();
        Sea {
            groups,
            services: services.to_vec(),
            given: vec![None; services.len()],
            stacks: Vec::new(),
            visitors,
            calls: Vec::new(),
            closed: false,
        }
    }

    pub(super) fn closed(&self) -> bool {
        self.closed
    }

    /// Schedules the first call of every other service.
    pub(super) fn start(&mut self, ctx: &mut impl Context) {
        for at in 0..self.visitors.len() {
            self.expect(ctx, at);
        }
    }

    /// Schedules the next call of another service, after an exponential interval.
    fn expect(&mut self, ctx: &mut impl Context, at: usize) {
        let visitor = &mut self.visitors[at];
        let hours = -libm::log(visitor.chance.uniform(visitor.calls)) * visitor.interval_h;
        visitor.calls += 1;
        let delay = Duration::from_hours(hours);
        let call = ctx.after(delay, Rank::Demand, Signal::Visit(at as u16).into());
        visitor.next = Some((call, ctx.now() + delay));
    }

    /// A vessel of another service arrives.
    pub(super) fn visit(&mut self, ctx: &mut impl Context, visitor: u16) {
        let (group, class, calls) = {
            let visitor = &self.visitors[usize::from(visitor)];
            (visitor.group, visitor.class, visitor.calls)
        };
        let units = self.visitors[usize::from(visitor)].units.get(calls).max(0.0);
        let (rate, _) = self.groups[group].rates[class.index()].expect("the scenario was checked: rates");
        let hours = units / rate;
        // Slices of at most a crane hour, so that cranes can come and go.
        let slices = libm::ceil(hours).max(1.0);
        let who = Caller::Visitor { slices: slices as u32, slice: Duration::from_hours(hours / slices) };
        let key = 1 << 40 | u64::from(visitor) << 32 | calls;
        self.call(ctx, who, group, key);
        self.expect(ctx, usize::from(visitor));
    }

    /// A vessel of one of our fleets arrives.
    pub(super) fn arrive(&mut self, ctx: &mut impl Context, id: CarrierId, fleet: FleetId) {
        let service = self
            .services
            .iter()
            .rposition(|service| service.fleet == fleet)
            .expect("the scenario was checked: the fleet calls here");
        let group = find(&self.groups, &self.services[service].berth);
        let key = ctx.key(Mover::Carrier(id));
        self.call(ctx, Caller::Ours(id, service), group, key);
        self.label_stack(ctx, service);
    }

    fn call(&mut self, ctx: &mut impl Context, who: Caller, group: usize, key: u64) {
        let call = Call {
            who,
            group,
            phase: Phase::Roads,
            busy: 0,
            began: ctx.now(),
            due: None,
            slot: None,
            overdue: false,
            discharged: false,
            load: 0.0,
            key,
        };
        let row = match self.calls.iter().position(Option::is_none) {
            Some(row) => {
                self.calls[row] = Some(call);
                row
            }
            None => {
                self.calls.push(Some(call));
                self.calls.len() - 1
            }
        };
        self.groups[group].roads.push_back(row as u16);
        self.label_call(ctx, row);
        self.berth(ctx, group);
        self.make_way(ctx, group);
    }

    /// Whether there is anything to be done for a vessel at a berth.
    fn has_work(&self, ctx: &impl Context, row: usize) -> bool {
        let call = self.calls[row].as_ref().expect("a vessel in the roads has a call");
        match call.who {
            Caller::Visitor { .. } => true,
            Caller::Ours(id, service) => {
                !ctx.carrier(id).members.is_empty()
                    || self.stack_has_more(service)
                    || matches!(self.services[service].departure, Departure::Timetable { .. })
            }
        }
    }

    /// Sends vessels that lie idle and empty at berths back to the roads while others wait there that have work.
    fn make_way(&mut self, ctx: &mut impl Context, group: usize) {
        if self.closed || self.groups[group].at_berth < self.groups[group].berths {
            return;
        }
        let roads = &self.groups[group].roads;
        let wanted = roads.iter().filter(|&&row| self.has_work(ctx, usize::from(row))).count();
        let shifting = self.in_group(group).filter(|(_, call)| call.phase == Phase::Shifting).count();
        let idle: Vec<usize> = self
            .in_group(group)
            .filter(|(row, call)| {
                call.phase == Phase::Loading
                    && call.busy == 0
                    && call.load == 0.0
                    && !self.has_work(ctx, *row)
            })
            .map(|(row, _)| row)
            .take(wanted.saturating_sub(shifting))
            .collect();
        for row in idle {
            let call = self.get(row);
            call.phase = Phase::Shifting;
            let (due, key) = (call.due.take(), call.key);
            if let Some(due) = due {
                ctx.cancel(due);
            }
            let time = self.groups[group].mooring.get(key << 1 | 1);
            ctx.after(time, Rank::Release, Signal::CastOff(row as u16).into());
            self.label_call(ctx, row);
        }
    }

    fn in_group(&self, group: usize) -> impl Iterator<Item = (usize, &Call)> {
        let calls = self.calls.iter().enumerate();
        calls.filter_map(move |(row, call)| {
            call.as_ref().filter(|call| call.group == group).map(|call| (row, call))
        })
    }

    /// Brings vessels from the roads to free berths.
    fn berth(&mut self, ctx: &mut impl Context, group: usize) {
        while !self.closed && self.groups[group].at_berth < self.groups[group].berths {
            // Who has nothing to do at a berth lets the others go first.
            let roads = &self.groups[group].roads;
            let first = roads.iter().position(|&row| self.has_work(ctx, usize::from(row))).unwrap_or(0);
            let Some(row) = self.groups[group].roads.remove(first) else { break };
            self.groups[group].at_berth += 1;
            self.report(ctx, group);
            let call = self.calls[usize::from(row)].as_mut().expect("a vessel in the roads has a call");
            call.phase = Phase::Mooring;
            let time = self.groups[group].mooring.get(call.key << 1);
            ctx.after(time, Rank::Release, Signal::Moored(row).into());
            self.label_call(ctx, usize::from(row));
        }
    }

    fn report(&self, ctx: &mut impl Context, group: usize) {
        let group = &self.groups[group];
        let shut = |total: u32, used| if self.closed { total.saturating_sub(used) } else { 0 };
        let berths =
            Use { busy: group.at_berth, closed: shut(group.berths, group.at_berth), ..Use::default() };
        ctx.uses(group.berths_meter, berths);
        let cranes = Use { busy: group.at_work, closed: shut(group.cranes, group.at_work), ..Use::default() };
        ctx.uses(group.cranes_meter, cranes);
    }

    fn get(&mut self, row: usize) -> &mut Call {
        self.calls[row].as_mut().expect("the call has not ended")
    }

    /// A vessel is moored: its papers are next, then its cargo.
    pub(super) fn moored(
        &mut self,
        ctx: &mut impl Context,
        yard: &mut Storage,
        row: u16,
        customs: Option<&mut Customs>,
    ) {
        let row = usize::from(row);
        let who = self.get(row).who;
        if let Caller::Ours(id, service) = who {
            if self.get(row).discharged {
                self.begin_loading(ctx, row, service);
                return self.work(ctx, yard, row);
            }
            ctx.reach_all(id, Event::Berthed);
            if let Some(customs) = customs {
                self.get(row).phase = Phase::Papers;
                customs.enter(ctx, id);
                return self.label_stack(ctx, service);
            }
        }
        self.discharge(ctx, yard, row);
    }

    /// A vessel's papers are done.
    pub(super) fn cleared(&mut self, ctx: &mut impl Context, yard: &mut Storage, id: CarrierId) {
        let row = self
            .calls
            .iter()
            .position(|call| matches!(call, Some(Call { who: Caller::Ours(vessel, _), .. }) if *vessel == id))
            .expect("a vessel with papers has a call");
        self.discharge(ctx, yard, row);
    }

    fn discharge(&mut self, ctx: &mut impl Context, yard: &mut Storage, row: usize) {
        self.get(row).phase = Phase::Discharging;
        self.work(ctx, yard, row);
    }

    /// Puts cargo that has come by land where the vessels of its crossing will take it.
    pub(super) fn store(
        &mut self,
        ctx: &mut impl Context,
        yard: &mut Storage,
        id: ConsignmentId,
        ferry: StageId,
    ) {
        let at = self.stack(ctx, ferry, ctx.consignment(id).class);
        ctx.join(id, self.stacks[at].group);
        self.stacks[at].queue.push_back(id);
        for row in 0..self.calls.len() {
            let Some(Call { who: Caller::Ours(_, service), phase, group, .. }) = self.calls[row] else {
                continue;
            };
            match phase {
                Phase::Loading if self.serves(service, at) => self.work(ctx, yard, row),
                Phase::Roads if self.serves(service, at) => self.make_way(ctx, group),
                _ => {}
            }
        }
    }

    fn serves(&self, service: usize, stack: usize) -> bool {
        let (service, stack) = (&self.services[service], &self.stacks[stack]);
        service.ferry == stack.ferry && service.class() == stack.class
    }

    /// The stack of a crossing and class.
    fn stack(&mut self, ctx: &mut impl Context, ferry: StageId, class: Class) -> usize {
        if let Some(at) = self.stacks.iter().position(|stack| stack.ferry == ferry && stack.class == class) {
            return at;
        }
        let cause = if self.closed { Cause::Weather } else { Cause::VesselArrival };
        let group = ctx.group(cause);
        self.stacks.push(Stack { ferry, class, group, queue: VecDeque::new() });
        let at = self.stacks.len() - 1;
        if let Some(service) = (0..self.services.len()).find(|&service| self.serves(service, at)) {
            self.label_stack(ctx, service);
        }
        at
    }

    /// The stack from which a service loads, if cargo has ever waited for it.
    fn stack_of(&self, service: usize) -> Option<usize> {
        (0..self.stacks.len()).find(|&stack| self.serves(service, stack))
    }

    /// A vessel has waited long enough.
    pub(super) fn due(&mut self, ctx: &mut impl Context, yard: &mut Storage, row: u16) {
        let row = usize::from(row);
        let Caller::Ours(_, service) = self.get(row).who else { return };
        let call = self.get(row);
        call.due = None;
        call.overdue = true;
        self.work(ctx, yard, row);
        if self.calls[row].as_ref().is_some_and(|call| call.phase == Phase::Loading && call.load == 0.0) {
            // Nothing was on board: the wait begins anew.
            let now = ctx.now();
            let call = self.get(row);
            call.overdue = false;
            call.began = now;
            self.remind(ctx, row, service);
        }
        if self.given[service].is_some() {
            // The next in the timetable may load now.
            self.work_all(ctx, yard, |call| matches!(call.who, Caller::Ours(_, other) if other == service));
        }
    }

    /// A vessel has cast off: it sails, or goes back to the roads, and the next takes its berth.
    pub(super) fn cast_off(&mut self, ctx: &mut impl Context, row: u16) {
        let call = self.get(usize::from(row));
        let group = call.group;
        self.groups[group].at_berth -= 1;
        self.report(ctx, group);
        let call = self.get(usize::from(row));
        if call.phase == Phase::Shifting {
            call.phase = Phase::Roads;
            self.groups[group].roads.push_back(row);
            self.label_call(ctx, usize::from(row));
            return self.berth(ctx, group);
        }
        let call = self.calls[usize::from(row)].take().expect("the call has not ended");
        if let Caller::Ours(id, service) = call.who {
            ctx.reach_all(id, Event::Sailed);
            let Service { fleet, capacity, .. } = self.services[service];
            ctx.carried(Carrying::Vessel(fleet), call.load, capacity);
            ctx.leave(Mover::Carrier(id));
            self.label_stack(ctx, service);
        }
        self.berth(ctx, call.group);
    }

    /// Closes the port to vessels, or opens it.
    pub(super) fn close(&mut self, ctx: &mut impl Context, yard: &mut Storage, closed: bool) {
        self.closed = closed;
        ctx.closed(closed);
        for group in 0..self.groups.len() {
            self.report(ctx, group);
            self.berth(ctx, group);
        }
        for row in 0..self.calls.len() {
            let Some(call) = &self.calls[row] else { continue };
            match call.phase {
                Phase::Discharging | Phase::Loading => self.work(ctx, yard, row),
                _ => {
                    self.try_cast_off(ctx, row);
                    self.label_call(ctx, row);
                }
            }
        }
        for service in 0..self.services.len() {
            self.label_stack(ctx, service);
        }
    }
}

fn find(groups: &[Group], name: &str) -> usize {
    groups
        .iter()
        .position(|group| group.name == name)
        .expect("the scenario was checked: the port has such berths")
}
