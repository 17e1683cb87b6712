//! Queues before one desk.

use super::REPLICATIONS;
use crate::experiment::validation::case::Reading::{Inside, Journey, TurnedAway, Wait, Within};
use crate::experiment::validation::case::{Case, Known, Trial};

const DELAY: &str =
    "Gross, Shortle, Thompson and Harris 2008, chapter 2; again with the R package queueing 0.2.12";
const GENERAL: &str = "Pollaczek and Khinchine: Gross, Shortle, Thompson and Harris 2008, section 5.1";
const ERLANG: &str = "Erlang's B formula, of any law: Gross, Shortle, Thompson and Harris 2008, section 2.6";
const IN_SYSTEM: &str = "mean time in the system";
const NUMBER: &str = "mean number in the system";
const AWAY: &str = "share turned away";

const fn known(
    what: &'static str,
    reading: crate::experiment::KnownReading,
    exact: f64,
    unit: &'static str,
) -> Known {
    Known { what, reading, exact, unit }
}

/// A loss system: its short name, what is offered to how many lines, the law, its settings, what is known.
const fn loss(
    id: &'static str,
    title: &'static str,
    sets: &'static [&'static str],
    figures: &'static [Known],
) -> Case {
    Case {
        id,
        title,
        scenario: "loss",
        sets,
        source: ERLANG,
        trial: Trial::Random { replications: REPLICATIONS, figures },
    }
}

const SMALL_LOSS: [Known; 2] = [
    known(AWAY, TurnedAway, 0.4, "share"),
    known("mean number of busy lines", Inside("desk"), 1.2, "consignment"),
];
const LARGE_LOSS: [Known; 2] = [
    known(AWAY, TurnedAway, 0.110_054_35, "share"),
    known("mean number of busy lines", Inside("desk"), 2.669_836_95, "consignment"),
];

