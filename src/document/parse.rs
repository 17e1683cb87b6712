//! TOML text to nodes.

use super::depth::{DEEPEST, Excess, MOST_WORDS, excess};
use super::{Code, FileId, Files, Node, Place, Problem, Problems, Table, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Syntax errors shown of one file; one missing quotation mark can cause many more.
const SYNTAX_ERRORS: usize = 20;

/// Adds the bytes of a file to `files`; a problem and `None` if they are not UTF-8 text.
///
/// A byte-order mark and lines that end with CR LF are accepted, as TOML has them.
pub fn decode(name: &str, bytes: Vec<u8>, files: &mut Files, problems: &mut Problems) -> Option<FileId> {
    match String::from_utf8(bytes) {
        Ok(text) => Some(files.add(name, text)),
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let byte = bytes.get(offset).copied().unwrap_or(0);
            let wide = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
            let message = if wide {
                "the file is UTF-16 text; UTF-8 is needed".to_owned()
            } else {
                format!("the file is not UTF-8 text: byte 0x{byte:02X} here")
            };
            // Every byte that is not UTF-8 becomes one character, so the offset of the first one stays.
            let file = files.add(name, String::from_utf8_lossy(bytes).into_owned());
            problems.push(
                Problem::new(Code::Encoding, files.place(file, offset), "", message)
                    .hint("save the file as UTF-8 in the editor"),
            );
            None
        }
    }
}

/// Parses a text of `files`; all its syntax errors and `None` if it is not a TOML document.
pub fn parse(file: FileId, files: &Files, problems: &mut Problems) -> Option<Node> {
    let text = files.text(file);
    if is_excessive(text, file, 0, files, problems) {
        return None;
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        report(&errors, file, files, problems);
        return None;
    }
    let mut converter = Converter { file, files, problems, text, offset: 0, sound: true };
    let table = converter.table(table.into_inner(), false);
    let sound = converter.sound;
    sound.then(|| Node::new(Value::Table(table), Place { file, line: 1, column: 1 }))
}

/// Parses the value that stands at `offset` of a text and goes to its end; `Err` with the parser's message if it is
/// not a TOML value.
pub(super) fn parse_value(
    file: FileId,
    offset: usize,
    files: &Files,
    problems: &mut Problems,
) -> Result<Option<Node>, (usize, String)> {
    let text = &files.text(file)[offset..];
    if is_excessive(text, file, offset, files, problems) {
        return Ok(None);
    }
    match DeValue::parse(text) {
        Err(error) => Err((offset + error.span().map_or(0, |s| s.start), error.message().to_owned())),
        Ok(value) => {
            let mut converter = Converter { file, files, problems, text, offset, sound: true };
            let node = converter.value(value);
            Ok(converter.sound.then_some(node))
        }
    }
}

fn is_excessive(text: &str, file: FileId, offset: usize, files: &Files, problems: &mut Problems) -> bool {
    let (code, at, message, hint) = match excess(text) {
        None => return false,
        Some(Excess::Depth(at)) => {
            (Code::Depth, at, format!("nested more than {DEEPEST} deep"), "look for a repeated bracket")
        }
        Some(Excess::Words(at)) => {
            let message =
                format!("the file goes on after {MOST_WORDS} words and signs; no scenario needs as many");
            (Code::TooMany, at, message, "is it the file that was meant?")
        }
    };
    problems.push(Problem::new(code, files.place(file, offset + at), "", message).hint(hint));
    true
}

/// One problem per line with errors: those that follow on the same line are mostly echoes of the first.
fn report(errors: &[toml::de::Error], file: FileId, files: &Files, problems: &mut Problems) {
    let mut lines = std::collections::BTreeSet::new();
    for error in errors {
        let place = files.place(file, error.span().map_or(0, |s| s.start));
        if lines.len() >= SYNTAX_ERRORS || !lines.insert(place.line) {
            continue;
        }
        let message = format!("not valid TOML: {}", error.message());
        problems.push(Problem::new(Code::Syntax, place, "", message));
    }
}

struct Converter<'t> {
    file: FileId,
    files: &'t Files,
    problems: &'t mut Problems,
    text: &'t str,
    /// Where `text` begins in the text of the file.
    offset: usize,
    sound: bool,
}

