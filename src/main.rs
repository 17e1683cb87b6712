//! The `transcaspian` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    transcaspian::cli::main()
}
