//! Double track: one direction on each, trains a headway apart, no overtaking.

use std::collections::VecDeque;

use super::{DoubleSpec, Possession, Run, Signal, Standing};
use crate::cargo::{CarrierId, Direction, Mover};
use crate::engine::Handle;
use crate::observation::{Cause, Point, TrainDoes};
use crate::stage::context::{Admission, Context, Rank};
use crate::units::{Duration, Time};

#[derive(Debug)]
pub(super) struct Double {
    /// Number of the layout, by which its signals find it.
    pub(super) layout: u16,
    km: f64,
    headway: Duration,
    possession: Possession,
    tracks: [Lane; 2],
    trains: Vec<Option<Train>>,
}

/// The track of one direction.
#[derive(Debug, Default)]
struct Lane {
    /// No train may enter before.
    open: Time,
    /// When the last train that entered will leave.
    last_out: Time,
    /// A wake-up for the next that may enter is on its way.
    woken: Option<Handle>,
    queue: VecDeque<(u8, CarrierId)>,
}

#[derive(Clone, Copy, Debug)]
struct Train {
    carrier: CarrierId,
    /// How much longer it takes than it would alone.
    behind: Duration,
}

impl Double {
    pub(super) fn new(spec: &DoubleSpec, km: f64, possession: Possession) -> Double {
        let headway = spec.headway.duration();
        // The first train of a run follows nobody.
        let lane = || Lane { last_out: Time::ZERO - headway, ..Lane::default() };
        Double { layout: 0, km, headway, possession, tracks: [lane(), lane()], trains: Vec::new() }
    }

    /// Takes over the terms of `new`: trains on the line keep their times.
    pub(super) fn revise(&mut self, ctx: &mut impl Context, new: Double) {
        let before = std::mem::replace(&mut self.headway, new.headway);
        (self.km, self.possession) = (new.km, new.possession);
        for direction in Direction::BOTH {
            let lane = &mut self.tracks[direction.index()];
            lane.open = lane.open - before + new.headway;
            if let Some(woken) = lane.woken.take() {
                ctx.cancel(woken);
            }
            self.enter(ctx, direction);
        }
    }

    /// Whether no train is on the line.
    pub(super) fn is_empty(&self) -> bool {
        self.trains.iter().all(Option::is_none)
    }

    /// Lets nobody in any more: those who wait for it in the nodes are to wait for another layout.
    pub(super) fn retire(&mut self, now: Time) -> Vec<Standing> {
        let queues = self.tracks.iter_mut().flat_map(|lane| lane.queue.drain(..));
        queues.map(|(rank, carrier)| Standing { carrier, rank, since: now }).collect()
    }

    /// Takes over those who waited for another layout.
    pub(super) fn take_over(&mut self, ctx: &mut impl Context, waiting: Vec<Standing>) {
        for Standing { carrier, rank, .. } in waiting {
            self.tracks[ctx.carrier(carrier).direction.index()].queue.push_back((rank, carrier));
        }
        for direction in Direction::BOTH {
            self.enter(ctx, direction);
        }
    }

    pub(super) fn reserve(&mut self, ctx: &mut impl Context, id: CarrierId) -> Admission {
        let (direction, rank) = (ctx.carrier(id).direction, ctx.carrier(id).rank);
        let lane = &mut self.tracks[direction.index()];
        if lane.queue.is_empty() && ctx.now() >= lane.open && self.possession.remaining(ctx.now()).is_none() {
            lane.open = ctx.now() + self.headway;
            return Admission::Granted;
        }
        let behind = lane.queue.iter().rposition(|&(other, _)| other <= rank).map_or(0, |at| at + 1);
        lane.queue.insert(behind, (rank, id));
        self.wake(ctx, direction);
        Admission::Queued(self.obstacle(ctx.now()))
    }

    fn obstacle(&self, now: Time) -> Cause {
        if self.possession.remaining(now).is_some() { Cause::Maintenance } else { Cause::Path }
    }

    /// Sees to it that the lane is looked at again when a train may enter.
    fn wake(&mut self, ctx: &mut impl Context, direction: Direction) {
        let now = ctx.now();
        let lane = &mut self.tracks[direction.index()];
        if lane.woken.is_some() || lane.queue.is_empty() {
            return;
        }
        let possession = self.possession.remaining(now).unwrap_or_default();
        let headway = if lane.open > now { lane.open - now } else { Duration::ZERO };
        let signal = Signal::Free(self.layout, direction.index() as u32);
        lane.woken = Some(ctx.after(possession.max(headway), Rank::Opening, signal.into()));
    }

    pub(super) fn admit(&mut self, ctx: &mut impl Context, run: Run) {
        let lane = &mut self.tracks[ctx.carrier(run.carrier).direction.index()];
        let alone = ctx.now() + run.time(self.km);
        let arrival = alone.max(lane.last_out + self.headway);
        lane.last_out = arrival;
        let west = ctx.carrier(run.carrier).direction == Direction::West;
        let point = if west { Point { number: 0, km: 0.0 } } else { Point { number: 1, km: self.km } };
        ctx.at_point(run.carrier, TrainDoes::Departs(point));
        ctx.spend_aboard(run.carrier, Cause::Moving);
        let train = Some(Train { carrier: run.carrier, behind: arrival - alone });
        let row = match self.trains.iter().position(Option::is_none) {
            Some(row) => {
                self.trains[row] = train;
                row
            }
            None => {
                self.trains.push(train);
                self.trains.len() - 1
            }
        };
        ctx.after(arrival - ctx.now(), Rank::Arrival, Signal::Ran(self.layout, row as u32).into());
    }

    pub(super) fn handle(&mut self, ctx: &mut impl Context, signal: Signal) {
        match signal {
            Signal::Ran(_, row) => {
                let train = self.trains[row as usize].take().expect("a train that ran is on the line");
                if train.behind > Duration::ZERO {
                    ctx.reassign_aboard(train.carrier, Cause::Moving, Cause::Path, train.behind);
                }
                let west = ctx.carrier(train.carrier).direction == Direction::West;
                let point =
                    if west { Point { number: 1, km: self.km } } else { Point { number: 0, km: 0.0 } };
                ctx.at_point(train.carrier, TrainDoes::Arrives(point));
                ctx.leave(Mover::Carrier(train.carrier));
            }
            Signal::Free(_, index) => self.enter(ctx, Direction::BOTH[index as usize]),
            Signal::HandedBack(_) => {}
        }
    }

    fn enter(&mut self, ctx: &mut impl Context, direction: Direction) {
        let now = ctx.now();
        let shut = self.possession.remaining(now).is_some();
        let cause = self.obstacle(now);
        let lane = &mut self.tracks[direction.index()];
        lane.woken = None;
        if !shut
            && now >= lane.open
            && let Some((_, id)) = lane.queue.pop_front()
        {
            lane.open = now + self.headway;
            ctx.grant(Mover::Carrier(id));
        }
        for &(_, id) in &self.tracks[direction.index()].queue {
            ctx.spend_aboard(id, cause);
        }
        self.wake(ctx, direction);
    }
}
