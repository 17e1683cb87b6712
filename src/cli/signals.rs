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
