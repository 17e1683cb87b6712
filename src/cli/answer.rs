//! The answer of a run in words.

use std::fmt::Write as _;
use std::path::Path;

use super::display::{align_right, lines, table, wrapped};
use super::numbers::{number, percent, with_interval};
use super::{observations, readings, shocks};
use crate::experiment::{Estimate, Results};
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
    part(queues(&answer));
    part(readings::table(&answer));
    part(readings::targets(&answer, results));
    part(readings::outside(&answer));
    part(readings::seasons(&answer, results));
    part(shocks::blocks(&answer));
    part(waits(&answer, results));
    part(binding(&answer));
    part(line_check(&answer));
    part(fleet_check(&answer));
    part(observations::block(&results.observations));
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
    let reached = results.precision.as_ref().filter(|precision| precision.reached);
    let runs = match reached.and_then(|precision| Some((precision, precision.half_width_d?))) {
        None => runs,
        Some((precision, half)) => wrapped(&format!(
            "{runs}: enough for {} ({}, {}: half-width {} d)",
            precision.wish.brief(),
            precision.population,
            precision.span,
            number(half)
        )),
    };
    let warm_up = answer.warm_up.map_or(String::new(), |(days, how)| {
        format!("\n{}", wrapped(&format!("warm-up of {} d ({how})", number(days))))
    });
    format!(
        "{}\n{}\n{runs}{warm_up}",
        wrapped(&results.title),
        wrapped(&format!("{}, {}: {}", answer.population, answer.span, answer.question))
    )
}

const TONNES_A_MEGATONNE: f64 = 1e6;

/// What flows carry, where queues grow without end.
fn queues(answer: &Answer<'_>) -> String {
    if answer.queues.is_empty() {
        return String::new();
    }
    let header = ["flow", "carried TEU/yr", "t/yr", "queue grows by /yr", "t/yr", "days of arrivals"];
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
    let (carried, growth) = answer.carried;
    let [carried, growth] = [carried, growth].map(|tonnes| number(tonnes / TONNES_A_MEGATONNE));
    let all = format!(
        "all flows together carry {carried} Mt a year, and {growth} Mt a year are added to the queues"
    );
    format!("{}\n{}", lines(&rows), wrapped(&all))
}

fn waits(answer: &Answer<'_>, results: &Results) -> String {
    if answer.waits.is_empty() {
        return String::new();
    }
    let population = answer.population;
    // Of a queue that grows, or of cargo that never came out, only the shares say anything.
    let shown = results.shows(population);
    let header = ["waits longest at", "for", "of the span", "hours (95 %)"];
    let mut rows = table(header.into_iter().take(if shown { 4 } else { 3 }));
    for row in &answer.waits {
        let hours = shown.then(|| with_interval(row.hours.mean, row.hours.interval));
        let cells = [row.stage.clone(), row.cause.to_owned(), percent(row.share)];
        rows.add_row(cells.into_iter().chain(hours));
    }
    align_right(&mut rows, &[2]);
    let causes = answer.causes.iter().map(|row| {
        let amount = if shown { format!("{} h", number(row.hours.mean)) } else { percent(row.share) };
        format!("{} {amount}", row.cause)
    });
    let causes = wrapped(&format!("by cause: {}", causes.collect::<Vec<_>>().join(", ")));
    if !shown {
        return format!("{}\n{causes}", lines(&rows));
    }
    let (hours, share) = (number(answer.waiting.hours), percent(answer.waiting.share));
    let all =
        format!("{population}: {hours} h of waiting between the ends of {}, {share} of it", answer.span);
    format!("{}\n{causes}\n{}", lines(&rows), wrapped(&all))
}

fn binding(answer: &Answer<'_>) -> String {
    let Some((row, load)) = answer.binding else { return String::new() };
    let parts = [("busy", row.busy), ("blocked", row.blocked), ("down", row.down), ("closed", row.closed)];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(_, share)| *share >= 0.005)
        .map(|(name, share)| format!("{name} {}", percent(*share)))
        .collect();
    let parts = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    let at = percent(load);
    wrapped(&format!(
        "least often idle: {} {} ({} of them), at {at}{parts}",
        row.owner, row.resource, row.capacity
    ))
}

/// The lines that are nearly full, or of which the two counts differ.
fn line_check(answer: &Answer<'_>) -> String {
    if answer.lines.is_empty() {
        return String::new();
    }
    let header = ["line", "west/d", "east/d", "can carry pairs/d", "by arithmetic", "used"];
    let mut rows = table(header);
    let trains = |trains: Option<Estimate>| trains.map_or("-".to_owned(), |trains| number(trains.mean));
    for line in &answer.lines {
        let [west, east] = line.row.trains_per_d.map(trains);
        rows.add_row([
            line.row.line.clone(),
            west,
            east,
            number(line.maximum.pairs_per_d.mean),
            number(line.maximum.analytic.pairs),
            percent(line.used),
        ]);
    }
    align_right(&mut rows, &[1, 2, 3, 4, 5]);
    // One reason for several lines is said once.
    let mut why: Vec<(String, Vec<&str>)> = Vec::new();
    for line in answer.lines.iter().filter(|line| !line.maximum.reasons.is_empty()) {
        let reason = line.maximum.reasons.join("; ");
        match why.iter_mut().find(|(other, _)| *other == reason) {
            Some((_, names)) => names.push(&line.row.line),
            None => why.push((reason, vec![&line.row.line])),
        }
    }
    let why = why.iter().map(|(reason, names)| wrapped(&format!("{}: {reason}", names.join(", "))));
    std::iter::once(lines(&rows)).chain(why).collect::<Vec<_>>().join("\n")
}

/// The fleets of which the same is true.
fn fleet_check(answer: &Answer<'_>) -> String {
    if answer.fleets.is_empty() {
        return String::new();
    }
    let header = ["fleet", "carries west/yr", "can carry", "by arithmetic", "unit", "used"];
    let mut rows = table(header);
    for fleet in &answer.fleets {
        rows.add_row([
            fleet.row.fleet.clone(),
            fleet.row.carried_per_year[0].map_or("-".to_owned(), |carried| number(carried.mean)),
            number(fleet.maximum.simulated()),
            number(fleet.maximum.analytic()),
            fleet.row.unit.to_owned(),
            percent(fleet.used),
        ]);
    }
    align_right(&mut rows, &[1, 2, 3, 5]);
    let why = answer.fleets.iter().filter(|fleet| !fleet.maximum.reasons.is_empty());
    let why = why.map(|fleet| wrapped(&format!("{}: {}", fleet.row.fleet, fleet.maximum.reasons.join("; "))));
    std::iter::once(lines(&rows)).chain(why).collect::<Vec<_>>().join("\n")
}

fn caveats(answer: &Answer<'_>) -> String {
    let caveats: Vec<String> = answer.caveats.iter().map(|text| wrapped(&format!("note: {text}"))).collect();
    caveats.join("\n")
}

fn ending(answer: &Answer<'_>, results: &Results, file: &str, folder: &Path) -> String {
    let undecided = results.targets.iter().filter(|row| row.own).filter_map(|row| row.settles_at).max();
    let planned = results.plan.replications;
    let next = if !results.complete {
        "the same command again".to_owned()
    } else if results.censored.is_some() || results.withheld.contains(answer.population) {
        format!("see where cargo piles up: {}", folder.join("stages.csv").display())
    } else if planned < 30 {
        "the same command with --replications 30".to_owned()
    } else if let Some(replications) = undecided {
        format!("the same command with --replications {replications}")
    } else {
        format!("transcaspian params {file}")
    };
    format!("results: {}\nnext: {next}", folder.display())
}
