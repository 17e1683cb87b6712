//! What shocks do, in words.

use super::display::{self, align_right, lines, wrapped};
use super::numbers::{change, number, percent, points, with_interval};
use crate::experiment::{ComparisonRow, Effect, EffectRow, LATE, Metric, Scope, ShockRow};
use crate::report::{Answer, ComparisonAnswer, ScenarioAnswer};

/// What is held against what.
const LEGEND: &str =
    "against the same run without shocks on the same random numbers; all else is of the run with them";

fn label(effect: Effect) -> String {
    match effect {
        Effect::Excess => "most above the run without it".to_owned(),
        Effect::Queue => "most at one time".to_owned(),
        Effect::QueueWithout => "most without it".to_owned(),
        Effect::Recovery => "days after it until all is as before".to_owned(),
        Effect::Recovered => "replications in which it is".to_owned(),
        Effect::Late => format!("consignments over {} late", LATE.brief()),
        Effect::Delay => "all delays together, days".to_owned(),
    }
}

/// A block for each shock of a run.
pub(super) fn blocks(answer: &Answer<'_>) -> String {
    let blocks: Vec<String> = answer.shocks.iter().map(|shock| block(answer, shock)).collect();
    if blocks.is_empty() { String::new() } else { format!("{}\n{}", blocks.join("\n\n"), wrapped(LEGEND)) }
}

fn block(answer: &Answer<'_>, shock: &ShockRow) -> String {
    let ShockRow { shock: name, title, begins, ends, .. } = shock;
    let heading = wrapped(&format!("shock {name}, {begins} to {ends}: {title}"));
    let whose = shock.population.as_deref().unwrap_or("cargo");
    let header =
        [&format!("{whose} under way in {}", answer.span), "mean (95 %)", "p50", "p90"].map(str::to_owned);
    let mut rows = display::table(header);
    let quantile = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), number);
    for row in shock.effects.iter().filter(|row| row.effect != Effect::Recovered) {
        let mean = match &row.value {
            Some(value) => with_interval(value.mean, value.interval),
            None => unseen(row, shock),
        };
        rows.add_row([label(row.effect), mean, quantile(row.p50), quantile(row.p90)]);
    }
    align_right(&mut rows, &[2, 3]);
    format!("{heading}\n{}", lines(&rows))
}

/// Why there is no mean.
fn unseen(row: &EffectRow, shock: &ShockRow) -> String {
    let seen = shock.effect(Effect::Recovered).value.as_ref().map(|share| share.mean);
    match seen {
        Some(share) if row.effect == Effect::Recovery => {
            format!("only in {} of the replications", percent(share))
        }
        _ => "-".to_owned(),
    }
}

/// The effects of each shock in two scenarios.
pub(super) fn compared(other: &ScenarioAnswer<'_>) -> String {
    let mut blocks: Vec<String> = Vec::new();
    for shock in other.shocks.chunk_by(|a, b| a.scope == b.scope) {
        let mut rows =
            display::table([shock[0].scope.name().as_str(), "base", "other", "change (95 % interval)"]);
        for row in shock {
            if let Some(cells) = cells(row) {
                rows.add_row(cells);
            }
        }
        align_right(&mut rows, &[1, 2]);
        blocks.push(lines(&rows));
    }
    blocks.join("\n\n")
}

fn cells(row: &ComparisonRow) -> Option<[String; 4]> {
    let Metric::Effect(effect) = row.metric else { return None };
    let moved = row.change.as_ref().map(|change| &change.difference);
    let dash = || "-".to_owned();
    if effect == Effect::Recovered {
        // Where all recover everywhere there is nothing to say.
        let all = [row.base, row.other].iter().flatten().all(|&share| share == 1.0);
        let shown = |share: Option<f64>| share.map_or_else(dash, percent);
        let moved = moved.map_or_else(dash, |found| points(found.mean, found.interval));
        return (!all).then(|| [label(effect), shown(row.base), shown(row.other), moved]);
    }
    let shown = |value: Option<f64>| value.map_or_else(dash, number);
    let moved = moved.map_or_else(dash, |found| change(found.mean, found.interval, row.base));
    Some([label(effect), shown(row.base), shown(row.other), moved])
}

/// One line for each scenario and shock.
pub(super) fn several(answer: &ComparisonAnswer<'_>) -> String {
    let mut rows =
        display::table(["scenario", "shock", "most above, base > other", "days to recover", "late"]);
    for (scenario, shock, cells) in lines_of(answer) {
        rows.add_row([scenario.results.scenario.clone(), shock].into_iter().chain(cells));
    }
    if rows.row_count() == 0 {
        return String::new();
    }
    format!("{}\n{}", lines(&rows), wrapped(LEGEND))
}

/// The same as a table in Markdown, under a line that says what it is.
pub(super) fn markdown(answer: &ComparisonAnswer<'_>) -> String {
    let rows: Vec<String> = lines_of(answer)
        .into_iter()
        .map(|(scenario, shock, cells)| {
            format!("| {} | {shock} | {} |\n", scenario.results.scenario, cells.join(" | "))
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let header = "| scenario | shock | most above the run without it, base > other | days to recover | consignments late |";
    format!("\n{header}\n|---|---|---:|---:|---:|\n{}\nShocks: {LEGEND}.\n", rows.concat())
}

/// Of each scenario and shock: the most above the run without it, the days until it recovers, the number late.
fn lines_of<'a, 'b>(answer: &'b ComparisonAnswer<'a>) -> Vec<(&'b ScenarioAnswer<'a>, String, [String; 3])> {
    let mut found = Vec::new();
    for scenario in &answer.scenarios {
        for shock in scenario.shocks.chunk_by(|a, b| a.scope == b.scope) {
            let Scope::Shock(name) = &shock[0].scope else { continue };
            let both = |effect: Effect| {
                let row = shock.iter().find(|row| row.metric == Metric::Effect(effect));
                let shown = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), number);
                format!("{} > {}", shown(row.and_then(|row| row.base)), shown(row.and_then(|row| row.other)))
            };
            found.push((scenario, name.clone(), [Effect::Excess, Effect::Recovery, Effect::Late].map(both)));
        }
    }
    found
}
