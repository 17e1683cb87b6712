//! A record of wind.

use super::quantity::{quantity_table, read_origin};
use super::{Field, Origin, Reader};
use crate::document::{Code, Node, Schema};
use crate::units::{Date, Dimension, Wind};
use std::sync::Arc;

/// The first line of a record.
const HEADER: &str = "time,wind_m_s";
/// Faults that are shown of one record.
const MOST_FAULTS: usize = 10;

/// Wind as it was measured, with its source: each of its winds holds from its instant until the next, the last for ever.
///
/// A scenario names the file; when it is read, the text of the file takes the place of the name, so that a scenario says
/// all by itself.
#[derive(Clone, Debug)]
pub struct WindRecord {
    rows: Vec<(Date, i64, f64)>,
    origin: Arc<Origin>,
}

/// Equal if they say the same, wherever they were written.
impl PartialEq for WindRecord {
    fn eq(&self, other: &WindRecord) -> bool {
        self.rows == other.rows
    }
}

/// What is wrong with a line of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, 1 for the first.
    pub line: u32,
    /// What is wrong with it.
    pub message: String,
}

impl WindRecord {
    /// Day, milliseconds since its midnight (UTC) and wind (m/s) of each row, in order; at least one.
    #[must_use]
    pub fn rows(&self) -> &[(Date, i64, f64)] {
        &self.rows
    }

    /// Source, kind, note and all that was written beside the record.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Reads the text of a record: a header and rows of an instant and a wind, separated by a comma.
    ///
    /// # Errors
    /// What is wrong, line by line, as far as it is of any help.
    pub fn parse(text: &str) -> Result<Vec<(Date, i64, f64)>, Vec<Fault>> {
        let mut lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
        if lines.next().is_none_or(|(_, header)| header.trim_end() != HEADER) {
            let message = format!("the first line is not the expected one: {HEADER}");
            return Err(vec![Fault { line: 1, message }]);
        }
        let (mut rows, mut faults) = (Vec::new(), Vec::new());
        let mut last = None;
        for (line, row) in lines.filter(|(_, row)| !row.trim().is_empty()) {
            match read_row(row, last) {
                Ok((date, ms, wind)) => {
                    last = Some((date, ms));
                    rows.push((date, ms, wind));
                }
                Err(message) => faults.push(Fault { line, message }),
            }
            if faults.len() == MOST_FAULTS {
                break;
            }
        }
        if rows.is_empty() && faults.is_empty() {
            faults.push(Fault { line: 1, message: "the record has no rows".into() });
        }
        if faults.is_empty() { Ok(rows) } else { Err(faults) }
    }
}

fn read_row(row: &str, last: Option<(Date, i64)>) -> Result<(Date, i64, f64), String> {
    let Some((time, wind)) = row.split_once(',').filter(|(_, wind)| !wind.contains(',')) else {
        return Err("the row does not have two columns".into());
    };
    let (time, wind) = (time.trim(), wind.trim());
    let Some((date, ms)) = Date::parse_instant(time) else {
        return Err(format!("the time is \"{time}\"; allowed is UTC as in 2023-01-02T06:00Z"));
    };
    let Some(wind) = wind.parse::<f64>().ok().filter(|wind| Wind::ALLOWED.allows(*wind)) else {
        return Err(format!("wind_m_s is \"{wind}\"; allowed is a number of 0 or more"));
    };
    if last.is_some_and(|last| last >= (date, ms)) {
        return Err(format!("{time} is not later than the row before"));
    }
    Ok((date, ms, wind))
}

impl Field for WindRecord {
    fn schema() -> Schema {
        Schema::Record
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<WindRecord> {
        let table = quantity_table(node, reader, Schema::Record)?;
        reader.refuse_unknown(table, ["csv", "unit", "source", "kind", "note"].into_iter());
        let rows = match table.get("csv") {
            Some(csv) => reader.within("csv", |reader| read_rows(csv, reader)),
            None => {
                let hint = format!("write {}", Schema::Record.example());
                reader.problem(Code::MissingKey, node.place, "the key `file` is missing").hint(hint);
                None
            }
        };
        let origin = read_origin(node, table, reader, Wind::UNITS, "record of wind");
        let (rows, mut origin) = rows.zip(origin)?;
        let (first, last) = (rows.first()?, rows.last()?);
        origin.value_text = format!("{} winds from {} to {}", rows.len(), first.0, last.0);
        Some(WindRecord { rows, origin: reader.record(origin) })
    }
}

fn read_rows(node: &Node, reader: &mut Reader) -> Option<Vec<(Date, i64, f64)>> {
    let text = reader.text(node)?;
    match WindRecord::parse(text) {
        Ok(rows) => Some(rows),
        Err(faults) => {
            for Fault { line, message } in faults {
                reader.problem(Code::BadRecord, node.place, format!("line {line} of the record: {message}"));
            }
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter::read_text;

    fn faults(text: &str) -> Vec<(u32, String)> {
        WindRecord::parse(text).unwrap_err().into_iter().map(|fault| (fault.line, fault.message)).collect()
    }

    #[test]
    fn rows_are_instants_and_winds() {
        let rows = WindRecord::parse("time,wind_m_s\r\n2023-01-02,3\n2023-01-02T06:30Z,14.5\r\n\n").unwrap();
        let day = Date::new(2023, 1, 2).unwrap();
        assert_eq!(rows, [(day, 0, 3.0), (day, 23_400_000, 14.5)]);
    }

    #[test]
    fn faults_have_their_line() {
        let text = "time,wind_m_s\n2023-01-02,3\n2023-01-01,4\n2023-01-03,x\n2023-01-04,-1\n2023-01-05\n5 Jan,1\n\
                    2023-01-06,1,2\n2023-01-02,9\n";
        let found = faults(text);
        assert_eq!(found.iter().map(|fault| fault.0).collect::<Vec<_>>(), [3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(found[0].1, "2023-01-01 is not later than the row before");
        assert_eq!(found[1].1, "wind_m_s is \"x\"; allowed is a number of 0 or more");
        assert_eq!(
            faults("wind,time\n"),
            [(1, "the first line is not the expected one: time,wind_m_s".into())]
        );
        assert_eq!(faults("time,wind_m_s\n"), [(1, "the record has no rows".into())]);
        assert_eq!(faults(&format!("time,wind_m_s\n{}", "x\n".repeat(50))).len(), MOST_FAULTS);
    }

    #[test]
    fn a_record_has_unit_and_source() {
        let text = "csv = \"time,wind_m_s\\n2023-01-02,3\\n\"\nunit = \"m/s\"\nsource = \"s\"";
        let record = read_text::<WindRecord>(text).unwrap();
        assert_eq!(record.rows().len(), 1);
        assert_eq!(record.origin().value_text, "1 winds from 2023-01-02 to 2023-01-02");
        let problems = read_text::<WindRecord>("csv = \"time,wind_m_s\\nx\"\nunit = \"m/s\"").unwrap_err();
        assert!(problems.contains("line 2 of the record: the row does not have two columns"), "{problems}");
        assert!(problems.contains("has no `source`"), "{problems}");
    }
}
