//! Running a scenario through the binary, reading its tables, and the rule by which a figure is accepted.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use transcaspian::experiment::known_cases;

/// Replications of every stochastic case.
pub(crate) const REPLICATIONS: u32 = 40;

/// The 97.5 % quantile of Student's law with `REPLICATIONS - 1` degrees of freedom: the intervals' own.
const STUDENT: f64 = 2.022_690_911_734_728;

/// The scenario file of that name.
pub(crate) fn scenario(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/validation").join(format!("{name}.toml"))
}

/// The value of a figure of a case that `validate` runs too: each is stated there, and nowhere else.
pub(crate) fn exact(case: &str, what: &str) -> f64 {
    let cases = known_cases(None);
    let found = cases.iter().find(|(_, known)| known.id == case).and_then(|(_, known)| known.exact(what));
    found.unwrap_or_else(|| panic!("nothing is known of {what} in {case}"))
}

/// What a run has written.
pub(crate) struct Output {
    folder: TempDir,
}

/// Runs a scenario at the fixed seed with `REPLICATIONS` replications, no shipments, and these settings.
pub(crate) fn study(name: &str, sets: &[&str]) -> Output {
    study_with(name, sets, &["--shipments", "none"])
}

/// The same with other flags.
pub(crate) fn study_with(name: &str, sets: &[&str], flags: &[&str]) -> Output {
    let count = REPLICATIONS.to_string();
    let flags: Vec<&str> = ["-n", &count].iter().chain(flags).copied().collect();
    run(&scenario(name), sets, &flags)
}

/// Runs a scenario file with `path=value` settings and further flags.
pub(crate) fn run(file: &Path, sets: &[&str], flags: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder for the output");
    let mut command = Command::new(env!("CARGO_BIN_EXE_transcaspian"));
    command.arg("run").arg(file).arg("-q").arg("-o").arg(folder.path().join("out")).args(flags);
    if !flags.contains(&"--seed") {
        command.args(["--seed", "1"]);
    }
    for set in sets {
        command.arg("--set").arg(set);
    }
    let done = command.output().expect("the binary can be started");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{} {sets:?} {flags:?}: {}\n{said}", file.display(), done.status);
    Output { folder }
}

impl Output {
    /// The folder of the tables.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// A table by its file name.
    pub(crate) fn table(&self, file: &str) -> Table {
        let path = self.folder().join(file);
        let mut reader =
            csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let columns = reader.headers().expect("a header").iter().map(str::to_owned).collect();
        let rows = reader.records().map(|row| row.expect("a row as long as the header")).collect();
        Table { file: file.to_owned(), columns, rows }
    }

    /// Bytes of every CSV file, in the order of their names.
    pub(crate) fn bytes(&self) -> Vec<(String, Vec<u8>)> {
        let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(self.folder())
            .expect("the folder is there")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
            .map(|path| {
                let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
                (name, std::fs::read(&path).expect("the file can be read"))
            })
            .collect();
        files.sort();
        assert!(
            files.len() >= 8,
            "all tables are there: {:?}",
            files.iter().map(|file| &file.0).collect::<Vec<_>>()
        );
        files
    }

    /// Hours of a consignment of flow `jobs` at a stage on a cause; nobody's hours are 0.
    pub(crate) fn ledger(&self, stage: &str, cause: &str) -> Estimate {
        let table = self.table("ledger.csv");
        let row = table.find(&[("flow", "jobs"), ("stage", stage), ("cause", cause)]);
        row.estimate("hours_mean", "ci_low", "ci_high")
    }

    /// Time from entering to leaving [h].
    pub(crate) fn journey(&self) -> Estimate {
        self.span("journey")
    }

    /// A span of flow `jobs` [h].
    pub(crate) fn span(&self, name: &str) -> Estimate {
        let table = self.table("summary.csv");
        let row = table.find(&[("scope", "jobs"), ("metric", &format!("time {name}"))]);
        row.estimate("mean", "ci_low", "ci_high").scaled(24.0)
    }

    /// The 95th percentile of a span of flow `jobs` [h], of which no interval is given.
    pub(crate) fn p95(&self, name: &str) -> f64 {
        let table = self.table("summary.csv");
        table.find(&[("scope", "jobs"), ("metric", &format!("time {name}"))]).number("p95") * 24.0
    }

