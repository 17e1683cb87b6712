//! Sea areas: storms as an alternating process with seasons, one for all shores and vessels of the area.

use super::flows::monthly;
use super::world::Happening;
use crate::engine::{Calendar, Handle};
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
    /// The next storm, while it is calm.
    next: Option<Handle>,
    /// Exposure that is to be spent from `since` on before it begins.
    left: f64,
    since: Time,
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
            next: None,
            left: 0.0,
            since: Time::ZERO,
        }
    }

    /// Whether a storm of at least this wind rages.
    pub(super) fn blows(&self, limit: f64) -> bool {
        self.raging.is_some_and(|wind| wind >= limit)
    }

    /// Schedules the next storm: storms come at random at the season's rate while it is calm.
    pub(super) fn expect(&mut self, now: Time, number: u16, calendar: &mut Calendar<Happening>) {
        (self.since, self.left) = (now, -libm::log(self.begins.uniform(self.storms)));
        self.schedule(number, calendar);
    }

    fn schedule(&mut self, number: u16, calendar: &mut Calendar<Happening>) {
        let begins = self.rate.advance(self.since, self.left);
        let storm = Happening::StormBegins(number);
        self.next = Some(calendar.schedule(begins, Rank::Closing.priority(), storm));
    }

    /// Takes over the terms of `new` from the next storm on: it comes when what is left of its exposure is spent at the
    /// new rate.
    pub(super) fn revise(&mut self, new: Area, now: Time, number: u16, calendar: &mut Calendar<Happening>) {
        (self.duration, self.wind) = (new.duration, new.wind);
        let before = std::mem::replace(&mut self.rate, new.rate);
        if before == self.rate {
            return;
        }
        let Some(next) = self.next.take() else { return };
        calendar.cancel(next);
        self.left = (self.left - before.exposure(self.since, now)).max(0.0);
        self.since = now;
        self.schedule(number, calendar);
    }

    /// A storm begins.
    pub(super) fn begin(&mut self, now: Time, number: u16, calendar: &mut Calendar<Happening>) {
        self.next = None;
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
