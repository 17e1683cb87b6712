//! Opening a scenario: reading, merging, fixing, typing, checking, all in one go.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::check::{check, check_evidence};
use super::facts::{Facts, sources};
use super::fix::{Applied, Author, Fix, Plan, Switch, apply, list, make_all};
use super::load::{DiskStore, Failed, Loaded, Loader};
use super::phase::{self, Phase};
use super::record::{Embedding, embed};
use super::shipped::SHIPPED;
use super::shock;
use super::spec::ScenarioSpec;
use crate::document::{Files, Node, Place, Problem, Problems, join_path, set, write};
use crate::parameter::{Field, Fixed, Kind, Origin, Reader, Report, Sources};

const FACTS: &str = include_str!("../../scenarios/facts.csv");

/// A scenario that has passed every check.
#[derive(Debug)]
pub struct Scenario {
    name: String,
    spec: ScenarioSpec,
    pub(super) phases: Vec<Phase>,
    /// The document before settings.
    plain: Node,
    /// The document before fixes, and before settings that switch none.
    written: Node,
    resolved: Node,
    /// The documents of the phases.
    pub(super) later: Vec<Node>,
    ground: Ground,
    applied: Vec<Applied>,
    /// Which of these has written a place last.
    changed: BTreeMap<Place, usize>,
    parameters: Vec<Arc<Origin>>,
    used_sources: BTreeSet<String>,
    warnings: Vec<Problem>,
    files: Files,
    chain: Vec<String>,
    /// The settings that switch no fix.
    values: Vec<String>,
    /// The same without its shocks, if it has any.
    calm: Option<Box<Scenario>>,
}

/// What a document is read with: the facts and sources that it may cite, and its fixes.
#[derive(Clone, Debug)]
struct Ground {
    facts: Arc<Facts>,
    sources: Arc<Sources>,
    plan: Plan,
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

/// The kinds of which there are any, each with its count.
impl fmt::Display for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inputs { document, public, derived, calibrated, assumed } = *self;
        let kinds = [document, public, derived, calibrated, assumed].into_iter().zip(Kind::ALL);
        let there: Vec<String> = kinds
            .filter(|(count, _)| *count > 0)
            .map(|(count, kind)| format!("{count} {}", kind.word()))
            .collect();
        f.write_str(&there.join(", "))
    }
}

impl Scenario {
    /// Opens the scenario in a file, or the shipped one of that name, with `path=value` settings over it.
    ///
    /// The order is: bases, the file, the fixes that hold from the start, the settings, then day by day the fixes that
    /// hold from a later day and the shocks that are in force.
    ///
    /// # Errors
    /// All problems of all files it is made of, with their places.
    pub fn open(file: &str, sets: &[String]) -> Result<Scenario, Failed> {
        let store = DiskStore { embedded: SHIPPED };
        Scenario::open_in(Loader::new(&store, ScenarioSpec::schema), file, sets)
    }

    /// Opens the scenario of that name that a loader finds, for those who have scenarios elsewhere than on the disk.
    ///
    /// # Errors
    /// As for [`Scenario::open`].
    pub fn open_in(loader: Loader<'_>, file: &str, sets: &[String]) -> Result<Scenario, Failed> {
        // Settings of the fixes themselves must be known before any is applied.
        let (switches, values): (Vec<String>, Vec<String>) =
            sets.iter().cloned().partition(|text| is_switch(text));
        let mut loaded = loader.load(file, &switches)?;
        let facts = Facts::parse("scenarios/facts.csv", FACTS, &mut loaded.files, &mut loaded.faults);
        Scenario::of_document(&stem(file), loaded, &Arc::new(facts), &values)
    }

    /// The scenario that another document says, made of this one's and of the same files.
    ///
    /// # Errors
    /// All its problems.
    pub(super) fn remade(&self, name: &str, node: Node, files: Files) -> Result<Scenario, Failed> {
        Scenario::of_document(name, self.loaded(node, files), &self.ground.facts, &[])
    }

    /// A document made of the same files.
    fn loaded(&self, node: Node, files: Files) -> Loaded {
        Loaded { plain: node.clone(), node, files, chain: self.chain.clone(), faults: Problems::new() }
    }

    /// The scenario that a document says, with settings over it that switch no fix.
    fn of_document(
        name: &str,
        mut loaded: Loaded,
        facts: &Arc<Facts>,
        values: &[String],
    ) -> Result<Scenario, Failed> {
        let sources = Arc::new(sources(&loaded.node, facts, &mut loaded.faults));
        let plan = Plan::read(&loaded.node, &sources);
        Scenario::on(Ground { facts: Arc::clone(facts), sources, plan }, name, loaded, values)
    }

