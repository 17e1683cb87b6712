//! All cases, family by family.

mod capacity;
mod hand;
mod networks;
mod peers;
mod single;
mod vessels;

use super::case::Case;

/// Replications of the cases with random numbers: the half-width of an interval scatters by 5 % then, so that one that is meant
/// to be narrow enough is so under every seed.
const REPLICATIONS: u32 = 200;

/// Families with what they have in common.
const FAMILIES: [(&str, &[Case]); 6] = [
    ("Textbook queues: one stage", &single::CASES),
    ("Textbook queues: legs, vessels and trains of cargo", &vessels::CASES),
    ("Textbook queues: several stages", &networks::CASES),
    ("Calculations by hand", &hand::CASES),
    ("Cases of other simulators' test suites", &peers::CASES),
    ("What lines and fleets carry", &capacity::CASES),
];

/// Every case with the title of its family; of those only whose short name, title or scenario holds `only`, in whatever case of
/// letters.
#[must_use]
pub fn known_cases(only: Option<&str>) -> Vec<(&'static str, &'static Case)> {
    let only = only.unwrap_or_default().to_lowercase();
    let holds = |text: &str| text.to_lowercase().contains(&only);
    let all = FAMILIES.iter().flat_map(|(title, cases)| cases.iter().map(move |case| (*title, case)));
    all.filter(|(_, case)| [case.id, case.title, case.scenario].into_iter().any(holds)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_case_is_sound_and_has_a_name_of_its_own() {
        let cases = known_cases(None);
        let names: BTreeSet<&str> = cases.iter().map(|(_, case)| case.id).collect();
        assert_eq!(names.len(), cases.len());
        for (_, case) in cases {
            let opened = case.open();
            opened.unwrap_or_else(|failed| panic!("{}: {}", case.id, failed.problems.render(&failed.files)));
        }
    }

    #[test]
    fn cases_are_chosen_by_name_title_or_scenario() {
        let chosen = |only| known_cases(Some(only)).iter().map(|(_, case)| case.id).collect::<Vec<_>>();
        assert_eq!(chosen("a1"), ["A1"]);
        assert_eq!(chosen("Erlang"), ["F1a", "F1b", "F1c", "F1d", "F1e", "F1f"]);
        assert_eq!(chosen("mmck"), ["E1", "E3"]);
        assert_eq!(chosen("no such case"), Vec::<&str>::new());
        assert_eq!(known_cases(Some("A1"))[0].1.exact("mean wait"), Some(4.0));
    }
}
