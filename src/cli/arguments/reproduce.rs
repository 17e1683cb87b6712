//! Arguments of `reproduce`.

use std::path::PathBuf;

use clap::Args;

const REPRODUCE_EXAMPLES: &str = "\
Examples:
  transcaspian reproduce output/base                      exit code 0: the same bytes; 6: not
  transcaspian reproduce output/compare-base-kz-5-day -o output/again

What is run is the resolved.toml of the folder, so that the files it was made from need not be there any more. manifest.toml,
params.csv and a fitted scenario say how and from which files a run was called; they are not compared.";

#[derive(Debug, Args)]
#[command(after_help = REPRODUCE_EXAMPLES)]
pub(in crate::cli) struct ReproduceArguments {
    /// Folder of results: of run, also with --inputs, of compare, tornado (without --between), calibrate or validate.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Keep the new results in this folder.
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Threads; 0 means one for each core.
    #[arg(short = 'j', long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Nothing on standard error but errors.
    #[arg(short, long)]
    pub quiet: bool,
}
