//! Applying changes to a document: those of fixes and of shocks.

use super::spec::FixSpec;
use crate::document::{Code, Node, Problem, Problems, Schema, Value, locate};
use crate::parameter::{Fixed, KeyPath, Pending, added, scaled};
use crate::units::Factor;

use std::collections::BTreeMap;

/// The top-level tables that may be changed: the corridor, not what is asked of it.
pub(in crate::scenario) const TABLES: [&str; 9] =
    ["fleet", "flow", "pool", "route", "stage", "train", "wagons", "water", "weather"];

/// What is done at a path, in the order in which it is done, so that what several fixes do to one number does not
/// depend on the order of their names: what is new and what goes, then values, then factors, then what is added.
#[derive(Clone, Copy, Debug)]
enum Operation<'f> {
    Insert(&'f Node),
    Remove,
    Set(&'f Node),
    /// Sets to true.
    Raise,
    Scale(&'f Fixed<Factor>),
    Add(&'f Node),
}

/// Steps in which operations are done.
const STEPS: u8 = 5;

impl Operation<'_> {
    fn step(self) -> u8 {
        match self {
            Operation::Insert(_) => 0,
            Operation::Remove => 1,
            Operation::Set(_) | Operation::Raise => 2,
            Operation::Scale(_) => 3,
            Operation::Add(_) => 4,
        }
    }

    fn word(self) -> &'static str {
        ["insert", "remove", "set", "scale", "add"][usize::from(self.step())]
    }

    /// Whether what others do at the same place would be lost.
    fn replaces(self) -> bool {
        matches!(self, Operation::Remove | Operation::Set(_) | Operation::Raise | Operation::Insert(_))
    }
}

/// A change that a fix or a shock makes.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Change<'f> {
    path: KeyPath,
    operation: Operation<'f>,
}

/// Who changes something, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Author {
    Fix(String),
    Shock(String),
}

/// A change that was made.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Applied {
    /// Who made it.
    pub by: Author,
    /// What was done: insert, remove, set, scale or add.
    pub operation: &'static str,
    /// Where.
    pub path: KeyPath,
    /// What was there; `None` for something new.
    pub before: Option<Node>,
    /// What is there now; `None` if it is gone.
    pub after: Option<Node>,
}

impl Applied {
    /// Whether the fix of that name made it.
    pub(super) fn is_of_fix(&self, name: &str) -> bool {
        matches!(&self.by, Author::Fix(fix) if fix == name)
    }

    /// Whether the scenario says something else than before.
    pub(in crate::scenario) fn has_effect(&self) -> bool {
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => !before.says_the_same(after),
            (None, None) => false,
            _ => true,
        }
    }
}

/// Values, factors and what is added, as fixes and shocks list them.
pub(in crate::scenario) fn listed<'f>(
    set: &'f BTreeMap<KeyPath, Pending>,
    scale: impl IntoIterator<Item = (&'f KeyPath, &'f Fixed<Factor>)>,
    add: &'f BTreeMap<KeyPath, Pending>,
) -> Vec<Change<'f>> {
    let at = |path: &KeyPath, operation| Change { path: path.clone(), operation };
    let set = set.iter().map(|(path, value)| at(path, Operation::Set(&value.0)));
    let scale = scale.into_iter().map(|(path, factor)| at(path, Operation::Scale(factor)));
    let add = add.iter().map(|(path, value)| at(path, Operation::Add(&value.0)));
    set.chain(scale).chain(add).collect()
}

/// The changes that a fix lists.
pub(super) fn changes(fix: &FixSpec) -> Vec<Change<'_>> {
    let mut list = Vec::new();
    if let Some(new) = &fix.insert {
        let path = KeyPath { keys: Vec::new(), place: new.0.place };
        list.push(Change { path, operation: Operation::Insert(&new.0) });
    }
    for path in fix.remove.iter().flatten() {
        list.push(Change { path: path.clone(), operation: Operation::Remove });
    }
    list.extend(listed(&fix.set, &fix.scale, &fix.add));
    list
}

/// Whether two changes of different authors contradict each other. New things are told apart when they are put in.
pub(in crate::scenario) fn contradict(one: &Change<'_>, other: &Change<'_>) -> bool {
    let replaces = |change: &Change<'_>| change.operation.replaces() && !change.path.keys.is_empty();
    replaces(one) && replaces(other) && one.path.overlaps(&other.path)
}

impl Change<'_> {
    /// A flag that is set.
    pub(in crate::scenario) fn raise(path: KeyPath) -> Change<'static> {
        Change { path, operation: Operation::Raise }
    }

    /// The path, and where it is named.
    pub(in crate::scenario) fn path(&self) -> &KeyPath {
        &self.path
    }
}

/// Applies the fixes, in the given order within each step, and says what was changed; what cannot be is a problem.
pub(in crate::scenario) fn apply(
    document: &mut Node,
    fixes: &[(&str, &FixSpec)],
    schema: Schema,
    problems: &mut Problems,
) -> Vec<Applied> {
    let lists = fixes.iter().map(|(name, fix)| (Author::Fix((*name).to_owned()), changes(fix)));
    make_all(document, &lists.collect::<Vec<_>>(), schema, problems)
}

