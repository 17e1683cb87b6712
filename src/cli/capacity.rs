//! `capacity`: lines loaded by themselves until they take no more.

use std::io::Write as _;
use std::path::Path;

use super::arguments::{CapacityArguments, Format};
use super::display::{align_right, lines, table, wrapped};
use super::numbers::{number, signed, with_interval};
use super::progress::Display;
use super::streams::{self, Out};
use super::{Exit, check, fleets, run, signals};
use crate::experiment::{self, Failure, LineMaximum, Load, NotLoaded, Plan, Shipments};
use crate::report::{self, OutputError, ResultFolder};
use crate::scenario::Scenario;

/// Replications, unless the command line says otherwise.
const REPLICATIONS: u32 = 5;
/// Days that are counted, unless the command line says otherwise.
const DAYS: f64 = 28.0;
/// Days before them, in which the line fills.
const WARM_UP_D: f64 = 7.0;
/// The same for the check beside every run.
const CHECK_DAYS: f64 = 14.0;

/// Loads the line that is asked for, or all of them.
pub(super) fn capacity(arguments: &CapacityArguments, out: &mut Out) -> Exit {
    let Some(scenario) = check::open(&arguments.file, &arguments.settings.all()) else {
        return Exit::BadScenario;
    };
    if let Some(fleet) = arguments.fleet.as_deref() {
        return fleets::capacity(arguments, &scenario, fleet, out);
    }
    let Some(asked) = asked(arguments, &scenario) else { return Exit::WrongCommand };
    let target = match arguments.out.as_deref().map(|path| ResultFolder::new(path, false)).transpose() {
        Ok(target) => target,
        Err(error) => return failed(&error.to_string()),
    };
    let plan = plan(arguments, &scenario);
    let load = Load {
        train: arguments.train.as_deref(),
        equal_speed: arguments.equal_speed,
        warm_up_d: WARM_UP_D,
        days: arguments.days.unwrap_or(DAYS),
    };
    let stop = signals::stop_on_interrupt();
    let all = u32::try_from(asked.len()).unwrap_or(u32::MAX).saturating_mul(plan.replications);
    let display = Display::start(&arguments.showing, scenario.name(), all);
    let found = experiment::saturate(&scenario, &asked, &load, &plan, &stop, &|done| display.show(done));
    display.end();
    let maxima = match found {
        Ok(maxima) => maxima,
        Err(why) => return not_loaded(&arguments.file, &why),
    };
    let written = target.map(|target| write(&target, &scenario, &maxima, &load, arguments)).transpose();
    let folder = match written {
        Ok(folder) => folder,
        Err(error) => return failed(&error.to_string()),
    };
    if !arguments.showing.quiet {
        maxima.iter().filter(|maximum| maximum.disagrees()).for_each(warn);
    }
    // The stream keeps its own failures for the end.
    let _ = match arguments.format {
        Format::Text => write!(out, "{}", text(&maxima, &plan, &load, folder.as_deref())),
        Format::Json => writeln!(out, "{:#}", report::capacity_json(&scenario, &maxima)),
        Format::Csv => report::write(report::capacity(&maxima), arguments.showing.csv.dialect(), out),
    };
    Exit::Done
}

/// What the command line asks for.
pub(super) fn plan(arguments: &CapacityArguments, scenario: &Scenario) -> Plan {
    Plan {
        seed: u64::from(arguments.seed.unwrap_or(scenario.spec().run.seed)),
        replications: arguments.replications.unwrap_or(REPLICATIONS),
        precision: None,
        threads: arguments.threads,
        shipments: Shipments::Nobody,
        event_limit: run::EVENT_LIMIT,
    }
}

/// The lines that are asked for; what is wrong with the question goes to standard error.
fn asked<'a>(arguments: &'a CapacityArguments, scenario: &'a Scenario) -> Option<Vec<&'a str>> {
    let spec = scenario.spec_of_window();
    let lines: Vec<&str> = spec.lines().collect();
    if let Some(train) = arguments.train.as_deref().filter(|train| !spec.train.contains_key(*train)) {
        let kinds: Vec<&str> = spec.train.keys().map(|name| &**name).collect();
        unknown("kind of train", train, &kinds);
        return None;
    }
    match arguments.line.as_deref() {
        Some(line) if !lines.contains(&line) => {
            unknown("line", line, &lines);
            None
        }
        Some(line) => Some(vec![line]),
        None if lines.is_empty() => {
            streams::error("the scenario has no line");
            None
        }
        None => Some(lines),
    }
}

