//! A flat heap with four children a node, ordered by time alone. A pop leaves a hole at the root for the next push.

#[derive(Clone, Copy)]
struct Item {
    /// The bits of a time, which are ordered as times are since none is negative.
    key: u64,
    event: u64,
}

pub(crate) struct Heap {
    items: Vec<Item>,
    hole: bool,
}

impl Heap {
    pub(crate) fn new() -> Heap {
        Heap { items: Vec::with_capacity(256), hole: false }
    }

    #[inline(always)]
    pub(crate) fn push(&mut self, time: f64, event: u64) {
        let item = Item { key: time.to_bits(), event };
        if self.hole {
            self.hole = false;
            self.fill_root(item);
            return;
        }
        let mut at = self.items.len();
        self.items.push(item);
        while at > 0 {
            let parent = (at - 1) / 4;
            if self.items[parent].key <= item.key {
                break;
            }
            self.items[at] = self.items[parent];
            at = parent;
        }
        self.items[at] = item;
    }

    #[inline(always)]
    pub(crate) fn pop(&mut self) -> Option<(f64, u64)> {
        if self.hole {
            self.hole = false;
            let last = self.items.pop()?;
            if !self.items.is_empty() {
                self.fill_root(last);
            }
        }
        let first = self.items.first()?;
        self.hole = true;
        Some((f64::from_bits(first.key), first.event))
    }

    /// The earliest event, of a heap that has one and no hole.
    #[inline(always)]
    pub(crate) fn earliest(&self) -> (f64, u64) {
        (f64::from_bits(self.items[0].key), self.items[0].event)
    }

    /// Puts an event in the place of the earliest.
    #[inline(always)]
    pub(crate) fn replace(&mut self, time: f64, event: u64) {
        self.fill_root(Item { key: time.to_bits(), event });
    }

    /// Puts `item` where it belongs, counting the root as free.
    #[inline(always)]
    fn fill_root(&mut self, item: Item) {
        let items = self.items.as_mut_slice();
        let mut at = 0;
        loop {
            let first = at * 4 + 1;
            let Some(&[a, b, c, d]) = items.get(first..).and_then(|rest| rest.first_chunk()) else { break };
            let (left, lower) = if b.key < a.key { (1, b.key) } else { (0, a.key) };
            let (right, other) = if d.key < c.key { (3, d.key) } else { (2, c.key) };
            let (place, least) = if other < lower { (right, other) } else { (left, lower) };
            if least >= item.key {
                items[at] = item;
                return;
            }
            let child = first + place;
            items[at] = items[child];
            at = child;
        }
        // The last family, which may have fewer children.
        let first = at * 4 + 1;
        let rest = items.get(first..).unwrap_or(&[]);
        if let Some((place, &least)) = rest.iter().enumerate().min_by_key(|(_, item)| item.key)
            && least.key < item.key
        {
            items[at] = least;
            at = first + place;
        }
        items[at] = item;
    }
}
