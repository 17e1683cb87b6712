//! Single track: sections between passing loops, each for one train at a time.
//!
//! Why trains never lock each other. A train enters a section only if the loop at its far end has a track of the
//! train's own direction free and kept for it, or if that end is the node, where its place was kept before it left.
//! So a train in a section always runs through, whatever stands elsewhere, and sections always become free. A train
//! in a loop therefore waits only for a track of its own direction further on; such waits lead to the node at the end
//! of the line, never back, and cannot close into a circle.

use std::collections::VecDeque;

use super::{Possession, Run, Signal, SingleSpec, Standing};
use crate::cargo::{CarrierId, Direction, Mover, ResourceId};
use crate::engine::Handle;
use crate::observation::{Cause, Point, TrainDoes, Use};
use crate::stage::context::{Admission, Context, Rank};
use crate::units::{Duration, Time};

#[derive(Debug)]
pub(super) struct Single {
    /// Number of the layout, by which its signals find it.
    pub(super) layout: u16,
    /// Sections from the eastern end to the western one.
    sections: Vec<Section>,
    /// Trains of each direction in the loop at the western end of a section, or on the way to it.
    loops: Vec<[u32; 2]>,
    loop_tracks: u32,
    clearance: Duration,
    possession: Possession,
    /// A wake-up for the end of the possession is on its way.
    woken: Option<Handle>,
    trains: Vec<Option<Train>>,
    occupied: u32,
    /// `None` once another layout has taken its place.
    meter: Option<ResourceId>,
}

#[derive(Debug)]
struct Section {
    km: f64,
    /// Who runs in it, or has been granted it.
    occupant: Option<Direction>,
    /// Which way the last train ran through it.
    last: Option<Direction>,
    /// Not to be entered before.
    clear: Time,
    /// A wake-up for that instant is on its way.
    woken: bool,
    /// Trains waiting at the end where those of a direction enter.
    queues: [VecDeque<Waiting>; 2],
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    carrier: CarrierId,
    rank: u8,
    since: Time,
    /// Row of the train on the line; `None` while it still stands in the node.
    row: Option<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Train {
    run: Run,
    direction: Direction,
    section: usize,
}

impl Single {
    pub(super) fn new(
        spec: &SingleSpec,
        layout: &super::Layout,
        possession: Possession,
        meter: ResourceId,
    ) -> Single {
        let sections: Vec<Section> = layout
            .sections
            .iter()
            .map(super::Section::km)
            .map(|km| Section {
                km,
                occupant: None,
                last: None,
                clear: Time::ZERO,
                woken: false,
                queues: [VecDeque::new(), VecDeque::new()],
            })
            .collect();
        Single {
            layout: 0,
            loops: vec![[0, 0]; sections.len()],
            sections,
            loop_tracks: spec.loop_tracks.count() - 1,
            clearance: spec.clearance.duration(),
            possession,
            woken: None,
            trains: Vec::new(),
            occupied: 0,
            meter: Some(meter),
        }
    }

    /// Whether the sections of `other` are these.
    pub(super) fn has_sections_of(&self, other: &Single) -> bool {
        self.sections.len() == other.sections.len()
            && self.sections.iter().zip(&other.sections).all(|(own, new)| own.km == new.km)
    }

    /// Takes over the terms of `new`, whose sections are these.
    pub(super) fn revise(&mut self, ctx: &mut impl Context, new: &Single) {
        (self.loop_tracks, self.clearance, self.possession) =
            (new.loop_tracks, new.clearance, new.possession);
        if let Some(woken) = self.woken.take() {
            ctx.cancel(woken);
        }
        for section in 0..self.sections.len() {
            self.dispatch(ctx, section);
        }
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
        for queue in self.sections.iter_mut().flat_map(|section| &mut section.queues) {
            queue.retain(|&Waiting { carrier, rank, since, row }| {
                if row.is_none() {
                    standing.push(Standing { carrier, rank, since });
                }
                row.is_some()
            });
        }
        standing
    }

    /// Takes over those who waited for another layout.
    pub(super) fn take_over(&mut self, ctx: &mut impl Context, waiting: Vec<Standing>) {
        for Standing { carrier, rank, since } in waiting {
            let direction = ctx.carrier(carrier).direction;
            self.wait(self.first(direction), direction, Waiting { carrier, rank, since, row: None });
        }
        let [west, east] = Direction::BOTH.map(|direction| self.first(direction));
        self.dispatch(ctx, west);
        if east != west {
            self.dispatch(ctx, east);
        }
    }

