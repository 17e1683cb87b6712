//! The reader: walks a document, and collects every problem, every number and every reference on the way.

use super::{Cited, Field, Kind, Name, Origin, Sources};
use crate::document::{
    ChoiceDoc, Code, Files, Node, Place, Problem, Problems, Schema, Table, join_path, nearest, parse,
    parse_path, push_key,
};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What reading needs to know and what it collects.
#[derive(Debug)]
pub struct Reader {
    sources: Arc<Sources>,
    used: BTreeSet<String>,
    problems: Problems,
    path: String,
    parameters: Vec<Arc<Origin>>,
    mentions: Vec<Mention>,
}

/// A name that must exist in a top-level table.
#[derive(Debug)]
struct Mention {
    table: &'static str,
    name: String,
    place: Place,
    path: String,
}

impl Mention {
    /// The observation in which it stands.
    fn observation(&self) -> Option<String> {
        // Items of lists are told by their number, which is no key.
        let path = self.path.strip_prefix("observation.")?.split('[').next()?;
        parse_path(path).ok()?.into_iter().next()
    }

    fn is_in(&self, document: &Node) -> bool {
        document.at(&[self.table, self.name.as_str()]).is_some()
    }
}

/// What was collected while reading.
#[derive(Clone, Debug)]
pub struct Report {
    /// Everything wrong.
    pub problems: Problems,
    /// Every number, by path.
    pub parameters: Vec<Arc<Origin>>,
    /// Identifiers of the sources that are cited.
    pub used_sources: BTreeSet<String>,
    /// How many numbers are assumed.
    pub assumed: usize,
    /// Names of the observations that speak of what has been taken away.
    pub void: BTreeSet<String>,
}

/// A problem that was just reported, to which a hint can be added.
#[derive(Debug)]
pub struct Reported<'r>(&'r mut Problem);

impl Reported<'_> {
    /// Adds a hint.
    pub fn hint(self, hint: impl Into<String>) {
        self.0.hint = Some(hint.into());
    }
}

impl Reader {
    /// A reader that accepts the given sources.
    #[must_use]
    pub fn new(sources: Arc<Sources>) -> Reader {
        Reader {
            sources,
            used: BTreeSet::new(),
            problems: Problems::new(),
            path: String::new(),
            parameters: Vec::new(),
            mentions: Vec::new(),
        }
    }

    /// Reads a whole document; `None` if there is a problem that leaves a value unknown.
    ///
    /// A value may also be returned when there are problems: only the report of [`Reader::finish`] tells.
    pub fn read_root<T: Field>(&mut self, document: &Node) -> Option<T> {
        T::read(document, self)
    }

    /// Checks the references against the document and hands over what was collected. An observation that speaks of what only
    /// the document has as it was `written`, before anything of it was changed, is void.
    #[must_use]
    pub fn finish(mut self, document: &Node, written: &Node) -> Report {
        let mut void = BTreeSet::new();
        for mention in std::mem::take(&mut self.mentions) {
            match mention.observation() {
                Some(name) if !mention.is_in(document) && mention.is_in(written) => drop(void.insert(name)),
                _ => self.check(document, &mention),
            }
        }
        let sources = Arc::clone(&self.sources);
        for (id, cited) in sources.iter() {
            // The documents that a study begins with are named whether or not they give a number.
            if cited.declared && cited.kind != Kind::Document && !self.used.contains(id) {
                let path = join_path(["source", id]);
                let message = format!("no number cites the source {id}");
                self.problems.push(Problem::new(Code::UnusedSource, cited.place, path, message));
            }
        }
        self.parameters.sort_by(|a, b| a.path.cmp(&b.path));
        let assumed = self.parameters.iter().filter(|p| p.kind == Kind::Assumed).count();
        Report {
            problems: self.problems,
            parameters: self.parameters,
            used_sources: self.used,
            assumed,
            void,
        }
    }

