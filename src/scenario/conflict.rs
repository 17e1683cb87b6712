//! The `[conflict.X]` tables: published figures that contradict each other, and which of them is used.

use std::collections::BTreeMap;

use crate::parameter::{KeyPath, NonEmpty, Reference, refer, table};

table! {
    /// Figures of several sources for one thing.
    pub struct ConflictSpec {
        /// One line that says of what.
        pub title: String,
        /// What each source or fact says, in its own words and units.
        pub figures: BTreeMap<Reference<refer::Source>, String>,
        /// The one that is used; none if the scenario follows none of them.
        pub used: Option<Reference<refer::Source>>,
        /// Why.
        pub why: String,
        /// The numbers of the scenario that depend on it.
        pub at: Option<NonEmpty<KeyPath>>,
    }
}
