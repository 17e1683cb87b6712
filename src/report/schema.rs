//! The shape of a scenario file as a JSON Schema, from which an editor completes keys and explains them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::document::{FieldDoc, Schema};
use crate::parameter::{Kind, LAWS, ORIGIN_KEYS};

/// The JSON Schema (draft 7, which editors' TOML linters know) of a table with keys of its own besides.
///
/// No key is required: a scenario that extends another leaves out what that one says.
#[must_use]
pub fn json_schema(fields: &'static [FieldDoc], more: &[(&str, &str)]) -> Value {
    let mut writer = Writer::default();
    let mut root = writer.table(fields);
    let extra =
        more.iter().map(|(key, doc)| ((*key).to_owned(), json!({ "type": "string", "description": doc })));
    if let Some(Value::Object(properties)) = root.get_mut("properties") {
        properties.extend(extra);
    }
    let mut schema = Map::new();
    schema.insert("$schema".into(), "http://json-schema.org/draft-07/schema#".into());
    schema.insert("title".into(), "Scenario of the Trans-Caspian route".into());
    schema.append(&mut root);
    schema
        .insert("definitions".into(), writer.definitions.into_iter().collect::<Map<String, Value>>().into());
    schema.into()
}

/// Writes each table once, as a definition that others refer to.
#[derive(Debug, Default)]
struct Writer {
    /// By the place of their fields in the program: a table may contain itself.
    names: BTreeMap<usize, String>,
    definitions: BTreeMap<String, Value>,
}

impl Writer {
    fn shape(&mut self, schema: Schema, hint: &str) -> Value {
        match schema {
            Schema::Any => json!(true),
            Schema::Text | Schema::Name => json!({ "type": "string" }),
            Schema::Boolean => json!({ "type": "boolean" }),
            Schema::Integer { low, high } => json!({ "type": "integer", "minimum": low, "maximum": high }),
            Schema::Date => json!({ "type": "string", "description": "A date, such as 2023-01-01." }),
            Schema::TimeOfDay => json!({ "type": "string", "description": "A time of day, such as 08:30." }),
            Schema::Reference { table } => {
                json!({ "type": "string", "description": format!("The name of a [{table}.…] table.") })
            }
            Schema::Word(words) => {
                let one = |(word, doc): &(&str, &str)| json!({ "const": word, "description": text(doc) });
                json!({ "anyOf": words.iter().map(one).collect::<Vec<Value>>() })
            }
            Schema::Months => {
                let months = json!({
                    "type": "array", "items": { "type": "number" }, "minItems": 12, "maxItems": 12,
                    "description": "Weights, January first.",
                });
                sourced([("months".to_owned(), months)].into_iter().collect(), &["weight"])
            }
            Schema::Record => {
                let file = json!({ "type": "string", "description": "A CSV file beside the scenario." });
                let text = json!({ "type": "string", "description": "The text of such a file." });
                sourced([("file".to_owned(), file), ("csv".to_owned(), text)].into_iter().collect(), &["m/s"])
            }
            Schema::Quantity { units, law, .. } => {
                let units: Vec<&str> = units.iter().map(|unit| unit.name).collect();
                let mut values = Map::new();
                values.insert("value".into(), json!({ "type": "number" }));
                if law {
                    values.extend(LAWS.iter().map(|(name, sets)| ((*name).to_owned(), law_of(sets))));
                }
                sourced(values, &units)
            }
            Schema::List(inner) => json!({ "type": "array", "items": self.shape(inner(), hint) }),
            Schema::Map(inner) => {
                json!({ "type": "object", "additionalProperties": self.shape(inner(), hint) })
            }
            Schema::Table(fields) => self.reference(fields, hint),
            Schema::Choice(choices) => {
                let kinds =
                    choices.iter().map(|choice| self.property(choice.name, choice.doc, choice.schema));
                let properties: Map<String, Value> = kinds.collect();
                json!({ "type": "object", "properties": properties, "additionalProperties": false })
            }
        }
    }

    /// A table as a definition of its own.
    fn reference(&mut self, fields: &'static [FieldDoc], hint: &str) -> Value {
        let place = fields.as_ptr().addr();
        let name = match self.names.get(&place) {
            Some(name) => name.clone(),
            None => {
                let taken = |name: &String| self.names.values().any(|other| other == name);
                let mut names = (1..).map(|n| if n == 1 { hint.to_owned() } else { format!("{hint}-{n}") });
                let name = names.find(|name| !taken(name)).expect("numbers do not end");
                self.names.insert(place, name.clone());
                let table = self.table(fields).into();
                self.definitions.insert(name.clone(), table);
                name
            }
        };
        json!({ "$ref": format!("#/definitions/{name}") })
    }

    /// A key with what may stand there.
    fn property(&mut self, name: &str, doc: &str, schema: fn() -> Schema) -> (String, Value) {
        (name.to_owned(), described(self.shape(schema(), name), doc))
    }

    fn table(&mut self, fields: &'static [FieldDoc]) -> Map<String, Value> {
        let fields = fields.iter().map(|field| self.property(field.name, field.doc, field.schema));
        let properties: Map<String, Value> = fields.collect();
        let mut table = Map::new();
        table.insert("type".into(), "object".into());
        table.insert("properties".into(), properties.into());
        table.insert("additionalProperties".into(), false.into());
        table
    }
}

/// The parameters of a law.
fn law_of(sets: &[&[&str]]) -> Value {
    if sets.is_empty() {
        return json!({ "type": "array", "items": { "type": "number" }, "minItems": 2 });
    }
    let parameters: Map<String, Value> = sets
        .iter()
        .copied()
        .flatten()
        .map(|name| ((*name).to_owned(), json!({ "type": "number" })))
        .collect();
    json!({ "type": "object", "properties": parameters, "additionalProperties": false })
}

/// What stands beside a number: its unit, and where it comes from.
fn sourced(mut properties: Map<String, Value>, units: &[&str]) -> Value {
    for key in ORIGIN_KEYS {
        let shape = match key {
            "unit" => json!({ "enum": units }),
            "kind" => json!({ "enum": Kind::ALL.iter().map(|kind| kind.word()).collect::<Vec<&str>>() }),
            "range" => {
                json!({ "type": "array", "items": { "type": "number" }, "minItems": 2, "maxItems": 2 })
            }
            _ => json!({ "type": "string" }),
        };
        properties.insert(key.into(), shape);
    }
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// A shape with its documentation; beside a reference it has no effect, so that the reference stands in a list.
fn described(shape: Value, doc: &str) -> Value {
    match shape {
        Value::Object(mut shape) if !shape.contains_key("$ref") => {
            let own =
                shape.get("description").and_then(Value::as_str).map(|own| format!("{} {own}", text(doc)));
            shape.insert("description".into(), own.unwrap_or_else(|| text(doc)).into());
            shape.into()
        }
        Value::Bool(_) => json!({ "description": text(doc) }),
        reference => json!({ "allOf": [reference], "description": text(doc) }),
    }
}

/// A comment's lines as one text.
fn text(doc: &str) -> String {
    doc.lines().map(str::trim).collect::<Vec<&str>>().join(" ").trim().to_owned()
}
