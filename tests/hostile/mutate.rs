//! Sound texts made unsound, in the ways in which people do it and in ways in which nobody does. All from a seed.

/// A generator for choosing what to spoil (splitmix64).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 if that is 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.roll() % limit.max(1) as u64) as usize
    }

    pub(crate) fn pick<'c, T>(&mut self, from: &'c [T]) -> &'c T {
        &from[self.below(from.len())]
    }
}

/// What numbers are replaced by.
pub(crate) const NUMBERS: [&str; 12] = [
    "-1",
    "0",
    "1e308",
    "nan",
    "inf",
    "9223372036854775807",
    "-9223372036854775808",
    "1e-308",
    "0.5",
    "4294967296",
    "1_000_000",
    "99999",
];

/// Characters that are put in the place of others.
const CHARACTERS: [char; 20] = [
    '"',
    '\'',
    '[',
    ']',
    '{',
    '}',
    '=',
    '.',
    ',',
    '#',
    '\n',
    '\r',
    '\t',
    '\\',
    '-',
    '0',
    'x',
    '\u{0}',
    '\u{202e}',
    '\u{1f6a2}',
];

/// One way to spoil a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    LineDeleted,
    LineDoubled,
    CharacterFlipped,
    Number,
    TextEmptied,
    UnitRemoved,
}

impl Way {
    pub(crate) const ALL: [Way; 6] = [
        Way::LineDeleted,
        Way::LineDoubled,
        Way::CharacterFlipped,
        Way::Number,
        Way::TextEmptied,
        Way::UnitRemoved,
    ];
}

/// A spoilt text, and what was done to it; `None` if there is nothing to be spoilt that way.
pub(crate) fn spoil(text: &str, way: Way, dice: &mut Dice) -> Option<(String, String)> {
    match way {
        Way::LineDeleted | Way::LineDoubled => {
            let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
            let at = dice.below(lines.len());
            let line = *lines.get(at)?;
            if way == Way::LineDeleted {
                lines.remove(at);
            } else {
                lines.insert(at, line);
            }
            Some((lines.concat(), format!("{way:?} {}: {line}", at + 1)))
        }
        Way::CharacterFlipped => {
            let places: Vec<(usize, char)> = text.char_indices().collect();
            if places.is_empty() {
                return None;
            }
            let (at, old) = *dice.pick(&places);
            let new = dice.pick(&CHARACTERS).to_string();
            Some(replaced(text, at..at + old.len_utf8(), &new, way))
        }
        Way::Number => {
            let all = numbers(text);
            let new = *dice.pick(&NUMBERS);
            (!all.is_empty()).then(|| replaced(text, dice.pick(&all).clone(), new, way))
        }
        Way::TextEmptied => {
            let all = texts(text);
            (!all.is_empty()).then(|| replaced(text, dice.pick(&all).clone(), "\"\"", way))
        }
        Way::UnitRemoved => {
            let all: Vec<usize> = text.match_indices(", unit = \"").map(|(at, _)| at).collect();
            if all.is_empty() {
                return None;
            }
            let at = *dice.pick(&all);
            let end = at + 10 + text[at + 10..].find('"')? + 1;
            Some(replaced(text, at..end, "", way))
        }
    }
}

fn replaced(text: &str, range: std::ops::Range<usize>, new: &str, way: Way) -> (String, String) {
    let line = text[..range.start].matches('\n').count() + 1;
    let what = format!("{way:?} in line {line}: {:?} -> {new:?}", &text[range.clone()]);
    let mut spoilt = text.to_owned();
    spoilt.replace_range(range, new);
    (spoilt, what)
}

/// Where numbers stand alone between other things: in values, not inside names.
fn numbers(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let part = c.is_ascii_alphanumeric() || "._-+:".contains(c);
        match (part, start) {
            (true, None) if c.is_ascii_digit() && " [,".contains(before) => start = Some(at),
            (false, Some(from)) => {
                found.push(from..at);
                start = None;
            }
            _ => {}
        }
        before = c;
    }
    found
}

/// Where texts in quotation marks stand, each within a line.
fn texts(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let marks: Vec<usize> = line.match_indices('"').map(|(at, _)| offset + at).collect();
        found.extend(marks.chunks_exact(2).map(|pair| pair[0]..pair[1] + 1));
        offset += line.len();
    }
    found
}

/// Words of the language of scenarios, put where they do not belong.
const WORDS: [&str; 20] = [
    "[fix.x]\n",
    "[[stage]]\n",
    "extends = \"base\"\n",
    "{ value = 1, unit = \"d\", source = \"command-line\" }",
    "2023-02-30",
    "9999-12-31",
    "0001-01-01",
    "\"\"\"",
    "unit = \"TEU\"",
    "true",
    "{}",
    "[]",
    "1e308",
    "-1",
    "inf",
    "[0, 0]",
    "\u{feff}",
    "\u{0}",
    "..",
    "{ uniform = { low = 0, high = 1e300 } }",
];

/// Ways to spoil of [`mangle`]: what stays a scenario reaches further.
const WAYS: [Way; 4] = [Way::Number, Way::Number, Way::Number, Way::LineDeleted];

/// What a fuzzer does: some bytes lost, doubled, exchanged or brought in, a few times over.
pub(crate) fn mangle(text: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(bytes.len() + 1);
        let span = 1 + dice.below(40);
        let end = (at + span).min(bytes.len());
        match dice.below(16) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let part = bytes[at..end].to_vec();
                let to = dice.below(bytes.len() + 1);
                bytes.splice(to..to, part);
            }
            2 => drop(bytes.splice(at..at, dice.pick(&WORDS).bytes())),
            3 => {
                let from = dice.below(other.len() + 1);
                let part = &other[from..(from + 4 * span).min(other.len())];
                bytes.splice(at..at, part.iter().copied());
            }
            4 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
            5 => bytes.truncate(bytes.len().saturating_sub(dice.below(span))),
            _ => {
                if let Ok(text) = String::from_utf8(bytes.clone())
                    && let Some((spoilt, _)) = spoil(&text, *dice.pick(&WAYS), dice)
                {
                    bytes = spoilt.into_bytes();
                }
            }
        }
    }
    bytes
}
