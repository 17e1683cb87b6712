//! Fixes with a day: what the loader makes of them is what runs.

use super::dated;
use crate::support::{data, open, plan, try_run};
use transcaspian::experiment::Shipments;
use transcaspian::scenario::Scenario;

const DESK: &str = "fixes/desk.toml";

#[test]
fn a_fix_that_holds_from_a_day_is_a_phase() {
    let file = data(DESK);
    let by_day = open(&file, &["fixes.second-desk=2023-01-09", "fixes.training=2023-01-12"]);
    assert_eq!(by_day.phases().len(), 2);
    let by_hand = dated(
        &file,
        &[],
        &[
            ((2023, 1, 9), &["stage.desk.server.servers=2"]),
            (
                (2023, 1, 12),
                &[
                    "stage.desk.server.service={ exponential = { mean = 0.5 }, unit = 'h', source = 'textbook' }",
                ],
            ),
        ],
    );
    let run = |scenario: &Scenario| {
        let results = try_run(scenario, &plan(2, Shipments::Everybody)).expect("it runs");
        (results.shipments, results.ledger, results.resources, results.events)
    };
    let first = run(&by_day);
    assert_eq!(first, run(&by_hand));
    assert_ne!(first, run(&open(&file, &[])));
}

#[test]
fn what_cannot_change_under_way_is_refused_with_its_place() {
    let file = data("dated/late.toml");
    assert_eq!(open(&file, &["fixes.new-law=true"]).phases().len(), 0);
    let failed = Scenario::open(&file, &["fixes.new-law=2023-01-09".to_owned()]).expect_err("it is too late");
    let text = failed.problems.render(&failed.files);
    assert!(
        text.contains("flow.people.arrival") && text.contains("the law of arrivals keeps its kind"),
        "{text}"
    );
    assert!(text.contains("late.toml"), "{text}");
}
