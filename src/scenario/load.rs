//! From a file name to one merged document: the chain of `extends`, and the values set on the command line.

use super::observation::inherit;
use super::record::{self, Embedding};
use crate::document::{
    Code, FileId, Files, Node, Place, Problem, Problems, Schema, Value, decode, merge, nearest, parse, set,
};
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};

/// Files in the longest chain of `extends`.
const LONGEST_CHAIN: usize = 16;
/// The format this program reads.
const FORMAT: i64 = 1;
/// Bytes of the largest scenario file.
const LARGEST: u64 = 16 << 20;

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadFailure {
    /// There is no such file.
    Missing,
    /// The path is that of a folder.
    Folder,
    /// Anything else, in words.
    Other(String),
}

/// Where scenario files are.
pub trait Store {
    /// The bytes of the file at `path`.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadFailure>;

    /// The text of the shipped scenario `name`.
    fn embedded(&self, name: &str) -> Option<&str>;

    /// The names of the shipped scenarios.
    fn embedded_names(&self) -> Vec<&str>;
}

/// Files on disk, and the scenarios embedded in the program.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiskStore {
    /// Names and texts of the embedded scenarios.
    pub embedded: &'static [(&'static str, &'static str)],
}

impl Store for DiskStore {
    fn read(&self, path: &Path) -> Result<Vec<u8>, ReadFailure> {
        let failure = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ReadFailure::Missing,
            _ => ReadFailure::Other(error.to_string()),
        };
        let metadata = std::fs::metadata(path).map_err(failure)?;
        if metadata.is_dir() {
            return Err(ReadFailure::Folder);
        }
        let too_large = || ReadFailure::Other(format!("larger than {} MiB", LARGEST >> 20));
        if metadata.len() > LARGEST {
            return Err(too_large());
        }
        // Devices and pipes do not say how much is to come.
        let mut bytes = Vec::new();
        let file = std::fs::File::open(path).map_err(failure)?;
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failure)?;
        if bytes.len() as u64 > LARGEST { Err(too_large()) } else { Ok(bytes) }
    }

    fn embedded(&self, name: &str) -> Option<&str> {
        self.embedded.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
    }

    fn embedded_names(&self) -> Vec<&str> {
        self.embedded.iter().map(|(name, _)| *name).collect()
    }
}

/// A merged document.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The document, without its `extends`.
    pub node: Node,
    /// The same before anything was set on the command line.
    pub plain: Node,
    /// The texts it was made of.
    pub files: Files,
    /// The names of the files, from the one asked for to the last base.
    pub chain: Vec<String>,
    /// What is wrong with the records that the documents name; a stand-in is in the place of each, so that the faults of
    /// the documents themselves can be told as well.
    pub faults: Problems,
}

/// Why no document could be made.
#[derive(Clone, Debug)]
pub struct Failed {
    /// Everything wrong.
    pub problems: Problems,
    /// The texts that were read, to show the lines.
    pub files: Files,
}

/// Where one file of a chain is.
#[derive(Clone, Debug)]
enum Location {
    Disk(PathBuf),
    Embedded(String),
}

impl Location {
    fn display(&self) -> String {
        match self {
            // The same spelling on every platform.
            Location::Disk(path) => plain(path).to_string_lossy().replace('\\', "/"),
            Location::Embedded(name) => format!("<shipped>/{name}.toml"),
        }
    }
}

/// A file laid over its base.
fn lay(base: Node, over: Node, schema: Schema) -> Node {
    let base = inherit(record::give_way(base, &over), &over);
    merge(base, over, schema)
}

/// Reads scenario files, follows `extends`, and merges.
#[derive(Clone, Copy)]
pub struct Loader<'s> {
    store: &'s dyn Store,
    schema: fn() -> Schema,
}

