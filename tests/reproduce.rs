//! Results are made again from their own folder, and what was changed in it is found.

mod program;

use std::fs;

use program::{ask, code, err, out, place};

const SHORT: [&str; 4] = ["--days", "5", "-n", "2"];

fn write_results(place: &tempfile::TempDir, words: &[&str]) {
    let output = ask(place, &[words, &SHORT, &["-q"]].concat());
    assert_eq!(code(&output), 0, "{}", err(&output));
}

#[test]
fn a_run_with_changes_is_reproduced_and_a_changed_file_is_found() {
    let place = place();
    let words = ["run", "base", "--set", "fleet.feeders.vessels=3", "--target", "6.5", "--seed", "9"];
    write_results(&place, &[&words[..], &["--shipments", "all", "--csv", "excel-eu", "-o", "one"]].concat());
    let output = ask(&place, &["reproduce", "one", "-j", "1"]);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
    assert!(out(&output).contains("one: reproduced, "), "{}", out(&output));
    assert_eq!(program::names(place.path()), ["one"], "nothing is left behind");

    let ledger = place.path().join("one/ledger.csv");
    let text = fs::read_to_string(&ledger).expect("a table");
    let third = text.lines().nth(2).expect("three lines").to_owned();
    fs::write(&ledger, text.replacen(&third, &third.replace(';', "; "), 1)).expect("it can be written");
    fs::remove_file(place.path().join("one/flows.csv")).expect("it was there");
    fs::write(place.path().join("one/own.txt"), "notes").expect("it can be written");
    let output = ask(&place, &["reproduce", "one", "-o", "two"]);
    assert_eq!(code(&output), 6, "{}", err(&output));
    let told = out(&output);
    assert!(told.contains("ledger.csv: differs from line 3 on"), "{told}");
    assert!(told.contains("flows.csv: was not there before"), "{told}");
    assert!(told.contains("own.txt: was not written this time"), "{told}");
    assert!(place.path().join("two/ledger.csv").is_file());
    let output = ask(&place, &["reproduce", "one", "-o", "two"]);
    assert_eq!(code(&output), 1, "old results are not taken for new ones");
    assert!(err(&output).contains("two is there already"), "{}", err(&output));
}

#[test]
fn a_comparison_is_reproduced() {
    let place = place();
    write_results(&place, &["compare", "base", "kz-5-day", "-o", "both"]);
    let output = ask(&place, &["reproduce", "both"]);
    assert_eq!(code(&output), 0, "{}{}", out(&output), err(&output));
}

#[test]
fn studies_are_reproduced_too() {
    let place = place();
    let days = ["--set", "run.window=\"5 d\"", "--set", "run.warm_up=\"2 d\"", "-q", "-n", "2"];
    let free = ["--parameter", "stage.aktau.port.berth.dry.rate.container", "--budget", "8"];
    for words in [
        &["tornado", "base", "--only", "fleet.feeders", "--top", "2"][..],
        &["run", "base", "--inputs", "2", "--only", "fleet.feeders"],
        &[&["calibrate", "base"], &free[..]].concat(),
        &["validate", "--only", "mm1", "-q"],
    ] {
        let more = if words[0] == "validate" { &[][..] } else { &days };
        let made = ask(&place, &[words, more, &["-o", "made"]].concat());
        assert_eq!(code(&made), 0, "{words:?}: {}", err(&made));
        let output = ask(&place, &["reproduce", "made", "-j", "1"]);
        assert_eq!(code(&output), 0, "{words:?}: {}{}", out(&output), err(&output));
        // It can fail.
        let columns = place.path().join("made/columns.csv");
        let text = fs::read_to_string(&columns).expect("a table");
        fs::write(&columns, text.replacen("unit", "units", 1)).expect("it can be written");
        assert_eq!(code(&ask(&place, &["reproduce", "made"])), 6, "{words:?}");
        fs::remove_dir_all(place.path().join("made")).expect("it can be removed");
    }
}

#[test]
fn what_cannot_be_reproduced_says_why() {
    let place = place();
    let refused = |words: &[&str], expected: &str| {
        let output = ask(&place, words);
        assert_eq!(code(&output), 1, "{}", err(&output));
        assert!(err(&output).contains(expected), "{}", err(&output));
    };
    let between = ["--between", "feeder-48-hours", "dostyk-moyinty-second-track"];
    let tornado = ["tornado", "base", "--only", "fleet.feeders.vessels", "--top", "1", "-o", "two"];
    write_results(&place, &[&tornado[..], &between].concat());
    refused(&["reproduce", "two"], "a tornado between fixes cannot be made again");
    refused(&["reproduce", "nowhere"], "nowhere is no folder of results");
    write_results(&place, &["run", "base", "-o", "one"]);
    let manifest = place.path().join("one/manifest.toml");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    fs::write(&manifest, text.replace("complete = true", "complete = false")).expect("it can be written");
    refused(&["reproduce", "one"], "was not finished");
    fs::write(&manifest, "a = [").expect("it can be written");
    refused(&["reproduce", "one"], "is no manifest of results");
    fs::write(&manifest, text.replace("\"run\"", "\"params\"")).expect("it can be written");
    refused(&["reproduce", "one"], "names no command that writes such results");
}

#[test]
fn shells_and_man_are_served() {
    let place = place();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = ask(&place, &["completions", shell]);
        assert_eq!(code(&output), 0);
        assert!(out(&output).contains("tornado"), "{shell}");
    }
    assert!(out(&ask(&place, &["manual"])).starts_with(".ie"));
    assert!(out(&ask(&place, &["manual", "compare"])).contains("BASE"));
    assert_eq!(code(&ask(&place, &["manual", "nothing"])), 2);
}
