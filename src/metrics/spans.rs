//! Times between milestones.

use super::figures::{Bin, SpanFigures};
use super::months::Season;
use super::questions::Questions;
use crate::cargo::StageId;
use crate::observation::Event;
use crate::stats::quantile_type7;
use crate::units::{Duration, Time};

/// Marks of consignments and completed spans.
#[derive(Debug)]
pub(super) struct Spans {
    count: usize,
    /// For every stage and event, the marks it sets, as bits.
    marks_of: Vec<u64>,
    /// Marks of every consignment, two a span; `Time::MAX` where it has not got there.
    marks: Vec<Time>,
    /// When each month of the window begins.
    months: Vec<Time>,
    /// Completed spans, by span and itinerary.
    times: Vec<Vec<Vec<Completed>>>,
}

/// A completed span.
///
/// Packed, because there are millions of them.
#[derive(Clone, Copy, Debug)]
struct Completed {
    /// How long it took (ms), below the number of the month in which the consignment entered.
    month_and_length: i64,
    began: Time,
}

impl Completed {
    /// Bits for the length: those of 8,900 years in milliseconds.
    const LENGTH: u32 = 48;

    fn new(month: usize, from: Time, to: Time) -> Completed {
        let month_and_length = (month as i64) << Completed::LENGTH | (to - from).ms();
        Completed { month_and_length, began: from }
    }

    fn month(self) -> usize {
        (self.month_and_length >> Completed::LENGTH) as usize
    }

    fn ms(self) -> i64 {
        self.month_and_length & ((1 << Completed::LENGTH) - 1)
    }

    fn ended(self) -> Time {
        self.began + Duration::from_ms(self.ms())
    }
}

/// Figures by span and population.
type Table = Vec<Vec<Option<SpanFigures>>>;

/// Figures of all who entered in the window, by season, and by month if asked for.
#[derive(Debug, Default)]
pub(super) struct SpanTables {
    pub whole: Table,
    pub seasons: [Table; 2],
    pub months: Vec<Table>,
}

impl Spans {
    pub(super) fn new(questions: &Questions) -> Spans {
        let count = questions.spans.len();
        let mut marks_of = vec![0_u64; questions.stages * Event::ALL.len()];
        for (span, question) in questions.spans.iter().enumerate() {
            for (end, milestones) in [&question.from, &question.to].into_iter().enumerate() {
                for &(stage, event) in milestones {
                    marks_of[place(stage, event)] |= 1 << (2 * span + end);
                }
            }
        }
        Spans {
            count,
            marks_of,
            marks: Vec::new(),
            months: questions.months.iter().map(|month| month.begins).collect(),
            times: vec![vec![Vec::new(); questions.flow_of.len()]; count],
        }
    }

    /// Most spans that can be asked for.
    pub(super) const MOST: usize = 32;

    /// A consignment enters: nothing is marked but the beginning of the whole journey.
    #[inline]
    pub(super) fn enter(&mut self, row: usize, now: Time) {
        let first = row * 2 * self.count;
        if self.marks.len() < first + 2 * self.count {
            self.marks.resize(first + 2 * self.count, Time::MAX);
        }
        self.marks[first..first + 2 * self.count].fill(Time::MAX);
        self.marks[first] = now;
    }

    /// A consignment reaches a milestone; the marks that it had not set before, as bits.
    #[inline]
    pub(super) fn reach(&mut self, row: usize, stage: StageId, event: Event, now: Time) -> u64 {
        let mut marks = self.marks_of[place(stage, event)];
        let mut fresh = 0;
        while marks != 0 {
            let bit = marks.trailing_zeros();
            let mark = &mut self.marks[row * 2 * self.count + bit as usize];
            fresh |= u64::from(*mark == Time::MAX) << bit;
            *mark = (*mark).min(now);
            marks &= marks - 1;
        }
        fresh
    }

