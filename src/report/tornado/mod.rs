//! What a tornado leaves: its table, its picture and its manifest.

mod json;
mod picture;
mod table;

use serde::Serialize;

use super::columns;
use super::contents::MANIFEST;
use super::csv::{self, Dialect};
use super::folder::{Folder, OutputError};
use super::manifest::{Called, Inputs, Manifest};
use crate::experiment::Tornado;
use crate::scenario::Scenario;

pub use json::json as tornado_json;
pub use picture::picture as tornado_picture;
pub use table::table as tornado_table;

/// Writes the files of a tornado.
///
/// # Errors
/// An [`OutputError`] if something cannot be written.
pub fn write_tornado(
    folder: &Folder,
    scenario: &Scenario,
    tornado: &Tornado,
    manifest: &Manifest,
    dialect: Dialect,
) -> Result<(), OutputError> {
    let columns = columns::table(&[table::table(tornado)]);
    for table in [table::table(tornado), columns] {
        folder.file(table.file, |out| csv::write(table, dialect, out))?;
    }
    folder.text("tornado.svg", &picture::picture(&scenario.spec().title, tornado))?;
    folder.text(MANIFEST, &manifest_text(scenario, tornado, manifest))
}

/// The manifest, in its order of keys.
#[derive(Serialize)]
struct Record<'a> {
    #[serde(flatten)]
    called: Called<'a>,
    span: &'a str,
    population: &'a str,
    seed: u64,
    inputs_varied: usize,
    only: &'a [String],
    screen: u32,
    top: usize,
    replications: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    between: Option<&'a [String; 2]>,
    inputs: Inputs,
}

fn manifest_text(scenario: &Scenario, tornado: &Tornado, manifest: &Manifest) -> String {
    let record = Record {
        called: manifest.called(scenario, tornado.complete),
        span: &tornado.span,
        population: &tornado.population,
        seed: tornado.plan.seed,
        inputs_varied: tornado.inputs,
        only: &tornado.design.only,
        screen: tornado.design.screen,
        top: tornado.design.top,
        replications: tornado.plan.replications,
        between: tornado.design.between.as_ref(),
        inputs: scenario.inputs().into(),
    };
    toml::to_string(&record).expect("a record of plain values is TOML")
}
