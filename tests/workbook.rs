//! The workbook holds what the tables hold: every cell of every CSV file, as a number, a date or a text, and no formula.

#![cfg(feature = "xlsx")]

mod program;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use program::{ask, code, err, names, out, place, table, write};
use transcaspian::units::Date;
use zip::ZipArchive;

const MM1: &str = include_str!("data/mm1.toml");
const TWO_PORTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/validation/two-ports.toml");

/// A cell as the file of a sheet has it.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Number(f64),
    /// A number that is shown as a date, or as a date with its time.
    Date(f64),
    Text(String),
}

/// The parts of a workbook, by their names.
struct Book(BTreeMap<String, String>);

impl Book {
    fn open(folder: &Path) -> Book {
        let file = File::open(folder.join("results.xlsx")).expect("a workbook");
        let mut archive = ZipArchive::new(file).expect("a ZIP archive");
        let parts = archive.len();
        let read = |part: usize| {
            let mut file = archive.by_index(part).expect("a part");
            let mut text = String::new();
            file.read_to_string(&mut text).expect("UTF-8");
            (file.name().expect("UTF-8").into_owned(), text)
        };
        Book((0..parts).map(read).collect())
    }

    fn part(&self, name: &str) -> &str {
        self.0.get(name).unwrap_or_else(|| panic!("no part {name} among {:?}", self.0.keys()))
    }

    /// The names of the sheets, in order.
    fn sheets(&self) -> Vec<&str> {
        let list = self.part("xl/workbook.xml").split("<sheet ").skip(1);
        list.map(|sheet| attribute(sheet, "name").expect("a sheet has a name")).collect()
    }

    /// The file of a sheet.
    fn text(&self, sheet: &str) -> &str {
        let at = self.sheets().iter().position(|name| *name == sheet).expect("the sheet is listed");
        self.part(&format!("xl/worksheets/sheet{}.xml", at + 1))
    }

    /// The cells of a sheet by row, from 0, and column, from 0.
    fn cells(&self, sheet: &str) -> BTreeMap<(usize, usize), Cell> {
        let shared: Vec<String> = self
            .part("xl/sharedStrings.xml")
            .split("<si>")
            .skip(1)
            .map(|text| plain(between(text, "<t", "</t>").expect("a text")))
            .collect();
        let styles = self.part("xl/styles.xml");
        let formats: BTreeMap<&str, &str> = styles
            .split("<numFmt ")
            .skip(1)
            .map(|format| (attribute(format, "numFmtId").unwrap(), attribute(format, "formatCode").unwrap()))
            .collect();
        let dated: Vec<bool> = between(styles, "<cellXfs", "</cellXfs>")
            .expect("styles of cells")
            .split("<xf ")
            .skip(1)
            .map(|style| {
                formats
                    .get(attribute(style, "numFmtId").unwrap())
                    .is_some_and(|f| f.starts_with("yyyy-mm-dd"))
            })
            .collect();
        let cell = |text: &str| {
            let value = between(text, "<v", "</v>");
            let style: usize = attribute(text, "s").map_or(0, |style| style.parse().expect("a number"));
            let cell = match attribute(text, "t") {
                Some("s") => Cell::Text(shared[value?.parse::<usize>().expect("a number")].clone()),
                Some("inlineStr") => Cell::Text(plain(between(text, "<t", "</t>")?)),
                Some(other) => panic!("a cell of the type {other}: {text:.200}"),
                None if dated[style] => Cell::Date(value?.parse().expect("a number")),
                None => Cell::Number(value?.parse().expect("a number")),
            };
            Some((position(attribute(text, "r").expect("a place")), cell))
        };
        let data = between(self.text(sheet), "<sheetData", "</sheetData>").unwrap_or("");
        data.split("<c ").skip(1).filter_map(cell).collect()
    }
}

/// The value of an attribute of the element whose name stands just before `text`.
fn attribute<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let element = &text[..text.find('>')?];
    let start = if element.starts_with(&format!("{name}=\"")) {
        0
    } else {
        element.find(&format!(" {name}=\""))? + 1
    };
    element[start + name.len() + 2..].split('"').next()
}

/// What stands in an element, whatever its attributes.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    let begin = text.find(start)?;
    let inside = begin + text[begin..].find('>')? + 1;
    Some(&text[inside..inside + text[inside..].find(end)?])
}

/// Text without the signs of XML and of spreadsheets.
fn plain(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest[at + 6..].starts_with('_'));
        let c = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        plain.push_str(&rest[..at]);
        plain.push(c.unwrap_or('_'));
        rest = &rest[at + if c.is_some() { 7 } else { 1 }..];
    }
    plain + rest
}

/// Row and column of `B7`, from 0.
fn position(place: &str) -> (usize, usize) {
    let digits = place.find(|c: char| c.is_ascii_digit()).expect("a row");
    let column =
        place[..digits].bytes().fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1);
    (place[digits..].parse::<usize>().expect("a row") - 1, column - 1)
}

