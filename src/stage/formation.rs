//! Train formation: cargo that waits until there is enough of it for a train.

use std::collections::VecDeque;

use super::Signal;
use super::build::Build;
use super::carriers::{Measure, Template};
use super::context::{Context, Rank, TrainPlan};
use super::departure::Departure;
use super::gang::Gang;
use super::revise::Part;
use crate::cargo::{CarrierId, ConsignmentId, GroupId, Mover, PathId, ResourceId, TemplateId};
use crate::engine::Handle;
use crate::observation::{Carrying, Cause, Event};
use crate::parameter::{Fixed, Quantity, table};
use crate::units::{self, Time};

table! {
    /// Gangs that make up trains: coupling, brake test, train papers.
    pub struct FormationSpec {
        /// Number of gangs, each with one train at a time.
        pub crews: Fixed<units::Crews>,
        /// Time for one train.
        pub time: Quantity<units::TimeDim>,
    }
}

/// Cargo waiting for trains, and the gangs that make them up.
#[derive(Debug)]
pub(crate) struct Formation {
    pub(crate) gang: Gang,
    rules: Vec<Rule>,
    lots: Vec<Lot>,
    due: fn(u16) -> Signal,
}

/// Of trains of one template: what one can carry, in what that is counted, and when one leaves.
type Rule = (f64, Measure, Option<Departure>);

/// Cargo that will travel by trains of one template over one path.
#[derive(Debug)]
struct Lot {
    path: PathId,
    template: TemplateId,
    group: GroupId,
    waiting: VecDeque<(ConsignmentId, Time)>,
    load: f64,
    due: Option<Handle>,
    /// Whether its oldest cargo has waited long enough, and its load is still too small for a train.
    overdue: bool,
    /// When a train last took cargo from it.
    departed: Option<Time>,
    /// Trains made of it so far: each lot counts its own, so that a new lot changes no other train's draws.
    formed: u32,
}

