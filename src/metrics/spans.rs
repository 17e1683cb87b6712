//! Times between milestones.

use super::distribution::Distribution;
use super::figures::Bin;
use super::months::Season;
use super::questions::Questions;
use super::span_table::{MonthSpan, SpanFigures, SpanTable};
use crate::cargo::StageId;
use crate::observation::Event;
use crate::stats::{Distinct, Kept, Room, Sample, Together};
use crate::units::Time;

/// Entries that are kept one by one: half as many again as a year of any shipped scenario has.
const ROOM: usize = 3 << 18;

/// Marks of consignments and completed spans.
#[derive(Debug)]
pub(super) struct Spans {
    count: usize,
    itineraries: usize,
    /// For every stage and event, the marks it sets, as bits.
    marks_of: Vec<u64>,
    /// Marks of every consignment, two a span; `Time::MAX` where it has not got there.
    marks: Vec<Time>,
    /// When each month of the window begins.
    months: Vec<Time>,
    /// The part of the window to which each month belongs: itself, or its season if months are not reported.
    part_of: Vec<usize>,
    /// The season of each part.
    seasons: Vec<Season>,
    /// Limits of every span (ms).
    limits: Vec<Vec<i64>>,
    /// Completed spans, by span and itinerary.
    times: Vec<Times>,
    /// The whole journey by time of entry, if it is asked for.
    bins: Vec<Bin>,
    window: (Time, Time),
    room: Room,
}

/// Completed spans of one itinerary.
#[derive(Clone, Debug, Default)]
struct Times {
    /// By the part of the window in which the consignment entered; none until there is one.
    parts: Vec<Part>,
    /// Instants at which they began and ended, by the season in which the consignment entered.
    instants: [[Distinct; 2]; 2],
}

/// How long those took whose consignments entered in one part of the window.
#[derive(Clone, Debug, Default)]
struct Part {
    /// In ms.
    lengths: Sample,
    /// How many of them were within each limit.
    within: Vec<u64>,
}

impl Times {
    fn kept(&mut self) -> impl Iterator<Item = &mut dyn Kept> {
        let lengths = self.parts.iter_mut().map(|part| &mut part.lengths as &mut dyn Kept);
        lengths.chain(self.instants.iter_mut().flatten().map(|instants| instants as &mut dyn Kept))
    }
}

