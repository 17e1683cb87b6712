//! The calendar, or future event list: pending events in the order in which they happen.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::units::Time;

/// Rank of an event among those of one instant; lower happens first.
///
/// The model names its ranks in one table and gives the reasons there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Priority(pub u8);

/// A claim on one scheduled event, by which it can be cancelled before it happens.
#[derive(Debug, PartialEq, Eq)]
pub struct Handle(u64);

/// Bits of the tie key below the priority; 2^56 events outlast any run.
const SERIAL_BITS: u32 = 56;

#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    time: Time,
    /// Priority in the top byte, serial number below: events of one instant and one rank happen in the order in
    /// which they were scheduled, never by chance.
    tie: u64,
    event: E,
}

impl<E> Entry<E> {
    #[inline]
    fn precedes(&self, other: &Entry<E>) -> bool {
        match self.time.cmp(&other.time) {
            Ordering::Less => true,
            Ordering::Greater => false,
            Ordering::Equal => self.tie < other.tie,
        }
    }
}

/// Pending events ordered by (time, priority, serial number).
///
/// A flat heap with four children a node. A pop leaves its hole at the root for the next push to fill, which saves one
/// of the two sifts in the usual rhythm of "handle one event, schedule the next".
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    heap: Vec<Entry<E>>,
    /// The root has been handed out and not yet replaced.
    hole: bool,
    now: Time,
    serial: u64,
    cancelled: BTreeSet<u64>,
}

impl<E: Copy> Calendar<E> {
    /// An empty calendar at time zero.
    #[must_use]
    pub fn new() -> Calendar<E> {
        Calendar {
            heap: Vec::with_capacity(256),
            hole: false,
            now: Time::ZERO,
            serial: 0,
            cancelled: BTreeSet::new(),
        }
    }

    /// The time of the event handed out last.
    #[inline]
    #[must_use]
    pub fn now(&self) -> Time {
        self.now
    }

    /// Number of events still to come, cancelled ones included until they are reached.
    #[must_use]
    pub fn len(&self) -> usize {
        self.heap.len() - usize::from(self.hole)
    }

    /// Whether nothing is to come.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Schedules `event` for `time` and returns the claim on it.
    ///
    /// # Panics
    /// If `time` lies in the past: effects never precede causes.
    #[inline]
    pub fn schedule(&mut self, time: Time, priority: Priority, event: E) -> Handle {
        assert!(time >= self.now, "an event was scheduled for {time}, before the present {}", self.now);
        let tie = (u64::from(priority.0) << SERIAL_BITS) | self.serial;
        self.serial += 1;
        let entry = Entry { time, tie, event };
        if self.hole {
            self.hole = false;
            self.sift_down(entry);
        } else {
            self.heap.push(entry);
            self.sift_up(entry);
        }
        Handle(tie)
    }

    /// Takes a scheduled event out. The handle must belong to an event that has not happened: whoever receives an
    /// event drops its handle.
    pub fn cancel(&mut self, handle: Handle) {
        self.cancelled.insert(handle.0);
    }

    /// Advances to the next event and hands it out with its time.
    #[inline]
    pub fn pop(&mut self) -> Option<(Time, E)> {
        loop {
            if self.hole {
                self.hole = false;
                if let Some(last) = self.heap.pop()
                    && !self.heap.is_empty()
                {
                    self.sift_down(last);
                }
            }
            let &Entry { time, tie, event } = self.heap.first()?;
            self.hole = true;
            if !self.cancelled.is_empty() && self.cancelled.remove(&tie) {
                continue;
            }
            self.now = time;
            return Some((time, event));
        }
    }

    /// Puts `entry`, which stands in the last place, where it belongs.
    #[inline]
    fn sift_up(&mut self, entry: Entry<E>) {
        let mut at = self.heap.len() - 1;
        while at > 0 {
            let parent = (at - 1) / 4;
            if !entry.precedes(&self.heap[parent]) {
                break;
            }
            self.heap[at] = self.heap[parent];
            at = parent;
        }
        self.heap[at] = entry;
    }