impl Formation {
    /// Builds the gangs; they say `made_up` of a train, and `due` when the oldest cargo of a lot has waited enough.
    pub(crate) fn new(
        spec: &FormationSpec,
        build: &Build<'_>,
        meter: ResourceId,
        templates: &[Template<'_>],
        made_up: fn(CarrierId) -> Signal,
        due: fn(u16) -> Signal,
    ) -> Formation {
        Formation {
            gang: Gang::new(spec.crews.count(), &spec.time, "formation", build, meter, made_up),
            rules: templates
                .iter()
                .map(|template| (template.capacity, template.measure, template.departure))
                .collect(),
            lots: Vec::new(),
            due,
        }
    }

    /// Takes over the terms of `new`; returns the trains that they make of the cargo and the wagons at hand.
    pub(crate) fn revise(&mut self, ctx: &mut impl Context, new: Formation) -> Vec<CarrierId> {
        self.gang.revise(ctx, new.gang);
        let before = std::mem::replace(&mut self.rules, new.rules);
        let mut trains = Vec::new();
        for at in 0..self.lots.len() {
            let template = self.lots[at].template.index();
            let rule = &mut self.rules[template];
            // Cargo that still waits for a train that is made up no longer has the old rule.
            rule.2 = rule.2.or(before[template].2);
            if *rule == before[template] {
                continue;
            }
            let (measure, lot) = (rule.1, &mut self.lots[at]);
            lot.load = lot.waiting.iter().map(|&(id, _)| measure.load(ctx.consignment(id))).sum();
            lot.overdue = false;
            if let Some(due) = lot.due.take() {
                ctx.cancel(due);
            }
            while let Some(train) = self.decide(ctx, at, false) {
                if ctx.wagons(train) {
                    trains.push(train);
                }
            }
            self.remind(ctx, at);
        }
        trains
    }

    /// Changes, adds or closes a formation whose trains need nothing but its gangs.
    pub(crate) fn change(part: &mut Option<Formation>, ctx: &mut impl Context, new: Option<Formation>) {
        match (part.as_mut(), new) {
            (Some(formation), Some(new)) => {
                for train in formation.revise(ctx, new) {
                    formation.gang.enter(ctx, train);
                }
            }
            // Cargo of its lots still travels by its trains.
            (Some(formation), None) => formation.gang.close(),
            (None, new) => *part = new,
        }
    }

    /// Takes cargo that has hours of its own into its lot; returns a train if it now makes one that has its wagons.
    pub(crate) fn add(
        &mut self,
        ctx: &mut impl Context,
        id: ConsignmentId,
        path: PathId,
        template: TemplateId,
    ) -> Option<CarrierId> {
        let at = match self.lots.iter().position(|lot| lot.path == path && lot.template == template) {
            Some(at) => at,
            None => {
                let group = ctx.group(Cause::Formation);
                self.lots.push(Lot {
                    path,
                    template,
                    group,
                    waiting: VecDeque::new(),
                    load: 0.0,
                    due: None,
                    overdue: false,
                    departed: None,
                    formed: 0,
                });
                self.lots.len() - 1
            }
        };
        let (_, measure, _) = self.rules[template.index()];
        let lot = &mut self.lots[at];
        lot.load += measure.load(ctx.consignment(id));
        lot.waiting.push_back((id, ctx.now()));
        ctx.join(id, lot.group);
        let train = self.decide(ctx, at, false);
        self.remind(ctx, at);
        train.filter(|&train| ctx.wagons(train))
    }

    /// Takes cargo into its lot, and lets the gangs make up a train if it now makes one.
    pub(crate) fn take(
        &mut self,
        ctx: &mut impl Context,
        id: ConsignmentId,
        path: PathId,
        template: TemplateId,
    ) {
        if let Some(train) = self.add(ctx, id, path, template) {
            self.gang.enter(ctx, train);
        }
    }

    /// The oldest cargo of a lot has waited long enough: lets the gangs make up its train.
    pub(crate) fn send_overdue(&mut self, ctx: &mut impl Context, lot: u16) {
        if let Some(train) = self.overdue(ctx, lot) {
            self.gang.enter(ctx, train);
        }
    }

    /// A train is made up: it wants to leave.
    pub(crate) fn made_up(&mut self, ctx: &mut impl Context, id: CarrierId) {
        self.gang.finish(ctx);
        ctx.reach_all(id, Event::Formed);
        ctx.leave(Mover::Carrier(id));
    }

    /// The oldest cargo of a lot has waited long enough: returns its train, if it has its wagons.
    pub(crate) fn overdue(&mut self, ctx: &mut impl Context, lot: u16) -> Option<CarrierId> {
        let at = usize::from(lot);
        self.lots[at].due = None;
        let train = self.decide(ctx, at, true);
        self.lots[at].overdue = train.is_none();
        self.remind(ctx, at);
        train.filter(|&train| ctx.wagons(train))
    }

    fn decide(&mut self, ctx: &mut impl Context, at: usize, due: bool) -> Option<CarrierId> {
        let lot = &self.lots[at];
        let (capacity, _, departure) = self.rules[lot.template.index()];
        let departure = departure.expect("the scenario was checked: what is made up has a rule");
        let leaves = departure.leaves(lot.load / capacity, lot.load >= capacity, due || lot.overdue);
        (leaves && !lot.waiting.is_empty()).then(|| self.make_up(ctx, at))
    }

    /// Makes a train of the oldest cargo, as much as fits.
    fn make_up(&mut self, ctx: &mut impl Context, at: usize) -> CarrierId {
        let lot = &mut self.lots[at];
        let (capacity, measure, _) = self.rules[lot.template.index()];
        if let Some(due) = lot.due.take() {
            ctx.cancel(due);
        }
        lot.overdue = false;
        lot.departed = Some(ctx.now());
        let number = lot.formed;
        lot.formed += 1;
        let plan = TrainPlan { template: lot.template, path: lot.path, number, cause: Cause::Server };
        let train = ctx.form(plan);
        let mut room = capacity;
        while let Some(&(id, _)) = lot.waiting.front() {
            let load = measure.load(ctx.consignment(id));
            if load > room && room < capacity {
                break;
            }
            lot.waiting.pop_front();
            room -= load;
            lot.load -= load;
            ctx.part(id, lot.group, Cause::Server);
            ctx.board(id, train);
        }
        ctx.carried(Carrying::Train(lot.template), capacity - room, capacity);
        train
    }

    /// Sees to it that the lot is looked at again when its oldest cargo has waited long enough.
    fn remind(&mut self, ctx: &mut impl Context, at: usize) {
        let lot = &mut self.lots[at];
        if lot.due.is_some() || lot.overdue {
            return;
        }
        let Some(&(_, since)) = lot.waiting.front() else { return };
        let (_, _, departure) = self.rules[lot.template.index()];
        let Some(deadline) = departure.and_then(|rule| rule.deadline_after(lot.departed, since)) else {
            return;
        };
        let signal = (self.due)(u16::try_from(at).expect("lots are few"));
        lot.due = Some(ctx.after(deadline.max(ctx.now()) - ctx.now(), Rank::Departure, signal));
    }
}
