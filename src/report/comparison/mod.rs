//! What a comparison leaves: its table, its manifest, and what of it is worth telling first.

mod answer;
mod json;
mod manifest;
mod table;

use super::chart;
use super::columns;
use super::contents::MANIFEST;
use super::folder::{Folder, OutputError};
use super::table_file::{Form, write_table};
use super::workbook::{Overview, write_workbook};
use super::{Manifest, Material};
use crate::experiment::{Comparison, Gain};

pub use answer::{ComparisonAnswer, ReadingChange, ScenarioAnswer};
pub use json::json as comparison_json;
pub use table::table as comparison;

/// What the tables of a comparison are made of.
#[derive(Clone, Debug)]
pub struct Contrast<'a> {
    /// The base.
    pub base: Material<'a>,
    /// The scenarios held against it.
    pub others: Vec<Material<'a>>,
    /// What came of it.
    pub comparison: &'a Comparison,
    /// By scenario: what common random numbers have gained for the headline.
    pub gains: Vec<Option<Gain>>,
    /// What must be known before relying on it.
    pub notes: &'a [String],
    /// Names of scenarios that were to be compared and are not.
    pub missing: &'a [String],
}

impl<'a> Contrast<'a> {
    /// Whether every scenario that was asked for is here with all its replications.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.runs().iter().all(|material| material.results.complete)
    }

    /// All runs, the base first.
    #[must_use]
    pub fn runs(&self) -> Vec<Material<'a>> {
        std::iter::once(&self.base).chain(&self.others).copied().collect()
    }
}

/// Writes the files of a comparison; those of its runs lie in folders beside them.
///
/// # Errors
/// An [`OutputError`] if something cannot be written.
pub fn write_comparison(
    folder: &Folder,
    contrast: &Contrast<'_>,
    manifest: &Manifest,
    form: Form,
) -> Result<(), OutputError> {
    let tables = [table::table(contrast)];
    let columns = columns::table(&tables);
    let mut sheets = Vec::new();
    for table in tables.into_iter().chain([columns]) {
        sheets.extend(write_table(folder, table, form)?);
    }
    if form.workbook {
        write_workbook(folder, &Overview::of_comparison(contrast), sheets)?;
    }
    if !contrast.others.is_empty() {
        chart::write(folder, &contrast.runs())?;
    }
    folder.text(MANIFEST, &manifest::text(contrast, manifest))
}