    /// Puts `entry` where it belongs, counting the root as free.
    #[inline]
    fn sift_down(&mut self, entry: Entry<E>) {
        let length = self.heap.len();
        let mut at = 0;
        loop {
            let first = at * 4 + 1;
            if first >= length {
                break;
            }
            let mut least = first;
            for child in first + 1..length.min(first + 4) {
                if self.heap[child].precedes(&self.heap[least]) {
                    least = child;
                }
            }
            if !self.heap[least].precedes(&entry) {
                break;
            }
            self.heap[at] = self.heap[least];
            at = least;
        }
        self.heap[at] = entry;
    }
}

impl<E: Copy> Default for Calendar<E> {
    fn default() -> Calendar<E> {
        Calendar::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The slow twin: a list that is sorted before every pop.
    struct Sorted {
        entries: Vec<(Time, u8, u64, u32)>,
        serial: u64,
    }

    impl Sorted {
        fn schedule(&mut self, time: Time, priority: u8, event: u32) -> u64 {
            self.entries.push((time, priority, self.serial, event));
            self.serial += 1;
            self.serial - 1
        }

        fn pop(&mut self) -> Option<(Time, u32)> {
            self.entries.sort_unstable();
            if self.entries.is_empty() {
                return None;
            }
            let (time, _, _, event) = self.entries.remove(0);
            Some((time, event))
        }
    }

    /// A small congruential generator: the engine may not know the room `random`.
    fn next(state: &mut u64) -> u64 {
        *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *state >> 33
    }

    #[test]
    fn agrees_with_a_sorted_list_under_random_use() {
        let mut state = 7;
        let mut fast = Calendar::new();
        let mut slow = Sorted { entries: Vec::new(), serial: 0 };
        let mut handles: Vec<(Handle, u64)> = Vec::new();
        for step in 0..20_000u32 {
            match next(&mut state) % 8 {
                0..=3 => {
                    // A coarse clock and few ranks, so that ties are common.
                    let time = fast.now() + crate::units::Duration::from_ms((next(&mut state) % 6) as i64);
                    let rank = (next(&mut state) % 3) as u8;
                    let handle = fast.schedule(time, Priority(rank), step);
                    let serial = slow.schedule(time, rank, step);
                    handles.push((handle, serial));
                }
                4 if !handles.is_empty() => {
                    let at = (next(&mut state) as usize) % handles.len();
                    let (handle, serial) = handles.swap_remove(at);
                    if slow.entries.iter().any(|entry| entry.2 == serial) {
                        slow.entries.retain(|entry| entry.2 != serial);
                        fast.cancel(handle);
                    }
                }
                _ => assert_eq!(fast.pop(), slow.pop()),
            }
        }
        loop {
            let pair = (fast.pop(), slow.pop());
            assert_eq!(pair.0, pair.1);
            if pair.0.is_none() {
                break;
            }
        }
        assert!(fast.is_empty());
    }

    #[test]
    fn events_of_one_instant_happen_by_rank_then_in_order_of_scheduling() {
        let mut calendar = Calendar::new();
        for (rank, event) in [(2, 'd'), (1, 'b'), (2, 'e'), (0, 'a'), (1, 'c')] {
            calendar.schedule(Time::from_ms(5), Priority(rank), event);
        }
        let order: String = std::iter::from_fn(|| calendar.pop()).map(|(_, event)| event).collect();
        assert_eq!(order, "abcde");
    }

    #[test]
    #[should_panic(expected = "before the present")]
    fn the_past_is_refused() {
        let mut calendar = Calendar::new();
        calendar.schedule(Time::from_ms(5), Priority(0), ());
        calendar.pop();
        calendar.schedule(Time::from_ms(4), Priority(0), ());
    }
}
