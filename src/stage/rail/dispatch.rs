//! Dispatching: which of the waiting trains enters a section next.
//!
//! The smallest claim goes first (see `line.rs`), of those for which there is a track to go to. Besides:
//!
//! - A train that is too long for the station ahead needs all sections up to one where it fits, with a track to run
//!   through in each station between. As soon as all these tracks are free they are kept for it, and the
//!   sections are *promised* to it: nobody else enters them, and it follows when the trains in them have run out.
//! - A train enters a section of double track when it can run through at its own speed, a headway behind the train
//!   ahead all the way. So trains of unequal speeds take more of the line's time than equal ones.
//! - A train that stands in a station with a track to spare lets a train of better rank pass that is coming up behind it
//!   and would be held up, as long as the smaller claim is the other's.

use std::collections::VecDeque;

use super::Signal;
use super::line::{Line, Train};
use super::way::{Promise, Section, Waiting, Way};
use super::windows::gap;
use crate::cargo::{CarrierId, Direction, Mover};
use crate::observation::Cause;
use crate::stage::context::{Context, Rank};
use crate::units::{Duration, Time};

impl Line {
    /// Looks at the sections where something has changed, until nothing changes any more.
    pub(super) fn settle(&mut self, ctx: &mut impl Context) {
        while let Some(section) = self.pending.pop_front() {
            match &self.sections[section].way {
                Way::Single(_) => self.attend_single(ctx, section),
                Way::Double(..) => self.attend_double(ctx, section),
            }
            self.label(ctx, section);
        }
    }

    fn attend_single(&mut self, ctx: &mut impl Context, section: usize) {
        if let Some((direction, waiting)) = self.choose(ctx, section) {
            self.launch(ctx, section, direction, waiting);
        }
    }

    fn attend_double(&mut self, ctx: &mut impl Context, section: usize) {
        for direction in Direction::BOTH {
            self.open_gate(ctx, section, direction);
            let Some(&front) = self.sections[section].queues[direction.index()].front() else { continue };
            let Way::Double(headway, lanes) = &self.sections[section].way else { return };
            // It is not to run up to the train ahead of it on the way.
            let lane = &lanes[direction.index()];
            let free = lane.last_out + *headway - self.time(ctx, front.run.speed, section, section);
            let open = lane.open.max(free).max(ctx.now());
            let may = gap(&self.rules.windows, self.sections[section].part(), open, Duration::ZERO);
            if may > ctx.now() {
                self.wake(ctx, section, direction, may);
            } else if !self.yields(ctx, &front, section, direction) {
                self.sections[section].queues[direction.index()].pop_front();
                self.launch(ctx, section, direction, front);
            }
        }
    }

    /// Lets trains that stand at the far end of a lane into the station there, while it has tracks.
    fn open_gate(&mut self, ctx: &mut impl Context, section: usize, direction: Direction) {
        let Some(station) = self.far_station(section, direction) else { return };
        while self.stations[station].admits(direction) {
            let Way::Double(_, lanes) = &mut self.sections[section].way else { return };
            let Some(row) = lanes[direction.index()].gate.pop_front() else { return };
            self.stations[station].take(direction);
            self.arrive(ctx, row, station);
        }
    }

    /// The last section of a run that begins with `section`: the one at whose end a train of that length may stop.
    pub(super) fn reach(&self, section: usize, direction: Direction, length: f64) -> usize {
        let mut last = section;
        while let (Some(station), Some(next)) =
            (self.far_station(last, direction), self.after(last, direction))
            && length > self.stations[station].place.usable
        {
            last = next;
        }
        last
    }

    /// The sections of a run from `first` to `last`.
    fn chain(first: usize, last: usize) -> impl Iterator<Item = usize> {
        first.min(last)..=first.max(last)
    }

    /// The stations in which a run from `first` to `last` needs a track.
    fn tracks_on(
        &self,
        first: usize,
        last: usize,
        direction: Direction,
    ) -> impl Iterator<Item = usize> + use<> {
        let between = first.min(last)..first.max(last);
        between.chain(self.far_station(last, direction))
    }

