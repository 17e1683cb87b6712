//! The diary of one consignment says the same as its row in shipments.csv.

mod program;

use std::collections::BTreeMap;

use program::{ask, code, err, out, place, table};

/// Consignments whose diaries are held against their rows.
const HELD: usize = 6;

#[test]
fn the_hours_of_a_diary_are_those_of_the_row() {
    let place = place();
    let output =
        ask(&place, &["run", "base", "--days", "7", "-n", "1", "-q", "--shipments", "all", "-o", "one"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let (header, rows) = table(&place.path().join("one"), "shipments.csv");
    let column = |name: &str| header.iter().position(|column| column == name).expect("a column");
    let causes = column("moving_h")..column("cost_usd");
    // Those with most milestones have been on trains and on vessels, alone and in groups.
    let mut rows: Vec<&Vec<String>> = rows.iter().filter(|row| !row[column("left")].is_empty()).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.iter().filter(|cell| !cell.is_empty()).count()));
    let mut flows = BTreeMap::new();
    rows.retain(|row| flows.insert(row[column("flow")].clone(), ()).is_none());
    assert!(rows.len() >= HELD, "{} flows", rows.len());
    for row in rows.iter().take(HELD) {
        let (flow, unit) = (&row[column("flow")], &row[column("unit")]);
        let words = [
            "trace",
            "base",
            "--flow",
            flow,
            "--unit",
            unit,
            "--set",
            "run.window=\"7 d\"",
            "--format",
            "csv",
        ];
        let output = ask(&place, &words);
        assert_eq!(code(&output), 0, "{}", err(&output));
        let mut spent: BTreeMap<String, f64> = BTreeMap::new();
        let mut milestones = 0;
        let text = out(&output);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let lines: Vec<csv::StringRecord> = reader.records().map(|line| line.expect("a row")).collect();
        for line in &lines {
            let hours: f64 = line[6].parse().unwrap_or(0.0);
            match &line[3] {
                "spends" => *spent.entry(line[4].to_owned()).or_default() += hours,
                "corrected" => {
                    *spent.entry(line[4].to_owned()).or_default() += hours;
                    *spent.entry(line[5].to_owned()).or_default() -= hours;
                }
                "reaches" => {
                    milestones += 1;
                    let cell = column(&format!("{}.{}", &line[2], &line[4]));
                    assert_eq!(row[cell], line[0], "{flow} {unit}: {} {}", &line[2], &line[4]);
                }
                _ => {}
            }
        }
        assert!(milestones > 0 && lines[0][3] == *"enters" && lines[lines.len() - 1][3] == *"leaves");
        for cause in causes.clone() {
            let name = header[cause].trim_end_matches("_h").replace('_', " ");
            let expected: f64 = row[cause].parse().expect("hours");
            let found = spent.remove(&name).unwrap_or(0.0);
            assert!(
                (found - expected).abs() < 1e-6,
                "{flow} {unit}: {name} {found} instead of {expected} h\n{text}"
            );
        }
        assert!(spent.is_empty(), "{spent:?}");
    }
}

#[test]
fn who_asks_for_nobody_is_told_whom_there_is() {
    let place = place();
    let quick = ["--set", "run.window=\"1 d\"", "--set", "run.warm_up=\"1 d\""];
    let refused = |words: &[&str], expected: &str| {
        let output = ask(&place, &[&["trace", "base"], words, &quick].concat());
        assert_eq!(code(&output), 2, "{}", err(&output));
        assert!(err(&output).contains(expected), "{}", err(&output));
    };
    refused(&["--unit", "1"], "say which with --flow; the flows are ");
    refused(&["--unit", "1", "--flow", "nobody"], "there is no flow nobody");
    refused(&["--unit", "999999", "--flow", "trucks-east"], "their numbers go from 0 to ");
}
