//! A line at work, in one layout of its tracks: trains on it, and what happens to them.
//!
//! Why trains never lock each other, at any load. Four rules hold:
//!
//! 1. A train leaves a node only when its place in the next node is kept for it (`corridor/departure.rs`).
//! 2. A train enters a single-track section only if a track is kept for it in the station at the far end, or that is
//!    the node. So a train in such a section always runs through, and the section becomes free.
//! 3. Trains of one direction never take the last track of a station (`Station::admits`). So a station in which no
//!    train of a direction stands, and to which none is on its way, has a track for one.
//! 4. On double track each direction has a track of its own. A train may have to wait on it for a track of the station
//!    at its end, but then only trains of its own direction are behind it.
//!
//! Suppose that trains stand on the line and that none will ever move again. Nobody is in a single-track section, by
//! rule 2. Take, of the trains of one direction, the one furthest on. No train of its direction stands further on, so by
//! rules 1 and 3 there is room for it in the next station or node, and the section between is free or, by rule 4, has a
//! track for it: it can move. Sections are not kept from it for ever: possessions and clearances end, and a section
//! is promised (`dispatch.rs`) only to a train for which all tracks on its way are already kept, so it waits for nothing but
//! trains that run, or for a clearance or possession.
//!
//! Why nobody starves. Before a section the smallest claim goes first (`Carrier::claim`): the time since which a train
//! has waited, and so much later for each rank. Of the trains that come later only those can pass it that come within what
//! their better rank is worth. A track that its direction may take becomes free, because the argument above holds for
//! the trains ahead, and trains of the other direction cannot take the last one.

use std::collections::VecDeque;

use super::layout::Layout;
use super::speed::Limits;
use super::station::Station;
use super::way::{Section, Waiting, Way};
use super::windows::Window;
use super::{Run, Signal, Standing};
use crate::cargo::{CarrierId, Direction, Mover, ResourceId};
use crate::observation::{Cause, Point, TrainDoes, Use};
use crate::stage::context::{Admission, Context, Rank};
use crate::units::{Duration, Time};

/// A line in one layout.
#[derive(Debug)]
pub(super) struct Line {
    /// Number of the layout, by which its signals find it.
    pub(super) number: u16,
    /// Sections from the eastern end to the western one.
    pub(super) sections: Vec<Section>,
    /// The stations between them.
    pub(super) stations: Vec<Station>,
    pub(super) rules: Rules,
    pub(super) trains: Vec<Option<Train>>,
    /// Sections to be looked at, because something there has changed.
    pub(super) pending: VecDeque<usize>,
    /// Sections before which a train waits for tracks further on than the next station.
    pub(super) far_reaching: Vec<usize>,
    /// The train that is asking to enter the line right now.
    pub(super) asking: Option<CarrierId>,
    /// Single-track sections that are taken.
    pub(super) occupied: u32,
    /// `None` once another layout has taken its place, and on lines that have no such sections.
    meter: Option<ResourceId>,
}

/// What holds on the whole line.
#[derive(Clone, Debug)]
pub(super) struct Rules {
    pub(super) windows: Vec<Window>,
    pub(super) limits: Limits,
}

/// A train on the line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Train {
    pub(super) run: Run,
    pub(super) direction: Direction,
    /// The section in which it is, or was last.
    pub(super) section: usize,
    /// The last section that it runs through before it may stop.
    pub(super) stop: usize,
    /// When it last began to move from a stand, and hours of running since: what it has run without a stop is rounded
    /// to the clock once.
    began: Time,
    hours: f64,
    /// When it is, or was, at the end of its section.
    pub(super) due: Time,
    /// How much later that is than it would be alone.
    behind: Duration,
    /// Whether it stands.
    pub(super) stands: bool,
    /// What its hours go to, as last said.
    pub(super) told: Option<Cause>,
}

