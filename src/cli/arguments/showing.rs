//! How what is found is shown.

use clap::{Args, ValueEnum};

use super::Csv;

/// How what is found is shown.
#[derive(Debug, Args)]
pub(in crate::cli) struct Showing {
    /// How CSV files are written.
    #[arg(long, value_enum, default_value_t = Csv::Rfc4180)]
    pub csv: Csv,
    /// Nothing on standard error but errors.
    #[arg(short, long)]
    pub quiet: bool,
    /// All warnings of the scenarios that are run, and how long that took.
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
    /// How progress is shown; auto is a bar on a terminal and nothing elsewhere.
    #[arg(long, value_enum, default_value_t = Progress::Auto)]
    pub progress: Progress,
}

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Progress {
    Auto,
    Bar,
    Plain,
    None,
}