    /// The section through which trains of a direction enter the line.
    fn first(&self, direction: Direction) -> usize {
        match direction {
            Direction::West => 0,
            Direction::East => self.sections.len() - 1,
        }
    }

    /// The section after `section`, or `None` at the end of the line.
    fn after(&self, section: usize, direction: Direction) -> Option<usize> {
        match direction {
            Direction::West => Some(section + 1).filter(|&next| next < self.sections.len()),
            Direction::East => section.checked_sub(1),
        }
    }

    /// The loop at the far end of `section`, or `None` where that is the node.
    fn far_loop(&self, section: usize, direction: Direction) -> Option<usize> {
        self.after(section, direction).map(|next| section.min(next))
    }

    pub(super) fn reserve(&mut self, ctx: &mut impl Context, id: CarrierId) -> Admission {
        let (direction, rank) = (ctx.carrier(id).direction, ctx.carrier(id).rank);
        let section = self.first(direction);
        self.wait(section, direction, Waiting { carrier: id, rank, since: ctx.now(), row: None });
        match self.choose(ctx, section) {
            Some(waiting) if waiting.carrier == id => {
                self.take(ctx, section, direction);
                self.label(ctx, section);
                return Admission::Granted;
            }
            // At the very instant at which the section can be entered again, this one asked before the waiting were
            // looked at: they go first.
            Some(waiting) => self.launch(ctx, section, waiting),
            None => {}
        }
        Admission::Queued(self.obstacle(ctx.now(), section, direction))
    }

    /// Puts a train into the queue at its end of a section, by rank and then by time.
    fn wait(&mut self, section: usize, direction: Direction, waiting: Waiting) {
        let queue = &mut self.sections[section].queues[direction.index()];
        let behind = queue.iter().rposition(|other| other.rank <= waiting.rank).map_or(0, |at| at + 1);
        queue.insert(behind, waiting);
    }

    pub(super) fn admit(&mut self, ctx: &mut impl Context, run: Run) {
        let direction = ctx.carrier(run.carrier).direction;
        let train = Train { run, direction, section: self.first(direction) };
        let row = match self.trains.iter().position(Option::is_none) {
            Some(row) => row,
            None => {
                self.trains.push(None);
                self.trains.len() - 1
            }
        };
        self.trains[row] = Some(train);
        self.run(ctx, row as u32);
    }

    /// Sets the train in motion through the section that it has been granted.
    fn run(&mut self, ctx: &mut impl Context, row: u32) {
        let train = self.trains[row as usize].expect("a train that runs is on the line");
        let point = self.point(train, false);
        ctx.at_point(train.run.carrier, TrainDoes::Departs(point));
        ctx.spend_aboard(train.run.carrier, Cause::Moving);
        ctx.after(
            train.run.time(self.sections[train.section].km),
            Rank::Arrival,
            Signal::Ran(self.layout, row).into(),
        );
    }

    /// The point at which a train enters its section, or leaves it at the far end.
    fn point(&self, train: Train, far: bool) -> Point {
        let number = train.section + usize::from((train.direction == Direction::West) == far);
        let km = self.sections[..number].iter().map(|section| section.km).sum();
        Point { number: number as u16, km }
    }

    /// The train that may enter `section` now, taken out of its queue: the best rank first, then the longest wait.
    fn choose(&mut self, ctx: &mut impl Context, section: usize) -> Option<Waiting> {
        let now = ctx.now();
        if self.sections[section].occupant.is_some() {
            return None;
        }
        let fits = Direction::BOTH.map(|direction| {
            let room = self
                .far_loop(section, direction)
                .is_none_or(|at| self.loops[at][direction.index()] < self.loop_tracks);
            self.sections[section].queues[direction.index()].front().copied().filter(|_| room)
        });
        let direction = match fits {
            [None, None] => return None,
            [Some(_), None] => Direction::West,
            [None, Some(_)] => Direction::East,
            [Some(west), Some(east)] if (east.rank, east.since) < (west.rank, west.since) => Direction::East,
            [Some(_), Some(_)] => Direction::West,
        };
        if let Some(remaining) = self.possession.remaining(now) {
            if self.woken.is_none() {
                let signal = Signal::HandedBack(self.layout);
                self.woken = Some(ctx.after(remaining, Rank::Opening, signal.into()));
            }
            return None;
        }
        if now < self.sections[section].clear {
            if !self.sections[section].woken {
                self.sections[section].woken = true;
                let wait = self.sections[section].clear - now;
                ctx.after(wait, Rank::Opening, Signal::Free(self.layout, section as u32).into());
            }
            return None;
        }
        self.sections[section].queues[direction.index()].pop_front()
    }