    /// The same with facts, sources and fixes that are known.
    fn on(ground: Ground, name: &str, loaded: Loaded, values: &[String]) -> Result<Scenario, Failed> {
        let (mut files, mut problems) = (loaded.files, loaded.faults);
        let Ground { facts, sources, plan } = &ground;
        let schema = ScenarioSpec::schema();

        let mut document = loaded.node.clone();
        let mut applied = apply(&mut document, &plan.at_start(), schema, &mut problems);
        for argument in values {
            set(&mut document, argument, schema, &mut files, &mut problems);
        }
        // Records that were set on the command line are looked for where the program was started.
        let (store, folder) = (DiskStore { embedded: SHIPPED }, Some(Path::new("")));
        embed(&mut document, Embedding { store: &store, folder, files: &mut files, problems: &mut problems });
        let (mut spec, mut report) = read(&document, &loaded.node, sources);
        drop_void(&report, &mut document, spec.as_mut());
        problems.extend(report.problems.clone());
        // What the tables mean together can only be asked once each of them is sound.
        if let Some(spec) = spec.as_ref().filter(|_| !problems.has_errors()) {
            check(spec, &mut problems);
            shock::check(spec, &mut problems);
            let fixed = !plan.at_start().is_empty();
            check_evidence(spec, (&report.parameters, facts), fixed, &mut problems);
        }
        plan.check(spec.as_ref().map(|spec| phase::last_day(&spec.run)), &mut problems);
        let (mut phases, mut documents) = (Vec::new(), Vec::new());
        let mut dates = plan.dates();
        dates.extend(spec.iter().filter(|_| !problems.has_errors()).flat_map(shock::dates));
        for date in dates {
            let Some(spec) = spec.as_ref().filter(|_| !problems.has_errors()) else { break };
            let before = phases.last().map_or(spec, |phase: &Phase| &phase.spec);
            let mut later = document.clone();
            let mut changes = apply(&mut later, &plan.later(date), schema, &mut problems);
            let shocks = shock::in_force(spec, date);
            changes.extend(make_all(&mut later, &shocks, schema, &mut problems));
            applied.retain(|old| !changes.iter().any(|new| new.by == old.by));
            applied.extend(changes);
            let (after, found) = read(&later, &loaded.node, sources);
            problems.extend(found.problems.clone());
            if let Some(after) = after.filter(|_| !problems.has_errors()) {
                let mut faults = Problems::new();
                check(&after, &mut faults);
                // What is worth a look if it stays is no news of a few days.
                if shocks.is_empty() || faults.has_errors() {
                    problems.extend(faults);
                }
                phase::check(before, &after, &applied, &mut problems);
                phase::extend(&mut report, found);
                phases.push(Phase { date, spec: after });
                documents.push(later);
            }
        }
        plan.check_effects(&applied, &mut problems);
        let Some(spec) = spec.filter(|_| !problems.has_errors()) else {
            return Err(Failed { problems, files });
        };
        shock::check_effects(&spec, &applied, &mut problems);
        let resolved = plan.resolved(document);
        let calm = calm(name, &resolved, (&files, &loaded.chain, facts), &mut problems);
        if problems.has_errors() {
            return Err(Failed { problems, files });
        }
        Ok(Scenario {
            name: name.to_owned(),
            spec,
            phases,
            resolved,
            later: documents,
            plain: loaded.plain,
            written: loaded.node,
            changed: last_changes(&applied),
            applied,
            parameters: report.parameters,
            used_sources: report.used_sources,
            warnings: problems.sorted(),
            files,
            chain: loaded.chain,
            ground,
            values: values.to_vec(),
            calm,
        })
    }

    /// The scenario as its files say it, without what was set on the command line; `None` if it is unsound without that.
    #[must_use]
    pub fn unset(&self) -> Option<Scenario> {
        self.remade(&self.name, self.plain.clone(), self.files.clone()).ok()
    }

    /// The same scenario without its shocks: with the same random numbers it is what would have been.
    #[must_use]
    pub fn without_shocks(&self) -> &Scenario {
        self.calm.as_deref().unwrap_or(self)
    }

    /// Finds out whether the scenario would be sound with a fix that is off, and with what that requires; no file is read
    /// again for that.
    ///
    /// # Errors
    /// All problems that it would have.
    pub fn try_fix(&self, fix: &str) -> Result<(), Failed> {
        let mut loaded = self.loaded(self.written.clone(), self.files.clone());
        for (name, on) in self.plan().needed(fix) {
            let Loaded { node, files, faults, .. } = &mut loaded;
            set(node, &switch(&name, on), ScenarioSpec::schema(), files, faults);
        }
        let Ground { facts, sources, plan } = self.ground.clone();
        let plan = plan.switched(&loaded.node, &sources);
        Scenario::on(Ground { facts, sources, plan }, &self.name, loaded, &self.values).map(drop)
    }

    /// The name by which results are filed: the file's, without folder and ending.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The tables as they are in force at the start.
    #[must_use]
    pub fn spec(&self) -> &ScenarioSpec {
        &self.spec
    }

