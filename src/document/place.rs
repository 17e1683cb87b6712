//! Where something was written.

use std::sync::Arc;

/// One of the texts in a [`Files`] table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A character in a text.
///
/// Places are ordered by text (in the order of reading), line and column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The text.
    pub file: FileId,
    /// Line, 1 for the first; 0 means the text as a whole.
    pub line: u32,
    /// Column in characters, 1 for the first; 0 means the line or text as a whole.
    pub column: u32,
}

impl Place {
    /// No place in any text.
    pub const NOWHERE: Place = Place { file: FileId(u32::MAX), line: 0, column: 0 };

    /// The text `file` as a whole.
    #[must_use]
    pub const fn whole(file: FileId) -> Place {
        Place { file, line: 0, column: 0 }
    }
}

/// The texts that were read, so that a problem can name the file and show the line.
#[derive(Clone, Debug, Default)]
pub struct Files {
    texts: Vec<Arc<Text>>,
}

#[derive(Debug)]
struct Text {
    name: String,
    text: String,
    lines: Vec<Line>,
    is_argument: bool,
}

#[derive(Clone, Copy, Debug)]
struct Line {
    start: usize,
    end: usize,
    /// In an ASCII line a column is an offset, which spares counting characters.
    is_ascii: bool,
}

const BYTE_ORDER_MARK: char = '\u{feff}';

impl Files {
    /// An empty table.
    #[must_use]
    pub fn new() -> Files {
        Files::default()
    }

    /// Adds the text of a file, under the name to show to the user.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.insert(name.into(), text.into(), false)
    }

    /// Adds an argument of the command line, such as the `path=value` of `--set`.
    pub fn add_argument(&mut self, flag: &str, text: impl Into<String>) -> FileId {
        self.insert(format!("command line, {flag}"), text.into(), true)
    }

    fn insert(&mut self, name: String, text: String, is_argument: bool) -> FileId {
        let mut lines = Vec::new();
        let mut start = 0;
        for piece in text.split_inclusive('\n') {
            let content = piece.trim_end_matches(['\n', '\r']);
            lines.push(Line { start, end: start + content.len(), is_ascii: content.is_ascii() });
            start += piece.len();
        }
        if text.is_empty() || text.ends_with('\n') {
            lines.push(Line { start, end: start, is_ascii: true });
        }
        let id = FileId(u32::try_from(self.texts.len()).unwrap_or(u32::MAX - 1));
        self.texts.push(Arc::new(Text { name, text, lines, is_argument }));
        id
    }

    fn get(&self, file: FileId) -> Option<&Text> {
        self.texts.get(usize::try_from(file.0).ok()?).map(Arc::as_ref)
    }

    /// The name to show, such as `scenarios/base.toml`; empty for no file.
    #[must_use]
    pub fn name(&self, file: FileId) -> &str {
        self.get(file).map_or("", |t| &t.name)
    }

    /// The whole text; empty for no file.
    #[must_use]
    pub fn text(&self, file: FileId) -> &str {
        self.get(file).map_or("", |t| &t.text)
    }

    /// Whether the text is an argument of the command line rather than a file.
    #[must_use]
    pub fn is_argument(&self, file: FileId) -> bool {
        self.get(file).is_some_and(|t| t.is_argument)
    }

    /// The place of the byte at `offset`.
    #[must_use]
    pub fn place(&self, file: FileId, offset: usize) -> Place {
        let Some(text) = self.get(file) else { return Place::whole(file) };
        let index = text.lines.partition_point(|l| l.start <= offset).saturating_sub(1);
        let line = text.lines[index];
        let offset = offset.clamp(line.start, line.end);
        let column = if line.is_ascii {
            offset - line.start
        } else {
            // A byte-order mark at the start of a file is not a character the user can see.
            let before = &text.text.as_bytes()[line.start..offset];
            let skipped =
                usize::from(text.text[line.start..].starts_with(BYTE_ORDER_MARK) && !before.is_empty());
            before.iter().filter(|b| (**b & 0xC0) != 0x80).count() - skipped
        };
        let number = |n: usize| u32::try_from(n + 1).unwrap_or(u32::MAX);
        Place { file, line: number(index), column: number(column) }
    }

    /// The line of a place, without its end; `None` if the place has no line.
    #[must_use]
    pub fn line(&self, place: Place) -> Option<&str> {
        let text = self.get(place.file)?;
        let line = text.lines.get(usize::try_from(place.line).ok()?.checked_sub(1)?)?;
        Some(text.text[line.start..line.end].trim_start_matches(BYTE_ORDER_MARK))
    }

    /// A place in words, such as `scenarios/base.toml:12:9`; empty for no place.
    #[must_use]
    pub fn locate(&self, place: Place) -> String {
        let Some(text) = self.get(place.file) else { return String::new() };
        match (text.is_argument, place.line) {
            (_, 0) => text.name.clone(),
            (true, _) => format!("{}, character {}", text.name, place.column),
            (false, line) => format!("{}:{line}:{}", text.name, place.column.max(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_from_one() {
        let mut files = Files::new();
        let file = files.add("a.toml", "x = 1\r\nüß = 2\n");
        let at = |offset| {
            let p = files.place(file, offset);
            (p.line, p.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(4), (1, 5));
        assert_eq!(at(7), (2, 1));
        assert_eq!(at(14), (2, 6));
        assert_eq!(at(16), (3, 1));
        assert_eq!(at(999), (3, 1));
        assert_eq!(files.line(files.place(file, 9)), Some("üß = 2"));
        assert_eq!(files.locate(files.place(file, 14)), "a.toml:2:6");
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let mut files = Files::new();
        let file = files.add("a.toml", "\u{feff}x = 1\n");
        assert_eq!(files.place(file, 3).column, 1);
        assert_eq!(files.place(file, 7).column, 5);
        assert_eq!(files.line(files.place(file, 7)), Some("x = 1"));
    }
}
