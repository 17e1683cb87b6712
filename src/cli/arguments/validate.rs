//! The arguments of `validate`.

use std::path::PathBuf;

use clap::Args;

use super::{Format, Showing};

const VALIDATE_EXAMPLES: &str = "\
Examples:
  transcaspian validate                                   everything; exit code 1 if anything fails
  transcaspian validate --only erlang                     cases that hold the word
  transcaspian validate --seed 7 --format csv

A figure with random numbers passes when its mean is at most 4 standard errors from the exact value and the 95 % interval at
most 0.5 % wide to each side; what has no chance in it must come out exactly. Any seed will do.";

#[derive(Debug, Args)]
#[command(after_help = VALIDATE_EXAMPLES)]
pub(in crate::cli) struct ValidateArguments {
    /// Only cases whose short name, title or scenario holds this, in whatever case of letters.
    #[arg(long, value_name = "PATTERN")]
    pub only: Option<String>,
    /// Seed of all random numbers.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u32,
    /// Threads; 0 means one for each core.
    #[arg(short = 'j', long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Folder of validation.csv [default: output/validation].
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace the folder if it is there; without it, results go to DIR-2, DIR-3, …
    #[arg(long)]
    pub force: bool,
    /// How the table is printed; csv is validation.csv.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    #[command(flatten)]
    pub showing: Showing,
}