    /// A consignment of the cohort leaves: its completed spans count.
    pub(super) fn leave(&mut self, row: usize, itinerary: usize, now: Time) {
        let first = row * 2 * self.count;
        self.marks[first + 1] = now;
        let entered = self.marks[first];
        let month = self.months.partition_point(|&begins| begins <= entered).saturating_sub(1);
        for span in 0..self.count {
            let (from, to) = (self.marks[first + 2 * span], self.marks[first + 2 * span + 1]);
            if from < Time::MAX && to < Time::MAX && from <= to {
                self.times[span][itinerary].push(Completed::new(month, from, to));
            }
        }
    }

    /// The whole journey by time of entry.
    pub(super) fn series(&self, questions: &Questions) -> Vec<Bin> {
        let mut bins = vec![Bin::default(); questions.bins];
        let (from, until) = questions.window;
        let last = questions.bins.saturating_sub(1);
        for time in self.times[0].iter().flatten().filter(|_| questions.bins > 0) {
            let part = (time.began - from).ms() as f64 / (until - from).ms() as f64;
            let bin = &mut bins[((part * questions.bins as f64) as usize).min(last)];
            *bin = bin.plus(Bin { count: 1, total_ms: time.ms() });
        }
        bins
    }

    pub(super) fn figures(&self, questions: &Questions) -> SpanTables {
        let empty: Table = vec![vec![None; questions.populations.len()]; self.count];
        let months = if questions.monthly { questions.months.len() } else { 0 };
        let mut tables = SpanTables {
            whole: empty.clone(),
            seasons: [empty.clone(), empty.clone()],
            months: vec![empty; months],
        };
        for (span, question) in questions.spans.iter().enumerate() {
            let limits: Vec<i64> = question.limits.iter().map(|limit| limit.ms()).collect();
            for (population, itineraries) in questions.populations.iter().enumerate() {
                let times = itineraries.iter().flat_map(|&itinerary| &self.times[span][itinerary]);
                let mut times: Vec<Completed> = times.copied().collect();
                tables.whole[span][population] = summarise(&times, &limits);
                // Stable, so that within a month they stay in the order in which they came: nearly that of instants.
                times.sort_by_key(|time| time.month());
                let mut seasons = [Vec::new(), Vec::new()];
                for month in times.chunk_by(|one, next| one.month() == next.month()) {
                    let number = month[0].month();
                    let season = questions.months.get(number).map_or(Season::Winter, |month| month.season);
                    seasons[season.index()].extend_from_slice(month);
                    if let Some(table) = tables.months.get_mut(number) {
                        table[span][population] = summarise(month, &limits);
                    }
                }
                for (table, times) in tables.seasons.iter_mut().zip(seasons) {
                    table[span][population] = summarise(&times, &limits);
                }
            }
        }
        tables
    }
}

fn place(stage: StageId, event: Event) -> usize {
    stage.index() * Event::ALL.len() + event.index()
}

fn summarise(times: &[Completed], limits: &[i64]) -> Option<SpanFigures> {
    const HOUR: f64 = 3_600_000.0;
    let mut lengths: Vec<i64> = times.iter().map(|time| time.ms()).collect();
    let count = lengths.len();
    // Integers add up exactly, in any order.
    let sum: i128 = lengths.iter().map(|&length| i128::from(length)).sum();
    let within = limits
        .iter()
        .map(|&limit| lengths.iter().filter(|&&length| length <= limit).count() as f64 / count as f64)
        .collect();
    let mut quantile = |p| quantile_type7(&mut lengths, p).map(|ms| ms / HOUR);
    Some(SpanFigures {
        p50_h: quantile(0.5)?,
        p90_h: quantile(0.9)?,
        p95_h: quantile(0.95)?,
        count: count as u64,
        mean_h: sum as f64 / count as f64 / HOUR,
        within,
        carriers: distinct(times, |time| time.began).min(distinct(times, Completed::ended)),
    })
}

/// How many instants there are among those of some spans.
fn distinct(times: &[Completed], instant: impl Fn(Completed) -> Time) -> u64 {
    let mut instants: Vec<Time> = times.iter().map(|&time| instant(time)).collect();
    // Stable, because that is quick where the list is nearly in order.
    instants.sort();
    instants.dedup();
    instants.len() as u64
}
