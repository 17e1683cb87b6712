//! The listener that keeps all accounts of one replication.

mod groups;
mod resources;
mod vessels;

use std::collections::BTreeMap;

use super::account::Account;
use super::backlog::Backlogs;
use super::calls::Calls;
use super::figures::{Carriage, Metrics, MonthFigures, ResourceFigures, StageFigures};
use super::fleets::Fleets;
use super::focus::Focus;
use super::holder::{FlowTally, Group, Holder};
use super::journey::Journey;
use super::ledger::Ledger;
use super::levels::{ResourceTally, StageTally};
use super::months::Closures;
use super::passages::Passages;
use super::questions::{Questions, Sample};
use super::series::Series;
use super::spans::Spans;
use super::trains::Trains;
use crate::cargo::{Consignment, ConsignmentId, StageId};
use crate::observation::{Carrying, Cause, Event, Observation, Observer, Party};
use crate::units::Time;

/// Listens to one replication.
#[derive(Debug)]
pub struct Recorder<'a> {
    questions: &'a Questions,
    consignments: Vec<Holder>,
    groups: Vec<Group>,
    spans: Spans,
    focus: Focus,
    passages: Passages,
    closures: Closures,
    ledger: Ledger,
    stages: Vec<StageTally>,
    resources: Vec<ResourceTally>,
    flows: Vec<FlowTally>,
    backlogs: Backlogs,
    carriage: BTreeMap<(StageId, Carrying), Carriage>,
    keeps_diaries: bool,
    journeys: Vec<Journey>,
    trains: Trains,
    calls: Calls<'a>,
    fleets: Fleets,
    series: Option<Series>,
    ledger_errors: u64,
    in_window: bool,
    /// The phase of the scenario.
    phase: usize,
    /// Levels as they were when the window ended.
    levels: Option<(Vec<StageFigures>, Vec<ResourceFigures>)>,
}

impl<'a> Recorder<'a> {
    /// A recorder that has heard nothing yet.
    ///
    /// # Panics
    /// If more spans are asked for than fit.
    #[must_use]
    pub fn new(questions: &'a Questions) -> Recorder<'a> {
        assert!(questions.spans.len() <= Spans::MOST, "at most {} spans", Spans::MOST);
        Recorder {
            questions,
            consignments: Vec::new(),
            groups: Vec::new(),
            spans: Spans::new(questions),
            focus: Focus::new(questions),
            passages: Passages::new(questions),
            closures: Closures::new(&questions.months, questions.window.1),
            ledger: Ledger::new(questions),
            stages: (0..questions.stages).map(|_| StageTally::new()).collect(),
            resources: questions.capacities.iter().map(|&capacity| ResourceTally::new(capacity)).collect(),
            flows: vec![FlowTally::default(); questions.flows],
            backlogs: Backlogs::new(questions.flows, questions.window),
            carriage: BTreeMap::new(),
            keeps_diaries: !matches!(questions.sample, Sample::Nobody),
            journeys: Vec::new(),
            trains: Trains::new(questions.trains, questions.stages),
            calls: Calls::new(questions),
            fleets: Fleets::new(questions),
            series: None,
            ledger_errors: 0,
            in_window: false,
            phase: 0,
            levels: None,
        }
    }

    /// The same that also writes down every stay at a berth and the levels that are asked for, as is done of one
    /// replication.
    #[must_use]
    pub fn with_charts(mut self) -> Recorder<'a> {
        self.calls.write_stays();
        self.series = Some(Series::new(self.questions));
        self
    }

    /// What was heard, with the replication ending at `end`.
    #[must_use]
    pub fn finish(mut self, end: Time) -> Metrics {
        if self.levels.is_none() {
            self.window_ends(end);
        }
        for row in 0..self.consignments.len() {
            if self.consignments[row].here {
                self.give_up(row, end);
            }
        }
        let (stages, resources) = self.levels.take().unwrap_or_default();
        let times = self.spans.figures(self.questions);
        let closed = self.closures.figures(end);
        let backlogs = self.backlogs.figures(end);
        let (trains, line_trains) = self.trains.figures(end);
        let (calls, stays) = self.calls.figures(end);
        let (fleets, resting) = self.fleets.figures(end);
        let months = self.questions.months.iter().zip(times.months).zip(closed);
        Metrics {
            series: self.spans.series(),
            spans: times.whole,
            seasons: times.seasons,
            distributions: times.distributions,
            months: months
                .map(|((month, spans), closed_h)| MonthFigures { first: month.first, spans, closed_h })
                .collect(),
            ledger: self.ledger.flows(self.questions),
            span_hours: self.focus.figures(),
            passages: self.passages.figures(),
            ledgers: self.ledger.populations(self.questions),
            stages,
            resources,
            flows: self.flows.iter().zip(backlogs).map(|(flow, backlog)| flow.figures(backlog)).collect(),
            carriage: self.carriage,
            journeys: self.journeys,
            trains,
            line_trains,
            calls,
            stays,
            levels: self.series.map(Series::figures).unwrap_or_default(),
            fleets,
            resting,
            ledger_errors: self.ledger_errors,
        }
    }

