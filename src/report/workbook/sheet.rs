//! The rows of a sheet, as a workbook holds them (ECMA-376, part 1, 18.3): on the disk until all sheets are bound.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Seek as _, Write};

use crate::report::table::{Cell, Column, Table};
use crate::units::Date;

/// Rows of a sheet, its header included.
pub(super) const MOST_ROWS: u32 = 1_048_576;
/// UTF-16 units of a cell's text.
const MOST_TEXT: usize = 32_767;
/// The styles of dates, in the order in which the workbook registers them; 0 is that of all other cells.
pub(super) const DAY_STYLE: u32 = 1;
/// The style of dates with a time of day.
pub(super) const TIME_STYLE: u32 = 2;

/// Characters of a date with its time as it is shown.
const TIME_WIDTH: usize = 16;
const DAY_WIDTH: usize = 10;
/// More digits of a number are not shown.
const NUMBER_WIDTH: usize = 12;

/// A sheet that is being filled.
#[derive(Debug)]
pub(in crate::report) struct SheetRows {
    /// Its name: that of the table's file without its ending.
    pub(super) name: &'static str,
    pub(super) columns: Vec<Column>,
    /// Of each column, the characters of its widest cell.
    pub(super) widths: Vec<usize>,
    /// Rows, without the header.
    pub(super) rows: u32,
    /// Rows that found no room; they are in the CSV file.
    pub(super) left_out: u64,
    /// Texts that are cut; they are whole in the CSV file.
    pub(super) cut: u64,
    out: BufWriter<File>,
}

impl SheetRows {
    /// One without rows, whose rows will lie in `file`.
    pub(in crate::report) fn new(table: &Table<'_>, file: File) -> SheetRows {
        SheetRows {
            name: table.file.trim_end_matches(".csv"),
            columns: table.columns.clone(),
            widths: vec![0; table.columns.len()],
            rows: 0,
            left_out: 0,
            cut: 0,
            out: BufWriter::new(file),
        }
    }

    /// Adds a row.
    pub(in crate::report) fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        if self.rows + 1 == MOST_ROWS {
            self.left_out += 1;
            return Ok(());
        }
        self.rows += 1;
        // The header is the first row.
        write!(self.out, "<row r=\"{}\">", self.rows + 1)?;
        for (column, cell) in cells.iter().enumerate() {
            let width = self.cell(column, cell)?;
            let widest = &mut self.widths[column];
            *widest = width.max(*widest);
        }
        self.out.write_all(b"</row>")
    }

    /// Writes a cell; returns how many characters it shows.
    fn cell(&mut self, column: usize, cell: &Cell) -> io::Result<usize> {
        let at = Place { column, row: self.rows + 1 };
        Ok(match *cell {
            Cell::Empty => 0,
            // Adding zero turns the negative zero into the usual one.
            Cell::Number(number) => self.number(&at, 0, number + 0.0, NUMBER_WIDTH)?,
            Cell::Integer(number) => self.number(&at, 0, number as f64, NUMBER_WIDTH)?,
            Cell::Date(day) => match serial(day, 0) {
                Some(serial) => self.number(&at, DAY_STYLE, serial, DAY_WIDTH)?,
                None => self.text(&at, &day.to_string())?,
            },
            Cell::Time(day, ms) => match serial(day, ms) {
                Some(serial) => self.number(&at, TIME_STYLE, serial, TIME_WIDTH)?,
                None => self.text(&at, &day.iso(ms))?,
            },
            Cell::Text(ref text) => self.text(&at, text)?,
        })
    }

    fn number(&mut self, at: &Place, style: u32, number: f64, width: usize) -> io::Result<usize> {
        let shown = number.to_string();
        match style {
            0 => write!(self.out, "<c r=\"{at}\"><v>{shown}</v></c>")?,
            _ => write!(self.out, "<c r=\"{at}\" s=\"{style}\"><v>{shown}</v></c>")?,
        }
        Ok(if style == 0 { shown.len().min(width) } else { width })
    }

    /// Text is always text, whatever it begins with: only an element of its own could make it a formula.
    fn text(&mut self, at: &Place, text: &str) -> io::Result<usize> {
        let short = shortened(text);
        self.cut += u64::from(short.is_some());
        let shown = escaped(short.as_deref().unwrap_or(text));
        write!(self.out, "<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{shown}</t></is></c>")?;
        Ok(text.lines().map(|line| line.chars().count()).max().unwrap_or(0))
    }

    /// What must be known of the sheet: what of its table it does not hold.
    pub(super) fn notes(&self) -> impl Iterator<Item = String> {
        let SheetRows { name, left_out, cut, .. } = *self;
        let left_out = (left_out > 0).then(|| {
            format!("{name}: the last {left_out} rows are in {name}.csv only; a sheet has no room for more")
        });
        let cut = (cut > 0).then(|| format!("{name}: {cut} texts are cut; they are whole in {name}.csv"));
        left_out.into_iter().chain(cut)
    }

    /// The file with the rows, from its beginning.
    pub(super) fn into_file(self) -> io::Result<File> {
        let mut file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(file)
    }
}

