//! The search on models whose answer is known.

use super::problem::tests::{aim, free};
use super::search::Search;
use super::*;

/// A model: by observation a function of the numbers, to which each replication adds something of its own.
type Function<'a> = &'a dyn Fn(&[f64]) -> f64;

fn fitted(problem: &Problem, functions: &[Function<'_>], noise: f64, budget: usize) -> (Calibration, usize) {
    let mut calls = 0;
    let mut simulate = |values: &[f64]| {
        calls += 1;
        let replications =
            |f: &Function<'_>| [-1.0, 0.5, -0.2, 0.7].map(|chance| Some(f(values) + noise * chance)).to_vec();
        Outcome::Simulated(functions.iter().map(replications).collect())
    };
    let mut told = |_, _| {};
    let mut search = Search::new(problem, budget, &mut simulate, &mut told);
    let found = search.run().expect("it is not stopped");
    let trials = std::mem::take(&mut search.trials);
    let calibration = Calibration::new(problem, trials, &found);
    (calibration, calls)
}

#[test]
fn a_straight_model_is_solved_with_the_errors_of_algebra() {
    // x + y = 7 with error 0.1, x - y = 1 with error 0.2: x = 4, y = 3, both with variance (0.01 + 0.04) / 4.
    let aims = vec![aim("sum", 7.0, 0.1 * NORMAL), aim("difference", 1.0, 0.2 * NORMAL)];
    let problem = Problem { free: vec![free("x", 0.0, 10.0, 8.0), free("y", 0.0, 10.0, 9.0)], aims };
    let (found, calls) = fitted(&problem, &[&|v| v[0] + v[1], &|v| v[0] - v[1]], 0.0, 80);
    assert!(found.at_rest && calls < 60, "{calls} evaluations");
    assert_eq!(found.trials.len(), calls);
    for (number, expected) in found.numbers.iter().zip([4.0, 3.0]) {
        assert!((number.value - expected).abs() < 0.011, "{number:?}");
        assert!((number.error.expect("an error") - 0.0125_f64.sqrt()).abs() < 1e-6, "{number:?}");
        let (low, high) = number.interval.expect("an interval");
        assert!(low < expected && expected < high && high - low < 0.5);
        // Chi-square rises by 1.96² at the ends of an interval.
        for rise in number.rises {
            assert!((rise.expect("evaluated") - NORMAL * NORMAL).abs() < 0.5, "{rise:?}");
        }
        assert!(number.seen.0 < low + 0.02 && high - 0.02 < number.seen.1 && number.on_bound.is_none());
    }
    // Covariance (0.01 - 0.04) / 4.
    assert!((found.correlations[0][1] + 0.6).abs() < 1e-6);
    assert!(found.flat.is_empty());
    assert!((found.contour - 5.991_46).abs() < 1e-4);
    assert!(found.is_inside(found.best) && !found.is_inside(0));
}

#[test]
fn a_bent_model_is_solved_too_and_chance_widens_the_intervals() {
    let aims = vec![aim("a", 20.0, 0.2), aim("b", 0.25, 0.01), aim("c", 9.0, 1.0)];
    let problem = Problem { free: vec![free("x", 1.0, 9.0, 1.5), free("y", 1.0, 9.0, 8.0)], aims };
    let model: [Function<'_>; 3] = [&|v| v[0] * v[1], &|v| 1.0 / v[0], &|v| v[0] + v[1]];
    let (sure, calls) = fitted(&problem, &model, 0.0, 80);
    assert!(sure.at_rest, "{calls} evaluations");
    for (number, expected) in sure.numbers.iter().zip([4.0, 5.0]) {
        assert!((number.value - expected).abs() < 0.05, "{number:?}");
    }
    let (chancy, _) = fitted(&problem, &model, 0.05, 80);
    for (with, without) in chancy.numbers.iter().zip(&sure.numbers) {
        assert!(with.error.expect("an error") > 1.5 * without.error.expect("an error"));
    }
    assert!(chancy.residuals.iter().all(|residual| residual.standard.abs() < 1.0));
}

#[test]
fn numbers_that_only_count_together_are_told() {
    let problem = Problem {
        free: vec![free("x", 0.0, 10.0, 1.0), free("y", 0.0, 20.0, 1.0)],
        aims: vec![aim("sum", 9.0, 0.2)],
    };
    let (found, _) = fitted(&problem, &[&|v| v[0] + v[1]], 0.01, 60);
    assert!((found.residuals[0].simulated.mean - 9.0).abs() < 0.05);
    let [flat] = found.flat.as_slice() else { panic!("{:?}", found.flat) };
    let moves: std::collections::BTreeMap<usize, f64> = flat.moves.iter().copied().collect();
    assert!((moves[&0] + moves[&1]).abs() < 1e-6 && moves[&0].abs() >= 0.9, "{flat:?}");
    assert!(flat.rise < 1e-6);
    assert!(found.numbers[0].is_open(&problem.free[0]));
    assert!(found.correlations[0][1] < -0.999);
}

#[test]
fn a_number_that_nothing_sees_stays_open() {
    let problem = Problem {
        free: vec![free("x", 0.0, 10.0, 1.0), free("y", 0.0, 10.0, 4.0)],
        aims: vec![aim("x", 5.0, 0.1)],
    };
    let (found, _) = fitted(&problem, &[&|v| v[0]], 0.0, 60);
    assert!((found.numbers[0].value - 5.0).abs() < 0.02);
    assert!(found.numbers[1].is_open(&problem.free[1]) && !found.numbers[0].is_open(&problem.free[0]));
    assert_eq!(found.flat[0].moves, [(1, 1.0)]);
}

#[test]
fn bounds_hold_and_are_named() {
    let problem = Problem {
        free: vec![free("x", 0.0, 3.0, 1.0), free("y", 0.0, 10.0, 4.0)],
        aims: vec![aim("x", 5.0, 0.4), aim("xy", 2.0, 0.4)],
    };
    let (found, _) = fitted(&problem, &[&|v| v[0] + 0.1 * v[1], &|v| v[1] - v[0]], 0.0, 80);
    assert_eq!((found.numbers[0].value, found.numbers[0].on_bound), (3.0, Some("upper")));
    assert!(found.trials.iter().all(|trial| (0.0..=3.0).contains(&trial.values[0])));
    // With x = 3: the least of (0.1 y - 2)² + (y - 5)² is at y = 5.2 / 1.01; a fifth of a standard error is near enough.
    assert!((found.numbers[1].value - 5.2 / 1.01).abs() < 0.05, "{:?}", found.numbers[1]);
    assert!(found.residuals[0].standard < -2.0);
}

#[test]
fn what_is_refused_is_gone_around_and_a_stop_ends_it() {
    let problem = Problem { free: vec![free("x", 0.0, 10.0, 2.0)], aims: vec![aim("x", 6.0, 0.1)] };
    let mut simulate = |values: &[f64]| match values[0] {
        x if x > 6.5 => Outcome::Refused("too much".to_owned()),
        x => Outcome::Simulated(vec![vec![Some(x), Some(x)]]),
    };
    let mut told = |_, _| {};
    let mut search = Search::new(&problem, 40, &mut simulate, &mut told);
    let found = search.run().expect("it is not stopped");
    assert!((search.trials[found.best].values[0] - 6.0).abs() < 0.02);
    let mut calls = 0;
    let mut best = Vec::new();
    let mut simulate = |values: &[f64]| {
        calls += 1;
        if calls > 3 { Outcome::Stopped } else { Outcome::Simulated(vec![vec![Some(values[0])]]) }
    };
    let mut told = |count: usize, objective: Option<f64>| best.push((count, objective.is_some()));
    let mut search = Search::new(&problem, 40, &mut simulate, &mut told);
    assert!(search.run().is_none() && search.stopped && search.trials.len() == 3);
    assert_eq!((calls, best), (4, vec![(1, true), (2, true), (3, true)]));
}
