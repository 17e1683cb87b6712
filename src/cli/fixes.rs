//! `fixes`: what a scenario can switch on and off.

use std::io::Write as _;

use super::arguments::{ListFormat, ParamsArguments};
use super::display::wrapped;
use super::streams::Out;
use super::{Exit, check};
use crate::report;
use crate::scenario::{Fix, FixChange, Switch};

/// Lists the fixes.
pub(super) fn fixes(arguments: &ParamsArguments, out: &mut Out) -> Exit {
    let Some(scenario) = check::open(&arguments.file, &arguments.settings.all()) else {
        return Exit::BadScenario;
    };
    let fixes = scenario.fixes();
    // Failures of standard output are kept by it for the end.
    let _ = match arguments.list.format {
        ListFormat::Csv => report::write(report::fixes(&fixes), arguments.list.csv.dialect(), out),
        ListFormat::Text if fixes.is_empty() => {
            writeln!(out, "{} knows no fixes; shipped scenarios do: transcaspian fixes base", arguments.file)
        }
        ListFormat::Text => {
            let blocks: Vec<String> = fixes.iter().map(block).collect();
            let on = fixes.iter().filter(|fix| fix.switch != Switch::Off).count();
            let file = &arguments.file;
            writeln!(
                out,
                "{}\n\n{} fixes, {on} on\nnext: transcaspian run {file} --enable FIX, or [fixes] in a scenario of your own",
                blocks.join("\n\n"),
                fixes.len()
            )
        }
    };
    Exit::Done
}

/// Changes that are shown of one fix.
const SHOWN: usize = 12;

fn block(fix: &Fix) -> String {
    let state = match fix.switch {
        Switch::Off => "off".to_owned(),
        Switch::On => "on".to_owned(),
        Switch::From(date) => format!("on from {date}"),
    };
    let mut facts = vec![format!("named by {}", fix.source)];
    facts.extend(fix.opens.map(|date| format!("opens {date}")));
    facts.extend(fix.cost_musd.map(|cost| format!("costs {cost} million USD")));
    if !fix.requires.is_empty() {
        facts.push(format!("requires {}", fix.requires.join(", ")));
    }
    if !fix.excludes.is_empty() {
        facts.push(format!("excludes {}", fix.excludes.join(", ")));
    }
    let mut lines = vec![format!("{} [{state}]", fix.id)];
    let mut add = |text: &str| lines.extend(wrapped(text).lines().map(|line| format!("  {line}")));
    add(&fix.title);
    add(&facts.join("; "));
    for change in fix.changes.iter().take(SHOWN) {
        add(&told(change));
    }
    if fix.changes.len() > SHOWN {
        add(&format!("… and {} more: --format csv lists all", fix.changes.len() - SHOWN));
    }
    lines.join("\n")
}

fn told(change: &FixChange) -> String {
    let FixChange { operation, path, before, after } = change;
    match (before, after) {
        (Some(before), Some(after)) => format!("{operation} {path}: {before} -> {after}"),
        (None, Some(after)) => format!("{operation} {path}: {after}"),
        (_, None) => format!("{operation} {path}"),
    }
}
