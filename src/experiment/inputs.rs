//! Two uncertainties kept apart: that of the inputs, by drawing them again and again from their ranges, and that of chance, by
//! several replications of every draw.
//!
//! Source: Song, Nelson, Pegden, "Advanced tutorial: input uncertainty quantification", Winter Simulation Conference 2014. Each
//! draw has replications of its own numbers, so that chance is independent from draw to draw.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use rayon::prelude::*;

use super::estimate::{CONFIDENCE, Estimate};
use super::plan::{Plan, Progress};
use super::run::Failure;
use super::varied::{Bench, Found, Trial, Without, headline, inputs, reason_at};
use crate::random::{Law, Sampler, Streams};
use crate::scenario::{Basis, Move, Scenario, Uncertain};
use crate::stats::{Anova, anova, quantile_type7, wilson};

/// Times that a draw is drawn before it is given up.
const MOST_ATTEMPTS: u32 = 200;

/// What draws of the inputs have found together.
#[derive(Clone, Debug)]
pub struct InputStudy {
    /// The headline span.
    pub span: String,
    /// The population that the answer speaks of.
    pub population: String,
    /// What was to be run, for every draw.
    pub plan: Plan,
    /// Draws that were to be made.
    pub planned: u32,
    /// The inputs that were drawn.
    pub inputs: Vec<Uncertain>,
    /// The draws that were run, in order.
    pub draws: Vec<Draw>,
    /// Draws that the checks of the scenario refused and that were drawn again.
    pub refused: u32,
    /// Where, with the first reason there and how often: the most frequent first.
    pub reasons: Vec<(String, u32)>,
    /// Whether all was run that was to be.
    pub complete: bool,
}

/// One draw of all inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// Its number, from 1.
    pub number: u32,
    /// The value of every input, in the order of the study's.
    pub values: Vec<f64>,
    /// How often it was refused before.
    pub refused: u32,
    /// The headline by replication (d); `None` where nobody completed the span.
    pub headline: Vec<Option<f64>>,
    /// Why no times may be shown, if none may.
    pub hidden: Option<String>,
    /// Whether the draw's value is within each target, by target and statistic; `None` if it may not be shown.
    pub targets: Vec<(String, &'static str, Option<bool>)>,
}

/// How often, over the inputs, a target is within its threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetChance {
    /// The target.
    pub target: String,
    /// The statistic on which it is set.
    pub statistic: &'static str,
    /// Draws whose value is within it; those without a value are not.
    pub within: usize,
    /// Draws.
    pub draws: usize,
    /// 95 % interval of the probability (Wilson).
    pub interval: Option<(f64, f64)>,
}

impl Draw {
    /// The mean of its replications.
    #[must_use]
    pub fn mean(&self) -> Option<Estimate> {
        let values: Vec<f64> = self.headline.iter().copied().flatten().collect();
        Estimate::of(&values).filter(|_| self.hidden.is_none())
    }
}

impl InputStudy {
    /// How many draws have no mean: a queue grows in them, or cargo stays on its way.
    #[must_use]
    pub fn hidden(&self) -> usize {
        self.draws.iter().filter(|draw| draw.hidden.is_some()).count()
    }

    /// The shares of inputs and chance, over the draws with a value in every replication; `None` of fewer than two, and if any
    /// draw has no mean: those are the slow ones, and the others by themselves would say too little.
    #[must_use]
    pub fn split(&self) -> Option<Anova> {
        let shown = self.draws.iter().filter(|_| self.hidden() == 0);
        let whole = shown.filter_map(|draw| draw.headline.iter().copied().collect::<Option<Vec<f64>>>());
        anova(&whole.collect::<Vec<_>>(), CONFIDENCE)
    }

    /// The 5th and the 95th percentile of the means of the draws (d); `None` if any draw has no mean.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64)> {
        let means: Option<Vec<f64>> = self.draws.iter().map(|draw| Some(draw.mean()?.mean)).collect();
        let mut means = means?;
        Some((quantile_type7(&mut means, 0.05)?, quantile_type7(&mut means, 0.95)?))
    }

    /// How often each target is within its threshold.
    #[must_use]
    pub fn chances(&self) -> Vec<TargetChance> {
        let names = self.draws.first().map_or(&[][..], |draw| &draw.targets);
        let chances = names.iter().enumerate().map(|(at, (target, statistic, _))| {
            let within =
                self.draws.iter().filter(|draw| matches!(draw.targets.get(at), Some((_, _, Some(true)))));
            let (within, draws) = (within.count(), self.draws.len());
            let interval = wilson(within as u64, draws as u64, CONFIDENCE);
            TargetChance {
                target: target.clone(),
                statistic,
                within,
                draws,
                interval: interval.map(|interval| (interval.low, interval.high)),
            }
        });
        chances.collect()
    }
}

