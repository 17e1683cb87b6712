//! Values without a unit: text, flags, whole numbers, and wrappers around other fields.

use super::{Field, Reader};
use crate::document::{Code, Node, Place, Schema, Value};
use std::ops::Deref;

impl Field for String {
    fn schema() -> Schema {
        Schema::Text
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<String> {
        let text = reader.text(node)?;
        if text.trim().is_empty() {
            reader.problem(Code::Empty, node.place, "the text is empty");
            return None;
        }
        Some(text.to_owned())
    }
}

impl Field for bool {
    fn schema() -> Schema {
        Schema::Boolean
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<bool> {
        match node.value {
            Value::Boolean(value) => Some(value),
            _ => reader.wrong_type(node, "true or false"),
        }
    }
}

/// Whole numbers without a unit, for what is no measurement: the format, a priority, a seed.
macro_rules! whole_numbers {
    ($($type:ty),+) => {$(
        impl Field for $type {
            fn schema() -> Schema {
                Schema::Integer { low: i64::from(<$type>::MIN), high: i64::from(<$type>::MAX) }
            }

            fn read(node: &Node, reader: &mut Reader) -> Option<$type> {
                let Value::Integer(number) = node.value else {
                    return reader.wrong_type(node, "a whole number without a unit");
                };
                let value = <$type>::try_from(number).ok();
                if value.is_none() {
                    let (low, high) = (<$type>::MIN, <$type>::MAX);
                    reader.problem(
                        Code::OutOfDomain,
                        node.place,
                        format!("found {number}; allowed is a whole number from {low} to {high}"),
                    );
                }
                value
            }
        }
    )+};
}

whole_numbers!(u32, i64);

impl<T: Field> Field for Option<T> {
    const REQUIRED: bool = false;

    fn schema() -> Schema {
        T::schema()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Option<T>> {
        T::read(node, reader).map(Some)
    }

    fn absent() -> Option<Option<T>> {
        Some(None)
    }
}

impl<T: Field> Field for Box<T> {
    const REQUIRED: bool = T::REQUIRED;

    fn schema() -> Schema {
        T::schema()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Box<T>> {
        T::read(node, reader).map(Box::new)
    }

    fn absent() -> Option<Box<T>> {
        T::absent().map(Box::new)
    }
}

/// A value together with the place where it was written.
#[derive(Clone, Debug)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub place: Place,
}

/// Equal if the values are, wherever they were written.
impl<T: PartialEq> PartialEq for Placed<T> {
    fn eq(&self, other: &Placed<T>) -> bool {
        self.value == other.value
    }
}

impl<T: Field> Field for Placed<T> {
    fn schema() -> Schema {
        T::schema()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Placed<T>> {
        T::read(node, reader).map(|value| Placed { value, place: node.place })
    }
}

impl<T> Deref for Placed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
