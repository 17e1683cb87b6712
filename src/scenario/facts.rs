//! The file of facts, and the sources that the numbers of a scenario may cite.

use crate::document::{Code, FileId, Files, Node, Place, Problem, Problems, join_path};
use crate::parameter::{Cited, Kind, Sources};
use std::collections::BTreeMap;

/// The columns of a file of facts.
const COLUMNS: [&str; 13] = [
    "id",
    "quantity",
    "value_low",
    "value_mid",
    "value_high",
    "unit",
    "as_of",
    "scope",
    "kind",
    "confidence",
    "source_title",
    "source_url_or_document",
    "note",
];

/// A published figure that numbers of a scenario may cite by its identifier.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// What it measures, in words.
    pub quantity: String,
    /// Lowest value.
    pub low: Option<f64>,
    /// Value.
    pub mid: Option<f64>,
    /// Highest value.
    pub high: Option<f64>,
    /// Unit as published; not always one in which a scenario can write a number.
    pub unit: String,
    /// Year or date for which it holds, as published.
    pub as_of: String,
    /// For what it holds.
    pub scope: String,
    /// How well it is known.
    pub kind: Kind,
    /// How far the publisher can be trusted, in one word.
    pub confidence: String,
    /// Title of the source.
    pub title: String,
    /// Address or file name of the source.
    pub origin: String,
    /// Remark.
    pub note: String,
    /// Where it stands.
    pub place: Place,
}

/// All facts, by identifier.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    by_id: BTreeMap<String, Fact>,
}

impl Facts {
    /// Reads comma-separated facts; every fault is a problem with its line, and the other rows are kept.
    #[must_use]
    pub fn parse(name: &str, text: &str, files: &mut Files, problems: &mut Problems) -> Facts {
        let file = files.add(name, text);
        let mut facts = Facts::default();
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let mut problem = |line: u64, path: &str, message: String| {
            let line = u32::try_from(line).unwrap_or(u32::MAX);
            problems.push(Problem::new(Code::BadFacts, Place { file, line, column: 1 }, path, message));
        };
        let header = reader.headers().cloned().unwrap_or_default();
        if header.iter().ne(COLUMNS) {
            problem(1, "", format!("the columns are not the expected ones: {}", COLUMNS.join(",")));
            return facts;
        }
        for row in reader.records() {
            let row = match row {
                Ok(row) => row,
                Err(error) => {
                    problem(error.position().map_or(1, csv::Position::line), "", error.to_string());
                    continue;
                }
            };
            let line = row.position().map_or(1, csv::Position::line);
            match Fact::read(&row, file, line) {
                Err(message) => problem(line, row.get(0).unwrap_or_default(), message),
                Ok((id, _)) if facts.by_id.contains_key(&id) => {
                    problem(line, &id, format!("the identifier {id} appears twice"));
                }
                Ok((id, fact)) => {
                    facts.by_id.insert(id, fact);
                }
            }
        }
        facts
    }

    /// The fact with an identifier.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Fact> {
        self.by_id.get(id)
    }

    /// All in alphabetical order of their identifiers.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Fact)> {
        self.by_id.iter().map(|(id, fact)| (id.as_str(), fact))
    }
}

impl Fact {
    fn read(row: &csv::StringRecord, file: FileId, line: u64) -> Result<(String, Fact), String> {
        if row.len() != COLUMNS.len() {
            return Err(format!("the row has {} columns; {} are expected", row.len(), COLUMNS.len()));
        }
        let text = |i: usize| row.get(i).unwrap_or_default().trim().to_owned();
        let number = |i: usize| match text(i).as_str() {
            "" => Ok(None),
            text => match text.parse::<f64>() {
                Ok(value) if value.is_finite() => Ok(Some(value)),
                _ => Err(format!("{} is \"{text}\"; allowed is a number or nothing", COLUMNS[i])),
            },
        };
        let id = text(0);
        if id.is_empty() {
            return Err("the row has no identifier".into());
        }
        let kind = Kind::from_word(&text(8)).ok_or_else(|| {
            let allowed: Vec<_> = Kind::ALL.iter().map(|k| k.word()).collect();
            format!("kind is \"{}\"; allowed: {}", text(8), allowed.join(", "))
        })?;
        let place = Place { file, line: u32::try_from(line).unwrap_or(u32::MAX), column: 1 };
        let fact = Fact {
            quantity: text(1),
            low: number(2)?,
            mid: number(3)?,
            high: number(4)?,
            unit: text(5),
            as_of: text(6),
            scope: text(7),
            kind,
            confidence: text(9),
            title: text(10),
            origin: text(11),
            note: text(12),
            place,
        };
        Ok((id, fact))
    }
}

