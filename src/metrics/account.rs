//! Accounts: the hours of one consignment, or of a group, since it came to the stage it is in.

use crate::cargo::StageId;
use crate::observation::Cause;
use crate::units::{Duration, Time};

/// Hours by cause since the holder came to its stage.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub stage: StageId,
    pub cause: Cause,
    because_of: StageId,
    pub since: Time,
    /// The causes on which something has been booked, as bits.
    booked: u32,
    cells: [i64; Cause::ALL.len()],
    /// The part of waiting for room downstream, by the stage that causes it.
    downstream: Vec<(StageId, i64)>,
}

impl Account {
    pub(super) fn new(stage: StageId, cause: Cause, now: Time) -> Account {
        Account {
            stage,
            cause,
            because_of: stage,
            since: now,
            booked: 0,
            cells: [0; Cause::ALL.len()],
            downstream: Vec::new(),
        }
    }

    /// Begins anew, keeping the memory.
    pub(super) fn open(&mut self, stage: StageId, cause: Cause, now: Time) {
        (self.stage, self.cause, self.because_of, self.since) = (stage, cause, stage, now);
        self.clear();
    }

    /// Books the time up to now.
    #[inline]
    pub(super) fn close(&mut self, now: Time) {
        let time = (now - self.since).ms();
        self.since = now;
        if time != 0 {
            self.cell(self.cause, time);
            if self.cause == Cause::Downstream {
                self.book_downstream(self.because_of, time);
            }
        }
    }

    /// Books the time up to now, and from then on something else.
    #[inline]
    pub(super) fn spend(&mut self, now: Time, cause: Cause, because_of: Option<StageId>) {
        self.close(now);
        self.cause = cause;
        self.because_of = because_of.unwrap_or(self.stage);
    }

    #[inline]
    fn cell(&mut self, cause: Cause, time: i64) {
        self.cells[cause.index()] += time;
        self.booked |= 1 << cause.index();
    }

    fn book_downstream(&mut self, stage: StageId, time: i64) {
        match self.downstream.iter_mut().find(|(other, _)| *other == stage) {
            Some((_, booked)) => *booked += time,
            None => self.downstream.push((stage, time)),
        }
    }

    /// Moves booked time from one cause to another.
    pub(super) fn reassign(&mut self, from: Cause, to: Cause, time: Duration) {
        self.cell(from, -time.ms());
        self.cell(to, time.ms());
    }

    /// Adds (or with `sign` -1 takes away) what another account has booked.
    pub(super) fn add(&mut self, other: &Account, sign: i64) {
        for (cause, booked) in other.booked() {
            self.cell(cause, sign * booked);
        }
        for at in 0..other.downstream.len() {
            let (stage, time) = other.downstream[at];
            self.book_downstream(stage, sign * time);
        }
    }

    /// Forgets what was booked.
    pub(super) fn clear(&mut self) {
        if self.booked != 0 {
            self.cells = [0; Cause::ALL.len()];
            self.booked = 0;
            self.downstream.clear();
        }
    }

    /// What is booked on each cause (ms).
    pub(super) fn cells(&self) -> &[i64; Cause::ALL.len()] {
        &self.cells
    }

    /// What is booked on waiting for room downstream, by the stage that causes it (ms).
    pub(super) fn downstream(&self) -> &[(StageId, i64)] {
        &self.downstream
    }

    /// The causes on which something has been booked, with how much (ms); it may have been taken away again.
    #[inline]
    pub(super) fn booked(&self) -> impl Iterator<Item = (Cause, i64)> {
        let mut left = self.booked;
        std::iter::from_fn(move || {
            let cause = *Cause::ALL.get(left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some((cause, self.cells[cause.index()]))
        })
    }

    /// All that is booked, and the part of it that is waiting (ms).
    #[inline]
    pub(super) fn totals(&self) -> (i64, i64) {
        self.booked().fold((0, 0), |(all, waits), (cause, time)| {
            (all + time, waits + if cause.is_wait() { time } else { 0 })
        })
    }
}
