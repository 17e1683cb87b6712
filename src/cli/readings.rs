//! The times of an answer in words: readings, verdicts, seasons.

use super::display::{self, align_right, lines, wrapped};
use super::numbers::{number, percent, percent_with_interval, with_interval};
use crate::experiment::{MOST_TO_SETTLE, Results, SpanRow, TargetRow, Verdict};
use crate::report::{Answer, Reading};

/// Limits that stand beside the times; more have a table of their own, in parts of so many.
const BESIDE: usize = 3;
const IN_A_PART: usize = 5;

/// Every population in every reading, with the verdicts on its means.
pub(super) fn table(answer: &Answer<'_>) -> String {
    if answer.readings.is_empty() {
        return String::new();
    }
    let beside = answer.limits.len() <= BESIDE;
    let mut header = vec!["of", "span", "mean d (95 %)", "p50 d", "p90 d"];
    let limits: Vec<String> = answer.limits.iter().map(|limit| format!("within {}", limit.brief())).collect();
    if beside {
        header.extend(limits.iter().map(String::as_str));
    }
    let mut rows = display::table(header);
    for (reading, names) in answer.readings.iter().zip(names(answer)) {
        let times = reading.times;
        let mean = with_interval(times.mean_d.mean, times.mean_d.interval);
        let within = shares(reading).into_iter().filter(|_| beside);
        rows.add_row(names.into_iter().chain([mean]).chain(quantiles(times)).chain(within));
    }
    align_right(&mut rows, &[3, 4]);
    let mut text = vec![lines(&rows)];
    if !beside {
        for (part, limits) in limits.chunks(IN_A_PART).enumerate() {
            let mut rows =
                display::table(["of", "span"].into_iter().chain(limits.iter().map(String::as_str)));
            for (reading, names) in answer.readings.iter().zip(names(answer)) {
                let shares = shares(reading).into_iter().skip(part * IN_A_PART).take(limits.len());
                rows.add_row(names.into_iter().chain(shares));
            }
            text.push(format!("\n{}", lines(&rows)));
        }
    }
    text.extend(legend(answer));
    text.join("\n")
}

/// Population and span of each reading; a population is named once.
fn names(answer: &Answer<'_>) -> Vec<[String; 2]> {
    let mut last = "";
    let names = answer.readings.iter().map(|reading| {
        let times = reading.times;
        let population = if times.population == last { "" } else { &times.population };
        last = &times.population;
        [population.to_owned(), format!("{}{}", times.span, if reading.own { " *" } else { "" })]
    });
    names.collect()
}

/// The share within each limit, and the verdict on the mean.
fn shares(reading: &Reading<'_>) -> Vec<String> {
    let shares = reading.within.iter().map(|(share, verdict)| {
        let word = verdict.map_or("", short);
        format!("{} {word}", percent(share.mean)).trim_end().to_owned()
    });
    shares.collect()
}

fn short(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Inconclusive => "?",
        other => other.word(),
    }
}

/// Median and 90th percentile; marked where they are those of a few trains.
fn quantiles(times: &SpanRow) -> [String; 2] {
    let mark = |few: bool| if few { "~" } else { "" };
    [(&times.p50_d, times.few[0]), (&times.p90_d, times.few[1])]
        .map(|(days, few)| format!("{}{}", mark(few), number(days.mean)))
}

/// What the marks in the table mean, as far as there are any.
fn legend(answer: &Answer<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if !answer.limits.is_empty() {
        let what =
            "share of consignments within, and whether the mean is (pass, fail, or ? for inconclusive)";
        lines.push(format!("within: {what}"));
    }
    if answer.readings.iter().any(|reading| reading.own) {
        lines.push("* the reading on which targets are set".to_owned());
    }
    let mut few: Vec<&Reading<'_>> =
        answer.readings.iter().filter(|row| row.times.few != [false; 2]).collect();
    // The worst reading of each population speaks for the others.
    few.sort_by(|a, b| a.times.carriers.total_cmp(&b.times.carriers));
    let mut told: Vec<String> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for reading in few.iter().filter(|row| row.times.carriers > 0.0) {
        if !seen.contains(&reading.times.population.as_str()) {
            seen.push(&reading.times.population);
            told.push(format!("{} {:.0}", reading.times.population, reading.times.carriers));
        }
    }
    if !told.is_empty() {
        lines.push(wrapped(&format!(
            "~ few trains: {} in a replication; a median wants 20, a 90th percentile 100",
            told.join(", ")
        )));
    }
    lines
}

