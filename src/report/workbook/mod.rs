//! `results.xlsx`: all tables of a folder as the sheets of one workbook, behind a sheet that says whose they are.
//!
//! Rows go to files without names as they come, so that a long table takes no memory; what is around them, which is small, is
//! made by `rust_xlsxwriter`, and both are put together at the end. That crate can keep rows on the disk as well, but it ends
//! the program when the disk is full.

use std::fs::File;
use std::io;
use std::path::Path;

#[cfg(feature = "xlsx")]
mod bind;
mod chart;
mod overview;
mod sheet;

use super::contents::WORKBOOK;
use super::folder::{Folder, OutputError};

pub(super) use overview::Overview;
pub(super) use sheet::SheetRows;

/// Whether this build of the program can write workbooks.
pub const WORKBOOKS: bool = cfg!(feature = "xlsx");

/// Binds sheets into a workbook, in their order.
pub(super) fn write_workbook(
    folder: &Folder,
    overview: &Overview,
    sheets: Vec<SheetRows>,
) -> Result<(), OutputError> {
    let mut file = folder.open(WORKBOOK)?;
    file.try_to(|out| bind::bind(overview, sheets, out))?;
    file.close()
}

/// Whether two workbooks hold the same bytes, a sheet apart.
///
/// # Errors
/// If one cannot be read.
pub(super) fn same(one: &Path, other: &Path, apart: &str) -> io::Result<bool> {
    bind::same(File::open(one)?, File::open(other)?, apart)
}

/// In a build without workbooks nobody gets as far as this.
#[cfg(not(feature = "xlsx"))]
mod bind {
    use std::fs::File;
    use std::io::{self, BufReader, Write};

    use super::{Overview, SheetRows};
    use crate::report::sameness::first_line;

    pub(super) fn bind(_: &Overview, _: Vec<SheetRows>, _: &mut impl Write) -> io::Result<()> {
        Err(io::Error::other("this program was built without the feature `xlsx`"))
    }

    /// What is in them cannot be looked at, so that no sheet can be left apart.
    pub(super) fn same(one: File, other: File, _: &str) -> io::Result<bool> {
        Ok(first_line(BufReader::new(one), BufReader::new(other))?.is_none())
    }
}
