//! What a stage is built from besides its own spec: names, streams, and the places of its resources.

use crate::cargo::{ResourceId, StageId};
use crate::parameter::Quantity;
use crate::random::{Sampler, Stream, Streams};
use crate::units::{Date, Dimension, Duration, MinutesPer, TimeDim};

/// What building one stage for one replication needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Build<'a> {
    /// The stage's name, by which its draws are keyed.
    pub name: &'a str,
    /// Its number.
    pub id: StageId,
    /// The date of time zero.
    pub start: Date,
    /// The replication's random streams.
    pub streams: &'a Streams,
    /// The numbers of its resources, in the order in which the spec lists them.
    pub resources: &'a [ResourceId],
}

impl Build<'_> {
    /// The `offset`-th resource of the stage.
    #[must_use]
    pub fn resource(&self, offset: usize) -> ResourceId {
        self.resources[offset]
    }

    /// A law of times, drawn from the stage's own stream for that purpose.
    #[must_use]
    pub fn times(&self, law: &Quantity<TimeDim>, purpose: &str) -> Times {
        Times(self.draws(law, purpose))
    }

    /// A law of times for one unit.
    #[must_use]
    pub fn lifts(&self, law: &Quantity<MinutesPer>, purpose: &str) -> Times {
        Times(self.draws(law, purpose))
    }

    /// A law of anything else, in the dimension's base unit.
    #[must_use]
    pub fn draws<D: Dimension>(&self, law: &Quantity<D>, purpose: &str) -> Draws {
        Draws { sampler: Sampler::new(law.law()), stream: self.streams.stream(self.name, purpose) }
    }

    /// Uniform draws of the stage for that purpose.
    #[must_use]
    pub fn chances(&self, purpose: &str) -> Stream {
        self.streams.stream(self.name, purpose)
    }
}

/// A law together with the stream from which it is drawn.
#[derive(Clone, Debug)]
pub struct Draws {
    sampler: Sampler,
    stream: Stream,
}

impl Draws {
    /// The draw that belongs to `key`, in base units.
    #[inline]
    #[must_use]
    pub fn get(&self, key: u64) -> f64 {
        self.sampler.sample(&self.stream, key)
    }
}

/// A law of times (h) together with the stream from which it is drawn.
#[derive(Clone, Debug)]
pub struct Times(Draws);

impl Times {
    /// The draw that belongs to `key`, rounded once to the clock; a law that dips below zero gives zero.
    #[inline]
    #[must_use]
    pub fn get(&self, key: u64) -> Duration {
        Duration::from_hours(self.0.get(key).max(0.0))
    }
}

/// A resource as its stage declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceInfo {
    /// Its name within the stage.
    pub name: String,
    /// How many things it has.
    pub capacity: u32,
}

impl ResourceInfo {
    /// `capacity` things called `name`.
    #[must_use]
    pub fn new(name: &str, capacity: u32) -> ResourceInfo {
        ResourceInfo { name: name.to_owned(), capacity }
    }
}
