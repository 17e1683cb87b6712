//! What is made of replications: months and seasons, readings and verdicts, backlog, precision.

mod support;

use support::{data, open, replicate};
use transcaspian::metrics::Season;

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9 * a.abs().max(1.0), "{a} is not {b}");
}

/// Ninety days from 1 February on, in single replications so that means of means are means.
#[test]
fn months_and_seasons_make_up_the_window() {
    let results = replicate(&open(&data("corridor/small.toml"), &[]), 1);
    let firsts: Vec<String> = results.months.iter().map(|month| month.first.to_string()).collect();
    assert_eq!(firsts, ["2023-02-01", "2023-03-01", "2023-04-01", "2023-05-01"]);
    assert_eq!(results.ports, ["aktau", "alat"]);
    let closed: f64 = results.months.iter().map(|month| month.closed_h[0]).sum();
    let berths =
        results.resources.iter().find(|row| row.owner == "aktau" && row.resource.ends_with("berths"));
    // A closed berth counts as closed only while no vessel lies at it.
    let share = closed / (results.window_d * 24.0);
    assert!(share < 0.5 && share >= berths.expect("aktau has berths").closed && share > 0.0, "{share}");
    assert!(!results.spans.is_empty());
    for whole in &results.spans {
        let mine = |span: &str, population: &str| span == whole.span && population == whole.population;
        let months: Vec<_> = results
            .months
            .iter()
            .flat_map(|month| month.rows.iter().filter(|row| mine(&row.span, &row.population)))
            .collect();
        let seasons: Vec<_> =
            results.seasons.iter().filter(|row| mine(&row.times.span, &row.times.population)).collect();
        assert_eq!((months.len(), seasons.len()), (4, 2));
        close(months.iter().map(|row| row.consignments).sum(), whole.consignments);
        close(seasons.iter().map(|row| row.times.consignments).sum(), whole.consignments);
        let sum = |count: f64, mean: f64| count * mean / whole.consignments;
        let of_months = |row: &&transcaspian::experiment::MonthRow| {
            row.mean_d.as_ref().map_or(0.0, |days| sum(row.consignments, days.mean))
        };
        close(months.iter().map(of_months).sum(), whole.mean_d.mean);
        close(
            seasons.iter().map(|row| sum(row.times.consignments, row.times.mean_d.mean)).sum(),
            whole.mean_d.mean,
        );
        let within = |row: &&&transcaspian::experiment::SeasonRow| {
            sum(row.times.consignments, row.times.within[0].mean)
        };
        close(seasons.iter().map(|row| within(&row)).sum(), whole.within[0].mean);
    }
    let count = |season: Season| {
        let rows = results.seasons.iter().filter(|row| row.season == season && row.times.span == "all");
        rows.map(|row| row.times.consignments).sum::<f64>()
    };
    assert!(count(Season::Winter) > count(Season::Summer), "two months against one");
}

/// A window in one season has none to compare, and one of more than ten years has no months.
#[test]
fn seasons_and_months_are_told_only_where_they_say_something() {
    let scenario = open(&data("mm1.toml"), &[]);
    let results = replicate(&scenario, 1);
    assert!(results.seasons.is_empty() && results.months.len() == 1);
    let long = ["run.window=\"4000 d\"", "flow.people.volume=0.01"];
    let results = replicate(&open(&data("mm1.toml"), &long), 1);
    assert!(results.months.is_empty() && results.seasons.len() == 4);
}
