//! Arguments of `calibrate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Settings, Showing};

const CALIBRATE_EXAMPLES: &str = "\
Examples:
  transcaspian calibrate my.toml                          all its calibrated numbers
  transcaspian calibrate my.toml --parameter stage.dostyk.border.examination.time
  transcaspian calibrate my.toml --seed 2                 does another seed lead there too?

Fitted are the numbers of kind \"calibrated\" that have a range, within which they stay, and that are fitted_to an
[observation.X] of the scenario with role = \"fit\". Laws are scaled; counts are left as they are. All evaluations run
under one seed. Each is kept beside the results until these are written, so that the same command goes on where an
interrupted one stopped; so does one with a larger --budget where another was spent.";

#[derive(Debug, Args)]
#[command(after_help = CALIBRATE_EXAMPLES)]
pub(in crate::cli) struct CalibrateArguments {
    /// Scenario file, or name of a shipped scenario.
    #[arg(value_name = "FILE")]
    pub file: String,
    /// Fit this number and no other; can be given many times.
    #[arg(long = "parameter", value_name = "PATH")]
    pub parameters: Vec<String>,
    /// Most evaluations of the model.
    #[arg(long, value_name = "N", default_value_t = 80)]
    pub budget: usize,
    /// Replications in each evaluation.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(2..))]
    pub replications: u32,
    /// Seed of all random numbers [default: the scenario's, usually 1].
    #[arg(long, value_name = "N")]
    pub seed: Option<u32>,
    /// Threads; 0 means one for each core.
    #[arg(short = 'j', long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Folder of the results [default: output/calibrate-SCENARIO].
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace the folder if it is there; without it, results go to DIR-2, DIR-3, …
    #[arg(long)]
    pub force: bool,
    /// How the answer is printed.
    #[arg(long, value_enum, default_value_t = CalibrateFormat::Text)]
    pub format: CalibrateFormat,
    #[command(flatten)]
    pub showing: Showing,
    #[command(flatten)]
    pub settings: Settings,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CalibrateFormat {
    Text,
    Json,
}