    /// Whether there are tracks for a train all the way to where it may stop.
    fn has_tracks(&self, section: usize, direction: Direction, waiting: &Waiting) -> bool {
        let last = self.reach(section, direction, waiting.run.length);
        self.tracks_on(section, last, direction).all(|station| self.stations[station].admits(direction))
    }

    /// The train that may enter a single-track section now, taken out of its queue.
    fn choose(&mut self, ctx: &mut impl Context, section: usize) -> Option<(Direction, Waiting)> {
        let Section { way: Way::Single(block), queues, .. } = &self.sections[section] else { return None };
        if queues.iter().all(VecDeque::is_empty) {
            return None;
        }
        let promise = block.promise;
        if block.occupant.is_some() && promise.is_none() && !self.is_long_ahead(section) {
            return None;
        }
        let (direction, at) = match promise {
            Some(promise) if promise.first == section => self.find(section, promise.carrier)?,
            Some(_) => return None,
            None => (self.turn(section)?, 0),
        };
        let front = self.sections[section].queues[direction.index()][at];
        let last = self.reach(section, direction, front.run.length);
        if last != section && promise.is_none() && !self.promise(section, last, direction, front.run.carrier)
        {
            return None;
        }
        let mut clear = ctx.now();
        for at in Line::chain(section, last) {
            let Way::Single(block) = &self.sections[at].way else { continue };
            if block.occupant.is_some() {
                return None;
            }
            clear = clear.max(block.clear);
        }
        let may = self.gap_for(ctx, &front, section, last, clear);
        if may > ctx.now() {
            self.wake(ctx, section, direction, may);
            return None;
        }
        if self.yields(ctx, &front, section, direction) {
            return None;
        }
        self.sections[section].queues[direction.index()].remove(at);
        Some((direction, front))
    }

    /// The first instant from `now` on at which a train can run from `first` to `last` before the next possession.
    fn gap_for(&self, ctx: &impl Context, train: &Waiting, first: usize, last: usize, now: Time) -> Time {
        if self.rules.windows.is_empty() {
            return now;
        }
        let stay = self.time(ctx, train.run.speed, first, last);
        gap(&self.rules.windows, self.part(first, last), now, stay)
    }

    /// Where a train waits before a section: its direction, and its place in the queue.
    fn find(&self, section: usize, carrier: CarrierId) -> Option<(Direction, usize)> {
        Direction::BOTH.into_iter().find_map(|direction| {
            let queue = &self.sections[section].queues[direction.index()];
            queue.iter().position(|waiting| waiting.run.carrier == carrier).map(|at| (direction, at))
        })
    }

    /// Where a run from `first` to `last` begins and ends (km).
    fn part(&self, first: usize, last: usize) -> (f64, f64) {
        (self.sections[first.min(last)].from, self.sections[first.max(last)].to)
    }

    /// Whether a train too long for the station ahead is first in a queue before the section: it may be promised to
    /// that one while another is in it.
    fn is_long_ahead(&self, section: usize) -> bool {
        Direction::BOTH.into_iter().any(|direction| {
            let front = self.sections[section].queues[direction.index()].front();
            front.is_some_and(|front| self.reach(section, direction, front.run.length) != section)
        })
    }

    /// Whose turn it is before a single-track section: the smaller claim, of those that have tracks to go to.
    fn turn(&mut self, section: usize) -> Option<Direction> {
        let front = |direction: Direction| self.sections[section].queues[direction.index()].front().copied();
        let fronts = Direction::BOTH.map(front);
        let fits = |direction: Direction| {
            fronts[direction.index()].filter(|waiting| self.has_tracks(section, direction, waiting))
        };
        let fitting = Direction::BOTH.map(fits);
        for direction in Direction::BOTH {
            let Some(front) = fronts[direction.index()] else { continue };
            let far = self.reach(section, direction, front.run.length) != section;
            if far && fitting[direction.index()].is_none() && !self.far_reaching.contains(&section) {
                self.far_reaching.push(section);
            }
        }
        match fitting {
            [None, None] => None,
            [Some(_), None] => Some(Direction::West),
            [None, Some(_)] => Some(Direction::East),
            [Some(west), Some(east)] if (east.claim, east.since) < (west.claim, west.since) => {
                Some(Direction::East)
            }
            [Some(_), Some(_)] => Some(Direction::West),
        }
    }

