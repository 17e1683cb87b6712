//! Progress on standard error: a bar, a line now and then, or nothing.

use std::io::{IsTerminal as _, stderr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::Progress;
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
pub(super) enum Display {
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
    pub(super) fn start(how: Progress, quiet: bool, scenario: &str, replications: u32) -> Display {
        Display::counting(how, quiet, scenario, replications, "replications")
    }

    /// Begins to show how many of the things that are planned for `scenario` have finished.
    pub(super) fn counting(
        how: Progress,
        quiet: bool,
        scenario: &str,
        planned: u32,
        things: &'static str,
    ) -> Display {
        match how {
            _ if quiet => Display::Nothing,
            Progress::None => Display::Nothing,
            Progress::Auto if !stderr().is_terminal() => Display::Nothing,
            Progress::Auto | Progress::Bar => Display::bar(scenario, planned, things),
            Progress::Plain => Display::lines(scenario.to_owned(), planned, things),
        }
    }

    fn bar(scenario: &str, planned: u32, things: &str) -> Display {
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
        Display::Bar(bar, Clock::start(TICK, move || ticking.tick()))
    }

    fn lines(scenario: String, planned: u32, things: &'static str) -> Display {
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
        clock.map_or(Display::Nothing, |clock| Display::Lines(counts, clock))
    }

    /// Shows how many replications have finished, of a number that may have grown.
    pub(super) fn show(&self, progress: experiment::Progress) {
        match self {
            Display::Bar(bar, _) => {
                bar.set_length(u64::from(progress.planned));
                bar.set_position(u64::from(progress.finished));
            }
            // Two threads may come in the wrong order.
            Display::Lines(counts, _) => {
                counts.finished.fetch_max(progress.finished, Ordering::Relaxed);
                counts.planned.fetch_max(progress.planned, Ordering::Relaxed);
            }
            Display::Nothing => {}
        }
    }

    /// Shows how many have finished, and some words.
    pub(super) fn count(&self, finished: u32, words: String) {
        match self {
            Display::Bar(bar, _) => {
                bar.set_position(u64::from(finished));
                bar.set_message(words);
            }
            Display::Lines(counts, _) => {
                counts.finished.fetch_max(finished, Ordering::Relaxed);
                if let Ok(mut shown) = counts.words.lock() {
                    *shown = words;
                }
            }
            Display::Nothing => {}
        }
    }

    /// Takes the display away.
    pub(super) fn end(self) {
        match self {
            Display::Bar(bar, clock) => {
                if let Some(clock) = clock {
                    clock.end();
                }
                bar.finish_and_clear();
            }
            Display::Lines(_, clock) => clock.end(),
            Display::Nothing => {}
        }
    }
}
