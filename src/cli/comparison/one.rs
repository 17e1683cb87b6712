//! One scenario against a base, figure by figure.

use super::{cell, changed, maybe, share};
use crate::cli::display::{align_right, lines, table};
use crate::experiment::{Scope, Verdict};
use crate::report::{ComparisonAnswer, ReadingChange, ScenarioAnswer};

fn word(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Inconclusive) => "?",
        Some(verdict) => verdict.word(),
        None => "",
    }
}

fn reading_name<'a>(reading: &ReadingChange<'a>) -> &'a str {
    reading.season.map_or(reading.span, |season| season.name())
}

pub(super) fn readings(answer: &ComparisonAnswer<'_>, other: &ScenarioAnswer<'_>) -> String {
    if other.readings.is_empty() {
        return String::new();
    }
    let limits = answer.limits.iter().map(|limit| limit.brief());
    let header = ["of", "mean of", "base d", "other d", "change d (95 %)"].map(str::to_owned);
    let mut rows = table(header.into_iter().chain(limits));
    for reading in &other.readings {
        let verdicts = reading.verdicts.iter().map(|&[base, other]| match (word(base), word(other)) {
            (base, other) if base == other => base.to_owned(),
            (base, other) => format!("{base} > {other}"),
        });
        let row = reading.mean;
        let cells = [
            reading.population.to_owned(),
            reading_name(reading).to_owned(),
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

pub(super) fn within(answer: &ComparisonAnswer<'_>, other: &ScenarioAnswer<'_>) -> String {
    if other.within.iter().all(Option::is_none) {
        return String::new();
    }
    let title = format!("{}, {}", answer.population, answer.span);
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

pub(super) fn hours(answer: &ComparisonAnswer<'_>, other: &ScenarioAnswer<'_>) -> String {
    if other.hours.is_empty() {
        return String::new();
    }
    let mut rows = table(["hours changed most at", "on", "base h", "other h", "change h (95 % interval)"]);
    for row in &other.hours {
        let (stage, cause) = cell(row);
        rows.add_row([stage.to_owned(), cause.to_owned(), maybe(row.base), maybe(row.other), changed(row)]);
    }
    align_right(&mut rows, &[2, 3]);
    format!("{}\nof {} within {}", lines(&rows), answer.population, answer.span)
}

pub(super) fn loads(other: &ScenarioAnswer<'_>) -> String {
    let mut rows = table(["loads and cost", "base", "other", "change (95 % interval)"]);
    for row in &other.loads {
        if let Scope::Carriage { stage, carrier } = &row.scope {
            let [base, other, moved] = share(row);
            let points = if moved == "0" { moved } else { format!("{moved} points") };
            rows.add_row([format!("load of {carrier} from {stage}"), base, other, points]);
        }
    }
    if other.headline.is_none_or(|row| row.change.is_none()) {
        for (what, row) in
            ["consignments carried in a year", "growth of the queue"].into_iter().zip(other.carried)
        {
            if let Some(row) = row {
                rows.add_row([what.to_owned(), maybe(row.base), maybe(row.other), changed(row)]);
            }
        }
    }
    let spent = [("cost, USD", other.cost), ("CO2, kg", other.emission)];
    for (what, row) in spent.into_iter().filter_map(|(what, row)| Some((what, row?))) {
        rows.add_row([format!("{what} a consignment"), maybe(row.base), maybe(row.other), changed(row)]);
    }
    align_right(&mut rows, &[1, 2]);
    if rows.row_count() == 0 { String::new() } else { lines(&rows) }
}
