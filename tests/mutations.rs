//! Sound scenarios with one thing spoilt: each is refused at a place with a key, or still sound and runs.

use std::fs;
use std::path::Path;

mod hostile;
use hostile::mutate::{Dice, Way, spoil};
use hostile::{Trials, Verdict, attempt, factor};

/// Texts of all scenarios in a folder, in order.
fn scenarios(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let text = fs::read_to_string(&path).expect("a scenario");
            found.push((path.display().to_string(), text));
        }
    }
    found.sort();
    assert!(!found.is_empty());
    found
}

/// Spoils each of the texts `times` times in every way.
fn spoil_all(texts: &[(String, String)], times: usize, trials: &mut Trials) {
    let mut dice = Dice::new(20_230_102);
    for (name, text) in texts {
        for way in Way::ALL {
            for _ in 0..times * factor() {
                if let Some((spoilt, what)) = spoil(text, way, &mut dice) {
                    trials.attempt(spoilt.as_bytes(), format_args!("{name}, {what}"));
                }
            }
        }
    }
}

#[test]
fn a_spoilt_textbook_case_is_refused_where_it_is_spoilt_or_runs() {
    let mut trials = Trials::default();
    spoil_all(&scenarios("scenarios/validation"), 12, &mut trials);
    trials.finish(500, 100);
}

#[test]
fn a_spoilt_case_of_the_tests_is_refused_where_it_is_spoilt_or_runs() {
    let mut trials = Trials::default();
    for folder in [
        "tests/data/corridor",
        "tests/data/dated",
        "tests/data/ports",
        "tests/data/shocks",
        "tests/data/calibrate",
    ] {
        spoil_all(&scenarios(folder), 12, &mut trials);
    }
    trials.finish(200, 50);
}

#[test]
fn a_spoilt_shipped_scenario_is_refused_where_it_is_spoilt_or_runs() {
    let (base, others): (Vec<_>, Vec<_>) =
        scenarios("scenarios").into_iter().partition(|(name, _)| name.ends_with("base.toml"));
    assert_eq!(base.len(), 1);
    let mut trials = Trials::default();
    spoil_all(&base, 8, &mut trials);
    spoil_all(&others, 1, &mut trials);
    trials.finish(50, 10);
}

#[test]
fn a_number_that_is_none_is_named_with_its_line() {
    let text = "format = 1\nextends = \"base\"\n[run]\nseed = nan\n";
    let Verdict::Refused(problems) = attempt(text.as_bytes()) else { panic!("it was taken") };
    assert_eq!((problems[0].code.id(), problems[0].place.line, problems[0].place.column), ("E004", 4, 8));
}
