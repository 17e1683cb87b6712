//! The memory of a calibration under way: a file with a line for every evaluation, so that none is done twice.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::experiment::Outcome;
use crate::report::folder::OutputError;

/// End of a line that was written to its end.
const END: &str = " .";

/// A file that grows by a line for every evaluation.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    key: String,
}

impl Journal {
    /// Goes on with the file, or begins it; `key` stands for everything besides the values on which an evaluation depends.
    ///
    /// # Errors
    /// An [`OutputError`] if it cannot be written.
    pub fn open(path: &Path, key: &str) -> Result<Journal, OutputError> {
        let open = || -> std::io::Result<File> {
            let mut file = OpenOptions::new().append(true).create(true).open(path)?;
            // What a dead run has left half written ends here.
            if file.metadata()?.len() > 0 {
                file.write_all(b"\n")?;
            }
            Ok(file)
        };
        let file = open().map_err(|cause| OutputError { path: path.to_owned(), cause })?;
        Ok(Journal { file, path: path.to_owned(), key: key.to_owned() })
    }

    /// Keeps an evaluation.
    ///
    /// # Errors
    /// An [`OutputError`] if it cannot be written.
    pub fn keep(&mut self, values: &[f64], outcome: &Outcome) -> Result<(), OutputError> {
        let line = line(&self.key, values, outcome);
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
        written.map_err(|cause| OutputError { path: self.path.clone(), cause })
    }

    /// Takes the file away.
    pub fn remove(self) {
        let Journal { file, path, .. } = self;
        drop(file);
        // It is in nobody's way, and what it holds is in the results.
        let _ = fs::remove_file(path);
    }
}

/// An evaluation as a line.
fn line(key: &str, values: &[f64], outcome: &Outcome) -> String {
    let mut line = key.to_owned();
    let push = |line: &mut String, value: f64| {
        // All digits, so that it reads back as the same bits.
        let _ = write!(line, " {value:?}");
    };
    values.iter().for_each(|&value| push(&mut line, value));
    match outcome {
        Outcome::Simulated(aims) => {
            for values in aims {
                line.push_str(" |");
                for value in values {
                    match value {
                        Some(value) => push(&mut line, *value),
                        None => line.push_str(" -"),
                    }
                }
            }
        }
        Outcome::Refused(why) => {
            let _ = write!(line, " ! {}", why.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        Outcome::Stopped => return String::new(),
    }
    line.push_str(END);
    line.push('\n');
    line
}

/// The evaluations in a file's text that have that key; lines that were not written to their end are passed over.
#[must_use]
pub fn remembered(text: &str, key: &str) -> Vec<(Vec<f64>, Outcome)> {
    let lines = text.lines().filter_map(|line| line.strip_suffix(END)?.strip_prefix(key)?.strip_prefix(' '));
    lines.filter_map(evaluation).collect()
}

fn evaluation(line: &str) -> Option<(Vec<f64>, Outcome)> {
    let numbers = |text: &str| -> Option<Vec<f64>> {
        text.split_whitespace().map(|number| number.parse().ok()).collect()
    };
    if let Some((values, why)) = line.split_once(" ! ") {
        return Some((numbers(values)?, Outcome::Refused(why.to_owned())));
    }
    let mut parts = line.split(" |");
    let values = numbers(parts.next()?)?;
    let value = |text: &str| if text == "-" { Some(None) } else { text.parse().ok().map(Some) };
    let aims: Option<Vec<Vec<Option<f64>>>> =
        parts.map(|part| part.split_whitespace().map(value).collect()).collect();
    Some((values, Outcome::Simulated(aims?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_remembered_and_what_is_torn_is_not() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a.partial");
        let first =
            (vec![0.1 + 0.2, 3.0], Outcome::Simulated(vec![vec![Some(1.0 / 3.0), None], vec![Some(-2e-9)]]));
        let second = (vec![5.0, 6.0], Outcome::Refused("no\nroom | at all".to_owned()));
        let mut journal = Journal::open(&path, "k1").unwrap();
        journal.keep(&first.0, &first.1).unwrap();
        journal.keep(&[7.0], &Outcome::Stopped).unwrap();
        drop(journal);
        fs::write(&path, format!("{}k1 8.0 | 1.2", fs::read_to_string(&path).unwrap())).unwrap();
        let mut journal = Journal::open(&path, "k1").unwrap();
        journal.keep(&second.0, &second.1).unwrap();
        let mut other = Journal::open(&path, "k2").unwrap();
        other.keep(&[1.0, 1.0], &first.1).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let second = (second.0, Outcome::Refused("no room | at all".to_owned()));
        assert_eq!(remembered(&text, "k1"), [first, second]);
        assert_eq!(remembered(&text, "k2").len(), 1);
        assert!(remembered(&text, "k").is_empty() && remembered("", "k1").is_empty());
        journal.remove();
        assert!(!path.exists());
    }
}
