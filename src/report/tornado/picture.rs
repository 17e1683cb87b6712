//! `tornado.svg`: the inputs that do most, as bars from the base.

use crate::experiment::{Bar, End, Finding, Step, Tornado};
use crate::report::chart::{COLOURS, INK, LETTER, MARGIN, PALE, Scale, Svg, ending};

/// Bars that a page holds.
const MOST: usize = 40;
const WIDTH: f64 = 1000.0;
const ROW: f64 = 30.0;
/// Height of one of the two bars of a row.
const THICK: f64 = 9.0;
const TOP: f64 = 92.0;
const BOTTOM: f64 = 64.0;
/// Room between labels and axis.
const GAP: f64 = 24.0;
/// Room for words beyond the right end of the axis.
const BESIDE: f64 = 70.0;
/// Letters of the longest label.
const LONGEST: usize = 62;

/// The picture, with `title` over it.
#[must_use]
pub fn picture(title: &str, tornado: &Tornado) -> String {
    let bars: Vec<&Bar> = shown(tornado);
    let labels: Vec<[String; 2]> = bars.iter().map(|bar| label(bar)).collect();
    let longest = labels.iter().flatten().map(|text| text.chars().count()).max().unwrap_or(0);
    let left = MARGIN + longest as f64 * LETTER + GAP;
    let ends = || bars.iter().flat_map(|bar| &bar.ends).filter_map(|end| end.outcome.effect());
    let reach = ends().flat_map(|change| {
        let (low, high) = change.interval.unwrap_or((change.mean, change.mean));
        [change.mean, low, high]
    });
    let scale = Scale::new(reach, left, WIDTH - MARGIN - BESIDE - left);
    let height = TOP + bars.len() as f64 * ROW + BOTTOM;
    let mut svg = Svg::new(WIDTH, height);
    svg.heading(&format!("What the uncertain inputs do: {title}"), &subtitle(tornado));
    legend(&mut svg, 68.0);
    axis(&mut svg, &scale, bars.len(), tornado);
    for (at, (of, label)) in bars.iter().zip(&labels).enumerate() {
        let top = TOP + at as f64 * ROW;
        svg.text([left - GAP, top + 12.0], 11.5, "end", &label[0]);
        svg.text([left - GAP, top + 24.0], 10.0, "end", &label[1]);
        for (which, end) in of.ends.iter().enumerate() {
            bar(&mut svg, &scale, top + 5.0 + which as f64 * (THICK + 1.0), end, COLOURS[which]);
        }
    }
    svg.close()
}

/// The inputs of the full step that do something; of the first step if there was no time for a second.
fn shown(tornado: &Tornado) -> Vec<&Bar> {
    let of = |step: Step| -> Vec<&Bar> {
        let bars = tornado.bars.iter().filter(|bar| bar.step == step);
        bars.filter(|bar| bar.size().is_some_and(|size| size > 0.0)).take(MOST).collect()
    };
    let full = of(Step::Full);
    if full.is_empty() { of(Step::Screen) } else { full }
}

/// Path and range; of a long path the end, which tells more.
fn label(bar: &Bar) -> [String; 2] {
    let input = &bar.input;
    [
        ending(&input.path, LONGEST),
        format!("{} to {} {}, now {}", input.low, input.high, input.unit, short(input.value)),
    ]
}

/// A value with as many digits as tell it from others.
fn short(value: f64) -> String {
    let text = format!("{value:.3}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn subtitle(tornado: &Tornado) -> String {
    let base = tornado.base.as_ref().map_or_else(String::new, |base| format!("; base {:.2} d", base.mean));
    let step = tornado.bars.first().map_or(Step::Full, |bar| bar.step);
    let replications = if step == Step::Full { tornado.plan.replications } else { tornado.design.screen };
    format!(
        "Mean of {} ({}){base}; each input alone at the ends of its range, {replications} replications on common random \
         numbers",
        tornado.span, tornado.population
    )
}

fn legend(svg: &mut Svg, y: f64) {
    let mut x = MARGIN;
    for (colour, text) in COLOURS.iter().zip(["input at its low", "input at its high"]) {
        svg.rect([x, y - THICK], 18.0, THICK, colour);
        svg.text([x + 24.0, y], 11.0, "start", text);
        x += 140.0;
    }
    svg.whisker([x, x + 24.0], y - THICK / 2.0);
    svg.text([x + 30.0, y], 11.0, "start", "95 % interval (Student, paired)");
}

fn axis(svg: &mut Svg, scale: &Scale, rows: usize, tornado: &Tornado) {
    let end = TOP + rows as f64 * ROW;
    for mark in scale.marks() {
        let x = scale.at(mark);
        svg.line([x, TOP - 4.0, x, end + 4.0], 0.6, PALE);
        let places = scale.places;
        let sign = if mark.abs() < scale.step / 2.0 { String::new() } else { format!("{mark:+.places$}") };
        svg.text([x, end + 18.0], 11.0, "middle", if sign.is_empty() { "0" } else { &sign });
    }
    let zero = scale.at(0.0);
    svg.line([zero, TOP - 4.0, zero, end + 4.0], 1.2, INK);
    let marks = scale.marks();
    let middle = marks
        .first()
        .zip(marks.last())
        .map_or(zero, |(low, high)| f64::midpoint(scale.at(*low), scale.at(*high)));
    let what = format!("change of the mean of {} (d)", tornado.span);
    svg.text([middle, end + 38.0], 12.0, "middle", &what);
}

/// The bar of one end, or a word why there is none.
fn bar(svg: &mut Svg, scale: &Scale, y: f64, end: &End, colour: &str) {
    let zero = scale.at(0.0);
    let word = |svg: &mut Svg, x: f64, word: &str| svg.text([x, y + THICK - 1.0], 9.0, "start", word);
    match &end.outcome {
        Finding::Effect(change) => {
            let x = scale.at(change.mean);
            svg.rect([zero.min(x), y], (x - zero).abs(), THICK, colour);
            if let Some((low, high)) = change.interval.filter(|(low, high)| low < high) {
                svg.whisker([scale.at(low), scale.at(high)], y + THICK / 2.0);
            }
        }
        Finding::Hidden(_) | Finding::Failed(_) => {
            let marks = scale.marks();
            let right = marks.last().map_or(zero, |high| scale.at(*high));
            svg.rect([zero, y], right - zero, THICK, colour);
            word(svg, right + 5.0, "queue grows");
        }
        Finding::Refused(_) => word(svg, zero + 4.0, "refused"),
        Finding::NotRun => word(svg, zero + 4.0, "not run"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!((short(2.0), short(2.333_333), short(120.0)), ("2".into(), "2.333".into(), "120".into()));
    }
}
