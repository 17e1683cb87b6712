//! Levels over time at equal steps: what is taken in yards and at berths, who waits in the roads and before the ports.

use std::collections::BTreeMap;

use super::questions::{LevelOf, Questions};
use crate::cargo::{Carrier, CarrierId, CarrierKind, StageId};
use crate::observation::{Cause, TrainDoes};
use crate::units::{Duration, Time};

/// A level over the window.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelSeries {
    /// Of what.
    pub of: LevelOf,
    /// Step by step.
    pub points: Vec<LevelPoint>,
}

/// A level in one step of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelPoint {
    /// When the step begins.
    pub from: Time,
    /// The level then, after all that happens at that instant.
    pub level: u32,
    /// Its mean until the next step.
    pub mean: f64,
    /// The highest level that stood for any time until then.
    pub highest: u32,
    /// How many things there are at the end of the step; `None` of what has no number.
    pub capacity: Option<u32>,
}

/// Writes levels down.
#[derive(Debug)]
pub(super) struct Series {
    tracks: Vec<Track>,
    /// Number of the track of each resource that has one.
    resources: Vec<Option<usize>>,
    rows: BTreeMap<LevelOf, usize>,
    /// Number of the track for trains held on each path.
    paths: Vec<Option<usize>>,
    /// The track in which each train counts.
    trains: Vec<Option<usize>>,
}

#[derive(Debug)]
struct Track {
    of: LevelOf,
    capacity: Option<u32>,
    level: u32,
    since: Time,
    window: (Time, Time),
    step: Duration,
    /// When the step ends that is under way.
    next: Time,
    begin: Option<u32>,
    highest: u32,
    area: i64,
    points: Vec<LevelPoint>,
}

impl Track {
    fn advance(&mut self, now: Time) {
        let (from, until) = self.window;
        self.since = self.since.max(from);
        let now = now.min(until);
        while self.since < now {
            let end = now.min(self.next);
            self.begin.get_or_insert(self.level);
            self.highest = self.highest.max(self.level);
            self.area += i64::from(self.level) * (end - self.since).ms();
            self.since = end;
            if end == self.next {
                self.end_step();
            }
        }
    }

    fn end_step(&mut self) {
        let from = self.window.0 + Duration::from_ms(self.points.len() as i64 * self.step.ms());
        self.points.push(LevelPoint {
            from,
            level: self.begin.take().unwrap_or(self.level),
            mean: self.area as f64 / (self.next - from).ms() as f64,
            highest: self.highest,
            capacity: self.capacity,
        });
        (self.highest, self.area) = (0, 0);
        self.next = (self.next + self.step).min(self.window.1);
    }

    fn set(&mut self, now: Time, level: u32) {
        if level != self.level {
            self.advance(now);
            self.level = level;
        }
    }
}

impl Series {
    pub(super) fn new(questions: &Questions) -> Series {
        let (from, until) = questions.window;
        let step = questions.level_step;
        let track = |&of: &LevelOf| Track {
            of,
            capacity: match of {
                LevelOf::Resource(resource) => Some(questions.capacities[resource.index()]),
                LevelOf::Roads(..) | LevelOf::Trains(_) => None,
            },
            level: 0,
            since: from,
            window: questions.window,
            step,
            next: (from + step).min(until),
            begin: None,
            highest: 0,
            area: 0,
            points: Vec::with_capacity(((until - from).ms().max(0) / step.ms()) as usize + 1),
        };
        let rows: BTreeMap<LevelOf, usize> =
            questions.levels.iter().enumerate().map(|(row, &of)| (of, row)).collect();
        let mut resources = vec![None; questions.capacities.len()];
        for (of, &row) in &rows {
            if let LevelOf::Resource(resource) = of {
                resources[resource.index()] = Some(row);
            }
        }
        let ends = questions.path_ends.iter();
        Series {
            tracks: questions.levels.iter().map(track).collect(),
            resources,
            paths: ends.map(|&end| rows.get(&LevelOf::Trains(end)).copied()).collect(),
            trains: Vec::new(),
            rows,
        }
    }

    /// So many things of a resource are taken.
    #[inline]
    pub(super) fn set(&mut self, now: Time, resource: usize, taken: u32) {
        if let Some(row) = self.resources[resource] {
            self.tracks[row].set(now, taken);
        }
    }

    /// A resource has more or fewer things.
    pub(super) fn resize(&mut self, now: Time, resource: usize, capacity: u32) {
        if let Some(row) = self.resources[resource] {
            self.tracks[row].advance(now);
            self.tracks[row].capacity = Some(capacity);
        }
    }

    /// The number of vessels that wait in the roads for a group of berths changes.
    pub(super) fn roads(&mut self, now: Time, port: StageId, (group, by): (u16, i32)) {
        if let Some(&row) = self.rows.get(&LevelOf::Roads(port, group)) {
            self.change(now, row, by);
        }
    }

