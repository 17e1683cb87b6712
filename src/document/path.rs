//! Key paths such as `stage.aktau.port.berths`, with the quotation rules of TOML keys.

/// Why a text is not a key path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathFault {
    /// Offset in bytes of what is wrong.
    pub offset: usize,
    /// What is wrong, in one line.
    pub message: &'static str,
}

fn is_bare(c: char) -> bool {
    u8::try_from(c).is_ok_and(is_bare_byte)
}

fn is_bare_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// Appends `key` to a path, in quotation marks if it is more than letters, digits, `_` and `-`.
pub fn push_key(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    push_quoted(path, key);
}

/// Writes one key as TOML does.
pub(super) fn push_quoted(out: &mut String, key: &str) {
    if !key.is_empty() && key.bytes().all(is_bare_byte) {
        out.push_str(key);
    } else {
        super::write::push_string(out, key);
    }
}

/// The path of the given keys as text.
pub fn join_path<'k>(keys: impl IntoIterator<Item = &'k str>) -> String {
    let mut path = String::new();
    for key in keys {
        push_key(&mut path, key);
    }
    path
}

/// The keys of a path; a key with other characters than letters, digits, `_` and `-` stands in quotation marks.
///
/// # Errors
/// [`PathFault`] with the offset of an empty key, a stray character or an open quotation mark.
pub fn parse_path(text: &str) -> Result<Vec<String>, PathFault> {
    let mut keys = Vec::new();
    let mut rest = text;
    loop {
        let offset = text.len() - rest.len();
        let fault = |message| Err(PathFault { offset, message });
        rest = rest.trim_start_matches(' ');
        if let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            let Some(end) = rest[1..].find(quote) else { return fault("the quotation mark is not closed") };
            keys.push(rest[1..=end].to_owned());
            rest = &rest[end + 2..];
        } else {
            let end = rest.find(|c| !is_bare(c)).unwrap_or(rest.len());
            if end == 0 {
                return fault(if rest.is_empty() || rest.starts_with('.') {
                    "a key is empty"
                } else {
                    "a key with this character needs quotation marks"
                });
            }
            keys.push(rest[..end].to_owned());
            rest = &rest[end..];
        }
        rest = rest.trim_start_matches(' ');
        match rest.strip_prefix('.') {
            Some(more) => rest = more,
            None if rest.is_empty() => return Ok(keys),
            None => {
                return Err(PathFault {
                    offset: text.len() - rest.len(),
                    message: "a key with this character needs quotation marks",
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_there_and_back() {
        for path in ["a", "stage.aktau-2.port.berths", "stage.\"Алят\".port", "a.\"b.c d\""] {
            let keys = parse_path(path).unwrap();
            assert_eq!(join_path(keys.iter().map(String::as_str)), path);
        }
        assert_eq!(parse_path("a . 'b c'").unwrap(), ["a", "b c"]);
    }

    #[test]
    fn faults_say_where() {
        assert_eq!(parse_path("").unwrap_err().offset, 0);
        assert_eq!(parse_path("a..b").unwrap_err().offset, 2);
        assert_eq!(parse_path("a.b c").unwrap_err().offset, 4);
        assert_eq!(parse_path("a.\"b").unwrap_err().message, "the quotation mark is not closed");
        assert_eq!(parse_path("a.").unwrap_err().message, "a key is empty");
    }
}
