//! The answer of a run in words.

use std::fmt::Write as _;
use std::path::Path;

use super::display::{align_right, lines, table, wrapped};
use super::numbers::{number, percent, percent_with_interval, with_interval};
use crate::experiment::{Results, Verdict};
use crate::report::{Answer, Material};

/// The answer, of results in `folder` from a scenario that was given as `file`.
pub(super) fn text(material: Material<'_>, file: &str, folder: &Path) -> String {
    let results = material.results;
    let answer = Answer::new(material);
    let mut text = String::new();
    let mut part = |block: String| {
        if !block.is_empty() {
            let _ = writeln!(text, "{}{block}", if text.is_empty() { "" } else { "\n" });
        }
    };
    part(heading(&answer, results));
    if answer.population.is_none_or(|population| results.shows(population)) {
        part(targets(&answer));
    }
    part(queues(&answer));
    part(spans(&answer));
    part(seasons(&answer, results));
    part(waits(&answer, results));
    part(binding(&answer));
    part(caveats(&answer));
    part(ending(&answer, results, file, folder));
    text
}

fn heading(answer: &Answer<'_>, results: &Results) -> String {
    let count = results.replications.len();
    let runs = format!(
        "{count} replication{} of {} d from {} on, seed {}",
        if count == 1 { "" } else { "s" },
        number(results.window_d),
        results.from,
        results.plan.seed
    );
    format!(
        "{}\n{}\n{runs}",
        wrapped(&results.title),
        wrapped(&format!("{}: {}", answer.span, answer.question))
    )
}

fn targets(answer: &Answer<'_>) -> String {
    if answer.targets.is_empty() {
        return String::new();
    }
    let mut rows = table(["target", "of", "reading", "limit", "days (95 % interval)", "verdict"]);
    for row in answer.targets {
        let value = row.value.as_ref();
        let shown = match value {
            None => "-".to_owned(),
            Some(value) if row.statistic == "share" => percent_with_interval(value.mean, value.interval),
            Some(value) => with_interval(value.mean, value.interval),
        };
        let reading = match row.statistic {
            "share" => "share within".to_owned(),
            statistic if row.own => format!("{statistic} *"),
            statistic => statistic.to_owned(),
        };
        rows.add_row([
            row.target.clone(),
            row.population.clone(),
            reading,
            format!("{} d", plain(row.threshold_d)),
            shown,
            row.verdict.map_or("", Verdict::word).to_owned(),
        ]);
    }
    format!("{}\n* the statistic on which the target is set", lines(&rows))
}

/// A number that a person wrote, as it was written.
fn plain(value: f64) -> String {
    let text = value.to_string();
    if text.len() <= 6 { text } else { number(value) }
}

fn spans(answer: &Answer<'_>) -> String {
    if answer.spans.is_empty() {
        return String::new();
    }
    let mut rows = table([answer.span, "consignments", "mean d (95 % interval)", "p50 d", "p90 d", "p95 d"]);
    for row in &answer.spans {
        rows.add_row([
            row.population.clone(),
            format!("{:.0}", row.consignments),
            with_interval(row.mean_d.mean, row.mean_d.interval),
            number(row.p50_d.mean),
            number(row.p90_d.mean),
            number(row.p95_d.mean),
        ]);
    }
    align_right(&mut rows, &[1, 3, 4, 5]);
    lines(&rows)
}

/// What flows carry, where queues grow without end.
fn queues(answer: &Answer<'_>) -> String {
    if answer.queues.is_empty() {
        return String::new();
    }
    let header =
        ["flow", "carried TEU/yr", "t/yr", "queue grows by /yr", "t/yr", "days of arrivals in the window"];
    let mut rows = table(header);
    let amount = |value: f64| if value > 0.0 { number(value) } else { "-".to_owned() };
    for row in &answer.queues {
        let ([_, teu, tonnes], backlog) = (row.left_per_year, &row.backlog);
        let [consignments, mass] =
            backlog.growth_per_year.map(|growth| if backlog.drifts { growth } else { 0.0 });
        let days = backlog.growth_d.filter(|_| backlog.drifts).unwrap_or(0.0);
        let cells = [amount(teu), amount(tonnes), amount(consignments), amount(mass), amount(days)];
        rows.add_row([row.flow.clone()].into_iter().chain(cells));
    }
    align_right(&mut rows, &[1, 2, 3, 4, 5]);
    lines(&rows)
}

