//! Arguments of `capacity`.

use std::path::PathBuf;

use clap::Args;

use super::{Format, Settings, Showing, positive};

const CAPACITY_EXAMPLES: &str = "\
Examples:
  transcaspian capacity base                              every line
  transcaspian capacity base --line aktogay-moyinty       one line, with the arithmetic
  transcaspian capacity base --line almaty-shu --train block --equal-speed
  transcaspian capacity base --enable dostyk-moyinty-second-track --line aktogay-moyinty
  transcaspian capacity base --fleet feeders --set fleet.feeders.vessels=3

Trains of one kind are sent in both directions, more than the line can take, between two yards with room for all. The
line is as it is when the scenario's window begins; upkeep that holds all year round is in it, while works and slow running of
certain days, bad weather and the want of locomotives are not.

A fleet has half as much cargo again, in both directions, as it can carry; it appears in the ports, whose yards have room
for it. Berths, cranes, papers, storms, overhauls and departure rules are as in the scenario; other services call as they do there, and other fleets
with the cargo that crosses the sea.";

#[derive(Debug, Args)]
#[command(after_help = CAPACITY_EXAMPLES)]
pub(in crate::cli) struct CapacityArguments {
    /// Scenario file, or name of a shipped scenario.
    #[arg(value_name = "FILE")]
    pub file: String,
    /// The line to load [default: each line of the scenario, one after the other].
    #[arg(long, value_name = "ID")]
    pub line: Option<String>,
    /// Load a fleet and no line.
    #[arg(long, value_name = "ID", conflicts_with_all = ["line", "train", "equal_speed"])]
    pub fleet: Option<String>,
    /// Kind of train that loads it [default: the one of which most run there].
    #[arg(long, value_name = "TEMPLATE")]
    pub train: Option<String>,
    /// All trains run at the mean of their speed.
    #[arg(long)]
    pub equal_speed: bool,
    /// Days in which trains are counted, after 7 in which the line fills [default: 28]; or voyages, after the warm-up of the
    /// scenario [default: its window].
    #[arg(long, value_name = "N", value_parser = positive)]
    pub days: Option<f64>,
    /// Number of replications [default: 5].
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub replications: Option<u32>,
    /// Seed of all random numbers [default: the scenario's, usually 1].
    #[arg(long, value_name = "N")]
    pub seed: Option<u32>,
    /// Threads; 0 means one for each core.
    #[arg(short = 'j', long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// Folder for capacity.csv and the scenario of each line, or of the fleet, by itself [default: nothing is written].
    #[arg(short, long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How the answer is printed; csv is capacity.csv.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    #[command(flatten)]
    pub showing: Showing,
    #[command(flatten)]
    pub settings: Settings,
}
