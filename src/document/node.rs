//! A TOML value that remembers where it was written.

use super::path::push_key;
use super::{Files, Place};
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::value::Datetime;

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where the value begins; for a table written with a `[header]`, the header.
    pub place: Place,
}

/// A TOML value.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Value {
    Table(Table),
    Array(Vec<Node>),
    String(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Datetime(Datetime),
}

/// A table; its keys are in alphabetical order, so that the order in the file changes nothing.
///
/// A copy shares the entries until one of the two is changed: of one document many are made that differ in a few values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    entries: Arc<BTreeMap<String, Entry>>,
    /// Whether it was written in braces `{…}` rather than under a header or by dotted keys.
    pub inline: bool,
}

/// A key of a table with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where the key was written.
    pub key: Place,
    /// The value.
    pub node: Node,
}

/// Keys that tell where a value is from, and nothing of the value.
const REMARKS: [&str; 5] = ["fitted_to", "kind", "note", "range", "source"];

impl Node {
    /// A value with its place.
    #[must_use]
    pub fn new(value: Value, place: Place) -> Node {
        Node { value, place }
    }

    /// The table, if it is one.
    #[must_use]
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The table, to change it, if it is one.
    pub fn as_table_mut(&mut self) -> Option<&mut Table> {
        match &mut self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is an integer or a float.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match self.value {
            // Whole numbers beyond 2^53 lose digits here; no quantity is that large.
            Value::Integer(n) => Some(n as f64),
            Value::Float(x) => Some(x),
            _ => None,
        }
    }

    /// Whether it is a quantity, that is, a table with the key `unit`.
    ///
    /// Quantities are leaves: they are replaced whole when documents are merged.
    #[must_use]
    pub fn is_quantity(&self) -> bool {
        self.as_table().is_some_and(|t| t.get("unit").is_some())
    }

    /// The value in words for a message, such as `the text "three"`.
    #[must_use]
    pub fn describe(&self) -> String {
        match &self.value {
            Value::Table(_) => "a table".into(),
            Value::Array(items) => format!("a list of {}", items.len()),
            Value::String(text) if text.chars().count() > 40 => {
                format!("the text \"{}…\"", text.chars().take(40).collect::<String>())
            }
            Value::String(text) => format!("the text \"{text}\""),
            Value::Integer(n) => format!("the number {n}"),
            Value::Float(x) => format!("the number {x}"),
            Value::Boolean(b) => format!("{b}"),
            Value::Datetime(d) => format!("the date or time {d}"),
        }
    }

    /// The value at a path of keys; `None` if there is none.
    #[must_use]
    pub fn at<S: AsRef<str>>(&self, path: &[S]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.as_table()?.get(key.as_ref()))
    }

    /// Puts `node` at a path of keys, in place of what is there, making the tables on the way.
    ///
    /// Does nothing if the path is empty or leads through something that is not a table.
    pub fn assign<S: AsRef<str>>(&mut self, path: &[S], key: Place, node: Node) {
        let Some((first, rest)) = path.split_first() else { return };
        let Some(table) = self.as_table_mut() else { return };
        if rest.is_empty() {
            table.insert(first.as_ref(), key, node);
            return;
        }
        let empty = || Entry { key, node: Node::new(Value::Table(Table::default()), key) };
        let entries = Arc::make_mut(&mut table.entries);
        entries.entry(first.as_ref().to_owned()).or_insert_with(empty).node.assign(rest, key, node);
    }

    /// The leaves with their paths in alphabetical order: scalars, arrays, quantities and empty tables.
    #[must_use]
    pub fn leaves(&self) -> Vec<(String, &Node)> {
        let mut leaves = Vec::new();
        self.collect_leaves(&mut String::new(), &mut leaves);
        leaves
    }

    fn collect_leaves<'n>(&'n self, path: &mut String, leaves: &mut Vec<(String, &'n Node)>) {
        match &self.value {
            Value::Table(table) if !table.is_empty() && !self.is_quantity() => {
                for (key, _, node) in table.iter() {
                    let length = path.len();
                    push_key(path, key);
                    node.collect_leaves(path, leaves);
                    path.truncate(length);
                }
            }
            _ => leaves.push((path.clone(), self)),
        }
    }

    /// Whether both say the same of the world: equal values, whatever their places, sources, kinds and remarks.
    #[must_use]
    pub fn says_the_same(&self, other: &Node) -> bool {
        let said = |node: &Node| -> Vec<String> {
            let table = node.as_table().into_iter().flat_map(Table::iter);
            table.map(|(key, _, _)| key.to_owned()).filter(|key| !REMARKS.contains(&key.as_str())).collect()
        };
        match (&self.value, &other.value) {
            (Value::Table(a), Value::Table(b)) => {
                let keys = said(self);
                keys == said(other)
                    && keys.iter().all(|key| match (a.get(key), b.get(key)) {
                        (Some(a), Some(b)) => a.says_the_same(b),
                        _ => false,
                    })
            }
            (Value::Array(a), Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.says_the_same(b))
            }
            (a, b) => match (self.as_number(), other.as_number()) {
                (Some(a), Some(b)) => a == b,
                _ => a == b,
            },
        }
    }

    /// Whether any part of the value was given on the command line.
    #[must_use]
    pub fn is_argument(&self, files: &Files) -> bool {
        files.is_argument(self.place.file)
    }
}

impl Table {
    /// An empty table.
    #[must_use]
    pub fn new(inline: bool) -> Table {
        Table { entries: Arc::default(), inline }
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.get(key).map(|e| &e.node)
    }

    /// The value of a key, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        // Looking for what is not there does not copy.
        if !self.entries.contains_key(key) {
            return None;
        }
        Arc::make_mut(&mut self.entries).get_mut(key).map(|e| &mut e.node)
    }

    /// Where a key was written.
    #[must_use]
    pub fn key_place(&self, key: &str) -> Option<Place> {
        self.entries.get(key).map(|e| e.key)
    }

    /// Sets a key, in place of its present value.
    pub fn insert(&mut self, key: impl Into<String>, place: Place, node: Node) {
        Arc::make_mut(&mut self.entries).insert(key.into(), Entry { key: place, node });
    }

    /// Removes a key.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        if !self.entries.contains_key(key) {
            return None;
        }
        Arc::make_mut(&mut self.entries).remove(key)
    }

    /// Keys in alphabetical order, with the place of the key and the value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Place, &Node)> {
        self.entries.iter().map(|(k, e)| (k.as_str(), e.key, &e.node))
    }

    /// Keys in alphabetical order, with the value, to change it.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Node)> {
        Arc::make_mut(&mut self.entries).iter_mut().map(|(k, e)| (k.as_str(), &mut e.node))
    }

    /// Keys in alphabetical order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl IntoIterator for Table {
    type Item = (String, Entry);
    type IntoIter = std::collections::btree_map::IntoIter<String, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        Arc::unwrap_or_clone(self.entries).into_iter()
    }
}
