//! Fixes: named, sourced sets of changes to a scenario that are switched on and off.
//!
//! A fix is applied to the document, before anything is typed: what comes out is a scenario like any other, and is
//! checked like any other.

mod apply;
mod list;
mod plan;
mod spec;
#[cfg(test)]
mod tests;

pub(super) use apply::{Applied, Author, Change, TABLES, apply, contradict, listed, made_by, make_all};
pub use list::{Fix, FixChange};
pub(super) use list::{list, value_text};
pub(super) use plan::Plan;
pub use spec::{FixSpec, Switch};
