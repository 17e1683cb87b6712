//! What the programs share: the numbers of the workloads, random draws, and the line that each prints.
//!
//! Times are hours. Draws are ziggurats of `rand_distr` on a xoshiro256++, the same in every program.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use cpu_time::ProcessTime;
use rand::SeedableRng;
pub use rand::rngs::Xoshiro256PlusPlus as Random;
use rand_distr::{Distribution, Exp1, StandardNormal};
use serde::{Deserialize, Serialize};

/// W2: customers an hour; a service takes 1 h on average.
pub const LOAD: f64 = 0.9;

/// W3: units an hour, and the servers of the four stages on land.
pub const RATE: f64 = 0.7;
pub const BORDER: usize = 2;
pub const RAIL_1: usize = 8;
pub const PORT: usize = 3;
pub const RAIL_2: usize = 6;

/// W3: the vessels, with units and hours.
pub const VESSELS: usize = 2;
pub const CAPACITY: usize = 20;
pub const LONGEST_WAIT: f64 = 24.0;
pub const SAILING: f64 = 20.0;
pub const UNLOADING: f64 = 6.0;
pub const RETURN: f64 = 20.0;

/// Units of one replication of W4.
const SHORT: u64 = 2_000;

/// Mean service at which `servers` have a load of 0.8.
pub fn mean(servers: usize) -> f64 {
    0.8 * servers as f64 / RATE
}

/// The random numbers of a seed.
pub fn random(seed: u64) -> Random {
    Random::seed_from_u64(seed)
}

/// An exponential time.
#[inline]
pub fn exponential(random: &mut Random, mean: f64) -> f64 {
    let one: f64 = Exp1.sample(random);
    one * mean
}

/// What a service takes.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub enum Service {
    Exponential { mean: f64 },
    Lognormal { mu: f64, sigma: f64 },
}

impl Service {
    /// The law of a desk of so many servers.
    pub fn exponential(servers: usize) -> Service {
        Service::Exponential { mean: mean(servers) }
    }

    /// The law of a railway of so many servers: a coefficient of variation of 0.5.
    #[expect(clippy::disallowed_methods, reason = "the answer may differ in its last digits")]
    pub fn lognormal(servers: usize) -> Service {
        let variance = 1.25_f64.ln();
        Service::Lognormal { mu: mean(servers).ln() - variance / 2.0, sigma: variance.sqrt() }
    }

    #[inline]
    #[expect(clippy::disallowed_methods, reason = "the answer may differ in its last digits")]
    pub fn draw(self, random: &mut Random) -> f64 {
        match self {
            Service::Exponential { mean } => exponential(random, mean),
            Service::Lognormal { mu, sigma } => {
                let normal: f64 = StandardNormal.sample(random);
                (mu + sigma * normal).exp()
            }
        }
    }
}

/// What a corridor has seen.
#[derive(Clone, Default)]
pub struct Seen {
    /// Time in the corridor of each unit that has left it.
    pub times: Vec<f64>,
    /// Time at the border of all units together.
    pub border: f64,
    /// Departures of vessels, and the units that they carried.
    pub departures: u64,
    pub carried: u64,
}

impl Seen {
    /// Nothing yet, with room for so many units.
    pub fn expecting(units: u64) -> Seen {
        Seen { times: Vec::with_capacity(units as usize), ..Seen::default() }
    }

    fn mean(&self) -> f64 {
        self.times.iter().sum::<f64>() / self.times.len() as f64
    }

    fn p90(&mut self) -> f64 {
        let place = self.times.len() * 9 / 10;
        *self.times.select_nth_unstable_by(place, f64::total_cmp).1
    }
}

/// A program's ways of doing the workloads.
pub struct Program {
    /// So many holds of so many pending events; gives the simulated time and the processor time of the holds alone (s).
    pub w1: fn(usize, u64) -> (f64, f64),
    /// So many customers; gives their mean time in the system.
    pub w2: fn(u64) -> f64,
    /// So many units under a seed.
    pub w3: fn(u64, u64) -> Seen,
}

/// Does what the command line asks for and prints items, answers and processor time (s).
pub fn serve(program: &Program) {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number =
        |at: usize| words.get(at).and_then(|word| word.parse::<u64>().ok()).unwrap_or_else(|| help());
    let clock = Clock::start();
    let (items, answer, cpu) = match words.first().map(String::as_str) {
        Some("w1") => {
            let (now, cpu) = (program.w1)(number(1) as usize, number(2));
            (number(2), format!("answer={now:.4}"), Some(cpu))
        }
        Some("w2") => (number(1), format!("answer={:.4}", (program.w2)(number(1))), None),
        Some("w3") => {
            let mut seen = (program.w3)(number(1), 1);
            let units = seen.times.len() as u64;
            let (border, load) = (seen.border / units as f64, seen.carried as f64 / seen.departures as f64);
            (
                units,
                format!("answer={:.4} p90={:.2} border={border:.4} load={load:.3}", seen.mean(), seen.p90()),
                None,
            )
        }
        Some("w4") => w4(program, number(1) as usize, number(2) as usize),
        _ => help(),
    };
    let cpu = cpu.unwrap_or_else(|| clock.stop());
    println!("items={items} {answer} cpu_s={cpu:.6}");
}

fn help() -> ! {
    panic!("w1 PENDING HOLDS, w2 CUSTOMERS, w3 UNITS, or w4 REPLICATIONS THREADS")
}

/// Replications of a short corridor under seeds of their own, spread over threads.
fn w4(program: &Program, replications: usize, threads: usize) -> (u64, String, Option<f64>) {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut means = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= replications {
                return means;
            }
            means.push((number, (program.w3)(SHORT, number as u64 + 1).mean()));
        }
    };
    let mut means: Vec<(usize, f64)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a replication does not panic")).collect()
    });
    means.sort_by_key(|&(number, _)| number);
    let mean = means.iter().map(|(_, mean)| mean).sum::<f64>() / means.len() as f64;
    (replications as u64 * SHORT, format!("answer={mean:.4}"), None)
}

/// A clock of the processor time of the process.
pub struct Clock(ProcessTime);

impl Clock {
    pub fn start() -> Clock {
        Clock(ProcessTime::now())
    }

    /// Time since it was started (s).
    pub fn stop(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// What `work` gives, and its processor time (s).
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let clock = Clock::start();
    let made = work();
    (made, clock.stop())
}
