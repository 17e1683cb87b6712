//! Standstill: stages that wait for each other in a circle.
//!
//! Storms and timetables always have a next event, so a corridor that has stopped does not show by an empty calendar.
//! It is looked for when something blocks: from the stage that has just become stuck along "waits for room in", as
//! long as every stage on the way is stuck itself.

use super::network::Running;
use crate::cargo::{Direction, StageId};
use crate::observation::Observer;

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

    /// Stops the run if the stage is part of a circle of stages that are all stuck.
    pub(super) fn look_for_standstill(&mut self, from: StageId) {
        for direction in Direction::BOTH {
            let mut circle = vec![from];
            let mut at = from;
            while self.is_stuck(at, direction) {
                let Some(next) = self.waits_for(at, direction) else { break };
                if let Some(start) = circle.iter().position(|&stage| stage == next) {
                    self.world.standstill = Some(circle.split_off(start));
                    return;
                }
                circle.push(next);
                at = next;
            }
        }
    }

    fn is_stuck(&self, stage: StageId, direction: Direction) -> bool {
        let blocked = self.world.blocked[stage.index()][direction.index()];
        self.stages.get(stage.index()).is_some_and(|stage| stage.stuck(direction, blocked))
    }
}