    /// Keeps the tracks of a run over several sections and promises it these, unless one is promised already.
    fn promise(&mut self, section: usize, last: usize, direction: Direction, carrier: CarrierId) -> bool {
        let promised = |at: usize| match &self.sections[at].way {
            Way::Single(block) => block.promise.is_some(),
            Way::Double(..) => false,
        };
        if Line::chain(section, last).any(promised) {
            if !self.far_reaching.contains(&section) {
                self.far_reaching.push(section);
            }
            return false;
        }
        for station in self.tracks_on(section, last, direction) {
            self.stations[station].take(direction);
        }
        self.set_promise(section, last, Some(Promise { carrier, first: section }));
        true
    }

    fn set_promise(&mut self, section: usize, last: usize, promise: Option<Promise>) {
        for at in Line::chain(section, last) {
            if let Way::Single(block) = &mut self.sections[at].way {
                block.promise = promise;
            }
        }
    }

    /// Takes back what is promised to a train that will not come after all.
    pub(super) fn take_back(
        &mut self,
        carrier: CarrierId,
        section: usize,
        direction: Direction,
        length: f64,
    ) {
        let Way::Single(block) = &self.sections[section].way else { return };
        if block.promise.is_none_or(|promise| promise.carrier != carrier) {
            return;
        }
        let last = self.reach(section, direction, length);
        for station in self.tracks_on(section, last, direction) {
            self.stations[station].free(direction);
        }
        self.set_promise(section, last, None);
    }

    /// Whether a train that stands in a station lets one of better rank pass.
    fn yields(&self, ctx: &impl Context, own: &Waiting, section: usize, direction: Direction) -> bool {
        let (Some(row), Some(station)) = (own.row, self.near_station(section, direction)) else {
            return false;
        };
        if self.stations[station].place.tracks < 3 {
            return false;
        }
        let Some(behind) = self.after(section, opposite(direction)) else { return false };
        match &self.sections[behind].way {
            // Nobody is coming: most of the time.
            Way::Single(block) if block.occupant != Some(direction) => return false,
            Way::Double(..) if !self.stations[station].admits(direction) => return false,
            _ => {}
        }
        let time = |speed: f64| self.time(ctx, speed, section, section);
        let rank = ctx.carrier(own.run.carrier).rank;
        let passes = |train: &Train| {
            let other = ctx.carrier(train.run.carrier);
            let held_up = match &self.sections[section].way {
                Way::Single(block) => ctx.now() + time(own.run.speed) + block.clearance > train.due,
                Way::Double(headway, _) => {
                    ctx.now() + time(own.run.speed) + *headway > train.due + time(train.run.speed)
                        && ctx.now() + time(own.run.speed) > train.due
                }
            };
            other.rank < rank && other.claim(train.due) < own.claim && held_up
        };
        self.trains.iter().enumerate().any(|(other, train)| {
            train.as_ref().is_some_and(|train| {
                other != row as usize
                    && train.section == behind
                    && train.direction == direction
                    && !train.stands
                    && train.stop == behind
                    && passes(train)
            })
        })
    }

    /// Sends a train into the section, from the node or from the station before it.
    fn launch(&mut self, ctx: &mut impl Context, section: usize, direction: Direction, waiting: Waiting) {
        let last = match &mut self.sections[section].way {
            Way::Single(_) => self.occupy(ctx, section, direction, &waiting),
            Way::Double(headway, lanes) => {
                lanes[direction.index()].open = ctx.now() + *headway;
                // The next one is to be woken when it may follow.
                self.pending.push_back(section);
                section
            }
        };
        let Some(row) = waiting.row else {
            self.let_in(ctx, waiting.run, section, last);
            if self.asking == Some(waiting.run.carrier) {
                self.asking = None;
                return;
            }
            return ctx.grant(Mover::Carrier(waiting.run.carrier));
        };
        let train = self.trains[row as usize].as_mut().expect("a train in a station is on the line");
        (train.section, train.stop) = (section, last);
        let station = self.near_station(section, direction).expect("it stands in a station");
        self.vacate(station, direction);
        self.run(ctx, row);
    }

