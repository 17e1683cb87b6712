//! `charts/transit-time.svg`: cumulative curves with their intervals, and the limits.

use super::times::{Curve, Curves, MARKS};
use super::{COLOURS, INK, MARGIN, PALE, Scale, Svg};
use crate::experiment::DistributionRow;

const WIDTH: f64 = 900.0;
const LEFT: f64 = 70.0;
const TOP: f64 = 84.0;
/// Height of the field of curves.
const FIELD: f64 = 360.0;
/// Height of a line of the legend.
const LINE: f64 = 20.0;
/// Room under the field, for the axis.
const AXIS: f64 = 56.0;
/// Parts of the share's axis.
const PARTS: u32 = 10;

pub(super) fn picture(curves: &Curves<'_>) -> String {
    let (low, high) = curves.range();
    let scale = Scale::between([low, high], MARKS, LEFT, WIDTH - MARGIN - LEFT);
    let height = TOP + FIELD + AXIS + LINE * curves.curves.len() as f64 + MARGIN;
    let mut svg = Svg::new(WIDTH, height);
    let replications = curves.curves.iter().flat_map(|curve| &curve.points).map(|row| row.within.n).max();
    let rests_on = match replications {
        Some(count @ 2..) => format!("mean of {count} replications, 95 % intervals (Student)"),
        _ => "one replication".to_owned(),
    };
    let under = format!("{}, {}: {}; {rests_on}", curves.population, curves.span, curves.question);
    svg.heading(&curves.title, &under);
    axes(&mut svg, &scale);
    let [limits, _] = curves.marks();
    for (days, name) in limits {
        let x = scale.at(days);
        svg.line([x, TOP, x, TOP + FIELD], 1.4, INK);
        svg.text([x, TOP - 6.0], 12.0, "middle", &name);
    }
    for (at, curve) in curves.curves.iter().enumerate() {
        let colour = COLOURS[at];
        draw(&mut svg, &scale, curve, high, colour);
        let y = TOP + FIELD + AXIS + LINE * (at as f64 + 0.5);
        svg.rect([LEFT, y - 9.0], 18.0, 9.0, colour);
        svg.text([LEFT + 26.0, y], 12.0, "start", &curve.legend());
    }
    svg.close()
}

/// Place of a share.
fn y(share: f64) -> f64 {
    TOP + FIELD * (1.0 - share)
}

fn axes(svg: &mut Svg, scale: &Scale) {
    let marks = scale.marks();
    let right = marks.last().map_or(LEFT, |last| scale.at(*last));
    for part in 0..=PARTS {
        let share = f64::from(part) / f64::from(PARTS);
        svg.line([LEFT, y(share), right, y(share)], 0.6, PALE);
        svg.text([LEFT - 8.0, y(share) + 4.0], 11.0, "end", &format!("{:.0}%", share * 100.0));
    }
    for mark in &marks {
        let x = scale.at(*mark);
        svg.line([x, TOP, x, TOP + FIELD + 4.0], 0.6, PALE);
        svg.text([x, TOP + FIELD + 18.0], 11.0, "middle", &format!("{mark:.*}", scale.places));
    }
    let middle = f64::midpoint(LEFT, right);
    svg.text([middle, TOP + FIELD + 38.0], 12.0, "middle", "share of consignments within so many days");
}

fn draw(svg: &mut Svg, scale: &Scale, curve: &Curve<'_>, high: f64, colour: &str) {
    let points = || curve.points.iter().filter(|row| row.time_d <= high);
    let interval = |row: &&DistributionRow| {
        let (low, high) = row.within.interval?;
        Some((scale.at(row.time_d), y(low), y(high)))
    };
    let band: Vec<(f64, f64, f64)> = points().filter_map(interval).collect();
    let lower = band.iter().map(|&(x, low, _)| [x, low]);
    let upper = band.iter().rev().map(|&(x, _, high)| [x, high]);
    let around: Vec<[f64; 2]> = lower.chain(upper).collect();
    if !around.is_empty() {
        svg.area(&around, colour);
    }
    let line = points().map(|row| [scale.at(row.time_d), y(row.within.mean)]);
    let line: Vec<[f64; 2]> = line.chain([[scale.at(high), y(curve.share(high))]]).collect();
    svg.curve(&line, colour);
}
