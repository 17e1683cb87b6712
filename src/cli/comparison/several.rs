//! Several scenarios against a base, a line each.

use super::{cell, changed, maybe, share};
use crate::cli::display::{align_right, lines, table, wrapped};
use crate::cli::numbers::{change, percent, signed};
use crate::experiment::{ComparisonRow, Scope};
use crate::report::ComparisonAnswer;

/// One line for each scenario: how its headline has changed, held to what is meant for all of them together.
pub(super) fn scenarios(answer: &ComparisonAnswer<'_>) -> String {
    let limits = answer.limits.iter().map(|limit| limit.brief());
    let header = ["scenario", "mean d", "change d", "p"].map(str::to_owned);
    let mut rows = table(header.into_iter().chain(limits));
    let first = answer.scenarios.iter().find_map(|scenario| scenario.headline);
    let bases = answer.scenarios.first().map_or(&[][..], |scenario| &scenario.within[..]);
    let shares = bases.iter().map(|row| row.and_then(|row| row.base).map_or_else(|| "-".to_owned(), percent));
    let base = ["the base".to_owned(), maybe(first.and_then(|row| row.base)), String::new(), String::new()];
    rows.add_row(base.into_iter().chain(shares));
    for scenario in &answer.scenarios {
        let within = scenario.within.iter().map(|row| {
            let Some((row, change)) = row.and_then(|row| Some((row, row.change.as_ref()?))) else {
                return "-".to_owned();
            };
            let [_, other, _] = share(row);
            format!("{other} ({})", signed(change.difference.mean * 100.0, 0))
        });
        let found = scenario.headline.and_then(|row| Some((row, row.change.as_ref()?)));
        let changed = found.map(|(row, found)| change(found.difference.mean, found.simultaneous, row.base));
        let p = found.and_then(|(_, found)| found.p).map(p_value);
        let cells = [
            scenario.results.scenario.clone(),
            maybe(scenario.headline.and_then(|row| row.other)),
            changed.unwrap_or_else(|| "-".to_owned()),
            p.unwrap_or_else(|| "-".to_owned()),
        ];
        rows.add_row(cells.into_iter().chain(within));
    }
    align_right(&mut rows, &[1]);
    let legend = format!(
        "{}, {}; the intervals hold for all scenarios at once with 95 % (Bonferroni), and p is adjusted for their number \
         (Holm); then the share within each limit, and its change in points",
        answer.population, answer.span
    );
    format!("{}\n{}", lines(&rows), wrapped(&legend))
}

fn p_value(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}

/// The part of the population's time that each scenario has changed most.
pub(super) fn most_changed(answer: &ComparisonAnswer<'_>) -> String {
    let mut rows = table(["scenario", "hours at", "on", "base > other", "change (95 %)"]);
    for scenario in &answer.scenarios {
        if let Some(row) = scenario.hours.first() {
            let (stage, cause) = cell(row);
            let cells = [&scenario.results.scenario, stage, cause].map(str::to_owned);
            let both = format!("{} > {}", maybe(row.base), maybe(row.other));
            rows.add_row(cells.into_iter().chain([both, changed(row)]));
        }
    }
    if rows.row_count() == 0 {
        return String::new();
    }
    format!("{}\nwhere the hours of {} within {} changed most", lines(&rows), answer.population, answer.span)
}

/// What the change has done to loads, cost and emission, so that speed bought with empty ships shows.
pub(super) fn side_effects(answer: &ComparisonAnswer<'_>) -> String {
    let mut rows = table(["scenario", "load of vessels, base > other", "cost, USD", "CO2, kg"]);
    for scenario in &answer.scenarios {
        let load = |row: &&ComparisonRow| match &row.scope {
            Scope::Carriage { stage, carrier } => {
                let [base, other, _] = share(row);
                format!("{carrier} from {stage} {base} > {other}")
            }
            _ => String::new(),
        };
        let loads: Vec<String> = scenario.loads.iter().map(load).collect();
        let both = |row: Option<&ComparisonRow>| match row {
            Some(row) => format!("{} > {}", maybe(row.base), maybe(row.other)),
            None => "-".to_owned(),
        };
        let cells = [scenario.results.scenario.clone(), loads.join("; ")];
        rows.add_row(cells.into_iter().chain([both(scenario.cost), both(scenario.emission)]));
    }
    lines(&rows)
}
