//! How long a train takes: its own speed, the limits on its way, and the weather.

use super::spec::{RailSpec, RestrictionSpec};
use super::windows::{overlap, part};
use crate::cargo::AreaId;
use crate::parameter::Fixed;
use crate::stage::context::Context;
use crate::units::{Date, Duration, Time};

/// The speeds allowed on a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Limits {
    /// Everywhere (km/h).
    line: f64,
    restrictions: Vec<Restriction>,
    /// While wind of this speed (m/s) blows over the area: the highest speed.
    weather: Option<(AreaId, f64, f64)>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Restriction {
    speed: f64,
    part: (f64, f64),
    from: Time,
    until: Time,
}

impl Restriction {
    fn new(spec: &RestrictionSpec, start: Date) -> Restriction {
        let midnight = |date: Date, later| {
            Time::ZERO + Duration::from_ms((date.days_since(start) + later) * Duration::DAY.ms())
        };
        Restriction {
            speed: spec.speed.get(),
            part: part(spec.from.as_ref(), spec.to.as_ref()),
            from: spec.first.map_or(Time::ZERO, |date| midnight(date, 0)),
            until: spec.last.map_or(Time::MAX, |date| midnight(date, 1)),
        }
    }
}

impl Limits {
    pub(super) fn new(spec: &RailSpec, start: Date, area: Option<AreaId>) -> Limits {
        Limits {
            line: spec.speed_limit.as_ref().map_or(f64::INFINITY, Fixed::get),
            restrictions: spec.restriction.values().map(|spec| Restriction::new(spec, start)).collect(),
            weather: spec
                .weather
                .as_ref()
                .and_then(|slow| area.map(|area| (area, slow.wind_limit.get(), slow.speed.get()))),
        }
    }

    /// Time (h) that a train with a speed of its own takes from `from` to `to` (km) in good weather under the limits that
    /// hold on every day.
    pub(super) fn usual_hours(spec: &RailSpec, own: f64, part: (f64, f64)) -> f64 {
        let mut limits = Limits::new(spec, Date::from_days(0), None);
        limits.restrictions.retain(|limit| limit.from == Time::ZERO && limit.until == Time::MAX);
        limits.at(Time::ZERO, own.min(limits.line), part)
    }

    /// Time (h) that a train with a speed of its own takes from `from` to `to` (km), by what holds as it begins.
    pub(super) fn hours(&self, ctx: &impl Context, own: f64, (from, to): (f64, f64)) -> f64 {
        let mut speed = own.min(self.line);
        if let Some((area, wind, slow)) = self.weather
            && ctx.storm(area, wind)
        {
            speed = speed.min(slow);
        }
        self.at(ctx.now(), speed, (from, to))
    }

    fn at(&self, now: Time, speed: f64, (from, to): (f64, f64)) -> f64 {
        let in_force =
            |limit: &&Restriction| limit.from <= now && now < limit.until && overlap(limit.part, (from, to));
        if !self.restrictions.iter().any(|limit| in_force(&limit)) {
            return (to - from) / speed;
        }
        let ends = self.restrictions.iter().filter(in_force).flat_map(|limit| [limit.part.0, limit.part.1]);
        let mut cuts: Vec<f64> = ends.filter(|&km| from < km && km < to).chain([from, to]).collect();
        cuts.sort_by(f64::total_cmp);
        let pieces = cuts.windows(2).map(|piece| {
            let here = self.restrictions.iter().filter(in_force);
            let here = here.filter(|limit| overlap(limit.part, (piece[0], piece[1])));
            (piece[1] - piece[0]) / here.fold(speed, |speed, limit| speed.min(limit.speed))
        });
        pieces.sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restriction_slows_its_part_in_its_time() {
        let day = |days: i64| Time::ZERO + Duration::from_ms(days * Duration::DAY.ms());
        let slow = |speed, part, from, until| Restriction { speed, part, from, until };
        let limits = Limits {
            line: f64::INFINITY,
            restrictions: vec![
                slow(25.0, (10.0, 20.0), Time::ZERO, day(5)),
                slow(10.0, (15.0, 16.0), day(2), Time::MAX),
            ],
            weather: None,
        };
        let takes = |days, speed, part, hours: f64| {
            let found = limits.at(day(days), speed, part);
            assert!((found - hours).abs() < 1e-12, "day {days}, {part:?}: {found} h");
        };
        takes(0, 50.0, (0.0, 50.0), 40.0 / 50.0 + 10.0 / 25.0);
        takes(3, 50.0, (0.0, 50.0), 40.0 / 50.0 + 9.0 / 25.0 + 0.1);
        takes(5, 50.0, (0.0, 50.0), 49.0 / 50.0 + 0.1);
        takes(9, 50.0, (20.0, 50.0), 0.6);
        // A train that is slower anyway loses nothing.
        takes(0, 20.0, (10.0, 20.0), 0.5);
    }
}
