//! The charts of a run in a terminal: cumulative curves of transit time, and the hours as bars.

use std::io;

use super::colour::{self, Colour, painted};
use super::display::{WIDTH, safe, wrapped};
use super::numbers::{number, percent};
use crate::report::{Bars, Curves, MOST_DRAWN, Material, ending};

/// Rows of the field of curves; each stands for as many points of share.
const ROWS: usize = 20;
/// Columns left of the field, for the axis of shares.
const LEFT: usize = 6;
const COLUMNS: usize = WIDTH - LEFT - 4;
/// Signs of the curves, the base's first.
const SIGNS: [char; MOST_DRAWN] = ['•', 'o', '+', 'x', '*', '#'];
/// Colours of the same.
const COLOURS: [Colour; MOST_DRAWN] =
    [Colour::Blue, Colour::Yellow, Colour::Green, Colour::Red, Colour::Magenta, Colour::Cyan];
/// Columns of the longest bar.
const BAR: usize = 44;

/// Both charts, to be put under an answer if they are asked for.
pub(super) fn under(runs: &[Material<'_>], wanted: bool) -> String {
    if wanted { format!("\n{}\n", text(runs, colour::wanted_on(&io::stdout()))) } else { String::new() }
}

/// Both charts, of one or several runs, the base first; a word where no times may be shown.
fn text(runs: &[Material<'_>], coloured: bool) -> String {
    match (Curves::new(runs), Bars::new(runs)) {
        (Some(times), Some(bars)) => format!("{}\n\n{}", curves(&times, coloured), hours(&bars, coloured)),
        _ => "no chart: no times of the population may be shown".to_owned(),
    }
}

/// A field of signs, each with the colour it is painted with.
type Field = Vec<Vec<(char, Option<Colour>)>>;

fn curves(curves: &Curves<'_>, coloured: bool) -> String {
    let (low, high) = curves.range();
    let time = |column: usize| low + (high - low) * column as f64 / (COLUMNS - 1) as f64;
    let column = |days: f64| ((days - low) / (high - low) * (COLUMNS - 1) as f64).round() as usize;
    let mut field: Field = vec![vec![(' ', None); COLUMNS]; ROWS + 1];
    let [limits, marks] = curves.marks();
    for (days, _) in &limits {
        for row in &mut field {
            row[column(*days)] = ('│', None);
        }
    }
    // The base last, so that it lies above the others.
    for (at, curve) in curves.curves.iter().enumerate().rev() {
        let rows: Vec<usize> = (0..COLUMNS).map(|column| row_of(curve.share(time(column)))).collect();
        for (column, &now) in rows.iter().enumerate() {
            // Where it is steep, without gaps.
            let before = rows[column.saturating_sub(1)];
            for row in &mut field[now..=now.max(before.saturating_sub(1))] {
                row[column] = (SIGNS[at], Some(COLOURS[at]));
            }
        }
    }
    let mut lines = vec![
        wrapped(&curves.title),
        wrapped(&format!("{}, {}: {}", curves.population, curves.span, curves.question)),
    ];
    let places = |marks: Vec<(f64, String)>| {
        along(marks.into_iter().map(|(days, name)| (column(days), name)).collect())
    };
    lines.push(places(limits));
    for (at, row) in field.iter().enumerate() {
        let share = if at % 4 == 0 { percent((ROWS - at) as f64 / ROWS as f64) } else { String::new() };
        lines.push(format!("{share:>5} {}", drawn(row, coloured)));
    }
    lines.push(places(marks));
    lines.push(format!("{:LEFT$}share of consignments within so many days", ""));
    lines.extend(curves.curves.iter().enumerate().map(|(at, curve)| legend(at, &curve.legend(), coloured)));
    lines.join("\n")
}

/// A line of the legend: the sign of a run, and what is said of it.
fn legend(run: usize, text: &str, coloured: bool) -> String {
    format!("{:LEFT$}{} {}", "", painted(&SIGNS[run].to_string(), COLOURS[run], coloured), wrapped(text))
}

/// The row of a share, from the top.
fn row_of(share: f64) -> usize {
    ROWS - ((share * ROWS as f64).round() as usize).min(ROWS)
}

/// A row of the field, with as few changes of colour as will do.
fn drawn(row: &[(char, Option<Colour>)], coloured: bool) -> String {
    let end = row.iter().rposition(|(sign, _)| *sign != ' ').map_or(0, |last| last + 1);
    let parts = row[..end].chunk_by(|(_, one), (_, other)| one == other);
    parts
        .map(|part| {
            let signs: String = part.iter().map(|(sign, _)| sign).collect();
            part[0].1.map_or(signs.clone(), |colour| painted(&signs, colour, coloured))
        })
        .collect()
}

/// Words under or over columns of the field, each in the middle of its own; those for which there is no room are left out.
fn along(words: Vec<(usize, String)>) -> String {
    let mut line = String::new();
    for (column, word) in words {
        let length = word.chars().count();
        let from = (LEFT + column + 1).saturating_sub(length.div_ceil(2));
        let written = line.chars().count();
        if from > written || written == 0 {
            line.push_str(&" ".repeat(from - written));
            line.push_str(&word);
        }
    }
    line
}

fn hours(bars: &Bars<'_>, coloured: bool) -> String {
    let names = bars.parts.iter().flat_map(|part| &part.rows).map(|row| row.name().chars().count());
    let room = WIDTH - BAR - 10;
    let width = names.max().unwrap_or(0).min(room);
    let mut lines = vec![
        wrapped(&bars.title),
        wrapped(&format!("{}, {}: hours of a consignment", bars.population, bars.span)),
    ];
    let longest = bars.parts.iter().flat_map(|part| &part.rows).flat_map(|row| row.hours.iter().flatten());
    let longest = longest.map(|hours| hours.mean).fold(0.0, f64::max);
    for (at, part) in bars.parts.iter().enumerate() {
        lines.push(String::new());
        lines.push(bars.heading(part));
        for row in &part.rows {
            for (run, hours) in row.hours.iter().enumerate() {
                let name = if run == 0 { ending(&safe(&row.name()), width) } else { String::new() };
                let Some(hours) = hours else {
                    lines.push(format!("  {name:<width$} -"));
                    continue;
                };
                let sign = if bars.runs.len() > 1 { SIGNS[run] } else { '█' };
                let bar = painted(&bar(hours.mean / longest, sign), COLOURS[bars.colour(at, run)], coloured);
                lines.push(format!("  {name:<width$} {bar} {}", number(hours.mean)));
            }
        }
    }
    let legends = bars.legend();
    if !legends.is_empty() {
        lines.push(String::new());
    }
    lines.extend(legends.iter().enumerate().map(|(run, text)| legend(run, text, coloured)));
    lines.join("\n")
}

/// A bar for a share of the longest; what is not nothing is seen.
fn bar(share: f64, sign: char) -> String {
    let eighths = (share * (BAR * 8) as f64).ceil() as usize;
    if sign != '█' {
        return sign.to_string().repeat(eighths.div_ceil(8));
    }
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
    format!("{}{rest}", "█".repeat(eighths / 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_their_shares() {
        assert_eq!(bar(1.0, '█').chars().count(), BAR);
        assert_eq!((bar(0.5, '█').chars().count(), bar(0.0, '█').as_str()), (BAR / 2, ""));
        assert_eq!(bar(1e-9, '█'), "▏");
        assert_eq!(bar(0.5, 'o'), "o".repeat(BAR / 2));
    }

    #[test]
    fn words_do_not_overlap_and_long_names_keep_their_end() {
        let words = [(0, "abc"), (1, "d"), (9, "e")].map(|(column, word)| (column, word.to_owned()));
        assert_eq!(along(words.to_vec()), "     abc       e");
        assert_eq!(
            (ending("aktau: weather", 14), ending("aktau: weather", 8)),
            ("aktau: weather".into(), "…weather".into())
        );
    }
}
