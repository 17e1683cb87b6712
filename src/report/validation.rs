//! `validation.csv`: what is known beforehand, beside what the program makes of it.

use serde_json::{Value, json};

use super::columns;
use super::contents::MANIFEST;
use super::csv::{self, Dialect};
use super::folder::{Folder, OutputError};
use super::json::{estimate as value, number};
use super::table::{Table, estimate};
use crate::experiment::{Judgement, Validation};

const COLUMNS: [(&str, &str, &str); 11] = [
    ("case", "", "Short name of the case."),
    ("what", "", "What is compared."),
    ("expected", "", "The value that is known, in the row's unit."),
    (
        "unit",
        "",
        "Unit of the row's numbers; `exact times` counts consignments that do something to the millisecond.",
    ),
    ("source", "", "Who has derived it, or observed it."),
    ("simulated", "", "What the program makes of it: mean over replications; empty if nothing came out."),
    ("ci_low", "", "Lower limit of its 95 % interval (Student); empty of one replication."),
    ("ci_high", "", "Upper limit of its 95 % interval."),
    ("replications", "", "Replications that it rests on."),
    (
        "verdict",
        "",
        "pass; fail; imprecise if the interval is too wide to tell, which fails as well; known miss, of which the note says \
         why.",
    ),
    ("note", "", "How far the two are apart, or why."),
];

/// All rows.
#[must_use]
pub fn validation(found: &Validation) -> Table<'_> {
    let rows = found.rows().map(|row| {
        let [mean, low, high] = estimate(row.simulated.as_ref());
        vec![
            (&row.case).into(),
            format!("{}: {}", row.title, row.what).into(),
            row.expected.into(),
            (&row.unit).into(),
            (&row.source).into(),
            mean,
            low,
            high,
            row.simulated.as_ref().map(|simulated| simulated.n).into(),
            row.judgement.word().into(),
            (&row.note).into(),
        ]
    });
    Table::new("validation.csv", &COLUMNS, rows)
}

/// The same for programs.
#[must_use]
pub fn validation_json(found: &Validation) -> Value {
    let groups = found.groups.iter().map(|group| {
        let rows = group.rows.iter().map(|row| {
            json!({
                "case": row.case,
                "title": row.title,
                "what": row.what,
                "expected": number(row.expected),
                "unit": row.unit,
                "source": row.source,
                "simulated": value(row.simulated.as_ref()),
                "verdict": row.judgement.word(),
                "note": row.note,
            })
        });
        json!({ "title": group.title, "rows": rows.collect::<Vec<_>>() })
    });
    let counts: serde_json::Map<String, Value> = Judgement::ALL
        .map(|judgement| (judgement.word().replace(' ', "_"), json!(found.count(judgement))))
        .into_iter()
        .collect();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "seed": found.seed,
        "holds": found.holds(),
        "counts": counts,
        "groups": groups.collect::<Vec<_>>(),
    })
}

/// Writes the table, the list of its columns and what was called into a folder that is being written.
///
/// # Errors
/// An [`OutputError`] if something cannot be written.
pub fn write_validation(
    folder: &Folder,
    found: &Validation,
    command: &[String],
    dialect: Dialect,
) -> Result<(), OutputError> {
    for table in [validation(found), columns::table(&[validation(found)])] {
        folder.file(table.file, |out| csv::write(table, dialect, out))?;
    }
    folder.text(MANIFEST, &manifest::text(found, command))
}

/// What was run, so that it can be run again.
mod manifest {
    use serde::Serialize;

    use crate::experiment::Validation;
    use crate::report::manifest::RESULTS_VERSION;

    /// The file, in its order of keys.
    #[derive(Serialize)]
    struct Record<'a> {
        program: &'a str,
        version: &'a str,
        results_version: u32,
        command: &'a [String],
        seed: u64,
        rows: usize,
        holds: bool,
    }

    pub(super) fn text(found: &Validation, command: &[String]) -> String {
        let record = Record {
            program: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            results_version: RESULTS_VERSION,
            command,
            seed: found.seed,
            rows: found.rows().count(),
            holds: found.holds(),
        };
        toml::to_string(&record).expect("a record of plain values is TOML")
    }
}
