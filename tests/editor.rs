//! The JSON Schema of scenario files, by which an editor completes keys, describes every shipped scenario.

mod program;

use program::{ask, code, out, place};
use serde_json::Value;

fn schema() -> Value {
    let output = ask(&place(), &["schema"]);
    assert_eq!(code(&output), 0);
    serde_json::from_str(&out(&output)).expect("it is JSON")
}

/// The shape itself, where a shape is a reference to it.
fn of<'s>(root: &'s Value, shape: &'s Value) -> &'s Value {
    let reference = shape.get("$ref").or_else(|| shape.pointer("/allOf/0/$ref")).and_then(Value::as_str);
    match reference {
        None => shape,
        Some(path) => root.pointer(path.trim_start_matches('#')).expect("what is referred to is there"),
    }
}

/// The first key of a table that its shape does not know, or value that it does not allow.
fn fault(root: &Value, shape: &Value, value: &toml::Value, path: &str) -> Option<String> {
    let shape = of(root, shape);
    if let (Some(units), toml::Value::String(text)) = (shape.get("enum").and_then(Value::as_array), value) {
        return (!units.iter().any(|unit| unit == text)).then(|| format!("{path} = {text}"));
    }
    match value {
        toml::Value::Table(table) => table.iter().find_map(|(key, inner)| {
            let path = format!("{path}.{key}");
            let known = shape.get("properties").and_then(|properties| properties.get(key));
            match (known, shape.get("additionalProperties")) {
                (Some(known), _) => fault(root, known, inner, &path),
                (None, Some(Value::Bool(false))) => Some(path),
                (None, Some(other)) => fault(root, other, inner, &path),
                (None, None) => None,
            }
        }),
        toml::Value::Array(items) => {
            let shape = shape.get("items")?;
            items.iter().find_map(|item| fault(root, shape, item, path))
        }
        _ => None,
    }
}

#[test]
fn every_shipped_scenario_has_the_shape() {
    let schema = schema();
    let files = std::fs::read_dir("scenarios").expect("the shipped scenarios");
    let mut seen = 0;
    for file in files.map(|file| file.expect("a file").path()) {
        if file.extension().is_some_and(|end| end == "toml") {
            let text = std::fs::read_to_string(&file).expect("a scenario");
            let value = toml::Value::Table(text.parse().expect("TOML"));
            assert_eq!(fault(&schema, &schema, &value, ""), None, "{}", file.display());
            seen += 1;
        }
    }
    assert!(seen > 5);
}

#[test]
fn a_wrong_key_and_a_wrong_unit_are_seen() {
    let schema = schema();
    let fault = |text: &str| {
        let value = toml::Value::Table(text.parse().expect("TOML"));
        fault(&schema, &schema, &value, "")
    };
    assert_eq!(fault("[run]\ndrein = 1").as_deref(), Some(".run.drein"));
    assert_eq!(fault("run.window = { value = 1, unit = \"kg\" }").as_deref(), Some(".run.window.unit = kg"));
    assert_eq!(fault("[stage.a.harbour]").as_deref(), Some(".stage.a.harbour"));
    assert_eq!(
        fault("extends = \"base\"\n[stage.a.port.berth.b]\nberths = { value = 3, unit = \"berth\" }"),
        None
    );
}

/// Everything that is explained in the program is explained in the editor.
#[test]
fn every_key_is_described() {
    fn undescribed(shape: &Value, path: &str, found: &mut Vec<String>) {
        let properties = shape.get("properties").and_then(Value::as_object);
        for (key, inner) in properties.into_iter().flatten() {
            if inner.get("description").and_then(Value::as_str).is_none_or(str::is_empty) {
                found.push(format!("{path}.{key}"));
            }
        }
    }
    let schema = schema();
    let mut found = Vec::new();
    undescribed(&schema, "", &mut found);
    for (name, table) in schema["definitions"].as_object().expect("definitions") {
        undescribed(table, name, &mut found);
    }
    assert_eq!(found, Vec::<String>::new());
}
