//! `explain`: what an error code means.

use std::io::Write as _;

use super::Exit;
use super::display::wrapped;
use super::streams::{self, Out};
use crate::document::Code;

/// Explains a code.
pub(super) fn explain(id: &str, out: &mut Out) -> Exit {
    let Some(code) = Code::by_id(id) else {
        let ids: Vec<&str> = Code::ALL.iter().map(|code| code.id()).collect();
        streams::error(&wrapped(&format!("there is no code {id}; the codes are {}", ids.join(" "))));
        return Exit::WrongCommand;
    };
    let _ = writeln!(out, "{}\n{}", code.id(), wrapped(code.explain()));
    Exit::Done
}
