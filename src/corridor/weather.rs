//! Sea areas: storms as an alternating process with seasons, or wind from a record; one for all shores and vessels of the
//! area.

use super::flows::monthly;
use super::world::Happening;
use crate::engine::{Calendar, Handle};
use crate::parameter::WindRecord;
use crate::random::{RateProfile, Sampler, Stream, Streams};
use crate::scenario::WeatherSpec;
use crate::stage::Rank;
use crate::units::{Date, Duration, Time};

/// A sea area.
#[derive(Debug)]
pub(super) struct Area {
    /// Highest wind of the storm that rages, or the wind of a record (m/s).
    raging: Option<f64>,
    course: Course,
}

/// Where the weather of an area comes from.
#[derive(Debug)]
enum Course {
    Storms(Box<Storms>),
    Record(Record),
}

/// Storms that come at random.
#[derive(Debug)]
struct Storms {
    rate: RateProfile,
    duration: Sampler,
    wind: Sampler,
    begins: Stream,
    lasts: Stream,
    blows: Stream,
    storms: u64,
    /// The next storm, while it is calm.
    next: Option<Handle>,
    /// Exposure that is to be spent from `since` on before it begins.
    left: f64,
    since: Time,
}

/// Wind that was measured, the same in every replication.
#[derive(Debug)]
struct Record {
    /// From when which wind blows, in order; each differs from the one before.
    winds: Vec<(Time, f64)>,
    /// How many of them have come.
    passed: usize,
}

impl Area {
    /// Calm weather.
    pub(super) fn new(name: &str, spec: &WeatherSpec, start: Date, streams: &Streams) -> Area {
        let course = match &spec.record {
            Some(record) => Course::Record(Record::new(record, start)),
            None => Course::Storms(Box::new(Storms::new(name, spec, start, streams))),
        };
        Area { raging: None, course }
    }

    /// Whether a storm of at least this wind rages.
    pub(super) fn blows(&self, limit: f64) -> bool {
        self.raging.is_some_and(|wind| wind >= limit)
    }

    /// Sets the weather going: the next storm is scheduled, or the wind is that of the record.
    pub(super) fn start(&mut self, now: Time, number: u16, calendar: &mut Calendar<Happening>) {
        match &mut self.course {
            Course::Storms(storms) => storms.expect(now, number, calendar),
            Course::Record(record) => self.raging = record.turn(now, number, calendar),
        }
    }

    /// Takes over the terms of `new` from the next storm on: it comes when what is left of its exposure is spent at the
    /// new rate. A record is the same for the whole run.
    pub(super) fn revise(&mut self, new: Area, now: Time, number: u16, calendar: &mut Calendar<Happening>) {
        if let (Course::Storms(own), Course::Storms(new)) = (&mut self.course, new.course) {
            own.revise(*new, now, number, calendar);
        }
    }

    /// The weather changes: a storm begins or ends, or the record has another wind.
    pub(super) fn change(&mut self, now: Time, number: u16, calendar: &mut Calendar<Happening>) {
        self.raging = match &mut self.course {
            Course::Storms(storms) if self.raging.is_some() => {
                storms.expect(now, number, calendar);
                None
            }
            Course::Storms(storms) => Some(storms.begin(now, number, calendar)),
            Course::Record(record) => record.turn(now, number, calendar),
        };
    }
}

impl Storms {
    fn new(name: &str, spec: &WeatherSpec, start: Date, streams: &Streams) -> Storms {
        const WHOLE: &str = "the scenario was checked: weather without a record has storms";
        let storms = spec.storms.as_ref().expect(WHOLE);
        let per_ms = storms.get() / (365 * Duration::DAY.ms()) as f64;
        Storms {
            rate: monthly(start, spec.months.as_ref(), per_ms),
            duration: Sampler::new(spec.duration.as_ref().expect(WHOLE).law()),
            wind: Sampler::new(spec.wind.as_ref().expect(WHOLE).law()),
            begins: streams.stream(name, "storm begins"),
            lasts: streams.stream(name, "storm lasts"),
            blows: streams.stream(name, "wind"),
            storms: 0,
            next: None,
            left: 0.0,
            since: Time::ZERO,
        }
    }

