//! One stage: queues before servers.

use crate::book::{Estimate, Output, agrees, equals, exact, study, study_with, turned_away};

const WAIT: &str = "mean wait";
const IN_SYSTEM: &str = "mean time in the system";
const NUMBER: &str = "mean number in the system";
const AWAY: &str = "share turned away";

/// What is known of a queue before one desk with arrivals at `rate` an hour and services of `service` hours.
fn delay_system(case: &str, output: &Output, rate: f64, service: f64, wait: f64) {
    let says = |figure: &str| format!("{case} {figure}");
    agrees(&says("Wq (ledger)"), output.ledger("desk", "server"), wait);
    agrees(&says("Wq (stages)"), output.wait("desk"), wait);
    agrees(&says("service (ledger)"), output.ledger("desk", "handling"), service);
    agrees(&says("W"), output.journey(), wait + service);
    agrees(&says("L"), output.inside("desk"), rate * (wait + service));
    agrees(&says("Lq"), output.waiting("desk"), rate * wait);
    // Those inside and not waiting are the servers at work.
    let resources = output.table("resources.csv");
    let row = resources.find(&[("owner", "desk"), ("resource", "servers")]);
    let busy = row.number("busy_share") * row.number("capacity");
    equals(&says("at work"), busy, output.inside("desk").mean - output.waiting("desk").mean);
}

/// The wait of a sampled consignment [h].
fn waited(output: &Output, longer_than: f64) -> Estimate {
    output.share(|row| row.number("server_h") > longer_than)
}

#[test]
fn a1_mm1_at_80_percent() {
    let output = study_with("mm1", &[], &["--shipments", "sample:2500"]);
    delay_system("A1", &output, 0.8, 1.0, exact("A1", WAIT));
    agrees("A1 P(W <= p95)", output.target("p95", "share"), 0.95);
    // The interval of a quantile is that of the share there over the density, 0.05 * 0.2 at the 95th percentile.
    let error = output.target("p95", "share").error / 0.01;
    agrees("A1 p95 of W", Estimate { mean: output.p95("journey"), error }, 14.978_661);
    agrees("A1 P(Wq = 0)", waited(&output, 0.0).scaled(-1.0).plus(1.0), 0.2);
    agrees("A1 P(Wq <= p95)", waited(&output, 13.862_944).scaled(-1.0).plus(1.0), 0.95);
}

#[test]
fn a2_mm1_at_50_and_90_percent() {
    let half = study("mm1", &["flow.jobs.volume=0.5", "run.window=40000"]);
    delay_system("A2 0.5", &half, 0.5, 1.0, exact("A2", WAIT));
    let full = study("mm1", &["flow.jobs.volume=0.9", "run.warm_up=5000", "run.window=200000"]);
    delay_system("A2 0.9", &full, 0.9, 1.0, 9.0);
}

#[test]
fn b1_mm3_at_89_percent() {
    let output = study_with("mmc", &[], &["--shipments", "sample:3000"]);
    delay_system("B1", &output, 8.0, 1.0 / 3.0, exact("B1", IN_SYSTEM) - 1.0 / 3.0);
    agrees("B1 C", waited(&output, 0.0), 0.797_507_8);
    agrees("B1 P(Wq > 1)", waited(&output, 1.0), 0.293_386_72);
}

#[test]
fn b2_mm3_at_67_percent() {
    let sets = [
        "flow.jobs.volume=2",
        "stage.desk.server.service={exponential={mean=1},unit=\"h\"}",
        "run.window=50000",
    ];
    let output = study_with("mmc", &sets, &["--shipments", "sample:3000"]);
    delay_system("B2", &output, 2.0, 1.0, exact("B2", IN_SYSTEM) - 1.0);
    agrees("B2 C", waited(&output, 0.0), 4.0 / 9.0);
    agrees("B2 P(Wq > 1)", waited(&output, 1.0), 0.163_501_97);
}

#[test]
fn c1_md1() {
    let output = study("md1", &[]);
    delay_system("C1", &output, 0.8, 1.0, exact("C1", WAIT));
    for (target, share) in [
        ("wait-0", "share that does not wait"),
        ("wait-1", "share that waits at most 1 h"),
        ("wait-2", "share that waits at most 2 h"),
        ("wait-5", "share that waits at most 5 h"),
    ] {
        agrees(&format!("C1 {target}"), output.target(target, "share"), exact("C1", share));
    }
}

#[test]
fn d_mg1_with_lognormal_services() {
    for (case, cv, window, wait) in [
        ("D1", 0.5, 60_000, exact("D1", IN_SYSTEM) - 1.0),
        ("D2", 1.0, 100_000, exact("D2", IN_SYSTEM) - 1.0),
        ("D3", 2.0, 700_000, 10.0),
    ] {
        let service = format!(
            "stage.desk.server.service={{lognormal={{mean=1,cv={cv}}},unit=\"h\",source=\"theory\"}}"
        );
        let window = format!("run.window={window}");
        let output = study("mg1", &[&service, &window]);
        delay_system(case, &output, 0.8, 1.0, wait);
    }
}

