//! The tables of a calibration: its evaluations, the numbers it fitted, and how near the observations are.

use crate::experiment::{Calibration, Evaluation};
use crate::report::table::{Cell, Column, Table, estimate};

/// Makes one table.
type Maker = for<'a> fn(&'a Calibration) -> Table<'a>;

/// Every table of a calibration.
pub(super) const ALL: [Maker; 3] = [evaluations, parameters, residuals];

fn evaluations(calibration: &Calibration) -> Table<'_> {
    let problem = &calibration.problem;
    let mut columns = vec![
        Column::new("evaluation", "", "Number of the evaluation, in order."),
        Column::new(
            "objective",
            "",
            "Sum over the observations of ((simulated - observed) / sigma)², sigma being that of the observation; empty if \
             the scenario was refused.",
        ),
        Column::new("chi_square", "", "The same with chance in the simulated means added to sigma."),
        Column::new(
            "inside",
            "",
            "Whether it fits about as well as the best: chi-square within the 95 % contour for all numbers at once.",
        ),
        Column::new("best", "", "Whether the fit rests on it."),
    ];
    for free in &problem.free {
        columns.push(Column::new(&free.path, free.unit, "Value of the number, or mean of its law."));
    }
    for aim in &problem.aims {
        let meaning = "Simulated mean of the observation over the replications.";
        columns.push(Column::new(format!("simulated {}", aim.name), aim.unit, meaning));
    }
    columns.push(Column::new(
        "refused",
        "",
        "Why there is no such scenario, or nothing to be measured in it.",
    ));
    let rows = calibration.trials.iter().enumerate().map(move |(at, trial)| {
        let mut row: Vec<Cell> = vec![
            (at + 1).into(),
            trial.objective.into(),
            calibration.chi_squares[at].into(),
            yes(calibration.is_inside(at)),
            yes(at == calibration.best),
        ];
        row.extend(trial.values.iter().map(|&value| Cell::from(value)));
        row.extend((0..problem.aims.len()).map(|aim| mean(trial, aim)));
        row.push(trial.refused.as_ref().into());
        row
    });
    Table { file: "calibration.csv", columns, rows: Box::new(rows) }
}

fn yes(is: bool) -> Cell {
    if is { "yes" } else { "no" }.into()
}

fn mean(trial: &Evaluation, aim: usize) -> Cell {
    trial.simulated.get(aim).map(|simulated| simulated.mean).into()
}

const PARAMETERS: [(&str, &str, &str); 15] = [
    ("path", "", "Key path of the number."),
    ("unit", "", "Unit of the row's numbers."),
    ("fitted_to", "", "The observation that the scenario says it is fitted to; all of them bear on it."),
    ("start", "", "Its value, or the mean of its law, before."),
    ("fitted", "", "Its value, or the mean of its law, after."),
    (
        "standard_error",
        "",
        "Standard error, from the ranges of the observations and from chance in the simulated means.",
    ),
    ("ci_low", "", "Lower limit of the 95 % interval, cut at the bound."),
    ("ci_high", "", "Upper limit of it."),
    ("bound_low", "", "Lower bound: the low end of its range."),
    ("bound_high", "", "Upper bound."),
    ("seen_low", "", "Lowest value in any evaluation that fits about as well as the best."),
    ("seen_high", "", "Highest value in any such."),
    (
        "rise_low",
        "",
        "By how much chi-square was seen to rise at ci_low, the others moved so as to fit best there; about 3.84 if the \
         model is straight, no bound is in the way and observations do not share chance.",
    ),
    ("rise_high", "", "The same at ci_high."),
    ("on_bound", "", "lower or upper if it lies on that bound."),
];

fn parameters(calibration: &Calibration) -> Table<'_> {
    let free = &calibration.problem.free;
    let rows = free.iter().zip(&calibration.numbers).enumerate().map(move |(at, (free, number))| {
        let mut row: Vec<Cell> = vec![
            (&free.path).into(),
            free.unit.into(),
            (&free.fitted_to).into(),
            free.start.into(),
            number.value.into(),
            number.error.into(),
            number.interval.map(|(low, _)| low).into(),
            number.interval.map(|(_, high)| high).into(),
            free.bounds.0.into(),
            free.bounds.1.into(),
            number.seen.0.into(),
            number.seen.1.into(),
            number.rises[0].into(),
            number.rises[1].into(),
            number.on_bound.into(),
        ];
        let correlations = calibration.correlations.get(at);
        row.extend(
            (0..calibration.numbers.len()).map(|other| Cell::from(correlations.map(|row| row[other]))),
        );
        row
    });
    let mut columns: Vec<Column> =
        PARAMETERS.iter().map(|&(name, unit, meaning)| Column::new(name, unit, meaning)).collect();
    for free in free {
        let name = format!("correlation {}", free.path);
        columns.push(Column::new(name, "", "Correlation of the errors of the two."));
    }
    Table { file: "parameters.csv", columns, rows: Box::new(rows) }
}

const RESIDUALS: [(&str, &str, &str); 13] = [
    ("observation", "", "The observation that was fitted to."),
    ("unit", "", "Unit of the row's numbers, standardised apart."),
    ("observed", "", "What was observed."),
    ("low", "", "Low end of its range, which is read as a 95 % interval."),
    ("high", "", "High end of it."),
    ("sigma", "", "Its standard error: (high - low) / (2 x 1.96)."),
    ("start", "", "Simulated mean with the numbers as they were."),
    ("simulated", "", "Simulated mean with the fitted numbers."),
    ("ci_low", "", "Lower limit of its 95 % interval over the replications (Student)."),
    ("ci_high", "", "Upper limit of it."),
    ("replications", "", "Replications."),
    ("error", "", "Standard error of simulated less observed: sigma and that of the replications."),
    ("standardised", "", "Simulated less observed, in these standard errors."),
];

fn residuals(calibration: &Calibration) -> Table<'_> {
    let rows = calibration.problem.aims.iter().zip(&calibration.residuals).map(|(aim, residual)| {
        let [mean, low, high] = estimate(Some(&residual.simulated));
        vec![
            (&aim.name).into(),
            aim.unit.into(),
            aim.observed.into(),
            aim.range.0.into(),
            aim.range.1.into(),
            aim.sigma().into(),
            residual.start.into(),
            mean,
            low,
            high,
            residual.simulated.n.into(),
            residual.error.into(),
            residual.standard.into(),
        ]
    });
    Table::new("residuals.csv", &RESIDUALS, rows)
}
