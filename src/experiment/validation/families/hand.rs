//! Corridors without chance, worked out by hand; each calculation stands at the head of its scenario.

use crate::experiment::validation::case::Reading::{Inside, Journey, Time, Waiting};
use crate::experiment::validation::case::{Case, Known, Milestones, Trial};
use crate::observation::Cause;

const BY_HAND: &str = "calculation at the head of the scenario";

pub(super) const CASES: [Case; 3] = [
    Case {
        id: "N1",
        title: "desk, leg, vessels for two and a crane",
        scenario: "by-hand",
        sets: &[],
        source: BY_HAND,
        trial: Trial::Exact {
            figures: &[
                Known { what: "mean transit", reading: Journey, exact: 55.0 / 3.0, unit: "h" },
                Known {
                    what: "mean wait for the desk",
                    reading: Time("desk", Cause::Server),
                    exact: 2.0,
                    unit: "h",
                },
                Known {
                    what: "mean wait for room on a vessel",
                    reading: Time("ferry", Cause::VesselArrival),
                    exact: 1.0 / 3.0,
                    unit: "h",
                },
                Known {
                    what: "mean wait on board for the hour",
                    reading: Time("ferry", Cause::VesselFill),
                    exact: 14.0 / 3.0,
                    unit: "h",
                },
                Known {
                    what: "mean number at the ferry",
                    reading: Inside("ferry"),
                    exact: 2.0,
                    unit: "consignment",
                },
                Known {
                    what: "mean number that waits for the crane",
                    reading: Waiting("crane"),
                    exact: 1.0 / 12.0,
                    unit: "consignment",
                },
            ],
            times: &[],
        },
    },
    Case {
        id: "N2",
        title: "a block train through border, yards, ports and sea",
        scenario: "block-train",
        sets: &[],
        source: BY_HAND,
        trial: Trial::Exact {
            figures: &[],
            times: &[
                Milestones {
                    what: "out of the border",
                    flow: "block",
                    milestone: "border.departed",
                    hours: &[14.45, 14.45, 14.45, 14.45],
                },
                Milestones {
                    what: "sailed from the east",
                    flow: "block",
                    milestone: "east.sailed",
                    hours: &[21.9, 21.9, 21.9, 21.9],
                },
                Milestones {
                    what: "ashore in the west",
                    flow: "block",
                    milestone: "west.discharged",
                    hours: &[29.3, 29.7, 30.1, 30.5],
                },
                Milestones {
                    what: "at the end",
                    flow: "block",
                    milestone: "end.released",
                    hours: &[34.55, 34.55, 34.55, 34.55],
                },
            ],
        },
    },
    Case {
        id: "N3",
        title: "two trains meet on a single track",
        scenario: "meet",
        sets: &[],
        source: BY_HAND,
        trial: Trial::Exact {
            figures: &[],
            times: &[
                Milestones {
                    what: "the westward train is through",
                    flow: "westward",
                    milestone: "west.released",
                    hours: &[7.0 / 6.0],
                },
                Milestones {
                    what: "the eastward train is through",
                    flow: "eastward",
                    milestone: "east.released",
                    hours: &[7.0 / 6.0],
                },
            ],
        },
    },
];
