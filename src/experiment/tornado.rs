//! What each uncertain input does to the headline: at its low and at its high, paired with the base on common random
//! numbers.
//!
//! In two steps, because a scenario has hundreds of them: all with a few replications, then those that did most with as many
//! as an answer needs.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use super::estimate::Estimate;
use super::plan::{Plan, Progress};
use super::run::Failure;
use super::varied::{Bench, Found, TargetVerdict, Trial, Without, headline, inputs};
use crate::scenario::{Basis, Move, Scenario, Uncertain};

/// How the inputs are gone through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Design {
    /// Inputs of these bases.
    pub bases: Vec<Basis>,
    /// Beginnings of the paths of those that are wanted; none for all.
    pub only: Vec<String>,
    /// Replications of the first step.
    pub screen: u32,
    /// Inputs of the second step, which has the plan's replications. If there are no more, there is no first step.
    pub top: usize,
    /// Two fixes of which one may be better than the other.
    pub between: Option<[String; 2]>,
}

/// What the inputs do.
#[derive(Clone, Debug)]
pub struct Tornado {
    /// The headline span.
    pub span: String,
    /// The population that the answer speaks of.
    pub population: String,
    /// What was to be run.
    pub plan: Plan,
    /// How the inputs were gone through.
    pub design: Design,
    /// The headline of the base (d), with the plan's replications; `None` if it may not be shown or was not run.
    pub base: Option<Estimate>,
    /// Why it may not be shown, if so.
    pub hidden: Option<String>,
    /// What the targets say of the base.
    pub verdicts: Vec<TargetVerdict>,
    /// Which of the two fixes is better in the base.
    pub ranking: Option<Estimate>,
    /// Inputs gone through.
    pub inputs: usize,
    /// Rows of both steps: the second first, in each the largest effect first.
    pub bars: Vec<Bar>,
    /// Whether all was run that was to be.
    pub complete: bool,
}

/// Which step a row is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The inputs that did most, with many replications.
    Full,
    /// All inputs, with few.
    Screen,
}

impl Step {
    /// The word used in result files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Step::Full => "full",
            Step::Screen => "screen",
        }
    }
}

/// An input with what it does.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The input.
    pub input: Uncertain,
    /// Of which step.
    pub step: Step,
    /// At its low and at its high.
    pub ends: [End; 2],
}

/// An input at one end of its range.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// What came of it.
    pub outcome: Finding,
    /// What the targets say.
    pub verdicts: Vec<TargetVerdict>,
    /// By how much the gain of the first fix on the headline exceeds that of the second (d).
    pub ranking: Option<Estimate>,
}

/// What came of an input at one end of its range.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// The change of the headline from the base (d), by replications of the same numbers.
    Effect(Estimate),
    /// No time may be shown, for this reason: the queue grows, as a rule.
    Hidden(String),
    /// The scenario is not sound with it, for this reason.
    Refused(String),
    /// The run came to no end, for this reason.
    Failed(String),
    /// There was no time for it.
    NotRun,
}

impl Finding {
    /// The change, if there is one.
    #[must_use]
    pub fn effect(&self) -> Option<&Estimate> {
        match self {
            Finding::Effect(change) => Some(change),
            _ => None,
        }
    }

    /// Why there is no change to show.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        match self {
            Finding::Effect(_) | Finding::NotRun => None,
            Finding::Hidden(why) | Finding::Refused(why) | Finding::Failed(why) => Some(why),
        }
    }
}

impl Bar {
    /// The larger of the two effects, without its sign (d); a queue that grows has no end. `None` if neither end was run.
    #[must_use]
    pub fn size(&self) -> Option<f64> {
        let size = |end: &End| match &end.outcome {
            Finding::Effect(change) => Some(change.mean.abs()),
            Finding::Hidden(_) | Finding::Failed(_) => Some(f64::INFINITY),
            Finding::Refused(_) | Finding::NotRun => None,
        };
        self.ends.iter().filter_map(size).reduce(f64::max)
    }

    /// The targets that say something else at an end than of the base.
    #[must_use]
    pub fn flips(&self, base: &[TargetVerdict]) -> Vec<[TargetVerdict; 2]> {
        self.ends.iter().flat_map(|end| end.flips(base)).collect()
    }
}