    /// A reading of a target: in days, or a share.
    pub(crate) fn target(&self, name: &str, statistic: &str) -> Estimate {
        let table = self.table("targets.csv");
        table.find(&[("target", name), ("statistic", statistic)]).estimate("value", "ci_low", "ci_high")
    }

    /// Mean number inside a stage.
    pub(crate) fn inside(&self, stage: &str) -> Estimate {
        let table = self.table("stages.csv");
        table.find(&[("stage", stage)]).estimate("inside_mean", "inside_ci_low", "inside_ci_high")
    }

    /// Mean number waiting in a stage. The table gives no interval for it; that of the number inside is as wide,
    /// because those in service are the more the longer the queue is.
    pub(crate) fn waiting(&self, stage: &str) -> Estimate {
        let table = self.table("stages.csv");
        Estimate { mean: table.find(&[("stage", stage)]).number("waiting_mean"), ..self.inside(stage) }
    }

    /// Mean wait of those who left a stage [h].
    pub(crate) fn wait(&self, stage: &str) -> Estimate {
        let table = self.table("stages.csv");
        table.find(&[("stage", stage)]).estimate("wait_h", "wait_ci_low_h", "wait_ci_high_h")
    }

    /// Share of the sampled consignments of which something holds, by replication.
    pub(crate) fn share(&self, holds: impl Fn(&Row<'_>) -> bool) -> Estimate {
        let table = self.table("shipments.csv");
        let mut counts = vec![(0_u32, 0_u32); REPLICATIONS as usize];
        let replication = table.column("replication");
        for row in table.iter() {
            let at: usize = row.row[replication].parse().expect("replications are numbered");
            counts[at - 1].0 += u32::from(holds(&row));
            counts[at - 1].1 += 1;
        }
        let shares: Vec<f64> = counts.iter().map(|&(held, all)| f64::from(held) / f64::from(all)).collect();
        Estimate::of(&shares)
    }

    /// The only number in a column of the row of flow `jobs`.
    pub(crate) fn flow(&self, column: &str) -> f64 {
        self.table("flows.csv").find(&[("flow", "jobs")]).number(column)
    }
}

/// The share turned away from the desk by 30 runs of one replication each: the tables give its mean, not its scatter.
pub(crate) fn turned_away(name: &str, sets: &[&str]) -> Estimate {
    let shares: Vec<f64> = (1..=30)
        .map(|seed| {
            let flags = ["-n", "1", "--seed", &seed.to_string(), "--shipments", "none"];
            let output = run(&scenario(name), sets, &flags);
            let (away, cohort) = (output.flow("turned_away"), output.flow("cohort"));
            away / (away + cohort)
        })
        .collect();
    Estimate::of(&shares)
}

/// A table as text.
pub(crate) struct Table {
    file: String,
    columns: Vec<String>,
    pub(crate) rows: Vec<csv::StringRecord>,
}

/// A row of a table.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    table: &'a Table,
    row: &'a csv::StringRecord,
}

impl Table {
    /// The position of a column.
    pub(crate) fn column(&self, name: &str) -> usize {
        let at = self.columns.iter().position(|column| column == name);
        at.unwrap_or_else(|| panic!("{} has no column {name}: {:?}", self.file, self.columns))
    }

    /// The names of the columns.
    pub(crate) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// All rows.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|row| Row { table: self, row })
    }

    /// The only row with these texts.
    pub(crate) fn find(&self, wanted: &[(&str, &str)]) -> Row<'_> {
        let fits = |row: &Row<'_>| wanted.iter().all(|(column, text)| row.text(column) == *text);
        let found: Vec<Row<'_>> = self.iter().filter(fits).collect();
        assert_eq!(found.len(), 1, "rows of {} with {wanted:?}", self.file);
        found[0]
    }
}

impl<'a> Row<'a> {
    /// The text in a column.
    pub(crate) fn text(&self, column: &str) -> &'a str {
        &self.row[self.table.column(column)]
    }

    /// The number in a column.
    pub(crate) fn number(&self, column: &str) -> f64 {
        let text = self.text(column);
        text.parse().unwrap_or_else(|_| panic!("{}: {column} is {text:?}, not a number", self.table.file))
    }

    /// The mean in a column, its standard error from the limits of its interval.
    pub(crate) fn estimate(&self, mean: &str, low: &str, high: &str) -> Estimate {
        let (mean, low, high) = (self.number(mean), self.number(low), self.number(high));
        assert!(low <= mean && mean <= high, "{mean} is not within {low} to {high}");
        // A share's interval may have been cut off at 0 or 1 on one side.
        Estimate { mean, error: (mean - low).max(high - mean) / STUDENT }
    }
}

