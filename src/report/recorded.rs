//! What the manifest of results says, read again.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::contents::{MANIFEST, RESOLVED};
use super::manifest::RESULTS_VERSION;

/// What a manifest says that is needed to run the same again.
#[derive(Clone, Debug, Deserialize)]
pub struct Recorded {
    /// Version of the program.
    pub version: String,
    results_version: u32,
    /// Whether the run came to its end.
    pub complete: bool,
    /// The command line.
    pub command: Vec<String>,
    scenario: Option<String>,
    base: Option<String>,
    #[serde(default)]
    others: Vec<String>,
    #[serde(default)]
    missing: Vec<String>,
}

/// Why a folder cannot be read as results.
#[derive(Debug, thiserror::Error)]
pub enum NoResults {
    /// There is no manifest.
    #[error("{} is no folder of results: there is no {MANIFEST} in it", .0.display())]
    Missing(PathBuf),
    /// The file cannot be read.
    #[error("{0} cannot be read: {1}")]
    Unreadable(PathBuf, std::io::Error),
    /// The file is no manifest.
    #[error("{0} is no manifest of results: {1}")]
    Unknown(PathBuf, String),
}

impl Recorded {
    /// The manifest of a folder.
    ///
    /// # Errors
    /// [`NoResults`] if there is none that can be read.
    pub fn read(folder: &Path) -> Result<Recorded, NoResults> {
        let path = folder.join(MANIFEST);
        let lines = File::open(&path)
            .and_then(|file| BufReader::new(file).lines().collect::<io::Result<Vec<String>>>());
        let text = match lines.map(|lines| lines.join("\n")) {
            Ok(text) => text,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                return Err(NoResults::Missing(folder.to_owned()));
            }
            Err(cause) => return Err(NoResults::Unreadable(path, cause)),
        };
        toml::from_str(&text)
            .map_err(|error: toml::de::Error| NoResults::Unknown(path, error.message().into()))
    }

    /// Whether this program gives numbers their meaning as that one did.
    #[must_use]
    pub fn is_of_this_version(&self) -> bool {
        self.results_version == RESULTS_VERSION
    }

    /// The scenarios whose results there are, with the folders inside the folder: of a comparison each has one.
    fn scenarios(&self) -> Vec<(&str, &str)> {
        match (&self.scenario, &self.base) {
            (Some(scenario), _) => vec![(scenario, "")],
            (None, Some(base)) => {
                std::iter::once(base).chain(&self.others).map(|name| (name.as_str(), name.as_str())).collect()
            }
            (None, None) => Vec::new(),
        }
    }

    /// Copies the scenarios as they were run to another folder, each under its own name, which is a part of results;
    /// returns the files.
    ///
    /// # Errors
    /// [`NoResults`] if one cannot be copied.
    pub fn unpack(&self, folder: &Path, to: &Path) -> Result<Vec<PathBuf>, NoResults> {
        let copy = |(name, inside): (&str, &str)| {
            let (from, to) = (folder.join(inside).join(RESOLVED), to.join(format!("{name}.toml")));
            match fs::copy(&from, &to) {
                Ok(_) => Ok(to),
                Err(cause) => Err(NoResults::Unreadable(from, cause)),
            }
        };
        self.scenarios().into_iter().map(copy).collect()
    }

    /// Scenarios that were to be compared and could not be run.
    #[must_use]
    pub fn missing(&self) -> &[String] {
        &self.missing
    }
}
