//! Progress on standard error: a bar, a line now and then, or nothing.

use std::io::{IsTerminal as _, stderr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::Progress;
use super::streams;

/// Time between two lines.
const PERIOD: Duration = Duration::from_secs(10);

/// A display of the replications that have finished.
pub(super) enum Display {
    Bar(ProgressBar),
    Lines { finished: Arc<AtomicU32>, end: Sender<()>, thread: JoinHandle<()> },
    Nothing,
}

impl Display {
    /// Begins to show `scenario`'s progress.
    pub(super) fn start(how: Progress, quiet: bool, scenario: &str, replications: u32) -> Display {
        match how {
            _ if quiet => Display::Nothing,
            Progress::None => Display::Nothing,
            Progress::Auto if !stderr().is_terminal() => Display::Nothing,
            Progress::Auto | Progress::Bar => Display::bar(scenario, replications),
            Progress::Plain => Display::lines(scenario.to_owned(), replications),
        }
    }

    fn bar(scenario: &str, replications: u32) -> Display {
        let bar = ProgressBar::with_draw_target(
            Some(u64::from(replications)),
            ProgressDrawTarget::stderr_with_hz(10),
        );
        let template = "{prefix} [{bar:30}] {pos} of {len} replications, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_prefix(scenario.to_owned());
        bar.enable_steady_tick(Duration::from_millis(500));
        Display::Bar(bar)
    }

    fn lines(scenario: String, replications: u32) -> Display {
        let finished = Arc::new(AtomicU32::new(0));
        let (end, ended) = channel();
        let count = Arc::clone(&finished);
        let thread = std::thread::spawn(move || {
            while ended.recv_timeout(PERIOD) == Err(RecvTimeoutError::Timeout) {
                let count = count.load(Ordering::Relaxed);
                streams::note(&format!("{scenario}: {count} of {replications} replications"));
            }
        });
        Display::Lines { finished, end, thread }
    }

    /// Notes how many replications have finished.
    pub(super) fn finished(&self, count: u32) {
        match self {
            Display::Bar(bar) => bar.set_position(u64::from(count)),
            // Two threads may come in the wrong order.
            Display::Lines { finished, .. } => {
                finished.fetch_max(count, Ordering::Relaxed);
            }
            Display::Nothing => {}
        }
    }

    /// Takes the display away.
    pub(super) fn end(self) {
        match self {
            Display::Bar(bar) => bar.finish_and_clear(),
            Display::Lines { end, thread, .. } => {
                drop(end);
                // The thread does nothing that can fail.
                let _ = thread.join();
            }
            Display::Nothing => {}
        }
    }
}
