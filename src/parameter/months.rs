//! The profile of a year.

use super::quantity::{quantity_table, read_origin};
use super::{Field, Origin, Reader};
use crate::document::{Code, Node, Schema, Value, write_value};
use crate::units::{Of, Unit};
use std::sync::Arc;

const UNITS: &[Unit] = &[Unit { name: "weight", factor: 1.0, of: Of::Nothing }];

/// Twelve weights, January first, of mean 1, with their source.
#[derive(Clone, Debug)]
pub struct MonthProfile {
    weights: [f64; 12],
    origin: Arc<Origin>,
}

/// Equal if the weights are, wherever they were written.
impl PartialEq for MonthProfile {
    fn eq(&self, other: &MonthProfile) -> bool {
        self.weights == other.weights
    }
}

impl MonthProfile {
    /// The weights, January first; their mean is 1.
    #[must_use]
    pub fn weights(&self) -> &[f64; 12] {
        &self.weights
    }

    /// Source, kind, note and all that was written beside the weights.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}

impl Field for MonthProfile {
    fn schema() -> Schema {
        Schema::Months
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<MonthProfile> {
        let table = quantity_table(node, reader, Schema::Months)?;
        reader.refuse_unknown(table, ["months", "unit", "source", "kind", "note", "fitted_to"].into_iter());
        let weights = match table.get("months") {
            Some(months) => reader.within("months", |reader| read_weights(months, reader)),
            None => {
                let hint = format!("write {}", Schema::Months.example());
                reader.problem(Code::MissingKey, node.place, "the key `months` is missing").hint(hint);
                None
            }
        };
        let origin = read_origin(node, table, reader, UNITS, "profile of a year");
        let ((weights, value_text), mut origin) = weights.zip(origin)?;
        origin.value_text = value_text;
        Some(MonthProfile { weights, origin: reader.record(origin) })
    }
}

fn read_weights(node: &Node, reader: &mut Reader) -> Option<([f64; 12], String)> {
    let Value::Array(items) = &node.value else {
        return reader.wrong_type(node, "a list of twelve numbers in [ ]");
    };
    let numbers: Option<Vec<f64>> = items.iter().map(Node::as_number).collect();
    let weights: Option<[f64; 12]> = numbers.and_then(|n| n.try_into().ok());
    let mean = weights.map_or(0.0, |w| w.iter().sum::<f64>() / 12.0);
    match weights {
        Some(weights) if weights.iter().all(|w| *w >= 0.0) && mean > 0.0 && mean.is_finite() => {
            Some((weights.map(|w| w / mean), write_value(node)))
        }
        _ => {
            let message = format!("found {}", write_value(node));
            reader
                .problem(Code::BadMonths, node.place, message)
                .hint("write twelve weights, January first, none negative and not all zero");
            None
        }
    }
}
