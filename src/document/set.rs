//! Values set on the command line, `--set path=value`.
//!
//! The value is a TOML value; text of one word needs no quotation marks. Where the path leads to a quantity, a bare
//! number (`--set fleet.feeders.vessels=3`), or a number with a unit (`--set leg.x.time="6 h"`), replaces its value
//! or law and keeps the unit if none is given; a whole quantity, `{ … }`, replaces it whole. Either way the source
//! becomes `command-line`, and a range, note or kind that was stated for the old value goes. The path must exist, or be
//! a key that the scenario could have there.

use super::parse::parse_value;
use super::path::push_key;
use super::{Code, FileId, Files, Node, Place, Problem, Problems, Schema, Table, Value, nearest, parse_path};

/// The source of values that were set on the command line.
pub const COMMAND_LINE: &str = "command-line";

/// Applies one `--set` argument to a document; a problem if it cannot be applied, and the document stays as it was.
pub fn set(document: &mut Node, argument: &str, schema: Schema, files: &mut Files, problems: &mut Problems) {
    let file = files.add_argument("--set", argument);
    let mut found = Problems::new();
    if let Some((path, value)) = split(file, argument, files, &mut found) {
        let place = Place { file, line: 1, column: 1 };
        match locate(document, &path, place, schema) {
            Err(problem) => {
                found.push(*problem);
            }
            Ok(old) => {
                let node = adapt(old, value, argument);
                document.assign(&path, place, node);
            }
        }
    }
    problems.extend(found);
}

/// The path and the value of an argument.
fn split(
    file: FileId,
    argument: &str,
    files: &Files,
    problems: &mut Problems,
) -> Option<(Vec<String>, Node)> {
    let mut bad = |offset, message: String| {
        problems.push(
            Problem::new(Code::BadSet, files.place(file, offset), "", message)
                .hint("write path=value, such as fleet.feeders.vessels=3"),
        );
        None
    };
    let Some(equals) = equals_sign(argument) else {
        return bad(argument.len(), "there is no = between path and value".into());
    };
    let path = match parse_path(&argument[..equals]) {
        Ok(path) => path,
        Err(fault) => return bad(fault.offset, fault.message.into()),
    };
    let text = &argument[equals + 1..];
    let start = equals + 1 + (text.len() - text.trim_start().len());
    let text = text.trim();
    if text.is_empty() {
        return bad(start, "there is no value after the =".into());
    }
    match parse_value(file, start, files, problems) {
        Ok(node) => Some((path, node?)),
        Err(_) if is_word(text) => {
            Some((path, Node::new(Value::String(text.to_owned()), files.place(file, start))))
        }
        Err((offset, message)) => {
            let problem = Problem::new(
                Code::BadSet,
                files.place(file, offset),
                "",
                format!("the value is not TOML: {message}"),
            );
            problems.push(problem.hint(
                "text with blanks or signs, or a number with its unit (\"36 h\"), stands in quotation marks",
            ));
            None
        }
    }
}

/// The offset of the first `=` outside quotation marks.
fn equals_sign(argument: &str) -> Option<usize> {
    let mut open = None;
    argument.char_indices().find_map(|(i, c)| {
        match (open, c) {
            (None, '"' | '\'') => open = Some(c),
            (Some(quote), c) if quote == c => open = None,
            (None, '=') => return Some(i),
            _ => {}
        }
        None
    })
}

/// Whether a value may stand without quotation marks: it begins with a letter and has no sign of TOML's own.
fn is_word(text: &str) -> bool {
    text.starts_with(char::is_alphabetic)
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || "\"'[]{}=,#".contains(c))
}

/// The present value at a path, `None` if the scenario has none there but could have.
///
/// # Errors
/// A problem at `place` if the path leads nowhere.
pub fn locate<'n>(
    document: &'n Node,
    path: &[String],
    place: Place,
    schema: Schema,
) -> Result<Option<&'n Node>, Box<Problem>> {
    let (mut node, mut schema, mut text) = (Some(document), Some(schema), String::new());
    for (i, key) in path.iter().enumerate() {
        let inside = node.filter(|n| !n.is_quantity());
        let next = inside.and_then(|n| n.as_table()?.get(key));
        let known = schema.and_then(|s| match s {
            // Under a free key a new thing can be added whole, but nothing can be changed in a thing that is not there.
            Schema::Map(inner) => (next.is_some() || i + 1 == path.len()).then(inner),
            Schema::Any => next.map(|_| Schema::Any),
            // Another kind of a choice is chosen by giving it whole.
            Schema::Choice(_) => next.and_then(|_| s.under(key)),
            _ => s.under(key),
        });
        push_key(&mut text, key);
        if next.is_none() && known.is_none() {
            return Err(Box::new(unknown(document, path, &text, place)));
        }
        (node, schema) = (next, known);
    }
    Ok(node)
}

fn unknown(document: &Node, path: &[String], reached: &str, place: Place) -> Problem {
    let full = super::join_path(path.iter().map(String::as_str));
    let message = format!("nothing in the scenario is called {reached}");
    let problem = Problem::new(Code::UnknownPath, place, full.clone(), message);
    let leaves = document.leaves();
    match nearest(&full, leaves.iter().map(|(path, _)| path.as_str())) {
        Some(near) => problem.hint(format!("did you mean {near}?")),
        None => problem.hint("`transcaspian params FILE` lists every path"),
    }
}

