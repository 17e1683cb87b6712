//! Whether the cargo under way grows for as long as a run lasts: then its mean time depends on the length of the run,
//! and no mean says anything.

use super::estimate::Estimate;
use super::rows::BacklogRow;
use super::run::Replication;
use super::tables::values;
use crate::metrics::FlowFigures;
use crate::units::Time;

/// Growth over the window, in days of arrivals, that may be chance or a season.
const TOLERATED_D: f64 = 2.0;
/// Time before an instant over which the recorder counts arrivals.
const RECENT_D: f64 = 28.0;

/// What is compared: beginning and end of the window in every replication.
struct Growth {
    /// Consignments more at the end than at the beginning.
    whole: Vec<f64>,
    /// Consignments more at the end than in the middle.
    later: Vec<f64>,
    /// Growth that is left when the backlog of the beginning is scaled to the arrivals of the end: mean.
    unexplained: f64,
    /// Arrivals a day.
    arrivals: f64,
}

/// The backlog of a flow.
pub(super) fn backlog(runs: &[Replication], flow: usize, (from, until): (Time, Time)) -> BacklogRow {
    let window_d = (until - from).days();
    let of = |value: &dyn Fn(&FlowFigures) -> f64| -> Vec<f64> {
        values(runs, |run| Some(value(&run.metrics.flows[flow])))
    };
    let mean = |value: &dyn Fn(&FlowFigures) -> f64| Estimate::of(&of(value)).map_or(0.0, |all| all.mean);
    let [begin, end] = [0, 2].map(|at: usize| mean(&|row| row.backlog[at].inside as f64));
    let rate = |at: usize, instant: Time| {
        let days = (instant - Time::ZERO).days().min(RECENT_D);
        Some(mean(&|row| row.backlog[at].recent as f64) / days).filter(|rate| days > 0.0 && *rate > 0.0)
    };
    let busier = rate(2, until).zip(rate(0, from)).map_or(1.0, |(end, begin)| end / begin);
    let growth = Growth {
        whole: of(&|row| row.backlog[2].inside as f64 - row.backlog[0].inside as f64),
        later: of(&|row| row.backlog[2].inside as f64 - row.backlog[1].inside as f64),
        unexplained: end - begin * busier.max(1.0),
        arrivals: mean(&|row| row.entered_window.consignments as f64) / window_d,
    };
    let a_year = 365.0 / window_d;
    let tonnes = |row: &FlowFigures| row.entered_window.tonnes - row.left_window.tonnes;
    BacklogRow {
        begin,
        end,
        growth_per_year: [(end - begin) * a_year, mean(&tonnes) * a_year],
        growth_d: (growth.arrivals > 0.0).then(|| (end - begin) / growth.arrivals),
        drifts: drifts(&growth),
    }
}

/// Whether a backlog grows without end: in every part of the window, by more than chance, and by more than the
/// arrivals of a busier season bring with them.
fn drifts(growth: &Growth) -> bool {
    let surely = |values: &[f64], tolerated_d: f64| {
        let Some(Estimate { mean, interval: Some((low, _)), .. }) = Estimate::of(values) else {
            return false;
        };
        low > 0.0 && mean > tolerated_d * growth.arrivals
    };
    surely(&growth.whole, TOLERATED_D)
        // An empty start fills up and then stays; what drifts grows in the second half too.
        && surely(&growth.later, TOLERATED_D / 2.0)
        && growth.unexplained > TOLERATED_D * growth.arrivals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn growth(whole: &[f64], later: &[f64]) -> Growth {
        let unexplained = whole.iter().sum::<f64>() / whole.len() as f64;
        Growth { whole: whole.to_vec(), later: later.to_vec(), unexplained, arrivals: 10.0 }
    }

    #[test]
    fn only_growth_that_is_sure_and_large_and_goes_on_is_a_drift() {
        assert!(drifts(&growth(&[90.0, 100.0, 110.0], &[45.0, 50.0, 55.0])));
        // Less than two days of arrivals; not sure; only one replication.
        assert!(!drifts(&growth(&[18.0, 19.0, 20.0], &[9.0, 9.0, 10.0])));
        assert!(!drifts(&growth(&[0.0, 100.0, 200.0], &[0.0, 50.0, 100.0])));
        assert!(!drifts(&growth(&[100.0], &[50.0])));
        // It filled up in the first half.
        assert!(!drifts(&growth(&[90.0, 100.0, 110.0], &[-2.0, 0.0, 2.0])));
        // The arrivals of a busier season.
        let season = Growth { unexplained: 15.0, ..growth(&[90.0, 100.0, 110.0], &[45.0, 50.0, 55.0]) };
        assert!(!drifts(&season));
    }
}
