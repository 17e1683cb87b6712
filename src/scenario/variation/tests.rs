use super::*;
use crate::document::write_value;

const DESKS: &str = "stage.dostyk.border.customs.desks={ value = 3, unit = \"desk\", source = \"assumption\", note = \"n\", \
                     range = [2, 5] }";
const TURN: &str = "pool.ktz-almaty.turn_round={ triangular = { low = 1, mode = 2, high = 4 }, unit = \"h\", source = \
                    \"assumption\", note = \"n\", range = [1, 4] }";

fn base(sets: &[&str]) -> Scenario {
    let sets: Vec<String> = [DESKS, TURN].iter().chain(sets).map(|text| (*text).to_owned()).collect();
    Scenario::open("base", &sets).unwrap_or_else(|failed| panic!("{}", failed.problems.render(&failed.files)))
}

fn to(path: &str, to: f64) -> Move {
    Move { path: path.to_owned(), to }
}

fn record<'s>(scenario: &'s Scenario, path: &str) -> &'s Origin {
    scenario.parameters().iter().find(|record| record.path == path).expect("it is there")
}

#[test]
fn a_path_leads_through_tables_and_lists() {
    let key = |text: &str| Step::Key(text.to_owned());
    assert_eq!(steps("a.b"), Some(vec![key("a"), key("b")]));
    assert_eq!(
        steps("a.\"b [c\".d[2].e"),
        Some(vec![key("a"), key("b [c"), key("d"), Step::Item(1), key("e")])
    );
    assert_eq!((steps("a[0]"), steps("a[x]"), steps("a..b")), (None, None, None));
}

#[test]
fn a_law_is_scaled_and_a_count_rounded() {
    let base = base(&[]);
    let (law, count) = ("pool.ktz-almaty.turn_round", "stage.dostyk.border.customs.desks");
    let list = "stage.almaty-shu.rail.track.double.overtaking.at[2]";
    let varied = base.vary(&[to(law, 3.5), to(count, 4.4), to(list, 210.0)]).expect("it is sound");
    // Low, mode and high of 1, 2 and 4 h have a mean of 7/3 h.
    assert_eq!(record(&varied, law).value_text, "triangular = { low = 1.5, mode = 3, high = 6 }");
    assert_eq!(record(&varied, count).value_text, "4");
    assert_eq!(record(&varied, list).value_text, "210");
    for path in [law, count, list] {
        let (old, new) = (record(&base, path), record(&varied, path));
        assert_eq!(
            (old.kind, &old.source, &old.note, old.range),
            (new.kind, &new.source, &new.note, new.range)
        );
    }
    assert_eq!((varied.name(), varied.inputs()), (base.name(), base.inputs()));
}

#[test]
fn moves_to_where_a_number_is_change_nothing() {
    let base = base(&[]);
    let moves: Vec<Move> = base.uncertain().iter().map(|one| to(&one.path, one.value)).collect();
    assert!(moves.len() > 400, "{}", moves.len());
    let varied = base.vary(&moves).expect("it is sound");
    let (old, new) = (base.parameters(), varied.parameters());
    assert!(
        old.iter().zip(new).all(|(old, new)| (&old.path, &old.value_text) == (&new.path, &new.value_text))
    );
}

#[test]
fn an_end_of_the_range_of_a_law_is_within_it() {
    let text = "stage.aktau.port.placing={ triangular = { low = 0.5, mode = 1, high = 2 }, unit = \"h\", source = \
                \"assumption\", note = \"n\", range = [0.7, 1.7] }";
    let base = base(&[text]);
    for end in [0.7, 1.7] {
        let varied = base.vary(&[to("stage.aktau.port.placing", end)]).expect("it is sound");
        let mean = record(&varied, "stage.aktau.port.placing").mean.expect("a mean");
        assert!((mean - end).abs() < 1e-12, "{mean}");
    }
}

