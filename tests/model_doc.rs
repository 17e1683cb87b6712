//! What `docs/model.md` says by name or number is so: closed lists of the code, values and units of the shipped base,
//! constants, files, flags. Where it is not, the message holds the rows as they should be.

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::open;
use transcaspian::cargo::Class;
use transcaspian::observation::{Cause, Event};
use transcaspian::parameter::Kind;
use transcaspian::scenario::{ArrivalSpec, MeasureSpec, Role};
use transcaspian::stage::{DepartureRule, StageSpec};

const DOCUMENT: &str = "docs/model.md";

/// The items of STRESS-DES (Monks et al., Journal of Simulation 13, 2019).
const STRESS: [&str; 24] = [
    "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.5", "3.1",
    "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> String {
    let text = std::fs::read_to_string(root().join(file)).unwrap_or_else(|fault| panic!("{file}: {fault}"));
    text.replace("\r\n", "\n")
}

/// The cells of a line of a table.
fn cells(line: &str) -> Option<Vec<String>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(|cell| cell.trim().to_owned()).collect())
}

/// The rows of the table whose first header is `header`.
fn table(text: &str, header: &str) -> Vec<Vec<String>> {
    let mut lines = text.lines().skip_while(|line| cells(line).is_none_or(|row| row[0] != header));
    assert!(lines.next().is_some(), "{DOCUMENT} has no table with the first header `{header}`");
    lines.map_while(cells).skip(1).collect()
}

/// What a cell has between backticks.
fn quoted(cell: &str) -> String {
    let inner = cell.strip_prefix('`').and_then(|cell| cell.strip_suffix('`'));
    inner.unwrap_or_else(|| panic!("{DOCUMENT}: `{cell}` is to be a name in backticks")).to_owned()
}

/// The names in the first column of a table.
fn names(text: &str, header: &str) -> Vec<String> {
    table(text, header).iter().map(|row| quoted(&row[0])).collect()
}

/// All that stands in backticks outside blocks of code.
fn spans(text: &str) -> Vec<&str> {
    let outside = text.split("```").step_by(2);
    outside.flat_map(|part| part.split('`').skip(1).step_by(2)).collect()
}

/// The text between `from` and the next `until`.
fn between<'a>(text: &'a str, from: &str, until: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("`{from}` is in the source"));
    rest.split_once(until).unwrap_or_else(|| panic!("`{until}` follows `{from}`")).0
}

/// The variants of an enum without data, as the source declares it.
fn variants(source: &str, list: &str) -> Vec<String> {
    let body = between(source, &format!("pub enum {list} {{"), "\n}");
    let lines = body.lines().map(str::trim).filter(|line| !line.starts_with("//") && !line.is_empty());
    lines.map(|line| line.trim_end_matches(',').to_owned()).collect()
}

/// The commands that the program lists, but for its help.
fn commands() -> Vec<String> {
    let help = program(&["--help"]);
    let list = between(&help, "Commands:\n", "\n\n");
    // A description may go on in a line that is indented further.
    let begins = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    let first = |line: &str| line.split_whitespace().next().expect("a command has a name").to_owned();
    list.lines().filter(begins).map(first).filter(|name| name != "help").collect()
}

fn program(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_transcaspian")).args(arguments).output();
    String::from_utf8(output.expect("the program runs").stdout).expect("it writes text")
}

#[test]
fn closed_lists_are_whole_and_hold_nothing_else() {
    let text = read(DOCUMENT);
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    let laws = between(&read("src/parameter/law.rs"), "const LAWS:", "\n];").to_owned();
    let law = |line: &str| {
        line.trim().strip_prefix("(\"").and_then(|rest| rest.split('"').next()).map(str::to_owned)
    };
    let lists: [(&str, Vec<String>); 12] = [
        ("kind of stage", StageSpec::CHOICES.iter().map(|choice| choice.name.to_owned()).collect()),
        ("departure rule", DepartureRule::CHOICES.iter().map(|choice| choice.name.to_owned()).collect()),
        ("arrival law", ArrivalSpec::CHOICES.iter().map(|choice| choice.name.to_owned()).collect()),
        ("measure", MeasureSpec::CHOICES.iter().map(|choice| choice.name.to_owned()).collect()),
        ("role", Role::ALL.iter().map(|role| role.word().to_owned()).collect()),
        ("kind of number", Kind::ALL.iter().map(|kind| kind.word().to_owned()).collect()),
        ("class", owned(&Class::ALL.map(Class::name))),
        ("cause", owned(&Cause::ALL.map(Cause::name))),
        ("milestone", owned(&Event::ALL.map(Event::name))),
        ("rank", variants(&read("src/stage/context.rs"), "Rank")),
        ("law", laws.lines().filter_map(law).collect()),
        ("command", commands()),
    ];
    for (header, mut expected) in lists {
        assert!(expected.len() > 2, "the list `{header}` is found in the code: {expected:?}");
        let mut stated = names(&text, header);
        if header == "command" {
            // Their order says nothing.
            stated.sort();
            expected.sort();
        }
        assert_eq!(stated, expected, "the table `{header}` of {DOCUMENT}, in the order of the code");
    }
}

