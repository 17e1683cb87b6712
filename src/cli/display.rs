//! Layout of what is printed.

use comfy_table::{CellAlignment, ContentArrangement, Table};

use crate::document::printable;
use crate::scenario::Scenario;

/// Columns of a terminal that everything fits into.
pub(super) const WIDTH: usize = 100;

/// A table without lines, that breaks long cells.
pub(super) fn table<T: ToString>(header: impl IntoIterator<Item = T>) -> Table {
    let mut table = Table::new();
    table
        .load_style(comfy_table::presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH as u16)
        .set_header(header.into_iter().map(|name| name.to_string()));
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    // Blanks at the ends of lines would take room from the columns.
    let last = table.column_count().saturating_sub(1);
    if let Some(column) = table.column_mut(last) {
        column.set_padding((0, 0));
    }
    table
}

/// Sets columns of numbers to the right.
pub(super) fn align_right(table: &mut Table, columns: &[usize]) {
    for &at in columns {
        if let Some(column) = table.column_mut(at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

/// The lines of a table, without blanks at their ends.
pub(super) fn lines(table: &Table) -> String {
    let lines: Vec<String> = table.lines().map(|line| safe(line.trim_end())).collect();
    lines.join("\n")
}

/// Text of a scenario, with which nothing in it can steer a terminal.
pub(super) fn safe(text: &str) -> String {
    text.chars().map(|c| if c == '\n' { c } else { printable(c) }).collect()
}

/// Text broken into lines.
pub(super) fn wrapped(text: &str) -> String {
    let mut lines = vec![String::new()];
    let mut length = 0;
    for word in text.split(' ') {
        let word_length = word.chars().count();
        if length > 0 && length + 1 + word_length > WIDTH {
            lines.push(String::new());
            length = 0;
        }
        let Some(line) = lines.last_mut() else { break };
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        line.push_str(&safe(word));
        length += word_length;
    }
    lines.join("\n")
}

/// How many numbers of a scenario are known how well.
pub(super) fn inputs(scenario: &Scenario) -> String {
    let inputs = scenario.inputs();
    format!("{} numbers: {inputs}", inputs.total())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_broken_between_words() {
        let text = "word ".repeat(50);
        let text = wrapped(text.trim());
        assert_eq!(text.lines().count(), 3);
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH && line.starts_with("word")));
    }
}