impl End {
    /// The targets that say something else here than of the base.
    #[must_use]
    pub fn flips(&self, base: &[TargetVerdict]) -> Vec<[TargetVerdict; 2]> {
        let flips = self.verdicts.iter().filter_map(|here| {
            let same = |one: &&TargetVerdict| (&one.target, one.statistic) == (&here.target, here.statistic);
            let of_base = base.iter().find(same)?;
            (of_base.verdict != here.verdict).then(|| [of_base.clone(), here.clone()])
        });
        flips.collect()
    }
}

/// Goes through the inputs. What is known when it is told to stop is kept.
///
/// # Errors
/// A [`Failure`] if the base comes to no end, or nothing has finished.
pub fn tornado(
    scenario: &Scenario,
    plan: &Plan,
    design: &Design,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Tornado, Failure> {
    let headline = headline(scenario);
    let inputs = inputs(scenario, &design.bases, &design.only);
    let screens = inputs.len() > design.top;
    let bench = Bench {
        scenario,
        plan,
        stop,
        progress,
        finished: AtomicU32::new(0),
        planned: AtomicU32::new(planned(inputs.len(), plan, design)),
        headline: headline.clone(),
    };
    let (span, population) = headline;
    let mut tornado = Tornado {
        span,
        population,
        plan: plan.clone(),
        design: design.clone(),
        base: None,
        hidden: None,
        verdicts: Vec::new(),
        ranking: None,
        inputs: inputs.len(),
        bars: Vec::new(),
        complete: true,
    };
    let mut chosen: Vec<Uncertain> = inputs.clone();
    if screens {
        let (_, screened) = pass(&bench, Step::Screen, design.screen, None, &inputs)?;
        let told = screened.iter().filter(|bar| bar.size().is_some_and(|size| size > 0.0));
        // Without time for more the first step is what there is.
        let top = if stop.load(Ordering::Relaxed) { 0 } else { design.top };
        chosen = told.take(top).map(|bar| bar.input.clone()).collect();
        tornado.bars = screened;
    }
    let (base, full) = pass(&bench, Step::Full, plan.replications, design.between.as_ref(), &chosen)?;
    if let Some((base, ranking)) = base {
        let values: Vec<f64> = base.values.iter().copied().flatten().collect();
        tornado.base = Estimate::of(&values).filter(|_| base.hidden.is_none());
        (tornado.hidden, tornado.verdicts, tornado.ranking) = (base.hidden, base.verdicts, ranking);
    }
    tornado.bars.splice(0..0, full);
    let not_run = |bar: &Bar| bar.ends.iter().any(|end| end.outcome == Finding::NotRun);
    tornado.complete = !tornado.bars.iter().any(not_run) && !stop.load(Ordering::Relaxed);
    if tornado.bars.iter().all(|bar| bar.ends.iter().all(|end| end.outcome == Finding::NotRun))
        && !tornado.bars.is_empty()
    {
        return Err(Failure::NothingFinished);
    }
    Ok(tornado)
}

/// Replications of the base and of both ends of all inputs that are to be run.
fn planned(inputs: usize, plan: &Plan, design: &Design) -> u32 {
    let count = |inputs: usize| u32::try_from(2 * inputs + 1).unwrap_or(u32::MAX);
    let runs = if design.between.is_some() { 3 } else { 1 };
    let full = count(inputs.min(design.top)).saturating_mul(plan.replications).saturating_mul(runs);
    let screen = if inputs > design.top { count(inputs).saturating_mul(design.screen) } else { 0 };
    full.saturating_add(screen)
}

/// The base, with what it says of the two fixes.
type Base = (Found, Option<Estimate>);

/// Both ends of all inputs against the base, the largest effect first.
fn pass(
    bench: &Bench<'_>,
    step: Step,
    replications: u32,
    between: Option<&[String; 2]>,
    inputs: &[Uncertain],
) -> Result<(Option<Base>, Vec<Bar>), Failure> {
    let ends = inputs.iter().flat_map(|input| [input.low, input.high].map(|to| moves(input, to)));
    let mut trials: Vec<Trial> = Vec::new();
    for moves in std::iter::once(Vec::new()).chain(ends) {
        trials.push(Trial { moves: moves.clone(), replications, ..Trial::default() });
        for fix in between.into_iter().flatten() {
            let fix = Some(fix.clone());
            trials.push(Trial { moves: moves.clone(), fix, replications, ..Trial::default() });
        }
    }
    let each = if between.is_some() { 3 } else { 1 };
    let found = bench.run(&trials)?;
    let mut found = found.chunks(each);
    let base = match found.next() {
        Some([Ok(base), fixes @ ..]) => (base, ranking(fixes)),
        Some([Err(Without::Failed(failure)), ..]) => return Err(failure.clone()),
        // Nothing can be held against a base that was not run.
        _ => return Ok((None, inputs.iter().map(|input| not_run(input, step)).collect())),
    };
    let mut bars: Vec<Bar> = Vec::new();
    for input in inputs {
        let mut next = || match found.next() {
            Some([own, fixes @ ..]) => end(base.0, own, ranking(fixes)),
            _ => nothing(),
        };
        bars.push(Bar { input: input.clone(), step, ends: [next(), next()] });
    }
    let size = |bar: &Bar| bar.size().unwrap_or(-1.0);
    bars.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| a.input.path.cmp(&b.input.path)));
    Ok((Some((base.0.clone(), base.1)), bars))
}

