//! Records of wind: the text of a file takes the place of its name, so that a scenario says all by itself.

use std::path::Path;

use super::load::{ReadFailure, Store, plain};
use crate::document::{
    Code, Files, Node, Place, Problem, Problems, Table, Value, decode, join_path, parse_path,
};
use crate::parameter::WindRecord;

/// Keys of a sea area whose storms come at random.
const STORMS: [&str; 4] = ["storms", "months", "duration", "wind"];

/// What takes the place of a record that cannot be read, so that the rest of the document can be.
const STAND_IN: &str = "time,wind_m_s\n2000-01-01,0\n";

/// What is needed to put records into a document.
pub(super) struct Embedding<'a> {
    pub store: &'a dyn Store,
    /// The folder of the file that holds the document; none of a shipped scenario, which reaches no files.
    pub folder: Option<&'a Path>,
    pub files: &'a mut Files,
    pub problems: &'a mut Problems,
}

/// Puts the text of every file of a record that a document names into it, where a sea area has it and where a fix gives
/// it to one.
pub(super) fn embed(document: &mut Node, mut with: Embedding<'_>) {
    // Looking for records in order to change them would copy every fix of the document.
    if !["weather", "fix"].iter().filter_map(|table| document.at(&[*table])).any(names_a_file) {
        return;
    }
    with.areas(document);
    for (path, fix) in entries(document, "fix") {
        let Some(fix) = fix.as_table_mut() else { continue };
        if let Some(insert) = fix.get_mut("insert") {
            with.areas(insert);
        }
        for (key, node) in fix.get_mut("set").into_iter().flat_map(all) {
            match parse_path(&key).unwrap_or_default().as_slice() {
                [table, _] if table == "weather" => with.area(&format!("{path}.set.\"{key}\""), node),
                [table, _, last] if table == "weather" && last == "record" => {
                    with.record(&format!("{path}.set.\"{key}\""), node);
                }
                _ => {}
            }
        }
    }
}

/// Takes from a base what a file laid over it replaces: storms where the file has a record for the area, and the other
/// way round.
pub(super) fn give_way(mut base: Node, over: &Node) -> Node {
    let areas = over.at(&["weather"]).and_then(Node::as_table);
    for (name, _, area) in areas.iter().flat_map(|areas| areas.iter()) {
        let has = |key: &str| area.at(&[key]).is_some();
        let goes: &[&str] = match (has("record"), STORMS.iter().any(|key| has(key))) {
            (true, false) => &STORMS,
            (false, true) => &["record"],
            _ => continue,
        };
        let weather = base.as_table_mut().and_then(|base| base.get_mut("weather"));
        let area = weather.and_then(|weather| weather.as_table_mut()?.get_mut(name)?.as_table_mut());
        if let Some(area) = area {
            goes.iter().for_each(|key| drop(area.remove(key)));
        }
    }
    base
}

/// Whether a file is named anywhere in a part of a document.
fn names_a_file(node: &Node) -> bool {
    let inner =
        |table: &Table| table.get("file").is_some() || table.iter().any(|(_, _, node)| names_a_file(node));
    node.as_table().is_some_and(inner)
}

/// The entries of a table of the document, with their paths.
fn entries<'n>(document: &'n mut Node, table: &str) -> Vec<(String, &'n mut Node)> {
    let found = document.as_table_mut().and_then(|document| document.get_mut(table));
    let found = found.into_iter().flat_map(all);
    found.map(|(key, node)| (join_path([table, &key]), node)).collect()
}

/// The entries of a table; none of anything else.
fn all(table: &mut Node) -> Vec<(String, &mut Node)> {
    let table = table.as_table_mut().into_iter();
    table.flat_map(|table| table.iter_mut().map(|(key, node)| (key.to_owned(), node))).collect()
}

impl Embedding<'_> {
    fn areas(&mut self, document: &mut Node) {
        for (path, area) in entries(document, "weather") {
            self.area(&path, area);
        }
    }

    fn area(&mut self, path: &str, area: &mut Node) {
        if let Some(record) = area.as_table_mut().and_then(|area| area.get_mut("record")) {
            self.record(&format!("{path}.record"), record);
        }
    }

    fn record(&mut self, path: &str, record: &mut Node) {
        let Some(table) = record.as_table_mut() else { return };
        let Some(Node { value: Value::String(name), place }) = table.get("file") else { return };
        let (place, path) = (*place, format!("{path}.file"));
        let text = self.text(&name.clone(), place, &path).unwrap_or_else(|| STAND_IN.to_owned());
        table.remove("file");
        table.insert("csv", place, Node::new(Value::String(text), place));
        if table.get("unit").is_none() {
            table.insert("unit", place, Node::new(Value::String("m/s".into()), place));
        }
    }

    /// The text of a record; every fault of its lines is a problem.
    fn text(&mut self, name: &str, place: Place, path: &str) -> Option<String> {
        let (shown, read) = match self.folder {
            Some(folder) => {
                let file = folder.join(name);
                (plain(&file).to_string_lossy().replace('\\', "/"), self.store.read(&file))
            }
            None => (name.to_owned(), Err(ReadFailure::Missing)),
        };
        let bytes = match read {
            Ok(bytes) => bytes,
            Err(failure) => {
                let (code, message) = match failure {
                    ReadFailure::Missing => (Code::Missing, format!("there is no file {shown}")),
                    ReadFailure::Folder => (Code::Unreadable, format!("{shown} is a folder, not a record")),
                    ReadFailure::Other(why) => (Code::Unreadable, format!("{shown} cannot be read: {why}")),
                };
                let hint = "the file of a record is looked for beside the file that names it";
                self.problems.push(Problem::new(code, place, path, message).hint(hint));
                return None;
            }
        };
        let file = decode(&shown, bytes, self.files, self.problems)?;
        let text = self.files.text(file);
        if let Err(faults) = WindRecord::parse(text) {
            for fault in faults {
                let place = Place { file, line: fault.line, column: 1 };
                self.problems.push(Problem::new(Code::BadRecord, place, path, fault.message));
            }
            return None;
        }
        // One text for one record, however its lines end.
        Some(text.trim_start_matches('\u{feff}').lines().flat_map(|line| [line, "\n"]).collect())
    }
}
