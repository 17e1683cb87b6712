//! Colours of a terminal, and when they are wanted.

use std::ffi::OsString;

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use clap::ValueEnum;

/// When colours are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}

impl When {
    /// Has everything keep to it that is printed from now on.
    pub(super) fn choose(self) {
        let choice = match self {
            When::Auto => ColorChoice::Auto,
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
        };
        choice.write_global();
    }
}

/// Reads off the arguments when colours are wanted, for help and errors of the command line, which come before these are
/// parsed.
pub(super) fn foresee(arguments: impl Iterator<Item = OsString>) {
    let mut wanted = When::Auto;
    let mut before = OsString::new();
    for argument in arguments {
        let value = argument.to_str().and_then(|text| text.strip_prefix("--color="));
        let value = if before == "--color" { argument.to_str() } else { value };
        wanted = value.and_then(|value| When::from_str(value, false).ok()).unwrap_or(wanted);
        before = argument;
    }
    wanted.choose();
}

/// Whether what goes to a stream is to have colours: as was chosen, else if it is a terminal that has them and nobody set
/// `NO_COLOR`.
pub(super) fn wanted_on(stream: &impl RawStream) -> bool {
    AutoStream::choice(stream) != ColorChoice::Never
}

/// Words at the beginning of a line that say what kind of line it is.
const LABELS: [(&str, Colour); 4] =
    [("error", Colour::Red), ("warning", Colour::Yellow), ("note", Colour::Cyan), ("help", Colour::Green)];

/// Text with the kinds of its lines in colours.
pub(super) fn labelled(text: &str) -> String {
    let line = |line: &str| {
        let indent = line.len() - line.trim_start().len();
        let known = LABELS.iter().find(|(label, _)| {
            let rest = line[indent..].strip_prefix(label);
            rest.is_some_and(|rest| rest.starts_with([':', '[']))
        });
        match (known, line.find(':')) {
            (Some(&(_, colour)), Some(end)) => {
                format!("{}{}{}", &line[..indent], painted(&line[indent..end], colour, true), &line[end..])
            }
            _ => line.to_owned(),
        }
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// A colour that a terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colour {
    Blue,
    Cyan,
    Green,
    Magenta,
    Red,
    Yellow,
}

impl Colour {
    fn style(self) -> Style {
        let colour = match self {
            Colour::Blue => AnsiColor::Blue,
            Colour::Cyan => AnsiColor::Cyan,
            Colour::Green => AnsiColor::Green,
            Colour::Magenta => AnsiColor::Magenta,
            Colour::Red => AnsiColor::Red,
            Colour::Yellow => AnsiColor::Yellow,
        };
        colour.on_default()
    }
}

/// Text in a colour, if colours are wanted.
pub(super) fn painted(text: &str, colour: Colour, coloured: bool) -> String {
    if !coloured {
        return text.to_owned();
    }
    let style = colour.style();
    format!("{style}{text}{style:#}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_kind_of_a_line_has_a_colour() {
        let text = "error[E010]: unknown key: x\n  help: did you mean y?\nhelpful: no\n\n";
        let red = |text: &str| painted(text, Colour::Red, true);
        let expected = format!(
            "{}: unknown key: x\n  {}: did you mean y?\nhelpful: no\n\n",
            red("error[E010]"),
            painted("help", Colour::Green, true)
        );
        assert_eq!(labelled(text), expected);
        assert!(red("a").starts_with('\u{1b}') && painted("a", Colour::Red, false) == "a");
    }
}
