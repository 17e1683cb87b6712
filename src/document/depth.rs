//! How deep a text nests and how much it holds, found before it is parsed.
//!
//! The parser refuses deep brackets, but dotted keys inside nested braces multiply, and a tree that deep could
//! overflow the stack already when it is dropped. And a character of text can become hundreds of bytes of tokens, errors
//! and values: a file of a few megabytes, made by a mistake of a script, would take gigabytes.

/// Depth beyond which no scenario goes; keeps every recursion over nodes short.
pub(super) const DEEPEST: usize = 32;

/// Words and signs of the longest text that is parsed; some ten times as many as the longest shipped scenario has.
pub(super) const MOST_WORDS: usize = 400_000;

/// Why a text is not parsed, and the offset of the character at which that shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    /// It nests deeper than [`DEEPEST`].
    Depth(usize),
    /// It has more than [`MOST_WORDS`].
    Words(usize),
}

/// What a text has too much of; `None` if it can be parsed.
///
/// Counts open brackets and braces and the dots of the keys that lead to them, and words and signs, outside texts and
/// comments. Valid TOML is judged exactly; in other text the answer only has to be safe.
pub(super) fn excess(text: &str) -> Option<Excess> {
    let bytes = text.as_bytes();
    let (mut words, mut in_word) = (0, false);
    let mut open: Vec<(u8, usize)> = Vec::new();
    let (mut depth, mut dots, mut key_dots) = (0, 0, 0);
    let mut i = 0;
    while i < bytes.len() {
        let part = is_part_of_word(bytes[i]);
        if !(bytes[i] == b'#' || is_blank(&bytes[i..]) || part && in_word) {
            words += 1;
            if words > MOST_WORDS {
                return Some(Excess::Words(i));
            }
        }
        in_word = part;
        match bytes[i] {
            b'#' => {
                i = line_end(bytes, i);
                continue;
            }
            quote @ (b'"' | b'\'') => {
                i = string_end(bytes, i, quote);
                continue;
            }
            b'=' => (key_dots, dots) = (dots, 0),
            b',' | b'\n' => (key_dots, dots) = (0, 0),
            b'.' => dots += 1,
            bracket @ (b'[' | b'{') => {
                // The closing brackets of both kinds stand two characters after the opening ones.
                open.push((bracket + 2, 1 + key_dots));
                depth += 1 + key_dots;
                (key_dots, dots) = (0, 0);
            }
            bracket @ (b']' | b'}') => {
                if let Some((_, levels)) = open.pop_if(|(closing, _)| *closing == bracket) {
                    depth -= levels;
                }
                (key_dots, dots) = (0, 0);
            }
            _ => {}
        }
        if depth + dots > DEEPEST {
            return Some(Excess::Depth(i));
        }
        i += 1;
    }
    None
}

fn is_part_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'.' | b':') || !byte.is_ascii()
}

/// Whether a text begins with what only keeps things apart.
fn is_blank(bytes: &[u8]) -> bool {
    matches!(bytes, [b' ' | b'\t' | b'\n', ..] | [b'\r', b'\n', ..])
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |n| from + n)
}

/// The offset after the string that begins at `from`.
fn string_end(bytes: &[u8], from: usize, quote: u8) -> usize {
    let long = bytes[from..].starts_with(&[quote; 3]);
    let mut i = from + if long { 3 } else { 1 };
    while i < bytes.len() {
        match bytes[i] {
            b'\\' if quote == b'"' => i += 1,
            b'\n' if !long => return i,
            b if b == quote && !long => return i + 1,
            b if b == quote && bytes[i..].starts_with(&[quote; 3]) => return i + 3,
            _ => {}
        }
        i += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_nesting_counts() {
        let fine = [
            "[".repeat(32),
            "a = [1.5]\n".repeat(100),
            format!("# {}\n", "[".repeat(99)),
            format!("s = \"{}\\\"{}\"\n", "[".repeat(99), "{".repeat(99)),
            format!("s = '''{}\n'{}'''\n", "[".repeat(99), "{".repeat(99)),
            format!("s = [{}]\n", "{ a.b = 1.5 }, ".repeat(99)),
        ];
        for text in fine {
            assert_eq!(excess(&text), None, "{text}");
        }
        assert_eq!(excess(&"[".repeat(33)), Some(Excess::Depth(32)));
        assert_eq!(excess(&format!("{} = 1", ["k"; 34].join("."))), Some(Excess::Depth(65)));
        assert!(excess(&format!("x = {}", "{ k.k.k.k = ".repeat(9))).is_some());
        assert!(excess(&"[}".repeat(33)).is_some());
    }
    #[test]
    fn what_becomes_a_token_counts_and_texts_do_not() {
        for one in ["a ", "1\n", "= ", "\r", "[]", "\"\" ", "ж\r\n", "\0"] {
            assert!(matches!(excess(&one.repeat(MOST_WORDS + 1)), Some(Excess::Words(_))), "{one:?}");
        }
        for nothing in ["\n", " \t", "\r\n", "# a = [1, 2]\n"] {
            assert_eq!(excess(&nothing.repeat(MOST_WORDS + 1)), None, "{nothing:?}");
        }
        let text = "=,[1.5".repeat(MOST_WORDS);
        assert_eq!(excess(&format!("a = '{text}'\nb = 1e{}\n", "9".repeat(MOST_WORDS))), None);
        assert_eq!(excess(&"a ".repeat(MOST_WORDS + 1)), Some(Excess::Words(2 * MOST_WORDS)));
    }
}
