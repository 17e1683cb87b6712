//! The shape of a document: what may stand where.
//!
//! Filled by the tables and choices of the rooms above; used for merging, for `--set`, for hints and for the JSON
//! schema. Branches are functions, so that a shape costs nothing until it is asked for and may contain itself.

use super::Node;
use crate::units::{Domain, Unit};

/// What may stand at a place of a document.
#[derive(Clone, Copy, Debug)]
pub enum Schema {
    /// Any value.
    Any,
    /// Free text.
    Text,
    /// A name of a thing.
    Name,
    /// `true` or `false`.
    Boolean,
    /// A whole number without a unit.
    Integer {
        /// Smallest allowed.
        low: i64,
        /// Largest allowed.
        high: i64,
    },
    /// A calendar date.
    Date,
    /// A time of day.
    TimeOfDay,
    /// Twelve weights with their source.
    Months,
    /// A record of wind with its source.
    Record,
    /// The name of a table under the named top-level table.
    Reference {
        /// The top-level table, such as `stage`.
        table: &'static str,
    },
    /// One of a closed list of words, with their explanations.
    Word(&'static [(&'static str, &'static str)]),
    /// A value or law with unit and source.
    Quantity {
        /// What it measures.
        dimension: &'static str,
        /// Its units.
        units: &'static [Unit],
        /// Values that make sense.
        domain: Domain,
        /// Whether a law may stand instead of a value.
        law: bool,
    },
    /// A list of values of one shape.
    List(fn() -> Schema),
    /// A table whose keys are chosen by the author of the scenario.
    Map(fn() -> Schema),
    /// A table with known keys.
    Table(&'static [FieldDoc]),
    /// A table with exactly one of the known keys.
    Choice(&'static [ChoiceDoc]),
}

/// A key of a table.
#[derive(Clone, Copy, Debug)]
pub struct FieldDoc {
    /// The key.
    pub name: &'static str,
    /// Its documentation, one line per line of the source comment.
    pub doc: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// What may stand there.
    pub schema: fn() -> Schema,
}

/// One of the kinds of a choice.
#[derive(Clone, Copy, Debug)]
pub struct ChoiceDoc {
    /// The key.
    pub name: &'static str,
    /// Its documentation.
    pub doc: &'static str,
    /// What may stand there.
    pub schema: fn() -> Schema,
}

impl Schema {
    /// The shape under `key`, if the shape knows that key.
    #[must_use]
    pub fn under(&self, key: &str) -> Option<Schema> {
        match self {
            Schema::Any => Some(Schema::Any),
            Schema::Map(inner) => Some(inner()),
            Schema::Table(fields) => fields.iter().find(|f| f.name == key).map(|f| (f.schema)()),
            Schema::Choice(choices) => choices.iter().find(|c| c.name == key).map(|c| (c.schema)()),
            _ => None,
        }
    }

    /// An example of what may stand here, for hints, such as `{ value = …, unit = "berth", source = "…" }`.
    #[must_use]
    pub fn example(&self) -> String {
        match self {
            Schema::Any => "…".into(),
            Schema::Text | Schema::Name => "\"…\"".into(),
            Schema::Boolean => "true".into(),
            Schema::Integer { low, .. } => low.to_string(),
            Schema::Date => "2022-10-03".into(),
            Schema::TimeOfDay => "\"08:30\"".into(),
            Schema::Months => "{ months = [12 numbers], unit = \"weight\", source = \"…\" }".into(),
            Schema::Record => "{ file = \"wind.csv\", source = \"…\" }".into(),
            Schema::Reference { table } => format!("\"…\" (the name of a [{table}.…] table)"),
            Schema::Word(words) => words.first().map_or(String::new(), |w| format!("\"{}\"", w.0)),
            Schema::Quantity { units, .. } => {
                let unit = units.first().map_or("", |u| u.name);
                format!("{{ value = …, unit = \"{unit}\", source = \"…\" }}")
            }
            Schema::List(inner) => format!("[{}]", inner().example()),
            Schema::Map(_) | Schema::Table(_) => "{ … }".into(),
            Schema::Choice(choices) => {
                choices.first().map_or(String::new(), |c| format!("{{ {} = {{ … }} }}", c.name))
            }
        }
    }

    /// The key by which a table chooses among kinds; `None` if it is no choice or not exactly one known key.
    pub(super) fn chosen<'n>(&self, node: &'n Node) -> Option<&'n str> {
        let Schema::Choice(choices) = self else { return None };
        let table = node.as_table().filter(|t| t.len() == 1)?;
        table.keys().next().filter(|key| choices.iter().any(|c| c.name == *key))
    }
}
