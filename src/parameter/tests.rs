//! Small texts, good and bad, with the problems that are expected of them.

// The declarations below are there to be read from a document; not every test looks at every field.
#![allow(dead_code)]

use super::*;
use crate::document::{Code, Files, Place, Problems, Schema, parse};
use crate::random::Law;
use crate::units::{self, Date, Of, TimeOfDay};
use std::collections::BTreeMap;

table! {
    /// A scenario of the tests.
    struct Spec {
        /// Stages.
        stage: BTreeMap<Name, StageSpec>,
        /// Where numbers come from.
        source: BTreeMap<Name, SourceTable>,
        /// First day.
        start: Option<Date>,
        /// Order of stages.
        order: Vec<Reference<refer::Stage>>,
    }
}

table! {
    /// A source.
    struct SourceTable {
        /// How well it is known.
        kind: Kind,
    }
}

choice! {
    /// A stage.
    enum StageSpec {
        /// A port.
        Port("port"): PortSpec,
        /// A leg.
        Leg("leg"): LegSpec,
        /// Nothing.
        Void("void"): Empty,
    }
}

table! {
    /// A port.
    struct PortSpec {
        /// Berths.
        berths: Fixed<units::Berths>,
        /// Spare berths.
        spare: Option<Fixed<units::OrZero<units::Berths>>>,
        /// Handling.
        handling: Fixed<units::UnitRate>,
        /// Inspected share.
        inspected: Option<Quantity<units::Share>>,
        /// Opening.
        opens: Option<TimeOfDay>,
        /// Months.
        months: Option<MonthProfile>,
        /// Next stages.
        next: Option<NonEmpty<Reference<refer::Stage>>>,
        /// Shares.
        share: BTreeMap<Reference<refer::Stage>, Fixed<units::Share>>,
    }
    check Self::check
}

impl PortSpec {
    fn check(&self, reader: &mut Reader) {
        if self.spare.as_ref().is_some_and(|s| s.count() > self.berths.count()) {
            reader.problem(Code::Inconsistent, self.place, "more spare berths than berths").hint("fewer");
        }
    }
}

table! {
    /// A leg.
    struct LegSpec {
        /// Time.
        time: Quantity<units::TimeDim>,
        /// Rank.
        rank: u32 = 7,
    }
}

/// A problem as code, line, column, and message with hint.
type Found = (Code, u32, u32, String);

/// The spec if there is one, and the problems.
fn read(text: &str) -> (Option<Spec>, Vec<Found>, Report) {
    let (mut files, mut problems) = (Files::new(), Problems::new());
    let file = files.add("t.toml", text);
    let node = parse(file, &files, &mut problems).unwrap_or_else(|| panic!("{}", problems.render(&files)));
    let mut sources = Sources::new();
    for (id, kind) in [("doc", Kind::Document), ("pub", Kind::Public), ("mine", Kind::Assumed)] {
        sources.declare(id, Cited { kind, title: id.into(), place: Place::NOWHERE, declared: false });
    }
    let mut reader = Reader::new(sources.into());
    let spec = reader.read_root::<Spec>(&node);
    let report = reader.finish(&node, &node);
    assert!(spec.is_some() || report.problems.has_errors(), "nothing read and nothing said: {text}");
    let list = report.problems.sorted().into_iter();
    let list = list
        .map(|p| {
            (
                p.code,
                p.place.line,
                p.place.column,
                p.hint.map_or(p.message.clone(), |h| format!("{} | {h}", p.message)),
            )
        })
        .collect();
    (spec, list, report)
}

/// Expects exactly the given problems, each with a part of its message and hint.
fn expect(text: &str, expected: &[(Code, u32, u32, &str)]) {
    let (_, found, _) = read(text);
    let places: Vec<_> = found.iter().map(|(code, line, column, _)| (*code, *line, *column)).collect();
    let wanted: Vec<_> = expected.iter().map(|(code, line, column, _)| (*code, *line, *column)).collect();
    assert_eq!(places, wanted, "{text}\n{found:#?}");
    for ((_, _, _, text), (_, _, _, part)) in found.iter().zip(expected) {
        assert!(text.contains(part), "{text:?} does not contain {part:?}");
    }
}

