//! The diaries of a sample of trains, and the count of all.

use std::collections::BTreeMap;

use super::lines::Entries;
use super::questions::CarrierSample;
use crate::cargo::{Carrier, CarrierId, CarrierKind, Direction, PathId, StageId, TemplateId};
use crate::observation::{Cause, Point, TrainDoes};
use crate::units::Time;

/// What one train did at the points that it came by.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainDiary {
    /// The number by which its draws are keyed.
    pub key: u64,
    /// Its kind.
    pub template: TemplateId,
    /// The stages it runs over.
    pub path: PathId,
    /// Which way it runs.
    pub direction: Direction,
    /// Whether it was made up of cargo that was waiting; others belong to a flow.
    pub formed: bool,
    /// The points, in order of time.
    pub stops: Vec<Stop>,
}

/// A train at a point of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// The line.
    pub line: StageId,
    /// The point.
    pub point: Point,
    /// When it arrived; `None` at the end where it enters the line.
    pub arrived: Option<Time>,
    /// When it departed; `None` at the end where it leaves the line, and if it was still there at the end of the run.
    pub departed: Option<Time>,
    /// Time that it waited there or just outside, by cause (ms); where it enters a line, in the node before it.
    pub waits: Vec<(Cause, i64)>,
}

/// Chance by which a train is chosen, and its key: whoever has the lowest is kept.
type Lot = (u64, u64);

/// Listens to trains. Only those that are kept have a diary: of a sample of so many the ones with the lowest draws, so
/// that never more are held, and who is kept does not depend on what others do.
#[derive(Debug)]
pub(super) struct Trains {
    sample: CarrierSample,
    entries: Entries,
    rows: Vec<Row>,
    kept: BTreeMap<Lot, TrainDiary>,
}

/// A train that exists.
#[derive(Clone, Debug)]
struct Row {
    key: u64,
    state: State,
    cause: Cause,
    since: Time,
    waits: [i64; Cause::ALL.len()],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It keeps no diary.
    Ignored,
    /// It keeps one if it comes onto a line within the window.
    Candidate(u64),
    /// It keeps one, unless it has had to make room.
    Kept(u64),
}

impl Trains {
    pub(super) fn new(sample: CarrierSample, stages: usize) -> Trains {
        Trains { sample, entries: Entries::new(stages), rows: Vec::new(), kept: BTreeMap::new() }
    }

    #[inline]
    pub(super) fn observe(
        &mut self,
        now: Time,
        in_window: bool,
        (train, what): (CarrierId, &Carrier),
        stage: StageId,
        does: TrainDoes,
    ) {
        let enters =
            matches!(does, TrainDoes::Departs(_)) && self.entries.depart(train, what, stage, in_window);
        if matches!(self.sample, CarrierSample::Nobody) {
            return;
        }
        let row = self.row(now, train, what.key);
        if enters && let State::Candidate(chance) = self.rows[row].state {
            self.rows[row].state = self.choose(chance, what, in_window);
        }
        if self.rows[row].state == State::Ignored {
            return;
        }
        match does {
            TrainDoes::Spends(cause) => {
                self.rows[row].close(now);
                self.rows[row].cause = cause;
            }
            TrainDoes::Arrives(point) => {
                let row = &mut self.rows[row];
                let lot = row_lot(row);
                // What it has waited outside for a track is kept, and is booked with what it waits inside.
                row.close(now);
                row.cause = Cause::Moving;
                let stop = Stop { line: stage, point, arrived: Some(now), departed: None, waits: Vec::new() };
                self.write(lot, |diary| diary.stops.push(stop));
            }
            TrainDoes::Departs(point) => {
                let row = &mut self.rows[row];
                row.close(now);
                row.cause = Cause::Moving;
                let (waits, lot) = (row.take_waits(), row_lot(row));
                self.write(lot, |diary| match diary.stops.last_mut() {
                    Some(stop) if !enters => (stop.departed, stop.waits) = (Some(now), waits),
                    _ => diary.stops.push(Stop {
                        line: stage,
                        point,
                        arrived: None,
                        departed: Some(now),
                        waits,
                    }),
                });
            }
            TrainDoes::Ends => self.end(row, now),
        }
    }

