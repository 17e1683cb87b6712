//! Tables as comma-separated text that a spreadsheet opens without changing it.

use std::borrow::Cow;
use std::io::{self, Write};

use super::table::{Cell, Column, Table};
use crate::units::Date;

/// How a table is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Comma between cells and point in numbers, as in RFC 4180, with plain line feeds.
    #[default]
    Rfc4180,
    /// Byte-order mark, semicolon between cells and comma in numbers, which spreadsheets expect where people write a
    /// decimal comma.
    ExcelEu,
}

/// Writes a table with its header.
///
/// # Errors
/// Those of the writer.
pub fn write(table: Table<'_>, dialect: Dialect, out: &mut dyn Write) -> io::Result<()> {
    let mut sheet = Sheet::new(&table.columns, dialect, out)?;
    for row in table.rows {
        sheet.row(&row)?;
    }
    sheet.finish().map(|_| ())
}

/// A table that is written row by row.
pub(super) struct Sheet<W: Write> {
    writer: csv::Writer<W>,
    dialect: Dialect,
}

impl<W: Write> Sheet<W> {
    /// One with a header and no rows yet.
    pub(super) fn new(columns: &[Column], dialect: Dialect, mut out: W) -> io::Result<Sheet<W>> {
        if dialect == Dialect::ExcelEu {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let mut sheet = Sheet::headless(dialect, out);
        sheet.writer.write_record(columns.iter().map(|column| harmless(&column.name).into_owned()))?;
        Ok(sheet)
    }

    /// Rows to be put under a header that is written elsewhere.
    pub(super) fn headless(dialect: Dialect, out: W) -> Sheet<W> {
        let delimiter = match dialect {
            Dialect::Rfc4180 => b',',
            Dialect::ExcelEu => b';',
        };
        Sheet { writer: csv::WriterBuilder::new().delimiter(delimiter).from_writer(out), dialect }
    }

    /// Writes a row.
    pub(super) fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        for cell in cells {
            self.writer.write_field(text_of(cell, self.dialect).as_bytes())?;
        }
        // Ends the row; it is an error if a cell is missing.
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    /// Writes what is left and gives back what was written to.
    pub(super) fn finish(self) -> io::Result<W> {
        self.writer.into_inner().map_err(|error| error.into_error())
    }
}

fn text_of(cell: &Cell, dialect: Dialect) -> Cow<'_, str> {
    match cell {
        Cell::Text(text) => harmless(text),
        Cell::Number(number) => number_text(*number, dialect).into(),
        Cell::Integer(number) => number.to_string().into(),
        Cell::Date(day) => day.to_string().into(),
        Cell::Time(day, ms) => time_text(*day, *ms, dialect).into(),
        Cell::Empty => "".into(),
    }
}

/// A number with all its digits and without an exponent.
fn number_text(number: f64, dialect: Dialect) -> String {
    // Adding zero turns the negative zero into the usual one.
    let text = format!("{}", number + 0.0);
    match dialect {
        Dialect::Rfc4180 => text,
        Dialect::ExcelEu => text.replace('.', ","),
    }
}

/// An instant as spreadsheets take it for a date: LibreOffice in whatever way it opens a file knows it by its `T`, Excel
/// only without one, and neither with the `Z` of UTC, of which the column's meaning tells.
fn time_text(day: Date, ms: i64, dialect: Dialect) -> String {
    let iso = day.iso(ms);
    let local = iso.trim_end_matches('Z');
    match dialect {
        Dialect::Rfc4180 => local.to_owned(),
        Dialect::ExcelEu => local.replace('T', " "),
    }
}

/// Text that no spreadsheet takes for a formula: it begins with an apostrophe where it would begin with a sign that
/// starts one (OWASP, "CSV Injection"), or with a control character.
fn harmless(text: &str) -> Cow<'_, str> {
    let dangerous =
        |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') || c.is_control();
    if text.starts_with(dangerous) { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Column;

    fn written(cells: Vec<Cell>, dialect: Dialect) -> String {
        let columns = (0..cells.len()).map(|n| Column::new(format!("c{n}"), "", "")).collect();
        let table = Table { file: "t.csv", columns, rows: Box::new(std::iter::once(cells)) };
        let mut out = Vec::new();
        write(table, dialect, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_never_touched_and_have_no_exponent() {
        let cells = vec![
            Cell::Number(-3.5),
            Cell::Number(-0.0),
            Cell::Number(1e21),
            Cell::Number(1e-7),
            Cell::Integer(-4),
            Cell::Empty,
        ];
        let row = "-3.5,0,1000000000000000000000,0.0000001,-4,\n";
        assert_eq!(written(cells.clone(), Dialect::Rfc4180), format!("c0,c1,c2,c3,c4,c5\n{row}"));
        let european = "\u{feff}c0;c1;c2;c3;c4;c5\n-3,5;0;1000000000000000000000;0,0000001;-4;\n";
        assert_eq!(written(cells, Dialect::ExcelEu), european);
        assert_eq!(number_text(0.1 + 0.2, Dialect::Rfc4180), "0.30000000000000004");
    }

    #[test]
    fn dates_are_written_as_spreadsheets_read_them() {
        let day = Date::new(2023, 1, 2).unwrap();
        let cells = vec![Cell::Date(day), Cell::Time(day, 64_801_999)];
        assert_eq!(written(cells.clone(), Dialect::Rfc4180), "c0,c1\n2023-01-02,2023-01-02T18:00:01\n");
        assert!(written(cells, Dialect::ExcelEu).ends_with("\n2023-01-02;2023-01-02 18:00:01\n"));
    }

    #[test]
    fn no_text_becomes_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\0", "＝1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in ["Aktau", "1-2", "ß", "", " x"] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn separators_and_quotes_inside_text_are_quoted() {
        let cells =
            vec![Cell::from("a,b"), Cell::from("say \"x\""), Cell::from("two\nlines"), Cell::from("a;b")];
        assert_eq!(
            written(cells, Dialect::Rfc4180),
            "c0,c1,c2,c3\n\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",a;b\n"
        );
    }

    #[test]
    fn a_row_of_the_wrong_length_is_refused() {
        let row = std::iter::once(vec![Cell::Integer(1)]);
        let table = Table::new("t.csv", &[("a", "", "m"), ("b", "", "m")], row);
        assert!(write(table, Dialect::Rfc4180, &mut Vec::new()).is_err());
    }
}
