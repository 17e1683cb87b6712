//! What each scenario is worth: the table of a comparison in Markdown, to be pasted under a heading.

use std::fmt::Write as _;

use super::comparison::{notes, resource};
use super::numbers::{number, percent, signed};
use super::shocks;
use crate::experiment::{ComparisonRow, Metric, Scope};
use crate::metrics::Season;
use crate::report::{ComparisonAnswer, Contrast, ScenarioAnswer};

/// Populations that have a column, where the base has them: by entry to Kazakhstan, in wagons, and eastward.
const COLUMNS: [(&str, &str); 4] =
    [("dostyk", "by Dostyk"), ("altynkol", "by Altynkol"), ("wagons", "in wagons"), ("eastward", "eastward")];

/// A column of hours saved.
struct Column<'a> {
    title: String,
    population: &'a str,
    span: String,
    season: Option<Season>,
}

/// The table, with what its columns mean under it.
pub(super) fn text(contrast: &Contrast<'_>) -> String {
    let answer = ComparisonAnswer::new(contrast);
    let columns = columns(&answer);
    let mut text = String::from("| scenario |");
    for column in &columns {
        let season = column.season.map_or(String::new(), |season| format!(", {}", season.name()));
        let _ = write!(text, " {} ({}{season}), h saved |", column.title, column.span);
    }
    let _ = write!(text, " vessels' load | {} pay, USD | works cost, MUSD |", answer.population);
    text.push_str(" binds next | longest wait then |\n|---|");
    text.push_str(&"---:|".repeat(columns.len() + 3));
    text.push_str("---|---|\n");
    for (scenario, other) in answer.scenarios.iter().zip(&contrast.others) {
        let _ = write!(text, "| {} |", plain(&scenario.results.title));
        for column in &columns {
            let row = scenario.mean(column.population, &column.span, column.season);
            let _ = write!(text, " {} |", saved(row));
        }
        let pay = scenario.cost.and_then(|row| row.other).map_or_else(|| "-".to_owned(), number);
        let _ = write!(text, " {} | {pay} | {} |", load(scenario), cost(other.scenario.cost_of_fixes()));
        let binds = scenario.binding.map_or_else(|| "-".to_owned(), resource);
        let _ = writeln!(text, " {} | {} |", plain(&binds), plain(&wait(scenario)));
    }
    let base = contrast.base.results;
    let sure = match answer.scenarios.len() {
        0 | 1 => "95 % intervals (paired)".to_owned(),
        count => {
            format!("intervals that hold for all {count} scenarios at once with 95 % (paired, Bonferroni)")
        }
    };
    let _ = writeln!(
        text,
        "\nHours saved by a consignment on average against {}, in {} replications of {} d with seed {}, with {sure}. \
         A minus is a loss.",
        plain(&base.scenario),
        answer.scenarios.iter().map(|scenario| scenario.pairs).min().unwrap_or(0),
        number(base.window_d),
        base.plan.seed
    );
    text.push_str(&shocks::markdown(&answer));
    for note in notes(contrast) {
        let _ = writeln!(text, "\nNote: {}.", plain(&note));
    }
    text
}

/// Populations whose time is shown, each on the span that it has, and the seasons of the headline.
fn columns<'a>(answer: &ComparisonAnswer<'a>) -> Vec<Column<'a>> {
    let has = |population: &str, span: &str, season| {
        answer
            .scenarios
            .iter()
            .any(|scenario| scenario.mean(population, span, season).is_some_and(|row| row.base.is_some()))
    };
    let mut columns: Vec<Column<'a>> = Vec::new();
    for (population, title) in COLUMNS {
        // Exports begin within the country and cargo eastward does not sail from it: they have other spans.
        let spans = [answer.span.to_owned(), format!("export-{}", answer.span), "journey".to_owned()];
        if let Some(span) = spans.into_iter().find(|span| has(population, span, None)) {
            columns.push(Column { title: title.to_owned(), population, span, season: None });
        }
    }
    let population = answer.population;
    let seasons = Season::ALL.map(Some).into_iter().filter(|&season| has(population, answer.span, season));
    let whole = [None].into_iter().filter(|_| columns.is_empty());
    for season in whole.chain(seasons).collect::<Vec<_>>() {
        let span = answer.span.to_owned();
        columns.push(Column { title: population.to_owned(), population, span, season });
    }
    columns
}

/// Hours that a change of days saves, with the interval that holds for all scenarios at once.
fn saved(row: Option<&ComparisonRow>) -> String {
    let Some(change) = row.and_then(|row| row.change.as_ref()) else { return "-".to_owned() };
    let hours = |days: f64| -24.0 * days;
    let shown = |hours: f64| signed(hours, 1).trim_start_matches('+').to_owned();
    let value = hours(change.difference.mean);
    match change.simultaneous {
        Some((0.0, 0.0)) => "0".to_owned(),
        Some((low, high)) => format!("{} ({} to {})", shown(value), shown(hours(high)), shown(hours(low))),
        None => shown(value),
    }
}

/// How full the vessels leave that the headline's population boards.
fn load(scenario: &ScenarioAnswer<'_>) -> String {
    let loads = scenario.loads.iter().filter_map(|row| row.other);
    let loads: Vec<String> = loads.map(percent).collect();
    if loads.is_empty() { "-".to_owned() } else { loads.join(", ") }
}

/// What works cost, as far as that is known.
fn cost((known, unknown): (f64, usize)) -> String {
    match (known > 0.0, unknown) {
        (false, _) => "-".to_owned(),
        (true, 0) => number(known),
        (true, _) => format!("over {}", number(known)),
    }
}

fn wait(scenario: &ScenarioAnswer<'_>) -> String {
    match scenario.longest_wait.map(|row| (&row.scope, &row.metric, row.other)) {
        Some((Scope::Cell { stage, .. }, Metric::Hours { cause: Some(cause), .. }, Some(hours))) => {
            format!("{stage}, {}: {} h", cause.name(), number(hours))
        }
        _ => "-".to_owned(),
    }
}

/// Text that does not end a cell.
fn plain(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cost_is_told_as_far_as_it_is_known() {
        let told = [(0.0, 0), (0.0, 2), (44.0, 0), (344.0, 15)].map(cost);
        assert_eq!(told, ["-", "-", "44.0", "over 344"]);
    }

    #[test]
    fn a_title_cannot_end_its_cell() {
        assert_eq!(plain("a | b\nc"), "a \\| b c");
    }
}
