//! The fitted scenario: a file over the one that was fitted, with the fitted numbers alone.

use std::fmt::Write as _;

use super::Fitting;
use crate::document::{Files, Node, Place, Problems, Table, Value, parse, parse_path, write};
use crate::experiment::{Aim, FittedNumber, FreeNumber, Residual};

/// Columns of a comment.
const WIDTH: usize = 110;

/// The text of the file.
pub(super) fn text(fitting: &Fitting<'_>) -> String {
    let calibration = fitting.calibration;
    let mut text = String::new();
    let plan = fitting.plan;
    comment(
        &mut text,
        &format!(
            "Numbers of {} fitted to its observations of role fit by `transcaspian calibrate`: seed {}, {} replications in \
             each of {} evaluations, sum of squares {:.3}.",
            fitting.scenario.name(),
            plan.seed,
            plan.replications,
            calibration.trials.len(),
            calibration.fitted().objective.unwrap_or_default()
        ),
    );
    for (aim, residual) in calibration.problem.aims.iter().zip(&calibration.residuals) {
        comment(&mut text, &format!("- {}", rests_on(aim, residual)));
    }
    for note in fitting.notes() {
        comment(&mut text, &format!("- {note}"));
    }
    comment(
        &mut text,
        &format!(
            "These figures come out of: transcaspian run {} {}",
            fitting.file_name(),
            fitting.run_flags()
        ),
    );
    let mut document = Node::new(Value::Table(Table::new(false)), Place::NOWHERE);
    let mut put = |path: &[&str], value| {
        document.assign(path, Place::NOWHERE, Node::new(value, Place::NOWHERE));
    };
    put(&["format"], Value::Integer(1));
    put(&["extends"], Value::String(fitting.extends.to_owned()));
    // What was observed of a scenario is held against another only if that says so.
    let own = fitting.scenario.spec().observation.iter().filter(|(_, observation)| !observation.0.inherited);
    for (name, _) in own {
        put(&["observation", name, "inherited"], Value::Boolean(false));
    }
    let resolved = resolved(fitting);
    let pairs = calibration.problem.free.iter().zip(&calibration.numbers);
    for (free, number) in pairs {
        let path = parse_path(&free.path).unwrap_or_default();
        let Some(mut node) = resolved.as_ref().and_then(|node| node.at(&path)).cloned() else { continue };
        describe(&mut node, free, number, fitting);
        document.assign(&path, Place::NOWHERE, node);
    }
    let _ = write!(text, "\n{}", write(&document));
    text
}

/// The fitted scenario as a document.
fn resolved(fitting: &Fitting<'_>) -> Option<Node> {
    let (mut files, mut problems) = (Files::new(), Problems::new());
    let file = files.add("fitted", fitting.fitted.resolved());
    parse(file, &files, &mut problems)
}

/// Says of a number on what it rests; value, unit, source and range stay.
fn describe(node: &mut Node, free: &FreeNumber, number: &FittedNumber, fitting: &Fitting<'_>) {
    let Some(table) = node.as_table_mut() else { return };
    table.inline = true;
    let calibration = fitting.calibration;
    let aims = calibration.problem.aims.iter();
    let aims: Vec<String> =
        aims.map(|aim| format!("{} = {} {}", aim.name, short(aim.observed), aim.unit)).collect();
    let sure = match number.interval {
        Some((low, high)) => format!(" (95 %: {} to {})", short(low), short(high)),
        None => String::new(),
    };
    let old =
        table.get("note").and_then(Node::as_str).map(|old| format!("; before: {old}")).unwrap_or_default();
    let note =
        format!("{}{sure} {} by calibrate, with {}{old}", short(number.value), free.unit, aims.join(", "));
    for (key, text) in [("kind", "calibrated"), ("fitted_to", &free.fitted_to), ("note", &note)] {
        table.insert(key, Place::NOWHERE, Node::new(Value::String(text.to_owned()), Place::NOWHERE));
    }
    let ends = [free.bounds.0, free.bounds.1].map(|end| Node::new(number_value(end), Place::NOWHERE));
    table.insert("range", Place::NOWHERE, Node::new(Value::Array(ends.into()), Place::NOWHERE));
}

/// A number as people write it, without a point where it is whole.
fn number_value(value: f64) -> Value {
    // Beyond it whole numbers are not exact.
    const LARGEST: f64 = 9e15;
    #[allow(clippy::cast_possible_truncation)]
    if value == value.trunc() && value.abs() < LARGEST {
        Value::Integer(value as i64)
    } else {
        Value::Float(value)
    }
}

fn rests_on(aim: &Aim, residual: &Residual) -> String {
    let (low, high) = aim.range;
    let interval = residual.simulated.interval;
    let interval =
        interval.map_or(String::new(), |(low, high)| format!(" ({} to {})", short(low), short(high)));
    format!(
        "{}: observed {} {} ({} to {}), simulated {}{interval}",
        aim.name,
        short(aim.observed),
        aim.unit,
        short(low),
        short(high),
        short(residual.simulated.mean)
    )
}

/// Four digits, without zeros at the end.
fn short(value: f64) -> String {
    let size = value.abs();
    let places = [1e3, 1e2, 1e1, 1e0, 1e-1, 1e-2].iter().position(|&least| size >= least).unwrap_or(6);
    let text = format!("{value:.places$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Adds a comment, broken between words.
fn comment(text: &mut String, words: &str) {
    let mut line = String::from("#");
    for word in words.split_whitespace() {
        if line.len() > 1 && line.chars().count() + 1 + word.chars().count() > WIDTH {
            let _ = writeln!(text, "{line}");
            line = String::from("#");
        }
        let _ = write!(line, " {word}");
    }
    let _ = writeln!(text, "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_comments_are_broken() {
        let shown = [6.0, 6.046, 12.345, 123.456, 23_512.6, 0.0456, -1.5].map(short);
        assert_eq!(shown, ["6", "6.046", "12.35", "123.5", "23513", "0.0456", "-1.5"]);
        let mut text = String::new();
        comment(&mut text, &"word ".repeat(50));
        assert!(
            text.lines().count() == 3
                && text.lines().all(|line| line.starts_with('#') && line.len() <= WIDTH)
        );
        assert_eq!(number_value(30.0), Value::Integer(30));
        assert_eq!(number_value(0.5), Value::Float(0.5));
    }
}