/// Figures of all who entered in the window, by season, and by month if asked for.
#[derive(Debug)]
pub(super) struct SpanTables {
    pub whole: SpanTable,
    pub seasons: [SpanTable; 2],
    pub months: Vec<SpanTable<MonthSpan>>,
    pub distributions: Vec<Distribution>,
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
        let months = questions.months.iter();
        let (part_of, seasons) = if questions.monthly {
            ((0..questions.months.len()).collect(), months.clone().map(|month| month.season).collect())
        } else {
            (months.clone().map(|month| month.season.index()).collect(), Season::ALL.to_vec())
        };
        let itineraries = questions.flow_of.len();
        Spans {
            count,
            itineraries,
            marks_of,
            marks: Vec::new(),
            months: months.map(|month| month.begins).collect(),
            part_of,
            seasons,
            limits: questions
                .spans
                .iter()
                .map(|span| span.limits.iter().map(|limit| limit.ms()).collect())
                .collect(),
            times: vec![Times::default(); count * itineraries],
            bins: vec![Bin::default(); questions.bins],
            window: questions.window,
            room: Room::new(ROOM),
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

    /// Whether a milestone marks the end of any span.
    #[inline]
    pub(super) fn marks(&self, stage: StageId, event: Event) -> bool {
        self.marks_of[place(stage, event)] != 0
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
        let marks = &self.marks[first..first + 2 * self.count];
        let entered = marks[0];
        let month = self.months.partition_point(|&begins| begins <= entered).saturating_sub(1);
        let part = self.part_of.get(month).copied().unwrap_or(0);
        let season = self.season(part).index();
        let mut entries = 0;
        for (span, mark) in marks.chunks_exact(2).enumerate() {
            let (from, to) = (mark[0], mark[1]);
            if from < Time::MAX && to < Time::MAX && from <= to {
                let times = &mut self.times[span * self.itineraries + itinerary];
                if times.parts.is_empty() {
                    let none = Part { within: vec![0; self.limits[span].len()], ..Part::default() };
                    times.parts.resize(self.seasons.len().max(1), none);
                }
                let [began, ended] = &mut times.instants[season];
                entries += times.parts[part].add((to - from).ms(), &self.limits[span])
                    + began.add((from - Time::ZERO).ms())
                    + ended.add((to - Time::ZERO).ms());
            }
        }
        if !self.bins.is_empty() {
            self.note(entered, now);
        }
        if self.room.take(entries) {
            self.room.make(self.times.iter_mut().flat_map(Times::kept).collect());
        }
    }

    /// Adds a journey to the series by time of entry.
    fn note(&mut self, entered: Time, left: Time) {
        let (from, until) = self.window;
        let last = self.bins.len() - 1;
        let part = (entered - from).ms() as f64 / (until - from).ms() as f64;
        let bin = &mut self.bins[((part * (last + 1) as f64) as usize).min(last)];
        *bin = bin.plus(Bin { count: 1, total_ms: (left - entered).ms() });
    }

    /// The whole journey by time of entry.
    pub(super) fn series(&self) -> Vec<Bin> {
        self.bins.clone()
    }

    pub(super) fn figures(&mut self, questions: &Questions) -> SpanTables {
        // What is in order already is soon in order with others.
        self.times.iter_mut().flat_map(|times| times.instants.iter_mut().flatten()).for_each(Kept::settle);
        let populations = questions.populations.len();
        let months = if questions.monthly { questions.months.len() } else { 0 };
        let mut tables = SpanTables {
            whole: SpanTable::new(populations),
            seasons: [SpanTable::new(populations), SpanTable::new(populations)],
            months: (0..months).map(|_| SpanTable::new(populations)).collect(),
            distributions: Vec::new(),
        };
        for span in 0..self.count {
            for itineraries in &questions.populations {
                let of_them = || itineraries.iter().map(|at| &self.times[span * self.itineraries + at]);
                let parts = || of_them().flat_map(|times| times.parts.iter().enumerate());
                let carriers = |seasons: &[Season]| {
                    let count = |end: usize| {
                        let of_it = of_them().flat_map(|times| {
                            seasons.iter().map(move |season| &times.instants[season.index()][end])
                        });
                        Distinct::together(of_it)
                    };
                    count(0).min(count(1))
                };
                tables.whole.push(summarise(parts().map(|(_, part)| part), || carriers(&Season::ALL)));
                for (season, table) in Season::ALL.into_iter().zip(&mut tables.seasons) {
                    let of_it = parts().filter(|&(part, _)| self.season(part) == season);
                    table.push(summarise(of_it.map(|(_, part)| part), || carriers(&[season])));
                }
                for (month, table) in tables.months.iter_mut().enumerate() {
                    let of_it = parts().filter(|&(part, _)| part == month).map(|(_, part)| part);
                    table.push(together(of_it).and_then(|(lengths, within)| {
                        let figures =
                            MonthSpan { mean_h: mean_h(&lengths), p90_h: quantile_h(&lengths, 0.9)? };
                        Some((figures, lengths.count(), within))
                    }));
                }
            }
        }
        let distribution = |&(span, population): &(usize, usize)| {
            let of_them = questions.populations[population].iter();
            let of_them = of_them.map(|at| &self.times[span * self.itineraries + at]);
            let lengths = of_them.flat_map(|times| &times.parts).map(|part| &part.lengths);
            Distribution::of(&Together::of(lengths, 0))
        };
        SpanTables {
            whole: tables.whole.close(),
            seasons: tables.seasons.map(SpanTable::close),
            months: tables.months.into_iter().map(SpanTable::close).collect(),
            distributions: questions.distributions.iter().map(distribution).collect(),
        }
    }

    fn season(&self, part: usize) -> Season {
        self.seasons.get(part).copied().unwrap_or(Season::Winter)
    }
}

impl Part {
    fn add(&mut self, length: i64, limits: &[i64]) -> usize {
        for (count, &limit) in self.within.iter_mut().zip(limits) {
            *count += u64::from(length <= limit);
        }
        self.lengths.add(length)
    }
}

fn place(stage: StageId, event: Event) -> usize {
    stage.index() * Event::ALL.len() + event.index()
}

/// Lengths of all parts, and how many were within each limit; `None` of nobody.
fn together<'a>(parts: impl Iterator<Item = &'a Part> + Clone) -> Option<(Together, Vec<u64>)> {
    let parts = parts.filter(|part| part.lengths.count() > 0);
    let mut within: Vec<u64> = parts.clone().next()?.within.clone();
    for more in parts.clone().skip(1) {
        within.iter_mut().zip(&more.within).for_each(|(sum, count)| *sum += count);
    }
    Some((Together::of(parts.map(|part| &part.lengths), 0), within))
}

const HOUR: f64 = 3_600_000.0;

fn mean_h(lengths: &Together) -> f64 {
    lengths.sum() as f64 / lengths.count() as f64 / HOUR
}

fn quantile_h(lengths: &Together, p: f64) -> Option<f64> {
    lengths.quantile(p).map(|ms| ms / HOUR)
}

fn summarise<'a>(
    parts: impl Iterator<Item = &'a Part> + Clone,
    carriers: impl Fn() -> u64,
) -> Option<(SpanFigures, u64, Vec<u64>)> {
    let (lengths, within) = together(parts)?;
    let figures = SpanFigures {
        count: lengths.count(),
        mean_h: mean_h(&lengths),
        p50_h: quantile_h(&lengths, 0.5)?,
        p90_h: quantile_h(&lengths, 0.9)?,
        p95_h: quantile_h(&lengths, 0.95)?,
        carriers: carriers(),
    };
    Some((figures, lengths.count(), within))
}
