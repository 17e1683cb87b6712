//! A picture as SVG text: shapes with their places, and text that cannot break out of its place.

use std::fmt::Write as _;

/// Room around a picture.
pub(in crate::report) const MARGIN: f64 = 20.0;
/// Colour of text and lines.
pub(in crate::report) const INK: &str = "#222222";
/// Colour of lines of a grid.
pub(in crate::report) const PALE: &str = "#cccccc";
/// Colours that differ in print without colour too, and for those who do not tell red from green.
pub(in crate::report) const COLOURS: [&str; 6] =
    ["#1f4e79", "#e39b4a", "#4f9d69", "#b04a5a", "#7a6fb0", "#5a5a5a"];
/// Width of a letter of labels of size 11.5.
pub(in crate::report) const LETTER: f64 = 6.4;

/// A picture that is being written.
#[derive(Debug)]
pub(in crate::report) struct Svg(String);

impl Svg {
    /// An empty page.
    pub(in crate::report) fn new(width: f64, height: f64) -> Svg {
        let mut svg = Svg(String::new());
        let _ = writeln!(
            svg.0,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" font-family=\"Helvetica, Arial, sans-serif\" fill=\"{INK}\">"
        );
        let _ = writeln!(svg.0, "<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>");
        svg
    }

    /// The whole text of it.
    pub(in crate::report) fn close(mut self) -> String {
        self.0.push_str("</svg>\n");
        self.0
    }

    /// Text at a place; `anchor` is start, middle or end.
    pub(in crate::report) fn text(&mut self, [x, y]: [f64; 2], size: f64, anchor: &str, text: &str) {
        let text = escaped(text);
        let _ = writeln!(
            self.0,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" text-anchor=\"{anchor}\">{text}</text>"
        );
    }

    /// Title and a line under it.
    pub(in crate::report) fn heading(&mut self, title: &str, under: &str) {
        self.text([MARGIN, 28.0], 17.0, "start", title);
        self.text([MARGIN, 48.0], 12.0, "start", under);
    }

    /// A straight line.
    pub(in crate::report) fn line(&mut self, [x1, y1, x2, y2]: [f64; 4], width: f64, colour: &str) {
        let _ = writeln!(
            self.0,
            "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{colour}\" \
             stroke-width=\"{width}\"/>"
        );
    }

    /// A filled rectangle.
    pub(in crate::report) fn rect(&mut self, [x, y]: [f64; 2], width: f64, height: f64, colour: &str) {
        let _ = writeln!(
            self.0,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height}\" fill=\"{colour}\"/>"
        );
    }

    /// A line through points.
    pub(in crate::report) fn curve(&mut self, points: &[[f64; 2]], colour: &str) {
        let points = places(points);
        let _ = writeln!(
            self.0,
            "<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>"
        );
    }

    /// A pale area between points.
    pub(in crate::report) fn area(&mut self, points: &[[f64; 2]], colour: &str) {
        let points = places(points);
        let _ = writeln!(self.0, "<polygon points=\"{points}\" fill=\"{colour}\" fill-opacity=\"0.2\"/>");
    }

    /// A line with ends, as of an interval.
    pub(in crate::report) fn whisker(&mut self, [low, high]: [f64; 2], y: f64) {
        self.line([low, y, high, y], 1.0, INK);
        for x in [low, high] {
            self.line([x, y - 3.0, x, y + 3.0], 1.0, INK);
        }
    }
}

fn places(points: &[[f64; 2]]) -> String {
    let places: Vec<String> = points.iter().map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
    places.join(" ")
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
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
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
        assert_eq!(escaped("a<b & \"c\"\u{1}>\u{ffff}"), "a&lt;b &amp; &quot;c&quot; &gt; ");
    }
}