    /// Books the sections of a run that begins with `section`, and the tracks it needs; returns the last section.
    fn occupy(
        &mut self,
        ctx: &mut impl Context,
        section: usize,
        direction: Direction,
        waiting: &Waiting,
    ) -> usize {
        let last = self.reach(section, direction, waiting.run.length);
        if last == section {
            if let Some(station) = self.far_station(section, direction) {
                self.stations[station].take(direction);
            }
        } else {
            self.set_promise(section, last, None);
            self.pending.extend(self.far_reaching.drain(..));
        }
        for at in Line::chain(section, last) {
            if let Way::Single(block) = &mut self.sections[at].way {
                block.occupant = Some(direction);
                self.occupied += 1;
            }
        }
        self.report(ctx);
        last
    }

    /// Sees to it that a section is looked at again at that time.
    fn wake(&mut self, ctx: &mut impl Context, section: usize, direction: Direction, at: Time) {
        let index = direction.index();
        let woken = &mut self.sections[section].woken[index];
        if woken.as_ref().is_some_and(|&(time, _)| time <= at) {
            return;
        }
        if let Some((_, handle)) = woken.take() {
            ctx.cancel(handle);
        }
        let signal = Signal::Free(self.number, (2 * section + index) as u32);
        let handle = ctx.after(at - ctx.now(), Rank::Opening, signal.into());
        self.sections[section].woken[index] = Some((at, handle));
    }

    /// What trains of `direction` wait for before `section`.
    pub(super) fn obstacle(&self, ctx: &impl Context, section: usize, direction: Direction) -> Cause {
        let (place, now) = (&self.sections[section], ctx.now());
        if gap(&self.rules.windows, place.part(), now, Duration::ZERO) > now {
            return Cause::Maintenance;
        }
        let Way::Single(block) = &place.way else { return Cause::Path };
        match block.occupant.or(block.last.filter(|_| now < block.clear)) {
            Some(other) if other != direction => return Cause::Meet,
            Some(_) => return Cause::Path,
            None => {}
        }
        let Some(front) = place.queues[direction.index()].front() else { return Cause::Path };
        let last = self.reach(section, direction, front.run.length);
        if self.gap_for(ctx, front, section, last, now) > now { Cause::Maintenance } else { Cause::Path }
    }

    /// Running time from `first` to `last`.
    fn time(&self, ctx: &impl Context, speed: f64, first: usize, last: usize) -> Duration {
        let hours =
            Line::chain(first, last).map(|at| self.rules.limits.hours(ctx, speed, self.sections[at].part()));
        Duration::from_hours(hours.sum())
    }

    /// Books the hours of those who wait before `section`, and of those who wait in it for a track at its end, on what
    /// they wait for.
    fn label(&mut self, ctx: &mut impl Context, section: usize) {
        for direction in Direction::BOTH {
            let index = direction.index();
            if self.sections[section].queues[index].is_empty() {
                continue;
            }
            let cause = self.obstacle(ctx, section, direction);
            for waiting in &mut self.sections[section].queues[index] {
                let told = match waiting.row.and_then(|row| self.trains[row as usize].as_mut()) {
                    Some(train) => &mut train.told,
                    None => &mut waiting.told,
                };
                if self.asking != Some(waiting.run.carrier) && told.replace(cause) != Some(cause) {
                    ctx.spend_aboard(waiting.run.carrier, cause);
                }
            }
        }
        if let Way::Double(_, lanes) = &self.sections[section].way {
            for &row in lanes.iter().flat_map(|lane| &lane.gate) {
                let train = self.trains[row as usize].as_mut().expect("a train at a gate is on the line");
                if train.told.replace(Cause::Path) != Some(Cause::Path) {
                    ctx.spend_aboard(train.run.carrier, Cause::Path);
                }
            }
        }
    }
}

fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::West => Direction::East,
        Direction::East => Direction::West,
    }
}
