//! The fixes of a scenario, told to people.

use super::apply::{Applied, apply};
use super::plan::Plan;
use super::spec::Switch;
use crate::document::{Node, Problems, Schema, Value, write_value};
use crate::parameter::{Fixed, ORIGIN_KEYS};
use crate::units::Date;

/// A fix that a scenario knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// Its name.
    pub id: String,
    /// One line that says what is done.
    pub title: String,
    /// Who names the work.
    pub source: String,
    /// Remark.
    pub note: Option<String>,
    /// Whether it holds.
    pub switch: Switch,
    /// Day on which the work opened, or is to open.
    pub opens: Option<Date>,
    /// Cost (million USD).
    pub cost_musd: Option<f64>,
    /// Fixes without which it cannot be.
    pub requires: Vec<String>,
    /// Fixes with which it cannot be.
    pub excludes: Vec<String>,
    /// What it changes.
    pub changes: Vec<FixChange>,
}

/// What a fix changes at one path, by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixChange {
    /// What is done: insert, remove, set, scale or add.
    pub operation: &'static str,
    /// Key path.
    pub path: String,
    /// What is there without the fix; `None` if nothing is.
    pub before: Option<String>,
    /// What is there with it; `None` if nothing is.
    pub after: Option<String>,
}

/// All fixes, with what each changes in `document` by itself and those it requires.
pub(in crate::scenario) fn list(plan: &Plan, document: &Node, schema: Schema) -> Vec<Fix> {
    let fixes = plan.iter().map(|(id, fix, switch)| {
        let names = |list: &Option<Vec<_>>| -> Vec<String> {
            list.iter().flatten().map(ToString::to_string).collect()
        };
        let mut trial = document.clone();
        let required = fix.requires.iter().flatten().filter_map(|name| Some((name.name(), plan.get(name)?)));
        let required: Vec<_> = required.collect();
        // What cannot be applied is reported when the scenario is opened with it.
        let mut unheard = Problems::new();
        apply(&mut trial, &required, schema, &mut unheard);
        let applied = apply(&mut trial, &[(id, fix)], schema, &mut unheard);
        Fix {
            id: id.to_owned(),
            title: fix.title.clone(),
            source: fix.source.to_string(),
            note: fix.note.clone(),
            switch,
            opens: fix.opens,
            cost_musd: fix.cost.as_ref().map(Fixed::get),
            requires: names(&fix.requires),
            excludes: names(&fix.excludes),
            changes: applied.iter().map(told).collect(),
        }
    });
    fixes.collect()
}

fn told(change: &Applied) -> FixChange {
    FixChange {
        operation: change.operation,
        path: change.path.to_string(),
        before: change.before.as_ref().map(value_text),
        after: change.after.as_ref().map(value_text),
    }
}

/// A value without its origin: `3 berth`, `triangular = { … } h`; of a table, how many values it holds.
pub(in crate::scenario) fn value_text(node: &Node) -> String {
    match node.as_table() {
        Some(table) if node.is_quantity() => {
            let unit = table.get("unit").and_then(Node::as_str).unwrap_or_default();
            let number = table.iter().find(|(key, _, _)| !ORIGIN_KEYS.contains(key));
            match number {
                Some(("csv", _, Node { value: Value::String(text), .. })) => {
                    format!("a record of {} lines", text.lines().count())
                }
                Some(("value", _, value)) => format!("{} {unit}", write_value(value)),
                Some((law, _, value)) => format!("{law} = {} {unit}", write_value(value)),
                None => unit.to_owned(),
            }
        }
        Some(_) => match node.leaves().len() {
            1 if node.leaves()[0].1.is_quantity() => {
                let (path, value) = &node.leaves()[0];
                format!("{path}: {}", value_text(value))
            }
            count => format!("a table of {count} values"),
        },
        None => write_value(node),
    }
}
