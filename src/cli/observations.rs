//! What was observed beside what the run gives, in words.

use super::display::{align_right, lines, table, wrapped};
use super::numbers::{number, with_interval};
use crate::experiment::{Observed, Standing};
use crate::scenario::Role;

/// The observations of a run: those that it is held against, and those that it was fitted to. Empty if there are none.
pub(super) fn block(observations: &[Observed]) -> String {
    let told: Vec<&Observed> = observations.iter().filter(|row| row.role != Role::Input).collect();
    if told.is_empty() {
        return String::new();
    }
    let header = ["observed", "value", "simulated (95 %)", "95 % of windows", "unit", "role", ""];
    let mut rows = table(header);
    for row in &told {
        let simulated =
            row.mean.as_ref().map_or_else(|| "-".to_owned(), |mean| with_interval(mean.mean, mean.interval));
        let window = row.window.map_or_else(|| "-".to_owned(), range);
        rows.add_row([
            row.observation.clone(),
            observed(row),
            simulated,
            window,
            row.unit.to_owned(),
            row.role.word().to_owned(),
            standing(row).to_owned(),
        ]);
    }
    align_right(&mut rows, &[1]);
    format!("{}\n{}", lines(&rows), wrapped(&count(&told)))
}

fn observed(row: &Observed) -> String {
    if row.range == (row.value, row.value) { number(row.value) } else { range(row.range) }
}

fn range((low, high): (f64, f64)) -> String {
    format!("{} to {}", number(low), number(high))
}

fn standing(row: &Observed) -> &'static str {
    match (row.standing, &row.known_miss) {
        (Standing::Outside, Some(_)) => "outside, known",
        (standing, _) => standing.word(),
    }
}

/// How many checks are inside, and why others are known not to be.
fn count(told: &[&Observed]) -> String {
    let checks = || told.iter().filter(|row| row.role == Role::Check);
    let with = |standing| checks().filter(|row| row.standing == standing).count();
    let mut text = format!("of {} checks {} are inside", checks().count(), with(Standing::Inside));
    if with(Standing::Unknown) > 0 {
        text += &format!(", {} unknown", with(Standing::Unknown));
    }
    for row in checks().filter(|row| row.standing == Standing::Outside) {
        let why = row.known_miss.as_deref().unwrap_or("not explained");
        text += &format!("; {} is outside: {why}", row.observation);
    }
    text
}