/// The value to put in place of `old`: itself, or a quantity made of it.
fn adapt(old: Option<&Node>, value: Node, argument: &str) -> Node {
    let place = value.place;
    let text = |text: &str| Node::new(Value::String(text.to_owned()), place);
    let note = text(&format!("--set {}", argument.trim()));
    if let Value::Table(mut table) = value.value {
        if table.get("unit").is_some() && table.get("source").is_none() {
            table.insert("source", place, text(COMMAND_LINE));
            if table.get("note").is_none() {
                table.insert("note", place, note);
            }
        }
        return Node::new(Value::Table(table), place);
    }
    let Some(unit) = old.filter(|n| n.is_quantity()).and_then(|n| n.at(&["unit"])?.as_str()) else {
        return value;
    };
    let (number, unit) = match &value.value {
        Value::Integer(_) | Value::Float(_) => (value.value, unit),
        Value::String(written) => match number_with_unit(written) {
            Some((number, written_unit)) => (number, written_unit.unwrap_or(unit)),
            None => return value,
        },
        _ => return value,
    };
    let mut table = Table::new(true);
    table.insert("value", place, Node::new(number, place));
    table.insert("unit", place, text(unit));
    table.insert("source", place, text(COMMAND_LINE));
    table.insert("note", place, note);
    Node::new(Value::Table(table), place)
}

/// A number and, if there is one, the unit after it.
fn number_with_unit(text: &str) -> Option<(Value, Option<&str>)> {
    let text = text.trim();
    let (number, unit) = match text.split_once(' ') {
        Some((number, unit)) => (number, Some(unit.trim())),
        None => (text, None),
    };
    let value = match number.parse::<i64>() {
        Ok(number) => Value::Integer(number),
        Err(_) => Value::Float(number.parse::<f64>().ok().filter(|x| x.is_finite())?),
    };
    Some((value, unit))
}

#[cfg(test)]
mod tests {
    use super::super::{FieldDoc, parse, write_value};
    use super::*;
    use crate::units::Domain;

    const TIME: fn() -> Schema =
        || Schema::Quantity { dimension: "time", units: &[], domain: Domain::NonNegative, law: true };
    const PORT: &[FieldDoc] = &[
        FieldDoc { name: "dwell", doc: "", required: true, schema: TIME },
        FieldDoc { name: "extra", doc: "", required: false, schema: TIME },
        FieldDoc { name: "statistic", doc: "", required: false, schema: || Schema::Text },
    ];
    const ROOT: &[FieldDoc] = &[FieldDoc {
        name: "stage",
        doc: "",
        required: true,
        schema: || Schema::Map(|| Schema::Table(PORT)),
    }];

    const TEXT: &str = "[stage.aktau]\ndwell = { exponential = { mean = 3 }, unit = \"h\", source = \"s\", \
                        range = [1, 4] }\nstatistic = \"mean\"\n";

    /// The value at `path` after the argument was applied, or the rendered problems.
    fn after(argument: &str, path: &str) -> Result<String, String> {
        let (mut files, mut problems) = (Files::new(), Problems::new());
        let file = files.add("t.toml", TEXT);
        let mut node = parse(file, &files, &mut problems).unwrap();
        set(&mut node, argument, Schema::Table(ROOT), &mut files, &mut problems);
        if !problems.is_empty() {
            return Err(problems.render(&files));
        }
        Ok(write_value(node.at(&parse_path(path).unwrap()).unwrap()))
    }

    #[test]
    fn a_number_replaces_value_or_law_and_keeps_the_unit() {
        let dwell = |argument| after(argument, "stage.aktau.dwell").unwrap();
        assert_eq!(
            dwell("stage.aktau.dwell=4.5"),
            "{ value = 4.5, unit = \"h\", source = \"command-line\", note = \"--set stage.aktau.dwell=4.5\" }"
        );
        assert!(
            dwell("stage.aktau.dwell = \"2 d\"").starts_with("{ value = 2, unit = \"d\", source = \"command")
        );
        assert!(dwell("stage.aktau.dwell='7'").starts_with("{ value = 7, unit = \"h\""));
        let whole = dwell("stage.aktau.dwell={uniform={low=1,high=2},unit=\"h\"}");
        assert!(
            whole.starts_with("{ uniform = { low = 1, high = 2 }, unit = \"h\", source = \"command-line\"")
        );
    }

    #[test]
    fn words_need_no_quotation_marks_and_absent_keys_can_be_set() {
        assert_eq!(after("stage.aktau.statistic=p90", "stage.aktau.statistic").unwrap(), "\"p90\"");
        let extra = after("stage.aktau.extra={value=1,unit='h'}", "stage.aktau.extra").unwrap();
        assert!(extra.starts_with("{ value = 1"), "{extra}");
        assert_eq!(after("stage.alat={}", "stage.alat").unwrap(), "{}");
    }

    #[test]
    fn mistakes_point_at_the_argument() {
        let problem = |argument| after(argument, "stage").unwrap_err();
        assert!(problem("stage.aktau.dwel=1").contains("help: did you mean stage.aktau.dwell?"));
        assert!(problem("stage.aktua.dwell=1").contains("nothing in the scenario is called stage.aktua\n"));
        assert!(problem("stage.aktau.dwell.value=1").contains("E051"));
        assert!(
            problem("stage.aktau.dwell").starts_with("error[E050]: there is no = between path and value")
        );
        assert!(problem("stage..x=1").contains("a key is empty\n  --> command line, --set, character 7"));
        assert!(problem("stage.aktau.statistic=two words").contains("E050"));
        assert!(problem("stage.aktau.dwell=").contains("no value after the ="));
        assert!(problem("stage.aktau.dwell=1e999").contains("E004"));
        assert!(problem("=1").contains("a key is empty"));
    }
}
