//! The answer as JSON, for programs.

use std::path::Path;

use serde_json::{Value, json};

use super::Material;
use super::answer::Answer;
use super::fleets::round_trip_parts;
use crate::experiment::{Estimate, FleetMaximum, LineMaximum, ShockRow, SpanRow, Verdict};
use crate::scenario::Scenario;

/// The answer of a run whose files are in `output`. Unknown is `null`.
#[must_use]
pub fn json(material: Material<'_>, output: &Path) -> Value {
    let Material { scenario, results } = material;
    let answer = Answer::new(material);
    let targets = results.targets.iter().map(|row| {
        json!({
            "target": row.target,
            "span": row.span,
            "population": row.population,
            "statistic": row.statistic,
            "own": row.own,
            "threshold_d": row.threshold_d,
            "unit": if row.statistic == "share" { "share" } else { "d" },
            "value": estimate(row.value.as_ref()),
            "least_share": row.least_share,
            "carriers": number(row.carriers),
            "verdict": row.verdict.map(Verdict::word),
            "settles_at": row.settles_at,
        })
    });
    let spans = answer.readings.iter().map(|row| times(row.times));
    let seasons = answer.seasons.iter().map(|row| {
        let mut season = times(&row.times);
        season["season"] = json!(row.season.name());
        season
    });
    // Of a queue that grows, or of cargo that never came out, only the shares say anything.
    let shown = results.shows(answer.population);
    let waits = answer.waits.iter().map(|row| {
        json!({
            "stage": row.stage,
            "cause": row.cause,
            "hours": estimate(Some(&row.hours).filter(|_| shown)),
            "share": number(row.share),
        })
    });
    let causes = results.span_hours.causes.iter().map(|row| {
        json!({
            "cause": row.cause,
            "waiting": row.waiting,
            "hours": estimate(Some(&row.hours).filter(|_| shown)),
            "share": number(row.share),
        })
    });
    let resources = results.resources.iter().map(|row| {
        json!({
            "owner": row.owner,
            "resource": row.resource,
            "capacity": row.capacity,
            "busy": number(row.busy),
            "blocked": number(row.blocked),
            "starved": number(row.starved),
            "down": number(row.down),
            "closed": number(row.closed),
        })
    });
    let queues = answer.queues.iter().map(|row| {
        let ([consignments, teu, tonnes], backlog) = (row.left_per_year, &row.backlog);
        json!({
            "flow": row.flow,
            "drift": backlog.drifts,
            "consignments_per_year": number(consignments),
            "teu_per_year": number(teu),
            "tonnes_per_year": number(tonnes),
            "growth_consignments_per_year": number(backlog.growth_per_year[0]),
            "growth_tonnes_per_year": number(backlog.growth_per_year[1]),
            "growth_d": backlog.growth_d.map(number),
        })
    });
    let inputs = scenario.inputs();
    let fleets = answer.fleets.iter().map(|fleet| {
        let mut value = fleet_maximum(fleet.maximum);
        value["used_share"] = number(fleet.used);
        value
    });
    let lines = answer.lines.iter().map(|line| {
        let [west, east] = line.row.trains_per_d.map(|trains| estimate(trains.as_ref()));
        let mut value = maximum(line.maximum);
        value["trains_west_per_d"] = west;
        value["trains_east_per_d"] = east;
        value["used_share"] = number(line.used);
        value
    });
    let mut value = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": results.scenario,
        "title": results.title,
        "span": answer.span,
        "question": answer.question,
        "population": answer.population,
        "complete": results.complete,
        "censored": results.censored,
        "queues": queues.collect::<Vec<_>>(),
        "seed": results.plan.seed,
        "replications": results.replications.len(),
        "precision": results.precision.as_ref().map(|precision| {
            json!({
                "span": precision.span,
                "population": precision.population,
                "wish_d": precision.wish.days(),
                "half_width_d": precision.half_width_d.map(number),
                "reached": precision.reached,
            })
        }),
        "start": results.start.to_string(),
        "warm_up_d": number(scenario.spec().run.warm_up.duration().days()),
        "window_d": number(results.window_d),
        "targets": targets.collect::<Vec<_>>(),
        "spans": spans.collect::<Vec<_>>(),
        "limits_d": results.limits.iter().map(|limit| limit.days()).collect::<Vec<_>>(),
        "outside_h": answer.outside.map(|(_, hours)| estimate(Some(hours))),
        "seasons": seasons.collect::<Vec<_>>(),
        "waits": waits.collect::<Vec<_>>(),
        "causes": causes.collect::<Vec<_>>(),
        "waiting": {
            "hours": shown.then(|| number(answer.waiting.hours)),
            "share": number(answer.waiting.share),
        },
        "binding": answer.binding.map(|(row, load)| {
            json!({ "owner": row.owner, "resource": row.resource, "load": number(load) })
        }),
        "resources": resources.collect::<Vec<_>>(),
        "lines": lines.collect::<Vec<_>>(),
        "fleets": fleets.collect::<Vec<_>>(),
        "inputs": {
            "document": inputs.document,
            "public": inputs.public,
            "derived": inputs.derived,
            "calibrated": inputs.calibrated,
            "assumed": inputs.assumed,
        },
        "caveats": answer.caveats,
        "output": output.to_string_lossy(),
    });
    if !answer.shocks.is_empty() {
        value["shocks"] = answer.shocks.iter().map(shock).collect();
    }
    value
}

