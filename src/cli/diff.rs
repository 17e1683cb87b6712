//! `diff`: in what two scenarios differ.

use std::io::Write as _;

use super::arguments::{DiffArguments, ListFormat};
use super::streams::Out;
use super::{Exit, check, display};
use crate::report;
use crate::scenario::differences;

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
            let mut table = display::table(["path", first.name(), second.name(), "source"]);
            for row in &list {
                let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
                table.add_row([
                    row.path.clone(),
                    or_dash(&row.first),
                    or_dash(&row.second),
                    row.source.clone().unwrap_or_default(),
                ]);
            }
            let count = list.len();
            let differ =
                if count == 1 { "1 value differs".to_owned() } else { format!("{count} values differ") };
            writeln!(out, "{}\n\n{differ}", display::lines(&table))
        }
    };
    Exit::Done
}
