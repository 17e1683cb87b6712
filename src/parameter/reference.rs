//! Names that must exist as a table elsewhere in the scenario.

use super::{Field, MapKey, Name, Reader};
use crate::document::{Node, Place, Schema};
use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

/// Declares what can be referred to: doc, marker and the top-level table that holds the things.
macro_rules! references {
    ($($marker:ident $table:literal;)+) => {
        /// What a [`Reference`](super::Reference) can refer to.
        pub mod refer {
            /// A top-level table whose entries can be referred to.
            pub trait Referent: 'static {
                /// The name of the table.
                const TABLE: &'static str;
            }
            $(
                #[doc = concat!("An entry of the table `[", $table, "]`.")]
                #[derive(Clone, Copy, Debug)]
                pub struct $marker;

                impl Referent for $marker {
                    const TABLE: &'static str = $table;
                }
            )+
        }
    };
}

references! {
    Stage "stage";
    Flow "flow";
    Route "route";
    Train "train";
    Fleet "fleet";
    Pool "pool";
    Wagons "wagons";
    Weather "weather";
    Water "water";
    Span "span";
    Population "population";
    Target "target";
    Fix "fix";
    Source "source";
    Observation "observation";
    Conflict "conflict";
}

/// The name of a thing that is declared in another table of the scenario.
///
/// Whether it exists is checked when everything has been read.
pub struct Reference<R> {
    name: Name,
    /// Where the name was written.
    pub place: Place,
    marker: PhantomData<fn() -> R>,
}

impl<R: refer::Referent> Reference<R> {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    fn mention(text: &str, place: Place, reader: &mut Reader) -> Option<Reference<R>> {
        let name = Name::read_text(text, place, reader)?;
        reader.mention(R::TABLE, &name, place);
        Some(Reference { name, place, marker: PhantomData })
    }
}

impl<R: refer::Referent> Field for Reference<R> {
    fn schema() -> Schema {
        Schema::Reference { table: R::TABLE }
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Reference<R>> {
        let text = reader.text(node)?;
        Reference::mention(text, node.place, reader)
    }
}

impl<R: refer::Referent> MapKey for Reference<R> {
    fn read_key(text: &str, place: Place, reader: &mut Reader) -> Option<Reference<R>> {
        Reference::mention(text, place, reader)
    }
}

impl<R> Clone for Reference<R> {
    fn clone(&self) -> Reference<R> {
        Reference { name: self.name.clone(), place: self.place, marker: PhantomData }
    }
}

impl<R> fmt::Debug for Reference<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reference({:?})", &*self.name)
    }
}

impl<R> fmt::Display for Reference<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}

impl<R> Deref for Reference<R> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.name
    }
}

/// References are equal and ordered by name; where they were written does not matter.
impl<R> PartialEq for Reference<R> {
    fn eq(&self, other: &Reference<R>) -> bool {
        self.name == other.name
    }
}

impl<R> Eq for Reference<R> {}

impl<R> PartialOrd for Reference<R> {
    fn partial_cmp(&self, other: &Reference<R>) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<R> Ord for Reference<R> {
    fn cmp(&self, other: &Reference<R>) -> Ordering {
        self.name.cmp(&other.name)
    }
}
