//! The same scenario with some of its numbers at other values.
//!
//! Numbers are moved in the document as it is run, after bases, fixes and settings, and what comes out is read and checked
//! like any scenario. Fixes and shocks of a later day come over the moved numbers.

mod shares;

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Fact;
use super::fix::{Switch, TABLES};
use super::load::Failed;
use super::open::Scenario;
use crate::document::{Code, Node, Place, Problem, Problems, Value, join_path, parse_path};
use crate::parameter::{Kind, Origin, moved};

/// A number that is to have another value.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// Its key path, as [`Scenario::parameters`] lists it.
    pub path: String,
    /// The value, in the unit as written; of a law the mean, by which all of it is scaled. Counts are rounded.
    pub to: f64,
}

/// On what a number rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Nobody has published it.
    Assumed,
    /// A figure of the trade press, or hearsay, or what was worked out from one.
    Press,
    /// A document, a study, statistics, an official, or an observation to which it was fitted.
    Firm,
}

impl Basis {
    /// The word used in result files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Basis::Assumed => "assumed",
            Basis::Press => "press",
            Basis::Firm => "firm",
        }
    }
}

/// A number of the corridor that has a range, and so could be otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Uncertain {
    /// Key path.
    pub path: String,
    /// Its value, or the mean of its law, in the unit as written.
    pub value: f64,
    /// Lowest plausible value of that.
    pub low: f64,
    /// Highest plausible value of that.
    pub high: f64,
    /// Whether only whole numbers have a meaning.
    pub whole: bool,
    /// Unit of all these.
    pub unit: &'static str,
    /// How well it is known.
    pub kind: Kind,
    /// Identifier of its source or fact.
    pub source: String,
    /// On what it rests.
    pub basis: Basis,
}

/// How many numbers of one basis have a range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ranged {
    /// Those that have one.
    pub with: usize,
    /// Those that have none.
    pub without: usize,
}

/// Words for publishers of which a figure is not taken for certain.
const PRESS: [&str; 2] = ["trade-press", "anecdotal"];

impl Scenario {
    /// On what a number rests.
    #[must_use]
    pub fn basis(&self, record: &Origin) -> Basis {
        let of_press = |fact: &Fact| PRESS.contains(&fact.confidence.as_str());
        match record.kind {
            Kind::Assumed => Basis::Assumed,
            Kind::Public | Kind::Derived if self.facts().get(&record.source).is_some_and(of_press) => {
                Basis::Press
            }
            _ => Basis::Firm,
        }
    }

    /// The numbers of the corridor, and not of what is asked of it, that are in force at the start and have a range, by path.
    #[must_use]
    pub fn uncertain(&self) -> Vec<Uncertain> {
        let mut seen = BTreeSet::new();
        let records = self.parameters().iter().filter(|record| self.is_movable(record, &mut seen));
        let uncertain = records.filter_map(|record| {
            let (value, (low, high)) = (record.mean?, record.range?);
            Some(Uncertain {
                path: record.path.clone(),
                value,
                low,
                high,
                whole: record.whole,
                unit: record.unit.name,
                kind: record.kind,
                source: record.source.clone(),
                basis: self.basis(record),
            })
        });
        uncertain.collect()
    }

    /// How many numbers of the corridor of that basis have a range; profiles of a year and records, which have none, count as
    /// numbers too.
    #[must_use]
    pub fn ranged(&self, basis: Basis) -> Ranged {
        let mut ranged = Ranged::default();
        let records = self.parameters().iter().filter(|record| is_of_corridor(record));
        for record in records.filter(|record| self.basis(record) == basis) {
            *if record.range.is_some() { &mut ranged.with } else { &mut ranged.without } += 1;
        }
        ranged
    }

