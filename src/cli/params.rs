//! `params`: every number of a scenario, or where published figures contradict each other.

use std::io::Write as _;

use super::arguments::{ListFormat, NumbersArguments};
use super::streams::Out;
use super::{Exit, check, display};
use crate::report;
use crate::scenario::Scenario;

/// Lists the numbers, or the conflicts.
pub(super) fn params(arguments: &NumbersArguments, out: &mut Out) -> Exit {
    let what = &arguments.what;
    let Some(scenario) = check::open(&what.file, &what.settings.all()) else {
        return Exit::BadScenario;
    };
    // Failures of standard output are kept by it for the end.
    let _ = match (what.list.format, arguments.conflicts) {
        (ListFormat::Csv, false) => {
            report::write(report::parameters(&scenario), what.list.csv.dialect(), out)
        }
        (ListFormat::Csv, true) => report::write(report::conflicts(&scenario), what.list.csv.dialect(), out),
        (ListFormat::Text, false) => writeln!(out, "{}", numbers(&scenario)),
        (ListFormat::Text, true) => writeln!(out, "{}", conflicts(&scenario)),
    };
    Exit::Done
}

/// A line for each number, however long, so that `grep` finds all of it.
fn numbers(scenario: &Scenario) -> String {
    let lines: Vec<String> = scenario
        .parameters()
        .iter()
        .map(|number| {
            let (path, value, unit) = (&number.path, &number.value_text, number.unit.name);
            let (kind, source) = (number.kind.word(), &number.source);
            display::safe(&format!("{path}: {value} {unit} ({kind}, {source})"))
        })
        .collect();
    format!("{}\n\n{}", lines.join("\n"), display::inputs(scenario))
}

/// A block for each conflict, the figure that is used with a star.
fn conflicts(scenario: &Scenario) -> String {
    let all = &scenario.spec().conflict;
    if all.is_empty() {
        return "the scenario registers no conflict of figures".to_owned();
    }
    let blocks = all.iter().map(|(name, conflict)| {
        let mut table = display::table(["", "figure", "says"]);
        for (source, figure) in &conflict.figures {
            let used = conflict.used.as_ref().is_some_and(|used| used == source);
            table.add_row([if used { "*" } else { "" }, source.name(), figure]);
        }
        let heading = display::wrapped(&format!("{name}: {}", conflict.title));
        let why = if conflict.used.is_some() { "used *" } else { "none is used" };
        let why = display::wrapped(&format!("{why}: {}", conflict.why));
        format!("{heading}\n{}\n{why}", display::lines(&table))
    });
    blocks.collect::<Vec<_>>().join("\n\n")
}