/// A leg whose time is written as `quantity`; its first character is line 3, column 8.
fn leg(quantity: &str) -> String {
    format!("order = [\"x\"]\n[stage.x.leg]\ntime = {quantity}\n")
}

fn law(quantity: &str) -> Law {
    let (spec, problems, _) = read(&leg(quantity));
    assert!(problems.is_empty(), "{problems:?}");
    match &spec.unwrap().stage["x"] {
        StageSpec::Leg(leg) => leg.time.law().clone(),
        other => panic!("{}", other.key()),
    }
}

/// A port with the given lines after the two that it needs; they begin at line 5.
fn port(lines: &str) -> String {
    format!(
        "order = []\n[stage.x.port]\nberths = {{ value = 3, unit = \"berth\", source = \"doc\" }}\n\
         handling = {{ value = 14, unit = \"TEU/h\", source = \"pub\" }}\n{lines}\n"
    )
}

#[test]
fn a_good_scenario_has_its_values_in_base_units() {
    let (spec, problems, report) = read(&port(
        "spare = { value = 0, unit = \"berth\", source = \"doc\" }\n\
         inspected = { value = 5, unit = \"%\", source = \"mine\", note = \"guess\", range = [2, 10] }\n\
         opens = \"08:30\"\nnext = [\"x\"]\nshare.x = { value = 1, unit = \"share\", source = \"pub\" }\n\
         months = { months = [0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0], unit = \"weight\", source = \"pub\" }",
    ));
    assert!(problems.is_empty(), "{problems:?}");
    let spec = spec.unwrap();
    let StageSpec::Port(port) = &spec.stage["x"] else { panic!("a port") };
    assert_eq!((port.berths.count(), port.spare.as_ref().unwrap().count()), (3, 0));
    assert_eq!((port.handling.get(), port.handling.unit().of), (14.0, Of::Teu));
    let inspected = port.inspected.as_ref().unwrap();
    assert_eq!((inspected.mean(), inspected.origin().range), (0.05, Some((2.0, 10.0))));
    assert_eq!((inspected.path(), inspected.place().line), ("stage.x.port.inspected", 6));
    assert_eq!(port.opens.unwrap().minutes(), 510);
    assert_eq!(port.months.as_ref().unwrap().weights()[3], 2.0);
    assert_eq!(port.place.line, 2);
    assert_eq!(&*port.next.as_ref().unwrap()[0], "x");
    assert!(spec.start.is_none() && spec.order.is_empty());
    let paths: Vec<_> = report.parameters.iter().map(|p| p.path.rsplit('.').next().unwrap()).collect();
    assert_eq!(paths, ["berths", "handling", "inspected", "months", "x", "spare"]);
    assert_eq!((report.assumed, report.used_sources.len()), (1, 3));
    assert_eq!((report.parameters[2].value_text.as_str(), report.parameters[2].kind), ("5", Kind::Assumed));
}

#[test]
fn every_law_is_read() {
    let read = |text: &str, unit: &str| law(&format!("{{ {text}, unit = \"{unit}\", source = \"pub\" }}"));
    assert_eq!(read("value = 90", "min"), Law::Constant { value: 1.5 });
    assert_eq!(read("uniform = { low = 1, high = 2 }", "d"), Law::Uniform { low: 24.0, high: 48.0 });
    assert_eq!(
        read("triangular = { low = 1, mode = 2.5, high = 3 }", "h"),
        Law::Triangular { low: 1.0, mode: 2.5, high: 3.0 }
    );
    assert_eq!(
        read("pert = { high = 3, mode = 2, low = 1 }", "h"),
        Law::Pert { low: 1.0, mode: 2.0, high: 3.0 }
    );
    assert_eq!(read("exponential = { mean = 2 }", "d"), Law::Exponential { mean: 48.0 });
    assert_eq!(read("gamma = { mean = 2, cv = 0.5 }", "d"), Law::Gamma { mean: 48.0, cv: 0.5 });
    assert_eq!(read("erlang = { mean = 2, phases = 3 }", "h"), Law::Erlang { mean: 2.0, phases: 3 });
    assert_eq!(read("lognormal = { mean = 2, p90 = 3 }", "h"), Law::LognormalMeanP90 { mean: 2.0, p90: 3.0 });
    assert_eq!(
        read("lognormal = { median = 2, p90 = 3 }", "h"),
        Law::LognormalMedianP90 { median: 2.0, p90: 3.0 }
    );
    assert_eq!(read("lognormal = { mean = 2, cv = 1 }", "h"), Law::LognormalMeanCv { mean: 2.0, cv: 1.0 });
    assert_eq!(read("weibull = { shape = 2, scale = 3 }", "h"), Law::Weibull { shape: 2.0, scale: 3.0 });
    assert_eq!(read("empirical = [1, 3, 2]", "h"), Law::Empirical { quantiles: vec![1.0, 3.0, 2.0] });
}

