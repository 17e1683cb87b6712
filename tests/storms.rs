//! Storms: as often, as long and in the months that a scenario states, the same for both shores.

#[path = "support/closures.rs"]
mod closed;
mod support;

use std::fs;

use closed::closures;
use support::{known, open, replicate};
use tempfile::TempDir;
use toml::{Table, Value};
use transcaspian::random::Law;
use transcaspian::scenario::{Scenario, WeatherSpec};
use transcaspian::stage::{PortSpec, StageSpec};
use transcaspian::units::Date;

const RANDOM: [&str; 3] = [
    "weather.sea={ storms = { value = 60, unit = \"1/yr\", source = \"test\" }, duration = { exponential = { mean = 20 }, unit = \"h\", source = \"test\" }, wind = { uniform = { low = 10, high = 20 }, unit = \"m/s\", source = \"test\" } }",
    "stage.east.port.weather={ area = \"sea\", wind_limit = { value = 12, unit = \"m/s\", source = \"test\" }, reopening = { value = 2, unit = \"h\", source = \"test\" } }",
    "stage.west.port.weather={ area = \"sea\", wind_limit = { value = 12, unit = \"m/s\", source = \"test\" }, reopening = { value = 2, unit = \"h\", source = \"test\" } }",
];

#[test]
fn two_ports_on_one_sea_close_together() {
    let scenario = open(&known("two-ports"), &RANDOM);
    let (mut all, mut fewer) = (0, 0);
    for replication in 0..5 {
        let east = closures(&scenario, "east", replication);
        assert_eq!(east, closures(&scenario, "west", replication));
        all += east.len();
        // With a higher limit the other port closes in some of the same storms.
        let sets = [&RANDOM[..], &["stage.west.port.weather.wind_limit=16"]].concat();
        let higher = open(&known("two-ports"), &sets);
        assert_eq!(closures(&higher, "east", replication), east);
        let west = closures(&higher, "west", replication);
        // Where a weaker storm comes while a stronger one is not quite over, the one port closes longer than the other.
        let within = |&(since, until): &(f64, f64)| {
            east.iter().any(|closure| closure.0 <= since && until <= closure.1)
        };
        assert!(west.iter().all(within), "{west:?} and {east:?}");
        fewer += west.len();
    }
    assert!(all > 30 && fewer > 5 && fewer < all, "{fewer} of {all}");
}

#[test]
fn a_scenario_without_weather_has_no_hours_of_weather() {
    let weather = |sets: &[&str]| {
        let results = replicate(&open(&known("two-ports"), sets), 1);
        results.ledger.iter().filter(|row| row.cause == "weather").map(|row| row.hours.mean).sum::<f64>()
    };
    assert_eq!(weather(&[]), 0.0);
    assert!(weather(&RANDOM) > 0.1);
}