impl<'s> Loader<'s> {
    /// A loader of documents of a shape.
    #[must_use]
    pub fn new(store: &'s dyn Store, schema: fn() -> Schema) -> Loader<'s> {
        Loader { store, schema }
    }

    /// Loads `start`, a path or the name of a shipped scenario, lays it over what it extends, and applies `sets`, each
    /// `path=value`, in order.
    ///
    /// # Errors
    /// Every problem of every file of the chain.
    pub fn load(&self, start: &str, sets: &[String]) -> Result<Loaded, Failed> {
        let mut loading = Loading {
            store: self.store,
            files: Files::new(),
            problems: Problems::new(),
            faults: Problems::new(),
            chain: Vec::new(),
        };
        let layers = loading.layers(start);
        let Loading { mut files, mut problems, faults, chain, .. } = loading;
        let schema = (self.schema)();
        let node = layers.into_iter().rev().reduce(|base, over| lay(base, over, schema));
        match node {
            Some(mut node) if !problems.has_errors() => {
                let plain = node.clone();
                for argument in sets {
                    set(&mut node, argument, schema, &mut files, &mut problems);
                }
                if problems.has_errors() {
                    problems.extend(faults);
                    return Err(Failed { problems, files });
                }
                let chain = chain.iter().map(Location::display).collect();
                Ok(Loaded { node, plain, files, chain, faults })
            }
            _ => {
                problems.extend(faults);
                Err(Failed { problems, files })
            }
        }
    }
}

struct Loading<'s> {
    store: &'s dyn Store,
    files: Files,
    problems: Problems,
    faults: Problems,
    chain: Vec<Location>,
}

impl Loading<'_> {
    /// The documents of a chain, from the one asked for to the last base, without their `extends`.
    fn layers(&mut self, start: &str) -> Vec<Node> {
        let mut layers = Vec::new();
        let mut next = Some((start.to_owned(), Place::NOWHERE));
        while let Some((name, place)) = next.take() {
            let Some((location, bytes)) = self.find(&name, place) else { break };
            if let Some(problem) = self.endless(&location, place) {
                self.problems.push(problem);
                break;
            }
            let shown = location.display();
            self.chain.push(location.clone());
            let Some(file) = decode(&shown, bytes, &mut self.files, &mut self.problems) else { break };
            let Some(mut node) = parse(file, &self.files, &mut self.problems) else { break };
            self.check_format(&node, file);
            next = self.take_extends(&mut node);
            let folder = match &location {
                Location::Disk(path) => Some(path.parent().unwrap_or(Path::new(""))),
                Location::Embedded(_) => None,
            };
            let Loading { store, files, faults, .. } = self;
            record::embed(&mut node, Embedding { store: *store, folder, files, problems: faults });
            layers.push(node);
        }
        layers
    }

    /// The file that `name` means, seen from the last file of the chain.
    fn find(&mut self, name: &str, place: Place) -> Option<(Location, Vec<u8>)> {
        let shipped = name.strip_suffix(".toml").unwrap_or(name);
        let embedded = |store: &dyn Store| {
            let text = store.embedded(shipped)?;
            Some((Location::Embedded(shipped.to_owned()), text.as_bytes().to_vec()))
        };
        let path = match self.chain.last() {
            // A shipped scenario cannot reach files of the disk, so that it means the same everywhere.
            Some(Location::Embedded(_)) => None,
            Some(Location::Disk(from)) => Some(from.parent().unwrap_or(Path::new("")).join(name)),
            None => Some(PathBuf::from(name)),
        };
        let failure = match path {
            None => ReadFailure::Missing,
            Some(path) => match self.store.read(&path) {
                Ok(bytes) => return Some((Location::Disk(path), bytes)),
                // A folder that happens to have the name of a shipped scenario does not hide it.
                Err(failure) => failure,
            },
        };
        if matches!(failure, ReadFailure::Missing | ReadFailure::Folder)
            && let Some(found) = embedded(self.store)
        {
            return Some(found);
        }
        let place = if place == Place::NOWHERE { Place::whole(self.files.add(name, "")) } else { place };
        let path = if self.chain.is_empty() { "" } else { "extends" };
        let problem = match failure {
            ReadFailure::Missing => {
                let message = format!("there is no file and no shipped scenario {name}");
                let problem = Problem::new(Code::Missing, place, path, message);
                match nearest(shipped, self.store.embedded_names()) {
                    Some(near) => problem.hint(format!("did you mean the shipped scenario {near}?")),
                    None => problem.hint("`transcaspian scenarios` lists the shipped ones"),
                }
            }
            ReadFailure::Folder => Problem::new(
                Code::Unreadable,
                place,
                path,
                format!("{name} is a folder, not a scenario file"),
            ),
            ReadFailure::Other(why) => {
                Problem::new(Code::Unreadable, place, path, format!("{name} cannot be read: {why}"))
            }
        };
        self.problems.push(problem);
        None
    }

    /// The problem of a chain that comes back to a file, or does not end.
    fn endless(&self, location: &Location, place: Place) -> Option<Problem> {
        if let Some(first) = self.chain.iter().position(|known| known.display() == location.display()) {
            let mut names: Vec<String> = self.chain[first..].iter().map(Location::display).collect();
            names.push(location.display());
            let message = format!("the scenario extends itself: {}", names.join(" → "));
            return Some(
                Problem::new(Code::Cycle, place, "extends", message).hint("remove one of the `extends`"),
            );
        }
        (self.chain.len() >= LONGEST_CHAIN).then(|| {
            let message = format!("the chain of `extends` has more than {LONGEST_CHAIN} files");
            Problem::new(Code::Chain, place, "extends", message).hint("merge some of them")
        })
    }

    fn check_format(&mut self, node: &Node, file: FileId) {
        let stated = node.at(&["format"]);
        if stated.is_some_and(|n| n.value == Value::Integer(FORMAT)) {
            return;
        }
        let (place, message) = match stated {
            Some(found) => {
                (found.place, format!("the format is {}; this program reads {FORMAT}", found.describe()))
            }
            None => (Place { file, line: 1, column: 1 }, "the file does not state its format".to_owned()),
        };
        let hint = format!("begin the file with format = {FORMAT}");
        self.problems.push(Problem::new(Code::Format, place, "format", message).hint(hint));
    }

    /// Removes `extends` from a document and returns it with its place.
    fn take_extends(&mut self, node: &mut Node) -> Option<(String, Place)> {
        let extends = node.as_table_mut()?.remove("extends")?.node;
        match extends.value {
            Value::String(name) if !name.trim().is_empty() => Some((name, extends.place)),
            _ => {
                let message =
                    format!("found {}; allowed is the path or name of a scenario", extends.describe());
                self.problems.push(Problem::new(Code::WrongType, extends.place, "extends", message));
                None
            }
        }
    }
}

