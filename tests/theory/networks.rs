//! Several stages, and a closed flow.

use crate::book::{Estimate, agrees, equals, exact, study};

/// The rates at which the stays at railway, port and ferry end [1/d].
const RATES: [f64; 3] = [1.2, 1.0, 0.8];

/// The distribution function of the sum of three exponential times of different rates, and its density.
fn sum_of_three(t: f64) -> (f64, f64) {
    let mut sums = (1.0, 0.0);
    for (i, rate) in RATES.iter().enumerate() {
        let others = RATES.iter().enumerate().filter(|&(j, _)| j != i);
        let weight: f64 = others.map(|(_, other)| other / (other - rate)).product();
        sums.0 -= weight * libm::exp(-rate * t);
        sums.1 += weight * rate * libm::exp(-rate * t);
    }
    sums
}

/// Railway, port and ferry in a row: the question of the study in miniature.
#[test]
fn t1_three_servers_in_tandem() {
    let output = study("tandem", &[]);
    for (stage, mu) in [("rail", 3.2), ("port", 3.0), ("ferry", 2.8)] {
        let wait = 2.0 / (mu * (mu - 2.0));
        agrees(&format!("T1 L of {stage}"), output.inside(stage), 2.0 / (mu - 2.0));
        agrees(&format!("T1 Lq of {stage}"), output.waiting(stage), 2.0 * wait);
        agrees(&format!("T1 Wq of {stage}"), output.ledger(stage, "server"), 24.0 * wait);
        agrees(&format!("T1 service of {stage}"), output.ledger(stage, "handling"), 24.0 / mu);
    }
    agrees("T1 mean", output.target("days-6", "mean"), exact("T1", "mean"));
    agrees("T1 P(<= 5 d)", output.target("days-5", "share"), exact("T1", "share within 5 d"));
    agrees("T1 P(<= 6 d)", output.target("days-6", "share"), exact("T1", "share within 6 d"));
    agrees("T1 p50", output.target("days-6", "p50"), 2.735_781_57);
    agrees("T1 p90", output.target("days-6", "p90"), 5.495_145_08);
    agrees("T1 P(<= p95)", output.target("p95", "share"), 0.95);
    let (share, density) = sum_of_three(6.521_943_15);
    assert!(
        (share - 0.95).abs() < 1e-8 && (sum_of_three(6.0).0 - exact("T1", "share within 6 d")).abs() < 1e-8
    );
    let error = output.target("p95", "share").error / density;
    agrees("T1 p95", Estimate { mean: output.p95("stay") / 24.0, error }, 6.521_943_15);
    // The span from the first to the last stage is all there is.
    equals("T1 span", output.span("stay").mean, output.journey().mean);
}

/// The machine repair queue: six machines, two mechanics.
#[test]
fn r1_a_closed_flow() {
    let output = study("repair", &[]);
    let (inside, stay) = (exact("R1", "mean number in repair"), exact("R1", "mean time in repair"));
    let throughput = 0.488_464_88;
    agrees("R1 L", output.inside("desk"), inside);
    agrees("R1 W", output.journey(), stay);
    agrees("R1 Wq", output.ledger("desk", "server"), stay - 2.0);
    agrees("R1 Lq", output.waiting("desk"), throughput * (stay - 2.0));
    // Whoever is not at the desk is away for 10 h on average.
    agrees("R1 throughput", output.inside("desk").scaled(-0.1).plus(0.6), throughput);
    let counted = output.flow("consignments_per_year") / 8760.0;
    assert!((counted / throughput - 1.0).abs() < 0.01, "{counted} an hour");
}