/// Makes the changes of all authors, in the given order within each step, and says what was changed; what cannot be is a
/// problem.
pub(in crate::scenario) fn make_all(
    document: &mut Node,
    lists: &[(Author, Vec<Change<'_>>)],
    schema: Schema,
    problems: &mut Problems,
) -> Vec<Applied> {
    let mut applied = Vec::new();
    for step in 0..STEPS {
        for (author, changes) in lists {
            for change in changes.iter().filter(|change| change.operation.step() == step) {
                match make(document, change, schema) {
                    Ok(made) => applied.extend(made.into_iter().map(|(path, before, after)| Applied {
                        by: author.clone(),
                        operation: change.operation.word(),
                        path,
                        before,
                        after,
                    })),
                    Err(problem) => {
                        problems.push(*problem);
                    }
                }
            }
        }
    }
    applied
}

/// A place in the document with what was and what is there.
type Made = (KeyPath, Option<Node>, Option<Node>);

fn make(document: &mut Node, change: &Change<'_>, schema: Schema) -> Result<Vec<Made>, Box<Problem>> {
    let path = &change.path;
    if let Some(table) = path.keys.first().filter(|table| !TABLES.contains(&table.as_str())) {
        return Err(outside(table, path));
    }
    if let Operation::Insert(new) = change.operation {
        let mut made = Vec::new();
        insert(document, new, &mut Vec::new(), &mut made)?;
        return Ok(made);
    }
    let old = locate(document, &path.keys, path.place, schema)?.cloned();
    let missing = || {
        let message = format!("there is no {path} that could be changed");
        Box::new(Problem::new(Code::UnknownPath, path.place, path.to_string(), message))
    };
    let bad = |why: String| Box::new(Problem::new(Code::BadFix, path.place, path.to_string(), why));
    let new = match change.operation {
        Operation::Insert(_) => return Ok(Vec::new()),
        Operation::Remove => {
            let old = old.ok_or_else(missing)?;
            remove(document, &path.keys);
            return Ok(vec![(path.clone(), Some(old), None)]);
        }
        Operation::Set(value) => value.clone(),
        Operation::Raise => Node::new(Value::Boolean(true), path.place),
        Operation::Add(more) => added(old.as_ref().ok_or_else(missing)?, more).map_err(bad)?,
        Operation::Scale(factor) => return scale(document, path, &old.ok_or_else(missing)?, factor),
    };
    document.assign(&path.keys, new.place, new.clone());
    Ok(vec![(path.clone(), old, Some(new))])
}

fn outside(table: &str, path: &KeyPath) -> Box<Problem> {
    let message = format!("neither a fix nor a shock can change [{table}]");
    let problem = Problem::new(Code::BadFix, path.place, path.to_string(), message);
    Box::new(problem.hint(format!("they change {}", TABLES.join(", "))))
}

/// Multiplies a quantity, or every quantity of a table.
fn scale(
    document: &mut Node,
    path: &KeyPath,
    old: &Node,
    factor: &Fixed<Factor>,
) -> Result<Vec<Made>, Box<Problem>> {
    if let Some(table) = old.as_table().filter(|table| !old.is_quantity() && !table.is_empty()) {
        let mut made = Vec::new();
        for key in table.keys() {
            let keys = [&path.keys[..], &[key.to_owned()]].concat();
            let inner = KeyPath { keys, place: path.place };
            if let Some(old) = table.get(key) {
                made.extend(scale(document, &inner, old, factor)?);
            }
        }
        return Ok(made);
    }
    let new = scaled(old, factor)
        .map_err(|why| Box::new(Problem::new(Code::BadFix, path.place, path.to_string(), why)))?;
    document.assign(&path.keys, new.place, new.clone());
    Ok(vec![(path.clone(), Some(old.clone()), Some(new))])
}

/// Puts new things into a document; what is there already is not touched.
fn insert(
    document: &mut Node,
    new: &Node,
    keys: &mut Vec<String>,
    made: &mut Vec<Made>,
) -> Result<(), Box<Problem>> {
    let Some(table) = new.as_table().filter(|_| !new.is_quantity()) else {
        let path = KeyPath { keys: keys.clone(), place: new.place };
        let message = format!("{path} is there already");
        let problem = Problem::new(Code::BadFix, new.place, path.to_string(), message);
        return Err(Box::new(problem.hint("`insert` is for what is new; change a value with `set`")));
    };
    for (key, place, inner) in table.iter() {
        keys.push(key.to_owned());
        let path = KeyPath { keys: keys.clone(), place };
        if keys.len() == 1 && !TABLES.contains(&key) {
            return Err(outside(key, &path));
        }
        // A kind of thing of which the scenario has none yet is no thing by itself.
        if keys.len() == 1 || document.at(keys).is_some() {
            insert(document, inner, keys, made)?;
        } else {
            document.assign(keys, place, inner.clone());
            made.push((path, None, Some(inner.clone())));
        }
        keys.pop();
    }
    Ok(())
}

fn remove(document: &mut Node, keys: &[String]) {
    let Some((last, parents)) = keys.split_last() else { return };
    let parent = parents.iter().try_fold(document, |node, key| node.as_table_mut()?.get_mut(key));
    if let Some(table) = parent.and_then(Node::as_table_mut) {
        table.remove(last);
    }
}

/// The change that made a problem at `path` of a document, if one of these did.
pub(in crate::scenario) fn made_by<'a>(applied: &'a [Applied], path: &str) -> Option<&'a Applied> {
    applied.iter().rev().find(|change| path.starts_with(&change.path.to_string()))
}