fn shock(row: &ShockRow) -> Value {
    let effects = row.effects.iter().map(|row| {
        json!({
            "metric": row.effect.name(),
            "unit": row.effect.unit(),
            "value": estimate(row.value.as_ref()),
            "p50": row.p50,
            "p90": row.p90,
            "replications": row.replications,
        })
    });
    json!({
        "shock": row.shock,
        "title": row.title,
        "begins": row.begins.to_string(),
        "ends": row.ends.to_string(),
        "population": row.population,
        "effects": effects.collect::<Vec<_>>(),
    })
}

/// What lines of a scenario can carry, for programs.
#[must_use]
pub fn capacity_json(scenario: &Scenario, maxima: &[LineMaximum]) -> Value {
    let lines = maxima.iter().map(|row| {
        let [west, east] = row.trains_per_d.map(|trains| estimate(Some(&trains)));
        let mut value = maximum(row);
        value["trains_west_per_d"] = west;
        value["trains_east_per_d"] = east;
        value
    });
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": scenario.name(),
        "lines": lines.collect::<Vec<_>>(),
    })
}

/// What fleets of a scenario can carry, for programs.
#[must_use]
pub fn fleet_json(scenario: &Scenario, maxima: &[FleetMaximum]) -> Value {
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": scenario.name(),
        "fleets": maxima.iter().map(fleet_maximum).collect::<Vec<_>>(),
    })
}

/// What a fleet can carry, and what its round trips are made of.
fn fleet_maximum(maximum: &FleetMaximum) -> Value {
    let row = &maximum.row;
    let [west, east] = row.carried_per_year.map(|carried| estimate(carried.as_ref()));
    let [voyages_west, voyages_east] = row.voyages_per_year.map(|voyages| estimate(voyages.as_ref()));
    let [load_west, load_east] = row.load_factor.map(|load| estimate(load.as_ref()));
    let parts = round_trip_parts(maximum).into_iter().map(|(what, simulated, analytic)| {
        json!({ "what": what, "simulated_h": number(simulated), "analytic_h": analytic.map(number) })
    });
    json!({
        "fleet": row.fleet,
        "vessels": row.vessels,
        "unit": row.unit,
        "analytic_per_yr": number(maximum.analytic()),
        "simulated_per_yr": west,
        "difference": number(maximum.difference()),
        "analytic_east_per_yr": number(maximum.analytic_per_year[1]),
        "simulated_east_per_yr": east,
        "voyages_west_per_yr": voyages_west,
        "voyages_east_per_yr": voyages_east,
        "load_west": load_west,
        "load_east": load_east,
        "round_trip_h": estimate(row.round_trip_h.as_ref()),
        "analytic_round_trip_h": number(maximum.analytic.hours()),
        "parts": parts.collect::<Vec<_>>(),
        "changes": maximum.changes.map(|date| date.to_string()),
        "reasons": maximum.reasons,
    })
}

/// What a line can carry, and by which arithmetic.
fn maximum(row: &LineMaximum) -> Value {
    json!({
        "line": row.line,
        "tracks": row.tracks,
        "train": row.train,
        "speed_km_per_h": number(row.speed),
        "analytic_pairs_per_d": number(row.analytic.pairs),
        "simulated_pairs_per_d": estimate(Some(&row.pairs_per_d)),
        "difference": number(row.difference()),
        "section_km": [number(row.analytic.section.from), number(row.analytic.section.to)],
        "run_h": row.analytic.run.map(number),
        "period_h": number(row.analytic.period),
        "possession_h_per_d": number(row.analytic.possession),
        "changes": row.changes.map(|date| date.to_string()),
        "reasons": row.reasons,
    })
}

fn times(row: &SpanRow) -> Value {
    json!({
        "span": row.span,
        "population": row.population,
        "consignments": number(row.consignments),
        "carriers": number(row.carriers),
        "mean_d": estimate(Some(&row.mean_d)),
        "p50_d": number(row.p50_d.mean),
        "p90_d": number(row.p90_d.mean),
        "p95_d": number(row.p95_d.mean),
        "within": row.within.iter().map(|share| estimate(Some(share))).collect::<Vec<_>>(),
    })
}

pub(super) fn number(value: f64) -> Value {
    if value.is_finite() { json!(value) } else { Value::Null }
}

pub(super) fn estimate(value: Option<&Estimate>) -> Value {
    value.map_or(Value::Null, |value| {
        json!({
            "mean": number(value.mean),
            "low": value.interval.map(|(low, _)| number(low)),
            "high": value.interval.map(|(_, high)| number(high)),
            "replications": value.n,
        })
    })
}