#[test]
fn a_number_must_be_a_quantity() {
    expect(&leg("3"), &[(Code::BareNumber, 3, 8, "write { value = …, unit = \"h\", source = \"…\" }")]);
    expect(&leg("\"3 h\""), &[(Code::WrongType, 3, 8, "the text \"3 h\"")]);
    expect(&leg("{ value = 3, source = \"pub\" }"), &[(Code::MissingKey, 3, 8, "one of \"h\", \"d\"")]);
    expect(&leg("{ value = 3, unit = \"h\" }"), &[(Code::Unsourced, 3, 8, "add source")]);
    expect(
        &leg("{ unit = \"h\", source = \"pub\" }"),
        &[(Code::OneValue, 3, 8, "neither a `value` nor a law")],
    );
    expect(
        &leg("{ value = 3, exponential = { mean = 3 }, unit = \"h\", source = \"pub\" }"),
        &[(Code::OneValue, 3, 21, "`value` and `exponential` are both given")],
    );
    expect(
        &leg("{ value = \"3\", unit = \"h\", source = \"pub\" }"),
        &[(Code::WrongType, 3, 18, "a number")],
    );
    expect(
        &leg("{ value = 3, unit = \"h\", source = \"pub\", typ = 1 }"),
        &[(Code::UnknownKey, 3, 49, "known keys: value, uniform")],
    );
}

#[test]
fn units_and_sources_must_be_known() {
    expect(
        &leg("{ value = 3, unit = \"mn\", source = \"pub\" }"),
        &[(Code::UnknownUnit, 3, 28, "did you mean \"min\"? allowed: \"h\", \"d\", \"min\", \"s\"")],
    );
    expect(
        &leg("{ value = 3, unit = \"TEU/h\", source = \"pub\" }"),
        &[(Code::UnknownUnit, 3, 28, "\"TEU/h\" is no unit of this time")],
    );
    expect(
        &leg("{ value = 3, unit = \"h\", source = \"pup\" }"),
        &[(Code::UnknownSource, 3, 42, "did you mean \"pub\"?")],
    );
    expect(
        &port("spare = { value = 1, unit = \"berths\", source = \"doc\" }"),
        &[(Code::UnknownUnit, 5, 29, "did you mean \"berth\"?")],
    );
}

