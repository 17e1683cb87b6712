//! The figures of spans by population, packed: of every replication there are thousands.

/// Distribution of a span over one population.
///
/// Where the window is so long that single times are no longer kept, quantiles are those of a
/// [`Sample`](crate::stats::Sample) that is folded, and carriers those of such a [`Distinct`](crate::stats::Distinct).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpanFigures {
    /// Consignments.
    pub count: u64,
    /// Mean (h).
    pub mean_h: f64,
    /// Median (h).
    pub p50_h: f64,
    /// 90th percentile (h).
    pub p90_h: f64,
    /// 95th percentile (h).
    pub p95_h: f64,
    /// Independent carriers: consignments of one train or vessel begin or end their spans at one instant, so these are
    /// the instants at which spans began, or those at which they ended, whichever are fewer.
    pub carriers: u64,
}

/// The part of it that is reported by month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MonthSpan {
    /// Mean (h).
    pub mean_h: f64,
    /// 90th percentile (h).
    pub p90_h: f64,
}

/// Figures by span and population, in the order of the questions; none where nobody completed the span.
#[derive(Clone, Debug, PartialEq)]
pub struct SpanTable<R = SpanFigures> {
    populations: usize,
    /// By span and population: the number of the row, from 1, or 0.
    places: Vec<u32>,
    rows: Vec<R>,
    /// Consignments of each row.
    counts: Vec<u32>,
    /// Where the counts of each row begin.
    firsts: Vec<u32>,
    /// How many were within each limit of the question; a time equal to the limit is within.
    within: Vec<u32>,
}

impl<R> Default for SpanTable<R> {
    fn default() -> SpanTable<R> {
        SpanTable::new(0)
    }
}

impl<R> SpanTable<R> {
    /// An empty table for so many populations.
    pub(super) fn new(populations: usize) -> SpanTable<R> {
        SpanTable {
            populations,
            places: Vec::new(),
            rows: Vec::new(),
            counts: Vec::new(),
            firsts: Vec::new(),
            within: Vec::new(),
        }
    }

    /// Adds what is next: of each span, population by population, the figures, how many consignments they are of, and how
    /// many of these were within each limit.
    pub(super) fn push(&mut self, row: Option<(R, u64, Vec<u64>)>) {
        let Some((figures, count, within)) = row else { return self.places.push(0) };
        self.rows.push(figures);
        self.counts.push(u32::try_from(count).unwrap_or(u32::MAX));
        self.places.push(self.rows.len() as u32);
        self.firsts.push(self.within.len() as u32);
        self.within.extend(within.iter().map(|&count| u32::try_from(count).unwrap_or(u32::MAX)));
    }

    /// Gives back what memory is spare.
    pub(super) fn close(mut self) -> SpanTable<R> {
        self.places.shrink_to_fit();
        self.rows.shrink_to_fit();
        self.counts.shrink_to_fit();
        self.firsts.shrink_to_fit();
        self.within.shrink_to_fit();
        self
    }

    fn row(&self, span: usize, population: usize) -> Option<usize> {
        let row = self.places[span * self.populations + population] as usize;
        row.checked_sub(1)
    }

    /// The figures of a span and population.
    #[must_use]
    pub fn get(&self, span: usize, population: usize) -> Option<&R> {
        self.row(span, population).map(|row| &self.rows[row])
    }

    /// How many consignments they are of; 0 if there are none.
    #[must_use]
    pub fn count(&self, span: usize, population: usize) -> u64 {
        self.row(span, population).map_or(0, |row| self.counts[row].into())
    }

    /// The share of them that was within a limit, which is given by its number in the question.
    #[must_use]
    pub fn share(&self, span: usize, population: usize, limit: usize) -> Option<f64> {
        let row = self.row(span, population)?;
        let within = self.within[self.firsts[row] as usize + limit];
        Some(f64::from(within) / f64::from(self.counts[row]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_span_and_population() {
        let row = |count| {
            let figures = SpanFigures { count, mean_h: 1.0, p50_h: 1.0, p90_h: 2.0, p95_h: 2.5, carriers: 1 };
            Some((figures, count, vec![count / 4, count / 2]))
        };
        let mut table = SpanTable::new(2);
        [row(4), None, None, row(8)].into_iter().for_each(|row| table.push(row));
        let table = table.close();
        let counts: Vec<Option<u64>> = [(0, 0), (0, 1), (1, 0), (1, 1)]
            .map(|(span, population)| table.get(span, population).map(|row| row.count))
            .to_vec();
        assert_eq!(counts, [Some(4), None, None, Some(8)]);
        assert_eq!((table.share(1, 1, 0), table.share(0, 0, 1)), (Some(0.25), Some(0.5)));
        assert_eq!((table.share(1, 0, 0), table.count(1, 0), table.count(1, 1)), (None, 0, 8));
    }
}
