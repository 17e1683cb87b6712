//! `tornado.csv`: what each uncertain input does to the headline.

use crate::experiment::{Bar, End, TargetVerdict, Tornado};
use crate::report::table::{Cell, Table, estimate};

const FILE: &str = "tornado.csv";

const COLUMNS: [(&str, &str, &str); 30] = [
    ("path", "", "Key path of the input."),
    ("value", "", "Its value, or the mean of its law."),
    ("low", "", "Lowest plausible value."),
    ("high", "", "Highest plausible value."),
    ("unit", "", "Unit of value, low and high."),
    ("kind", "", "How well it is known: document, public, derived, calibrated or assumed."),
    ("basis", "", "On what it rests: assumed, press (a figure of the trade press or hearsay) or firm."),
    ("source", "", "Identifier of its source or fact."),
    ("step", "", "screen: all inputs, with few replications; full: those that did most, with many."),
    (
        "effect_low_d",
        "d",
        "Mean of the headline span of the headline population with the input at its low, less the base: over replications \
         that share their random numbers; empty if there is none, for which the note has the reason.",
    ),
    ("effect_low_ci_low_d", "d", "Lower limit of its 95 % interval (Student, paired)."),
    ("effect_low_ci_high_d", "d", "Upper limit of it."),
    ("effect_high_d", "d", "The same with the input at its high."),
    ("effect_high_ci_low_d", "d", "Lower limit of its 95 % interval."),
    ("effect_high_ci_high_d", "d", "Upper limit of it."),
    ("replications", "", "Replications on which the effects rest."),
    ("verdict_base", "", "Targets of the scenario and what the base says of them in the full step."),
    ("verdict_low", "", "The same with the input at its low."),
    ("verdict_high", "", "The same with the input at its high."),
    ("flips", "", "Targets of which an end says something else than the base; of the full step only."),
    ("note_low", "", "Why there is no effect at the low."),
    ("note_high", "", "Why there is no effect at the high."),
    (
        "gap_low_d",
        "d",
        "With --between A B: gain of A on the headline less that of B, with the input at its low.",
    ),
    ("gap_low_ci_low_d", "d", "Lower limit of its 95 % interval (Student, paired)."),
    ("gap_low_ci_high_d", "d", "Upper limit of it."),
    ("gap_high_d", "d", "The same with the input at its high."),
    ("gap_high_ci_low_d", "d", "Lower limit of its 95 % interval."),
    ("gap_high_ci_high_d", "d", "Upper limit of it."),
    ("gap_base_d", "d", "The same in the base."),
    (
        "better",
        "",
        "Which of the two fixes gains more in the base, at the low and at the high: A, B or undecided.",
    ),
];

/// What each uncertain input does.
#[must_use]
pub fn table(tornado: &Tornado) -> Table<'_> {
    Table::new(FILE, &COLUMNS, tornado.bars.iter().map(move |bar| row(tornado, bar)))
}

fn row(tornado: &Tornado, bar: &Bar) -> Vec<Cell> {
    let input = &bar.input;
    let [low, high] = &bar.ends;
    let effects = [low, high].map(|end| estimate(end.outcome.effect()));
    let gaps = [low, high].map(|end| estimate(end.ranking.as_ref()));
    let replications = [low, high].iter().filter_map(|end| end.outcome.effect()).map(|change| change.n).max();
    let full = bar.step == crate::experiment::Step::Full;
    let verdicts = |list: &[TargetVerdict]| {
        let words = list.iter().map(|row| format!("{} {}", row.target, row.verdict.word()));
        words.collect::<Vec<_>>().join("; ")
    };
    let mut flips: Vec<String> = Vec::new();
    for [_, at_end] in bar.flips(&tornado.verdicts).into_iter().filter(|_| full) {
        if !flips.contains(&at_end.target) {
            flips.push(at_end.target);
        }
    }
    let note = |end: &End| end.outcome.why().unwrap_or_default().to_owned();
    let better = || {
        let ends = [tornado.ranking.as_ref(), low.ranking.as_ref(), high.ranking.as_ref()];
        ends.map(|gap| gap.map_or("undecided", |gap| better(gap.interval))).join("; ")
    };
    let mut cells: Vec<Cell> = vec![
        (&input.path).into(),
        input.value.into(),
        input.low.into(),
        input.high.into(),
        input.unit.into(),
        input.kind.word().into(),
        input.basis.word().into(),
        (&input.source).into(),
        bar.step.word().into(),
    ];
    cells.extend(effects.into_iter().flatten());
    cells.push(replications.into());
    cells.push(verdicts(&tornado.verdicts).into());
    cells.extend([low, high].map(|end| Cell::from(verdicts(&end.verdicts))));
    cells.push(flips.join("; ").into());
    cells.extend([low, high].map(|end| Cell::from(note(end))));
    cells.extend(gaps.into_iter().flatten());
    cells.push(tornado.ranking.as_ref().filter(|_| full).map(|gap| gap.mean).into());
    cells.push(if full && tornado.design.between.is_some() { better().into() } else { Cell::Empty });
    cells
}

/// Which of two fixes gains more, by the interval of the first's gain less the second's.
pub(super) fn better(gap: Option<(f64, f64)>) -> &'static str {
    match gap {
        Some((low, _)) if low > 0.0 => "A",
        Some((_, high)) if high < 0.0 => "B",
        _ => "undecided",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_interval_ranks_two_fixes() {
        assert_eq!(
            [Some((0.1, 0.2)), Some((-0.3, -0.1)), Some((-0.1, 0.1)), None].map(better),
            ["A", "B", "undecided", "undecided"]
        );
    }
}