#[test]
fn values_must_make_sense() {
    expect(
        &leg("{ value = -1, unit = \"h\", source = \"pub\" }"),
        &[(Code::OutOfDomain, 3, 18, "found -1 h")],
    );
    expect(
        &leg("{ uniform = { low = -1, high = 2 }, unit = \"h\", source = \"pub\" }"),
        &[(Code::OutOfDomain, 3, 20, "a law from -1 to 2 h")],
    );
    expect(
        &leg("{ triangular = { low = 1, mode = 9, high = 3 }, unit = \"h\", source = \"pub\" }"),
        &[(Code::BadLaw, 3, 41, "`mode` is 9")],
    );
    expect(
        &leg("{ exponential = { mean = 0 }, unit = \"h\", source = \"pub\" }"),
        &[(Code::BadLaw, 3, 33, "`mean` is 0")],
    );
    expect(
        &leg("{ gamma = { mean = 1, sd = 2 }, unit = \"h\", source = \"pub\" }"),
        &[(Code::BadLaw, 3, 30, "gamma takes { mean, cv }")],
    );
    expect(
        &leg("{ lognormal = { mean = 1 }, unit = \"h\", source = \"pub\" }"),
        &[(Code::BadLaw, 3, 22, "{ mean, p90 } or { median, p90 } or { mean, cv }")],
    );
    expect(
        &leg("{ erlang = { mean = 1, phases = 2.5 }, unit = \"h\", source = \"pub\" }"),
        &[(Code::BadLaw, 3, 40, "`phases` is 2.5")],
    );
    expect(
        &port("spare = { value = 1.5, unit = \"berth\", source = \"doc\" }"),
        &[(Code::OutOfDomain, 5, 19, "a whole number of 0 or more")],
    );
    expect(
        &port("inspected = { exponential = { mean = 5 }, unit = \"%\", source = \"doc\" }"),
        &[(Code::OutOfDomain, 5, 29, "without an upper limit")],
    );
    expect(
        &port("spare = { uniform = { low = 1, high = 2 }, unit = \"berth\", source = \"doc\" }"),
        &[(Code::LawNotAllowed, 5, 11, "found the law `uniform`")],
    );
}

#[test]
fn kinds_ask_for_their_reasons() {
    let with = |rest: &str| leg(&format!("{{ value = 3, unit = \"h\", {rest} }}"));
    expect(&with("source = \"mine\""), &[(Code::NoNote, 3, 8, "add note")]);
    expect(&with("source = \"pub\", kind = \"document\""), &[(Code::BadKind, 3, 56, "of kind public")]);
    expect(
        &with("source = \"pub\", kind = \"asumed\""),
        &[(Code::UnknownChoice, 3, 56, "did you mean \"assumed\"?")],
    );
    expect(
        &with("source = \"pub\", kind = \"calibrated\""),
        &[(Code::NotFitted, 3, 8, "has no `fitted_to`")],
    );
    expect(
        &with("source = \"pub\", fitted_to = \"o\""),
        &[
            (Code::UnknownReference, 3, 61, "there is no [observation.o]"),
            (Code::NotFitted, 3, 61, "add kind = \"calibrated\""),
        ],
    );
    expect(
        &with("source = \"pub\", range = [4, 5]"),
        &[(Code::BadRange, 3, 57, "value 3 is outside the range [4, 5]")],
    );
    expect(&with("source = \"pub\", range = [5, 1]"), &[(Code::BadRange, 3, 57, "low below high")]);
    expect(&with("source = \"pub\", note = \"\""), &[(Code::Empty, 3, 56, "the text is empty")]);
}

#[test]
fn tables_and_choices_know_their_keys() {
    expect(&port("bert = 1"), &[(Code::UnknownKey, 5, 1, "did you mean `berths`?")]);
    expect(
        "order = []\n[stage.x.leg]\n",
        &[(Code::MissingKey, 2, 1, "add time = { value = …, unit = \"h\"")],
    );
    expect("order = []\n[stage.x.prot]\n", &[(Code::UnknownChoice, 2, 10, "did you mean `port`?")]);
    expect("order = []\n[stage.x]\n", &[(Code::OneChoice, 2, 1, "exactly one of: port, leg, void")]);
    expect("order = []\nstage.x = \"void\"\n", &[(Code::WrongType, 2, 11, "write { void = { … } }")]);
    expect(
        "order = []\n[stage.x]\nvoid = {}\nleg.time = 3\n",
        &[(Code::OneChoice, 4, 1, "`void` and `leg` are both given"), (Code::BareNumber, 4, 12, "")],
    );
    expect("order = []\n[stage.x.void]\na = 1\n", &[(Code::UnknownKey, 3, 1, "")]);
    expect("order = []\n[stage.\"=x\".void]\n", &[(Code::BadName, 2, 8, "it begins with '='")]);
    expect("order = []\nstage = 3\n", &[(Code::WrongType, 2, 9, "a table")]);
    expect("", &[(Code::MissingKey, 1, 1, "`order`")]);
}

