//! The hours between the two ends of one span, for those of one population that complete it.

use std::collections::BTreeMap;

use super::questions::Questions;
use crate::cargo::{RouteId, StageId};
use crate::observation::Cause;

/// Hours of a span by stage and cause.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpanHours {
    /// Consignments that completed it.
    pub completed: u64,
    /// Their time together (ms).
    pub cells: BTreeMap<(StageId, Cause), i64>,
}

/// Follows those who are asked of from one end of the span to the other.
#[derive(Debug)]
pub(super) struct Focus {
    /// The span, if one is asked for.
    span: Option<usize>,
    /// The itineraries of those who are asked of.
    members: Vec<bool>,
    /// Of every consignment under way; numbers are used again, and so are rows.
    rows: Vec<Open>,
    completed: u64,
    /// Their time (ms) by stage and cause.
    cells: Vec<i64>,
}

/// One that has not left yet.
#[derive(Clone, Debug, Default)]
struct Open {
    progress: Progress,
    /// What its visit had booked when the span began in it, if that was in the middle of one.
    before: Vec<(Cause, i64)>,
    /// Its hours so far, as numbers of cells; a cell may come more than once.
    hours: Vec<(u32, i64)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Progress {
    /// It is not asked of.
    #[default]
    Ignored,
    Ahead,
    Inside,
    Completed,
    /// It came to the end first, so that its span never is.
    Missed,
}

impl Focus {
    pub(super) fn new(questions: &Questions) -> Focus {
        let mut members = vec![false; questions.flow_of.len()];
        if let Some((_, population)) = questions.focus {
            questions.populations[population].iter().for_each(|&at| members[at] = true);
        }
        Focus {
            span: questions.focus.map(|(span, _)| span),
            members,
            rows: Vec::new(),
            completed: 0,
            cells: vec![0; questions.stages * Cause::ALL.len()],
        }
    }

    /// One of the cohort enters; the whole journey begins with that.
    pub(super) fn enter(&mut self, row: usize, itinerary: RouteId) {
        if self.span.is_none() || !self.members[itinerary.index()] {
            return;
        }
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Open::default);
        }
        let open = &mut self.rows[row];
        open.progress = if self.span == Some(0) { Progress::Inside } else { Progress::Ahead };
        open.before.clear();
        open.hours.clear();
    }

    /// Whether any of these marks, of a consignment in this row, is an end of the span: beginning, end.
    #[inline]
    pub(super) fn concerns(&self, row: usize, marks: u64) -> (bool, bool) {
        match self.span {
            Some(span) if marks >> (2 * span) & 3 != 0 && self.is_asked(row) => {
                (marks >> (2 * span) & 1 != 0, marks >> (2 * span) & 2 != 0)
            }
            _ => (false, false),
        }
    }

    fn is_asked(&self, row: usize) -> bool {
        self.rows.get(row).is_some_and(|open| open.progress != Progress::Ignored)
    }

    /// It comes to the beginning of its span, with so much booked on its visit.
    pub(super) fn begin(&mut self, row: usize, booked: impl Iterator<Item = (Cause, i64)>) {
        let open = &mut self.rows[row];
        if open.progress == Progress::Ahead {
            open.progress = Progress::Inside;
            open.before.extend(booked);
        }
    }

    /// It comes to the end, with so much booked on its visit.
    pub(super) fn end(&mut self, row: usize, stage: StageId, booked: impl Iterator<Item = (Cause, i64)>) {
        self.visit(row, stage, booked);
        let progress = &mut self.rows[row].progress;
        *progress = match *progress {
            Progress::Inside => Progress::Completed,
            Progress::Ahead => Progress::Missed,
            other => other,
        };
    }

    /// A visit ends, or the span within it.
    #[inline]
    pub(super) fn visit(&mut self, row: usize, stage: StageId, booked: impl Iterator<Item = (Cause, i64)>) {
        let Some(open) = self.rows.get_mut(row).filter(|open| open.progress == Progress::Inside) else {
            return;
        };
        let first = stage.index() * Cause::ALL.len();
        let place = |cause: Cause| (first + cause.index()) as u32;
        for (cause, time) in booked {
            open.hours.push((place(cause), time));
        }
        while let Some((cause, time)) = open.before.pop() {
            open.hours.push((place(cause), -time));
        }
    }

    /// One leaves the corridor: if it has completed its span, the hours count.
    pub(super) fn leave(&mut self, row: usize) {
        let Some(open) = self.rows.get_mut(row) else { return };
        let progress = std::mem::take(&mut open.progress);
        // The whole journey ends with leaving.
        let whole = self.span == Some(0) && progress == Progress::Inside;
        if progress == Progress::Completed || whole {
            self.completed += 1;
            open.hours.iter().for_each(|&(place, time)| self.cells[place as usize] += time);
        }
    }

    /// One was turned away.
    pub(super) fn refuse(&mut self, row: usize) {
        if let Some(open) = self.rows.get_mut(row) {
            open.progress = Progress::Ignored;
        }
    }

    pub(super) fn figures(self) -> SpanHours {
        let cells = self.cells.iter().enumerate().filter(|&(_, &time)| time != 0);
        let key =
            |place: usize| (StageId::at(place / Cause::ALL.len()), Cause::ALL[place % Cause::ALL.len()]);
        SpanHours { completed: self.completed, cells: cells.map(|(at, &time)| (key(at), time)).collect() }
    }
}
