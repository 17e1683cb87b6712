//! `events.csv`, and the files that are written while a run goes on.

use std::collections::BTreeMap;
use std::fs;

mod program;
mod support;
use program::{ask, code, err, names, place, table};
use support::{data, known};

type Row = BTreeMap<String, String>;

fn rows(folder: &std::path::Path, name: &str) -> Vec<Row> {
    let (header, rows) = table(folder, name);
    rows.into_iter().map(|row| header.iter().cloned().zip(row).collect()).collect()
}

#[test]
fn all_that_happens_is_written_down_and_adds_up() {
    let place = place();
    let file = known("block-train");
    let output =
        ask(&place, &["run", &file, "-o", "found", "-n", "2", "--shipments", "all", "--events", "all"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let folder = place.path().join("found");
    let events = rows(&folder, "events.csv");
    let shipments = rows(&folder, "shipments.csv");
    let of = |replication: &str, kind: &str| {
        let mine = events.iter().filter(|row| row["replication"] == replication && row["kind"] == kind);
        mine.collect::<Vec<_>>()
    };
    for replication in ["1", "2"] {
        let mine: Vec<&Row> = shipments.iter().filter(|row| row["replication"] == replication).collect();
        let out = mine.iter().filter(|row| !row["left"].is_empty()).count();
        assert_eq!((of(replication, "entered").len(), of(replication, "left").len()), (mine.len(), out));
        // What a diary says of a consignment, the events say too.
        for row in mine {
            let entered = of(replication, "entered").into_iter();
            let mut same =
                entered.filter(|event| event["flow"] == row["flow"] && event["unit"] == row["unit"]);
            assert_eq!(same.next().map(|event| &event["time"]), Some(&row["entered"]));
        }
        let sails = of(replication, "vessel sails");
        let [sails] = &sails[..] else { panic!("{sails:?}") };
        let shown = ["carrier", "stage", "value", "time"].map(|name| sails[name].as_str());
        assert_eq!(shown, ["feeders 1", "east", "8", "2023-01-02T21:54:00"]);
        let aboard = of(replication, "unit aboard");
        assert_eq!(aboard.len(), 4);
        assert!(aboard.iter().all(|row| row["what"] == "container" && row["carrier"] == "feeders 1"));
    }
    // In order of replications, and of time within them.
    let keys: Vec<(u32, f64)> = events
        .iter()
        .map(|row| (row["replication"].parse().expect("a number"), row["time_h"].parse().expect("a number")))
        .collect();
    assert!(keys.is_sorted());
    let columns = rows(&folder, "columns.csv");
    assert_eq!(columns.iter().filter(|row| row["file"] == "events.csv").count(), events[0].len());
}

#[test]
fn files_written_while_a_run_goes_on_do_not_depend_on_threads() {
    let place = place();
    let file = data("corridor/small.toml");
    for threads in ["1", "2", "3"] {
        let arguments = ["run", &file, "-o", threads, "-j", threads, "-n", "5", "--days", "7"];
        let all = [&arguments[..], &["--shipments", "all", "--events", "all", "--csv", "excel-eu"]].concat();
        let output = ask(&place, &all);
        assert_eq!(code(&output), 0, "{}", err(&output));
    }
    let bytes = |threads: &str, name: &str| fs::read(place.path().join(threads).join(name)).expect("a file");
    for name in ["events.csv", "shipments.csv", "trains.csv", "vessels.csv", "columns.csv"] {
        let one = bytes("1", name);
        assert!(one == bytes("2", name) && one == bytes("3", name), "{name}");
        assert!(one.starts_with("\u{feff}".as_bytes()));
    }
    assert_eq!(names(place.path()), ["1", "2", "3"]);
}

#[test]
fn nobody_is_given_events_who_does_not_ask() {
    let place = place();
    let output = ask(&place, &["run", &known("minimal"), "-o", "found", "-n", "1"]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let folder = place.path().join("found");
    assert!(!names(&folder).contains(&"events.csv".to_owned()));
    assert!(rows(&folder, "columns.csv").iter().all(|row| row["file"] != "events.csv"));
}