/// Targets that the table does not show, and what would settle those that are inconclusive.
pub(super) fn targets(answer: &Answer<'_>, results: &Results) -> String {
    let mut text: Vec<String> = answer.others.iter().map(|row| wrapped(&other(row))).collect();
    let open = results.targets.iter().filter(|row| row.own && row.verdict == Some(Verdict::Inconclusive));
    text.extend(open.filter_map(unsettled).map(|line| wrapped(&line)));
    text.join("\n")
}

fn other(row: &TargetRow) -> String {
    let verdict = row.verdict.map_or("", Verdict::word);
    let (span, population) = (&row.span, &row.population);
    let limit = crate::units::Duration::from_hours(row.threshold_d * 24.0).brief();
    let value = match (&row.value, row.least_share) {
        (None, _) => "no value".to_owned(),
        (Some(share), Some(least)) => {
            let share = percent_with_interval(share.mean, share.interval);
            format!("{share} within {limit}, {} wanted", percent(least))
        }
        (Some(days), None) => {
            format!("{} {} d, limit {limit}", row.statistic, with_interval(days.mean, days.interval))
        }
    };
    format!("target {}: {population}, {span}: {value}: {verdict}", row.target)
}

/// What would settle a verdict; nothing to say where the value is withheld or there is one replication.
fn unsettled(row: &TargetRow) -> Option<String> {
    let value = row.value.as_ref()?;
    let name = &row.target;
    if row.few {
        return Some(format!(
            "{name} stays inconclusive: few trains ({:.0}) for a {}",
            row.carriers, row.statistic
        ));
    }
    value.interval?;
    Some(match row.settles_at {
        Some(replications) => {
            format!("{name} is inconclusive: about {replications} replications would settle it")
        }
        None => {
            format!("{name} is inconclusive: over {MOST_TO_SETTLE} replications would be needed to settle it")
        }
    })
}

/// The time before the border.
pub(super) fn outside(answer: &Answer<'_>) -> String {
    let Some((entries, hours)) = answer.outside else { return String::new() };
    wrapped(&format!(
        "on the Chinese side: {} h a consignment, before {} lets it in; no reading counts it",
        with_interval(hours.mean, hours.interval),
        entries.join(" or ")
    ))
}

/// A line for each season.
pub(super) fn seasons(answer: &Answer<'_>, results: &Results) -> String {
    if answer.seasons.is_empty() {
        return String::new();
    }
    let header = [format!("{} in", answer.population), "mean d (95 %)".to_owned(), "p90 d".to_owned()];
    // Of many limits only the shares find room, without their intervals.
    let beside = answer.limits.len() <= BESIDE;
    let limits = answer.limits.iter().take(IN_A_PART);
    let limits = limits.map(|limit| format!("{}{}", if beside { "within " } else { "<= " }, limit.brief()));
    let mut rows = display::table(header.into_iter().chain(limits));
    for row in &answer.seasons {
        let times = &row.times;
        let [_, p90] = quantiles(times);
        let mean = with_interval(times.mean_d.mean, times.mean_d.interval);
        let shares = results.limits.iter().zip(&times.within);
        let within =
            shares.filter(|(limit, _)| answer.limits.contains(limit)).take(IN_A_PART).map(|(_, share)| {
                match beside {
                    true => percent_with_interval(share.mean, share.interval),
                    false => percent(share.mean),
                }
            });
        rows.add_row([row.season.name().to_owned(), mean, p90].into_iter().chain(within));
    }
    align_right(&mut rows, &[2]);
    lines(&rows)
}
