//! Cases of other simulators' test suites without chance: their inputs and expected values, run here.

use crate::experiment::validation::case::Reading::NumberTurnedAway;
use crate::experiment::validation::case::{Case, Known, Milestones, Trial};

const fn jobs(what: &'static str, milestone: &'static str, hours: &'static [f64]) -> Milestones {
    Milestones { what, flow: "jobs", milestone, hours }
}

const fn case(
    id: &'static str,
    title: &'static str,
    scenario: &'static str,
    sets: &'static [&'static str],
    source: &'static str,
    (figures, times): (&'static [Known], &'static [Milestones]),
) -> Case {
    Case { id, title, scenario, sets, source, trial: Trial::Exact { figures, times } }
}

pub(super) const CASES: [Case; 8] = [
    case(
        "P1",
        "slotted departures",
        "slots",
        &[],
        "Ciw 3.2.7, tests/test_scheduling.py, test_slotted_services",
        (
            &[],
            &[
                jobs("begin", "ferry.sailed", &[1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0, 3.0, 4.0]),
                jobs("end", "ferry.discharged", &[1.5, 1.5, 1.5, 2.5, 2.5, 3.5, 3.5, 3.5, 4.5]),
            ],
        ),
    ),
    case(
        "P2",
        "slotted departures with an offset",
        "slots",
        &["stage.ferry.shuttle.departure.timetable.offset={ value = 3, unit = \"min\", source = \"ciw\" }"],
        "Ciw 3.2.7, tests/test_scheduling.py, test_slotted_services_with_offset",
        (&[], &[jobs("begin", "ferry.sailed", &[1.05, 1.05, 1.05, 2.05, 2.05, 3.05, 3.05, 3.05, 4.05])]),
    ),
    case(
        "P3",
        "the border shuts from 5 to 9 and goes on from where it was",
        "block-train",
        &[
            "flow.block.arrival.listed={ times = [{ value = 1, unit = \"h\", source = \"hand\" }], \
             batch = { value = 1, unit = \"consignment\", source = \"hand\" } }",
            "train.block.capacity=2",
            "fleet.feeders.capacity=2",
            "stage.border.border.examination.time=0",
            "stage.border.border.customs.time=10",
            "stage.border.border.customs.hours={ opens = \"09:00\", closes = \"05:00\", \
             utc_offset = { value = 0, unit = \"h\", source = \"hand\" } }",
        ],
        "Ciw 3.2.7, tests/test_scheduling.py, test_preemptive_schedules_resume_options",
        (&[], &[Milestones { what: "end", flow: "block", milestone: "border.cleared", hours: &[15.0] }]),
    ),
    case(
        "P4",
        "who finds three is turned away",
        "one-desk",
        &[],
        "Ciw 3.2.7, tests/test_simulation.py, test_baulking (26 and 47 h; then by the same rule)",
        (
            &[Known { what: "turned away", reading: NumberTurnedAway, exact: 5.0, unit: "consignment" }],
            &[jobs("end", "desk.cleared", &[26.0, 47.0, 68.0, 89.0, 110.0])],
        ),
    ),
    case(
        "P5",
        "what is given back at an instant can be had at that instant",
        "one-desk",
        &[
            "stage.desk.server.capacity=1",
            "stage.desk.server.service=1",
            "flow.jobs.arrival.listed.times=[ \
             { value = 0, unit = \"h\", source = \"ciw\" }, { value = 1, unit = \"h\", source = \"ciw\" }, \
             { value = 2, unit = \"h\", source = \"ciw\" }, { value = 3, unit = \"h\", source = \"ciw\" }, \
             { value = 4, unit = \"h\", source = \"ciw\" }, { value = 5, unit = \"h\", source = \"ciw\" }, \
             { value = 6, unit = \"h\", source = \"ciw\" }, { value = 7, unit = \"h\", source = \"ciw\" }, \
             { value = 8, unit = \"h\", source = \"ciw\" }, { value = 9, unit = \"h\", source = \"ciw\" }]",
        ],
        "simmer, tests/testthat/test-simulation-2.R: all ten are served",
        (
            &[Known { what: "turned away", reading: NumberTurnedAway, exact: 0.0, unit: "consignment" }],
            &[jobs("end", "desk.cleared", &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0])],
        ),
    ),
    case(
        "P6",
        "two at a time",
        "groups",
        &[],
        "simmer, tests/testthat/test-trajectory-batch-separate.R, arrivals are batched: the resource",
        (
            &[],
            &[
                jobs("begin", "pairs.sailed", &[1.0, 1.0, 3.0, 3.0]),
                jobs("end", "pairs.discharged", &[2.0, 2.0, 4.0, 4.0]),
            ],
        ),
    ),
    case(
        "P7",
        "pairs of pairs",
        "groups",
        &["stage.pairs.shuttle.crossing=0", "route.pairs.stages=[\"pairs\", \"fours\"]"],
        "simmer, tests/testthat/test-trajectory-batch-separate.R, nested batches: the resource",
        (
            &[],
            &[
                jobs("begin", "fours.sailed", &[3.0, 3.0, 3.0, 3.0]),
                jobs("end", "fours.discharged", &[4.0, 4.0, 4.0, 4.0]),
            ],
        ),
    ),
    case(
        "P8",
        "one server, three, and one again",
        "shifts",
        &[],
        "simmer, tests/testthat/test-simmer-resource-schedule.R (its unit of time is a day here)",
        (&[], &[jobs("end", "desk.cleared", &[48.0, 72.0, 72.0])]),
    ),
];
