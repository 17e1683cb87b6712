//! Arguments of `scenarios`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(in crate::cli) struct ScenariosArguments {
    #[command(subcommand)]
    pub what: Option<ScenariosCommand>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ScenariosCommand {
    /// Name and question of each.
    List,
    /// Print the file of one.
    Show {
        /// Its name.
        name: String,
    },
    /// Write the file of one, to change it.
    Copy {
        /// Its name.
        name: String,
        /// File or folder to write to [default: NAME.toml here].
        to: Option<PathBuf>,
    },
}
