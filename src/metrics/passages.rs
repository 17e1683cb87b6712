//! When each consignment of a population was between the ends of one span: from that follows how many were, at any
//! instant.

use super::questions::Questions;
use crate::cargo::Consignment;
use crate::units::Time;

/// One consignment between the ends of the span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passage {
    /// Key of the consignment: its number above the key of its flow.
    pub key: u64,
    /// When it came to the beginning.
    pub began: Time,
    /// When it came to the end, or left without; `Time::MAX` of one still under way when the replication ended.
    pub ended: Time,
}

/// Follows those who are asked of.
#[derive(Debug)]
pub(super) struct Passages {
    /// The span, if one is asked for.
    span: Option<usize>,
    /// The itineraries of those who are asked of.
    members: Vec<bool>,
    /// Of every consignment under way that has not come to the end; numbers are used again, and so are rows.
    rows: Vec<Option<Open>>,
    ended: Vec<Passage>,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    key: u64,
    began: Option<Time>,
}

impl Passages {
    pub(super) fn new(questions: &Questions) -> Passages {
        let mut members = vec![false; questions.flow_of.len()];
        if let Some((_, itineraries)) = &questions.passages {
            itineraries.iter().for_each(|&at| members[at] = true);
        }
        Passages {
            span: questions.passages.as_ref().map(|(span, _)| *span),
            members,
            rows: Vec::new(),
            ended: Vec::new(),
        }
    }

    /// One enters; the whole journey begins with that.
    pub(super) fn enter(&mut self, row: usize, now: Time, what: &Consignment, keys: &[u64]) {
        let Some(span) = self.span else { return };
        if self.rows.len() <= row {
            self.rows.resize(row + 1, None);
        }
        let open = || Open {
            key: keys[what.flow.index()] | u64::from(what.number),
            began: (span == 0).then_some(now),
        };
        self.rows[row] = self.members[what.route.index()].then(open);
    }

    /// One sets these marks, as bits.
    #[inline]
    pub(super) fn reach(&mut self, row: usize, marks: u64, now: Time) {
        let Some(span) = self.span else { return };
        let ends = marks >> (2 * span) & 3;
        let Some(open) = self.rows[row].as_mut().filter(|_| ends != 0) else { return };
        if ends & 1 != 0 {
            open.began = open.began.or(Some(now));
        }
        if ends & 2 != 0 {
            self.end(row, now);
        }
    }

    /// One comes to the end of its span, or leaves; whoever has not come to the beginning was never in it.
    pub(super) fn end(&mut self, row: usize, now: Time) {
        if let Some(Open { key, began: Some(began) }) = self.rows.get_mut(row).and_then(Option::take) {
            self.ended.push(Passage { key, began, ended: now });
        }
    }

    /// One was turned away: it never entered.
    pub(super) fn refuse(&mut self, row: usize) {
        if let Some(open) = self.rows.get_mut(row) {
            *open = None;
        }
    }

    /// All of them by key, those under way with no end.
    pub(super) fn figures(mut self) -> Vec<Passage> {
        for row in 0..self.rows.len() {
            self.end(row, Time::MAX);
        }
        self.ended.sort_unstable();
        self.ended
    }
}
