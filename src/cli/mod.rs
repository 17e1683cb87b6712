//! The command line: arguments, progress, signals, and the wording of everything a person reads.
//!
//! Floor 9. The only room that prints. It computes nothing.

mod answer;
mod arguments;
mod calibrate;
mod capacity;
mod charts;
mod check;
mod colour;
mod compare;
mod comparison;
mod diff;
mod display;
mod explain;
mod fixes;
mod fleets;
mod inputs;
mod manual;
mod numbers;
mod observations;
mod params;
mod progress;
mod readings;
mod reproduce;
mod run;
mod scenarios;
mod schema;
mod shocks;
mod signals;
mod streams;
mod tornado;
mod trace;
mod validate;
mod warmup;
mod worth;

use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use arguments::{Arguments, Command};
use streams::Out;

/// How a command ended; each has its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// Done.
    Done = 0,
    /// The run failed, or its output cannot be written.
    Failed = 1,
    /// Wrong command line.
    WrongCommand = 2,
    /// A scenario is missing, unreadable or invalid.
    BadScenario = 3,
    /// A gate was asked for and a target is missed.
    TargetMissed = 4,
    /// A gate was asked for and a target is undecided, or none is set.
    Undecided = 5,
    /// Results that were made again are not the same.
    Differs = 6,
    /// Interrupted.
    Interrupted = 130,
}

/// What to do next, for those who give no arguments.
const GREETING: &str = "\
transcaspian simulates cargo on its way from China through Kazakhstan, over the Caspian Sea and on to Tbilisi.

  transcaspian run base                    how long does it take, and what does it wait for?
  transcaspian run base --charts           the same, drawn
  transcaspian compare base my.toml        what is a change worth?
  transcaspian scenarios list              the scenarios that come with the program
  transcaspian scenarios copy base         a copy to change
  transcaspian check base.toml             is it sound?
  transcaspian run base.toml --set run.replications=5
  transcaspian --help                      everything else
";

/// Does what the command line asks.
#[must_use]
pub fn main() -> ExitCode {
    signals::fail_at_the_limit_of_a_file();
    colour::foresee(std::env::args_os());
    let mut out = Out::new();
    let parsed = grammar().try_get_matches().and_then(|matches| Arguments::from_arg_matches(&matches));
    let exit = match parsed {
        Ok(arguments) => {
            arguments.color.choose();
            dispatch(arguments.command, &mut out)
        }
        Err(error) => {
            // Help and version are answers, not errors.
            let asked_for = !error.use_stderr();
            match error.print() {
                Err(error) if asked_for && error.kind() != ErrorKind::BrokenPipe => unwritten(&error),
                _ if asked_for => Exit::Done,
                // Nobody is left to be told of a failure to print this.
                _ => Exit::WrongCommand,
            }
        }
    };
    let exit = out.finish().map_or_else(|error| unwritten(&error), |()| exit);
    ExitCode::from(exit as u8)
}

/// The grammar in which `--days -3` is a wrong number of days, with what is allowed, and not an unknown flag `-3`.
fn grammar() -> clap::Command {
    Arguments::command().mut_subcommands(|command| {
        command.mut_args(|flag| {
            let takes_value = !flag.is_positional() && flag.get_action().takes_values();
            if takes_value { flag.allow_negative_numbers(true) } else { flag }
        })
    })
}

fn unwritten(error: &io::Error) -> Exit {
    streams::error(&format!("standard output cannot be written: {error}"));
    Exit::Failed
}

fn dispatch(command: Option<Command>, out: &mut Out) -> Exit {
    match command {
        Some(Command::Run(arguments)) => run::run(&arguments, out),
        Some(Command::Compare(arguments)) => compare::compare(&arguments, out),
        Some(Command::Calibrate(arguments)) => calibrate::calibrate(&arguments, out),
        Some(Command::Capacity(arguments)) => capacity::capacity(&arguments, out),
        Some(Command::Validate(arguments)) => validate::validate(&arguments, out),
        Some(Command::Tornado(arguments)) => tornado::tornado(&arguments, out),
        Some(Command::Check(arguments)) => check::check(&arguments, out),
        Some(Command::Params(arguments)) => params::params(&arguments, out),
        Some(Command::Fixes(arguments)) => fixes::fixes(&arguments, out),
        Some(Command::Diff(arguments)) => diff::diff(&arguments, out),
        Some(Command::Scenarios(arguments)) => scenarios::scenarios(&arguments, out),
        Some(Command::Reproduce(arguments)) => reproduce::reproduce(&arguments, out),
        Some(Command::Trace(arguments)) => trace::trace(&arguments, out),
        Some(Command::Schema) => schema::schema(out),
        Some(Command::Completions { shell }) => manual::completions(shell, out),
        Some(Command::Manual { command }) => manual::manual(command.as_deref(), out),
        Some(Command::Explain { code }) => explain::explain(&code, out),
        None => {
            let _ = write!(out, "{GREETING}");
            Exit::Done
        }
    }
}
