//! Whether two folders of results hold the same bytes.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::contents::{MANIFEST, WORKBOOK};
use super::workbook;

/// Files that say how a run was called, from which files, and therefore differ when it is called in another way.
const OF_THE_CALL: [&str; 2] = [MANIFEST, "params.csv"];
/// The sheet of a workbook that says the same as one of them.
const SHEET_OF_THE_CALL: &str = "params";

/// How a file of one folder differs from that of the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The file, from the folder.
    pub file: PathBuf,
    /// What differs.
    pub what: Differs,
}

/// What differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differs {
    /// Only the first folder has the file.
    Missing,
    /// Only the second folder has it.
    New,
    /// The first line that is not the same, from 1.
    Line(u64),
    /// Something in a workbook.
    Sheets,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match self.what {
            Differs::Missing => write!(f, "{file}: was not written this time"),
            Differs::New => write!(f, "{file}: was not there before"),
            Differs::Line(line) => write!(f, "{file}: differs from line {line} on"),
            Differs::Sheets => write!(f, "{file}: its sheets differ"),
        }
    }
}

/// Holds two folders of results against each other; returns how many files were held, and what differs.
///
/// # Errors
/// If a file cannot be read.
pub fn differences_in_bytes(before: &Path, after: &Path) -> io::Result<(usize, Vec<Difference>)> {
    let (old, new) = (files(before, Path::new(""))?, files(after, Path::new(""))?);
    let mut found = Vec::new();
    let both: BTreeSet<&PathBuf> = old.union(&new).collect();
    for &file in &both {
        let (one, other) = (before.join(file), after.join(file));
        let what = match (old.contains(file), new.contains(file)) {
            (true, true) if file.ends_with(WORKBOOK) => {
                (!workbook::same(&one, &other, SHEET_OF_THE_CALL)?).then_some(Differs::Sheets)
            }
            (true, true) => first_line(open(&one)?, open(&other)?)?.map(Differs::Line),
            (true, false) => Some(Differs::Missing),
            _ => Some(Differs::New),
        };
        found.extend(what.map(|what| Difference { file: file.clone(), what }));
    }
    Ok((both.len(), found))
}

/// The files of results in a folder and the folders in it.
fn files(folder: &Path, inside: &Path) -> io::Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder.join(inside))? {
        let entry = entry?;
        let path = inside.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            found.extend(files(folder, &path)?);
        } else if !OF_THE_CALL.iter().any(|name| entry.file_name() == *name) {
            found.insert(path);
        }
    }
    Ok(found)
}

fn open(path: &Path) -> io::Result<BufReader<File>> {
    File::open(path).map(BufReader::new)
}

/// The first line in which two files differ.
pub(super) fn first_line(mut one: impl BufRead, mut other: impl BufRead) -> io::Result<Option<u64>> {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for line in 1.. {
        left.clear();
        right.clear();
        let ends = one.read_until(b'\n', &mut left)? + other.read_until(b'\n', &mut right)? == 0;
        if left != right {
            return Ok(Some(line));
        }
        if ends {
            break;
        }
    }
    Ok(None)
}
