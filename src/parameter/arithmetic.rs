//! Quantities changed by a number: one added to another, or all of a law multiplied.

use super::law::LAWS;
use super::{Fixed, Kind};
use crate::document::{Node, Place, Table, Value, write_value};
use crate::units::Factor;

/// Parameters of laws that are no amounts and do not grow with the others.
const SHAPES: [&str; 3] = ["cv", "phases", "shape"];

/// Whole numbers beyond it are not exact.
const LARGEST_WHOLE: f64 = 9e15;

/// The quantity `old` with the quantity `more` added to it; source and remarks are those of `more`.
///
/// # Errors
/// Why it cannot be: one of them is no single number, or the units differ.
pub fn added(old: &Node, more: &Node) -> Result<Node, String> {
    let (unit, first) = constant(old)?;
    let (other, second) = constant(more)?;
    if unit != other {
        return Err(format!("it is in {unit}, and {other} are to be added; allowed is the same unit"));
    }
    let sum = total(first, second)?;
    let Value::Table(mut table) = more.value.clone() else { return Err("it is no quantity".into()) };
    let text = format!("{} and {}", write_value(first), write_value(second));
    note(&mut table, more.place, &text);
    table.insert("value", second.place, Node::new(sum, second.place));
    // How far off the part may be is how far off the sum may be.
    if let Some(Node { value: Value::Array(ends), place }) = table.get("range").cloned() {
        let ends: Result<Vec<Node>, String> =
            ends.iter().map(|end| Ok(Node::new(total(first, end)?, end.place))).collect();
        table.insert("range", place, Node::new(Value::Array(ends?), place));
    }
    Ok(Node::new(Value::Table(table), more.place))
}

fn total(one: &Node, other: &Node) -> Result<Value, String> {
    let sum = match (&one.value, &other.value) {
        (Value::Integer(a), Value::Integer(b)) => a.checked_add(*b).map(Value::Integer),
        _ => one.as_number().zip(other.as_number()).map(|(a, b)| Value::Float(a + b)),
    };
    sum.ok_or_else(|| "the sum is too large, or no number".to_owned())
}

/// The quantity `old` with its value, or all amounts of its law, multiplied; the source is that of the factor.
///
/// # Errors
/// Why it cannot be: it is no quantity.
pub fn scaled(old: &Node, factor: &Fixed<Factor>) -> Result<Node, String> {
    let Value::Table(table) = &old.value else { return Err("it is no quantity".into()) };
    let (Some((key, _, law)), Some(unit)) = (number_of(table), table.get("unit")) else {
        return Err("it is no number and no law".into());
    };
    let origin = factor.origin();
    let place = origin.place;
    let mut new = Table::new(true);
    new.insert(key, place, multiplied(law, factor.get(), place));
    new.insert("unit", place, unit.clone());
    let mut tell = |key: &str, text: &str| {
        new.insert(key, place, Node::new(Value::String(text.to_owned()), place));
    };
    tell("source", &origin.source);
    // What was multiplied by a stated number is worked out from it, not stated.
    tell("kind", if origin.kind == Kind::Assumed { "assumed" } else { "derived" });
    if let Some(note) = &origin.note {
        tell("note", note);
    }
    note(&mut new, place, &format!("{} times {}", origin.value_text, write_value(law)));
    Ok(Node::new(Value::Table(new), place))
}

/// The quantity `old`, whose value or mean is `from`, with the value `to`, or with all amounts of its law multiplied so that
/// its mean is `to`; unit, source and remarks stay. What counts whole things is rounded.
///
/// # Errors
/// Why it cannot be: it is no quantity, or a law of mean zero.
pub fn moved(old: &Node, from: f64, to: f64, whole: bool) -> Result<Node, String> {
    let to = if whole { libm::round(to) } else { to };
    let Value::Table(mut table) = old.value.clone() else { return Err("it is no quantity".into()) };
    let Some((key, at, law)) = number_of(&table).map(|(key, at, law)| (key.to_owned(), at, law.clone()))
    else {
        return Err("it is no number and no law".into());
    };
    let new = if key == "value" {
        #[allow(clippy::cast_possible_truncation)]
        let value = match &law.value {
            Value::Integer(_) if to == libm::trunc(to) && to.abs() < LARGEST_WHOLE => {
                Value::Integer(to as i64)
            }
            _ => Value::Float(to),
        };
        Node::new(value, law.place)
    } else if from == 0.0 {
        return Err("its mean is zero, so that no factor leads to another".into());
    } else {
        multiplied(&law, to / from, law.place)
    };
    table.insert(key, at, new);
    Ok(Node::new(Value::Table(table), old.place))
}

/// The value or law of a quantity, with its key and where that stands.
fn number_of(table: &Table) -> Option<(&str, Place, &Node)> {
    table.iter().find(|(key, _, _)| *key == "value" || LAWS.iter().any(|(law, _)| law == key))
}

