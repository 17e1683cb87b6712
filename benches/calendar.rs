//! W1: the calendar by itself, at a thousand and at a hundred thousand pending events (`support/hold.rs`).
//!
//! A hold is one event taken off and one put on, its draw included. `cargo bench --bench calendar`; with `-- --save` the
//! figures are kept in `benches/runs`.

mod support;

use support::clock::median;
use support::hold::Hold;
use support::kept::Kept;

const HOLDS: u64 = 10_000_000;
const ROUNDS: usize = 7;

fn main() {
    let mut kept = Kept::new("calendar");
    for pending in [1_000, 100_000] {
        let mut hold = Hold::new(pending);
        hold.run(HOLDS);
        hold.check(pending, HOLDS);
        let took = median(ROUNDS, || hold.run(HOLDS));
        kept.line(&format!("w1 {pending} pending"), took.cpu * 1e9 / HOLDS as f64, "ns/hold");
    }
    kept.close();
}