impl Converter<'_> {
    fn place(&self, offset: usize) -> Place {
        self.files.place(self.file, self.offset + offset)
    }

    fn problem(&mut self, code: Code, place: Place, message: String) {
        self.sound = false;
        self.problems.push(Problem::new(code, place, "", message));
    }

    fn table(&mut self, table: DeTable<'_>, inline: bool) -> Table {
        let mut result = Table::new(inline);
        for (key, value) in table {
            let place = self.place(key.span().start);
            let node = self.value(value);
            result.insert(key.into_inner(), place, node);
        }
        result
    }

    fn value(&mut self, value: Spanned<DeValue<'_>>) -> Node {
        let start = value.span().start;
        let place = self.place(start);
        let value = match value.into_inner() {
            DeValue::String(text) => Value::String(text.into_owned()),
            DeValue::Boolean(value) => Value::Boolean(value),
            DeValue::Datetime(value) => Value::Datetime(value),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Value::Integer(number),
                Err(_) => {
                    self.problem(Code::Number, place, format!("the number {number} does not fit in 64 bits"));
                    Value::Integer(0)
                }
            },
            DeValue::Float(number) => match number.as_str().parse::<f64>() {
                Ok(value) if value.is_finite() => Value::Float(value),
                _ => {
                    self.problem(Code::Number, place, format!("{number} is not a finite number"));
                    Value::Float(0.0)
                }
            },
            DeValue::Array(items) => Value::Array(items.into_iter().map(|item| self.value(item)).collect()),
            DeValue::Table(table) => {
                // The parser does not say how a table was written; its span begins with the brace if inline.
                let inline = self.text.as_bytes().get(start) == Some(&b'{');
                Value::Table(self.table(table, inline))
            }
        };
        Node::new(value, place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Option<Node>, Vec<Problem>) {
        let (mut files, mut problems) = (Files::new(), Problems::new());
        let file = files.add("t.toml", text);
        let node = parse(file, &files, &mut problems);
        (node, problems.sorted())
    }

    #[test]
    fn every_value_knows_its_place() {
        let (node, problems) =
            parsed("[stage.aktau.port]\nberths = { value = 3,\n  unit = \"berth\" }\nn.m = [1, 2.5]\n");
        let node = node.unwrap();
        assert!(problems.is_empty());
        let at = |path: &[&str]| {
            let n = node.at(path).unwrap();
            (n.place.line, n.place.column)
        };
        assert_eq!(at(&["stage", "aktau", "port"]), (1, 1));
        assert_eq!(at(&["stage", "aktau", "port", "berths"]), (2, 10));
        assert_eq!(at(&["stage", "aktau", "port", "berths", "unit"]), (3, 10));
        let port = node.at(&["stage", "aktau", "port"]).unwrap();
        assert!(!port.as_table().unwrap().inline);
        assert!(port.as_table().unwrap().get("berths").unwrap().as_table().unwrap().inline);
        assert!(!port.at(&["n"]).unwrap().as_table().unwrap().inline);
        assert_eq!(port.as_table().unwrap().key_place("n").unwrap().line, 4);
    }

    #[test]
    fn all_syntax_errors_at_once() {
        let (node, problems) = parsed("a = 1\nb = \nc = 3\nd = oops\na = 2\n");
        assert!(node.is_none());
        let lines: Vec<_> = problems.iter().map(|p| (p.place.line, p.code)).collect();
        assert_eq!(lines, [(2, Code::Syntax), (4, Code::Syntax), (5, Code::Syntax)]);
    }

    #[test]
    fn byte_order_mark_and_crlf_are_accepted() {
        let (node, problems) = parsed("\u{feff}a = 1\r\n[b]\r\nc = 2\r\n");
        assert!(problems.is_empty());
        assert_eq!(node.unwrap().at(&["b", "c"]).unwrap().place.line, 3);
        assert_eq!(parsed("a = 1\rb = 2").1[0].code, Code::Syntax);
    }

    #[test]
    fn other_encodings_are_a_problem_with_a_place() {
        let (mut files, mut problems) = (Files::new(), Problems::new());
        assert!(
            decode("l.toml", b"a = 1\nb = \"Z\xfcrich\"\n".to_vec(), &mut files, &mut problems).is_none()
        );
        assert!(decode("w.toml", b"\xff\xfea\0".to_vec(), &mut files, &mut problems).is_none());
        let problems = problems.sorted();
        assert_eq!((problems[0].place.line, problems[0].place.column), (2, 7));
        assert!(problems[0].message.contains("0xFC"), "{}", problems[0].message);
        assert!(problems[1].message.contains("UTF-16"));
    }

    #[test]
    fn deep_nesting_is_a_problem_not_a_crash() {
        let nested =
            |open: &str, close: &str, n: usize| format!("x = {}1{}", open.repeat(n), close.repeat(n));
        let dotted = vec!["k"; 70].join(".");
        let mixed = format!("x = {}1{}", format!("{{ {dotted} = ").repeat(70), "}".repeat(70));
        for text in [
            nested("[", "]", 10_000),
            "x = ".to_owned() + &"[".repeat(10_000),
            nested("{ a = ", "}", 10_000),
            nested("[", "]", 60),
            format!("[{}]\nx = 1", vec!["a"; 10_000].join(".")),
            format!("{} = 1", vec!["a"; 50].join(".")),
            mixed,
        ] {
            let (node, problems) = parsed(&text);
            assert!(node.is_none());
            let codes: Vec<_> = problems.iter().map(|p| p.code).collect();
            assert_eq!(codes, [Code::Depth], "{}", &text[..30]);
        }
    }

    #[test]
    fn numbers_that_do_not_fit() {
        let (node, problems) = parsed("a = 99999999999999999999\nb = 1e999\nc = inf\nd = nan\ne = 0x1F\n");
        assert!(node.is_none());
        let lines: Vec<_> = problems.iter().map(|p| p.place.line).collect();
        assert_eq!(lines, [1, 2, 3, 4]);
        assert!(problems.iter().all(|p| p.code == Code::Number));
    }
}