fn multiplied(node: &Node, factor: f64, place: Place) -> Node {
    let value = match &node.value {
        Value::Table(table) => {
            let mut new = Table::new(table.inline);
            for (key, at, inner) in table.iter() {
                let inner =
                    if SHAPES.contains(&key) { inner.clone() } else { multiplied(inner, factor, place) };
                new.insert(key, at, inner);
            }
            Value::Table(new)
        }
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| multiplied(item, factor, place)).collect())
        }
        // A whole number stays one where it can, so that half of four berths is two and not a fraction.
        #[allow(clippy::cast_possible_truncation)]
        Value::Integer(number) => match *number as f64 * factor {
            whole if whole == libm::trunc(whole) && whole.abs() < LARGEST_WHOLE => {
                Value::Integer(whole as i64)
            }
            part => Value::Float(part),
        },
        Value::Float(number) => Value::Float(number * factor),
        other => other.clone(),
    };
    Node::new(value, place)
}

/// Unit and value of a quantity that is one number.
fn constant(node: &Node) -> Result<(&str, &Node), String> {
    let unit = node.at(&["unit"]).and_then(Node::as_str);
    let value = node.at(&["value"]).filter(|value| value.as_number().is_some());
    unit.zip(value).ok_or_else(|| format!("{} is no single number with a unit", write_value(node)))
}

/// Puts how the number came about before the remark that is there.
fn note(table: &mut Table, place: Place, text: &str) {
    let old = table.get("note").and_then(Node::as_str).map(|old| format!("; {old}")).unwrap_or_default();
    table.insert("note", place, Node::new(Value::String(format!("{text}{old}")), place));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Files, Problems, parse};
    use crate::parameter::read_text;

    fn node(text: &str) -> Node {
        let (mut files, mut problems) = (Files::new(), Problems::new());
        let file = files.add("t", format!("q = {text}"));
        parse(file, &files, &mut problems).unwrap().at(&["q"]).unwrap().clone()
    }

    fn times(value: &str, old: &str) -> String {
        let factor = format!("value = {value}\nunit = \"factor\"\nsource = \"s\"\n");
        write_value(&scaled(&node(old), &read_text(&factor).unwrap()).unwrap())
    }

    #[test]
    fn whole_numbers_stay_whole() {
        let sum = added(
            &node("{ value = 3, unit = \"berth\", source = \"x\", range = [2, 4] }"),
            &node("{ value = 2, unit = \"berth\", source = \"s\", note = \"why\" }"),
        );
        assert_eq!(
            write_value(&sum.unwrap()),
            "{ value = 5, unit = \"berth\", source = \"s\", note = \"3 and 2; why\" }"
        );
        let sum = added(
            &node("{ value = 3, unit = \"berth\", source = \"x\", range = [2, 4] }"),
            &node("{ value = 2, unit = \"berth\", source = \"s\", range = [1, 3] }"),
        );
        assert_eq!(sum.unwrap().at(&["range"]).map(write_value), Some("[4, 6]".to_owned()));
        assert!(times("0.5", "{ value = 4, unit = \"berth\", source = \"x\" }").starts_with("{ value = 2,"));
        assert!(times("0.5", "{ value = 3, unit = \"h\", source = \"x\" }").starts_with("{ value = 1.5,"));
    }

    #[test]
    fn a_law_keeps_its_shape() {
        assert_eq!(
            times("2", "{ gamma = { mean = 3, cv = 0.5 }, unit = \"h\", source = \"x\", range = [1, 4] }"),
            "{ gamma = { mean = 6, cv = 0.5 }, unit = \"h\", source = \"s\", kind = \"derived\", \
             note = \"2 times { mean = 3, cv = 0.5 }\" }"
        );
        assert!(
            times("0.5", "{ empirical = [2, 3], unit = \"h\", source = \"x\" }")
                .starts_with("{ empirical = [1, 1.5]")
        );
    }

    #[test]
    fn a_number_is_moved_and_a_law_scaled() {
        let to = |old: &str, from, to| {
            moved(&node(old), from, to, old.contains("berth")).map(|new| write_value(&new))
        };
        assert_eq!(
            to("{ value = 3, unit = \"berth\", source = \"x\", range = [2, 4] }", 3.0, 3.6).unwrap(),
            "{ value = 4, unit = \"berth\", source = \"x\", range = [2, 4] }"
        );
        assert!(to("{ value = 3, unit = \"h\" }", 3.0, 3.25).unwrap().starts_with("{ value = 3.25,"));
        let law = "{ triangular = { low = 1, mode = 2, high = 6 }, unit = \"h\", note = \"why\" }";
        assert_eq!(to(law, 3.0, 3.0).unwrap(), law);
        assert_eq!(
            to(law, 3.0, 6.0).unwrap(),
            "{ triangular = { low = 2, mode = 4, high = 12 }, unit = \"h\", note = \"why\" }"
        );
        assert!(to("{ empirical = [0, 0], unit = \"h\" }", 0.0, 1.0).unwrap_err().contains("zero"));
        assert!(to("{ months = [1], unit = \"weight\" }", 1.0, 1.0).unwrap_err().contains("no number"));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let berths = node("{ value = 3, unit = \"berth\", source = \"x\" }");
        let cranes = node("{ value = 3, unit = \"crane\", source = \"x\" }");
        assert!(added(&berths, &cranes).unwrap_err().contains("same unit"));
        let law = node("{ exponential = { mean = 3 }, unit = \"h\", source = \"x\" }");
        assert!(added(&law, &law).unwrap_err().contains("no single number"));
    }
}
