//! Opening a scenario: reading, merging, typing, checking, all in one go.

use std::collections::BTreeSet;

use super::check::check;
use super::facts::{Facts, sources};
use super::load::{DiskStore, Failed, Loader};
use super::phase::Phase;
use super::shipped::SHIPPED;
use super::spec::ScenarioSpec;
use crate::document::{Files, Node, Problem, Problems, write};
use crate::parameter::{Field, Kind, ParameterRecord, Reader};

const FACTS: &str = include_str!("../../scenarios/facts.csv");

/// A scenario that has passed every check.
#[derive(Debug)]
pub struct Scenario {
    name: String,
    spec: ScenarioSpec,
    pub(super) phases: Vec<Phase>,
    resolved: Node,
    parameters: Vec<ParameterRecord>,
    used_sources: BTreeSet<String>,
    warnings: Vec<Problem>,
    files: Files,
    chain: Vec<String>,
    facts: Facts,
}

/// How many numbers of a scenario are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// From one of the source documents.
    pub document: usize,
    /// From another public source.
    pub public: usize,
    /// Computed from sourced figures.
    pub derived: usize,
    /// Fitted to an observation.
    pub calibrated: usize,
    /// Assumed.
    pub assumed: usize,
}

impl Inputs {
    /// All of them.
    #[must_use]
    pub fn total(&self) -> usize {
        self.document + self.public + self.derived + self.calibrated + self.assumed
    }
}

impl Scenario {
    /// Opens the scenario in a file, or the shipped one of that name, with `path=value` settings over it.
    ///
    /// # Errors
    /// All problems of all files it is made of, with their places.
    pub fn open(file: &str, sets: &[String]) -> Result<Scenario, Failed> {
        let store = DiskStore { embedded: SHIPPED };
        let loaded = Loader::new(&store, ScenarioSpec::schema).load(file, sets)?;
        let (mut files, mut problems) = (loaded.files, Problems::new());
        let facts = Facts::parse("scenarios/facts.csv", FACTS, &mut files, &mut problems);
        let known = sources(&loaded.node, &facts, &mut problems);
        let mut reader = Reader::new(known);
        let spec = reader.read_root::<ScenarioSpec>(&loaded.node);
        let report = reader.finish(&loaded.node);
        problems.extend(report.problems);
        // What the tables mean together can only be asked once each of them is sound.
        if let Some(spec) = spec.as_ref().filter(|_| !problems.has_errors()) {
            check(spec, &mut problems);
        }
        match spec {
            Some(spec) if !problems.has_errors() => Ok(Scenario {
                name: stem(file),
                spec,
                phases: Vec::new(),
                resolved: loaded.node,
                parameters: report.parameters,
                used_sources: report.used_sources,
                warnings: problems.sorted(),
                files,
                chain: loaded.chain,
                facts,
            }),
            _ => Err(Failed { problems, files }),
        }
    }

    /// The name by which results are filed: the file's, without folder and ending.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The tables in force at the start of the run.
    #[must_use]
    pub fn spec(&self) -> &ScenarioSpec {
        &self.spec
    }

    /// What is in force later, by date; none for nearly all scenarios.
    #[must_use]
    pub fn phases(&self) -> &[Phase] {
        &self.phases
    }

    /// Every number, with unit, kind, source and note.
    #[must_use]
    pub fn parameters(&self) -> &[ParameterRecord] {
        &self.parameters
    }

    /// How many numbers are of each kind.
    #[must_use]
    pub fn inputs(&self) -> Inputs {
        let mut inputs = Inputs::default();
        for parameter in &self.parameters {
            *match parameter.kind {
                Kind::Document => &mut inputs.document,
                Kind::Public => &mut inputs.public,
                Kind::Derived => &mut inputs.derived,
                Kind::Calibrated => &mut inputs.calibrated,
                Kind::Assumed => &mut inputs.assumed,
            } += 1;
        }
        inputs
    }

    /// The sources that are cited.
    #[must_use]
    pub fn used_sources(&self) -> &BTreeSet<String> {
        &self.used_sources
    }

    /// What is not wrong but worth a look.
    #[must_use]
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// The files it was read from, for showing places.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The names of those files, the opened one first and the last base last.
    #[must_use]
    pub fn chain(&self) -> &[String] {
        &self.chain
    }

    /// The facts that can be cited.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// One file that says it all: the scenario after bases and settings.
    #[must_use]
    pub fn resolved(&self) -> String {
        write(&self.resolved)
    }
}

fn stem(file: &str) -> String {
    let name = std::path::Path::new(file).file_stem();
    name.map_or_else(|| "scenario".to_owned(), |name| name.to_string_lossy().into_owned())
}
