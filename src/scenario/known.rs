//! Small scenarios of which the results are known beforehand, in the binary, for the program to be held against.

use std::path::Path;

use super::load::{Failed, Loader, ReadFailure, Store};
use super::open::Scenario;
use super::spec::ScenarioSpec;
use crate::parameter::Field as _;

macro_rules! known {
    ($($name:literal)+) => {
        &[$(($name, include_str!(concat!("../../scenarios/validation/", $name, ".toml")))),+]
    };
}

/// Name and text of each, in the order of the names; what comes out of it is said in its first lines.
pub const KNOWN: &[(&str, &str)] = known! {
    "batches" "block-train" "by-hand" "crossing" "ferry" "fill" "gg1" "groups" "loss" "md1" "meet" "mg1" "mginf" "minimal"
    "mm1" "mmc" "mmck" "one-desk" "repair" "shifts" "slots" "tandem" "timetable" "two-lines" "two-ports"
};

/// One text, and no file beside it.
struct Alone<'a> {
    name: &'a str,
    text: &'a str,
}

impl Store for Alone<'_> {
    fn read(&self, _: &Path) -> Result<Vec<u8>, ReadFailure> {
        Err(ReadFailure::Missing)
    }

    fn embedded(&self, name: &str) -> Option<&str> {
        (name == self.name).then_some(self.text)
    }

    fn embedded_names(&self) -> Vec<&str> {
        vec![self.name]
    }
}

impl Scenario {
    /// Opens the scenario that a text says, with `path=value` settings over it; it extends no other.
    ///
    /// # Errors
    /// All its problems, with their places.
    pub fn of_text(name: &str, text: &str, sets: &[String]) -> Result<Scenario, Failed> {
        let store = Alone { name, text };
        Scenario::open_in(Loader::new(&store, ScenarioSpec::schema), name, sets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_scenario_is_sound() {
        assert!(KNOWN.is_sorted());
        for (name, text) in KNOWN {
            let scenario = Scenario::of_text(name, text, &[]);
            let scenario =
                scenario.unwrap_or_else(|failed| panic!("{}", failed.problems.render(&failed.files)));
            assert_eq!(scenario.name(), *name);
            // What is run says it all.
            let again = Scenario::of_text(name, &scenario.resolved(), &[]).expect("it is sound");
            assert_eq!(again.resolved(), scenario.resolved());
        }
    }

    #[test]
    fn a_text_stands_alone() {
        let text = "format = 1\nextends = \"base\"\n";
        assert!(Scenario::of_text("alone", text, &[]).is_err());
        let set = ["flow.jobs.volume=0.5".to_owned()];
        let (_, text) = KNOWN.iter().find(|(name, _)| *name == "mm1").expect("it is there");
        let scenario = Scenario::of_text("mm1", text, &set).expect("it is sound");
        assert!(scenario.resolved().contains("value = 0.5, unit = \"consignment/h\""));
    }
}