/// A path without `.` and, where it can be told from the text, without `..`, so that one file has one spelling. For
/// showing and comparing only: behind a link `..` may lead elsewhere.
pub(super) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files of a test, and one shipped scenario.
    struct Shelf(Vec<(&'static str, Vec<u8>)>);

    impl Store for Shelf {
        fn read(&self, path: &Path) -> Result<Vec<u8>, ReadFailure> {
            let name = plain(path).to_string_lossy().into_owned();
            match self.0.iter().find(|(known, _)| *known == name) {
                Some((_, bytes)) if bytes == b"folder" => Err(ReadFailure::Folder),
                Some((_, bytes)) if bytes == b"denied" => Err(ReadFailure::Other("permission denied".into())),
                Some((_, bytes)) => Ok(bytes.clone()),
                None => Err(ReadFailure::Missing),
            }
        }

        fn embedded(&self, name: &str) -> Option<&str> {
            match name {
                "base" => Some("format = 1\na = 1\n[t]\nx = 1\ny = 1\n"),
                "winter" => Some("format = 1\nextends = \"base\"\na = 2\n"),
                _ => None,
            }
        }

        fn embedded_names(&self) -> Vec<&str> {
            vec!["base", "winter"]
        }
    }

    fn load(
        files: &[(&'static str, &str)],
        start: &str,
        sets: &[&str],
    ) -> Result<Loaded, Vec<(Code, String)>> {
        let shelf = Shelf(files.iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect());
        let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
        Loader::new(&shelf, || Schema::Any).load(start, &sets).map_err(|failed| {
            failed.problems.sorted().iter().map(|p| (p.code, failed.files.locate(p.place))).collect()
        })
    }

    fn codes(result: Result<Loaded, Vec<(Code, String)>>) -> Vec<Code> {
        result.unwrap_err().into_iter().map(|(code, _)| code).collect()
    }

    #[test]
    fn a_variant_is_laid_over_its_base() {
        let files = [
            ("dir/v.toml", "format = 1\nextends = \"../b.toml\"\n[t]\ny = 2\n"),
            ("b.toml", "format = 1\nextends = \"winter\"\n[t]\nz = 3\n"),
        ];
        let loaded = load(&files, "dir/v.toml", &["t.x=9"]).unwrap();
        assert_eq!(loaded.chain, ["dir/v.toml", "b.toml", "<shipped>/winter.toml", "<shipped>/base.toml"]);
        let leaves: Vec<(String, String)> = loaded
            .node
            .leaves()
            .into_iter()
            .map(|(path, node)| {
                (format!("{path}={}", crate::document::write_value(node)), loaded.files.locate(node.place))
            })
            .collect();
        let expected = [
            ("a=2", "<shipped>/winter.toml:3:5"),
            ("format=1", "dir/v.toml:1:10"),
            ("t.x=9", "command line, --set, character 5"),
            ("t.y=2", "dir/v.toml:4:5"),
            ("t.z=3", "b.toml:4:5"),
        ];
        assert_eq!(leaves, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn shipped_scenarios_by_name() {
        assert!(load(&[], "winter", &[]).is_ok());
        assert!(load(&[], "winter.toml", &[]).is_ok());
        assert!(load(&[("winter", "folder")], "winter", &[]).is_ok());
        assert_eq!(load(&[("winter", "format = 1")], "winter", &[]).unwrap().chain, ["winter"]);
    }

    #[test]
    fn each_failure_is_one_problem() {
        assert_eq!(load(&[], "wintre", &[]).unwrap_err(), [(Code::Missing, "wintre".into())]);
        let extends = |name: &str| format!("format = 1\nextends = \"{name}\"\n");
        let variant = |name: &str, other: &'static str| {
            load(&[("v.toml", &extends(name)), ("x.toml", other)], "v.toml", &[]).unwrap_err()
        };
        let place = String::from("v.toml:2:11");
        assert_eq!(variant("none.toml", ""), [(Code::Missing, place.clone())]);
        assert_eq!(variant("x.toml", "folder"), [(Code::Unreadable, place.clone())]);
        assert_eq!(variant("x.toml", "denied"), [(Code::Unreadable, place.clone())]);
        assert_eq!(
            variant("x.toml", "format = 1\nextends = \"./v.toml\""),
            [(Code::Cycle, "x.toml:2:11".into())]
        );
        assert_eq!(variant("x.toml", "format = 2"), [(Code::Format, "x.toml:1:10".into())]);
        assert_eq!(variant("x.toml", ""), [(Code::Format, "x.toml:1:1".into())]);
        assert_eq!(variant("v.toml", ""), [(Code::Cycle, place)]);
        assert_eq!(codes(load(&[("v.toml", "format = 1\nextends = 3")], "v.toml", &[])), [Code::WrongType]);
        let shelf = Shelf(vec![("v.toml", b"a = \"\xff\"".to_vec())]);
        let failed = Loader::new(&shelf, || Schema::Any).load("v.toml", &[]).unwrap_err();
        assert_eq!(failed.problems.sorted()[0].code, Code::Encoding);
    }

    #[test]
    fn the_chain_has_an_end() {
        let names: Vec<&'static str> = (0..20).map(|i| &*format!("{i}.toml").leak()).collect();
        let texts: Vec<String> =
            (0..20).map(|i| format!("format = 1\nextends = \"{}.toml\"", i + 1)).collect();
        let files: Vec<(&'static str, &str)> =
            names.iter().zip(&texts).map(|(n, t)| (*n, t.as_str())).collect();
        let problems = load(&files, "0.toml", &[]).unwrap_err();
        assert_eq!(problems, [(Code::Chain, "15.toml:2:11".into())]);
    }

    #[test]
    fn syntax_errors_of_one_file_and_faults_of_another_show_together() {
        let files = [("v.toml", "extends = \"x.toml\"\n"), ("x.toml", "a = \nb = 'x\n")];
        let problems = load(&files, "v.toml", &[]).unwrap_err();
        let places: Vec<&str> = problems.iter().map(|(_, place)| place.as_str()).collect();
        assert_eq!(problems[0].0, Code::Format);
        assert_eq!(places[0], "v.toml:1:1");
        assert!(places[1].starts_with("x.toml:1:") && places[2].starts_with("x.toml:2:"));
    }

    #[test]
    fn every_bad_set_is_reported() {
        let files = [("v.toml", "format = 1\na = 1\n")];
        assert_eq!(codes(load(&files, "v.toml", &["b=1", "a", "a=2"])), [Code::UnknownPath, Code::BadSet]);
    }

    #[test]
    fn a_folder_and_a_missing_file_on_disk() {
        let store = DiskStore { embedded: &[("base", "format = 1")] };
        assert_eq!(store.read(Path::new("src")), Err(ReadFailure::Folder));
        assert_eq!(store.read(Path::new("no/such.toml")), Err(ReadFailure::Missing));
        assert_eq!(store.read(Path::new("Cargo.toml/x")), Err(ReadFailure::Missing));
        assert_eq!(store.embedded("base"), Some("format = 1"));
    }
}
