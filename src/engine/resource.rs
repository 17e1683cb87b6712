//! A finite set of interchangeable things.

/// A count of interchangeable things, some of them in use.
#[derive(Clone, Debug)]
pub struct Resource {
    capacity: u32,
    in_use: u32,
}

impl Resource {
    /// `capacity` things, all free.
    #[must_use]
    pub fn new(capacity: u32) -> Resource {
        Resource { capacity, in_use: 0 }
    }

    /// How many there are.
    #[must_use]
    pub fn capacity(&self) -> u32 {
        self.capacity
    }

    /// How many are in use.
    #[must_use]
    pub fn in_use(&self) -> u32 {
        self.in_use
    }

    /// How many more can be seized now.
    #[must_use]
    pub fn free(&self) -> u32 {
        self.capacity.saturating_sub(self.in_use)
    }

    /// Seizes one if one is free, and says whether it did.
    pub fn seize(&mut self) -> bool {
        let free = self.in_use < self.capacity;
        self.in_use += u32::from(free);
        free
    }

    /// Gives one back.
    ///
    /// # Panics
    /// If none is in use: releasing what is not held is a bug of the model.
    pub fn release(&mut self) {
        assert!(self.in_use > 0, "a resource was released that nobody held");
        self.in_use -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capacity_is_never_exceeded() {
        let mut berths = Resource::new(2);
        assert!(berths.seize() && berths.seize());
        assert!(!berths.seize());
        assert_eq!((berths.in_use(), berths.free()), (2, 0));
        berths.release();
        assert_eq!(berths.free(), 1);
    }

    #[test]
    #[should_panic(expected = "nobody held")]
    fn releasing_what_is_not_held_is_a_bug() {
        Resource::new(1).release();
    }
}