    /// The row of a train, made anew if it is heard of for the first time.
    fn row(&mut self, now: Time, train: CarrierId, key: u64) -> usize {
        let row = train.index();
        let fresh =
            |state| Row { key, state, cause: Cause::Moving, since: now, waits: [0; Cause::ALL.len()] };
        if self.rows.len() <= row {
            let state = self.draw(key);
            self.rows.resize_with(row + 1, || fresh(State::Ignored));
            self.rows[row].state = state;
        } else if self.rows[row].key != key {
            self.rows[row] = fresh(self.draw(key));
        }
        row
    }

    /// What becomes of a train by its draw, if it comes onto a line within the window.
    fn draw(&self, key: u64) -> State {
        match self.sample {
            CarrierSample::Nobody => State::Ignored,
            CarrierSample::Everybody => State::Candidate(0),
            CarrierSample::Lowest(most, stream) => {
                let chance = stream.bits(key);
                if self.has_room(most, (chance, key)) { State::Candidate(chance) } else { State::Ignored }
            }
        }
    }

    fn has_room(&self, most: usize, lot: Lot) -> bool {
        self.kept.len() < most || self.kept.last_key_value().is_some_and(|(&last, _)| lot < last)
    }

    /// Keeps a train that comes onto its first line, if that is in the window and its draw is low enough.
    fn choose(&mut self, chance: u64, what: &Carrier, in_window: bool) -> State {
        let lot = (chance, what.key);
        let CarrierKind::Train { template, background, intact, .. } = what.kind else {
            return State::Ignored;
        };
        let most = match self.sample {
            CarrierSample::Lowest(most, _) => most,
            CarrierSample::Everybody => usize::MAX,
            CarrierSample::Nobody => 0,
        };
        if !in_window || !self.has_room(most, lot) {
            return State::Ignored;
        }
        if self.kept.len() == most {
            self.kept.pop_last();
        }
        let diary = TrainDiary {
            key: what.key,
            template,
            path: what.path,
            direction: what.direction,
            formed: !background && !intact,
            stops: Vec::new(),
        };
        self.kept.insert(lot, diary);
        State::Kept(chance)
    }

    /// Writes into the diary of a train that is still kept.
    fn write(&mut self, lot: Option<Lot>, write: impl FnOnce(&mut TrainDiary)) {
        if let Some(diary) = lot.and_then(|lot| self.kept.get_mut(&lot)) {
            write(diary);
        }
    }

    /// A train is no more, or the run is over: it has waited where it stood last.
    fn end(&mut self, row: usize, now: Time) {
        let row = &mut self.rows[row];
        row.close(now);
        let (waits, lot) = (row.take_waits(), row_lot(row));
        row.state = State::Ignored;
        self.write(lot, |diary| {
            if let Some(stop) = diary.stops.last_mut().filter(|stop| stop.departed.is_none()) {
                stop.waits = waits;
            }
        });
    }

    /// The diaries in the order in which the trains came onto their first lines, and the trains that entered each stage
    /// in the window.
    pub(super) fn figures(mut self, end: Time) -> (Vec<TrainDiary>, Vec<[u64; 2]>) {
        for row in 0..self.rows.len() {
            self.end(row, end);
        }
        let mut diaries: Vec<TrainDiary> = self.kept.into_values().collect();
        diaries.sort_by_key(|diary| (diary.stops.first().and_then(|stop| stop.departed), diary.key));
        (diaries, self.entries.counts())
    }
}

fn row_lot(row: &Row) -> Option<Lot> {
    match row.state {
        State::Kept(chance) => Some((chance, row.key)),
        State::Ignored | State::Candidate(_) => None,
    }
}

impl Row {
    /// Books the time up to now.
    fn close(&mut self, now: Time) {
        self.waits[self.cause.index()] += (now - self.since).ms();
        self.since = now;
    }

