//! Tables: columns with unit and meaning, and rows of cells that are made one by one.

use std::fmt;

use crate::experiment::Estimate;
use crate::units::Date;

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its header; ends with the unit where there is one.
    pub name: String,
    /// The unit of its numbers; empty for text and for columns whose rows name a unit.
    pub unit: &'static str,
    /// What it says.
    pub meaning: String,
}

impl Column {
    /// A column.
    #[must_use]
    pub fn new(name: impl Into<String>, unit: &'static str, meaning: impl Into<String>) -> Column {
        Column { name: name.into(), unit, meaning: meaning.into() }
    }
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// A whole number.
    Integer(i64),
    /// A day.
    Date(Date),
    /// So many milliseconds after the midnight that begins a day (UTC).
    Time(Date, i64),
    /// Not known, or of no meaning here.
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Cell {
        Cell::from(text.as_str())
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Cell {
        if number.is_finite() { Cell::Number(number) } else { Cell::Empty }
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Cell {
        Cell::Integer(i64::from(number))
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Cell {
        i64::try_from(number).map_or(Cell::Empty, Cell::Integer)
    }
}

impl From<Date> for Cell {
    fn from(day: Date) -> Cell {
        Cell::Date(day)
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Cell {
        Cell::from(number as u64)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Empty, Into::into)
    }
}

/// The cells of an estimate: mean, lower limit, upper limit.
pub(super) fn estimate(value: Option<&Estimate>) -> [Cell; 3] {
    let interval = value.and_then(|value| value.interval);
    [
        value.map(|value| value.mean).into(),
        interval.map(|(low, _)| low).into(),
        interval.map(|(_, high)| high).into(),
    ]
}

/// A table; its rows are made when they are written, so that a long one takes no memory.
pub struct Table<'a> {
    /// Name of its file.
    pub file: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for every column.
    pub rows: Box<dyn Iterator<Item = Vec<Cell>> + 'a>,
}

impl<'a> Table<'a> {
    /// A table with columns of fixed names: name, unit and meaning of each.
    pub(super) fn new(
        file: &'static str,
        columns: &[(&str, &'static str, &str)],
        rows: impl Iterator<Item = Vec<Cell>> + 'a,
    ) -> Table<'a> {
        let columns = columns.iter().map(|&(name, unit, meaning)| Column::new(name, unit, meaning)).collect();
        Table { file, columns, rows: Box::new(rows) }
    }
}

impl fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("file", &self.file)
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_empty() {
        assert_eq!(Cell::from(f64::NAN), Cell::Empty);
        assert_eq!(Cell::from(f64::INFINITY), Cell::Empty);
        assert_eq!(Cell::from(None::<f64>), Cell::Empty);
        assert_eq!(Cell::from(Some(0.0)), Cell::Number(0.0));
        assert_eq!(Cell::from(""), Cell::Empty);
        let one = Estimate { mean: 2.0, interval: None, n: 1 };
        assert_eq!(estimate(Some(&one)), [Cell::Number(2.0), Cell::Empty, Cell::Empty]);
    }
}
