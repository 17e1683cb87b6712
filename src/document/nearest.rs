//! The known name that a misspelt one most likely means.

/// The candidate closest to `word` by edit distance, if it is close enough to be what was meant.
///
/// Distance as of Damerau and Levenshtein on lower case, `_`, `-` and spaces being the same; ties go to the first
/// candidate.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = fold(word);
    let length = word.chars().count();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let folded = fold(candidate);
        // Lengths that differ too much cannot be close: spares the table of the exact distance.
        let limit = (length.max(folded.chars().count()) / 3).max(1);
        if length.abs_diff(folded.chars().count()) > limit && !is_part(&word, &folded) {
            continue;
        }
        let mut distance = strsim::damerau_levenshtein(&word, &folded);
        if is_part(&word, &folded) {
            // `unload` is more likely to mean `unload_rate` than another word of six letters.
            distance = distance.min(limit);
        }
        if distance <= limit && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn fold(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).map(|c| if matches!(c, '-' | ' ') { '_' } else { c }).collect()
}

/// Whether one is a beginning of the other, at least four letters long.
fn is_part(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.chars().count() >= 4 && long.starts_with(short)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let known = ["berths", "cranes", "reception_tracks", "unload_rate"];
        assert_eq!(nearest("berth", known), Some("berths"));
        assert_eq!(nearest("brehts", known), Some("berths"));
        assert_eq!(nearest("Reception-Tracks", known), Some("reception_tracks"));
        assert_eq!(nearest("unload", known), Some("unload_rate"));
        assert_eq!(nearest("weather", known), None);
        assert_eq!(nearest("x", known), None);
    }
}
