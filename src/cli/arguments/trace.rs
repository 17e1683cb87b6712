//! Arguments of `trace`.

use clap::Args;

use super::{Csv, Format, Settings};

const TRACE_EXAMPLES: &str = "\
Examples:
  transcaspian trace base --flow trucks-east --unit 3502
  transcaspian trace base --flow trucks-east --unit 3502 --replication 7 --format csv > diary.csv

Flow, number and replication of consignments are in shipments.csv. The same consignment under another scenario shows what a
change is worth to it.";

#[derive(Debug, Args)]
#[command(after_help = TRACE_EXAMPLES)]
pub(in crate::cli) struct TraceArguments {
    /// Scenario file, or name of a shipped scenario.
    #[arg(value_name = "FILE")]
    pub file: String,
    /// Number of the consignment within its flow, from 0.
    #[arg(long, value_name = "N")]
    pub unit: u32,
    /// Its flow; it need not be given where there is only one.
    #[arg(long, value_name = "FLOW")]
    pub flow: Option<String>,
    /// The replication in which it is followed.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub replication: u32,
    /// Seed of all random numbers [default: the scenario's, usually 1].
    #[arg(long, value_name = "N")]
    pub seed: Option<u32>,
    /// How the diary is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// How CSV is written.
    #[arg(long, value_enum, default_value_t = Csv::Rfc4180)]
    pub csv: Csv,
    #[command(flatten)]
    pub settings: Settings,
}