impl Line {
    pub(super) fn new(layout: &Layout, rules: Rules, meter: Option<ResourceId>) -> Line {
        Line {
            number: 0,
            sections: layout.sections.iter().map(Section::new).collect(),
            stations: layout.stations.iter().map(|&place| Station::new(place)).collect(),
            rules,
            trains: Vec::new(),
            pending: VecDeque::new(),
            far_reaching: Vec::new(),
            asking: None,
            occupied: 0,
            meter,
        }
    }

    /// Whether `new` has the same sections, and no station of it fewer tracks: then trains on the line can go on in it.
    pub(super) fn can_become(&self, new: &Line) -> bool {
        self.sections.len() == new.sections.len()
            && self.sections.iter().zip(&new.sections).all(|(own, new)| own.is_like(new))
            && self.stations.iter().zip(&new.stations).all(|(own, new)| {
                own.place.tracks <= new.place.tracks && own.place.usable <= new.place.usable
            })
    }

    /// Takes over the terms of `new`, which it can become.
    pub(super) fn revise(&mut self, ctx: &mut impl Context, new: Line) {
        for (own, new) in self.sections.iter_mut().zip(&new.sections) {
            own.revise(new);
        }
        for (own, new) in self.stations.iter_mut().zip(&new.stations) {
            own.place = new.place;
        }
        self.rules = new.rules;
        self.look_everywhere(ctx);
    }

    /// Looks again whether trains can go on.
    fn look_everywhere(&mut self, ctx: &mut impl Context) {
        for section in 0..self.sections.len() {
            for direction in Direction::BOTH {
                if let Some((_, woken)) = self.sections[section].woken[direction.index()].take() {
                    ctx.cancel(woken);
                }
            }
            self.pending.push_back(section);
        }
        self.settle(ctx);
    }

    /// Whether no train is on the line.
    pub(super) fn is_empty(&self) -> bool {
        self.trains.iter().all(Option::is_none)
    }

    /// Lets nobody in any more: those who wait for it in the nodes are to wait for another layout. Those on the line
    /// run through.
    pub(super) fn retire(&mut self, ctx: &mut impl Context) -> Vec<Standing> {
        if let Some(meter) = self.meter.take() {
            ctx.uses(meter, Use::default());
        }
        let mut standing = Vec::new();
        for direction in Direction::BOTH {
            let section = self.first(direction);
            let queue = std::mem::take(&mut self.sections[section].queues[direction.index()]);
            for waiting in queue {
                if waiting.row.is_some() {
                    self.sections[section].queues[direction.index()].push_back(waiting);
                } else {
                    self.take_back(waiting.run.carrier, section, direction, waiting.run.length);
                    standing.push(Standing { carrier: waiting.run.carrier, since: waiting.since });
                }
            }
        }
        self.look_everywhere(ctx);
        standing
    }

    /// Takes over those who waited for another layout.
    pub(super) fn take_over(&mut self, ctx: &mut impl Context, waiting: Vec<(Standing, Run)>) {
        for (Standing { since, .. }, run) in waiting {
            self.wait(ctx, run, since, None);
        }
        self.look_everywhere(ctx);
    }

    /// The section through which trains of a direction enter the line.
    pub(super) fn first(&self, direction: Direction) -> usize {
        match direction {
            Direction::West => 0,
            Direction::East => self.sections.len() - 1,
        }
    }

    /// The section after `section`, or `None` at the end of the line.
    pub(super) fn after(&self, section: usize, direction: Direction) -> Option<usize> {
        match direction {
            Direction::West => Some(section + 1).filter(|&next| next < self.sections.len()),
            Direction::East => section.checked_sub(1),
        }
    }

    /// The station at the far end of `section`, or `None` where that is the node.
    pub(super) fn far_station(&self, section: usize, direction: Direction) -> Option<usize> {
        self.after(section, direction).map(|next| section.min(next))
    }

    /// The station from which trains of a direction enter `section`, or `None` where that is the node.
    pub(super) fn near_station(&self, section: usize, direction: Direction) -> Option<usize> {
        match direction {
            Direction::West => section.checked_sub(1),
            Direction::East => Some(section).filter(|&station| station < self.stations.len()),
        }
    }

