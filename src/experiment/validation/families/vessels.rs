//! Legs and vessels.

use super::REPLICATIONS;
use crate::experiment::validation::case::Reading::{
    self, Departures, Inside, Journey, Load, Time, Wait, Within,
};
use crate::experiment::validation::case::{Case, Known, Trial};
use crate::observation::Cause;

const BAILEY: &str = "Bailey, On queueing processes with bulk service, JRSS B 16, 1954";
const UNIFORM: &str = "a wait for a timetable is uniform between 0 and the interval";
const LEG: &str = "Gross, Shortle, Thompson and Harris 2008, section 5.2 (M/G/infinity)";
const BULK: &str = "Gross, Shortle, Thompson and Harris 2008, section 3.2 (bulk service)";

const fn known(what: &'static str, reading: Reading, exact: f64, unit: &'static str) -> Known {
    Known { what, reading, exact, unit }
}

const fn case(
    id: &'static str,
    title: &'static str,
    scenario: &'static str,
    sets: &'static [&'static str],
    source: &'static str,
    figures: &'static [Known],
) -> Case {
    Case { id, title, scenario, sets, source, trial: Trial::Random { replications: REPLICATIONS, figures } }
}

const ON_THE_WAY: [Known; 2] = [
    known("mean number under way", Inside("way"), 15.0, "consignment"),
    known("mean time", Journey, 3.0, "h"),
];

pub(super) const CASES: [Case; 10] = [
    case(
        "F2a",
        "leg without limit, 5 an hour for 3 h, exponential",
        "mginf",
        &["stage.way.leg.time={exponential={mean=3},unit=\"h\"}", "run.window=900"],
        LEG,
        &ON_THE_WAY,
    ),
    case(
        "F2b",
        "leg without limit, 5 an hour for 3 h, constant",
        "mginf",
        &["stage.way.leg.time={value=3,unit=\"h\"}", "run.window=900"],
        LEG,
        &ON_THE_WAY,
    ),
    case(
        "F2c",
        "leg without limit, 5 an hour for 3 h, lognormal",
        "mginf",
        &["run.window=900"],
        LEG,
        &ON_THE_WAY,
    ),
    case(
        "V1a",
        "vessel for 2 every hour, 1 comes an hour",
        "timetable",
        &["run.window=6500"],
        BAILEY,
        &[
            known("mean wait", Wait("ferry"), 0.676_741_06, "h"),
            known("mean number at the quay", Inside("ferry"), 0.676_741_06, "consignment"),
            known("mean load", Load("ferry"), 0.5, "share"),
            known("departures", Departures("ferry"), 6500.0, "vessel"),
        ],
    ),
    case(
        "V1b",
        "vessel for 10 every hour, 8 come an hour",
        "timetable",
        &["flow.jobs.volume=8", "stage.ferry.shuttle.capacity=10", "run.window=2500"],
        BAILEY,
        &[
            known("mean wait", Wait("ferry"), 0.609_827_79, "h"),
            known("mean number at the quay", Inside("ferry"), 4.878_622_32, "consignment"),
            known("mean load", Load("ferry"), 0.8, "share"),
        ],
    ),
    case(
        "V1c",
        "vessel for 2 every hour, 1 comes an hour, between real ports",
        "crossing",
        &["run.window=3000"],
        BAILEY,
        &[
            known("mean wait", Wait("east"), 0.676_741_06, "h"),
            known("mean load", Load("east"), 0.5, "share"),
            known("departures", Departures("east"), 3000.0, "vessel"),
        ],
    ),
    case(
        "V2",
        "vessel with room for all every hour",
        "timetable",
        &["stage.ferry.shuttle.capacity=1000000", "run.window=3500"],
        UNIFORM,
        &[
            known("mean wait", Time("ferry", Cause::VesselFill), 0.5, "h"),
            known("share that waits at most 1/4 h", Within("quarter"), 0.25, "share"),
            known("share that waits at most 1/2 h", Within("half"), 0.5, "share"),
        ],
    ),
    case(
        "V3a",
        "vessel that leaves with 40, 30 come an hour",
        "fill",
        &["run.window=150"],
        "the mean of 39, 38, ... 0 intervals between arrivals",
        &[
            known("mean wait", Time("ferry", Cause::VesselFill), 0.65, "h"),
            known("mean load", Load("ferry"), 1.0, "share"),
        ],
    ),
    case(
        "V3b",
        "vessel that leaves with 40, 30 come an hour, between real ports",
        "crossing",
        &[
            "fleet.ships.departure.east={ when_full = {} }",
            "flow.jobs.volume=30",
            "fleet.ships.capacity=40",
            "run.window=200",
        ],
        "the mean of 39, 38, ... 0 intervals between arrivals",
        &[
            known("mean wait", Time("east", Cause::VesselFill), 0.65, "h"),
            known("mean load", Load("east"), 1.0, "share"),
        ],
    ),
    case(
        "V4",
        "ferry that takes up to 4 of those who are there, 3 come an hour, away for 1 h",
        "ferry",
        &["run.window=27000"],
        BULK,
        &[
            known("mean time until ashore", Journey, 3.552_498_73, "h"),
            known("mean load", Load("ferry"), 0.777_955_1, "share"),
        ],
    ),
];