/// The sources that a document may cite: its `[source.X]` tables, the facts, and the command line.
///
/// Reports identifiers that are declared twice. Faults inside a `[source.X]` table are found when the table is read; if
/// its kind is among them, derived is taken here, which asks nothing more of the numbers that cite it.
#[must_use]
pub fn sources(document: &Node, facts: &Facts, problems: &mut Problems) -> Sources {
    let mut sources = Sources::new();
    for (id, fact) in facts.iter() {
        let title = fact.title.clone();
        sources.declare(id, Cited { kind: fact.kind, title, place: fact.place, declared: false });
    }
    let declared = document.as_table().and_then(|t| t.get("source")?.as_table());
    for (id, place, node) in declared.iter().flat_map(|t| t.iter()) {
        let text = |key: &str| node.at(&[key]).and_then(Node::as_str);
        let kind = text("kind").and_then(Kind::from_word).unwrap_or(Kind::Derived);
        let title = text("title").unwrap_or(id).to_owned();
        if sources.declare(id, Cited { kind, title, place, declared: true }).is_some() {
            let taken = if facts.get(id).is_some() { "the name of a fact" } else { "reserved" };
            let message = format!("the source {id} cannot be declared: the name is {taken}");
            problems.push(
                Problem::new(Code::SourceTwice, place, join_path(["source", id]), message)
                    .hint("cite the fact as it is, or choose another name"),
            );
        }
    }
    sources
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    const HEADER: &str = "id,quantity,value_low,value_mid,value_high,unit,as_of,scope,kind,confidence,source_title,\
                          source_url_or_document,note\n";

    fn facts(rows: &str) -> (Facts, Vec<(u32, String)>) {
        let (mut files, mut problems) = (Files::new(), Problems::new());
        let facts = Facts::parse("facts.csv", &format!("{HEADER}{rows}"), &mut files, &mut problems);
        (facts, problems.sorted().into_iter().map(|p| (p.place.line, p.message)).collect())
    }

    #[test]
    fn a_fact_has_its_numbers_and_its_kind() {
        let (facts, problems) =
            facts("dwell,\"Dwell, Aktau\",1.5,,4,day,2023,Aktau,public,study,\"T \"\"q\"\"\",u,\n");
        assert!(problems.is_empty());
        let fact = facts.get("dwell").unwrap();
        assert_eq!((fact.low, fact.mid, fact.high), (Some(1.5), None, Some(4.0)));
        assert_eq!(
            (fact.kind, fact.quantity.as_str(), fact.title.as_str()),
            (Kind::Public, "Dwell, Aktau", "T \"q\"")
        );
        assert_eq!(fact.place.line, 2);
    }

    #[test]
    fn faults_have_their_line_and_other_rows_are_kept() {
        let (facts, problems) = facts(
            "a,q,,1,,d,,,public,,t,u,\nb,q,,x,,d,,,public,,t,u,\nc,q,,1\nd,q,,1,,d,,,rumour,,t,u,\n\
             a,q,,2,,d,,,public,,t,u,\n,q,,2,,d,,,public,,t,u,\ne,q,,NaN,,d,,,public,,t,u,\nf,q,,1,,d,,,derived,,t,u,\n",
        );
        let lines: Vec<u32> = problems.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 4, 5, 6, 7, 8]);
        assert_eq!(problems[0].1, "value_mid is \"x\"; allowed is a number or nothing");
        assert_eq!(problems[1].1, "the row has 4 columns; 13 are expected");
        assert_eq!(facts.iter().map(|(id, _)| id).collect::<Vec<_>>(), ["a", "f"]);
        assert_eq!(facts.get("a").unwrap().mid, Some(1.0));
    }

    #[test]
    fn other_columns_are_refused() {
        let (mut files, mut problems) = (Files::new(), Problems::new());
        let facts = Facts::parse("f.csv", "id,value\na,1\n", &mut files, &mut problems);
        assert_eq!(facts, Facts::default());
        assert_eq!(problems.sorted()[0].code, Code::BadFacts);
    }

    #[test]
    fn a_source_cannot_take_the_name_of_a_fact() {
        let (facts, _) = facts("a,q,,1,,d,,,public,,t,u,\n");
        let (mut files, mut problems) = (Files::new(), Problems::new());
        let text =
            "[source.a]\nkind = \"document\"\n[source.b]\nkind = \"document\"\n[source.command-line]\n";
        let file = files.add("t.toml", text);
        let node = parse(file, &files, &mut problems).unwrap();
        let sources = sources(&node, &facts, &mut problems);
        let lines: Vec<_> = problems.sorted().iter().map(|p| (p.place.line, p.code)).collect();
        assert_eq!(lines, [(1, Code::SourceTwice), (5, Code::SourceTwice)]);
        assert_eq!(sources.get("a").unwrap().kind, Kind::Public);
        assert_eq!(sources.get("b").unwrap().kind, Kind::Document);
    }
}
