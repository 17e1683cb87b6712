//! `reproduce`: results are made again from what is in their folder, and held against it byte by byte.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Parser as _;

use super::arguments::{Arguments, Command, ReproduceArguments, RunOptions, Settings, Showing};
use super::streams::{self, Out};
use super::{Exit, dispatch};
use crate::report::{self, Recorded};

/// Runs again what the manifest says, and says which files differ.
pub(super) fn reproduce(arguments: &ReproduceArguments, out: &mut Out) -> Exit {
    again(arguments, out).unwrap_or_else(|why| {
        streams::error(&why);
        Exit::Failed
    })
}

/// The same, or why results cannot be made again.
fn again(arguments: &ReproduceArguments, out: &mut Out) -> Result<Exit, String> {
    let folder = &arguments.folder;
    let recorded = Recorded::read(folder).map_err(|error| error.to_string())?;
    let shown = folder.display();
    if !recorded.complete || !recorded.missing().is_empty() {
        return Err(format!("{shown}: the run was not finished, so there is nothing whole to reproduce"));
    }
    if !recorded.is_of_this_version() && !arguments.quiet {
        streams::note(&format!(
            "note: {shown} was written by version {}, whose numbers are others than those of this program",
            recorded.version
        ));
    }
    let temporary = report::passing_folder(&std::env::temp_dir()).map_err(|error| error.to_string())?;
    let files = recorded.unpack(folder, temporary.path()).map_err(|error| error.to_string())?;
    let target = arguments.out.clone().unwrap_or_else(|| temporary.path().join("again"));
    if target.exists() {
        // The new results would go beside it, and the old ones be compared.
        return Err(format!("{} is there already", target.display()));
    }
    let command = command(arguments, &recorded, files, target.clone())?;
    let exit = dispatch(Some(command), &mut Out::nowhere());
    if exit == Exit::Interrupted || !target.exists() {
        return Ok(exit);
    }
    let (held, differences) = report::differences_in_bytes(folder, &target)
        .map_err(|error| format!("{shown} cannot be compared: {error}"))?;
    for difference in &differences {
        let _ = writeln!(out, "{difference}");
    }
    if differences.is_empty() {
        let _ = writeln!(out, "{shown}: reproduced, {held} files with the same bytes");
        return Ok(Exit::Done);
    }
    let _ = writeln!(out, "{shown}: {} of {held} files differ", differences.len());
    Ok(Exit::Differs)
}

/// The command of the manifest, on the scenarios as they were run: flags that changed them are in these already.
fn command(
    arguments: &ReproduceArguments,
    recorded: &Recorded,
    files: Vec<PathBuf>,
    target: PathBuf,
) -> Result<Command, String> {
    let called = Arguments::try_parse_from(&recorded.command).ok().and_then(|called| called.command);
    let with_workbook = match &called {
        Some(Command::Run(run)) => run.options.xlsx,
        Some(Command::Compare(compare)) => compare.options.xlsx,
        _ => false,
    };
    if with_workbook && !report::WORKBOOKS {
        return Err(format!(
            "{}: there is a workbook in it, which this program was built without (the feature `xlsx`)",
            arguments.folder.display()
        ));
    }
    let mut files = files.into_iter().map(|file| file.display().to_string());
    let (threads, out) = (arguments.threads, Some(target));
    let again = match (called, files.next()) {
        (Some(Command::Run(mut run)), Some(file)) => {
            if run.inputs.is_none() {
                unset(&mut run.options);
            }
            plain(&mut run.options.settings, &mut run.options.showing, &mut run.options.force);
            (run.files, run.out, run.options.threads, run.options.gate) = (vec![file], out, threads, false);
            Command::Run(run)
        }
        (Some(Command::Compare(mut compare)), Some(base)) => {
            let options = &mut compare.options;
            unset(options);
            plain(&mut options.settings, &mut options.showing, &mut options.force);
            (options.threads, options.gate) = (threads, false);
            (compare.base, compare.others, compare.out) = (base, files.collect(), out);
            Command::Compare(compare)
        }
        (Some(Command::Tornado(tornado)), _) if !tornado.between.is_empty() => {
            return Err(format!(
                "{}: a tornado between fixes cannot be made again, since resolved.toml holds no fix that was off",
                arguments.folder.display()
            ));
        }
        (Some(Command::Tornado(mut tornado)), Some(file)) => {
            plain(&mut tornado.settings, &mut tornado.showing, &mut tornado.force);
            (tornado.file, tornado.out, tornado.threads) = (file, out, threads);
            Command::Tornado(tornado)
        }
        (Some(Command::Calibrate(mut calibrate)), Some(file)) => {
            plain(&mut calibrate.settings, &mut calibrate.showing, &mut calibrate.force);
            (calibrate.file, calibrate.out, calibrate.threads) = (file, out, threads);
            Command::Calibrate(calibrate)
        }
        (Some(Command::Validate(mut validate)), _) => {
            plain(&mut Settings::default(), &mut validate.showing, &mut validate.force);
            (validate.out, validate.threads) = (out, threads);
            Command::Validate(validate)
        }
        _ => {
            return Err(format!(
                "{}: the manifest names no command that writes such results: {}",
                arguments.folder.display(),
                recorded.command.join(" ")
            ));
        }
    };
    Ok(again)
}

/// Leaves away what the scenario as it was run says already, and what is printed meanwhile.
fn plain(settings: &mut Settings, showing: &mut Showing, force: &mut bool) {
    *settings = Settings::default();
    (showing.quiet, showing.verbose, *force) = (true, false, false);
}

/// Leaves away the flags that are settings of the scenario, how many replications a wish for precision took among them.
fn unset(options: &mut RunOptions) {
    (options.replications, options.max_replications, options.seed) = (None, None, None);
    (options.precision, options.days, options.warmup) = (None, None, None);
    options.targets = Vec::new();
}
