//! Laws as a scenario writes them.

use super::Reader;
use super::reader::list;
use crate::document::{Code, Node, Value, nearest};
use crate::random::Law;

/// The laws of a scenario with the sets of parameters that each takes.
pub const LAWS: &[(&str, &[&[&str]])] = &[
    ("uniform", &[&["low", "high"]]),
    ("triangular", &[&["low", "mode", "high"]]),
    ("pert", &[&["low", "mode", "high"]]),
    ("exponential", &[&["mean"]]),
    ("gamma", &[&["mean", "cv"]]),
    ("erlang", &[&["mean", "phases"]]),
    ("lognormal", &[&["mean", "p90"], &["median", "p90"], &["mean", "cv"]]),
    ("weibull", &[&["shape", "scale"]]),
    ("empirical", &[]),
];

/// Whether `key` is the name of a law.
pub(super) fn is_law(key: &str) -> bool {
    LAWS.iter().any(|(name, _)| *name == key)
}

/// Reads the constant that stands under `value`.
pub(super) fn read_value(node: &Node, reader: &mut Reader) -> Option<Law> {
    let law = Law::Constant { value: number(node, reader)? };
    checked(law, node, reader)
}

/// Reads the law `name` from its parameters, in the unit as written.
pub(super) fn read_law(name: &str, node: &Node, reader: &mut Reader) -> Option<Law> {
    let law = if name == "empirical" { empirical(node, reader) } else { parametric(name, node, reader) }?;
    checked(law, node, reader)
}

fn checked(law: Law, node: &Node, reader: &mut Reader) -> Option<Law> {
    let Err(fault) = law.check() else { return Some(law) };
    let parameter = node.as_table().and_then(|t| t.get(fault.parameter)).unwrap_or(node);
    let message = format!("`{}` is {}; allowed is {}", fault.parameter, fault.found, fault.allowed);
    reader.problem(Code::BadLaw, parameter.place, message);
    None
}

fn number(node: &Node, reader: &mut Reader) -> Option<f64> {
    match node.as_number() {
        Some(number) => Some(number),
        None => reader.wrong_type(node, "a number without quotation marks"),
    }
}

fn empirical(node: &Node, reader: &mut Reader) -> Option<Law> {
    let Value::Array(items) = &node.value else {
        return reader.wrong_type(node, "a list of numbers in [ ]");
    };
    let quantiles: Vec<Option<f64>> = items
        .iter()
        .enumerate()
        .map(|(i, item)| reader.within_item(i + 1, |reader| number(item, reader)))
        .collect();
    Some(Law::Empirical { quantiles: quantiles.into_iter().collect::<Option<_>>()? })
}

fn parametric(name: &str, node: &Node, reader: &mut Reader) -> Option<Law> {
    let table = reader.table(node)?;
    let (_, sets) = LAWS.iter().find(|(known, _)| *known == name)?;
    let fits = |set: &&[&str]| table.len() == set.len() && set.iter().all(|p| table.get(p).is_some());
    let Some(set) = sets.iter().copied().find(|set| fits(set)) else {
        misfit(name, sets, node, reader);
        return None;
    };
    // All parameters are read before the first failure counts.
    let values: Vec<Option<f64>> = set
        .iter()
        .filter_map(|key| Some((key, table.get(key)?)))
        .map(|(key, value)| reader.within(key, |reader| parameter(key, value, reader)))
        .collect();
    let values: Vec<f64> = values.into_iter().collect::<Option<_>>()?;
    match (name, set, values.as_slice()) {
        ("uniform", _, &[low, high]) => Some(Law::Uniform { low, high }),
        ("triangular", _, &[low, mode, high]) => Some(Law::Triangular { low, mode, high }),
        ("pert", _, &[low, mode, high]) => Some(Law::Pert { low, mode, high }),
        ("exponential", _, &[mean]) => Some(Law::Exponential { mean }),
        ("gamma", _, &[mean, cv]) => Some(Law::Gamma { mean, cv }),
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        ("erlang", _, &[mean, phases]) => Some(Law::Erlang { mean, phases: phases as u32 }),
        ("lognormal", ["mean", "p90"], &[mean, p90]) => Some(Law::LognormalMeanP90 { mean, p90 }),
        ("lognormal", ["median", _], &[median, p90]) => Some(Law::LognormalMedianP90 { median, p90 }),
        ("lognormal", _, &[mean, cv]) => Some(Law::LognormalMeanCv { mean, cv }),
        ("weibull", _, &[shape, scale]) => Some(Law::Weibull { shape, scale }),
        _ => None,
    }
}

/// Phases beyond which an Erlang law is a constant for every purpose.
const MOST_PHASES: f64 = 10_000.0;

fn parameter(key: &str, node: &Node, reader: &mut Reader) -> Option<f64> {
    let value = number(node, reader)?;
    let is_count = (1.0..=MOST_PHASES).contains(&value) && libm::trunc(value) == value;
    if key == "phases" && !is_count {
        let message = format!("`phases` is {value}; allowed is a whole number from 1 to {MOST_PHASES}");
        reader.problem(Code::BadLaw, node.place, message);
        return None;
    }
    Some(value)
}

/// Says which parameters are unknown, or which are missing.
fn misfit(name: &str, sets: &[&[&str]], node: &Node, reader: &mut Reader) {
    let Some(table) = node.as_table() else { return };
    let known: Vec<&str> = sets.concat();
    let written: Vec<String> = sets.iter().map(|set| format!("{{ {} }}", set.join(", "))).collect();
    let allowed = format!("{name} takes {}", written.join(" or "));
    let mut unknown = false;
    for (key, place, _) in table.iter().filter(|(key, _, _)| !known.contains(key)) {
        unknown = true;
        let hint = match nearest(key, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? {allowed}"),
            None => allowed.clone(),
        };
        reader.within(key, |reader| {
            reader.problem(Code::BadLaw, place, format!("unknown parameter `{key}` of the law")).hint(hint);
        });
    }
    if !unknown {
        let found: Vec<&str> = table.keys().collect();
        let found = if found.is_empty() { "none".into() } else { list(&found) };
        let message = format!("the parameters of the law do not fit; found {found}");
        reader.problem(Code::BadLaw, node.place, message).hint(allowed);
    }
}