/// A line for each season.
fn seasons(answer: &Answer<'_>, results: &Results) -> String {
    let Some(population) = answer.population.filter(|_| !answer.seasons.is_empty()) else {
        return String::new();
    };
    let mut header =
        vec![format!("{population} in"), "mean d (95 % interval)".to_owned(), "p90 d".to_owned()];
    header.extend(results.limits.iter().map(|limit| format!("within {}", limit.brief())));
    let mut rows = table(header);
    for row in &answer.seasons {
        let times = &row.times;
        let mean = with_interval(times.mean_d.mean, times.mean_d.interval);
        let mut cells = vec![row.season.name().to_owned(), mean, number(times.p90_d.mean)];
        cells.extend(times.within.iter().map(|share| percent_with_interval(share.mean, share.interval)));
        rows.add_row(cells);
    }
    lines(&rows)
}

fn waits(answer: &Answer<'_>, results: &Results) -> String {
    let Some(population) = answer.population.filter(|_| !answer.waits.is_empty()) else {
        return String::new();
    };
    // Of a queue that grows only the shares say anything.
    let shown = !results.withheld.contains(population);
    let header = ["waits longest at", "for", "of all hours", "hours (95 % interval)"];
    let mut rows = table(header.into_iter().take(if shown { 4 } else { 3 }));
    for row in &answer.waits {
        let hours = shown.then(|| with_interval(row.hours.mean, row.hours.interval));
        let cells = [row.stage.clone(), row.cause.to_owned(), percent(row.share)];
        rows.add_row(cells.into_iter().chain(hours));
    }
    align_right(&mut rows, &[2]);
    if !shown {
        return lines(&rows);
    }
    let (hours, share) = (number(answer.waiting.hours), percent(answer.waiting.share));
    let all = format!("{population}: {hours} h of waiting in all, {share} of the hours from end to end");
    format!("{}\n{}", lines(&rows), wrapped(&all))
}

fn binding(answer: &Answer<'_>) -> String {
    let Some((row, load)) = answer.binding else { return String::new() };
    let parts = [("busy", row.busy), ("blocked", row.blocked), ("down", row.down), ("closed", row.closed)];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(_, share)| *share >= 0.005)
        .map(|(name, share)| format!("{name} {}", percent(*share)))
        .collect();
    wrapped(&format!(
        "least often idle: {} {} ({} of them), at {}: {}",
        row.owner,
        row.resource,
        row.capacity,
        percent(load),
        parts.join(", ")
    ))
}

fn caveats(answer: &Answer<'_>) -> String {
    let caveats: Vec<String> = answer.caveats.iter().map(|text| wrapped(&format!("note: {text}"))).collect();
    caveats.join("\n")
}

fn ending(answer: &Answer<'_>, results: &Results, file: &str, folder: &Path) -> String {
    let undecided = answer.targets.iter().any(|row| row.own && row.verdict == Some(Verdict::Inconclusive));
    let planned = results.plan.replications;
    let next = if !results.complete {
        "the same command again".to_owned()
    } else if results.censored.is_some() || !results.drifting.is_empty() {
        format!("see where cargo piles up: {}", folder.join("stages.csv").display())
    } else if planned < 30 {
        "the same command with --replications 30".to_owned()
    } else if undecided {
        format!("the same command with --replications {}", planned.saturating_mul(4))
    } else {
        format!("transcaspian params {file}")
    };
    format!("results: {}\nnext: {next}", folder.display())
}