/// Where a cell is: `B7`.
struct Place {
    column: usize,
    row: u32,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Letters are digits from 1 to 26, the last one first.
        let mut letters = Vec::new();
        let mut rest = self.column + 1;
        while rest > 0 {
            letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
            rest = (rest - 1) / 26;
        }
        letters.iter().rev().try_for_each(|letter| write!(f, "{letter}"))?;
        write!(f, "{}", self.row)
    }
}

/// An instant as spreadsheets count it, in days since the last day of 1899 and whole seconds; none before March 1900, where
/// they count a day that was not, and after the year 9999.
pub(super) fn serial(day: Date, ms: i64) -> Option<f64> {
    const MS_PER_DAY: i64 = 86_400_000;
    let days = day.days() + ms.div_euclid(MS_PER_DAY) + 25_569;
    let seconds = ms.rem_euclid(MS_PER_DAY) / 1000;
    (61..=2_958_465).contains(&days).then(|| days as f64 + seconds as f64 / 86_400.0)
}

/// The text without its end, if a cell has no room for the whole of it.
pub(super) fn shortened(text: &str) -> Option<String> {
    // No text has more units than bytes.
    if text.len() <= MOST_TEXT || text.encode_utf16().count() <= MOST_TEXT {
        return None;
    }
    let mut units = 1;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= MOST_TEXT
    };
    let mut short: String = text.chars().take_while(fits).collect();
    short.push('…');
    Some(short)
}

/// Text as it stands in XML: what XML cannot hold is written `_x0007_`, as spreadsheets read it, and what only looks like
/// that is kept from being read so (ECMA-376, part 1, 22.9.2.19).
fn escaped(text: &str) -> Cow<'_, str> {
    let plain =
        |c: char| !matches!(c, '&' | '<' | '>' | '_' | '\u{fffe}' | '\u{ffff}') && !c.is_ascii_control();
    if text.chars().all(plain) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' | '\t' => out.push(c),
            '_' if looks_escaped(&text[at..]) => out.push_str("_x005F_"),
            '_' => out.push('_'),
            c if plain(c) => out.push(c),
            c => out.push_str(&format!("_x{:04X}_", u32::from(c))),
        }
    }
    out.into()
}

/// Whether a text begins with `_x`, four hexadecimal digits and `_`.
fn looks_escaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes[1] == b'x' && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_have_letters_and_a_number() {
        let place = |column| Place { column, row: 7 }.to_string();
        assert_eq!(
            [0, 25, 26, 51, 52, 701, 702, 16_383].map(place),
            ["A7", "Z7", "AA7", "AZ7", "BA7", "ZZ7", "AAA7", "XFD7"]
        );
    }

    #[test]
    fn dates_are_days_since_the_end_of_1899() {
        // 1970-01-01 and 2023-01-02T18:00, as spreadsheets show them when they are formatted as numbers.
        assert_eq!(serial(Date::from_days(0), 0), Some(25_569.0));
        assert_eq!(serial(Date::new(2023, 1, 2).unwrap(), 64_800_999), Some(44_928.75));
        assert_eq!(serial(Date::new(2023, 1, 2).unwrap(), -1), Some(44_927.0 + 86_399.0 / 86_400.0));
        assert_eq!(serial(Date::new(1900, 3, 1).unwrap(), 0), Some(61.0));
        assert_eq!(serial(Date::new(1900, 3, 1).unwrap(), -1), None);
        assert_eq!(serial(Date::new(9999, 12, 31).unwrap(), 86_400_000), None);
    }

    #[test]
    fn text_comes_through_xml() {
        assert_eq!(escaped("Aktau_1 ß"), "Aktau_1 ß");
        assert_eq!(escaped("a<b>&\"'"), "a&lt;b&gt;&amp;\"'");
        assert_eq!(escaped("\u{7}\r\n\t\0"), "_x0007__x000D_\n\t_x0000_");
        assert_eq!(escaped("_x000D_ _x00ß_"), "_x005F_x000D_ _x00ß_");
    }

    #[test]
    fn text_that_is_too_long_is_cut_and_says_so() {
        let fits = "я".repeat(MOST_TEXT);
        assert_eq!(shortened(&fits), None);
        let short = shortened(&format!("{fits}я")).unwrap();
        assert_eq!(short.encode_utf16().count(), MOST_TEXT);
        assert!(short.ends_with("я…"));
        let pairs = shortened(&"😀".repeat(MOST_TEXT)).unwrap();
        assert!(pairs.encode_utf16().count() <= MOST_TEXT);
    }
}
