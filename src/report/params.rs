//! `params.csv`: every number of a scenario, with its origin.

use super::table::{Cell, Table};
use crate::scenario::Scenario;

const COLUMNS: [(&str, &str, &str); 10] = [
    ("path", "", "Key path of the number in the scenario."),
    ("value", "", "The number, or the law it is drawn from, as it was written."),
    ("unit", "", "Its unit."),
    ("kind", "", "How well it is known: document, public, derived, calibrated or assumed."),
    ("source", "", "The fact or source that it cites."),
    ("note", "", "The author's remark."),
    (
        "changed_by",
        "",
        "The fix, file or flag that changed it, or added it to the base; empty for numbers of the base.",
    ),
    ("low", "", "Lowest plausible value, in the same unit."),
    ("high", "", "Highest plausible value, in the same unit."),
    ("fitted_to", "", "The observation to which it was fitted."),
];

/// Every number of a scenario, with unit, kind, source and note.
#[must_use]
pub fn table(scenario: &Scenario) -> Table<'_> {
    let rows = scenario.parameters().iter().map(move |record| {
        vec![
            (&record.path).into(),
            value(&record.value_text),
            record.unit.name.into(),
            record.kind.word().into(),
            (&record.source).into(),
            record.note.as_ref().into(),
            scenario.changed_by(record).into(),
            record.range.map(|(low, _)| low).into(),
            record.range.map(|(_, high)| high).into(),
            record.fitted_to.as_ref().into(),
        ]
    });
    Table::new("params.csv", &COLUMNS, rows)
}

/// A single number as a number, a law as text.
fn value(text: &str) -> Cell {
    text.parse::<f64>().map_or_else(|_| text.into(), Cell::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_numbers() {
        assert_eq!(value("-3.5"), Cell::Number(-3.5));
        assert_eq!(value("exponential = { mean = 3 }"), Cell::Text("exponential = { mean = 3 }".into()));
    }
}
