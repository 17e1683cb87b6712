//! The sea side of a port: roads, berths, cranes, and the calls of vessels.

mod berths;
mod closure;
mod group;
mod label;
mod revise;
mod stacks;
mod visitors;
mod work;

use super::{PortSpec, Service, Signal, Storage};
use crate::cargo::{AreaId, CarrierId, Class, ConsignmentId, FleetId, Mover, StageId};
use crate::engine::Handle;
use crate::observation::{CallDoes, Caller, Cause, Event};
use crate::stage::build::Build;
use crate::stage::context::{Context, LayUp};
use crate::stage::customs::Customs;
use crate::units::{Duration, Time};
use closure::Rule;
use group::Group;
use stacks::{Link, Stack};
use visitors::Visitor;

/// The sea side at work.
#[derive(Debug)]
pub(super) struct Sea {
    groups: Vec<Group>,
    /// Services as they are and have been: of each fleet and crossing the last is in force.
    services: Vec<Service>,
    /// Of each service, its berths and stacks.
    links: Vec<Link>,
    /// Of each service, the latest departure of its timetable that a vessel has been given for its own.
    given: Vec<Option<Time>>,
    stacks: Vec<Stack>,
    visitors: Vec<Visitor>,
    calls: Vec<Option<Call>>,
    /// The rules by which storms close berths: that of the port first.
    rules: Vec<Rule>,
    /// Whether the port is shut to vessels as in a storm.
    shut: bool,
    /// Whether all berths are closed.
    closed: bool,
}

/// A vessel's call, from the roads to the roads.
#[derive(Debug)]
struct Call {
    who: Who,
    group: usize,
    phase: Phase,
    /// Number of its berth, if it has one.
    berth: Option<u16>,
    /// Cranes on it, each with a unit.
    hooks: Vec<Hook>,
    /// What its time goes to.
    doing: Option<Cause>,
    /// How it and its berths stood when the cargo in its stacks was last told.
    told: Option<(Phase, bool, Option<Cause>)>,
    began: Time,
    due: Option<Handle>,
    /// The departure of a timetable that is this vessel's alone.
    slot: Option<Time>,
    overdue: bool,
    /// Whether it has been discharged and cleared: it has only to be loaded.
    discharged: bool,
    /// Whether a crane has begun with it.
    worked: bool,
    /// Out of service, once it has cast off.
    laid_up: Option<LayUp>,
    /// What is on board or on a crane's hook on the way there, in the service's measure.
    load: f64,
    /// What it can carry on its next voyage.
    capacity: f64,
    key: u64,
}

impl Call {
    /// How full the vessel is, what hangs on hooks included.
    fn share(&self) -> f64 {
        if self.capacity > 0.0 { self.load / self.capacity } else { 1.0 }
    }
}

/// A crane with a unit on its hook.
#[derive(Debug)]
struct Hook {
    /// The unit; none of a visitor's.
    cargo: Option<ConsignmentId>,
    /// The end of the move, while it goes on.
    running: Option<(Handle, Time)>,
    /// What is left of it, while it rests.
    left: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    /// A vessel of one of our fleets, with its service here.
    Ours(CarrierId, usize),
    /// Another's, with the work still to be done: slices of so long and so many units.
    Visitor { visitor: usize, slices: u32, slice: Duration, units: f64 },
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
    /// Out of service.
    LaidUp,
}

impl Sea {
    pub(super) fn new(
        spec: &PortSpec,
        build: &Build<'_>,
        services: &[Service],
        area: Option<AreaId>,
        first: usize,
    ) -> Sea {
        let rules = Rule::all(spec, build, area);
        let groups: Vec<Group> = spec
            .berth
            .iter()
            .enumerate()
            .map(|(row, (name, group))| {
                let rule = closure::rule_of(&rules, name);
                Group::new(name, group, rule, build, first + 2 * row)
            })
            .collect();
        let visitors =
            spec.visitor.iter().map(|(name, visitor)| Visitor::new(name, visitor, &groups, build)).collect();
        Sea {
            groups,
            services: services.to_vec(),
            links: Vec::new(),
            given: vec![None; services.len()],
            stacks: Vec::new(),
            visitors,
            calls: Vec::new(),
            rules,
            shut: spec.closed,
            closed: false,
        }
    }

    /// Begins shifts and the calls of other services.
    pub(super) fn start(&mut self, ctx: &mut impl Context, yard: &mut Storage) {
        // Not before: services that run out in a later phase may have berths of an earlier one.
        self.link();
        for group in 0..self.groups.len() {
            self.man(ctx, group);
        }
        self.review(ctx, yard);
        for at in 0..self.visitors.len() {
            self.expect(ctx, at);
        }
    }

