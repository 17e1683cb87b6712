//! The trait of everything that can be read from a document.

use super::Reader;
use crate::document::{Node, Schema};

/// A value that can be read from a document.
pub trait Field: Sized {
    /// Whether a table without this key is incomplete.
    const REQUIRED: bool = true;

    /// What may stand in the document.
    fn schema() -> Schema;

    /// Reads the value; `None` only if the reader was told of at least one problem.
    fn read(node: &Node, reader: &mut Reader) -> Option<Self>;

    /// The value of a missing key, if it need not be there.
    fn absent() -> Option<Self> {
        None
    }
}
