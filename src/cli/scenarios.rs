//! `scenarios`: the ones that come with the program.

use std::io::Write as _;
use std::path::PathBuf;

use super::arguments::{ScenariosArguments, ScenariosCommand};
use super::streams::{self, Out};
use super::{Exit, display};
use crate::document::nearest;
use crate::report::write_new;
use crate::scenario::{SHIPPED, shipped};

/// Lists, shows or copies.
pub(super) fn scenarios(arguments: &ScenariosArguments, out: &mut Out) -> Exit {
    match &arguments.what {
        None | Some(ScenariosCommand::List) => {
            list(out);
            Exit::Done
        }
        Some(ScenariosCommand::Show { name }) => match find(name) {
            Some(text) => {
                let _ = write!(out, "{text}");
                Exit::Done
            }
            None => Exit::BadScenario,
        },
        Some(ScenariosCommand::Copy { name, to }) => match find(name) {
            Some(text) => copy(&format!("{}.toml", plain(name)), text, to.as_ref(), out),
            None => Exit::BadScenario,
        },
    }
}

fn list(out: &mut Out) {
    let mut table = display::table(["name", "question"]);
    for (name, text) in SHIPPED {
        table.add_row([plain(name), &question(text)]);
    }
    let _ = writeln!(out, "{}\n\nnext: transcaspian run base", display::lines(&table));
}

/// The name without the ending of its file.
fn plain(name: &str) -> &str {
    name.strip_suffix(".toml").unwrap_or(name)
}

/// The question that the first comment of a scenario asks.
fn question(text: &str) -> String {
    let comment = text.lines().map_while(|line| line.strip_prefix('#')).map(str::trim);
    let lines: Vec<&str> = comment.take_while(|line| !line.is_empty()).collect();
    lines.join(" ")
}

/// The text of a shipped scenario; if there is none, says so.
fn find(name: &str) -> Option<&'static str> {
    let text = shipped(name);
    if text.is_none() {
        let names: Vec<&str> = SHIPPED.iter().map(|(name, _)| plain(name)).collect();
        let hint = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("there are: {}", names.join(", ")),
        };
        streams::error(&format!("no shipped scenario is called {name}; {hint}"));
    }
    text
}

fn copy(file: &str, text: &str, to: Option<&PathBuf>, out: &mut Out) -> Exit {
    let path = match to {
        None => PathBuf::from(file),
        Some(folder) if folder.is_dir() => folder.join(file),
        Some(path) => path.clone(),
    };
    match write_new(&path, text) {
        Ok(()) => {
            let path = path.display();
            let _ = writeln!(out, "{path}\nnext: change a number in it, then transcaspian run {path}");
            Exit::Done
        }
        Err(error) => {
            streams::error(&error.to_string());
            Exit::Failed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_is_the_first_paragraph_of_comments() {
        assert_eq!(question("# How long\n# is it?\n#\n# More.\nx = 1\n"), "How long is it?");
        assert_eq!(question("format = 1\n"), "");
        for (name, text) in SHIPPED {
            assert!(question(text).ends_with('?'), "{name} begins with the question that it answers");
        }
    }
}
