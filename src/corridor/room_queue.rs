//! Those who wait for room in a stage.

use std::collections::VecDeque;

use crate::cargo::{Direction, Mover, StageId};
use crate::units::Time;

/// A mover that waits for room in a stage.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waiter {
    pub mover: Mover,
    pub from: StageId,
    /// Its claim among those that wait.
    pub claim: Time,
    pub direction: Direction,
}

/// Those who wait for room in one stage, in order of their claims, those of one claim in the order they came.
///
/// Each direction waits by itself: when it is refused, a queue of any length behind its first costs nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct RoomQueue {
    /// With the number in which each came.
    waiting: [VecDeque<(u64, Waiter)>; 2],
    came: u64,
    /// How many of each direction stand where: a stage has few before it.
    sources: Vec<(StageId, [u32; 2])>,
}

impl RoomQueue {
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.iter().all(VecDeque::is_empty)
    }

    pub(super) fn insert(&mut self, waiter: Waiter) {
        let direction = waiter.direction.index();
        let queue = &mut self.waiting[direction];
        let behind = queue.iter().rposition(|(_, other)| other.claim <= waiter.claim);
        queue.insert(behind.map_or(0, |at| at + 1), (self.came, waiter));
        self.came += 1;
        let known = self.sources.iter().position(|(from, _)| *from == waiter.from);
        let source = known.unwrap_or_else(|| {
            self.sources.push((waiter.from, [0, 0]));
            self.sources.len() - 1
        });
        self.sources[source].1[direction] += 1;
    }

    /// Who comes first of the directions that are `open`.
    pub(super) fn first(&self, open: [bool; 2]) -> Option<Waiter> {
        let heads = self.waiting.iter().zip(open).filter_map(|(queue, open)| queue.front().filter(|_| open));
        heads.min_by_key(|(came, waiter)| (waiter.claim, *came)).map(|&(_, waiter)| waiter)
    }

    /// The first of a direction goes.
    pub(super) fn pop(&mut self, direction: Direction) {
        let gone = self.waiting[direction.index()].pop_front();
        let source = gone.and_then(|(_, gone)| self.sources.iter_mut().find(|(from, _)| *from == gone.from));
        if let Some((_, count)) = source {
            count[direction.index()] -= 1;
        }
    }

    /// Whether any of a direction stands in a stage.
    pub(super) fn any_from(&self, stage: StageId, direction: Direction) -> bool {
        self.sources.iter().any(|&(from, count)| from == stage && count[direction.index()] > 0)
    }

    /// All but those who stand in `outside`, in order.
    pub(super) fn all_but(&self, outside: StageId) -> Vec<Waiter> {
        let all = self.waiting.iter().flatten().filter(|(_, waiter)| waiter.from != outside);
        let mut all: Vec<&(u64, Waiter)> = all.collect();
        all.sort_unstable_by_key(|(came, waiter)| (waiter.claim, *came));
        all.into_iter().map(|&(_, waiter)| waiter).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cargo::ConsignmentId;
    use crate::units::Duration;

    fn waiter(number: u32, from: u16, claim: f64, direction: Direction) -> Waiter {
        let mover = Mover::Consignment(ConsignmentId(number));
        Waiter { mover, from: StageId(from), claim: Time::ZERO + Duration::from_hours(claim), direction }
    }

    #[test]
    fn claims_go_before_arrivals_and_each_direction_waits_by_itself() {
        let mut queue = RoomQueue::default();
        queue.insert(waiter(0, 1, 2.0, Direction::West));
        queue.insert(waiter(1, 1, 1.0, Direction::East));
        queue.insert(waiter(2, 2, 2.0, Direction::East));
        queue.insert(waiter(3, 2, 0.0, Direction::West));
        let numbers = |queue: &RoomQueue, but| {
            queue.all_but(StageId(but)).iter().map(|waiter| waiter.mover).collect::<Vec<Mover>>()
        };
        let movers = |numbers: &[u32]| -> Vec<Mover> {
            numbers.iter().map(|&number| Mover::Consignment(ConsignmentId(number))).collect()
        };
        assert_eq!(numbers(&queue, 9), movers(&[3, 1, 0, 2]));
        assert_eq!(numbers(&queue, 2), movers(&[1, 0]));
        let first = |queue: &RoomQueue, west, east| {
            let mut open = [false; 2];
            (open[Direction::West.index()], open[Direction::East.index()]) = (west, east);
            queue.first(open).map(|waiter| waiter.mover)
        };
        assert_eq!(first(&queue, true, true), Some(movers(&[3])[0]));
        assert_eq!(first(&queue, false, true), Some(movers(&[1])[0]));
        queue.pop(Direction::West);
        assert!(queue.any_from(StageId(2), Direction::East) && !queue.any_from(StageId(2), Direction::West));
        queue.pop(Direction::West);
        assert_eq!(first(&queue, true, false), None);
        queue.pop(Direction::East);
        queue.pop(Direction::East);
        assert!(queue.is_empty() && !queue.any_from(StageId(1), Direction::East));
    }
}
