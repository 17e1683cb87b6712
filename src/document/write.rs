//! Nodes to TOML text.
//!
//! Keys in alphabetical order; quantities, inline tables and tables in arrays on one line; other tables under
//! headers, after the plain keys of their parent. The same document always gives the same text, and reading the text
//! gives the same document.

use super::path::{push_key, push_quoted};
use super::{Node, Table, Value};
use std::fmt::Write as _;

/// The text of a document.
#[must_use]
pub fn write(document: &Node) -> String {
    let mut out = String::new();
    if let Some(table) = document.as_table() {
        push_body(&mut out, table, &mut String::new());
    }
    out
}

/// The text of one value, on one line.
#[must_use]
pub fn write_value(node: &Node) -> String {
    let mut out = String::new();
    push_value(&mut out, node);
    out
}

fn stands_under_header(node: &Node) -> bool {
    node.as_table().is_some_and(|t| !t.inline) && !node.is_quantity()
}

fn push_body(out: &mut String, table: &Table, path: &mut String) {
    for (key, _, node) in table.iter().filter(|(_, _, n)| !stands_under_header(n)) {
        push_quoted(out, key);
        out.push_str(" = ");
        push_value(out, node);
        out.push('\n');
    }
    for (key, _, node) in table.iter().filter(|(_, _, n)| stands_under_header(n)) {
        let Some(inner) = node.as_table() else { continue };
        let length = path.len();
        push_key(path, key);
        // A header that has only further headers below it says nothing.
        if inner.is_empty() || inner.iter().any(|(_, _, n)| !stands_under_header(n)) {
            if !out.is_empty() {
                out.push('\n');
            }
            let _ = writeln!(out, "[{path}]");
        }
        push_body(out, inner, path);
        path.truncate(length);
    }
}

fn push_value(out: &mut String, node: &Node) {
    match &node.value {
        Value::String(text) => push_string(out, text),
        Value::Integer(number) => {
            let _ = write!(out, "{number}");
        }
        // The shortest text that reads back as the same bits, with a point or exponent that makes it a float.
        Value::Float(number) => {
            let _ = write!(out, "{number:?}");
        }
        Value::Boolean(value) => {
            let _ = write!(out, "{value}");
        }
        Value::Datetime(value) => {
            let _ = write!(out, "{value}");
        }
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                push_value(out, item);
            }
            out.push(']');
        }
        Value::Table(table) if table.is_empty() => out.push_str("{}"),
        Value::Table(table) => {
            out.push_str("{ ");
            let mut entries: Vec<_> = table.iter().collect();
            let is_quantity = node.is_quantity();
            entries.sort_by_key(|(key, _, _)| rank(key, is_quantity));
            for (i, (key, _, value)) in entries.into_iter().enumerate() {
                if i > 0 {
                    out.push_str(", ");
                }
                push_quoted(out, key);
                out.push_str(" = ");
                push_value(out, value);
            }
            out.push_str(" }");
        }
    }
}

/// The order of keys in braces, as people write it: value or law, unit, source, the rest; low, mode, high; the mean
/// before the spread. Equal ranks stay alphabetical.
fn rank(key: &str, is_quantity: bool) -> u8 {
    match key {
        "kind" | "note" | "range" | "fitted_to" => 5,
        "source" => 4,
        "unit" => 3,
        _ if is_quantity => 0,
        "low" | "mean" | "median" => 0,
        "mode" => 1,
        _ => 2,
    }
}

/// Writes a basic string of TOML.
pub(super) fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::super::{Files, Place, Problems, parse};
    use super::*;

    fn read(text: &str) -> Node {
        let (mut files, mut problems) = (Files::new(), Problems::new());
        let file = files.add("t.toml", text);
        parse(file, &files, &mut problems).unwrap_or_else(|| panic!("{}", problems.render(&files)))
    }

    fn without_places(node: &mut Node) {
        node.place = Place::NOWHERE;
        match &mut node.value {
            Value::Table(table) => {
                let keys: Vec<String> = table.keys().map(str::to_owned).collect();
                for key in keys {
                    let mut entry = table.remove(&key).unwrap();
                    without_places(&mut entry.node);
                    table.insert(key, Place::NOWHERE, entry.node);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(without_places),
            _ => {}
        }
    }

    #[test]
    fn text_is_as_people_write_it() {
        let node = read(
            "title = \"T\"\nformat = 1\n[stage.a.port]\nberths = { unit = \"berth\", source = \"s\", value = 3 }\n\
             on = true\n[stage.a.port.desk.\"Стол 1\"]\nd = { when_full = {} }\n[empty]\n",
        );
        assert_eq!(
            write(&node),
            "format = 1\ntitle = \"T\"\n\n[empty]\n\n[stage.a.port]\n\
             berths = { value = 3, unit = \"berth\", source = \"s\" }\non = true\n\n\
             [stage.a.port.desk.\"Стол 1\"]\nd = { when_full = {} }\n"
        );
    }

    #[test]
    fn nothing_is_lost() {
        let text = "a = 0.1\nb = 1e300\nc = 5e-324\nd = 3.0\ne = -9223372036854775808\nf = 2022-10-03\n\
                    g = 08:30:00\nh = 2022-10-03T08:30:00Z\ni = \"q\\\"\\\\\\n\\t\\u0007\\u007f\u{2028}é\"\n\
                    j = [[1, 2.0], [], [{ a = 1 }]]\nk = { l.m = 1, n = {} }\n\"\" = 1\n\"a.b\" = 2\n\
                    o = 123456789012345680.0\np = -0.0\n[q.\"x y\".z]\n[r]\ns.t = false\n";
        let mut node = read(text);
        let mut again = read(&write(&node));
        assert_eq!(write(&node), write(&again));
        without_places(&mut node);
        without_places(&mut again);
        // Tables by dotted keys inside braces come back in braces; the rest is equal as it stands.
        let k = |n: &Node| write_value(n.at(&["k"]).unwrap());
        assert_eq!(k(&node), k(&again));
        for (key, _, value) in node.as_table().unwrap().iter().filter(|(key, _, _)| *key != "k") {
            assert_eq!(Some(value), again.as_table().unwrap().get(key), "{key}");
        }
    }
}