    /// Schedules the next storm: storms come at random at the season's rate while it is calm.
    fn expect(&mut self, now: Time, number: u16, calendar: &mut Calendar<Happening>) {
        (self.since, self.left) = (now, -libm::log(self.begins.uniform(self.storms)));
        self.schedule(number, calendar);
    }

    fn schedule(&mut self, number: u16, calendar: &mut Calendar<Happening>) {
        let begins = self.rate.advance(self.since, self.left);
        self.next = Some(calendar.schedule(begins, Rank::Closing.priority(), Happening::Weather(number)));
    }

    fn revise(&mut self, new: Storms, now: Time, number: u16, calendar: &mut Calendar<Happening>) {
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

    /// A storm begins, with the wind that this returns.
    fn begin(&mut self, now: Time, number: u16, calendar: &mut Calendar<Happening>) -> f64 {
        self.next = None;
        let wind = self.wind.sample(&self.blows, self.storms);
        let hours = self.duration.sample(&self.lasts, self.storms).max(0.0);
        self.storms += 1;
        let ends = now + Duration::from_hours(hours);
        calendar.schedule(ends, Rank::Opening.priority(), Happening::Weather(number));
        wind
    }
}

impl Record {
    fn new(record: &WindRecord, start: Date) -> Record {
        let instant = |date: Date, ms| Time::from_ms(date.days_since(start) * Duration::DAY.ms() + ms);
        let mut winds: Vec<_> =
            record.rows().iter().map(|&(date, ms, wind)| (instant(date, ms), wind)).collect();
        winds.dedup_by_key(|&mut (_, wind)| wind);
        Record { winds, passed: 0 }
    }

    /// Lets all winds come that have their time, and schedules the next; returns the last, or none before the first.
    fn turn(&mut self, now: Time, number: u16, calendar: &mut Calendar<Happening>) -> Option<f64> {
        self.passed += self.winds[self.passed..].partition_point(|&(since, _)| since <= now);
        let wind = self.passed.checked_sub(1).map(|last| self.winds[last].1);
        if let Some(&(since, next)) = self.winds.get(self.passed) {
            let rank = if wind.is_some_and(|wind| wind > next) { Rank::Opening } else { Rank::Closing };
            calendar.schedule(since, rank.priority(), Happening::Weather(number));
        }
        wind
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter::read_text;

    fn record(rows: &str) -> Record {
        let text = format!("csv = \"time,wind_m_s\\n{rows}\"\nunit = \"m/s\"\nsource = \"s\"");
        let record = read_text::<WindRecord>(&text).unwrap_or_else(|why| panic!("{why}"));
        Record::new(&record, Date::new(2023, 1, 2).unwrap())
    }

    /// What happened before the run counts as far as it still blows; equal winds are no change.
    #[test]
    fn a_record_is_put_on_the_clock_of_the_run() {
        let mut record =
            record("2023-01-01,9\\n2023-01-01T12:00Z,16\\n2023-01-02T03:00Z,16\\n2023-01-02T06:00Z,4\\n");
        let hour = |hours| Time::ZERO + Duration::from_hours(hours);
        assert_eq!(record.winds, [(hour(-24.0), 9.0), (hour(-12.0), 16.0), (hour(6.0), 4.0)]);
        let mut calendar = Calendar::new();
        assert_eq!(record.turn(Time::ZERO, 0, &mut calendar), Some(16.0));
        assert_eq!(record.turn(hour(6.0), 0, &mut calendar), Some(4.0));
        assert_eq!(record.passed, 3);
    }

    #[test]
    fn before_its_first_row_it_is_calm() {
        let mut calendar = Calendar::new();
        assert_eq!(record("2023-01-03,20\\n").turn(Time::ZERO, 0, &mut calendar), None);
    }
}