    /// A consignment is still under way at the end: its hours so far count in the ledger.
    fn give_up(&mut self, row: usize, end: Time) {
        self.end_visit(row, end, false);
        let holder = &mut self.consignments[row];
        holder.here = false;
        if holder.booked != (end - holder.entered).ms() {
            self.ledger_errors += 1;
        }
        self.flows[holder.flow.index()].figures.inside.add(holder.teu, holder.tonnes);
        if let Some(diary) = holder.diary.take() {
            self.journeys.push(*diary);
        }
    }

    fn entered(&mut self, now: Time, id: ConsignmentId, what: &Consignment) {
        let row = id.index();
        let diary = self.diary(now, what);
        if row == self.consignments.len() {
            self.consignments.push(Holder::new(self.questions.entry));
        }
        // Field by field: a whole row would be written twice.
        let holder = &mut self.consignments[row];
        holder.account.open(self.questions.entry, Cause::Downstream, now);
        (holder.group, holder.arrived, holder.entered, holder.booked) = (None, now, now, 0);
        (holder.flow, holder.route, holder.tagged) = (what.flow, what.route, what.tagged);
        (holder.here, holder.at_the_door) = (true, true);
        (holder.teu, holder.tonnes, holder.class) = (what.teu, what.tonnes, what.class.index());
        (holder.usd, holder.grams, holder.diary) = (0.0, 0.0, diary);
        self.spans.enter(row, now);
        self.passages.enter(row, now, what, &self.questions.keys);
        self.backlogs.enter(now, what.flow);
        let flow = &mut self.flows[what.flow.index()];
        flow.figures.entered.add(what.teu, what.tonnes);
        flow.figures.cohort += u64::from(what.tagged);
        if what.tagged {
            self.ledger.enter(what.route);
            self.focus.enter(row, what.route);
        }
        if self.in_window {
            flow.figures.entered_window.add(what.teu, what.tonnes);
        }
    }

    fn diary(&self, now: Time, what: &Consignment) -> Option<Box<Journey>> {
        let wanted = what.tagged
            && match self.questions.sample {
                Sample::Nobody => false,
                Sample::Everybody => true,
                Sample::Share(share, stream) => {
                    stream.uniform(self.questions.keys[what.flow.index()] | u64::from(what.number)) < share
                }
            };
        wanted.then(|| {
            Box::new(Journey {
                flow: what.flow,
                number: what.number,
                route: what.route,
                teu: what.teu,
                tonnes: what.tonnes,
                entered: now,
                left: None,
                milestones: Vec::new(),
                by_cause: [0; Cause::ALL.len()],
                cost_usd: 0.0,
                co2_kg: 0.0,
            })
        })
    }

    /// Ends the visit of a consignment to the stage it is in: books its hours, cost and emission.
    fn end_visit(&mut self, row: usize, now: Time, passed: bool) {
        let questions = self.questions;
        let waited = self.cause_of(row).is_wait();
        let holder = &mut self.consignments[row];
        match holder.group {
            None => holder.account.close(now),
            Some(group) => {
                let group = &mut self.groups[group.index()];
                if group.account.stage == holder.account.stage {
                    // The group stays; only this one goes.
                    group.account.close(now);
                    holder.account.add(&group.account, 1);
                } else {
                    holder.account.add(&group.before, 1);
                }
            }
        }
        let account = &holder.account;
        let ((stay, waits), stage) = (account.totals(), account.stage);
        holder.booked += stay;
        if passed && stage != questions.entry {
            let charge = &questions.charges[self.phase][stage.index()][holder.class];
            holder.usd += charge.usd_per_teu * f64::from(holder.teu)
                + charge.usd_per_t * holder.tonnes
                + charge.usd_each;
            holder.grams += charge.g_per_t * holder.tonnes;
        }
        if holder.tagged {
            self.ledger.book(holder.route, account);
            self.focus.visit(row, stage, account.booked());
        }
        if let Some(diary) = &mut holder.diary {
            for (cause, time) in account.booked() {
                diary.by_cause[cause.index()] += time;
            }
        }
        if self.levels.is_some() {
            return;
        }
        let visit = (stay, waits, account.cells()[Cause::Downstream.index()]);
        let inside = inside_window(questions.window, holder.arrived, now);
        self.stages[stage.index()].depart(now, waited, self.in_window.then_some(visit), inside);
    }