    /// A vessel of one of our fleets arrives over a crossing.
    pub(super) fn arrive(
        &mut self,
        ctx: &mut impl Context,
        id: CarrierId,
        fleet: (FleetId, u16),
        ferry: StageId,
    ) {
        let (fleet, number) = fleet;
        let service = self.service_of(fleet, ferry).expect("the scenario was checked: the fleet calls here");
        let group = self.links[service].group;
        let key = ctx.key(Mover::Carrier(id));
        self.call(ctx, Who::Ours(id, service), Caller::Fleet { fleet, number }, group, key);
        self.label_stacks(ctx, service);
    }

    /// The service of a fleet over a crossing that is in force.
    fn service_of(&self, fleet: FleetId, ferry: StageId) -> Option<usize> {
        self.services.iter().rposition(|service| service.fleet == fleet && service.ferry == ferry)
    }

    fn call(&mut self, ctx: &mut impl Context, who: Who, caller: Caller, group: usize, key: u64) {
        let call = Call {
            who,
            group,
            phase: Phase::Roads,
            berth: None,
            hooks: Vec::new(),
            doing: None,
            told: None,
            began: ctx.now(),
            due: None,
            slot: None,
            overdue: false,
            discharged: false,
            worked: false,
            laid_up: None,
            load: 0.0,
            capacity: 0.0,
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
        ctx.call(row as u16, CallDoes::Arrives(caller));
        self.join_roads(ctx, row);
    }

    fn get(&mut self, row: usize) -> &mut Call {
        self.calls[row].as_mut().expect("the call has not ended")
    }

    /// A call that goes on.
    fn see(&self, row: usize) -> &Call {
        self.calls[row].as_ref().expect("the call has not ended")
    }

    /// The class for which a vessel needs a berth.
    fn class_of(&self, who: Who) -> Class {
        match who {
            Who::Ours(_, service) => self.services[service].class(),
            Who::Visitor { visitor, .. } => self.visitors[visitor].class,
        }
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
        let who = self.see(row).who;
        if let Who::Ours(id, service) = who {
            if self.see(row).discharged {
                self.begin_loading(ctx, row, service);
                return self.work(ctx, yard, row);
            }
            ctx.reach_all(id, Event::Berthed);
            if let Some(customs) = customs {
                self.get(row).phase = Phase::Papers;
                self.label_call(ctx, row);
                customs.enter(ctx, id);
                return;
            }
        }
        self.discharge(ctx, yard, row);
    }

    /// A vessel's papers are done.
    pub(super) fn cleared(&mut self, ctx: &mut impl Context, yard: &mut Storage, id: CarrierId) {
        let row = self.row_of(id).expect("a vessel with papers has a call");
        self.discharge(ctx, yard, row);
    }

    /// The call of one of our vessels.
    fn row_of(&self, id: CarrierId) -> Option<usize> {
        let is = |call: &Option<Call>| {
            call.as_ref().is_some_and(|call| matches!(call.who, Who::Ours(vessel, _) if vessel == id))
        };
        self.calls.iter().position(is)
    }

    fn discharge(&mut self, ctx: &mut impl Context, yard: &mut Storage, row: usize) {
        self.get(row).phase = Phase::Discharging;
        self.work(ctx, yard, row);
    }

    /// A vessel has waited long enough.
    pub(super) fn due(&mut self, ctx: &mut impl Context, yard: &mut Storage, row: u16) {
        let row = usize::from(row);
        let Who::Ours(_, service) = self.see(row).who else { return };
        let call = self.get(row);
        call.due = None;
        call.overdue = true;
        self.work(ctx, yard, row);
        if self.calls[row].as_ref().is_some_and(|call| call.phase == Phase::Loading && call.load == 0.0) {
            // Nothing was on board: the wait begins anew, unless this is the hour for an overhaul.
            if let Some(stay) = self.stay_of(ctx, row) {
                self.get(row).laid_up = Some(stay);
                return self.shift(ctx, row);
            }
            let now = ctx.now();
            let call = self.get(row);
            call.overdue = false;
            call.began = now;
            self.remind(ctx, row, service);
        }
        if self.given[service].is_some() {
            // The next in the timetable may load now.
            let (fleet, ferry) = (self.services[service].fleet, self.services[service].ferry);
            let group = self.links[service].group;
            for other in self.groups[group].order.clone() {
                let same = matches!(self.see(usize::from(other)).who, Who::Ours(_, at)
                    if self.services[at].fleet == fleet && self.services[at].ferry == ferry);
                if same {
                    self.work(ctx, yard, usize::from(other));
                }
            }
        }
    }
}