/// What a cell of a CSV file is in the workbook.
fn expected(text: &str) -> Cell {
    if let Some((day, ms)) = Date::parse_instant(text) {
        return Cell::Date((day.days() + 25_569) as f64 + (ms / 1000) as f64 / 86_400.0);
    }
    match text.parse() {
        Ok(number) => Cell::Number(number),
        // In a CSV file an apostrophe keeps text from being a formula; here its type does.
        Err(_) => Cell::Text(text.strip_prefix('\'').unwrap_or(text).to_owned()),
    }
}

/// Runs a scenario with a workbook and returns it with its tables.
fn book(place: &tempfile::TempDir, words: &[&str]) -> Book {
    let output = ask(place, &[words, &["--xlsx", "-q", "-o", "results"]].concat());
    assert_eq!(code(&output), 0, "{}", err(&output));
    Book::open(&place.path().join("results"))
}

/// Every cell of every table is in its sheet, and nothing else is.
fn hold(book: &Book, folder: &Path) -> [usize; 3] {
    let mut counts = [0; 3];
    let sheets = book.sheets();
    let mut files: Vec<String> = names(folder);
    files.retain(|file| file.ends_with(".csv") && file != "events.csv");
    let mut named: Vec<String> = sheets[1..].iter().map(|sheet| format!("{sheet}.csv")).collect();
    named.sort();
    assert_eq!(named, files, "one sheet for every table");
    assert_eq!((sheets[0], sheets.last()), ("overview", Some(&"columns")));
    for sheet in &sheets[1..] {
        let (header, rows) = table(folder, &format!("{sheet}.csv"));
        let mut cells = book.cells(sheet);
        for (column, name) in header.iter().enumerate() {
            assert_eq!(cells.remove(&(0, column)), Some(Cell::Text(name.clone())), "{sheet}");
        }
        for (row, texts) in rows.iter().enumerate() {
            for (column, text) in texts.iter().enumerate() {
                let found = cells.remove(&(row + 1, column));
                let wanted = (!text.is_empty()).then(|| expected(text));
                // Names may look like numbers: berths, units, points of a line.
                let name = matches!(&found, Some(Cell::Text(found)) if found == text);
                assert!(
                    found == wanted || name,
                    "{sheet}, row {row}, {}: {found:?} for {text:?}",
                    header[column]
                );
                match found {
                    Some(Cell::Number(_)) => counts[0] += 1,
                    Some(Cell::Date(_)) => counts[1] += 1,
                    Some(Cell::Text(_)) => counts[2] += 1,
                    None => {}
                }
            }
        }
        assert!(cells.is_empty(), "{sheet} has more than its table: {cells:?}");
        let text = book.text(sheet);
        let last = format!("{}{}", letters(header.len() - 1), rows.len() + 1);
        assert_eq!(
            attribute(&text[text.find("<autoFilter ").expect("a filter")..], "ref"),
            Some(&*format!("A1:{last}"))
        );
        assert!(text.contains("state=\"frozen\""), "{sheet}: the header stays in sight");
    }
    counts
}

fn letters(column: usize) -> String {
    let (first, last) = (column / 26, char::from(b'A' + (column % 26) as u8));
    if first == 0 { last.to_string() } else { letters(first - 1) + &last.to_string() }
}

#[test]
fn every_table_is_a_sheet_with_numbers_dates_and_texts() {
    let place = place();
    let book = book(&place, &["run", TWO_PORTS, "-n", "2", "--shipments", "all", "--events", "all"]);
    let [numbers, dates, texts] = hold(&book, &place.path().join("results"));
    assert!(
        numbers > 10_000 && dates > 1_000 && texts > 5_000,
        "{numbers} numbers, {dates} dates, {texts} texts"
    );
    for (part, text) in book.0.iter().filter(|(part, _)| part.starts_with("xl/worksheets/sheet")) {
        assert!(!text.contains("<f>") && !text.contains("<f "), "{part} has a formula");
    }
    // What the run is, on the first sheet, and what every column says, as notes on the headers.
    let overview = book.cells("overview");
    assert_eq!(overview[&(0, 1)], Cell::Text("A crossing between two ports".to_owned()));
    assert!(overview.values().any(|cell| matches!(cell, Cell::Text(text) if text.starts_with("events.csv"))));
    let noted = |text: &str| {
        book.0.iter().any(|(part, notes)| part.starts_with("xl/comments") && notes.contains(text))
    };
    assert!(noted("[TEU] Its size."), "the unit and the meaning of a column");
    assert!(book.part("docProps/core.xml").contains(">2023-01-02T00:00:00Z<"), "no time of the clock");
}

