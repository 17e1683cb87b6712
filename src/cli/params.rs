//! `params`: every number of a scenario.

use std::io::Write as _;

use super::arguments::{ListFormat, ParamsArguments};
use super::streams::Out;
use super::{Exit, check, display};
use crate::report;

/// Lists the numbers.
pub(super) fn params(arguments: &ParamsArguments, out: &mut Out) -> Exit {
    let Some(scenario) = check::open(&arguments.file, &arguments.settings.all()) else {
        return Exit::BadScenario;
    };
    match arguments.list.format {
        ListFormat::Csv => {
            // Failures of standard output are kept by it for the end.
            let _ = report::write(report::parameters(&scenario), arguments.list.csv.dialect(), out);
        }
        ListFormat::Text => {
            let mut table = display::table(["path", "value", "unit", "kind", "source"]);
            for record in scenario.parameters() {
                table.add_row([
                    record.path.as_str(),
                    &record.value_text,
                    record.unit,
                    record.kind.word(),
                    &record.source,
                ]);
            }
            let _ = writeln!(out, "{}\n\n{}", display::lines(&table), display::inputs(&scenario));
        }
    }
    Exit::Done
}
