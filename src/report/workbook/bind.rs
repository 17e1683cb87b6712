//! Puts the rows of sheets and what is around them together.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Write};

use rust_xlsxwriter::{
    Chart as Drawing, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType, ChartType,
    DocProperties, ExcelDateTime, Format, FormatAlign, Note, Workbook, Worksheet, XlsxError,
};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::chart::{Chart, Place, Shape};
use super::overview::Overview;
use super::sheet::{DAY_STYLE, SheetRows, TIME_STYLE, serial, shortened};
use crate::report::sameness::first_line;
use crate::report::table::Cell;

/// Columns are no narrower and no wider than so many characters.
const WIDTHS: (usize, usize) = (8, 60);
/// The button of a filter covers so many characters of a header.
const BUTTON: usize = 3;
/// Width of a note, and the height of a line of it (pixels), with what of a text is on such a line.
const NOTE: (u32, u32, usize) = (320, 18, 45);
/// The column at which charts begin, and the one at which what they are drawn from does.
const CHARTS: u16 = 3;
const DATA: u16 = 14;
/// Width and height of a chart (pixels), and the rows that it covers.
const CHART: (u32, u32, u32) = (640, 400, 21);

/// How a day is shown.
const DAY: &str = "yyyy-mm-dd";
/// Widths of the overview's columns (characters), and the height of a line (points).
const FACTS: (usize, usize, f64) = (24, 70, 15.0);

/// The styles that cells have.
struct Styles {
    head: Format,
    day: Format,
    time: Format,
    fact: Format,
    date_fact: Format,
}

/// Writes a workbook. It holds no time at which it was made: the same sheets give the same bytes.
pub(super) fn bind(
    overview: &Overview,
    sheets: Vec<SheetRows>,
    out: &mut (impl Write + Send),
) -> io::Result<()> {
    let frame = frame(overview, &sheets).map_err(io::Error::other)?;
    let mut frame = ZipArchive::new(Cursor::new(frame))?;
    let mut out = Steady { out, failed: None };
    let mut bound = ZipWriter::new_stream(&mut out);
    let mut sheets: Vec<Option<SheetRows>> = sheets.into_iter().map(Some).collect();
    for part in 0..frame.len() {
        let name = frame.by_index_raw(part)?.name()?.into_owned();
        // The first sheet is the overview.
        let of = (0..sheets.len()).find(|at| name == format!("xl/worksheets/sheet{}.xml", at + 2));
        match of.and_then(|at| sheets[at].take()).filter(|sheet| sheet.rows > 0) {
            None => bound.raw_copy_file(frame.by_index_raw(part)?)?,
            Some(sheet) => {
                let text = text(frame.by_index(part)?)?;
                let (head, tail) = around(&text)?;
                let mut rows = sheet.into_file()?;
                let options = SimpleFileOptions::default()
                    .compression_method(CompressionMethod::Deflated)
                    .last_modified_time(DateTime::default())
                    .unix_permissions(0o600)
                    .large_file(rows.metadata()?.len() > u64::from(u32::MAX / 2));
                bound.start_file(name, options)?;
                bound.write_all(head.as_bytes())?;
                io::copy(&mut rows, &mut bound)?;
                bound.write_all(tail.as_bytes())?;
            }
        }
    }
    bound.finish()?;
    out.failed.map_or(Ok(()), Err)
}

