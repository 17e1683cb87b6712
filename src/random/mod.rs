//! Randomness: keyed streams, checked laws, samplers compiled from them, and arrival rates that change over
//! time.
//!
//! A draw is a pure function of seed, replication, the names of its stream and its key. No generator is
//! passed around, so neither the order of events nor how many draws others took can change a draw: two
//! scenarios that share a seed share every draw they have in common.
//!
//! Floor 2. Imports `units` only. Does not know what is drawn, who draws, or how a scenario writes a law.

mod generator;
mod law;
mod law_problem;
mod normal;
mod philox;
mod profile;
mod sampler;
mod streams;

pub use generator::Generator;
pub use law::Law;
pub use law_problem::LawProblem;
pub use profile::{ProfileProblem, RateProfile, Segment};
pub use sampler::Sampler;
pub use streams::{Stream, Streams, name_bits};
