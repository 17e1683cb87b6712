//! In what two scenarios differ.

use std::collections::BTreeMap;

use super::fix::value_text;
use super::open::Scenario;
use crate::document::Node;

/// A value in which two scenarios differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Key path.
    pub path: String,
    /// What the first says; `None` if nothing.
    pub first: Option<String>,
    /// What the second says; `None` if nothing.
    pub second: Option<String>,
    /// The source of the second's number, or of the first's where the second has none.
    pub source: Option<String>,
}

/// Everything in which two scenarios differ after bases, fixes and settings, by path; titles, sources, remarks,
/// observations and conflicts apart.
#[must_use]
pub fn differences(first: &Scenario, second: &Scenario) -> Vec<Difference> {
    let (first, second) = (leaves(first), leaves(second));
    let mut paths: Vec<&String> = first.keys().chain(second.keys()).collect();
    paths.sort();
    paths.dedup();
    let mut list = Vec::new();
    for path in paths {
        let (a, b) = (first.get(path), second.get(path));
        if matches!((a, b), (Some(a), Some(b)) if a.says_the_same(b)) {
            continue;
        }
        let source = b.or(a).and_then(|node| node.at(&["source"])?.as_str());
        list.push(Difference {
            path: path.clone(),
            first: a.copied().map(value_text),
            second: b.copied().map(value_text),
            source: source.map(str::to_owned),
        });
    }
    list
}

/// The values that count, by path.
fn leaves(scenario: &Scenario) -> BTreeMap<String, &Node> {
    let leaves = scenario.document().leaves().into_iter();
    leaves.filter(|(path, _)| counts(path)).collect()
}

/// Whether a path leads to something that a run depends on, or is asked.
fn counts(path: &str) -> bool {
    let table = path.split('.').next().unwrap_or_default();
    !["conflict", "format", "observation", "source", "title"].contains(&table)
}
