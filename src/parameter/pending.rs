//! Parts of a scenario that wait to be used: what a fix would change.

use super::{Field, Reader};
use crate::document::{Code, Node, Schema, Value};

/// A part that was read, but whose numbers are no inputs of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Unrecorded<T>(pub T);

impl<T: Field> Field for Unrecorded<T> {
    const REQUIRED: bool = T::REQUIRED;

    fn schema() -> Schema {
        T::schema()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Unrecorded<T>> {
        reader.unrecorded(|reader| T::read(node, reader)).map(Unrecorded)
    }
}

/// A value as it was written, to be read where it will stand; only the sources that it cites are looked up.
#[derive(Clone, Debug)]
pub struct Pending(pub Node);

/// Values are equal if they say the same, wherever they were written.
impl PartialEq for Pending {
    fn eq(&self, other: &Pending) -> bool {
        self.0.says_the_same(&other.0)
    }
}

impl Field for Pending {
    fn schema() -> Schema {
        Schema::Any
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Pending> {
        cite_all(node, reader);
        Some(Pending(node.clone()))
    }
}

fn cite_all(node: &Node, reader: &mut Reader) {
    match &node.value {
        Value::Table(table) => {
            if node.is_quantity()
                && let Some(source) = table.get("source")
                && let Some(id) = source.as_str()
                && reader.cite(id).is_none()
            {
                let message = format!("there is neither a [source.{id}] nor a fact of that name");
                let near = reader.nearest_source(id).map(|near| format!("did you mean \"{near}\"?"));
                let reported = reader.problem(Code::UnknownSource, source.place, message);
                if let Some(near) = near {
                    reported.hint(near);
                }
            }
            let parts =
                table.iter().filter(|(_, _, inner)| matches!(inner.value, Value::Table(_) | Value::Array(_)));
            for (key, _, inner) in parts {
                reader.within(key, |reader| cite_all(inner, reader));
            }
        }
        Value::Array(items) => items.iter().for_each(|item| cite_all(item, reader)),
        _ => {}
    }
}