/// A mean over replications with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Estimate {
    pub(crate) mean: f64,
    pub(crate) error: f64,
}

impl Estimate {
    /// The mean of independent values.
    pub(crate) fn of(values: &[f64]) -> Estimate {
        let n = values.len() as f64;
        assert!(n >= 30.0, "30 replications are the least: {n}");
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        Estimate { mean, error: (squares / (n - 1.0) / n).sqrt() }
    }

    /// The same in another unit.
    pub(crate) fn scaled(self, factor: f64) -> Estimate {
        Estimate { mean: self.mean * factor, error: self.error * factor.abs() }
    }

    /// The same with a constant added.
    pub(crate) fn plus(self, constant: f64) -> Estimate {
        Estimate { mean: self.mean + constant, ..self }
    }
}

/// Accepts an estimate: at most four standard errors away, and sharp enough to mean something.
pub(crate) fn agrees(what: &str, found: Estimate, exact: f64) {
    let Estimate { mean, error } = found;
    let half = STUDENT * error;
    assert!(half <= 0.02 * exact.abs(), "{what}: half-width {half} is more than 2 % of {exact}");
    let away = (mean - exact) / error;
    // A figure without any scatter is right to rounding or wrong.
    let exactly = error < 1e-9 * exact.abs() && (mean - exact).abs() < 1e-9 * exact.abs();
    assert!(exactly || away.abs() <= 4.0, "{what}: {mean} is {away:.2} standard errors from {exact}");
    if std::env::var_os("THEORY_SHOW").is_some() {
        let percent = 100.0 * half / exact;
        println!(
            "{what:40} exact {exact:12.6} simulated {mean:12.6} ({away:+.2} SE, half-width {percent:.2} %)"
        );
    }
}

/// Share of the hourly departures from `quay` after which nobody is left there, from the diaries of a run of 600 h after 100 h:
/// of 500 departures from hour 200 on.
pub(crate) fn none_left(output: &Output, quay: &str) -> Estimate {
    let table = output.table("shipments.csv");
    let [arrived, sailed] = ["arrived", "sailed"].map(|event| table.column(&format!("{quay}.{event}")));
    let mut cleared = vec![vec![true; 500]; REPLICATIONS as usize];
    let first = seconds("2023-01-01T00:00:00") + 200 * 3600;
    for row in &table.rows {
        let replication: usize = row[0].parse().expect("replications are numbered");
        let (arrived, sailed) = (seconds(&row[arrived]) - first, seconds(&row[sailed]) - first);
        assert_eq!(sailed % 3600, 0, "vessels leave on the hour");
        // Departures after its arrival and before its own.
        for hour in arrived.div_euclid(3600) + 1..sailed / 3600 {
            let hour = usize::try_from(hour).ok();
            if let Some(none) = hour.and_then(|hour| cleared[replication - 1].get_mut(hour)) {
                *none = false;
            }
        }
    }
    let shares: Vec<f64> =
        cleared.iter().map(|run| run.iter().filter(|&&none| none).count() as f64 / 500.0).collect();
    Estimate::of(&shares)
}

/// Accepts two figures that must be equal but for rounding.
pub(crate) fn equals(what: &str, found: f64, exact: f64) {
    let scale = found.abs().max(exact.abs()).max(1.0);
    assert!((found - exact).abs() <= 1e-9 * scale, "{what}: {found} is not {exact}");
}

/// Seconds since 1970 of a date of the tables, `2023-01-02T05:04:03`.
pub(crate) fn seconds(date: &str) -> i64 {
    let part = |from: usize, to: usize| -> i64 { date[from..to].parse().expect("a date of the tables") };
    let (year, month, day) = (part(0, 4), part(5, 7), part(8, 10));
    // Days since 1 March of the year 0, in which leap days come last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    (days - 719_468) * 86_400 + part(11, 13) * 3_600 + part(14, 16) * 60 + part(17, 19)
}