#[test]
fn no_text_is_a_formula() {
    let place = place();
    for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\\t=1+1", "_x003D_1+1 <b> & \\\"c\\\"", "'=1"] {
        let scenario = MM1
            .replace("\"M/M/1 at a load of one half\"", &format!("\"{text}\""))
            .replace("unit = \"server\",", &format!("unit = \"server\", note = \"{text}\","));
        assert_ne!(scenario, MM1);
        let file = write(&place, "texts.toml", &scenario);
        let book = book(&place, &["run", &file, "-n", "2", "--days", "1", "--force"]);
        let text = text.replace("\\t", "\t").replace("\\\"", "\"");
        assert_eq!(book.cells("overview")[&(0, 1)], Cell::Text(text.clone()));
        assert!(book.cells("params").values().any(|cell| *cell == Cell::Text(text.clone())), "{text:?}");
        for (part, text) in book.0.iter().filter(|(part, _)| part.starts_with("xl/worksheets/sheet")) {
            assert!(!text.contains("<f>") && !text.contains("<f "), "{part} has a formula");
        }
    }
}

#[test]
fn the_same_run_gives_the_same_bytes_and_can_be_reproduced() {
    let place = place();
    let bytes: Vec<Vec<u8>> = [["-j", "1"], ["-j", "2"], ["-j", "2"]]
        .into_iter()
        .enumerate()
        .map(|(at, threads)| {
            let folder = at.to_string();
            let words = ["run", TWO_PORTS, "-n", "3", "--days", "20", "--xlsx", "-q", "-o", &folder];
            let output = ask(&place, &[&words[..], &threads].concat());
            assert_eq!(code(&output), 0, "{}", err(&output));
            fs::read(place.path().join(folder).join("results.xlsx")).expect("a workbook")
        })
        .collect();
    assert!(bytes.iter().all(|other| *other == bytes[0]));
    let output = ask(&place, &["reproduce", "0"]);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    // That of fewer replications has other numbers.
    let short = ["run", TWO_PORTS, "-n", "2", "--days", "20", "--xlsx", "-q", "-o", "short"];
    assert_eq!(code(&ask(&place, &short)), 0);
    fs::copy(place.path().join("short/results.xlsx"), place.path().join("0/results.xlsx"))
        .expect("it can be copied");
    let output = ask(&place, &["reproduce", "0"]);
    assert_eq!(code(&output), 6, "{}", err(&output));
    assert!(out(&output).contains("results.xlsx: its sheets differ"), "{}", out(&output));
}

#[test]
fn a_comparison_has_a_workbook_of_its_own() {
    let place = place();
    let file = write(&place, "more.toml", &fs::read_to_string(TWO_PORTS).expect("it is shipped"));
    let book = book(&place, &["compare", TWO_PORTS, &file, "-n", "2", "--days", "20"]);
    assert_eq!(book.sheets(), ["overview", "comparison", "columns"]);
    let folder = place.path().join("results");
    hold(&book, &folder);
    for scenario in ["two-ports", "more"] {
        hold(&Book::open(&folder.join(scenario)), &folder.join(scenario));
    }
}

/// Files with and without names fail at some size, be it rows that wait or the workbook itself.
#[cfg(unix)]
#[test]
fn a_full_disk_is_an_error_and_leaves_nothing() {
    let place = place();
    let script = "ulimit -f $1; shift; exec \"$0\" \"$@\"";
    let run = ["run", TWO_PORTS, "-n", "2", "--days", "20", "--xlsx", "-q", "-o", "results"];
    let mut refused = 0;
    // Blocks of 512 bytes.
    for blocks in [1, 40, 150, 250, 300, 320, 340] {
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", script, env!("CARGO_BIN_EXE_transcaspian"), &blocks.to_string()]).args(run);
        let output = shell.current_dir(place.path()).output().expect("a shell");
        let told = err(&output);
        assert!(!told.contains("panicked") && !told.contains("ZipWriter"), "{told}");
        if code(&output) == 0 {
            continue;
        }
        refused += 1;
        assert_eq!((code(&output), told.lines().count()), (1, 1), "{told}");
        assert!(told.contains("results/") && told.contains(" cannot be written: "), "{told}");
        assert!(names(place.path()).is_empty(), "{:?}", names(place.path()));
    }
    assert!(refused >= 3, "{refused}");
}

#[test]
fn the_first_sheet_tells_the_mean_of_the_headline() {
    let place = place();
    let order = "run.readings=[\"kz-rail\", \"kazakhstan\"]";
    let book = book(&place, &["run", "base", "--days", "14", "-n", "2", "--set", order]);
    let (header, rows) = table(&place.path().join("results"), "targets.csv");
    let at = |name: &str| header.iter().position(|column| column == name).expect("a column");
    let of_it = |row: &&Vec<String>| {
        [("span", "kazakhstan"), ("population", "containers"), ("statistic", "mean")]
            .iter()
            .all(|(name, value)| row[at(name)] == *value)
    };
    let mean: f64 = rows.iter().find(of_it).expect("a target")[at("value")].parse().expect("a number");
    let overview = book.cells("overview");
    let row = overview.iter().find(|(_, cell)| **cell == Cell::Text("mean (d)".to_owned()));
    let ((row, _), _) = row.expect("the mean has its line");
    assert_eq!(overview[&(*row, 1)], Cell::Number(mean));
}