    fn moved(&mut self, now: Time, id: ConsignmentId, to: StageId) {
        let row = id.index();
        if self.consignments[row].at_the_door {
            self.pass_the_door(row);
        } else {
            self.end_visit(row, now, true);
        }
        let holder = &mut self.consignments[row];
        holder.account.open(to, Cause::Server, now);
        holder.arrived = now;
        let waits = self.cause_of(row).is_wait();
        if self.counting() {
            self.stages[to.index()].arrive(now, waits, self.in_window);
        }
    }

    /// One that has just entered goes straight on to its first stage: it was in the entry for no time.
    #[inline]
    fn pass_the_door(&mut self, row: usize) {
        self.consignments[row].at_the_door = false;
        if self.counting() {
            self.stages[self.questions.entry.index()].pass(self.in_window);
        }
    }

    /// What a consignment's hours are spent on now.
    fn cause_of(&self, row: usize) -> Cause {
        let holder = &self.consignments[row];
        holder.group.map_or(holder.account.cause, |group| self.groups[group.index()].account.cause)
    }

    #[inline(always)]
    fn count_wait(&mut self, now: Time, stage: StageId, waiting: bool, by: i64) {
        if waiting && self.counting() {
            self.stages[stage.index()].wait(now, by);
        }
    }

    fn left(&mut self, now: Time, id: ConsignmentId) {
        let row = id.index();
        self.end_visit(row, now, true);
        let holder = &mut self.consignments[row];
        holder.here = false;
        let transit = (now - holder.entered).ms();
        if holder.booked != transit {
            self.ledger_errors += 1;
        }
        self.passages.end(row, now);
        self.backlogs.leave(now, holder.flow);
        let flow = &mut self.flows[holder.flow.index()];
        flow.figures.left.add(holder.teu, holder.tonnes);
        if self.in_window {
            flow.figures.left_window.add(holder.teu, holder.tonnes);
        }
        if holder.tagged {
            flow.figures.completed += 1;
            flow.figures.transit_ms += transit;
            flow.usd += holder.usd;
            flow.grams += holder.grams;
            self.spans.leave(row, holder.route.index(), now);
            self.focus.leave(row);
        }
        if let Some(mut diary) = holder.diary.take() {
            diary.left = Some(now);
            diary.cost_usd = holder.usd;
            diary.co2_kg = holder.grams / 1000.0;
            self.journeys.push(*diary);
        }
    }

    /// A consignment was turned away: it is as if it had never entered.
    fn turned_away(&mut self, now: Time, id: ConsignmentId) {
        let holder = &mut self.consignments[id.index()];
        holder.here = false;
        self.passages.refuse(id.index());
        self.backlogs.turn_away(now, holder.flow);
        let flow = &mut self.flows[holder.flow.index()];
        flow.figures.entered.consignments -= 1;
        flow.figures.entered.teu -= u64::from(holder.teu);
        flow.figures.entered.tonnes -= holder.tonnes;
        flow.figures.cohort -= u64::from(holder.tagged);
        if holder.tagged {
            self.ledger.refuse(holder.route);
            self.focus.refuse(id.index());
        }
        if self.in_window {
            flow.figures.turned_away += 1;
            flow.figures.entered_window.consignments -= 1;
            flow.figures.entered_window.teu -= u64::from(holder.teu);
            flow.figures.entered_window.tonnes -= holder.tonnes;
        }
        assert!(holder.at_the_door, "{id:?} is turned away after it was let in");
    }

    fn window_begins(&mut self, now: Time) {
        self.in_window = true;
        for stage in &mut self.stages {
            stage.reset(now);
        }
        for resource in &mut self.resources {
            resource.reset(now);
        }
    }

    fn window_ends(&mut self, now: Time) {
        self.in_window = false;
        for row in 0..self.consignments.len() {
            if self.consignments[row].here {
                let holder = &self.consignments[row];
                let inside = inside_window(self.questions.window, holder.arrived, now);
                self.stages[holder.account.stage.index()].stay_on(inside);
            }
        }
        let resources = self.resources.drain(..).map(|resource| resource.figures(now)).collect();
        self.levels = Some((self.stages.iter().map(|stage| stage.figures(now)).collect(), resources));
    }

