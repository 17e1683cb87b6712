//! Processor time of the process, all threads together: other programs on the machine disturb it less than they
//! disturb the time on the wall.

use std::time::Instant;

use cpu_time::ProcessTime;

/// What some work took (s).
#[derive(Clone, Copy)]
pub(crate) struct Took {
    pub cpu: f64,
    pub wall: f64,
}

/// Does `work`; gives what it made and what it took.
#[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
pub(crate) fn time<T>(work: impl FnOnce() -> T) -> (T, Took) {
    let (cpu, wall) = (ProcessTime::now(), Instant::now());
    let made = work();
    (made, Took { cpu: cpu.elapsed().as_secs_f64(), wall: wall.elapsed().as_secs_f64() })
}

/// Medians of the processor time and of the time on the wall of `rounds` rounds of the same work.
pub(crate) fn median<T>(rounds: usize, mut work: impl FnMut() -> T) -> Took {
    let took: Vec<Took> = (0..rounds).map(|_| time(&mut work).1).collect();
    let middle = |of: fn(&Took) -> f64| {
        let mut all: Vec<f64> = took.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    Took { cpu: middle(|took| took.cpu), wall: middle(|took| took.wall) }
}
