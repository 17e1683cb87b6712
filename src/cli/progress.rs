//! Progress on standard error: a bar, a line now and then, or nothing.

use std::io::{IsTerminal as _, stderr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::{Progress, Showing};
use super::streams;
use crate::experiment;

/// Time between two lines.
const PERIOD: Duration = Duration::from_secs(10);
/// Time between two looks of a bar.
const TICK: Duration = Duration::from_millis(500);

/// Replications that have finished, and those that are planned; or other things that are counted.
pub(super) struct Counts {
    finished: AtomicU32,
    planned: AtomicU32,
    /// What is said besides.
    words: Mutex<String>,
}

/// A display of what has finished.
pub(super) struct Display {
    shown: Shown,
    /// What is said at the end, if anything is.
    last: Option<Last>,
}

/// What is said of how long something took.
struct Last {
    since: Instant,
    what: String,
}

enum Shown {
    /// Without a clock the bar moves only when something finishes.
    Bar(ProgressBar, Option<Clock>),
    Lines(Arc<Counts>, Clock),
    Nothing,
}

/// A thread that does something now and then.
pub(super) struct Clock {
    end: Sender<()>,
    thread: JoinHandle<()>,
}

impl Clock {
    /// None where no thread is to be had: then the run goes on with less to see.
    fn start(period: Duration, act: impl Fn() + Send + 'static) -> Option<Clock> {
        let (end, ended) = channel();
        let tick = move || {
            while ended.recv_timeout(period) == Err(RecvTimeoutError::Timeout) {
                act();
            }
        };
        let thread = Builder::new().spawn(tick).ok()?;
        Some(Clock { end, thread })
    }

    fn end(self) {
        drop(self.end);
        // The thread does nothing that can fail.
        let _ = self.thread.join();
    }
}

impl Display {
    /// Begins to show `scenario`'s progress.
    pub(super) fn start(showing: &Showing, scenario: &str, replications: u32) -> Display {
        Display::counting(showing, scenario, replications, "replications")
    }

    /// Begins to show how many of the things that are planned for `scenario` have finished.
    #[expect(
        clippy::disallowed_methods,
        reason = "how long a run takes is told to the user and goes into no result"
    )]
    pub(super) fn counting(showing: &Showing, scenario: &str, planned: u32, things: &'static str) -> Display {
        let shown = match showing.progress {
            _ if showing.quiet => Shown::Nothing,
            Progress::None => Shown::Nothing,
            Progress::Auto if !stderr().is_terminal() => Shown::Nothing,
            Progress::Auto | Progress::Bar => Shown::bar(scenario, planned, things),
            Progress::Plain => Shown::lines(scenario.to_owned(), planned, things),
        };
        let last = || Last { since: Instant::now(), what: format!("{scenario}: {planned} {things} planned") };
        Display { shown, last: showing.verbose.then(last) }
    }

    /// Shows how many replications have finished, of a number that may have grown.
    pub(super) fn show(&self, progress: experiment::Progress) {
        self.shown.show(progress);
    }

    /// Shows how many have finished, and some words.
    pub(super) fn count(&self, finished: u32, words: String) {
        self.shown.count(finished, words);
    }

    /// Takes the display away.
    pub(super) fn end(self) {
        self.shown.end();
        if let Some(Last { since, what }) = self.last {
            streams::note(&format!("{what}, ended after {:.1} s", since.elapsed().as_secs_f64()));
        }
    }
}

impl Shown {
    fn bar(scenario: &str, planned: u32, things: &str) -> Shown {
        let target = ProgressDrawTarget::stderr_with_hz(10);
        let bar = ProgressBar::with_draw_target(Some(u64::from(planned)), target);
        let template = format!("{{prefix}} [{{bar:30}}] {{pos}} of {{len}} {things}, {{eta}} left{{msg}}");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_prefix(scenario.to_owned());
        bar.tick();
        // The bar's own clock panics where no thread is to be had.
        let ticking = bar.clone();
        Shown::Bar(bar, Clock::start(TICK, move || ticking.tick()))
    }

    fn lines(scenario: String, planned: u32, things: &'static str) -> Shown {
        let words = Mutex::new(String::new());
        let counts =
            Arc::new(Counts { finished: AtomicU32::new(0), planned: AtomicU32::new(planned), words });
        let shared = Arc::clone(&counts);
        let clock = Clock::start(PERIOD, move || {
            let [finished, planned] =
                [&shared.finished, &shared.planned].map(|count| count.load(Ordering::Relaxed));
            let words = shared.words.lock().map_or_else(|_| String::new(), |words| words.clone());
            streams::note(&format!("{scenario}: {finished} of {planned} {things}{words}"));
        });
        clock.map_or(Shown::Nothing, |clock| Shown::Lines(counts, clock))
    }

    fn show(&self, progress: experiment::Progress) {
        match self {
            Shown::Bar(bar, _) => {
                bar.set_length(u64::from(progress.planned));
                bar.set_position(u64::from(progress.finished));
            }
            // Two threads may come in the wrong order.
            Shown::Lines(counts, _) => {
                counts.finished.fetch_max(progress.finished, Ordering::Relaxed);
                counts.planned.fetch_max(progress.planned, Ordering::Relaxed);
            }
            Shown::Nothing => {}
        }
    }

    fn count(&self, finished: u32, words: String) {
        match self {
            Shown::Bar(bar, _) => {
                bar.set_position(u64::from(finished));
                bar.set_message(words);
            }
            Shown::Lines(counts, _) => {
                counts.finished.fetch_max(finished, Ordering::Relaxed);
                if let Ok(mut shown) = counts.words.lock() {
                    *shown = words;
                }
            }
            Shown::Nothing => {}
        }
    }

    fn end(self) {
        match self {
            Shown::Bar(bar, clock) => {
                if let Some(clock) = clock {
                    clock.end();
                }
                bar.finish_and_clear();
            }
            Shown::Lines(_, clock) => clock.end(),
            Shown::Nothing => {}
        }
    }
}
