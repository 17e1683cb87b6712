//! Several scenarios against a base, a line each.

use super::{cell, changed, maybe, share};
use crate::cli::display::{align_right, lines, table, wrapped};
use crate::cli::numbers::{change, percent, signed};
use crate::experiment::{ComparisonRow, Scope};
use crate::report::ComparisonAnswer;

/// One line for each scenario: how its headline has changed, held to what is meant for all of them together.
pub(super) fn scenarios(answer: &ComparisonAnswer<'_>) -> String {
    let limits = answer.limits.iter().map(|limit| format!("within {}", limit.brief()));
    let header = ["scenario", "mean d", "change d (all at once)", "p (Holm)"].map(str::to_owned);
    let mut rows = table(header.into_iter().chain(limits));
    let first = answer.scenarios.iter().find_map(|scenario| scenario.headline);
    let bases = answer.scenarios.first().map_or(&[][..], |scenario| &scenario.within[..]);
    let shares = bases.iter().map(|row| row.and_then(|row| row.base).map_or_else(|| "-".to_owned(), percent));
    let base = ["the base".to_owned(), maybe(first.and_then(|row| row.base)), String::new(), String::new()];
    rows.add_row(base.into_iter().chain(shares));
    for scenario in &answer.scenarios {
        let found = scenario.headline.and_then(|row| row.change.as_ref());
        let within = scenario.within.iter().map(|row| {
            let Some(row) = row else { return "-".to_owned() };
            let [_, other, _] = share(row);
            let moved = row.change.as_ref().map_or(0.0, |change| change.difference.mean * 100.0);
            format!("{other} ({})", signed(moved, 0))
        });
        let cells = [
            scenario.results.scenario.clone(),
            maybe(scenario.headline.and_then(|row| row.other)),
            found.map_or_else(|| "-".to_owned(), |found| change(found.difference.mean, found.simultaneous)),
            found.and_then(|found| found.p).map_or_else(|| "-".to_owned(), p_value),
        ];
        rows.add_row(cells.into_iter().chain(within));
    }
    align_right(&mut rows, &[1]);
    let whose = answer.population;
    let legend = format!(
        "{whose}, {}; the intervals hold for all scenarios together with 95 % (Bonferroni); in brackets the change of the \
         share in points",
        answer.span
    );
    format!("{}\n{}", lines(&rows), wrapped(&legend))
}

fn p_value(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}

pub(super) fn most_changed(answer: &ComparisonAnswer<'_>) -> String {
    let mut rows = table(["scenario", "hours changed most at", "on", "base h", "other h", "change h (95 %)"]);
    for scenario in &answer.scenarios {
        if let Some(row) = scenario.hours.first() {
            let (stage, cause) = cell(row);
            let cells = [&scenario.results.scenario, stage, cause].map(str::to_owned);
            rows.add_row(cells.into_iter().chain([maybe(row.base), maybe(row.other), changed(row)]));
        }
    }
    align_right(&mut rows, &[3, 4]);
    if rows.row_count() == 0 { String::new() } else { lines(&rows) }
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
