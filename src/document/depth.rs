//! How deep a text nests, found before it is parsed.
//!
//! The parser refuses deep brackets, but dotted keys inside nested braces multiply, and a tree that deep could
//! overflow the stack already when it is dropped.

/// Depth beyond which no scenario goes; keeps every recursion over nodes short.
pub(super) const DEEPEST: usize = 32;

/// Offset of the character at which the text nests deeper than [`DEEPEST`]; `None` if it does not.
///
/// Counts open brackets and braces and the dots of the keys that lead to them, outside texts and comments. Valid TOML
/// is judged exactly; in other text the answer only has to be safe.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open: Vec<(u8, usize)> = Vec::new();
    let (mut depth, mut dots, mut key_dots) = (0, 0, 0);
    let mut i = 0;
    while i < bytes.len() {
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
            return Some(i);
        }
        i += 1;
    }
    None
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
            assert_eq!(too_deep(&text), None, "{text}");
        }
        assert_eq!(too_deep(&"[".repeat(33)), Some(32));
        assert_eq!(too_deep(&format!("{} = 1", ["k"; 34].join("."))), Some(65));
        assert!(too_deep(&format!("x = {}", "{ k.k.k.k = ".repeat(9))).is_some());
        assert!(too_deep(&"[}".repeat(33)).is_some());
    }
}
