//! Reading and checking the base scenario, compiling it, and writing the tables of a run in which every consignment
//! leaves a diary. `cargo bench --bench files`; with `-- --save` the figures are kept in `benches/runs`.

mod support;

use support::clock::median;
use support::kept::Kept;
use support::workload::{open, plan, results};
use transcaspian::corridor::Corridor;
use transcaspian::experiment::{Plan, Shipments};
use transcaspian::report::{Dialect, Material, tables, write};

const ROUNDS: usize = 7;

/// Numbers that the base has, and the stages that it is compiled into.
const NUMBERS: usize = 654;
const STAGES: usize = 33;

fn main() {
    let mut kept = Kept::new("files");
    let base = || open("scenarios/base.toml", &[]);
    let scenario = base();
    assert_eq!(scenario.parameters().len(), NUMBERS, "numbers of the base");
    kept.line("open base.toml", median(ROUNDS, base).cpu * 1e3, "ms");

    let compile = || Corridor::compile(&scenario);
    assert_eq!(compile().stages.len(), STAGES, "stages of the base");
    kept.line("compile base.toml", median(ROUNDS, compile).cpu * 1e3, "ms");

    let short = [r#"run.warm_up="28 d""#, r#"run.window="28 d""#].map(str::to_owned);
    let scenario = open("scenarios/base.toml", &short);
    let found = results(&scenario, &Plan { shipments: Shipments::Everybody, ..plan(1, 1) });
    let text = || {
        let mut text = Vec::new();
        for table in tables(Material { scenario: &scenario, results: &found }) {
            write(table, Dialect::Rfc4180, &mut text).expect("memory takes it");
        }
        text
    };
    let written = text();
    let lines = written.iter().filter(|&&byte| byte == b'\n').count();
    assert!(lines > found.shipments.len(), "{lines} lines of {} diaries", found.shipments.len());
    let cpu = median(ROUNDS, text).cpu;
    kept.line("write the tables of 28 d", cpu * 1e3, "ms");
    kept.line("write the tables of 28 d", written.len() as f64 / 1e6 / cpu, "MB/s");
    kept.line("write the tables of 28 d", lines as f64 / cpu, "rows/s");
}
