//! A comparison as JSON, for programs.

use std::path::Path;

use serde_json::{Value, json};

use super::Contrast;
use super::answer::{ComparisonAnswer, ScenarioAnswer};
use crate::experiment::{ComparisonRow, ResourceRow, Trend, Verdict};
use crate::metrics::Season;
use crate::report::json::{estimate, number};
use crate::units::Duration;

/// The answer of a comparison whose files are in `output`. Unknown is `null`.
#[must_use]
pub fn json(contrast: &Contrast<'_>, output: &Path) -> Value {
    let answer = ComparisonAnswer::new(contrast);
    let base = contrast.base.results;
    let scenarios: Vec<Value> =
        answer.scenarios.iter().map(|scenario| scenario_json(scenario, answer.limits)).collect();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "base": base.scenario,
        "title": base.title,
        "span": answer.span,
        "question": answer.question,
        "population": answer.population,
        "complete": contrast.is_complete(),
        "censored": base.censored,
        "drifting": base.drifting,
        "seed": base.plan.seed,
        "replications": base.replications.len(),
        "start": base.start.to_string(),
        "window_d": number(base.window_d),
        "binding": binding(answer.binding),
        "scenarios": scenarios,
        "missing": contrast.missing,
        "notes": contrast.notes,
        "output": output.to_string_lossy(),
    })
}

fn scenario_json(scenario: &ScenarioAnswer<'_>, limits: &[Duration]) -> Value {
    let readings = scenario.readings.iter().map(|reading| {
        let verdicts = reading.verdicts.iter().zip(limits).map(|([base, other], limit)| {
            json!({
                "limit_d": number(limit.days()),
                "base": base.map(Verdict::word),
                "other": other.map(Verdict::word),
            })
        });
        let mut value = row(reading.mean);
        value["population"] = json!(reading.population);
        value["span"] = json!(reading.span);
        value["season"] = json!(reading.season.map(Season::name));
        value["verdicts"] = verdicts.collect();
        value
    });
    let within = scenario.within.iter().zip(limits).filter_map(|(share, limit)| {
        let mut value = row((*share)?);
        value["limit_d"] = number(limit.days());
        Some(value)
    });
    let mut value = json!({
        "scenario": scenario.results.scenario,
        "title": scenario.results.title,
        "pairs": scenario.pairs,
        "censored": scenario.results.censored,
        "drifting": scenario.results.drifting,
        "headline": scenario.headline.map(row),
        "readings": readings.collect::<Vec<_>>(),
        "within": within.collect::<Vec<_>>(),
        "hours": scenario.hours.iter().map(|cell| row(cell)).collect::<Vec<_>>(),
        "longest_wait": scenario.longest_wait.map(row),
        "binding": binding(scenario.binding),
        "loads": scenario.loads.iter().map(|load| row(load)).collect::<Vec<_>>(),
        "carried": scenario.carried[0].map(row),
        "backlog_growth": scenario.carried[1].map(row),
        "cost": scenario.cost.map(row),
        "emission": scenario.emission.map(row),
        "variance_ratio": scenario.gain.map(|gain| json!({
            "value": number(gain.ratio),
            "low": gain.limits.map(|(low, _)| number(low)),
            "high": gain.limits.map(|(_, high)| number(high)),
        })),
    });
    if !scenario.shocks.is_empty() {
        value["shocks"] = scenario.shocks.iter().map(|effect| row(effect)).collect();
    }
    value
}

fn row(row: &ComparisonRow) -> Value {
    let change = row.change.as_ref();
    let simultaneous = change.and_then(|change| change.simultaneous);
    json!({
        "scope": row.scope.name(),
        "metric": row.metric.name(),
        "unit": row.unit,
        "base": row.base.map(number),
        "other": row.other.map(number),
        "difference": estimate(change.map(|change| &change.difference)),
        "simultaneous": simultaneous.map(|(low, high)| [number(low), number(high)]),
        "p_holm": change.and_then(|change| change.p).map(number),
        "verdict": change.map(|change| Trend::word(change.trend)),
    })
}

fn binding(found: Option<(&ResourceRow, f64)>) -> Value {
    found.map_or(
        Value::Null,
        |(row, load)| json!({ "owner": row.owner, "resource": row.resource, "load": number(load) }),
    )
}