pub(super) const CASES: [Case; 17] = [
    Case {
        id: "A1",
        title: "M/M/1, load 0.8",
        scenario: "mm1",
        sets: &["run.window=185000"],
        source: DELAY,
        trial: Trial::Random {
            replications: REPLICATIONS,
            figures: &[
                known("mean wait", Wait("desk"), 4.0, "h"),
                known(IN_SYSTEM, Journey, 5.0, "h"),
                known(NUMBER, Inside("desk"), 4.0, "consignment"),
                known("share in the system for at most 14.978661 h", Within("p95"), 0.95, "share"),
            ],
        },
    },
    Case {
        id: "A2",
        title: "M/M/1, load 0.5",
        scenario: "mm1",
        sets: &["flow.jobs.volume=0.5", "run.window=62000"],
        source: DELAY,
        trial: Trial::Random {
            replications: REPLICATIONS,
            figures: &[
                known("mean wait", Wait("desk"), 1.0, "h"),
                known(NUMBER, Inside("desk"), 1.0, "consignment"),
            ],
        },
    },
    Case {
        id: "B1",
        title: "M/M/3, load 0.89",
        scenario: "mmc",
        sets: &["run.window=32000"],
        source: DELAY,
        trial: Trial::Random {
            replications: REPLICATIONS,
            figures: &[known(IN_SYSTEM, Journey, 1.130_841_12, "h")],
        },
    },
    Case {
        id: "B2",
        title: "M/M/3, load 0.67",
        scenario: "mmc",
        sets: &[
            "flow.jobs.volume=2",
            "stage.desk.server.service={exponential={mean=1},unit=\"h\"}",
            "run.window=13000",
        ],
        source: DELAY,
        trial: Trial::Random {
            replications: REPLICATIONS,
            figures: &[
                known(IN_SYSTEM, Journey, 1.444_444_44, "h"),
                known(NUMBER, Inside("desk"), 2.888_888_89, "consignment"),
            ],
        },
    },
    Case {
        id: "C1",
        title: "M/D/1, load 0.8",
        scenario: "md1",
        sets: &["run.window=85000"],
        source: "Gross, Shortle, Thompson and Harris 2008, section 5.1; shares: Crommelin 1932",
        trial: Trial::Random {
            replications: REPLICATIONS,
            figures: &[
                known("mean wait", Wait("desk"), 2.0, "h"),
                known("share that does not wait", Within("wait-0"), 0.2, "share"),
                known("share that waits at most 1 h", Within("wait-1"), 0.445_108_19, "share"),
                known("share that waits at most 2 h", Within("wait-2"), 0.634_519_94, "share"),
                known("share that waits at most 5 h", Within("wait-5"), 0.899_502_76, "share"),
            ],
        },
    },
    Case {
        id: "D1",
        title: "M/G/1, load 0.8, lognormal services, cv 0.5",
        scenario: "mg1",
        sets: &["run.window=50000"],
        source: GENERAL,
        trial: Trial::Random { replications: REPLICATIONS, figures: &[known(IN_SYSTEM, Journey, 3.5, "h")] },
    },
    Case {
        id: "D2",
        title: "M/G/1, load 0.8, lognormal services, cv 1",
        scenario: "mg1",
        sets: &["stage.desk.server.service={lognormal={mean=1,cv=1},unit=\"h\"}", "run.window=130000"],
        source: GENERAL,
        trial: Trial::Random { replications: REPLICATIONS, figures: &[known(IN_SYSTEM, Journey, 5.0, "h")] },
    },
    Case {
        id: "E1",
        title: "M/M/2 with room for 3",
        scenario: "mmck",
        sets: &["run.window=14000"],
        source: DELAY,
        trial: Trial::Random {
            replications: REPLICATIONS,
            figures: &[
                known(NUMBER, Inside("desk"), 0.762_340_04, "consignment"),
                known(IN_SYSTEM, Journey, 0.267_307_69, "h"),
                known(AWAY, TurnedAway, 0.049_360_15, "share"),
            ],
        },
    },
    Case {
        id: "E3",
        title: "M/M/1 with room for 5, load 1",
        scenario: "mmck",
        sets: &[
            "flow.jobs.volume=1",
            "stage.desk.server.servers=1",
            "stage.desk.server.capacity=5",
            "stage.desk.server.service={exponential={mean=1},unit=\"h\"}",
            "run.window=22000",
        ],
        source: DELAY,
        trial: Trial::Random {
            replications: REPLICATIONS,
            figures: &[
                known(NUMBER, Inside("desk"), 2.5, "consignment"),
                known(IN_SYSTEM, Journey, 3.0, "h"),
                known(AWAY, TurnedAway, 1.0 / 6.0, "share"),
            ],
        },
    },
    loss("F1a", "Erlang's loss system, 2 offered to 2 lines, exponential", &["run.window=1500"], &SMALL_LOSS),
    loss(
        "F1b",
        "Erlang's loss system, 2 offered to 2 lines, constant",
        &["stage.desk.server.service={value=1,unit=\"h\"}", "run.window=1500"],
        &SMALL_LOSS,
    ),
    loss(
        "F1c",
        "Erlang's loss system, 2 offered to 2 lines, lognormal",
        &["stage.desk.server.service={lognormal={mean=1,cv=1},unit=\"h\"}", "run.window=1500"],
        &SMALL_LOSS,
    ),
    loss(
        "F1d",
        "Erlang's loss system, 3 offered to 5 lines, exponential",
        &[
            "flow.jobs.volume=3",
            "stage.desk.server.servers=5",
            "stage.desk.server.capacity=5",
            "run.window=8000",
        ],
        &LARGE_LOSS,
    ),
    loss(
        "F1e",
        "Erlang's loss system, 3 offered to 5 lines, constant",
        &[
            "flow.jobs.volume=3",
            "stage.desk.server.servers=5",
            "stage.desk.server.capacity=5",
            "stage.desk.server.service={value=1,unit=\"h\"}",
            "run.window=8000",
        ],
        &LARGE_LOSS,
    ),
    loss(
        "F1f",
        "Erlang's loss system, 3 offered to 5 lines, lognormal",
        &[
            "flow.jobs.volume=3",
            "stage.desk.server.servers=5",
            "stage.desk.server.capacity=5",
            "stage.desk.server.service={lognormal={mean=1,cv=1},unit=\"h\"}",
            "run.window=8000",
        ],
        &LARGE_LOSS,
    ),
    Case {
        id: "H2",
        title: "D/M/1, load 0.8",
        scenario: "gg1",
        sets: &["run.window=55000"],
        source: "Gross, Shortle, Thompson and Harris 2008, section 5.3 (G/M/1)",
        trial: Trial::Random {
            replications: REPLICATIONS,
            figures: &[known(IN_SYSTEM, Journey, 2.6927, "h")],
        },
    },
    Case {
        id: "V7",
        title: "trains of 10 at random before one server, load 0.8",
        scenario: "batches",
        sets: &["run.window=550000"],
        source: "Gross, Shortle, Thompson and Harris 2008, section 3.1 (bulk arrivals)",
        trial: Trial::Random { replications: REPLICATIONS, figures: &[known(IN_SYSTEM, Journey, 27.5, "h")] },
    },
];