/// The ports and the weather of the base in a scenario of their own, where nothing else goes on and no berth has a rule of its
/// own: a port with such berths is closed only while all of them are.
fn weather_of_the_base() -> (TempDir, Scenario) {
    let base: Table = open("base.toml", &[]).resolved().parse().expect("what was resolved can be read");
    let mut alone: Table =
        "title = \"Ports of the base in its weather, without cargo\"\n\
         [source.test]\ntitle = \"Made up for a test\"\nkind = \"derived\"\n\
         [stage.way.leg]\ntime = { value = 1, unit = \"h\", source = \"test\" }\n\
         [route.way]\nstages = [\"way\"]\n\
         [flow.one]\nclass = \"container\"\nvolume = { value = 12, unit = \"consignment/yr\", source = \"test\" }\n\
         route = { way = { value = 100, unit = \"%\", source = \"test\" } }\narrival = { even = {} }\n"
            .parse()
            .expect("it is TOML");
    for key in ["format", "run", "source", "weather", "water"] {
        match (base.get(key), alone.get_mut(key)) {
            (Some(Value::Table(from)), Some(Value::Table(to))) => to.extend(from.clone()),
            (Some(from), _) => drop(alone.insert(key.to_owned(), from.clone())),
            (None, _) => {}
        }
    }
    let run = alone["run"].as_table_mut().expect("a table");
    for key in ["headline", "population", "readings", "limits"] {
        run.remove(key);
    }
    let stages = alone["stage"].as_table_mut().expect("a table");
    for port in PORTS {
        let mut stage = base["stage"][port].clone();
        let port_table = stage["port"].as_table_mut().expect("a table");
        port_table.remove("visitor");
        port_table["weather"].as_table_mut().expect("a table").remove("berth");
        // What rates were fitted to is of the whole corridor.
        for (_, berth) in port_table["berth"].as_table_mut().expect("a table").iter_mut() {
            let rates = berth.get_mut("rate").and_then(Value::as_table_mut);
            for (_, rate) in rates.into_iter().flat_map(|rates| rates.iter_mut()) {
                let rate = rate.as_table_mut().expect("a quantity");
                if rate.remove("fitted_to").is_some() {
                    rate.insert("kind".to_owned(), Value::String("derived".to_owned()));
                }
            }
        }
        stages.insert(port.to_owned(), stage);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("weather.toml");
    fs::write(&path, toml::to_string(&alone).expect("it is TOML")).expect("the scenario is written");
    let scenario = open(&path.display().to_string(), &[]);
    (folder, scenario)
}

const PORTS: [&str; 3] = ["aktau", "kuryk", "alat"];
/// Days a year that the note of the base's storms states for these ports.
const STATED: [f64; 3] = [60.0, 52.0, 27.0];
const REPLICATIONS: u32 = 200;

/// Values of a law in equal steps, each with its probability.
fn values(law: &Law) -> Vec<(f64, f64)> {
    let density = |x: f64| match *law {
        Law::Uniform { .. } => 1.0,
        Law::Triangular { low, mode, .. } if x < mode => (x - low) / (mode - low),
        Law::Triangular { mode, high, .. } => (high - x) / (high - mode),
        Law::Pert { low, mode, high } => {
            let width = high - low;
            let (rise, fall) = (4.0 * (mode - low) / width, 4.0 * (high - mode) / width);
            libm::pow((x - low) / width, rise) * libm::pow((high - x) / width, fall)
        }
        _ => panic!("{law:?} is not a law of the base's weather"),
    };
    let (low, high) = (law.minimum(), law.maximum().expect("the law is bounded"));
    let points: Vec<f64> = (0..400).map(|at| low + (high - low) * (f64::from(at) + 0.5) / 400.0).collect();
    let all: f64 = points.iter().map(|&x| density(x)).sum();
    points.into_iter().map(|x| (x, density(x) / all)).collect()
}

/// Expected hours in which a port is closed, by month of the year, in the window of the base: the alternating process of
/// storms and calm, stepped through in quarters of an hour from calm at the start.
///
/// A storm begins at the season's rate while it is calm. The port is closed from the beginning of a storm of its wind until
/// the reopening after it. Where another such storm comes before that the two overlap, which takes away
/// rate x E[reopening²] / 2 for every one of them.
fn expected(area: &WeatherSpec, port: &PortSpec, (start, from, until): (Date, u32, u32)) -> [f64; 12] {
    const STEP: f64 = 0.25;
    let rule = port.weather.as_ref().expect("weather closes it");
    let wind = area.wind.as_ref().expect("storms have wind").law();
    let strong: f64 =
        values(wind).iter().filter(|(wind, _)| *wind >= rule.wind_limit.get()).map(|row| row.1).sum();
    let duration = values(area.duration.as_ref().expect("storms last").law());
    let reopening = values(rule.reopening.law());
    let lags = 24 * 8 * 4;
    let rages = |lag: f64| duration.iter().filter(|(length, _)| *length > lag).map(|row| row.1).sum::<f64>();
    let raging: Vec<f64> = (0..lags).map(|lag| rages((f64::from(lag) + 0.5) * STEP)).collect();
    let closes =
        |lag: f64| reopening.iter().step_by(8).map(|(delay, share)| rages(lag - delay) * share * 8.0).sum();
    let closing: Vec<f64> = (0..lags).map(|lag| closes((f64::from(lag) + 0.5) * STEP)).collect();
    let squared: f64 = reopening.iter().map(|(delay, share)| delay * delay * share).sum();
    let per_hour = area.storms.as_ref().expect("there are storms").get() / (365.0 * 24.0);
    let weights = area.months.as_ref().expect("they have seasons").weights();

    let mut begun: Vec<f64> = Vec::new();
    let mut hours = [0.0; 12];
    for step in 0..until * 24 * 4 {
        let day = step / (24 * 4);
        let month = start.plus_days(i64::from(day)).month() as usize - 1;
        let rate = per_hour * weights[month];
        let of_late =
            |shares: &[f64]| begun.iter().rev().zip(shares).map(|(begun, share)| begun * share).sum::<f64>();
        let calm = 1.0 - of_late(&raging);
        if day >= from {
            let overlap = strong * rate * squared / 2.0;
            let last = begun.last().copied().unwrap_or(0.0);
            hours[month] += strong * (of_late(&closing) * STEP - last * overlap);
        }
        begun.push(calm * rate * STEP);
    }
    hours
}

/// Mean and standard error.
fn estimate(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}

#[test]
fn closures_of_the_base_are_as_many_and_in_the_months_that_it_states() {
    let (_folder, scenario) = weather_of_the_base();
    let spec = scenario.spec();
    let start = spec.run.start;
    let (from, until) = (91, 91 + 364);
    let results = replicate(&scenario, REPLICATIONS);
    for (port, stated) in PORTS.into_iter().zip(STATED) {
        let StageSpec::Port(of) = &spec.stage[port] else { panic!("{port} is a port") };
        let area = &spec.weather[&*of.weather.as_ref().expect("weather closes it").area];
        let expected = expected(area, of, (start, from, until));
        let all: f64 = expected.iter().sum();
        let days = |hours: f64| hours / 24.0 * 365.0 / 364.0;
        assert!(
            (days(all) - stated).abs() < 1.5,
            "{port}: {stated} days are stated, {:.2} follow",
            days(all)
        );

        let mut runs: Vec<[f64; 12]> = Vec::new();
        for replication in 0..REPLICATIONS {
            let mut run = [0.0; 12];
            for (since, end) in closures(&scenario, port, replication) {
                let end = end.min(f64::from(until) * 24.0);
                for day in from.max((since / 24.0) as u32)..until.min((end / 24.0) as u32 + 1) {
                    let (midnight, next) = (f64::from(day) * 24.0, f64::from(day + 1) * 24.0);
                    let month = start.plus_days(i64::from(day)).month() as usize - 1;
                    run[month] += (end.min(next) - since.max(midnight)).max(0.0);
                }
            }
            runs.push(run);
        }
        let years: Vec<f64> = runs.iter().map(|run| run.iter().sum()).collect();
        let (mean, error) = estimate(&years);
        println!("{port}: {:.2} days follow, {:.2} +- {:.2} are found", days(all), days(mean), days(error));
        assert!(
            (mean - all).abs() <= 4.0 * error && error < 0.025 * mean,
            "{port}: {all} h follow, {mean} h are found"
        );
        // What the tables say is the same.
        let row = results.closures.iter().find(|row| row.port == port).expect("the port is closed");
        assert!((row.days_per_year.mean - days(mean)).abs() < 1e-6, "{port}");
        for month in 0..12 {
            let hours: Vec<f64> = runs.iter().map(|run| run[month]).collect();
            let (found, error) = estimate(&hours);
            assert!(
                (found - expected[month]).abs() <= 4.0 * error,
                "{port}, month {}: {} h follow, {found} h are found",
                month + 1,
                expected[month]
            );
            // Nearly as the weights have it: where storms are many there is less calm in which others could begin.
            let weights = area.months.as_ref().expect("they have seasons").weights();
            let (share, weight) = (expected[month] / all, weights[month] / 12.0);
            assert!(
                (share - weight).abs() < 0.02,
                "{port}, month {}: {share} of the hours, {weight} by weight",
                month + 1
            );
        }
    }
}

#[test]
fn january_is_worse_than_july() {
    let results = replicate(&open("base.toml", &[]), 20);
    let month = |number| {
        let mut found = results.months.iter().filter(|month| month.first.month() == number);
        found.next().expect("the window is a year")
    };
    let (january, july) = (month(1), month(7));
    for (at, port) in results.ports.iter().enumerate().filter(|(_, port)| PORTS.contains(&port.as_str())) {
        let hours = (january.closed_h[at], july.closed_h[at]);
        assert!(hours.0 > 2.0 * hours.1, "{port}: {hours:?}");
    }
    let mean = |month: &transcaspian::experiment::MonthTable| {
        let rows = month.rows.iter();
        let mut found =
            rows.filter(|row| row.span == results.headline && row.population == results.population);
        found.next().and_then(|row| row.mean_d).expect("containers came out").mean
    };
    assert!(mean(january) > mean(july), "{} d in January, {} d in July", mean(january), mean(july));
}
