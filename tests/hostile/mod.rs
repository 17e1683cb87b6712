//! What must hold of any text that is taken for a scenario, and the texts to try it on. The fuzz target and the tests on
//! stable share it.

#![allow(dead_code, reason = "each user takes a part of it")]
#![allow(clippy::disallowed_methods, reason = "how long a text takes is a part of what must hold")]

use std::fmt;
use std::panic::catch_unwind;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use transcaspian::document::{Code, Problem, Severity};
use transcaspian::experiment::{Failure, Plan, Shipments, run};
use transcaspian::parameter::Field as _;
use transcaspian::scenario::{Failed, Loader, ReadFailure, SHIPPED, Scenario, ScenarioSpec, Store};

pub(crate) mod mutate;

/// The name under which a text is tried.
pub(crate) const NAME: &str = "tried.toml";
/// Events after which a run is stopped.
const EVENTS: u64 = 1_000;

/// One text, the scenarios it may extend, and nothing else: no file of the disk can be reached.
struct Shelf<'t>(&'t [u8]);

impl Store for Shelf<'_> {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadFailure> {
        if path == Path::new(NAME) { Ok(self.0.to_vec()) } else { Err(ReadFailure::Missing) }
    }

    fn embedded(&self, name: &str) -> Option<&str> {
        SHIPPED.iter().find(|(known, _)| *known == name).map(|&(_, text)| text)
    }

    fn embedded_names(&self) -> Vec<&str> {
        SHIPPED.iter().map(|&(name, _)| name).collect()
    }
}

/// Longest that one text may take; a build for tests is slower than the program, and shares its machine.
const LONGEST: Duration = Duration::from_secs(5);
/// Faults of the program that are shown at once.
const SHOWN: usize = 12;

/// How many times as many texts as usual are tried: for a search by hand, `MUTATIONS=50 cargo test --test mutations`.
pub(crate) fn factor() -> usize {
    std::env::var("MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(1)
}

/// What became of many texts.
#[derive(Debug, Default)]
pub(crate) struct Trials {
    pub refused: usize,
    pub ran: usize,
    faults: Vec<String>,
    slowest: Duration,
}

impl Trials {
    /// Tries a text; `what` says which it is.
    pub(crate) fn attempt(&mut self, text: &[u8], what: impl fmt::Display) {
        let start = Instant::now();
        let tried = catch_unwind(|| attempt(text));
        let took = start.elapsed();
        self.slowest = self.slowest.max(took);
        if took > LONGEST {
            self.faults.push(format!("{what}: took {took:?}"));
        }
        match tried {
            Ok(Verdict::Refused(_)) => self.refused += 1,
            Ok(Verdict::Ran) => self.ran += 1,
            Err(panic) => {
                let text = panic.downcast_ref::<String>().map_or("", String::as_str);
                self.faults.push(format!("{what}: {text:.1500}"));
            }
        }
    }

    /// Fails if any text found a fault, or if most were of one kind, so that little was tried.
    pub(crate) fn finish(self, refused: usize, ran: usize) {
        let shown = &self.faults[..self.faults.len().min(SHOWN)];
        assert!(shown.is_empty(), "{} faults, such as\n{}", self.faults.len(), shown.join("\n"));
        assert!(self.refused >= refused && self.ran >= ran, "{} refused, {} ran", self.refused, self.ran);
        println!("{} refused, {} ran, the slowest in {:?}", self.refused, self.ran, self.slowest);
    }
}

/// What became of a text.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// It was refused, with these problems.
    Refused(Vec<Problem>),
    /// It is a scenario, and its first events have run.
    Ran,
}

/// Reads, checks, compiles and runs a text for its first thousand events.
///
/// # Panics
/// If anything on the way panics, if a refusal has a problem that nobody could find in the text, or if the program's
/// checks on itself fail.
pub(crate) fn attempt(text: &[u8]) -> Verdict {
    let shelf = Shelf(text);
    match Scenario::open_in(Loader::new(&shelf, ScenarioSpec::schema), NAME, &[]) {
        Err(failed) => Verdict::Refused(refused(&failed)),
        Ok(scenario) => {
            for warning in scenario.warnings() {
                shows(&warning.render(scenario.files()));
            }
            start(&scenario);
            Verdict::Ran
        }
    }
}

/// The first events of a scenario.
fn start(scenario: &Scenario) {
    let plan = Plan {
        seed: 1,
        replications: 1,
        precision: None,
        threads: 1,
        shipments: Shipments::About(10),
        event_limit: EVENTS,
    };
    match run(scenario, &plan, &AtomicBool::new(false), &|_| {}) {
        // A corridor that is wired into a circle, and says so, is an answer.
        Ok(_) | Err(Failure::EventLimit { .. } | Failure::Standstill { .. }) => {}
        Err(failure) => panic!("{failure}"),
    }
}

/// The problems of a refusal: there is an error among them, and each has a place that can be shown.
fn refused(failed: &Failed) -> Vec<Problem> {
    let problems = failed.problems.sorted();
    let text = failed.problems.render(&failed.files);
    assert!(
        problems.iter().any(|problem| problem.code.severity() == Severity::Error),
        "refused for nothing:\n{text}"
    );
    shows(&text);
    for problem in &problems {
        let place = failed.files.locate(problem.place);
        let parts: Vec<&str> = place.rsplit(':').collect();
        let numbers =
            parts.iter().take(2).filter(|part| part.parse::<u32>().is_ok_and(|number| number > 0)).count();
        assert!(parts.len() >= 3 && numbers == 2, "no file, line and column: {problem:?}\n{text}");
        assert!(failed.files.line(problem.place).is_some(), "no such line: {problem:?}\n{text}");
        // What is wrong with the text as a whole has no key; everything else names one.
        let whole = [Code::Syntax, Code::Encoding, Code::Depth, Code::Number, Code::BadFacts];
        assert!(!problem.path.is_empty() || whole.contains(&problem.code), "no key: {problem:?}\n{text}");
    }
    problems
}

/// Nothing that is shown can steer a terminal, reverse what stands beside it, or go on without end.
fn shows(text: &str) {
    let steers = |c: char| {
        (c.is_control() && c != '\n')
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    assert!(!text.contains(steers), "{text:?}");
    let longest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    assert!(longest < 2_000, "a line of {longest} characters: {text:.2000}");
}
