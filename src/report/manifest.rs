//! `manifest.toml`: what was run, so that it can be run again. It holds no time of day: the same run gives the same
//! bytes.

use std::fmt::Write as _;

use super::Material;
use crate::document::{Node, Place, Value, write_value};

/// Version of the meaning of result files; it rises when a number changes.
const RESULTS_VERSION: u32 = 1;

/// What a manifest says besides the results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The command line.
    pub command: Vec<String>,
    /// [`fingerprint`] of the scenario as its files say it, before flags.
    pub scenario_hash: Option<String>,
}

impl Manifest {
    /// The text of the file.
    #[must_use]
    pub fn text(&self, material: Material<'_>) -> String {
        let Material { scenario, results } = material;
        let run = &scenario.spec().run;
        let inputs = scenario.inputs();
        let mut text = String::new();
        let mut line = |key: &str, value: String| {
            let _ = writeln!(text, "{key} = {value}");
        };
        line("program", quoted(env!("CARGO_PKG_NAME")));
        line("version", quoted(env!("CARGO_PKG_VERSION")));
        line("results_version", RESULTS_VERSION.to_string());
        line("complete", results.complete.to_string());
        line("command", list(&self.command));
        line("scenario", quoted(&results.scenario));
        line("title", quoted(&results.title));
        line("files", list(scenario.chain()));
        if let Some(hash) = &self.scenario_hash {
            line("scenario_hash", quoted(hash));
        }
        line("resolved_hash", quoted(&fingerprint(&scenario.resolved())));
        line("seed", results.plan.seed.to_string());
        line("replications", results.plan.replications.to_string());
        line("finished", results.replications.len().to_string());
        line("start", results.start.to_string());
        line("warm_up_d", run.warm_up.duration().days().to_string());
        line("window_d", results.window_d.to_string());
        line("drain_d", run.drain.duration().days().to_string());
        line("events", results.events.to_string());
        if let Some(reason) = &results.censored {
            line("censored", quoted(reason));
        }
        text.push_str("\n[inputs]\n");
        let kinds = [
            ("document", inputs.document),
            ("public", inputs.public),
            ("derived", inputs.derived),
            ("calibrated", inputs.calibrated),
            ("assumed", inputs.assumed),
        ];
        for (kind, count) in kinds {
            let _ = writeln!(text, "{kind} = {count}");
        }
        text
    }
}

fn quoted(text: &str) -> String {
    write_value(&node(text))
}

fn list(texts: &[String]) -> String {
    write_value(&Node::new(Value::Array(texts.iter().map(|text| node(text)).collect()), Place::NOWHERE))
}

fn node(text: &str) -> Node {
    Node::new(Value::String(text.to_owned()), Place::NOWHERE)
}

/// A short fingerprint of a text: FNV-1a of 64 bits (Fowler, Noll, Vo 1991). It tells two scenarios apart; it is no
/// protection against forgery.
#[must_use]
pub fn fingerprint(text: &str) -> String {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("fnv1a64:{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_values_of_the_hash() {
        // Test vectors of the authors' reference code.
        assert_eq!(fingerprint(""), "fnv1a64:cbf29ce484222325");
        assert_eq!(fingerprint("a"), "fnv1a64:af63dc4c8601ec8c");
        assert_eq!(fingerprint("foobar"), "fnv1a64:85944171f73967e8");
    }

    #[test]
    fn text_is_quoted() {
        assert_eq!(list(&["run".into(), "a \"b\"".into()]), r#"["run", "a \"b\""]"#);
    }
}
