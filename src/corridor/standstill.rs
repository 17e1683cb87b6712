//! Standstill: stages that wait for each other in a circle.
//!
//! Storms and timetables always have a next event, so a corridor that has stopped does not show by an empty calendar.
//! It is looked for when something blocks: among all stages in which nothing can go on before room appears elsewhere,
//! those that wait only for each other.

use std::collections::BTreeSet;

use super::network::Running;
use crate::cargo::{Direction, StageId};
use crate::observation::Observer;
use crate::stage::Stage;

/// The room of a stage for one direction; that of both where a stage has one for all.
type Room = (StageId, Direction);

impl<O: Observer> Running<'_, '_, O> {
    /// The stage at the far end of a chain of waits that leads through `to`: the one that has room for nobody
    /// although it waits for nobody.
    pub(super) fn root_of(&self, to: StageId, direction: Direction) -> StageId {
        let mut root = to;
        for _ in 0..self.stages.len() {
            match self.waits_for(root, direction) {
                Some(next) if next != to => root = next,
                _ => break,
            }
        }
        root
    }

    /// The stage for which the blocked movers of a stage and direction wait, if any are blocked there.
    fn waits_for(&self, stage: StageId, direction: Direction) -> Option<StageId> {
        if self.world.blocked[stage.index()][direction.index()] == 0 {
            return None;
        }
        let target = self.world.waiters.iter().position(|queue| {
            queue.iter().any(|waiter| waiter.from == stage && waiter.direction == direction)
        });
        target.map(StageId::at)
    }

    /// Stops the run if the stage is one of a set of stages that are all stuck and wait for room in one another only.
    pub(super) fn look_for_standstill(&mut self, from: StageId, direction: Direction) {
        let from = self.room_of(from, direction);
        if !self.is_stuck(from) {
            return;
        }
        let rooms = (0..self.stages.len())
            .flat_map(|stage| Direction::BOTH.map(|direction| self.room_of(StageId::at(stage), direction)));
        let mut stuck: BTreeSet<Room> = rooms.filter(|&room| self.is_stuck(room)).collect();
        // One that waits for room elsewhere may yet go on, and then so may those that wait for its place.
        while let Some(&free) = stuck.iter().find(|&&room| self.targets(room).any(|to| !stuck.contains(&to)))
        {
            stuck.remove(&free);
        }
        if !stuck.contains(&from) {
            return;
        }
        let mut circle = vec![from];
        loop {
            let next = self.targets(circle[circle.len() - 1]).next();
            let Some(next) = next else { return };
            if let Some(start) = circle.iter().position(|&room| room == next) {
                self.world.standstill = Some(circle[start..].iter().map(|room| room.0).collect());
                return;
            }
            circle.push(next);
        }
    }

    /// The room that movers of a direction need in a stage.
    fn room_of(&self, stage: StageId, direction: Direction) -> Room {
        let one = self.stages.get(stage.index()).is_some_and(Stage::has_one_room);
        (stage, if one { Direction::West } else { direction })
    }

    /// The rooms for which the blocked movers of a room wait.
    fn targets(&self, room: Room) -> impl Iterator<Item = Room> + '_ {
        let queues = self.world.waiters.iter().enumerate();
        queues.flat_map(move |(to, queue)| {
            let waiters =
                queue.iter().filter(move |waiter| self.room_of(waiter.from, waiter.direction) == room);
            waiters.map(move |waiter| self.room_of(StageId::at(to), waiter.direction))
        })
    }

    fn is_stuck(&self, (stage, direction): Room) -> bool {
        let blocked = self.world.blocked[stage.index()][direction.index()];
        self.stages.get(stage.index()).is_some_and(|stage| stage.stuck(direction, blocked))
    }
}