#[test]
fn values_are_those_of_the_base() {
    let (text, base) = (read(DOCUMENT), open("base", &[]));
    let rows = table(&text, "key path");
    assert!(rows.len() >= 40, "{} numbers are too few", rows.len());
    let mut wrong = Vec::new();
    for row in &rows {
        let path = quoted(&row[0]);
        let line = match base.parameters().iter().find(|number| number.path == path) {
            Some(number) => format!("| `{path}` | `{}` | {} |", number.value_text, number.unit.name),
            None => format!("(no number has the path {path})"),
        };
        if line != format!("| {} |", row.join(" | ")) {
            wrong.push(line);
        }
    }
    assert!(wrong.is_empty(), "rows of {DOCUMENT} as the base has them:\n{}", wrong.join("\n"));
    let distinct: BTreeSet<&String> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(distinct.len(), rows.len(), "a number stands in one row");
}

#[test]
fn kinds_of_numbers_are_counted() {
    let (text, inputs) = (read(DOCUMENT), open("base", &[]).inputs());
    let counts = [
        ("document", inputs.document),
        ("public", inputs.public),
        ("derived", inputs.derived),
        ("calibrated", inputs.calibrated),
        ("assumed", inputs.assumed),
    ];
    let stated: Vec<_> =
        table(&text, "kind of number").iter().map(|row| (quoted(&row[0]), row[1].clone())).collect();
    let expected: Vec<_> =
        counts.iter().map(|(kind, count)| ((*kind).to_owned(), count.to_string())).collect();
    assert_eq!(stated, expected, "the numbers of the base by kind in {DOCUMENT}");
}

#[test]
fn calibrated_numbers_are_all_named() {
    let (text, base) = (read(DOCUMENT), open("base", &[]));
    let stated: Vec<String> =
        table(&text, "calibrated number").iter().map(|row| format!("| {} |", row.join(" | "))).collect();
    let calibrated = base.parameters().iter().filter(|number| number.kind == Kind::Calibrated);
    let expected: BTreeSet<String> = calibrated
        .map(|number| {
            let to = number.fitted_to.as_ref().expect("what is calibrated was fitted to something");
            format!("| `{}` | `{to}` |", number.path)
        })
        .collect();
    let rows = || expected.iter().cloned().collect::<Vec<_>>().join("\n");
    assert_eq!(stated.iter().cloned().collect::<BTreeSet<_>>(), expected, "the rows are to be:\n{}", rows());
    assert_eq!(stated.len(), expected.len(), "a row stands twice");
}

#[test]
fn constants_are_those_of_the_code() {
    for row in table(&read(DOCUMENT), "constant") {
        let [name, value, _, file] = row.as_slice() else { panic!("{row:?} has four cells") };
        let source = read(&quoted(file));
        let begin = format!("const {}: ", quoted(name));
        let found = between(&source, &begin, ";").split_once(" = ").expect("a constant has a value").1;
        assert_eq!(found, quoted(value), "{name} in {file}");
    }
}

#[test]
fn files_flags_and_headings_exist() {
    let text = read(DOCUMENT);
    let helps: Vec<String> = commands().iter().map(|command| program(&[command, "--help"])).collect();
    let (mut files, mut flags) = (0, 0);
    for span in spans(&text) {
        if ["src/", "tests/", "scenarios/", "benches/", "docs/"].iter().any(|room| span.starts_with(room)) {
            assert!(Path::new(&root().join(span)).is_file(), "{DOCUMENT} names {span}, which is no file");
            files += 1;
        }
        let words = span.split_whitespace().filter(|word| word.starts_with("--"));
        for flag in words {
            let known = helps.iter().any(|help| help.split([' ', '\n', ',']).any(|word| word == flag));
            assert!(known, "{DOCUMENT} names {flag}, which no command takes");
            flags += 1;
        }
        if let Some(rest) = span.strip_prefix("transcaspian ") {
            let command = rest.split_whitespace().next().expect("a command has a name");
            assert!(commands().iter().any(|known| known == command), "{DOCUMENT} names {span}");
        }
    }
    assert!(files > 30 && flags > 1, "{files} files and {flags} flags were looked at");
    for stage in table(&text, "kind of stage") {
        assert!(read(&quoted(&stage[1])).starts_with("//!"), "{stage:?}");
    }
    let items = table(&text, "item");
    let items: Vec<&str> = items.iter().filter_map(|row| row[0].split(' ').next()).collect();
    assert_eq!(items, STRESS, "the items of STRESS-DES");
}
