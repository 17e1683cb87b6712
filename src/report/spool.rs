//! Rows of cells on the disk, until it is known which columns their table has.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek as _, Write};

use super::table::Cell;
use crate::units::Date;

/// Rows that are written once and read once.
#[derive(Debug)]
pub(super) struct Spool {
    out: BufWriter<File>,
    rows: u64,
}

impl Spool {
    pub(super) fn new(file: File) -> Spool {
        Spool { out: BufWriter::new(file), rows: 0 }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, cells: &[Cell]) -> io::Result<()> {
        self.rows += 1;
        self.out.write_all(&(cells.len() as u64).to_le_bytes())?;
        for cell in cells {
            match cell {
                Cell::Empty => self.out.write_all(&[0])?,
                Cell::Integer(number) => {
                    self.out.write_all(&[1])?;
                    self.out.write_all(&number.to_le_bytes())?;
                }
                Cell::Number(number) => {
                    self.out.write_all(&[2])?;
                    self.out.write_all(&number.to_le_bytes())?;
                }
                Cell::Date(day) => {
                    self.out.write_all(&[4])?;
                    self.out.write_all(&day.days().to_le_bytes())?;
                }
                Cell::Time(day, ms) => {
                    self.out.write_all(&[5])?;
                    self.out.write_all(&day.days().to_le_bytes())?;
                    self.out.write_all(&ms.to_le_bytes())?;
                }
                Cell::Text(text) => {
                    self.out.write_all(&[3])?;
                    self.out.write_all(&(text.len() as u64).to_le_bytes())?;
                    self.out.write_all(text.as_bytes())?;
                }
            }
        }
        Ok(())
    }

    /// All rows in the order in which they came.
    pub(super) fn read(self, mut each: impl FnMut(Vec<Cell>) -> io::Result<()>) -> io::Result<()> {
        let mut file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        let mut input = BufReader::new(file);
        for _ in 0..self.rows {
            let cells = word(&mut input)?;
            let row: io::Result<Vec<Cell>> =
                (0..u64::from_le_bytes(cells)).map(|_| cell(&mut input)).collect();
            each(row?)?;
        }
        Ok(())
    }
}

fn word(input: &mut impl Read) -> io::Result<[u8; 8]> {
    let mut word = [0; 8];
    input.read_exact(&mut word)?;
    Ok(word)
}

fn whole(input: &mut impl Read) -> io::Result<i64> {
    Ok(i64::from_le_bytes(word(input)?))
}

fn cell(input: &mut impl Read) -> io::Result<Cell> {
    let mut kind = [0];
    input.read_exact(&mut kind)?;
    Ok(match kind[0] {
        0 => Cell::Empty,
        1 => Cell::Integer(whole(input)?),
        2 => Cell::Number(f64::from_le_bytes(word(input)?)),
        4 => Cell::Date(Date::from_days(whole(input)?)),
        5 => Cell::Time(Date::from_days(whole(input)?), whole(input)?),
        _ => {
            let length = u64::from_le_bytes(word(input)?);
            let mut text = vec![0; usize::try_from(length).map_err(io::Error::other)?];
            input.read_exact(&mut text)?;
            Cell::Text(String::from_utf8(text).map_err(io::Error::other)?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_was_written() {
        let rows = [
            vec![Cell::Text("a, \"b\"\nß".into()), Cell::Number(-0.1), Cell::Empty],
            vec![],
            vec![Cell::Date(Date::from_days(-1)), Cell::Time(Date::from_days(19_359), 18_000_000)],
            vec![Cell::Integer(i64::MIN), Cell::Text(String::new()), Cell::Number(f64::MAX)],
        ];
        let mut spool = Spool::new(tempfile::tempfile().unwrap());
        rows.iter().for_each(|row| spool.push(row).unwrap());
        let mut read = Vec::new();
        spool
            .read(|row| {
                read.push(row);
                Ok(())
            })
            .unwrap();
        assert_eq!(read, rows);
    }
}
