//! A tornado as JSON, for programs.

use std::path::Path;

use serde_json::{Value, json};

use super::table::better;
use crate::experiment::{End, Step, TargetVerdict, Tornado};
use crate::report::json::{estimate, number};

/// The answer of a tornado whose files are in `output`. Unknown is `null`.
#[must_use]
pub fn json(scenario: &str, tornado: &Tornado, output: &Path) -> Value {
    let verdicts = |rows: &[TargetVerdict]| -> Vec<Value> {
        let rows = rows.iter();
        rows.map(
            |row| json!({ "target": row.target, "statistic": row.statistic, "verdict": row.verdict.word() }),
        )
        .collect()
    };
    let end = |end: &End| {
        json!({
            "effect_d": estimate(end.outcome.effect()),
            "note": end.outcome.why(),
            "verdicts": verdicts(&end.verdicts),
            "gap_d": estimate(end.ranking.as_ref()),
            "better": end.ranking.map(|gap| better(gap.interval)),
        })
    };
    let bars = tornado.bars.iter().map(|bar| {
        json!({
            "path": bar.input.path,
            "value": number(bar.input.value),
            "low": number(bar.input.low),
            "high": number(bar.input.high),
            "unit": bar.input.unit,
            "kind": bar.input.kind.word(),
            "basis": bar.input.basis.word(),
            "source": bar.input.source,
            "step": bar.step.word(),
            "at_low": end(&bar.ends[0]),
            "at_high": end(&bar.ends[1]),
            "flips": bar.step == Step::Full && !bar.flips(&tornado.verdicts).is_empty(),
        })
    });
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": scenario,
        "span": tornado.span,
        "population": tornado.population,
        "complete": tornado.complete,
        "seed": tornado.plan.seed,
        "replications": tornado.plan.replications,
        "screen": tornado.design.screen,
        "inputs": tornado.inputs,
        "base_d": estimate(tornado.base.as_ref()),
        "hidden": tornado.hidden,
        "verdicts": verdicts(&tornado.verdicts),
        "between": tornado.design.between,
        "gap_d": estimate(tornado.ranking.as_ref()),
        "bars": bars.collect::<Vec<_>>(),
        "output": output.to_string_lossy(),
    })
}
