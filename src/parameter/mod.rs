//! From document to typed values: quantities with unit and source, names, references, tables and choices.
//!
//! Floor 3. `table!`, `choice!` and `words!` declare the shape of a part of a scenario once, as a Rust type with
//! documentation; reading, checking, the schema and the messages follow. Knows no particular table of a scenario and
//! nothing of the engine.

mod arithmetic;
mod basic;
mod calendar;
mod collection;
mod field;
mod key_path;
mod law;
mod months;
mod name;
mod origin;
mod pending;
mod quantity;
mod reader;
mod reference;
mod source;
mod table;
#[cfg(test)]
mod tests;
mod wind;

pub use arithmetic::{added, moved, scaled};
pub use basic::Placed;
pub use collection::{MapKey, NonEmpty};
pub use field::Field;
pub use key_path::KeyPath;
pub use law::LAWS;
pub use months::MonthProfile;
pub use name::Name;
pub use origin::{Kind, Origin};
pub use pending::{Pending, Unrecorded};
pub use quantity::{Fixed, ORIGIN_KEYS, Quantity};
pub use reader::{Reader, Report, Reported, read_text};
pub use reference::{Reference, refer};
pub use source::{Cited, Sources};
pub use table::{Empty, never};
pub(crate) use table::{choice, table, words};
pub use wind::{Fault, WindRecord};
