//! The `[source.X]` tables.

use crate::parameter::{Kind, table};
use crate::units::Date;

table! {
    /// Where numbers come from.
    pub struct SourceSpec {
        /// What it is, as it would be cited.
        pub title: String,
        /// The document's file name, where it is one of the documents the study starts from.
        pub file: Option<String>,
        /// Where it can be read.
        pub url: Option<String>,
        /// Date of the document.
        pub date: Option<Date>,
        /// How well numbers from it are known.
        pub kind: Kind,
        /// Remark.
        pub note: Option<String>,
    }
}