    fn check(&mut self, document: &Node, mention: &Mention) {
        // A source may also be a fact, which has no table in the document, and a fact is an observation as well.
        if ["source", "observation"].contains(&mention.table) && self.cite(&mention.name).is_some() {
            return;
        }
        if mention.is_in(document) {
            return;
        }
        let table = document.at(&[mention.table]).and_then(Node::as_table);
        let names: Vec<&str> = table.map(|t| t.keys().collect()).unwrap_or_default();
        let message = format!("there is no [{}]", join_path([mention.table, &mention.name]));
        let hint = match nearest(&mention.name, names.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None if names.is_empty() => format!("the scenario has no [{}.…] table at all", mention.table),
            None => format!("there are: {}", list(&names)),
        };
        self.problems.push(
            Problem::new(Code::UnknownReference, mention.place, mention.path.as_str(), message).hint(hint),
        );
    }

    /// The path of the value that is being read.
    #[must_use]
    pub fn path(&self) -> String {
        self.path.clone()
    }

    /// Reads below `key`.
    pub fn within<T>(&mut self, key: &str, read: impl FnOnce(&mut Reader) -> T) -> T {
        let length = self.path.len();
        push_key(&mut self.path, key);
        let result = read(self);
        self.path.truncate(length);
        result
    }

    /// Reads an item of a list, the first being number 1.
    pub fn within_item<T>(&mut self, number: usize, read: impl FnOnce(&mut Reader) -> T) -> T {
        let length = self.path.len();
        self.path.push_str(&format!("[{number}]"));
        let result = read(self);
        self.path.truncate(length);
        result
    }

