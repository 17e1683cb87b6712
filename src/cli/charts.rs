//! The charts of a run in a terminal: cumulative curves of transit time, and the hours as bars.

use super::colour::{Colour, painted};
use super::display::{WIDTH, safe, wrapped};
use super::numbers::{number, percent};
use crate::report::{Bars, Curves, Material, Part};

/// Rows of the field of curves; each stands for as many points of share.
const ROWS: usize = 20;
/// Columns left of the field, for the axis of shares.
const LEFT: usize = 6;
const COLUMNS: usize = WIDTH - LEFT - 4;
/// Signs of the curves, the base's first.
const SIGNS: [char; 6] = ['•', 'o', '+', 'x', '*', '#'];
/// Colours of the same.
const COLOURS: [Colour; 6] =
    [Colour::Blue, Colour::Yellow, Colour::Green, Colour::Red, Colour::Magenta, Colour::Cyan];
/// Columns of the longest bar.
const BAR: usize = 44;

/// Both charts, of one or several runs, the base first; a word where no times may be shown.
pub(super) fn text(runs: &[Material<'_>], coloured: bool) -> String {
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
    let limits: Vec<_> = curves.limits.iter().filter(|limit| (low..=high).contains(&limit.days())).collect();
    for limit in &limits {
        for row in &mut field {
            row[column(limit.days())] = ('│', None);
        }
    }
    // The base last, so that it lies above the others.
    for (at, curve) in curves.curves.iter().enumerate().rev() {
        let mut before = row_of(curve.share(low));
        for (column, _) in (0..COLUMNS).enumerate() {
            let now = row_of(curve.share(time(column)));
            // Where it is steep, without gaps.
            for row in field.iter_mut().take(now.max(before)).skip(now) {
                row[column] = (SIGNS[at], Some(COLOURS[at]));
            }
            field[now][column] = (SIGNS[at], Some(COLOURS[at]));
            before = now;
        }
    }
    let mut lines = vec![
        wrapped(&curves.title),
        wrapped(&format!("{}, {}: {}", curves.population, curves.span, curves.question)),
    ];
    let above = limits.iter().map(|limit| (column(limit.days()), limit.brief()));
    lines.push(along(above));
    for (at, row) in field.iter().enumerate() {
        let share = if at % 4 == 0 { percent((ROWS - at) as f64 / ROWS as f64) } else { String::new() };
        lines.push(format!("{share:>5} {}", drawn(row, coloured)));
    }
    lines.push(along(marks(low, high).into_iter().map(|days| (column(days), number_of_days(days)))));
    lines.push(format!("{:LEFT$}share of consignments within so many days", ""));
    for (at, curve) in curves.curves.iter().enumerate() {
        let within = |days: f64| percent(curve.share(days));
        let shares: Vec<String> = curves
            .limits
            .iter()
            .map(|limit| format!("{} within {}", within(limit.days()), limit.brief()))
            .collect();
        let name = if shares.is_empty() {
            safe(curve.name)
        } else {
            safe(&format!("{}: {}", curve.name, shares.join(", ")))
        };
        lines.push(format!("{:LEFT$}{} {name}", "", painted(&SIGNS[at].to_string(), COLOURS[at], coloured)));
    }
    lines.join("\n")
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
fn along(words: impl Iterator<Item = (usize, String)>) -> String {
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

/// Round numbers of days between two times.
fn marks(low: f64, high: f64) -> Vec<f64> {
    let mut step = 1e-6;
    let mut factors = [2.0, 2.5, 2.0].into_iter().cycle();
    while (high - low) / step > 12.0 {
        step *= factors.next().unwrap_or(10.0);
    }
    let (first, last) = ((low / step).ceil() as i64, (high / step + 1e-9).floor() as i64);
    (first..=last).map(|mark| mark as f64 * step).collect()
}

fn number_of_days(days: f64) -> String {
    let text = format!("{days:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
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
        lines.push(heading(part));
        for row in &part.rows {
            for (run, hours) in row.hours.iter().enumerate() {
                let name = if run == 0 { safe(&row.name()) } else { String::new() };
                let name: String = name.chars().take(width).collect();
                let Some(hours) = hours else {
                    lines.push(format!("  {name:<width$}").trim_end().to_owned());
                    continue;
                };
                let colour = if bars.runs.len() > 1 { COLOURS[run] } else { COLOURS[1 - at] };
                let sign = if bars.runs.len() > 1 { SIGNS[run] } else { '█' };
                let bar = painted(&bar(hours.mean / longest, sign), colour, coloured);
                lines.push(format!("  {name:<width$} {bar} {}", number(hours.mean)));
            }
        }
    }
    if bars.runs.len() > 1 {
        let run = |(at, name): (usize, &&str)| {
            format!("{} {}", painted(&SIGNS[at].to_string(), COLOURS[at], coloured), safe(name))
        };
        lines.push(String::new());
        lines.push(bars.runs.iter().enumerate().map(run).collect::<Vec<_>>().join("   "));
    }
    lines.join("\n")
}

fn heading(part: &Part<'_>) -> String {
    let totals: Vec<String> = part.total_h.iter().map(|&hours| format!("{} h", number(hours))).collect();
    format!("{}: {}", part.name, totals.join(" and "))
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
    fn marks_are_round_and_words_do_not_overlap() {
        assert_eq!(marks(3.875, 12.0), [4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0]);
        assert_eq!(marks(0.0, 100.0), [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0]);
        assert_eq!(
            along([(0, "abc".to_owned()), (1, "d".to_owned()), (9, "e".to_owned())].into_iter()),
            "     abc        e".replace("abc        e", "abc       e")
        );
    }
}
