//! A document as a reader of it works: files to write, commands to type, and what these show.

use std::fs;
use std::path::Path;

/// What a document has a reader do, in its order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A file to write: its name stood alone on the line before, in bold and as code.
    Write { name: String, text: String },
    /// A command to type, and the exit code that it is to have.
    Type { command: String, code: i32 },
    /// What the last command shows, without the lines for which a line `…` stands.
    Shown(String),
}

/// The steps of a document, by its fenced blocks.
///
/// `sh` blocks are commands, each on a line of its own or on several that end with a backslash; a comment `# exit code 3` at its end says
/// that a command is to fail. `text` blocks are what the last command shows. Blocks of other languages are files if a name stands
/// before them, and examples to read if not.
pub(crate) fn steps(document: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut lines = document.lines();
    let mut before = "";
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```") else {
            if !line.trim().is_empty() {
                before = line;
            }
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match (language, name(before)) {
            ("sh", _) => steps.extend(commands(&block)),
            ("text", _) => steps.push(Step::Shown(block.join("\n"))),
            (_, Some(name)) => {
                steps.push(Step::Write { name: name.to_owned(), text: block.join("\n") + "\n" })
            }
            (_, None) => {}
        }
        before = line;
    }
    steps
}

/// The name of the file that comes next, if a line is one.
fn name(line: &str) -> Option<&str> {
    line.trim().strip_prefix("**`")?.strip_suffix("`**")
}

fn commands(block: &[&str]) -> Vec<Step> {
    let whole = block.join("\n").replace("\\\n", " ");
    let lines = whole.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let step = |line: &str| {
        let (command, comment) = line.split_once(" # ").unwrap_or((line, ""));
        let code = comment
            .trim()
            .strip_prefix("exit code ")
            .map_or(0, |code| code.parse().unwrap_or_else(|_| panic!("`{line}`: an exit code is a number")));
        Step::Type { command: command.trim().to_owned(), code }
    };
    lines.map(step).collect()
}

/// Where what a command shows is not what a document says; `None` if it is.
pub(crate) fn difference(said: &str, shown: &str) -> Option<String> {
    let mut rest: Vec<&str> = shown.lines().map(str::trim_end).collect();
    let chunks: Vec<Vec<&str>> = said
        .split('\n')
        .collect::<Vec<_>>()
        .split(|line| line.trim() == "…")
        .map(|chunk| chunk.iter().map(|line| line.trim_end()).collect())
        .collect();
    let last = chunks.len() - 1;
    for (number, chunk) in chunks.iter().enumerate() {
        // Blank lines round what is left out say nothing.
        let chunk = trimmed(chunk);
        if chunk.is_empty() {
            continue;
        }
        let mut starts = 0..=rest.len().saturating_sub(chunk.len());
        let anchored = |at: &usize| {
            (number > 0 || trimmed(&rest[..*at]).is_empty())
                && (number < last || trimmed(&rest[at + chunk.len()..]).is_empty())
        };
        match starts.find(|&at| rest[at..].starts_with(chunk) && anchored(&at)) {
            Some(at) => rest.drain(..at + chunk.len()),
            None => {
                return Some(format!(
                    "said:\n{}\n\nshown from here on:\n{}",
                    chunk.join("\n"),
                    rest.join("\n")
                ));
            }
        };
    }
    None
}

/// Lines without blank ones at their ends.
fn trimmed<'a, 'b>(lines: &'a [&'b str]) -> &'a [&'b str] {
    let Some(first) = lines.iter().position(|line| !line.is_empty()) else { return &[] };
    let last = lines.iter().rposition(|line| !line.is_empty()).unwrap_or(first);
    &lines[first..=last]
}

/// The names between backticks outside blocks, each once.
pub(crate) fn quoted(document: &str) -> Vec<&str> {
    let outside = document.split("```").step_by(2);
    let mut names: Vec<&str> = outside.flat_map(|part| part.split('`').skip(1).step_by(2)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether a folder, or one below it, holds a file of this name.
pub(crate) fn holds(folder: &Path, name: &str) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let path = entry.path();
        path.ends_with(name) || (path.is_dir() && !path.is_symlink() && holds(&path, name))
    })
}

#[test]
fn a_document_is_taken_apart() {
    let document = "Say `x`.\n\n**`a.toml`**\n\n```toml\nformat = 1\n```\n\n```sh\nrun a \\\n  -n 2\ncheck b   # exit code 3\n\
                    ls    # all of it\n```\n\n```toml\nb = 1\n```\n\n```text\nfound\n```\n";
    let typed = |command: &str, code| Step::Type { command: command.into(), code };
    let expected = [
        Step::Write { name: "a.toml".into(), text: "format = 1\n".into() },
        typed("run a    -n 2", 0),
        typed("check b", 3),
        typed("ls", 0),
        Step::Shown("found".into()),
    ];
    assert_eq!(steps(document), expected);
    assert_eq!(quoted(document), ["a.toml", "x"]);
}

#[test]
fn what_is_shown_is_held_against_what_is_said() {
    let shown = "one\n\ntwo \nthree\nfour\n";
    for said in [
        "one\n\ntwo\nthree\nfour",
        "…\ntwo\n…",
        "one\n…\nfour",
        "one\n…",
        "…\nfour",
        "one\n\n…\n\nthree\nfour",
    ] {
        assert_eq!(difference(said, shown), None, "{said}");
    }
    for said in ["one", "two\n…", "…\nthree", "…\ntwo\n…\none\n…", "one\n…\nfive", "one\ntwo\n…"]
    {
        assert!(difference(said, shown).is_some(), "{said}");
    }
}
