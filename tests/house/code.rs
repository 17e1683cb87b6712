//! Rust source as text: its code without comments and strings, and where names stand in it.

use std::collections::BTreeSet;

/// The code of a file: its text with comments, strings and characters blanked out, line for line.
pub(crate) fn blank(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = token_end(&chars, at);
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            out.extend(chars[at..end].iter().map(|&c| if c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

/// The end of the comment, string or character that begins at `at`, or `at` if none does.
fn token_end(chars: &[char], at: usize) -> usize {
    let is = |offset: usize, wanted: char| chars.get(at + offset) == Some(&wanted);
    let word_before = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    match chars[at] {
        '/' if is(1, '/') => (at..chars.len()).find(|&i| chars[i] == '\n').unwrap_or(chars.len()),
        '/' if is(1, '*') => block_comment_end(chars, at),
        '"' => quoted_end(chars, at, '"'),
        'r' if (is(1, '"') || is(1, '#')) && (!word_before || chars[at - 1] == 'b') => raw_end(chars, at),
        '\'' if is(1, '\\') || (is(2, '\'') && !is(1, '\'')) => quoted_end(chars, at, '\''),
        _ => at,
    }
}

fn quoted_end(chars: &[char], at: usize, quote: char) -> usize {
    let mut i = at + 1;
    while i < chars.len() && chars[i] != quote {
        i += 1 + usize::from(chars[i] == '\\');
    }
    (i + 1).min(chars.len())
}

fn block_comment_end(chars: &[char], at: usize) -> usize {
    let (mut i, mut open) = (at, 0);
    while i < chars.len() {
        match (chars[i], chars.get(i + 1)) {
            ('/', Some('*')) => (open, i) = (open + 1, i + 2),
            ('*', Some('/')) => (open, i) = (open - 1, i + 2),
            _ => i += 1,
        }
        if open == 0 {
            return i;
        }
    }
    chars.len()
}

/// The end of a raw string; `at` itself if what begins there is a raw identifier.
fn raw_end(chars: &[char], at: usize) -> usize {
    let hashes = chars[at + 1..].iter().take_while(|&&c| c == '#').count();
    let mut i = at + 1 + hashes;
    if chars.get(i) != Some(&'"') {
        return at;
    }
    i += 1;
    while i < chars.len() {
        let closed =
            chars[i] == '"' && chars[i + 1..].iter().take(hashes).filter(|&&c| c == '#').count() == hashes;
        if closed {
            return i + 1 + hashes;
        }
        i += 1;
    }
    chars.len()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where `word` stands in the code by itself: not within a longer name, nor as a lifetime.
pub(crate) fn words(code: &str, word: &str) -> Vec<usize> {
    let (first, last) = (word.starts_with(is_word), word.ends_with(is_word));
    code.match_indices(word)
        .map(|(at, _)| at)
        .filter(|&at| !first || !code[..at].ends_with(|c| is_word(c) || c == '\''))
        .filter(|&at| !last || !code[at + word.len()..].starts_with(is_word))
        .collect()
}

/// Where a crate is used: `name::…` that is not itself part of a path, or `use name`.
pub(crate) fn uses(code: &str, name: &str) -> Vec<usize> {
    let is_root = |at: usize| {
        let before = &code[..at];
        before.strip_suffix("::").is_none_or(|path| !path.ends_with(|c| is_word(c) || c == '>'))
    };
    let imported =
        |at: usize| code[..at].trim_end().ends_with("use") && code[..at].ends_with(char::is_whitespace);
    let rooted = words(code, &format!("{name}::"));
    let plain = words(code, name).into_iter().filter(|&at| imported(at));
    let all: BTreeSet<usize> = rooted.into_iter().chain(plain).filter(|&at| is_root(at)).collect();
    all.into_iter().collect()
}

/// The first name of each path that follows: one, or those of a list in braces.
pub(crate) fn heads(rest: &str) -> Vec<&str> {
    let name = |text: &str| text.find(|c| !is_word(c)).unwrap_or(text.len());
    let Some(list) = rest.strip_prefix('{') else { return vec![&rest[..name(rest)]] };
    let (mut open, mut start, mut heads) = (1, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => open += 1,
            '}' => open -= 1,
            _ => {}
        }
        if (c == ',' && open == 1) || open == 0 {
            let item = list[start..at].trim_start();
            heads.push(&item[..name(item)]);
            start = at + 1;
        }
        if open == 0 {
            break;
        }
    }
    heads
}
