//! Sea areas: storms as an alternating process with seasons, one for all shores and vessels of the area.

use super::compile::monthly;
use super::world::Happening;
use crate::engine::Calendar;
use crate::random::{RateProfile, Sampler, Stream, Streams};
use crate::scenario::WeatherSpec;
use crate::stage::Rank;
use crate::units::{Date, Duration, Time};

/// A sea area.
#[derive(Debug)]
pub(super) struct Area {
    rate: RateProfile,
    duration: Sampler,
    wind: Sampler,
    begins: Stream,
    lasts: Stream,
    blows: Stream,
    storms: u64,
    /// Highest wind of the storm that rages (m/s).
    raging: Option<f64>,
}

impl Area {
    /// Calm weather.
    pub(super) fn new(name: &str, spec: &WeatherSpec, start: Date, streams: &Streams) -> Area {
        let per_ms = spec.storms.get() / (365 * Duration::DAY.ms()) as f64;
        Area {
            rate: monthly(start, spec.months.as_ref(), per_ms),
            duration: Sampler::new(spec.duration.law()),
            wind: Sampler::new(spec.wind.law()),
            begins: streams.stream(name, "storm begins"),
            lasts: streams.stream(name, "storm lasts"),
            blows: streams.stream(name, "wind"),
            storms: 0,
            raging: None,
        }
    }

    /// Whether a storm of at least this wind rages.
    pub(super) fn blows(&self, limit: f64) -> bool {
        self.raging.is_some_and(|wind| wind >= limit)
    }

    /// Schedules the next storm: storms come at random at the season's rate while it is calm.
    pub(super) fn expect(&mut self, now: Time, number: u16, calendar: &mut Calendar<Happening>) {
        let exposure = -libm::log(self.begins.uniform(self.storms));
        let begins = self.rate.advance(now, exposure);
        calendar.schedule(begins, Rank::Closing.priority(), Happening::StormBegins(number));
    }

    /// A storm begins.
    pub(super) fn begin(&mut self, now: Time, number: u16, calendar: &mut Calendar<Happening>) {
        self.raging = Some(self.wind.sample(&self.blows, self.storms));
        let hours = self.duration.sample(&self.lasts, self.storms).max(0.0);
        self.storms += 1;
        let ends = now + Duration::from_hours(hours);
        calendar.schedule(ends, Rank::Opening.priority(), Happening::StormEnds(number));
    }

    /// The storm ends.
    pub(super) fn end(&mut self, now: Time, number: u16, calendar: &mut Calendar<Happening>) {
        self.raging = None;
        self.expect(now, number, calendar);
    }
}