fn moves(input: &Uncertain, to: f64) -> Vec<Move> {
    // An end that is the value itself is the base.
    if to == input.value { Vec::new() } else { vec![Move { path: input.path.clone(), to }] }
}

fn nothing() -> End {
    End { outcome: Finding::NotRun, verdicts: Vec::new(), ranking: None }
}

fn not_run(input: &Uncertain, step: Step) -> Bar {
    Bar { input: input.clone(), step, ends: [nothing(), nothing()] }
}

fn end(base: &Found, own: &Result<Found, Without>, ranking: Option<Estimate>) -> End {
    let outcome = match own {
        Err(Without::Refused(why)) => Finding::Refused(why.clone()),
        Err(Without::Failed(failure)) => Finding::Failed(failure.to_string()),
        Err(Without::Stopped) => Finding::NotRun,
        Ok(Found { hidden: Some(why), .. }) => Finding::Hidden(why.clone()),
        Ok(own) => match (&base.hidden, difference(&own.values, &base.values)) {
            (None, Some(change)) => Finding::Effect(change),
            (Some(why), _) => Finding::Hidden(format!("of the base: {why}")),
            (None, None) => Finding::Hidden("nobody completes the span in both".to_owned()),
        },
    };
    let verdicts = own.as_ref().map_or_else(|_| Vec::new(), |own| own.verdicts.clone());
    End { outcome, verdicts, ranking }
}

/// By how much the gain of the first fix exceeds that of the second: the second's time less the first's.
fn ranking(fixes: &[Result<Found, Without>]) -> Option<Estimate> {
    let [Ok(first), Ok(second)] = fixes else { return None };
    let shown = first.hidden.is_none() && second.hidden.is_none();
    difference(&second.values, &first.values).filter(|_| shown)
}

/// The mean of one less other over the replications that have both.
fn difference(one: &[Option<f64>], other: &[Option<f64>]) -> Option<Estimate> {
    let pairs = one.iter().zip(other).filter_map(|(one, other)| Some((*one)? - (*other)?));
    Estimate::of_differences(&pairs.collect::<Vec<f64>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_of_one_number() {
        let change = difference(&[Some(3.0), None, Some(5.0)], &[Some(1.0), Some(9.0), Some(2.0)]);
        let change = change.expect("two pairs");
        assert_eq!((change.mean, change.n), (2.5, 2));
        assert_eq!(difference(&[None], &[Some(1.0)]), None);
        // Differences may be negative at both limits, unlike amounts.
        let change = difference(&[Some(0.0), Some(0.0)], &[Some(1.0), Some(1.0)]).expect("two pairs");
        assert_eq!(change.interval, Some((-1.0, -1.0)));
    }

    #[test]
    fn what_is_to_be_run_is_known_before() {
        let plan = Plan {
            seed: 1,
            replications: 30,
            precision: None,
            threads: 1,
            shipments: crate::experiment::Shipments::Nobody,
            event_limit: 1,
        };
        let design = Design { bases: Vec::new(), only: Vec::new(), screen: 2, top: 20, between: None };
        assert_eq!(planned(477, &plan, &design), 955 * 2 + 41 * 30);
        assert_eq!(planned(5, &plan, &design), 11 * 30);
        let design = Design { between: Some(["a".into(), "b".into()]), ..design };
        assert_eq!(planned(5, &plan, &design), 11 * 30 * 3);
    }
}
