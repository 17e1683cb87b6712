//! Where a number comes from, and how well it is known.

use super::table::words;
use crate::document::Place;
use crate::units::Unit;

words! {
    /// How well a number is known.
    pub enum Kind {
        /// Stated in one of the documents the study starts from.
        Document = "document",
        /// Stated in a public source.
        Public = "public",
        /// Computed from stated numbers.
        Derived = "derived",
        /// Fitted to an observation.
        Calibrated = "calibrated",
        /// Chosen by the author, for a reason that is given.
        Assumed = "assumed",
    }
}

/// Everything about a number except the number.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// Unit in which it was written.
    pub unit: Unit,
    /// The value or law as it was written.
    pub value_text: String,
    /// The value, or the mean of the law, in the unit as written; `None` of what is more than one number.
    pub mean: Option<f64>,
    /// Whether it counts things, so that only whole numbers have a meaning.
    pub whole: bool,
    /// Identifier of the source or fact.
    pub source: String,
    /// How well it is known.
    pub kind: Kind,
    /// Remark of the author.
    pub note: Option<String>,
    /// Lowest and highest plausible value, in the unit as written.
    pub range: Option<(f64, f64)>,
    /// The observation to which it was fitted.
    pub fitted_to: Option<String>,
    /// Where it was written.
    pub place: Place,
    /// Key path.
    pub path: String,
}