    /// Whether a number can be moved; of several of one path, which hold one after the other, the first.
    fn is_movable<'s>(&'s self, record: &'s Origin, seen: &mut BTreeSet<&'s str>) -> bool {
        let there = || at(self.document(), &steps(&record.path)?).filter(|node| node.is_quantity());
        is_of_corridor(record) && record.mean.is_some() && there().is_some() && seen.insert(&record.path)
    }

    /// The same scenario with numbers at other values; of several moves of one number the last counts. Kind, source and
    /// range of a number stay. The shares of a flow's routes give way to those that are moved, so that all add up as before.
    ///
    /// # Errors
    /// A path that leads to no number, and all problems that the scenario then has.
    pub fn vary(&self, moves: &[Move]) -> Result<Scenario, Failed> {
        self.of_varied(self.varied(moves)?)
    }

    /// The same as [`Scenario::vary`], with a fix and what it requires switched on over the moved numbers.
    ///
    /// # Errors
    /// As [`Scenario::vary`]; that the fix is on already, that it excludes one that is on, or that there is none.
    pub fn vary_with(&self, moves: &[Move], fix: &str) -> Result<Scenario, Failed> {
        let mut document = self.varied(moves)?;
        let refused = |message: String| {
            self.failed(Problem::new(Code::FixConflict, Place::NOWHERE, join_path(["fixes", fix]), message))
        };
        if self.plan().switch(fix) != Switch::Off {
            return Err(refused(format!("{fix} is on already")));
        }
        let needed = self.plan().needed(fix);
        if let Some((other, _)) = needed.iter().find(|(_, on)| !on) {
            return Err(refused(format!("{fix} and {other} cannot both hold")));
        }
        let new: Vec<&str> = needed.iter().map(|(name, _)| name.as_str()).collect();
        let new: Vec<&str> = new.into_iter().filter(|name| self.plan().switch(name) == Switch::Off).collect();
        for name in &new {
            let Some(written) = self.written().at(&["fix", *name]) else {
                return Err(refused(format!("there is no fix {name}")));
            };
            let mut node = written.clone();
            if let Some(table) = node.as_table_mut() {
                table.remove("excludes");
                // What is on already is part of the document.
                if let Some(Value::Array(required)) = table.get_mut("requires").map(|node| &mut node.value) {
                    required.retain(|other| other.as_str().is_some_and(|other| new.contains(&other)));
                    if required.is_empty() {
                        table.remove("requires");
                    }
                }
            }
            let place = node.place;
            document.assign(&["fix", *name], place, node);
            document.assign(&["fixes", *name], place, Node::new(Value::Boolean(true), place));
        }
        self.of_varied(document)
    }

    /// The document as it is run, with numbers moved.
    fn varied(&self, moves: &[Move]) -> Result<Node, Failed> {
        let mut document = self.document().clone();
        let wanted: BTreeMap<&str, f64> = moves.iter().map(|one| (one.path.as_str(), one.to)).collect();
        for (&path, &to) in &wanted {
            let problem = |code, message| self.failed(Problem::new(code, Place::NOWHERE, path, message));
            let record = self.parameters().iter().find(|record| record.path == path);
            let node = steps(path).and_then(|steps| at_mut(&mut document, &steps));
            let (Some(record), Some(node)) = (record, node) else {
                return Err(problem(
                    Code::UnknownPath,
                    format!("no number of the scenario is called {path}"),
                ));
            };
            if !to.is_finite() {
                return Err(problem(Code::Number, format!("{path} cannot be {to}")));
            }
            let from = record.mean.unwrap_or(0.0);
            *node = moved(node, from, to, record.whole)
                .map_err(|why| problem(Code::Inconsistent, format!("{path} cannot be moved: {why}")))?;
        }
        shares::balance(&mut document, self.document(), wanted.keys().copied());
        Ok(document)
    }

    fn of_varied(&self, node: Node) -> Result<Scenario, Failed> {
        self.remade(self.name(), node, self.files().clone())
    }

    fn failed(&self, problem: Problem) -> Failed {
        let mut problems = Problems::new();
        problems.push(problem);
        Failed { problems, files: self.files().clone() }
    }
}

fn is_of_corridor(record: &Origin) -> bool {
    record.path.split('.').next().is_some_and(|table| TABLES.contains(&table))
}

/// A step from a value to a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    /// Place in a list, from 0.
    Item(usize),
}

/// The steps of a path such as `stage.a.rail.track.double.overtaking.at[2]`; `None` if it is no path.
fn steps(path: &str) -> Option<Vec<Step>> {
    let (mut steps, mut rest) = (Vec::new(), path);
    while !rest.is_empty() {
        if let Some(list) = rest.strip_prefix('[') {
            let (number, after) = list.split_once(']')?;
            steps.push(Step::Item(number.parse::<usize>().ok()?.checked_sub(1)?));
            rest = after.strip_prefix('.').unwrap_or(after);
            continue;
        }
        let mut quoted = false;
        let end = rest.find(|c| {
            quoted ^= c == '"';
            c == '[' && !quoted
        });
        let (keys, after) = rest.split_at(end.unwrap_or(rest.len()));
        steps.extend(parse_path(keys).ok()?.into_iter().map(Step::Key));
        rest = after;
    }
    Some(steps)
}

fn at<'n>(document: &'n Node, steps: &[Step]) -> Option<&'n Node> {
    steps.iter().try_fold(document, |node, step| match (step, &node.value) {
        (Step::Key(key), Value::Table(table)) => table.get(key),
        (Step::Item(number), Value::Array(items)) => items.get(*number),
        _ => None,
    })
}

fn at_mut<'n>(document: &'n mut Node, steps: &[Step]) -> Option<&'n mut Node> {
    steps.iter().try_fold(document, |node, step| match (step, &mut node.value) {
        (Step::Key(key), Value::Table(table)) => table.get_mut(key),
        (Step::Item(number), Value::Array(items)) => items.get_mut(*number),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