    /// The point at which trains of a direction enter `section`, or leave it at the far end.
    fn point(&self, section: usize, direction: Direction, far: bool) -> Point {
        let west = (direction == Direction::West) == far;
        let place = &self.sections[section];
        let number = (section + usize::from(west)) as u16;
        Point { number, km: if west { place.to } else { place.from } }
    }

    /// Lets a train in at its end of the line, or puts it into the queue there.
    pub(super) fn reserve(&mut self, ctx: &mut impl Context, run: Run) -> Admission {
        let id = run.carrier;
        let direction = ctx.carrier(id).direction;
        let section = self.first(direction);
        self.wait(ctx, run, ctx.now(), None);
        self.asking = Some(id);
        self.pending.push_back(section);
        self.settle(ctx);
        if self.asking.take().is_none() {
            return Admission::Granted;
        }
        let cause = self.obstacle(ctx, section, direction);
        let queue = &mut self.sections[section].queues[direction.index()];
        if let Some(waiting) = queue.iter_mut().find(|waiting| waiting.run.carrier == id) {
            waiting.told = Some(cause);
        }
        Admission::Queued(cause)
    }

    /// Puts a train into the queue before its next section.
    fn wait(&mut self, ctx: &impl Context, run: Run, since: Time, row: Option<u32>) {
        let carrier = ctx.carrier(run.carrier);
        let (direction, claim) = (carrier.direction, carrier.claim(since));
        let section = match row {
            None => self.first(direction),
            Some(row) => {
                let train = self.trains[row as usize].as_ref().expect("a train that waits is on the line");
                self.after(train.section, direction).expect("trains wait before the end of the line")
            }
        };
        let waiting = Waiting { run, since, claim, row, told: None };
        self.sections[section].queue(direction, waiting);
    }

    /// Books a train that is let in from its node: from now on others reckon with it.
    pub(super) fn let_in(&mut self, ctx: &impl Context, run: Run, section: usize, stop: usize) {
        let hours = self.rules.limits.hours(ctx, run.speed, self.sections[section].part());
        let train = Train {
            run,
            direction: ctx.carrier(run.carrier).direction,
            section,
            stop,
            began: ctx.now(),
            hours: 0.0,
            due: ctx.now() + Duration::from_hours(hours),
            behind: Duration::ZERO,
            stands: false,
            told: None,
        };
        match self.trains.iter_mut().find(|row| row.is_none()) {
            Some(row) => *row = Some(train),
            None => self.trains.push(Some(train)),
        }
    }

    /// Sets a train in motion that has been let in.
    pub(super) fn admit(&mut self, ctx: &mut impl Context, id: CarrierId) {
        let is_it = |row: &Option<Train>| row.as_ref().is_some_and(|train| train.run.carrier == id);
        let row = self.trains.iter().position(is_it).expect("a train was let in before it comes");
        self.run(ctx, row as u32);
    }

    /// Sets the train in motion through the section that it has been granted.
    pub(super) fn run(&mut self, ctx: &mut impl Context, row: u32) {
        let now = ctx.now();
        let train = self.trains[row as usize].as_ref().expect("a train that runs is on the line");
        let (section, direction, run) = (train.section, train.direction, train.run);
        let hours = self.rules.limits.hours(ctx, run.speed, self.sections[section].part());
        let point = self.point(section, direction, false);
        ctx.at_point(run.carrier, TrainDoes::Departs(point));
        let train = self.trains[row as usize].as_mut().expect("a train that runs is on the line");
        if train.due < now {
            (train.began, train.hours) = (now, 0.0);
        }
        train.stands = false;
        if train.told.replace(Cause::Moving) != Some(Cause::Moving) {
            ctx.spend_aboard(run.carrier, Cause::Moving);
        }
        train.hours += hours;
        let alone = train.began + Duration::from_hours(train.hours);
        train.due = alone;
        if let Way::Double(headway, lanes) = &mut self.sections[section].way {
            let lane = &mut lanes[direction.index()];
            train.due = alone.max(lane.last_out + *headway);
            lane.last_out = train.due;
        }
        train.behind = train.due - alone;
        let due = train.due;
        ctx.after(due - now, Rank::Arrival, Signal::Ran(self.number, row).into());
    }

