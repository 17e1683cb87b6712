//! Dates and times of day.

use super::{Field, Reader};
use crate::document::{Code, Node, Schema, Value};
use crate::units::{Date, TimeOfDay};

impl Field for Date {
    fn schema() -> Schema {
        Schema::Date
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Date> {
        let found = match &node.value {
            Value::Datetime(written) if written.time.is_none() => written.date,
            Value::Datetime(_) | Value::String(_) => None,
            _ => return reader.wrong_type(node, "a date such as 2022-10-03"),
        };
        let date = found.and_then(|d| Date::new(i64::from(d.year), u32::from(d.month), u32::from(d.day)));
        if date.is_none() {
            let message = format!("found {}; allowed is a date alone, such as 2022-10-03", node.describe());
            reader
                .problem(Code::BadDate, node.place, message)
                .hint("write the date without quotation marks and without a time");
        }
        date
    }
}

impl Field for TimeOfDay {
    fn schema() -> Schema {
        Schema::TimeOfDay
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<TimeOfDay> {
        let time = match &node.value {
            Value::String(text) => TimeOfDay::parse(text),
            Value::Datetime(written) if written.date.is_none() && written.offset.is_none() => written
                .time
                .filter(|t| t.second.unwrap_or(0) == 0 && t.nanosecond.unwrap_or(0) == 0)
                .and_then(|t| TimeOfDay::new(u32::from(t.hour), u32::from(t.minute))),
            Value::Datetime(_) => None,
            _ => return reader.wrong_type(node, "a time of day such as \"08:30\""),
        };
        if time.is_none() {
            let message = format!("found {}; allowed is a time of day to the minute", node.describe());
            reader.problem(Code::BadTime, node.place, message).hint("write hours and minutes: \"08:30\"");
        }
        time
    }
}
