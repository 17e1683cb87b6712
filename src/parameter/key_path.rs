//! Key paths as keys and values of a scenario.

use super::{Field, MapKey, Reader};
use crate::document::{Code, Node, Place, Schema, join_path, parse_path};
use std::cmp::Ordering;
use std::fmt;

/// A path to a value of the scenario, such as `stage.aktau.port.sidings`.
#[derive(Clone, Debug)]
pub struct KeyPath {
    /// Its keys, at least one.
    pub keys: Vec<String>,
    /// Where it was written.
    pub place: Place,
}

impl KeyPath {
    /// Whether both lead to the same value, or one to a part of the other's.
    #[must_use]
    pub fn overlaps(&self, other: &KeyPath) -> bool {
        self.keys.iter().zip(&other.keys).all(|(a, b)| a == b)
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&join_path(self.keys.iter().map(String::as_str)))
    }
}

impl MapKey for KeyPath {
    fn read_key(text: &str, place: Place, reader: &mut Reader) -> Option<KeyPath> {
        match parse_path(text) {
            Ok(keys) => Some(KeyPath { keys, place }),
            Err(fault) => {
                let message = format!("\"{text}\" is no path: {}", fault.message);
                reader
                    .problem(Code::UnknownPath, place, message)
                    .hint("write the whole path in quotation marks, as `transcaspian params` lists it");
                None
            }
        }
    }
}

impl Field for KeyPath {
    fn schema() -> Schema {
        Schema::Text
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<KeyPath> {
        let text = reader.text(node)?;
        KeyPath::read_key(text, node.place, reader)
    }
}

/// Paths are equal and ordered by their keys; where they were written does not matter.
impl PartialEq for KeyPath {
    fn eq(&self, other: &KeyPath) -> bool {
        self.keys == other.keys
    }
}

impl Eq for KeyPath {}

impl PartialOrd for KeyPath {
    fn partial_cmp(&self, other: &KeyPath) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for KeyPath {
    fn cmp(&self, other: &KeyPath) -> Ordering {
        self.keys.cmp(&other.keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> KeyPath {
        KeyPath { keys: parse_path(text).unwrap(), place: Place::NOWHERE }
    }

    #[test]
    fn a_part_overlaps_with_the_whole_and_a_neighbour_does_not() {
        assert!(path("stage.a").overlaps(&path("stage.a.port.sidings")));
        assert!(path("stage.a.port").overlaps(&path("stage.a.port")));
        assert!(!path("stage.a.port").overlaps(&path("stage.b")));
    }
}
