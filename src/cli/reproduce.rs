//! `reproduce`: results are made again from what is in their folder, and held against it byte by byte.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Parser as _;

use super::arguments::{Arguments, Command, ReproduceArguments, RunOptions, Settings};
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
    match dispatch(Some(command), &mut Out::nowhere()) {
        Exit::Done => {}
        exit => return Ok(exit),
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
    let mut files = files.into_iter().map(|file| file.display().to_string());
    match (called, files.next()) {
        (Some(Command::Run(mut run)), Some(file)) if run.inputs.is_none() => {
            (run.files, run.out) = (vec![file], Some(target));
            plain(&mut run.options, arguments);
            Ok(Command::Run(run))
        }
        (Some(Command::Compare(mut compare)), Some(base)) => {
            (compare.base, compare.others, compare.out) = (base, files.collect(), Some(target));
            plain(&mut compare.options, arguments);
            Ok(Command::Compare(compare))
        }
        _ => Err(format!(
            "{}: results of `run` and `compare` can be reproduced; these were made by: {}",
            arguments.folder.display(),
            recorded.command.join(" ")
        )),
    }
}

/// Leaves of the options what says which files are written, and how.
fn plain(options: &mut RunOptions, arguments: &ReproduceArguments) {
    options.replications = None;
    options.precision = None;
    options.max_replications = None;
    options.seed = None;
    options.threads = arguments.threads;
    options.days = None;
    options.warmup = None;
    options.targets = Vec::new();
    options.gate = false;
    options.settings = Settings { sets: Vec::new(), enable: Vec::new(), disable: Vec::new() };
    options.force = false;
    options.showing.quiet = true;
}