    /// Whether levels still count.
    #[inline]
    fn counting(&self) -> bool {
        self.levels.is_none()
    }
}

/// How much of the time from `arrived` to `now` lies within the window (ms).
#[inline]
fn inside_window((from, until): (Time, Time), arrived: Time, now: Time) -> i64 {
    (now.min(until) - arrived.max(from)).ms().max(0)
}

impl Observer for Recorder<'_> {
    // Always: whoever tells knows which observation it is, so that nothing is left of it but one call.
    #[inline(always)]
    fn observe(&mut self, at: Time, what: Observation<'_>) {
        match what {
            Observation::WindowBegins => self.window_begins(at),
            Observation::WindowEnds => self.window_ends(at),
            Observation::Entered { consignment, what } => self.entered(at, consignment, what),
            Observation::Moved { consignment, to } => self.moved(at, consignment, to),
            Observation::Left { consignment, .. } => self.left(at, consignment),
            Observation::TurnedAway { consignment, .. } => self.turned_away(at, consignment),
            Observation::Grouped { group, stage, cause } => self.grouped(at, group, stage, cause),
            Observation::Joined { consignment, group } => self.joined(at, consignment, group),
            Observation::Parted { consignment, group, cause } => self.parted(at, consignment, group, cause),
            Observation::GroupMoved { group, to } => self.group_moved(at, group, to),
            Observation::Spends { party, cause, because_of } => self.spends(at, party, cause, because_of),
            Observation::Reassigned { party, from, to, time } => match party {
                Party::Consignment(id) => self.consignments[id.index()].account.reassign(from, to, time),
                Party::Group(group) => {
                    let row = &mut self.groups[group.index()];
                    row.account.close(at);
                    row.account.reassign(from, to, time);
                }
            },
            Observation::Reached { consignment, stage, event } => self.reached(at, consignment, stage, event),
            Observation::Uses { resource, now } => self.uses(at, resource, now),
            Observation::Closed { stage, closed } => self.closures.set(at, stage, closed),
            Observation::Call { stage, call, does } => self.call(at, stage, call, does),
            Observation::Phase { number } => self.phase = usize::from(number),
            Observation::Resized { resource, capacity } => self.resized(at, resource, capacity),
            Observation::Train { train, what, stage, does } => {
                self.trains.observe(at, self.in_window, (train, what), stage, does);
                if let Some(series) = &mut self.series {
                    series.train(at, train, what, does);
                }
            }
            Observation::Carried { stage, by, capacity, load } => {
                if self.in_window {
                    let row = self.carriage.entry((stage, by)).or_default();
                    row.departures += 1;
                    row.load += load / capacity;
                }
            }
        }
    }
}

impl Recorder<'_> {
    #[inline(always)]
    fn reached(&mut self, now: Time, id: ConsignmentId, stage: StageId, event: Event) {
        // Most milestones are nobody's concern.
        if self.spans.marks(stage, event) || self.keeps_diaries {
            self.note_milestone(now, id, stage, event);
        }
    }

    fn note_milestone(&mut self, now: Time, id: ConsignmentId, stage: StageId, event: Event) {
        let row = id.index();
        let fresh = self.spans.reach(row, stage, event, now);
        if fresh != 0 {
            self.passages.reach(row, fresh, now);
            let (begins, ends) = self.focus.concerns(row, fresh);
            if begins || ends {
                let booked = self.booked(row, now);
                let stage = self.consignments[row].account.stage;
                if ends {
                    self.focus.end(row, stage, booked.booked());
                } else {
                    self.focus.begin(row, booked.booked());
                }
            }
        }
        if let Some(diary) = &mut self.consignments[row].diary {
            diary.milestones.push((stage, event, now));
        }
    }

    /// What a consignment has booked by now on the visit that it is on.
    fn booked(&mut self, row: usize, now: Time) -> Account {
        let holder = &mut self.consignments[row];
        let Some(group) = holder.group else {
            holder.account.close(now);
            return holder.account.clone();
        };
        let group = &mut self.groups[group.index()];
        group.account.close(now);
        let here = group.account.stage == holder.account.stage;
        let shared = if here { &group.account } else { &group.before };
        let mut booked = holder.account.clone();
        booked.add(shared, 1);
        booked
    }
}
