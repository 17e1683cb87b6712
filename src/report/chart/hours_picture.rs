//! `charts/ledger.svg`: the hours of the headline span as bars, by stage and cause.

use super::hours::{Bars, PartRow, amount};
use super::{COLOURS, INK, LETTER, MARGIN, PALE, Scale, Svg};

const WIDTH: f64 = 1000.0;
const TOP: f64 = 70.0;
const AXIS: f64 = 52.0;
/// Height of a bar.
const THICK: f64 = 11.0;
/// Room between rows.
const SPACE: f64 = 7.0;
/// Height of a line of the legend.
const LINE: f64 = 20.0;
/// Height of the heading of a part.
const HEAD: f64 = 30.0;
const GAP: f64 = 12.0;
/// Room for numbers beyond the right end of the axis.
const BESIDE: f64 = 120.0;

pub(super) fn picture(bars: &Bars<'_>) -> String {
    let rows = || bars.parts.iter().flat_map(|part| &part.rows);
    let longest = rows().map(|row| row.name().chars().count()).max().unwrap_or(0);
    let left = MARGIN + longest as f64 * LETTER + GAP;
    let scale = Scale::new(std::iter::once(bars.reach()), left, WIDTH - MARGIN - BESIDE - left);
    let row_height = bars.runs.len() as f64 * THICK + SPACE;
    let end = TOP + bars.parts.len() as f64 * HEAD + rows().count() as f64 * row_height;
    let legend = bars.legend();
    let mut svg = Svg::new(WIDTH, end + AXIS + legend.len() as f64 * LINE + MARGIN);
    let intervals = rows().flat_map(|row| row.hours.iter().flatten()).any(|hours| hours.interval.is_some());
    let intervals = if intervals { "; 95 % intervals (Student)" } else { "" };
    let under = format!("{}, {}: hours of a consignment{intervals}", bars.population, bars.span);
    svg.heading(&bars.title, &under);
    // That at zero is drawn for each part by itself.
    for mark in scale.marks().into_iter().skip(1) {
        let x = scale.at(mark);
        svg.line([x, TOP, x, end + 4.0], 0.6, PALE);
        svg.text([x, end + 18.0], 11.0, "middle", &format!("{mark:.*}", scale.places));
    }
    svg.text([left, end + 18.0], 11.0, "middle", "0");
    svg.text([left, end + 38.0], 12.0, "start", "hours");
    let mut y = TOP;
    for (at, part) in bars.parts.iter().enumerate() {
        svg.text([MARGIN, y + HEAD - 10.0], 13.0, "start", &bars.heading(part));
        y += HEAD;
        let zero = scale.at(0.0);
        svg.line([zero, y - 4.0, zero, y + part.rows.len() as f64 * row_height], 1.2, INK);
        for row in &part.rows {
            svg.text([left - GAP, y + row_height / 2.0], 11.5, "end", &row.name());
            draw(&mut svg, &scale, row, y, |run| bars.colour(at, run));
            y += row_height;
        }
    }
    for (run, text) in legend.iter().enumerate() {
        let y = end + AXIS + run as f64 * LINE;
        svg.rect([left, y], 18.0, THICK, COLOURS[run]);
        svg.text([left + 24.0, y + THICK - 1.0], 12.0, "start", text);
    }
    svg.close()
}

/// The bars of a row, each with its interval and its number.
fn draw(svg: &mut Svg, scale: &Scale, row: &PartRow<'_>, top: f64, colour: impl Fn(usize) -> usize) {
    for (run, hours) in row.hours.iter().enumerate() {
        let Some(hours) = hours else { continue };
        let y = top + run as f64 * THICK;
        let (zero, x) = (scale.at(0.0), scale.at(hours.mean));
        svg.rect([zero, y], x - zero, THICK - 1.0, COLOURS[colour(run)]);
        let mut right = x;
        if let Some((low, high)) = hours.interval.filter(|(low, high)| low < high) {
            svg.whisker([scale.at(low), scale.at(high)], y + (THICK - 1.0) / 2.0);
            right = scale.at(high);
        }
        svg.text([right + 6.0, y + THICK - 2.0], 10.0, "start", &amount(hours.mean));
    }
}
