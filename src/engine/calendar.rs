//! The calendar, or future event list: pending events in the order in which they happen.

use crate::units::Time;

/// Rank of an event among those of one instant, from 0 to 15; lower happens first.
///
/// The model names its ranks in one table and gives the reasons there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Priority(pub u8);

/// A claim on one scheduled event, by which it can be cancelled before it happens.
#[derive(Debug, PartialEq, Eq)]
pub struct Handle(u64);

/// Bits of the serial number; 2^40 events outlast any run.
const SERIAL_BITS: u32 = 40;
/// Bits of a slot.
const SLOT_BITS: u32 = 32;
const PRIORITY_BITS: u32 = 4;
/// Bits of the serial number that stand with the time.
const HIGH_SERIAL_BITS: u32 = SERIAL_BITS + SLOT_BITS - 64;
const TIME_SHIFT: u32 = PRIORITY_BITS + HIGH_SERIAL_BITS;
/// The last instant on the calendar (ms), 140,000 years away: what would be later happens then.
const LAST: i64 = (1 << (63 - TIME_SHIFT)) - 1;

/// When an event happens, and the slot that holds it.
///
/// Read as one number of 128 bits it is time, priority, serial number, slot: events of one instant and one rank happen
/// in the order in which they were scheduled, never by chance. The upper half decides nearly always.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    upper: u64,
    lower: u64,
}

impl Entry {
    /// What stands in an empty place of a family: later than everything, and tied with nothing.
    const fn nothing(place: u64) -> Entry {
        Entry { upper: u64::MAX - place, lower: u64::MAX }
    }

    /// Where its event stands.
    #[inline]
    fn slot(self) -> u32 {
        self.lower as u32
    }
}

/// The children of one node: a cache line.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Family([Entry; 4]);

impl Family {
    /// A family of nobody.
    const EMPTY: Family =
        Family([Entry::nothing(0), Entry::nothing(1), Entry::nothing(2), Entry::nothing(3)]);

    /// The place of the first child and that child, if it comes before `entry`.
    #[inline]
    fn before(&self, entry: Entry) -> Option<(usize, Entry)> {
        let Family([a, b, c, d]) = *self;
        // Without branches, since none of these comparisons can be foreseen.
        let (i, x) = if b.upper < a.upper { (1, b.upper) } else { (0, a.upper) };
        let (j, y) = if d.upper < c.upper { (3, d.upper) } else { (2, c.upper) };
        let (place, first) = if y < x { (j, y) } else { (i, x) };
        if (a.upper == b.upper) | (c.upper == d.upper) | (x == y) | (first == entry.upper) {
            return self.before_tied(entry);
        }
        (first < entry.upper).then(|| (place, self.0[place & 3]))
    }

    /// The same where the upper halves do not decide.
    #[cold]
    #[inline(never)]
    fn before_tied(&self, entry: Entry) -> Option<(usize, Entry)> {
        let place = (1..4).fold(0, |first, next| if self.0[next] < self.0[first] { next } else { first });
        (self.0[place] < entry).then(|| (place, self.0[place]))
    }
}

/// What a slot holds.
#[derive(Clone, Copy, Debug)]
struct Slot<E> {
    /// Lower half of the entry whose event it is; [`CANCELLED`] of one that is not to happen.
    lower: u64,
    event: E,
}

const CANCELLED: u64 = u64::MAX;

/// Pending events ordered by (time, priority, serial number).
///
/// A heap with four children a node, of entries of sixteen bytes; the events stand aside and never move. A pop leaves
/// its hole at the root for the next push to fill, which saves one of the two sifts in the usual rhythm of "handle one
/// event, schedule the next".
#[derive(Clone, Debug)]
pub struct Calendar<E> {
    /// The first of all, unless it is the hole.
    root: Entry,
    /// The children of the root, of its first child, of its second, and so on; the last family may have places left.
    families: Vec<Family>,
    /// Entries in the heap, the hole included.
    length: usize,
    /// The root has been handed out and not yet replaced.
    hole: bool,
    slots: Vec<Slot<E>>,
    spare: Vec<u32>,
    now: Time,
    serial: u64,
}