/// Draws the inputs `draws` times and runs the plan's replications of each draw.
///
/// Every input is drawn by itself from the triangular law over its range with the mode at its value; counts are rounded, and
/// shares of routes brought to one. What the checks refuse is drawn again whole, so that the inputs are those of the law given
/// that they fit together.
///
/// # Errors
/// A [`Failure`] if a draw comes to no end, or nothing has finished.
pub fn draw_inputs(
    scenario: &Scenario,
    plan: &Plan,
    draws: u32,
    bases: &[Basis],
    only: &[String],
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<InputStudy, Failure> {
    let headline = headline(scenario);
    let inputs = inputs(scenario, bases, only);
    let lots = lots(scenario, plan, &inputs, draws)?;
    let trials: Vec<Trial> = lots
        .iter()
        .map(|lot| Trial {
            moves: lot.moves.clone(),
            fix: None,
            first: lot.number * plan.replications,
            replications: plan.replications,
        })
        .collect();
    let bench = Bench {
        scenario,
        plan,
        stop,
        progress,
        finished: AtomicU32::new(0),
        planned: AtomicU32::new(draws.saturating_mul(plan.replications)),
        headline: headline.clone(),
    };
    let found = bench.run(&trials)?;
    let mut list = Vec::new();
    for (lot, found) in lots.iter().zip(found) {
        match found {
            Ok(found) => list.push(draw(lot, found)),
            Err(Without::Failed(failure)) => return Err(failure),
            // It was found sound when it was drawn.
            Err(Without::Stopped | Without::Refused(_)) => {}
        }
    }
    if list.is_empty() {
        return Err(Failure::NothingFinished);
    }
    let mut reasons: BTreeMap<&str, (String, u32)> = BTreeMap::new();
    for (path, why) in lots.iter().flat_map(|lot| &lot.refused) {
        reasons.entry(path).or_insert_with(|| (format!("{path}: {why}"), 0)).1 += 1;
    }
    let mut reasons: Vec<(String, u32)> = reasons.into_values().collect();
    reasons.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let (span, population) = headline;
    Ok(InputStudy {
        span,
        population,
        plan: plan.clone(),
        planned: draws,
        inputs,
        refused: reasons.iter().map(|(_, count)| count).sum(),
        reasons,
        complete: list.len() == draws as usize && !stop.load(Ordering::Relaxed),
        draws: list,
    })
}

/// One draw before it is run.
struct Lot {
    /// From 0.
    number: u32,
    moves: Vec<Move>,
    /// Where and why it was refused before.
    refused: Vec<(String, String)>,
}

fn draw(lot: &Lot, found: Found) -> Draw {
    Draw {
        number: lot.number + 1,
        values: lot.moves.iter().map(|one| one.to).collect(),
        refused: u32::try_from(lot.refused.len()).unwrap_or(u32::MAX),
        headline: found.values,
        hidden: found.hidden,
        targets: found.verdicts.into_iter().map(|row| (row.target, row.statistic, row.within)).collect(),
    }
}

/// All draws, in order.
fn lots(scenario: &Scenario, plan: &Plan, inputs: &[Uncertain], draws: u32) -> Result<Vec<Lot>, Failure> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(plan.threads).build();
    let threads = threads.map_err(|error| Failure::Threads(error.to_string()))?;
    let one = |number: u32| -> Result<Lot, Failure> {
        let mut refused = Vec::new();
        for attempt in 0..MOST_ATTEMPTS {
            let moves = drawn(inputs, plan.seed, number, attempt);
            match scenario.vary(&moves) {
                Ok(_) => return Ok(Lot { number, moves, refused }),
                Err(failed) => refused.push(reason_at(&failed)),
            }
        }
        let (_, why) = refused.pop().unwrap_or_default();
        Err(Failure::NoDraw { draw: number + 1, attempts: MOST_ATTEMPTS, why })
    };
    threads.install(|| (0..draws).into_par_iter().map(one).collect())
}

/// The inputs of an attempt at a draw. What is drawn for one depends on its path and on no other input.
fn drawn(inputs: &[Uncertain], seed: u64, number: u32, attempt: u32) -> Vec<Move> {
    let streams = Streams::new(seed, number);
    let drawn = inputs.iter().map(|input| {
        let law = Law::Triangular { low: input.low, mode: input.value, high: input.high };
        let to = Sampler::new(&law).sample(&streams.stream(&input.path, "input"), u64::from(attempt));
        // Rounding errors lead nowhere else.
        let to = to.clamp(input.low, input.high);
        Move { path: input.path.clone(), to: if input.whole { to.round() } else { to } }
    });
    drawn.collect()
}