    /// Reports a problem at the path that is being read.
    pub fn problem(&mut self, code: Code, place: Place, message: impl Into<String>) -> Reported<'_> {
        let path = self.path.clone();
        self.problem_at(code, place, path, message)
    }

    /// Reports a problem at another path.
    pub fn problem_at(
        &mut self,
        code: Code,
        place: Place,
        path: impl Into<String>,
        message: impl Into<String>,
    ) -> Reported<'_> {
        Reported(self.problems.push(Problem::new(code, place, path, message)))
    }

    /// Reports that a value is of another type than `expected`, and returns `None`.
    pub fn wrong_type<T>(&mut self, node: &Node, expected: &str) -> Option<T> {
        let message = format!("found {}; allowed is {expected}", node.describe());
        self.problem(Code::WrongType, node.place, message);
        None
    }

    /// The text of a node, or a problem.
    pub fn text<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        match node.as_str() {
            Some(text) => Some(text),
            None => self.wrong_type(node, "text in quotation marks"),
        }
    }

    /// The table of a node, or a problem.
    pub fn table<'n>(&mut self, node: &'n Node) -> Option<&'n Table> {
        match node.as_table() {
            Some(table) => Some(table),
            None => self.wrong_type(node, "a table"),
        }
    }

    /// Reports every key of `table` that is not among `known`.
    pub fn refuse_unknown<'k, K>(&mut self, table: &Table, known: K)
    where
        K: Iterator<Item = &'k str> + Clone,
    {
        for (key, place, _) in table.iter().filter(|(key, _, _)| !known.clone().any(|k| k == *key)) {
            let hint = match nearest(key, known.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known keys: {}", list(&known.clone().collect::<Vec<_>>())),
            };
            self.within(key, |reader| {
                reader.problem(Code::UnknownKey, place, format!("unknown key `{key}`")).hint(hint);
            });
        }
    }

    /// Reads the value of `key` in the table of `node`; the default or the value of an absent field if it is missing.
    pub fn field<T: Field>(&mut self, node: &Node, key: &str, default: Option<T>) -> Option<T> {
        match node.as_table()?.get(key) {
            Some(value) => self.within(key, |reader| T::read(value, reader)),
            None => default.or_else(T::absent).or_else(|| {
                self.missing(node, key, T::schema());
                None
            }),
        }
    }

    fn missing(&mut self, node: &Node, key: &str, schema: Schema) {
        let hint = format!("add {key} = {}", schema.example());
        self.within(key, |reader| {
            reader.problem(Code::MissingKey, node.place, format!("the key `{key}` is missing")).hint(hint);
        });
    }

    /// The table of a choice, after reporting unknown kinds and more or fewer kinds than one.
    pub fn choice<'n>(&mut self, node: &'n Node, choices: &'static [ChoiceDoc]) -> Option<&'n Table> {
        let names: Vec<&str> = choices.iter().map(|c| c.name).collect();
        let allowed = format!("allowed is exactly one of: {}", names.join(", "));
        let Some(table) = node.as_table() else {
            let message = format!("found {}; allowed is a table with one key", node.describe());
            let first = nearest(node.as_str().unwrap_or_default(), names.iter().copied()).unwrap_or(names[0]);
            self.problem(Code::WrongType, node.place, message)
                .hint(format!("write {{ {first} = {{ … }} }}; {allowed}"));
            return None;
        };
        let mut known: Vec<_> = table.iter().filter(|(key, _, _)| names.contains(key)).collect();
        known.sort_by_key(|(_, place, _)| *place);
        for (key, place, _) in table.iter().filter(|(key, _, _)| !names.contains(key)) {
            let near = nearest(key, names.iter().copied());
            let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            self.within(key, |reader| {
                let message = format!("`{key}` is none of the kinds that can be chosen here");
                reader.problem(Code::UnknownChoice, place, message).hint(format!("{near}{allowed}"));
            });
        }
        if table.is_empty() {
            self.problem(Code::OneChoice, node.place, "nothing is chosen").hint(allowed);
            return None;
        }
        if let [(first, _, _), (second, place, _), ..] = known.as_slice() {
            let message = format!("`{first}` and `{second}` are both given");
            self.problem(Code::OneChoice, *place, message).hint(allowed);
        }
        Some(table)
    }

    /// The text of a node if it is one of the given words, or a problem.
    pub fn word<'n>(&mut self, node: &'n Node, words: &[(&str, &str)]) -> Option<&'n str> {
        let names = words.iter().map(|(word, _)| *word);
        let word = self.text(node)?;
        if names.clone().any(|name| name == word) {
            return Some(word);
        }
        let near = nearest(word, names.clone());
        let near = near.map(|near| format!("did you mean \"{near}\"? ")).unwrap_or_default();
        let allowed = names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        self.problem(
            Code::UnknownChoice,
            node.place,
            format!("\"{word}\" is none of the words allowed here"),
        )
        .hint(format!("{near}allowed: {allowed}"));
        None
    }

    /// Remembers that `name` must exist in a top-level table.
    pub(super) fn mention(&mut self, table: &'static str, name: &Name, place: Place) {
        self.mentions.push(Mention { table, name: name.to_string(), place, path: self.path.clone() });
    }

    /// What is known of a source, which thereby counts as used.
    pub(super) fn cite(&mut self, id: &str) -> Option<Kind> {
        let kind = self.sources.get(id)?.kind;
        if !self.used.contains(id) {
            self.used.insert(id.to_owned());
        }
        Some(kind)
    }

    /// The known source whose identifier is nearest to `id`.
    pub(super) fn nearest_source(&self, id: &str) -> Option<&str> {
        nearest(id, self.sources.iter().map(|(id, _)| id))
    }

    /// Reads without listing the numbers among the parameters.
    pub(super) fn unrecorded<T>(&mut self, read: impl FnOnce(&mut Reader) -> T) -> T {
        let listed = self.parameters.len();
        let result = read(self);
        self.parameters.truncate(listed);
        result
    }

    /// Lists a number among the parameters, which share what is said of it.
    pub(super) fn record(&mut self, origin: Origin) -> Arc<Origin> {
        let origin = Arc::new(origin);
        self.parameters.push(Arc::clone(&origin));
        origin
    }
}

/// Names one after the other, cut where there are too many to help.
pub(super) fn list(names: &[&str]) -> String {
    const SHOWN: usize = 12;
    let mut text = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text.push_str(", …");
    }
    text
}

/// Reads one value from TOML text, with the sources `s` (public) and `a` (assumed) and unchecked references: for
/// examples and tests.
///
/// # Errors
/// All problems as plain text.
pub fn read_text<T: Field>(text: &str) -> Result<T, String> {
    let mut files = Files::new();
    let mut problems = Problems::new();
    let file = files.add("text", text);
    let mut value = None;
    if let Some(node) = parse(file, &files, &mut problems) {
        let mut sources = Sources::new();
        for (id, kind) in [("s", Kind::Public), ("a", Kind::Assumed)] {
            sources.declare(id, Cited { kind, title: id.into(), place: Place::NOWHERE, declared: false });
        }
        let mut reader = Reader::new(Arc::new(sources));
        value = reader.read_root(&node);
        problems.extend(reader.problems);
    }
    match value {
        Some(value) if !problems.has_errors() => Ok(value),
        _ => Err(problems.render(&files)),
    }
}
