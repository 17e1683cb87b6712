//! Arguments of `tornado`.

use std::path::PathBuf;

use clap::Args;

use super::{Format, Settings, Showing, days};
use crate::scenario::Basis;

const TORNADO_EXAMPLES: &str = "\
Examples:
  transcaspian tornado base                               every uncertain number with a range
  transcaspian tornado base --only stage.aktau --only fleet
  transcaspian tornado base --days 91 --top 10 -n 5
  transcaspian tornado base --between feeder-48-hours dostyk-moyinty-second-track

Each input alone is set to the low and to the high end of its range and run on the random numbers of the base. All are
screened with few replications; those that did most are run again with many. A range is written beside a number, range = [low,
high]; that of a law is the range of its mean, by which the whole law is scaled.";

#[derive(Debug, Args)]
#[command(after_help = TORNADO_EXAMPLES)]
pub(in crate::cli) struct TornadoArguments {
    /// Scenario file, or name of a shipped scenario.
    #[arg(value_name = "FILE")]
    pub file: String,
    /// Only inputs whose path begins so; can be given many times.
    #[arg(long, value_name = "PREFIX")]
    pub only: Vec<String>,
    /// Replications with which all inputs are screened.
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(2..))]
    pub screen: u32,
    /// Inputs that are run again with all replications; if there are no more, nothing is screened.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub top: usize,
    /// Two fixes: at each end of the inputs that did most, which gains more on the headline?
    #[arg(long, num_args = 2, value_names = ["FIX_A", "FIX_B"])]
    pub between: Vec<String>,
    /// Vary every number that has a range, on whatever it rests.
    #[arg(long)]
    pub all_ranges: bool,
    /// Replications of the inputs that did most [default: the scenario's, usually 30].
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub replications: Option<u32>,
    /// Seed of all random numbers [default: the scenario's, usually 1].
    #[arg(long, value_name = "N")]
    pub seed: Option<u32>,
    /// Threads; 0 means one for each core.
    #[arg(short = 'j', long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Length of the window in days: what enters in it is counted.
    #[arg(long, value_name = "N", value_parser = days)]
    pub days: Option<String>,
    /// Folder of the results [default: output/tornado-SCENARIO].
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace the folder if it is there; without it, results go to DIR-2, DIR-3, …
    #[arg(long)]
    pub force: bool,
    /// How the answer is printed; csv is tornado.csv.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    #[command(flatten)]
    pub showing: Showing,
    #[command(flatten)]
    pub settings: Settings,
}

impl TornadoArguments {
    /// Everything that the command line sets in the scenario, flags after `--set` so that they win.
    pub(in crate::cli) fn sets(&self) -> Vec<String> {
        let mut sets = self.settings.all();
        sets.extend(self.replications.map(|count| format!("run.replications={count}")));
        sets.extend(self.seed.map(|seed| format!("run.seed={seed}")));
        sets.extend(self.days.as_ref().map(|days| format!("run.window=\"{days}\"")));
        sets
    }
}

/// The bases of the numbers that are varied.
pub(in crate::cli) fn bases(all_ranges: bool) -> Vec<Basis> {
    let mut bases = vec![Basis::Assumed, Basis::Press];
    bases.extend(all_ranges.then_some(Basis::Firm));
    bases
}
