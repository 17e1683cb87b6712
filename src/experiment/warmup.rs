//! How long a scenario without seasons remembers its empty start.
//!
//! A pilot counts from time zero on. The mean journey by time of entry, averaged over its replications, is a series that
//! climbs from the empty start to its level; MSER-5 says where it has come there. Never replication by replication: the
//! rule would then keep whatever stretch happens to be low (Wang and Glynn, ACM TOMACS 27, 2016).

use std::sync::atomic::AtomicBool;

use super::ask::ask;
use super::plan::{Plan, Progress, Shipments};
use super::run::{Failure, Replication, replications};
use super::tables::censored;
use crate::corridor::Corridor;
use crate::metrics::Bin;
use crate::scenario::Scenario;
use crate::stats::{Truncation, mser5};
use crate::units::Duration;

/// How the remark in a scenario begins on a warm-up that was found here.
pub const BY_PILOT: &str = "--warmup auto";

/// Most parts into which the pilot is cut.
const BINS: usize = 1000;
/// Fewest parts that show a trend.
const FEWEST_BINS: usize = 50;
const WEEK: Duration = Duration::from_ms(7 * Duration::DAY.ms());

/// Why no warm-up was found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoWarmUp {
    /// The scenario changes with the calendar, so that its start cannot be told from its season.
    #[error(
        "no warm-up can be found for a scenario with seasons ({0}): the rule could cut a season away; give a time, such as \
         --warmup 91d"
    )]
    Seasonal(String),
    /// The journey does not come to a level.
    #[error(
        "the run is too short for a warm-up to be found: the journey does not come to a level within {0}"
    )]
    TooShort(String),
    /// Cargo of the pilot never came out.
    #[error("no warm-up can be found: {0}")]
    Censored(String),
    /// The pilot failed.
    #[error(transparent)]
    Pilot(#[from] Failure),
}

/// What makes a scenario change with the calendar: weights of months, or a change on a day. Hours of the day and the week
/// come round often enough to be part of its level.
#[must_use]
pub fn season(scenario: &Scenario) -> Option<String> {
    let spec = scenario.spec();
    let flows = spec.flow.iter().filter(|(_, flow)| flow.months.is_some());
    let areas = spec.weather.iter().filter(|(_, area)| area.months.is_some());
    let records = spec.weather.iter().filter(|(_, area)| area.record.is_some());
    let phases = scenario.phases().iter();
    let mut found = flows
        .map(|(name, _)| format!("flow.{name}.months"))
        .chain(areas.map(|(name, _)| format!("weather.{name}.months")))
        .chain(records.map(|(name, _)| format!("weather.{name}.record")))
        .chain(phases.map(|phase| format!("a change on {}", phase.date)));
    found.next()
}

/// The warm-up that a scenario needs, which is given with no warm-up and with all the time that may be looked at as its
/// window: the replications of the plan are a pilot. In whole weeks if `weeks` says so.
///
/// # Errors
/// A [`NoWarmUp`] if it has seasons, or does not come to a level.
pub fn warm_up(
    scenario: &Scenario,
    plan: &Plan,
    weeks: bool,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Duration, NoWarmUp> {
    if let Some(season) = season(scenario) {
        return Err(NoWarmUp::Seasonal(season));
    }
    let plan = Plan { shipments: Shipments::Nobody, precision: None, ..plan.clone() };
    let corridor = Corridor::compile(scenario);
    let mut asked = ask(scenario, &corridor, plan.shipments, plan.seed);
    asked.questions.bins = BINS;
    asked.questions.monthly = false;
    let runs = replications(&corridor, &asked, &plan, stop, progress)?;
    if let Some(reason) = censored(&runs) {
        return Err(NoWarmUp::Censored(reason));
    }
    let (from, until) = asked.questions.window;
    let window = until - from;
    let too_short = || NoWarmUp::TooShort(window.brief());
    let series = series(&runs).ok_or_else(too_short)?;
    let Truncation::After(bins) = mser5(&series) else { return Err(too_short()) };
    // Up to the end of the last bin that is dropped.
    let bin = window.ms() as f64 / series.len() as f64;
    let cut = Duration::from_ms((bins as f64 * bin).ceil() as i64);
    Ok(if weeks { up_to_whole(cut, WEEK) } else { up_to_whole(cut, Duration::from_ms(60_000)) })
}

fn up_to_whole(time: Duration, unit: Duration) -> Duration {
    Duration::from_ms(time.ms().div_euclid(unit.ms()) * unit.ms())
        + if time.ms() % unit.ms() == 0 { Duration::ZERO } else { unit }
}

/// The mean journey by time of entry over all replications, in the finest parts of the window of which nearly all hold
/// somebody; `None` if even coarse ones do not.
fn series(runs: &[Replication]) -> Option<Vec<f64>> {
    let mut bins = vec![Bin::default(); BINS];
    for run in runs {
        for (sum, bin) in bins.iter_mut().zip(&run.metrics.series) {
            *sum = sum.plus(*bin);
        }
    }
    while bins.iter().filter(|bin| bin.count == 0).count() * 20 > bins.len() {
        bins =
            bins.chunks(2).map(|pair| pair.iter().fold(Bin::default(), |sum, bin| sum.plus(*bin))).collect();
        if bins.len() < FEWEST_BINS {
            return None;
        }
    }
    let mut level = bins.iter().find_map(|bin| bin.mean())?;
    // Where nobody entered the level is taken to have stayed.
    Some(
        bins.iter()
            .map(|bin| {
                level = bin.mean().unwrap_or(level);
                level
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_end_on_whole_units() {
        let week = |days: i64| up_to_whole(Duration::from_ms(days * Duration::DAY.ms()), WEEK).days();
        assert_eq!([0, 1, 7, 8].map(week), [0.0, 7.0, 7.0, 14.0]);
    }
}