    /// Books the section, and the loop at its far end, for a train of `direction`.
    fn take(&mut self, ctx: &mut impl Context, section: usize, direction: Direction) {
        self.sections[section].occupant = Some(direction);
        if let Some(at) = self.far_loop(section, direction) {
            self.loops[at][direction.index()] += 1;
        }
        self.occupied += 1;
        self.report(ctx);
    }

    fn report(&self, ctx: &mut impl Context) {
        if let Some(meter) = self.meter {
            ctx.uses(meter, Use { busy: self.occupied, ..Use::default() });
        }
    }

    /// Lets the next train into `section`, if one may go.
    fn dispatch(&mut self, ctx: &mut impl Context, section: usize) {
        if let Some(waiting) = self.choose(ctx, section) {
            self.launch(ctx, section, waiting);
        }
        self.label(ctx, section);
    }

    /// Sends the chosen train into `section`, from the node or from the loop before it.
    fn launch(&mut self, ctx: &mut impl Context, section: usize, waiting: Waiting) {
        let direction = ctx.carrier(waiting.carrier).direction;
        self.take(ctx, section, direction);
        let Some(row) = waiting.row else { return ctx.grant(Mover::Carrier(waiting.carrier)) };
        let train = self.trains[row as usize].as_mut().expect("a train in a loop is on the line");
        let behind = std::mem::replace(&mut train.section, section);
        self.run(ctx, row);
        // Its track in the loop is free: the section behind may send the next one of its direction.
        self.loops[behind.min(section)][direction.index()] -= 1;
        self.dispatch(ctx, behind);
    }

    /// What a train of `direction` waits for before `section`.
    fn obstacle(&self, now: Time, section: usize, direction: Direction) -> Cause {
        if self.possession.remaining(now).is_some() {
            return Cause::Maintenance;
        }
        let Section { occupant, last, clear, .. } = self.sections[section];
        match occupant.or(last.filter(|_| now < clear)) {
            Some(other) if other != direction => Cause::Meet,
            _ => Cause::Path,
        }
    }

    /// Books the hours of those who wait before `section` on what they wait for.
    fn label(&mut self, ctx: &mut impl Context, section: usize) {
        for direction in Direction::BOTH {
            let cause = self.obstacle(ctx.now(), section, direction);
            for waiting in &self.sections[section].queues[direction.index()] {
                ctx.spend_aboard(waiting.carrier, cause);
            }
        }
    }

    pub(super) fn handle(&mut self, ctx: &mut impl Context, signal: Signal) {
        match signal {
            Signal::Ran(_, row) => self.ran(ctx, row),
            Signal::Free(_, section) => {
                self.sections[section as usize].woken = false;
                self.dispatch(ctx, section as usize);
            }
            Signal::HandedBack(_) => {
                self.woken = None;
                for section in 0..self.sections.len() {
                    self.dispatch(ctx, section);
                }
            }
        }
    }

    /// A train has come to the end of its section.
    fn ran(&mut self, ctx: &mut impl Context, row: u32) {
        let train = self.trains[row as usize].expect("a train that ran is on the line");
        let section = train.section;
        let point = self.point(train, true);
        ctx.at_point(train.run.carrier, TrainDoes::Arrives(point));
        self.sections[section].last = self.sections[section].occupant.take();
        self.sections[section].clear = ctx.now() + self.clearance;
        self.occupied -= 1;
        self.report(ctx);
        match self.after(section, train.direction) {
            None => {
                self.trains[row as usize] = None;
                ctx.leave(Mover::Carrier(train.run.carrier));
            }
            Some(next) => {
                let rank = ctx.carrier(train.run.carrier).rank;
                let waiting = Waiting { carrier: train.run.carrier, rank, since: ctx.now(), row: Some(row) };
                self.wait(next, train.direction, waiting);
                self.dispatch(ctx, next);
            }
        }
        self.dispatch(ctx, section);
    }
}
