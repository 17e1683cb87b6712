//! `tornado.svg`: the inputs that do most, as bars from the base.

use std::fmt::Write as _;

use super::scale::Scale;
use crate::experiment::{Bar, End, Finding, Step, Tornado};

/// Bars that a page holds.
const MOST: usize = 40;
const WIDTH: f64 = 1000.0;
const ROW: f64 = 30.0;
/// Height of one of the two bars of a row.
const THICK: f64 = 9.0;
const TOP: f64 = 92.0;
const BOTTOM: f64 = 64.0;
const MARGIN: f64 = 20.0;
/// Room between labels and axis.
const GAP: f64 = 24.0;
/// Room for words beyond the right end of the axis.
const BESIDE: f64 = 70.0;
/// Width of a letter of the labels.
const LETTER: f64 = 6.4;
/// Letters of the longest label.
const LONGEST: usize = 62;
/// Colours that differ in print without colour too.
const COLOURS: [&str; 2] = ["#1f4e79", "#e39b4a"];
const INK: &str = "#222222";

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
    let mut svg = Svg(String::new());
    let _ = writeln!(
        svg.0,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" font-family=\"Helvetica, Arial, sans-serif\" fill=\"{INK}\">"
    );
    let _ = writeln!(svg.0, "<rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>");
    svg.text(MARGIN, 28.0, 17.0, "start", &format!("What the uncertain inputs do: {title}"));
    svg.text(MARGIN, 48.0, 12.0, "start", &subtitle(tornado));
    svg.legend(68.0);
    svg.axis(&scale, bars.len(), tornado);
    for (at, (bar, label)) in bars.iter().zip(&labels).enumerate() {
        let top = TOP + at as f64 * ROW;
        svg.text(left - GAP, top + 12.0, 11.5, "end", &label[0]);
        svg.text(left - GAP, top + 24.0, 10.0, "end", &label[1]);
        for (which, end) in bar.ends.iter().enumerate() {
            svg.end(&scale, top + 5.0 + which as f64 * (THICK + 1.0), end, COLOURS[which]);
        }
    }
    svg.0.push_str("</svg>\n");
    svg.0
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
    let letters: Vec<char> = input.path.chars().collect();
    let path = match letters.len().checked_sub(LONGEST) {
        None | Some(0) => input.path.clone(),
        Some(over) => format!("…{}", letters[over + 1..].iter().collect::<String>()),
    };
    [path, format!("{} to {} {}, now {}", input.low, input.high, input.unit, short(input.value))]
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

/// Text of a picture that is being written.
struct Svg(String);

impl Svg {
    fn text(&mut self, x: f64, y: f64, size: f64, anchor: &str, text: &str) {
        let text = escaped(text);
        let _ = writeln!(
            self.0,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" text-anchor=\"{anchor}\">{text}</text>"
        );
    }

    fn line(&mut self, [x1, y1, x2, y2]: [f64; 4], width: f64, colour: &str) {
        let _ = writeln!(
            self.0,
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{colour}\" \
             stroke-width=\"{width}\"/>"
        );
    }

    fn rect(&mut self, x: f64, y: f64, width: f64, colour: &str) {
        let _ = writeln!(
            self.0,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{THICK}\" fill=\"{colour}\"/>"
        );
    }

    fn legend(&mut self, y: f64) {
        let mut x = MARGIN;
        for (colour, text) in COLOURS.iter().zip(["input at its low", "input at its high"]) {
            self.rect(x, y - THICK, 18.0, colour);
            self.text(x + 24.0, y, 11.0, "start", text);
            x += 140.0;
        }
        self.whisker([x, x + 24.0], y - THICK / 2.0);
        self.text(x + 30.0, y, 11.0, "start", "95 % interval (Student, paired)");
    }

    fn axis(&mut self, scale: &Scale, rows: usize, tornado: &Tornado) {
        let end = TOP + rows as f64 * ROW;
        for mark in scale.marks() {
            let x = scale.at(mark);
            self.line([x, TOP - 4.0, x, end + 4.0], 0.6, "#cccccc");
            let places = scale.places;
            let sign =
                if mark.abs() < scale.step / 2.0 { String::new() } else { format!("{mark:+.places$}") };
            self.text(x, end + 18.0, 11.0, "middle", if sign.is_empty() { "0" } else { &sign });
        }
        let zero = scale.at(0.0);
        self.line([zero, TOP - 4.0, zero, end + 4.0], 1.2, INK);
        let marks = scale.marks();
        let middle = marks
            .first()
            .zip(marks.last())
            .map_or(zero, |(low, high)| f64::midpoint(scale.at(*low), scale.at(*high)));
        let what = format!("change of the mean of {} (d)", tornado.span);
        self.text(middle, end + 38.0, 12.0, "middle", &what);
    }

    /// The bar of one end, or a word why there is none.
    fn end(&mut self, scale: &Scale, y: f64, end: &End, colour: &str) {
        let zero = scale.at(0.0);
        match &end.outcome {
            Finding::Effect(change) => {
                let x = scale.at(change.mean);
                self.rect(zero.min(x), y, (x - zero).abs(), colour);
                if let Some((low, high)) = change.interval.filter(|(low, high)| low < high) {
                    self.whisker([scale.at(low), scale.at(high)], y + THICK / 2.0);
                }
            }
            Finding::Hidden(_) | Finding::Failed(_) => {
                let marks = scale.marks();
                let right = marks.last().map_or(zero, |high| scale.at(*high));
                self.rect(zero, y, right - zero, colour);
                self.text(right + 5.0, y + THICK - 1.0, 9.0, "start", "queue grows");
            }
            Finding::Refused(_) => self.text(zero + 4.0, y + THICK - 1.0, 9.0, "start", "refused"),
            Finding::NotRun => self.text(zero + 4.0, y + THICK - 1.0, 9.0, "start", "not run"),
        }
    }

    fn whisker(&mut self, [low, high]: [f64; 2], y: f64) {
        self.line([low, y, high, y], 1.0, INK);
        for x in [low, high] {
            self.line([x, y - 3.0, x, y + 3.0], 1.0, INK);
        }
    }
}

/// A text as XML holds it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no way to write most of these.
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_break_the_picture() {
        assert_eq!(escaped("a<b & \"c\"\u{1}>"), "a&lt;b &amp; &quot;c&quot; &gt;");
        assert_eq!((short(2.0), short(2.333_333), short(120.0)), ("2".into(), "2.333".into(), "120".into()));
    }
}
