//! `completions` and `manual`: the grammar of the command line for shells and for man.

use clap::CommandFactory as _;

use super::arguments::Arguments;
use super::streams::Out;
use super::{Exit, streams};

/// Prints the completions of a shell.
pub(super) fn completions(shell: clap_complete::Shell, out: &mut Out) -> Exit {
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    clap_complete::generate(shell, &mut command, name, out);
    Exit::Done
}

/// Prints the manual page of the program or of a command.
pub(super) fn manual(of: Option<&str>, out: &mut Out) -> Exit {
    let mut program = Arguments::command();
    program.build();
    let command = match of {
        None => Some(&program),
        Some(name) => program.find_subcommand(name),
    };
    let Some(command) = command else {
        let names: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
        streams::error(&format!("there is no such command; the commands are {}", names.join(" ")));
        return Exit::WrongCommand;
    };
    // The stream keeps its own failures for the end.
    let _ = clap_mangen::Man::new(command.clone()).render(out);
    Exit::Done
}
