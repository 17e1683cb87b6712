//! `conflicts.csv`: published figures that contradict each other, and which of them is used.

use super::table::Table;
use crate::parameter::KeyPath;
use crate::scenario::Scenario;

const COLUMNS: [(&str, &str, &str); 13] = [
    ("conflict", "", "Name of the conflict."),
    ("what", "", "Of what there are several figures."),
    ("source", "", "The fact or source of one of them."),
    ("figure", "", "What it says, in words."),
    ("used", "", "Whether the scenario follows it: yes or no."),
    ("low", "", "Lowest value of the fact, in its own unit."),
    ("value", "", "Value of the fact, in its own unit."),
    ("high", "", "Highest value of the fact, in its own unit."),
    ("unit", "", "Unit of the fact."),
    ("title", "", "Title of the source."),
    ("kind", "", "How well it is known."),
    ("why", "", "Why the one that is used is used."),
    ("at", "", "The numbers of the scenario that depend on it."),
];

/// Every figure of every conflict.
#[must_use]
pub fn table(scenario: &Scenario) -> Table<'_> {
    let spec = scenario.spec();
    let rows = spec.conflict.iter().flat_map(move |(name, conflict)| {
        conflict.figures.iter().map(move |(source, figure)| {
            let (fact, declared) = (scenario.facts().get(source.name()), spec.source.get(source.name()));
            let title = fact.map(|fact| &fact.title).or(declared.map(|source| &source.title));
            let kind = fact.map(|fact| fact.kind).or(declared.map(|source| source.kind));
            let at = conflict.at.iter().flat_map(|paths| paths.iter());
            let used = conflict.used.as_ref().is_some_and(|used| used == source);
            vec![
                (&**name).into(),
                (&conflict.title).into(),
                source.name().into(),
                figure.into(),
                if used { "yes" } else { "no" }.into(),
                fact.and_then(|fact| fact.low).into(),
                fact.and_then(|fact| fact.mid).into(),
                fact.and_then(|fact| fact.high).into(),
                fact.map(|fact| &fact.unit).into(),
                title.into(),
                kind.map(|kind| kind.word()).into(),
                (&conflict.why).into(),
                at.map(KeyPath::to_string).collect::<Vec<_>>().join(", ").into(),
            ]
        })
    });
    Table::new("conflicts.csv", &COLUMNS, rows)
}
