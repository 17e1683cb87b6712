//! Interruption: the first asks to stop between replications, the second stops at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Exit, streams};

/// A flag that is set when the user interrupts the program.
pub(super) fn stop_on_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let handler = move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(Exit::Interrupted as i32);
        }
        streams::note("interrupted: finishing the replications under way; once more stops at once");
    };
    if let Err(error) = ctrlc::set_handler(handler) {
        streams::note(&format!("note: an interruption will lose all results: {error}"));
    }
    stop
}

/// Lets a file that grows over the user's limit be an error of that file, as a full disk is, instead of the program's
/// sudden end.
#[cfg(unix)]
pub(super) fn fail_at_the_limit_of_a_file() {
    // Nobody looks at the flag: the signal need only have a handler, then the write fails, and its error is told. If that
    // cannot be had, the end is sudden, and the next run cleans up.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::new(AtomicBool::new(false)));
}

#[cfg(not(unix))]
pub(super) fn fail_at_the_limit_of_a_file() {}