impl<E: Copy> Calendar<E> {
    /// An empty calendar at time zero.
    #[must_use]
    pub fn new() -> Calendar<E> {
        Calendar {
            root: Entry::nothing(0),
            families: Vec::new(),
            length: 0,
            hole: false,
            slots: Vec::new(),
            spare: Vec::new(),
            now: Time::ZERO,
            serial: 0,
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
        self.length - usize::from(self.hole)
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
        debug_assert!(priority.0 >> PRIORITY_BITS == 0, "priorities have {PRIORITY_BITS} bits");
        let serial = self.serial;
        self.serial += 1;
        let at =
            if self.hole { self.root.slot() } else { self.spare.pop().unwrap_or(self.slots.len() as u32) };
        let lower = serial << SLOT_BITS | u64::from(at);
        let slot = Slot { lower, event };
        match self.slots.get_mut(at as usize) {
            Some(place) => *place = slot,
            None => self.slots.push(slot),
        }
        let upper = (time.ms().min(LAST) as u64) << TIME_SHIFT
            | u64::from(priority.0) << HIGH_SERIAL_BITS
            | serial >> (64 - SLOT_BITS);
        let entry = Entry { upper, lower };
        if self.hole {
            self.hole = false;
            self.sift_down(entry);
        } else {
            self.sift_up(entry);
        }
        Handle(lower)
    }

    /// Takes a scheduled event out, unless it has happened.
    pub fn cancel(&mut self, handle: Handle) {
        let slot = &mut self.slots[handle.0 as u32 as usize];
        if slot.lower == handle.0 {
            slot.lower = CANCELLED;
        }
    }

    /// Advances to the next event and hands it out with its time.
    #[inline]
    pub fn pop(&mut self) -> Option<(Time, E)> {
        loop {
            if self.hole {
                self.hole = false;
                self.fill_hole();
            }
            if self.length == 0 {
                return None;
            }
            self.hole = true;
            let Slot { lower, event } = self.slots[self.root.slot() as usize];
            if lower == self.root.lower {
                self.now = Time::from_ms((self.root.upper >> TIME_SHIFT) as i64);
                return Some((self.now, event));
            }
        }
    }

    /// Puts the last entry into the place of the root.
    fn fill_hole(&mut self) {
        self.spare.push(self.root.slot());
        self.length -= 1;
        if self.length > 0 {
            let last = self.length - 1;
            let family = &mut self.families[last / 4];
            let within = last % 4;
            let entry = std::mem::replace(&mut family.0[within], Entry::nothing(within as u64));
            if within == 0 {
                self.families.pop();
            }
            self.sift_down(entry);
        }
    }

    /// Adds an entry behind the last, and moves it up to where it belongs.
    fn sift_up(&mut self, entry: Entry) {
        let mut node = self.length;
        self.length += 1;
        if node % 4 == 1 {
            self.families.push(Family::EMPTY);
        }
        while node > 0 {
            let parent = (node - 1) / 4;
            let above = *self.place(parent);
            if above < entry {
                break;
            }
            *self.place(node) = above;
            node = parent;
        }
        *self.place(node) = entry;
    }

    /// Puts `entry` where it belongs, counting the root as free.
    #[inline]
    fn sift_down(&mut self, entry: Entry) {
        // Node by node; the vacant place of one below the root is known from the step before.
        let (mut node, mut vacant) = (0, None);
        while let Some((place, child)) = self.families.get(node).and_then(|family| family.before(entry)) {
            self.fill(vacant, child);
            vacant = Some((node, place));
            node = node * 4 + 1 + place;
        }
        self.fill(vacant, entry);
    }

    /// Fills a vacant place of a family, or the root.
    #[inline]
    fn fill(&mut self, vacant: Option<(usize, usize)>, entry: Entry) {
        match vacant {
            None => self.root = entry,
            Some((family, place)) => self.families[family].0[place & 3] = entry,
        }
    }

    /// Where a node's entry stands.
    #[inline]
    fn place(&mut self, node: usize) -> &mut Entry {
        match node.checked_sub(1) {
            None => &mut self.root,
            Some(child) => &mut self.families[child / 4].0[child % 4],
        }
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
