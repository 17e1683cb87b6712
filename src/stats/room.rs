//! How much memory values may take that are kept one by one.

/// Something that keeps values one by one as long as there is room.
pub trait Kept {
    /// Entries that are kept.
    fn entries(&self) -> usize;
    /// Puts the entries in order, equal ones together.
    fn settle(&mut self);
    /// Keeps no single entry any more, but what is known of all together.
    fn fold(&mut self);
}

/// Room for so many entries in all.
///
/// Who is folded when there is no more of it depends on nothing but what was added, so that results do not either.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    entries: usize,
    most: usize,
    limit: usize,
}

/// Entries from which folding something saves memory.
const WORTH_FOLDING: usize = 4_096;

impl Room {
    /// Room for `most` entries.
    #[must_use]
    pub fn new(most: usize) -> Room {
        Room { entries: 0, most, limit: most }
    }

    /// Takes room for entries; says whether there is none left.
    #[inline]
    pub fn take(&mut self, entries: usize) -> bool {
        self.entries += entries;
        self.entries > self.limit
    }

    /// Makes room among all that is kept, from the largest down, until half of it is free. What is small stays: where
    /// there is so much of it that it takes all the room, room is added.
    pub fn make(&mut self, mut kept: Vec<&mut dyn Kept>) {
        kept.iter_mut().for_each(|one| one.settle());
        let entries = |kept: &[&mut dyn Kept]| -> usize { kept.iter().map(|one| one.entries()).sum() };
        self.entries = entries(&kept);
        let mut largest = kept.iter().map(|one| one.entries()).max().unwrap_or(0);
        while self.entries > self.most / 2 && largest >= WORTH_FOLDING {
            largest /= 2;
            kept.iter_mut().filter(|one| one.entries() > largest).for_each(|one| one.fold());
            self.entries = entries(&kept);
        }
        self.limit = self.most.max(self.entries + self.most / 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Heap(usize);

    impl Kept for Heap {
        fn entries(&self) -> usize {
            self.0
        }
        fn settle(&mut self) {
            self.0 -= self.0 / 10;
        }
        fn fold(&mut self) {
            self.0 = 0;
        }
    }

    fn make(room: &mut Room, heaps: &mut [Heap]) -> Vec<usize> {
        room.make(heaps.iter_mut().map(|heap| heap as &mut dyn Kept).collect());
        heaps.iter().map(|heap| heap.0).collect()
    }

    #[test]
    fn the_largest_are_folded_first_and_the_small_stay() {
        let mut room = Room::new(50_000);
        assert!(!room.take(50_000) && room.take(1));
        let mut heaps = [25_000, 5_000, 20_000, 10_000, 11_000].map(Heap);
        assert_eq!(make(&mut room, &mut heaps), [0, 4_500, 0, 9_000, 9_900]);
        assert!(!room.take(26_600) && room.take(1));
        // Nothing is worth folding: there is room for so much again as half of it.
        let mut small: Vec<Heap> = (0..20).map(|_| Heap(4_000)).collect();
        assert_eq!(make(&mut room, &mut small), [3_600; 20]);
        assert!(!room.take(25_000) && room.take(1));
    }
}
