//! Lists, and tables whose keys the author of a scenario chooses.

use super::{Field, Name, Reader};
use crate::document::{Code, Node, Place, Schema, Value};
use std::collections::BTreeMap;
use std::ops::Deref;

impl<T: Field> Field for Vec<T> {
    fn schema() -> Schema {
        Schema::List(T::schema)
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Vec<T>> {
        let Value::Array(items) = &node.value else { return reader.wrong_type(node, "a list in [ ]") };
        // All items are read before the first failure counts, so that all problems show.
        let values: Vec<Option<T>> = items
            .iter()
            .enumerate()
            .map(|(i, item)| reader.within_item(i + 1, |reader| T::read(item, reader)))
            .collect();
        values.into_iter().collect()
    }
}

/// A list of one value or more.
#[derive(Clone, Debug, PartialEq)]
pub struct NonEmpty<T>(Vec<T>);

impl<T: Field> Field for NonEmpty<T> {
    fn schema() -> Schema {
        Schema::List(T::schema)
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<NonEmpty<T>> {
        let values = Vec::<T>::read(node, reader)?;
        if values.is_empty() {
            reader.problem(Code::Empty, node.place, "the list is empty; at least one item is needed");
            return None;
        }
        Some(NonEmpty(values))
    }
}

impl<T> Deref for NonEmpty<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<T> IntoIterator for NonEmpty<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a NonEmpty<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// A key that the author of a scenario chooses: a [`Name`] or a [`Reference`](super::Reference).
pub trait MapKey: Ord + Sized {
    /// Reads the key; `None` only if the reader was told of a problem.
    fn read_key(text: &str, place: Place, reader: &mut Reader) -> Option<Self>;
}

impl MapKey for Name {
    fn read_key(text: &str, place: Place, reader: &mut Reader) -> Option<Name> {
        Name::read_text(text, place, reader)
    }
}

/// A table keyed by name; a missing table is an empty one.
impl<K: MapKey, T: Field> Field for BTreeMap<K, T> {
    const REQUIRED: bool = false;

    fn schema() -> Schema {
        Schema::Map(T::schema)
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<BTreeMap<K, T>> {
        let table = reader.table(node)?;
        let mut map = BTreeMap::new();
        let mut complete = true;
        for (key, place, value) in table.iter() {
            let entry = reader.within(key, |reader| {
                let key = K::read_key(key, place, reader);
                let value = T::read(value, reader);
                key.zip(value)
            });
            match entry {
                Some((key, value)) => {
                    map.insert(key, value);
                }
                None => complete = false,
            }
        }
        complete.then_some(map)
    }

    fn absent() -> Option<BTreeMap<K, T>> {
        Some(BTreeMap::new())
    }
}
