//! The `[fix.X]` and `[fixes]` tables.

use std::collections::BTreeMap;

use crate::document::{Node, Schema, Value};
use crate::parameter::{Field, Fixed, KeyPath, Pending, Reader, Reference, refer, table};
use crate::units::{Date, Factor, Money};

table! {
    /// A named set of changes to the scenario, with the document that asks for it.
    pub struct FixSpec {
        /// One line that says what is done.
        pub title: String,
        /// Who names the work.
        pub source: Reference<refer::Source>,
        /// Remark: where the source is silent, how it was read.
        pub note: Option<String>,
        /// Fixes without which it cannot be.
        pub requires: Option<Vec<Reference<refer::Fix>>>,
        /// Fixes with which it cannot be.
        pub excludes: Option<Vec<Reference<refer::Fix>>>,
        /// Day on which the work opened, or is to open.
        pub opens: Option<Date>,
        /// What it costs.
        pub cost: Option<Fixed<Money>>,
        /// New things, written as they would be at the top of a scenario.
        pub insert: Option<Pending>,
        /// Paths of things that go.
        pub remove: Option<Vec<KeyPath>>,
        /// Paths with their new values.
        pub set: BTreeMap<KeyPath, Pending>,
        /// Paths of numbers and laws with what they are multiplied by; of a table, all its numbers are.
        pub scale: BTreeMap<KeyPath, Fixed<Factor>>,
        /// Paths of numbers with what is added to them.
        pub add: BTreeMap<KeyPath, Pending>,
    }
}

/// Whether a fix holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// It does not.
    Off,
    /// It does, from the start.
    On,
    /// It does from this day on.
    From(Date),
}

impl Field for Switch {
    fn schema() -> Schema {
        Schema::Any
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Switch> {
        match &node.value {
            Value::Boolean(on) => Some(if *on { Switch::On } else { Switch::Off }),
            Value::Datetime(_) => Date::read(node, reader).map(Switch::From),
            _ => reader
                .wrong_type(node, "true, false, or the day from which the fix holds, such as 2023-07-01"),
        }
    }
}
