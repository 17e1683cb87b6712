//! Reading and checking the base scenario, compiling it, and writing a long table. `cargo bench --bench files`; with
//! `-- --save` the figures are kept in `benches/runs`.

mod support;

use support::clock::median;
use support::kept::Kept;
use support::workload::open;
use transcaspian::corridor::Corridor;
use transcaspian::report::{Cell, Column, Dialect, Table, write};

const ROUNDS: usize = 7;

/// Numbers that the base has, and the stages that it is compiled into.
const NUMBERS: usize = 654;
const STAGES: usize = 33;

const ROWS: u32 = 200_000;
/// The header and the first two rows of the table.
const BEGINS: &str = "\
    flow,number,stage,mean_h,p90_h,share\n\
    block-trains,0,aktau,0,0,\n\
    block-trains,1,aktau,0.14285714285714285,1.5,\n";

fn main() {
    let mut kept = Kept::new("files");
    let base = || open("scenarios/base.toml", &[]);
    let scenario = base();
    assert_eq!(scenario.parameters().len(), NUMBERS, "numbers of the base");
    kept.line("open base.toml", median(ROUNDS, base).cpu * 1e3, "ms");

    let compile = || Corridor::compile(&scenario);
    assert_eq!(compile().stages.len(), STAGES, "stages of the base");
    kept.line("compile base.toml", median(ROUNDS, compile).cpu * 1e3, "ms");

    let text = text();
    assert!(text.starts_with(BEGINS.as_bytes()), "{}", String::from_utf8_lossy(&text[..BEGINS.len()]));
    assert_eq!(text.iter().filter(|&&byte| byte == b'\n').count(), ROWS as usize + 1, "lines");
    let cpu = median(ROUNDS, self::text).cpu;
    kept.line("write a table", text.len() as f64 / 1e6 / cpu, "MB/s");
    kept.line("write a table", f64::from(ROWS) / cpu, "rows/s");
    kept.close();
}

/// A table of text, whole numbers, numbers and empty cells as a file has it.
fn text() -> Vec<u8> {
    let columns =
        ["flow", "number", "stage", "mean_h", "p90_h", "share"].map(|name| Column::new(name, "", ""));
    let rows = (0..ROWS).map(|number| {
        let hours = f64::from(number);
        vec![
            "block-trains".into(),
            number.into(),
            "aktau".into(),
            (hours / 7.0).into(),
            (hours * 1.5).into(),
            Cell::Empty,
        ]
    });
    let table = Table { file: "bench.csv", columns: columns.into(), rows: Box::new(rows) };
    let mut text = Vec::new();
    write(table, Dialect::Rfc4180, &mut text).expect("memory takes it");
    text
}
