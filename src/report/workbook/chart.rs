//! What a chart of the workbook shows.

/// A chart, with what it is drawn from.
#[derive(Clone, Debug)]
pub(in crate::report) struct Chart {
    /// What it shows; begins with a letter.
    pub title: String,
    /// What the two numbers of a point are, with their units.
    pub axes: [String; 2],
    /// Its points, in order.
    pub points: Vec<(Place, f64)>,
    /// How they are drawn.
    pub shape: Shape,
}

/// Where a point is, along the first axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report) enum Place {
    /// At a number.
    Number(f64),
    /// At a word, in the order of the points.
    Word(&'static str),
}

/// How points are drawn.
#[derive(Clone, Debug)]
pub(in crate::report) enum Shape {
    /// A lying bar for each, the first one on top.
    Bars,
    /// One line through all, with an upright one at each mark, from 0 to 1.
    Curve {
        /// Name of a mark, and where it is.
        marks: Vec<(String, f64)>,
    },
}
