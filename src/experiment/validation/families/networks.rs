//! Several stages, and a closed flow.

use super::REPLICATIONS;
use crate::experiment::validation::case::Reading::{Inside, Journey, Within};
use crate::experiment::validation::case::{Case, Known, Trial};

pub(super) const CASES: [Case; 3] = [
    Case {
        id: "T1",
        title: "railway, port and ferry, M/M/1 in tandem",
        scenario: "tandem",
        sets: &["run.window=11000"],
        source: "sum of independent exponential times: Burke, Operations Research 4, 1956",
        trial: Trial::Random {
            replications: REPLICATIONS,
            figures: &[
                Known { what: "mean", reading: Journey, exact: 3.083_333_33, unit: "d" },
                Known {
                    what: "share within 5 d",
                    reading: Within("days-5"),
                    exact: 0.862_188_62,
                    unit: "share",
                },
                Known {
                    what: "share within 6 d",
                    reading: Within("days-6"),
                    exact: 0.928_577_99,
                    unit: "share",
                },
                Known {
                    what: "share within 6.52194315 d",
                    reading: Within("p95"),
                    exact: 0.95,
                    unit: "share",
                },
            ],
        },
    },
    Case {
        id: "R1",
        title: "six machines, two mechanics",
        scenario: "repair",
        sets: &["run.window=8000"],
        source: "Gross, Shortle, Thompson and Harris 2008, section 2.8; again with the R package queueing 0.2.12",
        trial: Trial::Random {
            replications: REPLICATIONS,
            figures: &[
                Known {
                    what: "mean number in repair",
                    reading: Inside("desk"),
                    exact: 1.115_351_17,
                    unit: "consignment",
                },
                Known { what: "mean time in repair", reading: Journey, exact: 2.283_380_46, unit: "h" },
            ],
        },
    },
    // Nothing of it is known beforehand but that identities hold.
    Case {
        id: "I1",
        title: "gate, leg, shuttle and yard with little room",
        scenario: "minimal",
        sets: &[],
        source: "",
        trial: Trial::Random { replications: 20, figures: &[] },
    },
];
