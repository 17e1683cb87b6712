//! Problems: what is wrong, where, and what to do; collected so that all of a scenario's are shown at once.

use super::{Code, Files, Place, Severity};
use std::fmt::Write as _;

/// One thing that is wrong with a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of thing it is.
    pub code: Code,
    /// Where it was written.
    pub place: Place,
    /// Key path of the value, such as `stage.aktau.port.berths`; empty for the file as a whole.
    pub path: String,
    /// What was found and what is allowed, in one line.
    pub message: String,
    /// What to do, in one line.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem without a hint.
    #[must_use]
    pub fn new(code: Code, place: Place, path: impl Into<String>, message: impl Into<String>) -> Problem {
        Problem { code, place, path: path.into(), message: message.into(), hint: None }
    }

    /// The same problem with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Problem {
        self.hint = Some(hint.into());
        self
    }

    /// The problem as plain text: what, where, the line with a caret, and the hint; each on its own line.
    #[must_use]
    pub fn render(&self, files: &Files) -> String {
        let mut out = String::new();
        let word = match self.code.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let _ = writeln!(out, "{word}[{}]: {}", self.code.id(), one_line(&self.message));
        let place = files.locate(self.place);
        if !(place.is_empty() && self.path.is_empty()) {
            let gap = if place.is_empty() || self.path.is_empty() { "" } else { "  " };
            let _ = writeln!(out, "  --> {}{gap}{}", one_line(&place), one_line(&self.path));
        }
        if let Some(line) = files.line(self.place) {
            let (shown, caret) = window(line, self.place.column);
            let number = self.place.line.to_string();
            let number = if files.is_argument(self.place.file) { "" } else { &number };
            let _ = writeln!(out, "  {number:>4} | {shown}");
            let _ = writeln!(out, "  {:>4} | {:caret$}^", "", "");
        }
        if let Some(hint) = &self.hint {
            let _ = writeln!(out, "  help: {}", one_line(hint));
        }
        out
    }
}

/// Characters of a source line shown with a problem.
const SHOWN: usize = 100;

/// The part of `line` around `column` that is shown, and how many characters stand before the caret.
fn window(line: &str, column: u32) -> (String, usize) {
    let column = usize::try_from(column).unwrap_or(0).saturating_sub(1);
    let length = line.chars().count();
    let start = if column < SHOWN { 0 } else { column - SHOWN / 2 };
    let mut shown: String = line.chars().skip(start).take(SHOWN).map(printable).collect();
    if start + SHOWN < length {
        shown.push('…');
    }
    if start > 0 {
        shown.insert(0, '…');
    }
    (shown, column - start + usize::from(start > 0))
}

/// A character that cannot steer a terminal, nor turn round what stands beside it.
#[must_use]
pub fn printable(c: char) -> char {
    match c {
        '\t' => ' ',
        // Marks and embeddings of writing from right to left, and breaks of lines that are no control characters.
        '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

/// Characters of the longest line of a message; only what a file repeats without end needs more.
const LONGEST: usize = 1_000;

/// Text on one line, without control characters, which could otherwise forge lines or steer a terminal.
fn one_line(text: &str) -> String {
    let mut characters = text.chars().map(|c| if c == '\n' { ' ' } else { printable(c) });
    let mut line: String = characters.by_ref().take(LONGEST).collect();
    if characters.next().is_some() {
        line.push('…');
    }
    line
}

/// Problems shown at once: nobody mends more before asking again, and a file made by a script can have a million.
const MOST_SHOWN: usize = 200;

/// All problems found so far; nothing that was put in gets lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
}

impl Problems {
    /// No problems.
    #[must_use]
    pub fn new() -> Problems {
        Problems::default()
    }

    /// Adds one and returns it, so that a hint can be set.
    pub fn push(&mut self, problem: Problem) -> &mut Problem {
        self.list.push(problem);
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    /// Adds all of another collection.
    pub fn extend(&mut self, other: Problems) {
        self.list.extend(other.list);
    }

    /// Whether there are none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether at least one makes the scenario unusable.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|p| p.code.severity() == Severity::Error)
    }

    /// All in the order of file, line and column, each once.
    #[must_use]
    pub fn sorted(&self) -> Vec<Problem> {
        let mut list = self.list.clone();
        list.sort_by(|a, b| {
            (a.place, a.code, &a.path, &a.message).cmp(&(b.place, b.code, &b.path, &b.message))
        });
        list.dedup();
        list
    }

    /// All as plain text in order, with an empty line between them; of very many the first ones and how many follow.
    #[must_use]
    pub fn render(&self, files: &Files) -> String {
        let sorted = self.sorted();
        let mut texts: Vec<_> = sorted.iter().take(MOST_SHOWN).map(|p| p.render(files)).collect();
        if sorted.len() > MOST_SHOWN {
            texts.push(format!("… and {} more problems\n", sorted.len() - MOST_SHOWN));
        }
        texts.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renders_what_where_line_and_hint() {
        let mut files = Files::new();
        let file = files.add("scenarios/base.toml", "format = 1\n\tberths = 3\n");
        let problem = Problem::new(
            Code::BareNumber,
            files.place(file, 21),
            "stage.aktau.port.berths",
            "found the number 3",
        )
        .hint("write { value = 3 }");
        assert_eq!(
            problem.render(&files),
            "error[E020]: found the number 3\n  --> scenarios/base.toml:2:11  stage.aktau.port.berths\n     2 |  \
             berths = 3\n       |           ^\n  help: write { value = 3 }\n"
        );
    }

    #[test]
    fn long_lines_are_cut_and_escapes_removed() {
        let mut files = Files::new();
        let file = files.add("a", format!("{}\u{1b}[31m{}", "x".repeat(300), "y".repeat(300)));
        let text = Problem::new(Code::Syntax, files.place(file, 300), "", "bad\u{1b}\nnews").render(&files);
        assert!(!text.contains('\u{1b}'));
        assert_eq!(text.lines().count(), 4);
        let lines: Vec<_> = text.lines().collect();
        let caret = lines[3].chars().position(|c| c == '^').unwrap();
        assert_eq!(lines[2].chars().nth(caret), Some('\u{fffd}'));
    }

    #[test]
    fn what_has_no_end_is_cut_and_nothing_is_turned_round() {
        let mut files = Files::new();
        let file = files.add("a", "x\u{202e}y\n".repeat(300));
        let mut problems = Problems::new();
        for line in 0..300 {
            let path = "k".repeat(100_000);
            problems.push(Problem::new(Code::Syntax, files.place(file, line * 6), path, "\u{2067}bad"));
        }
        let text = problems.render(&files);
        assert!(text.contains("E001") && text.ends_with("\n… and 100 more problems\n"));
        assert!(!text.contains(['\u{202e}', '\u{2067}']) && text.len() < 500_000);
    }

    #[test]
    fn sorted_by_place_and_without_repeats() {
        let mut files = Files::new();
        let file = files.add("a", "one\ntwo\n");
        let mut problems = Problems::new();
        for offset in [4, 0, 4] {
            problems.push(Problem::new(Code::Syntax, files.place(file, offset), "", "m"));
        }
        let lines: Vec<_> = problems.sorted().iter().map(|p| p.place.line).collect();
        assert_eq!(lines, [1, 2]);
        assert_eq!(problems.len(), 3);
    }
}
