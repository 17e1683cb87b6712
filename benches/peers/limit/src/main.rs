//! The limit: the same workloads as loops written by hand, each for its model alone.
//!
//! Events of 16 bytes in a heap with four children a node, customers in a table with a list of free rows. It keeps what
//! the answer needs and nothing else: no ledger, no statistics of resources, no rule for events of one instant.

mod corridor;
mod heap;
mod queue;

use heap::Heap;
use peer_model::{Program, exponential, random, serve, timed};

fn main() {
    serve(&Program { w1: hold, w2: queue::run, w3: corridor::run });
}

/// W1, with the event that is put back taking the place of the one that is taken off.
fn hold(pending: usize, holds: u64) -> (f64, f64) {
    let mut random = random(1);
    let mut heap = Heap::new();
    for event in 0..pending {
        heap.push(exponential(&mut random, 1.0), event as u64);
    }
    timed(|| {
        let mut now = 0.0;
        for _ in 0..holds {
            let (time, event) = heap.earliest();
            now = time;
            heap.replace(now + exponential(&mut random, 1.0), event);
        }
        now
    })
}