    fn change(&mut self, now: Time, row: usize, by: i32) {
        let level = self.tracks[row].level.saturating_add_signed(by);
        self.tracks[row].set(now, level);
    }

    /// A train does something: it counts for the port it goes to while it stands without room ahead.
    pub(super) fn train(&mut self, now: Time, train: CarrierId, what: &Carrier, does: TrainDoes) {
        let held = does == TrainDoes::Spends(Cause::Downstream);
        let train = train.index();
        if self.trains.len() <= train {
            if !held {
                return;
            }
            self.trains.resize(train + 1, None);
        }
        let own = matches!(what.kind, CarrierKind::Train { .. });
        let row = if held && own { self.paths[what.path.index()] } else { None };
        let before = std::mem::replace(&mut self.trains[train], row);
        if before != row {
            if let Some(before) = before {
                self.change(now, before, -1);
            }
            if let Some(row) = row {
                self.change(now, row, 1);
            }
        }
    }

    /// The levels over the window.
    pub(super) fn figures(mut self) -> Vec<LevelSeries> {
        for track in &mut self.tracks {
            track.advance(track.window.1);
        }
        self.tracks.into_iter().map(|track| LevelSeries { of: track.of, points: track.points }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::questions;
    use super::*;
    use crate::cargo::{Direction, GroupId, PathId, ResourceId, TemplateId};

    const PORT: StageId = StageId(0);

    fn at(hours: f64) -> Time {
        Time::ZERO + Duration::from_hours(hours)
    }

    fn series(levels: &[LevelOf]) -> Series {
        let mut questions = questions();
        questions.window = (at(10.0), at(25.0));
        questions.levels = levels.to_vec();
        questions.path_ends = vec![StageId(1), PORT];
        Series::new(&questions)
    }

    fn points(series: Series) -> Vec<(f64, u32, f64, u32)> {
        let found = series.figures().remove(0).points;
        found.iter().map(|point| (point.from.hours(), point.level, point.mean, point.highest)).collect()
    }

    #[test]
    fn a_level_is_told_step_by_step() {
        let resource = LevelOf::Resource(ResourceId(0));
        let mut series = series(&[resource]);
        series.set(at(2.0), 0, 1);
        series.set(at(12.0), 0, 2);
        series.set(at(13.0), 0, 0);
        // What stands for no time is not seen.
        series.set(at(14.0), 0, 5);
        series.set(at(14.0), 0, 0);
        series.set(at(16.0), 0, 2);
        series.resize(at(17.0), 0, 7);
        series.set(at(30.0), 0, 9);
        let found = series.tracks[0].points.len();
        assert_eq!(found, 3, "the window is over");
        // Three steps, the last of three hours.
        let track = &series.tracks[0];
        assert_eq!(track.points.iter().map(|point| point.capacity).collect::<Vec<_>>(), [2, 7, 7].map(Some));
        let expected = [(10.0, 1, 4.0 / 6.0, 2), (16.0, 2, 2.0, 2), (22.0, 2, 2.0, 2)];
        assert_eq!(points(series), expected);
    }

    #[test]
    fn trains_count_for_the_port_they_go_to_while_they_are_held() {
        let mut series = series(&[LevelOf::Trains(PORT)]);
        let train = |path: u16| Carrier {
            kind: CarrierKind::Train {
                template: TemplateId(0),
                background: false,
                intact: true,
                locomotive: None,
                rake: None,
            },
            key: 0,
            path: PathId(path),
            position: 0,
            direction: Direction::West,
            rank: 1,
            members: Vec::new(),
            units: 0,
            group: GroupId(0),
        };
        let mut say = |hours: f64, id, path, does| series.train(at(hours), CarrierId(id), &train(path), does);
        say(10.0, 0, 1, TrainDoes::Spends(Cause::Downstream));
        say(10.0, 1, 0, TrainDoes::Spends(Cause::Downstream));
        say(11.0, 4, 1, TrainDoes::Spends(Cause::Downstream));
        say(12.0, 4, 1, TrainDoes::Spends(Cause::Downstream));
        say(13.0, 0, 1, TrainDoes::Spends(Cause::Moving));
        say(14.0, 4, 1, TrainDoes::Ends);
        let expected = [(10.0, 1, 1.0, 2), (16.0, 0, 0.0, 0), (22.0, 0, 0.0, 0)];
        assert_eq!(points(series), expected);
    }

    #[test]
    fn vessels_in_the_roads_are_counted_by_group() {
        let mut series = series(&[LevelOf::Roads(PORT, 1)]);
        series.roads(at(4.0), PORT, (1, 1));
        series.roads(at(4.0), PORT, (0, 1));
        series.roads(at(19.0), PORT, (1, -1));
        assert_eq!(points(series), [(10.0, 1, 1.0, 1), (16.0, 1, 0.5, 1), (22.0, 0, 0.0, 0)]);
    }
}