#[test]
fn e1_mmck() {
    let output = study("mmck", &[]);
    agrees("E1 L", output.inside("desk"), exact("E1", NUMBER));
    agrees("E1 W", output.journey(), exact("E1", IN_SYSTEM));
    let away = turned_away("mmck", &["run.window=4000"]);
    agrees("E1 P(block)", away, exact("E1", AWAY));
    agrees("E1 throughput", away.scaled(-3.0).plus(3.0), 3.0 * (1.0 - exact("E1", AWAY)));
}

#[test]
fn e3_mm1k() {
    let sets = [
        "flow.jobs.volume=1",
        "stage.desk.server.servers=1",
        "stage.desk.server.capacity=5",
        "stage.desk.server.service={exponential={mean=1},unit=\"h\"}",
    ];
    let output = study("mmck", &sets);
    agrees("E3 L", output.inside("desk"), exact("E3", NUMBER));
    agrees("E3 W", output.journey(), exact("E3", IN_SYSTEM));
    let away = turned_away("mmck", &sets);
    agrees("E3 P(block)", away, exact("E3", AWAY));
    agrees("E3 throughput", away.scaled(-1.0).plus(1.0), 1.0 - exact("E3", AWAY));
}

/// Erlang's B formula holds for every law of service.
#[test]
fn f1_loss_systems_are_insensitive() {
    for (case, offered, lines, window) in [("F1a", 2, 2, 3_000), ("F1d", 3, 5, 10_000)] {
        for law in ["exponential={mean=1}", "value=1", "lognormal={mean=1,cv=1}"] {
            let sets = [
                format!("flow.jobs.volume={offered}"),
                format!("stage.desk.server.servers={lines}"),
                format!("stage.desk.server.capacity={lines}"),
                format!("stage.desk.server.service={{{law},unit=\"h\"}}"),
                format!("run.window={window}"),
            ];
            let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
            let says = format!("F1 a={offered} c={lines} {law}");
            agrees(&format!("{says} B"), turned_away("loss", &sets), exact(case, AWAY));
            let output = study("loss", &sets);
            agrees(&format!("{says} L"), output.inside("desk"), exact(case, "mean number of busy lines"));
            // Nobody waits.
            assert!(output.table("ledger.csv").iter().all(|row| row.text("cause") != "server"));
        }
    }
}

/// Kingman's bound on the mean wait: lambda (var a + var s) / (2 (1 - rho)), for intervals of mean 1.25 h.
#[test]
fn h2_no_wait_is_longer_than_kingman_allows() {
    let mean = 1.25_f64;
    let cases: [(&str, f64, &str, f64, Option<f64>); 7] = [
        ("exponential={mean=1.25}", 1.0, "exponential={mean=1}", 1.0, Some(exact("A1", WAIT))),
        ("value=1.25", 0.0, "exponential={mean=1}", 1.0, Some(exact("H2", IN_SYSTEM) - 1.0)),
        ("erlang={mean=1.25,phases=2}", 0.5, "exponential={mean=1}", 1.0, Some(2.8440)),
        ("uniform={low=0.5,high=2}", 0.12, "gamma={mean=1,cv=1.5}", 2.25, None),
        ("gamma={mean=1.25,cv=1.5}", 2.25, "value=1", 0.0, None),
        ("lognormal={mean=1.25,cv=0.5}", 0.25, "uniform={low=0,high=2}", 1.0 / 3.0, None),
        ("gamma={mean=1.25,cv=2}", 4.0, "lognormal={mean=1,cv=1}", 1.0, None),
    ];
    for (interval, interval_cv2, service, service_cv2, known) in cases {
        let arrivals = format!("flow.jobs.arrival.renewal.interval={{{interval},unit=\"h\"}}");
        let services = format!("stage.desk.server.service={{{service},unit=\"h\"}}");
        let output = study("gg1", &[&arrivals, &services]);
        let wait = output.wait("desk");
        let bound = (interval_cv2 * mean * mean + service_cv2) / mean / (2.0 * (1.0 - 1.0 / mean));
        assert!(
            wait.mean - 4.0 * wait.error <= bound,
            "H2 {interval} {service}: {wait:?} is above Kingman's {bound}"
        );
        if let Some(known) = known {
            assert!(known <= bound);
            agrees(&format!("H2 {interval} Wq"), wait, known);
        }
    }
}

#[test]
fn v7_trains_before_one_server() {
    delay_system("V7 10", &study("batches", &[]), 0.8, 1.0, exact("V7", IN_SYSTEM) - 1.0);
    let sets =
        ["flow.jobs.arrival.poisson.batch=50", "run.warm_up=50000", "run.window=1100000", "run.drain=100000"];
    delay_system("V7 50", &study("batches", &sets), 0.8, 1.0, 126.5);
}
