//! A scenario as a document: TOML values that remember where they were written, how one document is laid over
//! another, and the problems found in them.
//!
//! Floor 2. Knows no field of a scenario; what it needs to know of their shape it is told by a [`Schema`].

mod code;
mod depth;
mod merge;
mod nearest;
mod node;
mod parse;
mod path;
mod place;
mod problem;
mod schema;
mod set;
mod write;

pub use code::{Code, Severity};
pub use merge::merge;
pub use nearest::nearest;
pub use node::{Entry, Node, Table, Value};
pub use parse::{decode, parse};
pub use path::{PathFault, join_path, parse_path, push_key};
pub use place::{FileId, Files, Place};
pub use problem::{Problem, Problems, printable};
pub use schema::{ChoiceDoc, FieldDoc, Schema};
pub use set::{COMMAND_LINE, locate, set};
pub use write::{write, write_value};