    /// The waits that were booked, which are forgotten.
    fn take_waits(&mut self) -> Vec<(Cause, i64)> {
        let waits = std::mem::replace(&mut self.waits, [0; Cause::ALL.len()]);
        let booked = Cause::ALL.into_iter().zip(waits);
        booked.filter(|&(cause, time)| cause.is_wait() && time != 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cargo::GroupId;
    use crate::random::Streams;
    use crate::units::Duration;

    const LINE: StageId = StageId(0);
    const NODE: StageId = StageId(1);

    fn at(hours: f64) -> Time {
        Time::ZERO + Duration::from_hours(hours)
    }

    fn train(key: u64) -> Carrier {
        Carrier {
            kind: CarrierKind::Train {
                template: TemplateId(0),
                background: true,
                intact: true,
                locomotive: None,
                rake: None,
            },
            key,
            path: PathId(0),
            position: 0,
            direction: Direction::East,
            rank: 1,
            members: Vec::new(),
            units: 0,
            group: GroupId(0),
        }
    }

    fn point(number: u16) -> Point {
        Point { number, km: f64::from(number) * 10.0 }
    }

    /// A train waits an hour for its locomotive, runs to a loop, waits a quarter before it and half an hour in it, and an
    /// hour in the node.
    fn run(trains: &mut Trains, key: u64, from: f64) {
        let what = train(key);
        let mut tell = |hours: f64, stage, does| {
            trains.observe(at(from + hours), true, (CarrierId(3), &what), stage, does);
        };
        tell(0.0, NODE, TrainDoes::Spends(Cause::Locomotive));
        tell(1.0, LINE, TrainDoes::Departs(point(2)));
        tell(1.0, LINE, TrainDoes::Spends(Cause::Moving));
        tell(1.75, LINE, TrainDoes::Spends(Cause::Path));
        tell(2.0, LINE, TrainDoes::Arrives(point(1)));
        tell(2.0, LINE, TrainDoes::Spends(Cause::Meet));
        tell(2.5, LINE, TrainDoes::Departs(point(1)));
        tell(2.5, LINE, TrainDoes::Spends(Cause::Moving));
        tell(3.0, LINE, TrainDoes::Arrives(point(0)));
        tell(3.0, NODE, TrainDoes::Spends(Cause::Server));
        tell(4.0, NODE, TrainDoes::Ends);
    }

    #[test]
    fn waits_are_booked_where_the_train_stood() {
        let mut trains = Trains::new(CarrierSample::Everybody, 2);
        run(&mut trains, 7, 0.0);
        run(&mut trains, 8, 10.0);
        let (diaries, counts) = trains.figures(at(20.0));
        assert_eq!(counts, [[0, 2], [0, 0]]);
        let hour = Duration::from_hours(1.0).ms();
        let stop = |number, arrived: Option<f64>, departed: Option<f64>, waits: &[(Cause, i64)]| Stop {
            line: LINE,
            point: point(number),
            arrived: arrived.map(at),
            departed: departed.map(at),
            waits: waits.to_vec(),
        };
        let expected = [
            stop(2, None, Some(1.0), &[(Cause::Locomotive, hour)]),
            stop(1, Some(2.0), Some(2.5), &[(Cause::Meet, hour / 2), (Cause::Path, hour / 4)]),
            stop(0, Some(3.0), None, &[(Cause::Server, hour)]),
        ];
        assert_eq!(diaries[0].stops, expected);
        assert_eq!(diaries.iter().map(|diary| diary.key).collect::<Vec<_>>(), [7, 8]);
    }

    #[test]
    fn a_sample_keeps_the_lowest_draws_whole_and_no_more() {
        let stream = Streams::new(1, 0).stream("trains", "sample");
        let mut trains = Trains::new(CarrierSample::Lowest(3, stream), 2);
        for key in 0..50 {
            run(&mut trains, key, 5.0 * key as f64);
            assert!(trains.kept.len() <= 3);
        }
        let (diaries, counts) = trains.figures(at(1000.0));
        assert_eq!(counts[0], [0, 50]);
        let mut lowest: Vec<u64> = (0..50).collect();
        lowest.sort_by_key(|&key| stream.bits(key));
        lowest.truncate(3);
        lowest.sort_unstable();
        assert_eq!(diaries.iter().map(|diary| diary.key).collect::<Vec<_>>(), lowest);
        assert!(diaries.iter().all(|diary| diary.stops.len() == 3));
    }

    #[test]
    fn trains_that_come_onto_a_line_outside_the_window_are_left_out() {
        let mut trains = Trains::new(CarrierSample::Everybody, 2);
        let what = train(1);
        trains.observe(at(0.0), false, (CarrierId(0), &what), LINE, TrainDoes::Departs(point(2)));
        trains.observe(at(1.0), true, (CarrierId(0), &what), LINE, TrainDoes::Arrives(point(1)));
        let (diaries, counts) = trains.figures(at(2.0));
        assert!(diaries.is_empty());
        assert_eq!(counts[0], [0, 0]);
    }
}
