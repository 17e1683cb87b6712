//! The sources that numbers may cite.

use super::Kind;
use crate::document::{COMMAND_LINE, Place};
use std::collections::BTreeMap;

/// What is known of a source.
#[derive(Clone, Debug, PartialEq)]
pub struct Cited {
    /// How well a number is known that cites it.
    pub kind: Kind,
    /// What it is, for people.
    pub title: String,
    /// Where it was declared.
    pub place: Place,
    /// Whether the scenario declared it, so that it should be used.
    pub declared: bool,
}

/// The sources that numbers may cite, by identifier: those of the scenario, the facts, and the command line.
#[derive(Clone, Debug)]
pub struct Sources {
    by_id: BTreeMap<String, Cited>,
}

impl Default for Sources {
    fn default() -> Sources {
        Sources::new()
    }
}

impl Sources {
    /// Only the command line.
    #[must_use]
    pub fn new() -> Sources {
        let cited = Cited {
            kind: Kind::Assumed,
            title: "Set on the command line".into(),
            place: Place::NOWHERE,
            declared: false,
        };
        Sources { by_id: BTreeMap::from([(COMMAND_LINE.to_owned(), cited)]) }
    }

    /// Adds a source; returns the one that has the identifier already, if any, and keeps that.
    pub fn declare(&mut self, id: &str, cited: Cited) -> Option<&Cited> {
        if self.by_id.contains_key(id) {
            return self.by_id.get(id);
        }
        self.by_id.insert(id.to_owned(), cited);
        None
    }

    /// The source with an identifier.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Cited> {
        self.by_id.get(id)
    }

    /// All in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Cited)> {
        self.by_id.iter().map(|(id, cited)| (id.as_str(), cited))
    }
}
