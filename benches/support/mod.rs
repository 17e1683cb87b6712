//! What several benches need: a clock of processor time, the workloads, and lines that can be kept.

#![allow(dead_code, reason = "each bench uses a part of it")]

pub(crate) mod clock;
pub(crate) mod hold;
pub(crate) mod kept;
pub(crate) mod silent;
pub(crate) mod workload;