/// Says that there is no such thing.
pub(super) fn unknown(what: &str, name: &str, known: &[&str]) {
    let all = if known.is_empty() {
        "there is none".to_owned()
    } else {
        format!("there are: {}", known.join(", "))
    };
    streams::error(&wrapped(&format!("no {what} is called {name}; {all}")));
}

/// Says why it failed.
pub(super) fn failed(why: &str) -> Exit {
    streams::error(why);
    Exit::Failed
}

/// Says why it is not known what a line or fleet can carry.
pub(super) fn not_loaded(file: &str, why: &NotLoaded) -> Exit {
    match why {
        NotLoaded::Failure(Failure::NothingFinished) => {
            streams::error("interrupted before all were loaded; nothing was written");
            Exit::Interrupted
        }
        NotLoaded::Failure(failure) => failed(&format!("{file}: {failure}")),
        NotLoaded::NoTrain | NotLoaded::NoLimit(_) | NotLoaded::NoRoundTrip(_) => {
            streams::error(&format!("{file}: {why}"));
            Exit::BadScenario
        }
        NotLoaded::Unsound(_, problems) => {
            streams::note(&problems.problems.render(&problems.files));
            streams::error(&format!("{file}: {why}"));
            Exit::BadScenario
        }
    }
}

/// What every line of a scenario can carry, for the check beside a run: in short, and under the run's seed. Where it
/// cannot be found out, there are none, and why has been said.
pub(super) fn check_lines(scenario: &Scenario, plan: &Plan, quiet: bool) -> Vec<LineMaximum> {
    let plan = Plan { replications: 1, precision: None, shipments: Shipments::Nobody, ..plan.clone() };
    let load = Load { train: None, equal_speed: false, warm_up_d: WARM_UP_D, days: CHECK_DAYS };
    experiment::check_lines(scenario, &load, &plan).unwrap_or_else(|why| {
        if !quiet {
            streams::note(&format!("note: what the lines can carry was not found out: {why}"));
        }
        Vec::new()
    })
}

/// Writes the table, the list of its columns, and the scenario of each line alone.
fn write(
    target: &ResultFolder,
    scenario: &Scenario,
    maxima: &[LineMaximum],
    load: &Load<'_>,
    arguments: &CapacityArguments,
) -> Result<std::path::PathBuf, OutputError> {
    let dialect = arguments.showing.csv.dialect();
    let (path, ()) =
        target.write(|folder| report::write_capacity(folder, scenario, maxima, load, dialect))?;
    Ok(path)
}

fn warn(maximum: &LineMaximum) {
    let because = if maximum.reasons.is_empty() {
        "the reason is not known".to_owned()
    } else {
        maximum.reasons.join("; ")
    };
    streams::note(&wrapped(&format!(
        "warning: {}: {} train pairs a day by arithmetic, {} simulated: {because}",
        maximum.line,
        number(maximum.analytic.pairs),
        number(maximum.pairs_per_d.mean)
    )));
}

fn text(maxima: &[LineMaximum], plan: &Plan, load: &Load<'_>, folder: Option<&Path>) -> String {
    let count = plan.replications;
    let runs = format!(
        "{count} replication{} of {} d after {} d, seed {}; {}",
        if count == 1 { "" } else { "s" },
        number(load.days),
        number(load.warm_up_d),
        plan.seed,
        if load.equal_speed { "all trains at their mean speed" } else { "speeds as in the scenario" }
    );
    let mut parts =
        vec![format!("Trains a day on each line by itself, more of them than it can take\n{runs}")];
    let header = ["line", "tracks", "train", "west", "east", "pairs (95 %)", "arithmetic", "differs"];
    let mut rows = table(header);
    for maximum in maxima {
        let [west, east] = maximum.trains_per_d.map(|trains| number(trains.mean));
        rows.add_row([
            maximum.line.clone(),
            maximum.tracks.to_owned(),
            maximum.train.clone(),
            west,
            east,
            match maximum.pairs_per_d.interval {
                None => number(maximum.pairs_per_d.mean),
                interval => with_interval(maximum.pairs_per_d.mean, interval),
            },
            number(maximum.analytic.pairs),
            format!("{}%", signed(maximum.difference() * 100.0, 1)),
        ]);
    }
    align_right(&mut rows, &[3, 4, 6, 7]);
    parts.push(lines(&rows));
    if let [maximum] = maxima {
        let speed = number(maximum.speed);
        let note = report::capacity_note(maximum);
        parts.push(wrapped(&format!("by arithmetic, for trains of {speed} km/h: {note}")));
    }
    if let Some(folder) = folder {
        parts.push(format!("results: {}", folder.display()));
    }
    format!("{}\n", parts.join("\n\n"))
}
