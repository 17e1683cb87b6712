//! Any bytes, taken for a scenario: read, checked, compiled, and run for a thousand events.
//!
//! ```text
//! cargo +nightly fuzz run scenario -- -max_len=20000 -timeout=10 -rss_limit_mb=500
//! ```
//!
//! What is found goes into `corpus/scenario`, where `tests/fuzz_smoke.rs` replays it.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/hostile/mod.rs"]
mod hostile;

fuzz_target!(|text: &[u8]| {
    let _ = hostile::attempt(text);
});
