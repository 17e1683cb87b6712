//! `diff`: in what two scenarios differ.

use std::io::Write as _;

use super::arguments::{DiffArguments, ListFormat};
use super::streams::Out;
use super::{Exit, check, display};
use crate::report;
use crate::scenario::{Difference, differences};

/// Lists the differences.
pub(super) fn diff(arguments: &DiffArguments, out: &mut Out) -> Exit {
    let sets = arguments.settings.all();
    let opened = [&arguments.first, &arguments.second].map(|file| check::open(file, &sets));
    let [Some(first), Some(second)] = opened else { return Exit::BadScenario };
    let list = differences(&first, &second);
    // Failures of standard output are kept by it for the end.
    let _ = match arguments.list.format {
        ListFormat::Csv => report::write(report::differences(&list), arguments.list.csv.dialect(), out),
        ListFormat::Text if list.is_empty() => {
            writeln!(out, "{} and {} say the same", arguments.first, arguments.second)
        }
        ListFormat::Text => {
            // A line for each value, however long, so that `grep` finds all of it.
            let line = |row: &Difference| {
                let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
                let source = row.source.as_ref().map(|source| format!(" ({source})")).unwrap_or_default();
                let (from, to) = (or_none(&row.first), or_none(&row.second));
                display::safe(&format!("{}: {from} -> {to}{source}", row.path))
            };
            let lines: Vec<String> = list.iter().map(line).collect();
            let count = list.len();
            let differ =
                if count == 1 { "1 value differs".to_owned() } else { format!("{count} values differ") };
            let (first, second) = (first.name(), second.name());
            writeln!(out, "{first} -> {second}\n\n{}\n\n{differ}", lines.join("\n"))
        }
    };
    Exit::Done
}
