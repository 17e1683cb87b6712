//! The answer of a comparison in words.

use std::fmt::Write as _;
use std::path::Path;

use super::display::{align_right, lines, table, wrapped};
use super::numbers::{change, number, percent, points};
use crate::experiment::{ComparisonRow, Metric, ResourceRow, Scope, Verdict};
use crate::report::{ComparisonAnswer, Contrast, ReadingChange, ScenarioAnswer};

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
            part(readings(&answer, other));
            part(within(&answer, other));
            part(hours(&answer, other));
            part(loads(other));
        }
        _ => {
            part(scenarios(&answer));
            part(most_changed(&answer));
            part(side_effects(&answer));
        }
    }
    part(binding(contrast, &answer));
    part(gains(&answer));
    part(notes(contrast));
    part(ending(contrast, folder));
    text
}

fn heading(contrast: &Contrast<'_>, answer: &ComparisonAnswer<'_>) -> String {
    let base = contrast.base.results;
    let names: Vec<&str> = contrast.others.iter().map(|other| other.results.scenario.as_str()).collect();
    let pairs =
        answer.scenarios.iter().map(|scenario| scenario.pairs).min().unwrap_or(base.replications.len());
    let mut text = wrapped(&format!("{} against {}: {}", names.join(", "), base.scenario, base.title));
    if let [other] = contrast.others.as_slice() {
        let _ =
            write!(text, "\n{}", wrapped(&format!("{}: {}", other.results.scenario, other.results.title)));
    }
    let _ = write!(text, "\n{}", wrapped(&format!("{}: {}", answer.span, answer.question)));
    let _ = write!(
        text,
        "\n{pairs} pair{} of replications of {} d from {} on, seed {}, common random numbers",
        if pairs == 1 { "" } else { "s" },
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
    row.change
        .as_ref()
        .map_or_else(|| "-".to_owned(), |found| change(found.difference.mean, found.difference.interval))
}

/// Both values of a share and its change.
fn share(row: &ComparisonRow) -> [String; 3] {
    let shown = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), percent);
    let moved = row.change.as_ref().map(|found| points(found.difference.mean, found.difference.interval));
    [shown(row.base), shown(row.other), moved.unwrap_or_else(|| "-".to_owned())]
}

fn word(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Inconclusive) => "?",
        Some(verdict) => verdict.word(),
        None => "",
    }
}

fn reading_name(reading: &ReadingChange<'_>) -> String {
    match reading.season {
        Some(season) => format!("{}, {}", reading.span, season.name()),
        None => reading.span.to_owned(),
    }
}

fn readings(answer: &ComparisonAnswer<'_>, other: &ScenarioAnswer<'_>) -> String {
    if other.readings.is_empty() {
        return String::new();
    }
    let limits = answer.limits.iter().map(|limit| limit.brief());
    let header = ["of", "mean of", "base d", "other d", "change d (95 % interval)"].map(str::to_owned);
    let mut rows = table(header.into_iter().chain(limits));
    for reading in &other.readings {
        let verdicts = reading.verdicts.iter().map(|&[base, other]| match (word(base), word(other)) {
            (base, other) if base == other => base.to_owned(),
            (base, other) => format!("{base} > {other}"),
        });
        let row = reading.mean;
        let cells = [
            reading.population.to_owned(),
            reading_name(reading),
            maybe(row.base),
            maybe(row.other),
            changed(row),
        ];
        rows.add_row(cells.into_iter().chain(verdicts));
    }
    align_right(&mut rows, &[2, 3]);
    let asked = other.readings.iter().any(|reading| reading.verdicts.iter().flatten().any(Option::is_some));
    let legend = if asked { "\nverdicts are those on the mean; ? is inconclusive" } else { "" };
    format!("{}{legend}", lines(&rows))
}

fn within(answer: &ComparisonAnswer<'_>, other: &ScenarioAnswer<'_>) -> String {
    let (Some(population), true) = (answer.population, other.within.iter().any(Option::is_some)) else {
        return String::new();
    };
    let title = format!("{population}, {}", answer.span);
    let mut rows = table([title.as_str(), "base", "other", "change in points (95 % interval)"]);
    for (limit, row) in answer.limits.iter().zip(&other.within) {
        if let Some(row) = row {
            let [base, other, moved] = share(row);
            rows.add_row([format!("within {}", limit.brief()), base, other, moved]);
        }
    }
    align_right(&mut rows, &[1, 2]);
    lines(&rows)
}

/// The stage and the cause of a cell of the ledger.
fn cell(row: &ComparisonRow) -> (&str, &'static str) {
    match (&row.scope, &row.metric) {
        (Scope::Cell { stage, .. }, Metric::Hours(cause)) => (stage, cause.name()),
        _ => ("", ""),
    }
}

fn hours(answer: &ComparisonAnswer<'_>, other: &ScenarioAnswer<'_>) -> String {
    if other.hours.is_empty() {
        return String::new();
    }
    let mut rows = table(["hours changed most at", "on", "base h", "other h", "change h (95 % interval)"]);
    for row in &other.hours {
        let (stage, cause) = cell(row);
        rows.add_row([stage.to_owned(), cause.to_owned(), maybe(row.base), maybe(row.other), changed(row)]);
    }
    align_right(&mut rows, &[2, 3]);
    let whose =
        answer.population.map_or(String::new(), |population| format!("\nof {population}, end to end"));
    format!("{}{whose}", lines(&rows))
}

fn loads(other: &ScenarioAnswer<'_>) -> String {
    let mut rows = table(["loads and cost", "base", "other", "change (95 % interval)"]);
    for row in &other.loads {
        if let Scope::Carriage { stage, carrier } = &row.scope {
            let [base, other, moved] = share(row);
            rows.add_row([format!("load of {carrier} from {stage}"), base, other, format!("{moved} points")]);
        }
    }
    let spent = [("cost, USD", other.cost), ("CO2, kg", other.emission)];
    for (what, row) in spent.into_iter().filter_map(|(what, row)| Some((what, row?))) {
        rows.add_row([format!("{what} a consignment"), maybe(row.base), maybe(row.other), changed(row)]);
    }
    align_right(&mut rows, &[1, 2]);
    if rows.row_count() == 0 { String::new() } else { lines(&rows) }
}

/// One line for each scenario: how its headline has changed, held to what is meant for all of them together.
fn scenarios(answer: &ComparisonAnswer<'_>) -> String {
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
            format!("{other} ({moved:+.0})")
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
    let whose = answer.population.unwrap_or_default();
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

fn most_changed(answer: &ComparisonAnswer<'_>) -> String {
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
fn side_effects(answer: &ComparisonAnswer<'_>) -> String {
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

fn notes(contrast: &Contrast<'_>) -> String {
    let all = std::iter::once(&contrast.base).chain(&contrast.others);
    let censored = all.filter_map(|material| {
        let results = material.results;
        Some(format!("no times of {} are shown: {}", results.scenario, results.censored.as_ref()?))
    });
    let missing = contrast.missing.iter().map(|name| format!("{name} was not run to an end and is left out"));
    let all: Vec<String> = contrast.notes.iter().cloned().chain(censored).chain(missing).collect();
    let all: Vec<String> = all.iter().map(|note| wrapped(&format!("note: {note}"))).collect();
    all.join("\n")
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