/// Whether two workbooks have the same parts with the same bytes, the sheet of the name `apart` and what belongs to it left
/// out.
pub(super) fn same(one: File, other: File, apart: &str) -> io::Result<bool> {
    let (mut one, mut other) =
        (ZipArchive::new(BufReader::new(one))?, ZipArchive::new(BufReader::new(other))?);
    let list = text(one.by_name("xl/workbook.xml")?)?;
    // Sheets are numbered in the order of the list.
    let number = list.split("<sheet ").position(|sheet| sheet.starts_with(&format!("name=\"{apart}\"")));
    let apart = number.map(|number| format!("sheet{number}.xml")).unwrap_or_default();
    // Notes are parts of their own, and where they stand depends on how wide columns are.
    let its_own = match one.by_name(&format!("xl/worksheets/_rels/{apart}.rels")) {
        Ok(part) => text(part)?,
        Err(_) => String::new(),
    };
    if one.len() != other.len() {
        return Ok(false);
    }
    for part in 0..one.len() {
        let (one, other) = (one.by_index(part)?, other.by_index(part)?);
        if one.name()? != other.name()? {
            return Ok(false);
        }
        let left_out = one.name()?.strip_prefix("xl/").is_some_and(|part| {
            part == format!("worksheets/{apart}") || its_own.contains(&format!("\"../{part}\""))
        });
        if !left_out && first_line(BufReader::new(one), BufReader::new(other))?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The text of a part.
fn text(mut part: impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    io::copy(&mut part, &mut bytes)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// What stands before the rows of a sheet, its header included, and after them; between the two is the row that holds their
/// place.
fn around(sheet: &str) -> io::Result<(&str, &str)> {
    let head = sheet.find("</row>").map(|at| at + "</row>".len());
    let tail = sheet.find("</sheetData>");
    head.zip(tail)
        .map(|(head, tail)| (&sheet[..head], &sheet[tail..]))
        .ok_or_else(|| io::Error::other("a sheet of the workbook was not made as expected"))
}

/// The workbook without the rows of its sheets.
fn frame(overview: &Overview, sheets: &[SheetRows]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let styles = Styles {
        head: Format::new().set_bold().set_align(FormatAlign::Top),
        day: Format::new().set_num_format(DAY),
        time: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
        fact: Format::new().set_align(FormatAlign::Left).set_align(FormatAlign::Top).set_text_wrap(),
        date_fact: Format::new().set_align(FormatAlign::Left).set_num_format(DAY),
    };
    // In the order of their numbers, by which the rows name them.
    const { assert!(DAY_STYLE == 1 && TIME_STYLE == 2) };
    book.register_format(&styles.day);
    book.register_format(&styles.time);
    let day = overview.created;
    let created = ExcelDateTime::from_ymd(
        u16::try_from(day.year()).unwrap_or(1970),
        u8::try_from(day.month()).unwrap_or(1),
        u8::try_from(day.day()).unwrap_or(1),
    )?;
    book.set_properties(
        &DocProperties::new().set_title(short(&overview.title)).set_creation_datetime(&created),
    );
    first_sheet(book.add_worksheet(), overview, sheets, &styles)?;
    for sheet in sheets {
        surround(book.add_worksheet(), sheet, &styles)?;
    }
    book.save_to_buffer()
}

/// Spreadsheets refuse longer titles of charts and files.
fn short(title: &str) -> String {
    title.chars().take(200).collect()
}

/// Header, filter, widths and notes of a sheet, and a row in the place of its last one.
fn surround(page: &mut Worksheet, sheet: &SheetRows, styles: &Styles) -> Result<(), XlsxError> {
    page.set_name(sheet.name)?;
    page.set_freeze_panes(1, 0)?;
    for (at, (column, &widest)) in sheet.columns.iter().zip(&sheet.widths).enumerate() {
        let at = u16::try_from(at).unwrap_or(u16::MAX);
        page.write_string_with_format(0, at, &column.name, &styles.head)?;
        let width = widest.max(column.name.chars().count() + BUTTON).clamp(WIDTHS.0, WIDTHS.1);
        page.set_column_width(at, width as f64)?;
        let unit = if column.unit.is_empty() { String::new() } else { format!("[{}] ", column.unit) };
        let text = format!("{unit}{}", column.meaning);
        let lines = u32::try_from(text.chars().count() / NOTE.2 + 2).unwrap_or(u32::MAX);
        let note = Note::new(text).add_author_prefix(false).set_width(NOTE.0);
        page.insert_note(0, at, &note.set_height(lines.saturating_mul(NOTE.1)))?;
    }
    let last = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    page.autofilter(0, 0, sheet.rows, last)?;
    if sheet.rows > 0 {
        page.write_number(sheet.rows, 0, 0.0)?;
    }
    Ok(())
}

/// The overview.
fn first_sheet(
    page: &mut Worksheet,
    overview: &Overview,
    sheets: &[SheetRows],
    styles: &Styles,
) -> Result<(), XlsxError> {
    page.set_name("overview")?;
    page.set_column_width(0, FACTS.0 as f64)?.set_column_width(1, FACTS.1 as f64)?;
    page.set_landscape().set_print_fit_to_pages(1, 0);
    let mut row = 0;
    let facts = overview.facts.iter().map(|(name, cell)| (*name, cell.clone()));
    let notes = sheets.iter().flat_map(SheetRows::notes).map(|note| ("note", note.into()));
    for (name, cell) in facts.chain(notes) {
        page.write_string_with_format(row, 0, name, &styles.head)?;
        fact(page, row, &cell, styles)?;
        row += 1;
    }
    for (at, chart) in overview.charts.iter().enumerate() {
        let (top, left) = (at as u32 * CHART.2, DATA + at as u16 * 4);
        let drawing = drawn(page, chart, left, styles)?;
        page.insert_chart(top, CHARTS, &drawing)?;
    }
    Ok(())
}

/// Writes a fact of the overview; a long text has lines below each other.
fn fact(page: &mut Worksheet, row: u32, cell: &Cell, styles: &Styles) -> Result<(), XlsxError> {
    let text = match cell {
        Cell::Empty => return Ok(()),
        Cell::Number(number) => {
            return page.write_number_with_format(row, 1, *number, &styles.fact).map(|_| ());
        }
        Cell::Integer(number) => {
            return page.write_number_with_format(row, 1, *number as f64, &styles.fact).map(|_| ());
        }
        &Cell::Date(day) | &Cell::Time(day, _) => match serial(day, 0) {
            Some(serial) => {
                return page.write_number_with_format(row, 1, serial, &styles.date_fact).map(|_| ());
            }
            None => day.to_string(),
        },
        Cell::Text(text) => shortened(text).unwrap_or_else(|| text.clone()),
    };
    let lines = text.lines().map(|line| line.chars().count() / FACTS.1 + 1).sum::<usize>().clamp(1, 20);
    page.set_row_height(row, lines as f64 * FACTS.2)?;
    page.write_string_with_format(row, 1, text, &styles.fact).map(|_| ())
}

/// A chart of points that are written beside it, so that it can be drawn anew in the workbook.
fn drawn(page: &mut Worksheet, chart: &Chart, left: u16, styles: &Styles) -> Result<Drawing, XlsxError> {
    let sheet = page.name();
    let rows = u32::try_from(chart.points.len()).unwrap_or(0);
    for (column, axis) in (left..).zip(&chart.axes) {
        page.write_string_with_format(0, column, axis, &styles.head)?;
    }
    for (row, (place, value)) in (1..).zip(&chart.points) {
        match place {
            Place::Number(number) => page.write_number(row, left, *number)?,
            Place::Word(word) => page.write_string(row, left, *word)?,
        };
        page.write_number(row, left + 1, *value)?;
    }
    let mut drawing = Drawing::new(match chart.shape {
        Shape::Bars => ChartType::Bar,
        Shape::Curve { .. } => ChartType::ScatterStraight,
    });
    drawing.set_width(CHART.0).set_height(CHART.1);
    drawing.title().set_name(&short(&chart.title)).set_font(ChartFont::new().set_size(12));
    drawing
        .add_series()
        .set_name(&chart.axes[1])
        .set_categories((sheet.as_str(), 1, left, rows, left))
        .set_values((sheet.as_str(), 1, left + 1, rows, left + 1));
    match &chart.shape {
        Shape::Bars => {
            // Lying bars have their words along the axis that stands.
            drawing.y_axis().set_name(&chart.axes[0]).set_reverse().set_label_interval(1);
            drawing.x_axis().set_name(&chart.axes[1]).set_min(0);
            drawing.legend().set_hidden();
        }
        Shape::Curve { marks } => {
            drawing.x_axis().set_name(&chart.axes[0]).set_min(0);
            drawing.y_axis().set_name(&chart.axes[1]).set_min(0).set_max(1).set_num_format("0%");
            drawing.legend().set_position(ChartLegendPosition::Bottom);
            for ((name, at), row) in marks.iter().zip((1..).step_by(2)) {
                for (row, height) in [(row, 0.0), (row + 1, 1.0)] {
                    page.write_number(row, left + 2, *at)?.write_number(row, left + 3, height)?;
                }
                let line = ChartLine::new().set_dash_type(ChartLineDashType::Dash).clone();
                drawing
                    .add_series()
                    .set_name(name)
                    .set_categories((sheet.as_str(), row, left + 2, row + 1, left + 2))
                    .set_values((sheet.as_str(), row, left + 3, row + 1, left + 3))
                    .set_format(ChartFormat::new().set_line(&line));
            }
        }
    }
    Ok(drawing)
}

/// Passes on what is written until that fails, and then only remembers why: a [`ZipWriter`] that cannot come to its end says
/// so on standard error.
struct Steady<W> {
    out: W,
    failed: Option<io::Error>,
}

impl<W: Write> Steady<W> {
    fn kept<T>(&mut self, done: T, result: io::Result<T>) -> io::Result<T> {
        match result {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                self.failed = Some(error);
                Ok(done)
            }
            other => other,
        }
    }
}

impl<W: Write> Write for Steady<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failed.is_some() {
            return Ok(bytes.len());
        }
        let written = self.out.write(bytes);
        self.kept(bytes.len(), written)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.failed.is_some() {
            return Ok(());
        }
        let flushed = self.out.flush();
        self.kept((), flushed)
    }
}
