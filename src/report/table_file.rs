//! The file of a table, and its sheet if a workbook is wanted: both get the same rows.

use std::fs::File;
use std::io::{self, Seek as _, Write};

use super::csv::{Dialect, Sheet};
use super::events;
use super::folder::{Folder, OutputError, OutputFile};
use super::table::{Cell, Table};
use super::workbook::SheetRows;

/// How the tables of a folder are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// How CSV files are written.
    pub dialect: Dialect,
    /// Whether all tables but that of events are put into a workbook as well.
    pub workbook: bool,
}

/// A table that grows while the run goes on.
#[derive(Debug)]
pub(super) struct TableFile {
    csv: OutputFile,
    dialect: Dialect,
    sheet: Option<SheetRows>,
}

impl TableFile {
    /// Begins the file with its header.
    pub(super) fn begin(folder: &Folder, table: &Table<'_>, form: Form) -> Result<TableFile, OutputError> {
        let mut csv = folder.open(table.file)?;
        csv.try_to(|out| Sheet::new(&table.columns, form.dialect, out)?.finish().map(|_| ()))?;
        Ok(TableFile { csv, dialect: form.dialect, sheet: sheet(folder, table, form)? })
    }

    /// Adds rows.
    pub(super) fn push(&mut self, rows: impl Iterator<Item = Vec<Cell>>) -> Result<(), OutputError> {
        let sheet = &mut self.sheet;
        self.csv.try_to(|out| {
            let mut csv = Sheet::headless(self.dialect, out);
            rows.into_iter().try_for_each(|cells| push(&mut csv, sheet, &cells))?;
            csv.finish().map(|_| ())
        })
    }

    /// Adds rows that lie in a file already.
    pub(super) fn append(&mut self, mut rows: File) -> Result<(), OutputError> {
        self.csv.try_to(|out| {
            rows.rewind()?;
            io::copy(&mut rows, out).map(|_| ())
        })
    }

    /// What could not be written elsewhere of what belongs to it, as an error with its name.
    pub(super) fn failed(&mut self, cause: io::Error) -> Option<OutputError> {
        self.csv.try_to(|_| Err::<(), _>(cause)).err()
    }

    /// Makes sure that it is on the disk; returns its sheet.
    pub(super) fn end(self) -> Result<Option<SheetRows>, OutputError> {
        self.csv.close()?;
        Ok(self.sheet)
    }
}

/// Writes a table whose rows come one by one from `fill`, which is handed what takes a row; returns its sheet.
pub(super) fn write_rows(
    folder: &Folder,
    table: &Table<'_>,
    form: Form,
    fill: impl FnOnce(&mut dyn FnMut(Vec<Cell>) -> io::Result<()>) -> io::Result<()>,
) -> Result<Option<SheetRows>, OutputError> {
    let mut sheet = sheet(folder, table, form)?;
    folder.file(table.file, |out| {
        let mut csv = Sheet::new(&table.columns, form.dialect, out)?;
        fill(&mut |cells| push(&mut csv, &mut sheet, &cells))?;
        csv.finish().map(|_| ())
    })?;
    Ok(sheet)
}

/// Writes a table; returns its sheet.
pub(super) fn write_table(
    folder: &Folder,
    mut table: Table<'_>,
    form: Form,
) -> Result<Option<SheetRows>, OutputError> {
    let mut rows = std::mem::replace(&mut table.rows, Box::new(std::iter::empty()));
    write_rows(folder, &table, form, |row| rows.try_for_each(row))
}

/// The sheet of a table, if it is to have one: there is no end of events.
fn sheet(folder: &Folder, table: &Table<'_>, form: Form) -> Result<Option<SheetRows>, OutputError> {
    let wanted = form.workbook && table.file != events::FILE;
    wanted.then(|| Ok(SheetRows::new(table, folder.scratch()?))).transpose()
}

fn push<W: Write>(csv: &mut Sheet<W>, sheet: &mut Option<SheetRows>, cells: &[Cell]) -> io::Result<()> {
    csv.row(cells)?;
    sheet.as_mut().map_or(Ok(()), |sheet| sheet.row(cells))
}