    /// What is in force later, by date; nothing for a scenario without dated fixes and shocks.
    #[must_use]
    pub fn phases(&self) -> &[Phase] {
        &self.phases
    }

    /// The fixes that it knows, with what each changes by itself.
    #[must_use]
    pub fn fixes(&self) -> Vec<Fix> {
        list(self.plan(), &self.written, ScenarioSpec::schema())
    }

    /// What the fixes cost that hold at any time in the run (million USD), and of how many of them that is not known.
    #[must_use]
    pub fn cost_of_fixes(&self) -> (f64, usize) {
        let active = self.plan().iter().filter(|(_, _, switch)| *switch != Switch::Off);
        let costs: Vec<Option<f64>> = active.map(|(_, fix, _)| fix.cost.as_ref().map(Fixed::get)).collect();
        let unknown = costs.iter().filter(|cost| cost.is_none()).count();
        (costs.into_iter().flatten().sum(), unknown)
    }

    /// The fix, shock, file or flag that changed a number, or added it to the base; `None` for a number of the base.
    #[must_use]
    pub fn changed_by(&self, record: &Origin) -> Option<String> {
        let file = record.place.file;
        if self.files.is_argument(file) {
            return Some(self.files.name(file).to_owned());
        }
        if let Some(&change) = self.changed.get(&record.place) {
            return Some(match &self.applied[change].by {
                Author::Fix(fix) => match self.plan().switch(fix) {
                    Switch::From(date) => format!("fix {fix} from {date}"),
                    Switch::On | Switch::Off => format!("fix {fix}"),
                },
                Author::Shock(shock) => format!("shock {shock}"),
            });
        }
        let name = self.files.name(file);
        self.chain.last().filter(|base| *base != name).map(|_| name.to_owned())
    }

    /// The document as it is run.
    pub(super) fn document(&self) -> &Node {
        &self.resolved
    }

    /// The document before fixes and settings.
    pub(super) fn written(&self) -> &Node {
        &self.written
    }

    /// The fixes and their switches.
    pub(super) fn plan(&self) -> &Plan {
        &self.ground.plan
    }

    /// Every number, with unit, kind, source and note.
    #[must_use]
    pub fn parameters(&self) -> &[Arc<Origin>] {
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
        &self.ground.facts
    }

    /// One file that says it all: the scenario after bases and settings.
    #[must_use]
    pub fn resolved(&self) -> String {
        write(&self.resolved)
    }
}

/// Types a document, and says everything that was found on the way; `written` is what it was before fixes and settings.
fn read(document: &Node, written: &Node, sources: &Arc<Sources>) -> (Option<ScenarioSpec>, Report) {
    let mut reader = Reader::new(Arc::clone(sources));
    let spec = reader.read_root::<ScenarioSpec>(document);
    (spec, reader.finish(document, written))
}

/// The last change that has written each place: a number that a fix gives stands where the fix is written.
fn last_changes(applied: &[Applied]) -> BTreeMap<Place, usize> {
    let written = applied.iter().enumerate().filter_map(|(at, change)| Some((at, change.after.as_ref()?)));
    written.flat_map(|(at, node)| node.leaves().into_iter().map(move |(_, leaf)| (leaf.place, at))).collect()
}

/// Takes observations away that speak of what a fix has taken away.
fn drop_void(report: &Report, document: &mut Node, spec: Option<&mut ScenarioSpec>) {
    if report.void.is_empty() {
        return;
    }
    let observations = document.as_table_mut().and_then(|table| table.get_mut("observation")?.as_table_mut());
    if let (Some(observations), Some(spec)) = (observations, spec) {
        for name in &report.void {
            observations.remove(name);
            spec.observation.remove(name.as_str());
        }
    }
}

/// The scenario that a document says without its shocks; `None` if it has none.
fn calm(
    name: &str,
    document: &Node,
    (files, chain, facts): (&Files, &[String], &Arc<Facts>),
    problems: &mut Problems,
) -> Option<Box<Scenario>> {
    let mut node = document.clone();
    node.as_table_mut()?.remove("shock").filter(|_| !problems.has_errors())?;
    let (plain, files, chain) = (node.clone(), files.clone(), chain.to_vec());
    let loaded = Loaded { node, plain, files, chain, faults: Problems::new() };
    match Scenario::of_document(name, loaded, facts, &[]) {
        Ok(scenario) => Some(Box::new(scenario)),
        Err(failed) => {
            problems.extend(failed.problems);
            None
        }
    }
}

/// The setting that switches a fix.
#[must_use]
pub fn switch(fix: &str, on: bool) -> String {
    format!("{}={on}", join_path(["fixes", fix]))
}

fn is_switch(setting: &str) -> bool {
    let text = setting.trim_start();
    text.starts_with("fix.") || text.starts_with("fixes.")
}

fn stem(file: &str) -> String {
    let name = std::path::Path::new(file).file_stem();
    name.map_or_else(|| "scenario".to_owned(), |name| name.to_string_lossy().into_owned())
}
