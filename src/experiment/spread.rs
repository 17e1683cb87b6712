//! Replications of several things at once, spread over the plan's threads.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use rayon::prelude::*;

use super::plan::{Plan, Progress};
use super::run::Failure;

/// Runs the plan's replications of each of `cases` things on the plan's threads; `run` is given the thing's place and the
/// replication's number. Gives what came out by thing, in the order of the numbers.
///
/// # Errors
/// The first failure in that order, or that it was told to stop.
pub(super) fn spread<T: Send>(
    cases: usize,
    plan: &Plan,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
    run: impl Fn(usize, u32) -> Result<T, Failure> + Sync,
) -> Result<Vec<Vec<T>>, Failure> {
    let tasks: Vec<(usize, u32)> =
        (0..cases).flat_map(|at| (0..plan.replications).map(move |number| (at, number))).collect();
    let threads = rayon::ThreadPoolBuilder::new().num_threads(plan.threads).build();
    let threads = threads.map_err(|error| Failure::Threads(error.to_string()))?;
    let finished = AtomicU32::new(0);
    let planned = u32::try_from(tasks.len()).unwrap_or(u32::MAX);
    let task = |(at, number): (usize, u32)| -> Result<(usize, T), Failure> {
        if stop.load(Ordering::Relaxed) {
            return Err(Failure::NothingFinished);
        }
        let done = run(at, number)?;
        progress(Progress { finished: finished.fetch_add(1, Ordering::Relaxed) + 1, planned });
        Ok((at, done))
    };
    let done: Vec<Result<(usize, T), Failure>> =
        threads.install(|| tasks.into_par_iter().map(task).collect());
    let mut by_case: Vec<Vec<T>> = (0..cases).map(|_| Vec::new()).collect();
    for result in done {
        let (at, one) = result?;
        by_case[at].push(one);
    }
    Ok(by_case)
}
