//! The bytes of results do not change unless the results version does, and that only with a word in the CHANGELOG.

mod program;

use std::collections::BTreeMap;
use std::fs;

use program::{ask, code, err, files, manifest, place};
use transcaspian::report::fingerprint;

/// The fingerprints that are kept, and the results version that they are of.
const KEPT: &str = "tests/data/golden.toml";

/// A week of the whole corridor, and a small case with two ports and a fleet.
const RUNS: [&[&str]; 2] = [
    &["run", "base", "--days", "7", "-n", "2", "--shipments", "all", "-q"],
    &["run", "SCENARIOS/validation/two-ports.toml", "-n", "2", "--shipments", "all", "--events", "all", "-q"],
];

/// Files that say how a run was called.
const OF_THE_CALL: [&str; 2] = ["manifest.toml", "params.csv"];

#[test]
fn results_have_the_bytes_that_are_kept() {
    let place = place();
    let scenarios = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    let mut found = BTreeMap::new();
    let mut version = 0;
    for (run, words) in RUNS.iter().enumerate() {
        let folder = format!("golden-{run}");
        let words: Vec<String> = words.iter().map(|word| word.replace("SCENARIOS", scenarios)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).chain(["-o", &folder]).collect();
        let output = ask(&place, &words);
        assert_eq!(code(&output), 0, "{}", err(&output));
        let folder = place.path().join(folder);
        version = manifest(&folder)["results_version"].as_integer().expect("a whole number");
        for name in files(&folder).into_iter().filter(|name| !OF_THE_CALL.contains(&name.as_str())) {
            let text = fs::read_to_string(folder.join(&name)).expect("a text file");
            found.insert(format!("{run} {name}"), fingerprint(&text));
        }
    }
    let kept: toml::Table = fs::read_to_string(KEPT).expect("what is kept").parse().expect("it is TOML");
    let expected: BTreeMap<String, String> =
        kept["files"].clone().try_into().expect("a table of fingerprints");
    let now = found.iter().map(|(name, hash)| format!("\"{name}\" = \"{hash}\"\n"));
    assert!(
        found == expected && kept["results_version"].as_integer() == Some(version),
        "results are not those that are kept. If that is wanted: raise RESULTS_VERSION in src/report/manifest.rs, say in \
         CHANGELOG.md why numbers change, and put this into {KEPT}:\nresults_version = {version}\n\n[files]\n{}",
        now.collect::<String>()
    );
    let changelog = fs::read_to_string("CHANGELOG.md").expect("the changelog");
    assert!(
        changelog.contains(&format!("Results version {version}:")),
        "the CHANGELOG names version {version}"
    );
}
