//! Times between milestones.

use super::figures::SpanFigures;
use super::questions::Questions;
use crate::cargo::StageId;
use crate::observation::Event;
use crate::stats::quantile_type7;
use crate::units::Time;

/// Marks of consignments and completed spans.
#[derive(Debug)]
pub(super) struct Spans {
    count: usize,
    /// For every stage and event, the marks it sets, as bits.
    marks_of: Vec<u32>,
    /// Marks of every consignment, two a span; `Time::MAX` where it has not got there.
    marks: Vec<Time>,
    /// Completed spans (ms), by span and itinerary.
    times: Vec<Vec<Vec<i64>>>,
}

impl Spans {
    pub(super) fn new(questions: &Questions) -> Spans {
        let count = questions.spans.len();
        let mut marks_of = vec![0; questions.stages * Event::ALL.len()];
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
            times: vec![vec![Vec::new(); questions.flow_of.len()]; count],
        }
    }

    /// Most spans that can be asked for.
    pub(super) const MOST: usize = 16;

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

    /// A consignment reaches a milestone.
    #[inline]
    pub(super) fn reach(&mut self, row: usize, stage: StageId, event: Event, now: Time) {
        let mut marks = self.marks_of[place(stage, event)];
        while marks != 0 {
            let mark = &mut self.marks[row * 2 * self.count + marks.trailing_zeros() as usize];
            *mark = (*mark).min(now);
            marks &= marks - 1;
        }
    }

    /// A consignment of the cohort leaves: its completed spans count.
    pub(super) fn leave(&mut self, row: usize, itinerary: usize, now: Time) {
        let first = row * 2 * self.count;
        self.marks[first + 1] = now;
        for span in 0..self.count {
            let (from, to) = (self.marks[first + 2 * span], self.marks[first + 2 * span + 1]);
            if from < Time::MAX && to < Time::MAX && from <= to {
                self.times[span][itinerary].push((to - from).ms());
            }
        }
    }

    pub(super) fn figures(&self, questions: &Questions) -> Vec<Vec<Option<SpanFigures>>> {
        let spans = questions.spans.iter().zip(&self.times);
        spans
            .map(|(question, times)| {
                let populations = questions.populations.iter();
                populations
                    .map(|population| {
                        let all = population.iter().flat_map(|&itinerary| times[itinerary].iter().copied());
                        let limits: Vec<i64> = question.limits.iter().map(|limit| limit.ms()).collect();
                        summarise(all.collect(), &limits)
                    })
                    .collect()
            })
            .collect()
    }
}

fn place(stage: StageId, event: Event) -> usize {
    stage.index() * Event::ALL.len() + event.index()
}

fn summarise(mut times: Vec<i64>, limits: &[i64]) -> Option<SpanFigures> {
    const HOUR: f64 = 3_600_000.0;
    let count = times.len();
    // Integers add up exactly, in any order.
    let sum: i128 = times.iter().map(|&time| i128::from(time)).sum();
    let within = limits
        .iter()
        .map(|&limit| times.iter().filter(|&&time| time <= limit).count() as f64 / count as f64)
        .collect();
    let mut quantile = |p| quantile_type7(&mut times, p).map(|ms| ms / HOUR);
    Some(SpanFigures {
        p50_h: quantile(0.5)?,
        p90_h: quantile(0.9)?,
        p95_h: quantile(0.95)?,
        count: count as u64,
        mean_h: sum as f64 / count as f64 / HOUR,
        within,
    })
}
