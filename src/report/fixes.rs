//! The fixes of a scenario, one row a change.

use super::table::Table;
use crate::scenario::{Fix, Switch};

const COLUMNS: [(&str, &str, &str); 12] = [
    ("fix", "", "Name of the fix."),
    ("state", "", "on, off, or the day from which it holds."),
    ("title", "", "What is done."),
    ("source", "", "Who names the work."),
    ("opens", "", "Day on which the work opened, or is to open; empty if unknown."),
    ("cost_musd", "MUSD", "Cost; empty if unknown."),
    ("requires", "", "Fixes without which it cannot be, with blanks between."),
    ("excludes", "", "Fixes with which it cannot be, with blanks between."),
    ("operation", "", "insert, remove, set, scale or add."),
    ("path", "", "Key path of what is changed."),
    ("before", "", "Value without the fix, with its unit; empty for something new."),
    ("after", "", "Value with the fix, by itself; empty if it is removed."),
];

/// The fixes with all their changes.
#[must_use]
pub fn table(fixes: &[Fix]) -> Table<'_> {
    let rows = fixes.iter().flat_map(|fix| {
        fix.changes.iter().map(move |change| {
            vec![
                (&fix.id).into(),
                state(fix.switch).into(),
                (&fix.title).into(),
                (&fix.source).into(),
                fix.opens.into(),
                fix.cost_musd.into(),
                fix.requires.join(" ").into(),
                fix.excludes.join(" ").into(),
                change.operation.into(),
                (&change.path).into(),
                change.before.as_ref().into(),
                change.after.as_ref().into(),
            ]
        })
    });
    Table::new("fixes.csv", &COLUMNS, rows)
}

/// A switch in a word.
#[must_use]
pub fn state(switch: Switch) -> String {
    match switch {
        Switch::Off => "off".to_owned(),
        Switch::On => "on".to_owned(),
        Switch::From(date) => date.to_string(),
    }
}