#[test]
fn fixes_hold_over_what_is_moved() {
    let count = "stage.dostyk.border.customs.desks";
    let setting = base(&["stage.dostyk.border.customs.desks=9"]);
    assert_eq!(record(&setting.vary(&[to(count, 4.0)]).expect("sound"), count).value_text, "4");
    // A fix of a later day.
    let fix = "aktau-dredging";
    let later = base(&[&format!("fixes.{fix}=2023-06-01")]);
    let moved = later.vary(&[to(count, 4.0)]).expect("sound");
    assert_eq!(moved.phases().len(), later.phases().len());
    assert_eq!(moved.phases().len(), 1);
    assert_eq!(record(&moved, count).value_text, "4");
    // The same fix, over a scenario that has it not.
    let (plain, opened) = (base(&[]), base(&[&format!("fixes.{fix}=true")]));
    let over = plain.vary_with(&[], fix).expect("sound");
    assert_eq!(write_value(over.document()), write_value(opened.document()));
    let conflict = opened.vary_with(&[], fix).expect_err("it is on");
    assert!(conflict.problems.render(&conflict.files).contains("on already"));
}

#[test]
fn what_cannot_be_is_said() {
    let base = base(&[]);
    let why = |moves: &[Move]| {
        let failed = base.vary(moves).expect_err("it cannot be");
        failed.problems.render(&failed.files)
    };
    assert!(
        why(&[to("stage.nowhere.x", 1.0)]).contains("no number of the scenario is called stage.nowhere.x")
    );
    assert!(why(&[to("stage.dostyk.border.customs.desks", 9.0)]).contains("outside the range [2, 5]"));
    assert!(why(&[to("stage.dostyk.border.customs.desks", f64::NAN)]).contains("cannot be NaN"));
}

#[test]
fn what_a_number_rests_on() {
    let base = base(&[]);
    let basis = |path: &str| base.basis(record(&base, path));
    assert_eq!(basis("stage.dostyk.border.customs.desks"), Basis::Assumed);
    assert_eq!(basis("fleet.roro-ferries.capacity"), Basis::Press);
    assert_eq!(basis("fleet.feeders.speed"), Basis::Press);
    assert_eq!(basis("target.kz-6.limit"), Basis::Firm);
    let all = [Basis::Assumed, Basis::Press, Basis::Firm].map(|basis| base.ranged(basis));
    let all: usize = all.iter().map(|ranged| ranged.with + ranged.without).sum();
    // All but those that say what is asked: the calendar of the run, targets, and the like.
    assert!(all < base.parameters().len() && all > 600, "{all}");
    assert!(base.uncertain().iter().all(|one| !one.path.starts_with("run.")));
    assert!(base.uncertain().iter().all(|one| one.low <= one.value && one.value <= one.high));
}

#[test]
fn shares_of_routes_give_way_to_each_other() {
    let base = base(&[]);
    let flow = "flow.export-wagons.route.";
    let routes = ["beyneu-kuryk-alat", "beyneu-kuryk-tbilisi", "moyinty-kuryk-alat", "moyinty-kuryk-tbilisi"];
    let shares = |scenario: &Scenario| -> Vec<f64> {
        routes.map(|route| record(scenario, &format!("{flow}{route}")).mean.expect("a share")).to_vec()
    };
    let old = shares(&base);
    assert!((old.iter().sum::<f64>() - 100.0).abs() < 1e-9);
    let one = shares(&base.vary(&[to(&format!("{flow}{}", routes[0]), 40.0)]).expect("sound"));
    assert_eq!(one[0], 40.0);
    for at in 1..4 {
        assert!((one[at] - old[at] * 60.0 / (100.0 - old[0])).abs() < 1e-9, "{one:?}");
    }
    // Where all are moved, what counts is how they stand to each other.
    let moves: Vec<Move> = routes.iter().map(|route| to(&format!("{flow}{route}"), 20.0)).collect();
    assert_eq!(shares(&base.vary(&moves).expect("sound")), [25.0; 4]);
}