#[test]
fn references_must_lead_somewhere() {
    expect(
        "order = [\"aktua\", \"alat\"]\n[stage.aktau.void]\n",
        &[
            (Code::UnknownReference, 1, 10, "did you mean \"aktau\"?"),
            (Code::UnknownReference, 1, 19, "there are: aktau"),
        ],
    );
    expect("order = [\"a\"]\n", &[(Code::UnknownReference, 1, 10, "no [stage.…] table at all")]);
    expect(&port("next = []"), &[(Code::Empty, 5, 8, "at least one")]);
    expect(
        &port("share.y = { value = 1, unit = \"share\", source = \"pub\" }"),
        &[(Code::UnknownReference, 5, 7, "there is no [stage.y]")],
    );
    expect("order = []\n[source.spare]\nkind = \"public\"\n", &[]);
}

#[test]
fn dates_times_and_months() {
    expect("order = []\nstart = \"2022-10-03\"\n", &[(Code::BadDate, 2, 9, "without quotation marks")]);
    expect("order = []\nstart = 2022-10-03T00:00:00\n", &[(Code::BadDate, 2, 9, "")]);
    expect("order = []\nstart = 2022\n", &[(Code::WrongType, 2, 9, "")]);
    let (spec, _, _) = read("order = []\nstart = 2022-10-03\n");
    assert_eq!(spec.unwrap().start, Date::new(2022, 10, 3));
    expect(&port("opens = \"8:30\""), &[(Code::BadTime, 5, 9, "\"08:30\"")]);
    expect(&port("opens = 08:30:00"), &[]);
    expect(&port("opens = 08:30:01"), &[(Code::BadTime, 5, 9, "")]);
    expect(&port("months = [1, 1]"), &[(Code::WrongType, 5, 10, "months = [12 numbers]")]);
    expect(
        &port("months = { months = [1, 1], unit = \"weight\", source = \"pub\" }"),
        &[(Code::BadMonths, 5, 21, "twelve weights")],
    );
}

#[test]
fn defaults_checks_and_warnings() {
    let (spec, _, _) = read(&leg("{ value = 3, unit = \"h\", source = \"pub\" }"));
    assert!(matches!(&spec.unwrap().stage["x"], StageSpec::Leg(LegSpec { rank: 7, .. })));
    expect(
        &port("spare = { value = 9, unit = \"berth\", source = \"pub\" }"),
        &[(Code::Inconsistent, 2, 1, "fewer")],
    );
    expect(
        &format!("{}rank = -1\n", leg("{ value = 3, unit = \"h\", source = \"pub\" }")),
        &[(Code::OutOfDomain, 4, 8, "from 0 to")],
    );
}

#[test]
fn five_errors_are_five_problems() {
    expect(
        "order = [\"y\"]\nstrat = 1\n[stage.x.port]\nberths = 3\nhandling = { value = 0, unit = \"TEU/h\", source = \"pub\" }\n\
         opens = true\n",
        &[
            (Code::UnknownReference, 1, 10, "did you mean"),
            (Code::UnknownKey, 2, 1, "did you mean `start`?"),
            (Code::BareNumber, 4, 10, "the number 3"),
            (Code::OutOfDomain, 5, 22, "a number greater than 0"),
            (Code::WrongType, 6, 9, "found true"),
        ],
    );
}

#[test]
fn declarations_document_themselves() {
    let field = |name: &str| *PortSpec::FIELDS.iter().find(|f| f.name == name).unwrap();
    assert!(field("berths").required && !field("spare").required && !field("share").required);
    assert_eq!(field("berths").doc.trim(), "Berths.");
    assert!(matches!((field("berths").schema)(), Schema::Quantity { dimension: "berth", law: false, .. }));
    assert!(!LegSpec::FIELDS[1].required);
    assert_eq!(StageSpec::CHOICES.iter().map(|c| c.name).collect::<Vec<_>>(), ["port", "leg", "void"]);
    assert!(matches!(Spec::schema().under("stage").unwrap().under("x"), Some(Schema::Choice(_))));
    assert_eq!(Kind::from_word("public").map(Kind::word), Some("public"));
}
