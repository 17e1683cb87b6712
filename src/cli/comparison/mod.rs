//! The answer of a comparison in words.

mod one;
mod several;

use std::fmt::Write as _;
use std::path::Path;

use crate::cli::display::{lines, table, wrapped};
use crate::cli::numbers::{change, number, percent, points};
use crate::cli::shocks;
use crate::experiment::{ComparisonRow, Metric, ResourceRow, Scope};
use crate::report::{ComparisonAnswer, Contrast, ScenarioAnswer};

/// The answer, of a comparison in `folder`.
pub(super) fn text(contrast: &Contrast<'_>, folder: &Path) -> String {
    let answer = ComparisonAnswer::new(contrast);
    let mut text = String::new();
    let mut part = |block: String| {
        if !block.is_empty() {
            let _ = writeln!(text, "{}{block}", if text.is_empty() { "" } else { "\n" });
        }
    };
    part(heading(contrast, &answer));
    match answer.scenarios.as_slice() {
        [] => part("only the base was finished: there is nothing to hold against it".to_owned()),
        [other] => {
            part(one::readings(&answer, other));
            part(one::within(&answer, other));
            part(one::hours(&answer, other));
            part(one::loads(other));
            part(shocks::compared(other));
        }
        _ => {
            part(several::scenarios(&answer));
            part(several::most_changed(&answer));
            part(several::side_effects(&answer));
            part(shocks::several(&answer));
        }
    }
    part(binding(contrast, &answer));
    part(gains(&answer));
    let notes = notes(contrast).into_iter().map(|note| wrapped(&format!("note: {note}")));
    part(notes.collect::<Vec<_>>().join("\n"));
    part(ending(contrast, folder));
    text
}

fn heading(contrast: &Contrast<'_>, answer: &ComparisonAnswer<'_>) -> String {
    let base = contrast.base.results;
    let mut text = match contrast.others.as_slice() {
        [] => wrapped(&base.title),
        [other] => {
            let other = other.results;
            let against = wrapped(&format!("{} against {}: {}", other.scenario, base.scenario, base.title));
            format!("{against}\n{}", wrapped(&format!("{}: {}", other.scenario, other.title)))
        }
        others => wrapped(&format!("{} scenarios against {}: {}", others.len(), base.scenario, base.title)),
    };
    let _ = write!(text, "\n{}", wrapped(&format!("{}: {}", answer.span, answer.question)));
    let pairs = answer.scenarios.iter().map(|scenario| scenario.pairs).min();
    let count = pairs.unwrap_or(base.replications.len());
    let _ = write!(
        text,
        "\n{count} {}replication{} of {} d from {} on, seed {}",
        if pairs.is_some() { "paired " } else { "" },
        if count == 1 { "" } else { "s" },
        number(base.window_d),
        base.from,
        base.plan.seed
    );
    text
}

fn maybe(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), number)
}

fn changed(row: &ComparisonRow) -> String {
    row.change.as_ref().map_or_else(
        || "-".to_owned(),
        |found| change(found.difference.mean, found.difference.interval, row.base),
    )
}

/// Both values of a share and its change.
fn share(row: &ComparisonRow) -> [String; 3] {
    let shown = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), percent);
    let moved = row.change.as_ref().map(|found| points(found.difference.mean, found.difference.interval));
    [shown(row.base), shown(row.other), moved.unwrap_or_else(|| "-".to_owned())]
}

/// The stage and the cause of a cell of the ledger.
fn cell(row: &ComparisonRow) -> (&str, &'static str) {
    match (&row.scope, &row.metric) {
        (Scope::Cell { stage, .. }, Metric::Hours { cause: Some(cause), .. }) => (stage, cause.name()),
        _ => ("", ""),
    }
}

/// A resource with how much of the time it is not idle.
pub(super) fn resource((row, load): (&ResourceRow, f64)) -> String {
    format!("{} {} ({} of them) at {}", row.owner, row.resource, row.capacity, percent(load))
}

fn binding(contrast: &Contrast<'_>, answer: &ComparisonAnswer<'_>) -> String {
    let mut rows = table(["scenario", "least often idle"]);
    let base = (contrast.base.results.scenario.as_str(), answer.binding);
    let others = answer.scenarios.iter().map(|other| (other.results.scenario.as_str(), other.binding));
    for (name, found) in std::iter::once(base).chain(others) {
        if let Some(found) = found {
            rows.add_row([name.to_owned(), resource(found)]);
        }
    }
    if rows.row_count() == 0 { String::new() } else { lines(&rows) }
}

/// What common random numbers have gained.
fn gains(answer: &ComparisonAnswer<'_>) -> String {
    let shown = |scenario: &ScenarioAnswer<'_>| {
        let gain = scenario.gain?;
        let limits = gain.limits.map(|(low, high)| format!(" ({} to {})", number(low), number(high)));
        Some(format!("{}{}", number(gain.ratio), limits.unwrap_or_default()))
    };
    if let [only] = answer.scenarios.as_slice() {
        return shown(only).map_or_else(String::new, |ratio| {
            wrapped(&format!(
                "without common random numbers the variance of the change would be {ratio} times as large"
            ))
        });
    }
    let mut rows = table(["scenario", "variance ratio (95 % interval)"]);
    for scenario in &answer.scenarios {
        if let Some(ratio) = shown(scenario) {
            rows.add_row([scenario.results.scenario.clone(), ratio]);
        }
    }
    if rows.row_count() == 0 {
        return String::new();
    }
    let legend = "how many times as large the variance of the change would be without common random numbers";
    format!("{}\n{legend}", lines(&rows))
}

/// What must be known before relying on it.
pub(super) fn notes(contrast: &Contrast<'_>) -> Vec<String> {
    let all = std::iter::once(&contrast.base).chain(&contrast.others).map(|material| material.results);
    let censored = all.clone().filter_map(|results| {
        Some(format!("no times of {} are shown: {}", results.scenario, results.censored.as_ref()?))
    });
    let drifting = all.filter(|results| !results.drifting.is_empty()).map(|results| {
        let flows = results.drifting.join(", ");
        format!(
            "in {} queues grow for as long as the run lasts: no times are shown of what {flows} is part of",
            results.scenario
        )
    });
    let missing = contrast.missing.iter().map(|name| format!("{name} was not run to an end and is left out"));
    contrast.notes.iter().cloned().chain(censored).chain(drifting).chain(missing).collect()
}

fn ending(contrast: &Contrast<'_>, folder: &Path) -> String {
    let replications = contrast.base.results.plan.replications;
    let next = if !contrast.is_complete() {
        "the same command again".to_owned()
    } else if replications < 30 {
        "the same command with --replications 30".to_owned()
    } else if contrast.others.len() > 1 {
        "the same command with --format markdown, for a table of what each is worth".to_owned()
    } else {
        format!("every figure that was held against the base: {}", folder.join("comparison.csv").display())
    };
    format!("results: {}\nnext: {next}", folder.display())
}
