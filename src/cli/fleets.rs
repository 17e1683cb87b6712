//! `capacity --fleet`: a fleet with more cargo than it can carry.

use std::io::Write as _;
use std::path::Path;

use super::arguments::{CapacityArguments, Format};
use super::capacity::{failed, not_loaded, plan, unknown};
use super::display::{align_right, lines, table, wrapped};
use super::numbers::{number, percent, signed, with_interval};
use super::progress::Display;
use super::streams::{self, Out};
use super::{Exit, signals};
use crate::experiment::{self, Estimate, FleetMaximum, Plan, Shipments};
use crate::report::{self, ResultFolder};
use crate::scenario::Scenario;
use crate::units::Duration;

/// Loads the fleet that is asked for.
pub(super) fn capacity(
    arguments: &CapacityArguments,
    scenario: &Scenario,
    fleet: &str,
    out: &mut Out,
) -> Exit {
    let known: Vec<&str> = scenario.spec_of_window().fleet.keys().map(|name| &**name).collect();
    if !known.contains(&fleet) {
        unknown("fleet", fleet, &known);
        return Exit::WrongCommand;
    }
    let target = match arguments.out.as_deref().map(|path| ResultFolder::new(path, false)).transpose() {
        Ok(target) => target,
        Err(error) => return failed(&error.to_string()),
    };
    let (plan, days) = (plan(arguments, scenario), arguments.days);
    let stop = signals::stop_on_interrupt();
    let showing = &arguments.showing;
    let display = Display::start(showing, scenario.name(), plan.replications);
    let found =
        experiment::saturate_fleets(scenario, &[fleet], days, &plan, &stop, &|done| display.show(done));
    display.end();
    let maxima = match found {
        Ok(maxima) => maxima,
        Err(why) => return not_loaded(&arguments.file, &why),
    };
    let dialect = showing.csv.dialect();
    let written = target.map(|target| {
        target.write(|folder| report::write_fleet_capacity(folder, scenario, &maxima, days, dialect))
    });
    let folder = match written.transpose() {
        Ok(written) => written.map(|(folder, ())| folder),
        Err(error) => return failed(&error.to_string()),
    };
    if !showing.quiet {
        maxima.iter().filter(|maximum| maximum.disagrees()).for_each(warn);
    }
    let days = days.unwrap_or_else(|| scenario.spec().run.window.duration().days());
    // The stream keeps its own failures for the end.
    let _ = match arguments.format {
        Format::Text => {
            let text = maxima.iter().map(|maximum| text(maximum, scenario, &plan, days, folder.as_deref()));
            write!(out, "{}", text.collect::<String>())
        }
        Format::Json => writeln!(out, "{:#}", report::fleet_json(scenario, &maxima)),
        Format::Csv => report::write(report::fleet_capacity(&maxima), dialect, out),
    };
    Exit::Done
}

/// What every fleet of a scenario can carry, for the check beside a run: in one replication, and under the run's seed. Where
/// it cannot be found out, there are none, and why has been said.
pub(super) fn check_fleets(scenario: &Scenario, plan: &Plan, quiet: bool) -> Vec<FleetMaximum> {
    let plan = Plan { replications: 1, precision: None, shipments: Shipments::Nobody, ..plan.clone() };
    experiment::check_fleets(scenario, &plan).unwrap_or_else(|why| {
        if !quiet {
            streams::note(&format!("note: what the fleets can carry was not found out: {why}"));
        }
        Vec::new()
    })
}

fn warn(maximum: &FleetMaximum) {
    let because = if maximum.reasons.is_empty() {
        "the reason is not known".to_owned()
    } else {
        maximum.reasons.join("; ")
    };
    streams::note(&wrapped(&format!(
        "warning: {}: {} {} a year westward by arithmetic, {} simulated: {because}",
        maximum.row.fleet,
        number(maximum.analytic()),
        maximum.row.unit,
        number(maximum.simulated())
    )));
}

fn text(
    maximum: &FleetMaximum,
    scenario: &Scenario,
    plan: &Plan,
    days: f64,
    folder: Option<&Path>,
) -> String {
    let (row, count) = (&maximum.row, plan.replications);
    let warm_up: Duration = scenario.spec().run.warm_up.duration();
    let runs = format!(
        "{count} replication{} of {} d after {} d, seed {}; other fleets and services call as well",
        if count == 1 { "" } else { "s" },
        number(days),
        number(warm_up.days()),
        plan.seed
    );
    let vessels = if row.vessels == 1 { "1 vessel".to_owned() } else { format!("{} vessels", row.vessels) };
    let head = format!("{}: {vessels} with more cargo in both directions than can be carried", row.fleet);
    let mut parts = vec![format!("{}\n{}", wrapped(&head), wrapped(&runs))];
    let a_year = format!("{}/yr (95 %)", row.unit);
    let header = ["", "voyages/yr", &a_year, "arithmetic", "differs", "load"];
    let mut rows = table(header);
    for (at, way) in ["westward", "eastward"].into_iter().enumerate() {
        let (carried, analytic) = (row.carried_per_year[at], maximum.analytic_per_year[at]);
        let differs = carried.filter(|_| analytic > 0.0).map(|carried| carried.mean / analytic - 1.0);
        rows.add_row([
            way.to_owned(),
            row.voyages_per_year[at].map_or("-".to_owned(), |voyages| number(voyages.mean)),
            interval(carried),
            number(analytic),
            differs.map_or("-".to_owned(), |share| format!("{}%", signed(share * 100.0, 1))),
            row.load_factor[at].map_or("-".to_owned(), |load| percent(load.mean)),
        ]);
    }
    align_right(&mut rows, &[1, 2, 3, 4, 5]);
    parts.push(lines(&rows));
    let mut rows = table(["hours of a round trip", "simulated", "arithmetic"]);
    for (what, simulated, analytic) in report::round_trip_parts(maximum) {
        let analytic = analytic.map_or("-".to_owned(), number);
        rows.add_row([what.to_owned(), number(simulated), analytic]);
    }
    rows.add_row(["all".to_owned(), interval(row.round_trip_h), number(maximum.analytic.hours())]);
    align_right(&mut rows, &[1, 2]);
    parts.push(lines(&rows));
    parts.push(wrapped(&format!("by arithmetic: {}", report::fleet_note(maximum))));
    if let Some(folder) = folder {
        parts.push(format!("results: {}", folder.display()));
    }
    format!("{}\n", parts.join("\n\n"))
}

fn interval(value: Option<Estimate>) -> String {
    value.map_or("-".to_owned(), |value| match value.interval {
        None => number(value.mean),
        interval => with_interval(value.mean, interval),
    })
}