    /// Lets time act.
    pub(super) fn handle(&mut self, ctx: &mut impl Context, signal: Signal) {
        match signal {
            Signal::Ran(_, row) => self.ran(ctx, row),
            Signal::Free(_, index) => {
                let (section, direction) = (index as usize / 2, index as usize % 2);
                self.sections[section].woken[direction] = None;
                self.pending.push_back(section);
            }
        }
        self.settle(ctx);
    }

    /// A train has come to the end of its section.
    fn ran(&mut self, ctx: &mut impl Context, row: u32) {
        let train = self.trains[row as usize].as_mut().expect("a train that ran is on the line");
        let (section, direction, carrier) = (train.section, train.direction, train.run.carrier);
        if train.behind > Duration::ZERO {
            let behind = std::mem::take(&mut train.behind);
            (train.began, train.hours) = (train.due, 0.0);
            ctx.reassign_aboard(carrier, Cause::Moving, Cause::Path, behind);
        }
        let is_single = match &mut self.sections[section].way {
            Way::Single(block) => {
                block.last = block.occupant.take();
                block.clear = ctx.now() + block.clearance;
                let promised = block.promise.map(|promise| promise.first);
                self.occupied -= 1;
                self.report(ctx);
                self.pending.push_back(section);
                self.pending.extend(promised);
                true
            }
            Way::Double(..) => false,
        };
        match self.far_station(section, direction) {
            None => {
                let point = self.point(section, direction, true);
                ctx.at_point(carrier, TrainDoes::Arrives(point));
                self.trains[row as usize] = None;
                ctx.leave(Mover::Carrier(carrier));
            }
            // The track was kept when it entered the section.
            Some(station) if is_single => self.arrive(ctx, row, station),
            Some(_) => {
                self.trains[row as usize].as_mut().expect("it is on the line").stands = true;
                if let Way::Double(_, lanes) = &mut self.sections[section].way {
                    lanes[direction.index()].gate.push_back(row);
                }
                // One that lets it pass at the station ahead is to know whether it comes in.
                self.pending.extend([Some(section), self.after(section, direction)].into_iter().flatten());
            }
        }
    }

    /// A train comes to a track of a station that is kept for it, and goes on or waits there.
    pub(super) fn arrive(&mut self, ctx: &mut impl Context, row: u32, station: usize) {
        let train = self.trains[row as usize].as_mut().expect("a train that arrives is on the line");
        let (section, direction, run) = (train.section, train.direction, train.run);
        let passes = train.stop != section;
        train.stands = !passes;
        let point = self.point(section, direction, true);
        ctx.at_point(run.carrier, TrainDoes::Arrives(point));
        let next = self.after(section, direction).expect("stations have sections on both sides");
        if passes {
            self.trains[row as usize].as_mut().expect("it is on the line").section = next;
            self.vacate(station, direction);
            self.run(ctx, row);
        } else {
            self.wait(ctx, run, ctx.now(), Some(row));
            self.pending.push_back(next);
        }
    }

    /// A track of a station is free again: those who wait for one are looked at.
    pub(super) fn vacate(&mut self, station: usize, direction: Direction) {
        self.stations[station].free(direction);
        self.pending.extend([station, station + 1]);
        self.pending.extend(self.far_reaching.drain(..));
    }

    /// Says how many single-track sections are taken.
    pub(super) fn report(&self, ctx: &mut impl Context) {
        if let Some(meter) = self.meter {
            ctx.uses(meter, Use { busy: self.occupied, ..Use::default() });
        }
    }
}
