//! The `[observation.X]` tables: what was observed, to be held against what a run gives.

use crate::parameter::{Fixed, NonEmpty, Origin, Placed, Reference, choice, refer, table, words};
use crate::stage::FleetSpec;
use crate::units::{self, Dimension};

use super::spec::{Heading, ScenarioSpec, Statistic};
use crate::document::{Node, Value};

table! {
    /// Something that was observed, and what it is used for.
    pub struct ObservationSpec {
        /// One line that says what it is.
        pub title: String,
        /// What it is used for.
        pub role: Placed<Role>,
        /// What of a run answers to it, with the observed value.
        pub of: MeasureSpec,
        /// Remark, such as what the source counts.
        pub note: Option<String>,
        /// Why a run is known to differ from it.
        pub known_miss: Option<Placed<String>>,
        /// Whether it is of a scenario that this one extends, and not repeated here: then nothing is held against it.
        /// Set where files are merged.
        pub inherited: bool = false,
    }
}

words! {
    /// What an observation is used for.
    pub enum Role {
        /// Parameters are fitted to it: it says nothing of how good the model is.
        Fit = "fit",
        /// The model is held against it; no number rests on it.
        Check = "check",
        /// It sets an input, so that it comes out again whatever the model is.
        Input = "input",
    }
}

choice! {
    /// What of a run answers to an observation.
    pub enum MeasureSpec {
        /// A statistic of a span.
        Time("time"): TimeSeen,
        /// The share of the time from entering to leaving that is neither moving nor being handled.
        Waiting("waiting"): WaitingSeen,
        /// What leaves the corridor in a year.
        Carried("carried"): CarriedSeen,
        /// What vessels carry out of ports in a year, all that is on deck.
        Shipped("shipped"): ShippedSeen,
        /// Load of vessels that leave a port, as a share of what they could carry.
        Load("load"): LoadSeen,
        /// Calls of vessels at a port.
        Calls("calls"): CallsSeen,
        /// Time of a vessel from coming to a port until it sails.
        InPort("in_port"): InPortSeen,
        /// Trains that enter a line.
        Trains("trains"): TrainsSeen,
    }
}

table! {
    /// A time between two milestones.
    pub struct TimeSeen {
        /// The span.
        pub span: Reference<refer::Span>,
        /// Whose.
        pub population: Reference<refer::Population>,
        /// The statistic: mean, p50 or p90.
        pub statistic: Placed<Statistic>,
        /// What was observed.
        pub value: Fixed<units::TimeDim>,
    }
}

table! {
    /// A share of time.
    pub struct WaitingSeen {
        /// Whose.
        pub population: Reference<refer::Population>,
        /// What was observed.
        pub value: Fixed<units::Share>,
    }
}

table! {
    /// A volume of flows.
    pub struct CarriedSeen {
        /// The flows, counted together.
        pub flows: NonEmpty<Reference<refer::Flow>>,
        /// What was observed.
        pub value: Fixed<units::YearlyVolume>,
    }
}

table! {
    /// A volume of fleets.
    pub struct ShippedSeen {
        /// The fleets, counted together.
        pub fleets: NonEmpty<Reference<refer::Fleet>>,
        /// The ports that they carry it out of.
        pub ports: NonEmpty<Reference<refer::Stage>>,
        /// What was observed, in the unit of the fleets' capacity.
        pub value: Fixed<units::YearlyVolume>,
    }
}

table! {
    /// A mean load.
    pub struct LoadSeen {
        /// The fleet.
        pub fleet: Reference<refer::Fleet>,
        /// The port that its vessels leave.
        pub port: Reference<refer::Stage>,
        /// What was observed.
        pub value: Fixed<units::Share>,
    }
}

table! {
    /// A number of calls.
    pub struct CallsSeen {
        /// The port.
        pub port: Reference<refer::Stage>,
        /// The fleets, counted together; all that call there if none is named.
        pub fleets: Option<NonEmpty<Reference<refer::Fleet>>>,
        /// What was observed.
        pub value: Fixed<units::Frequency>,
    }
}

table! {
    /// A time of vessels in a port.
    pub struct InPortSeen {
        /// The fleet.
        pub fleet: Reference<refer::Fleet>,
        /// The port.
        pub port: Reference<refer::Stage>,
        /// What was observed.
        pub value: Fixed<units::TimeDim>,
    }
}

table! {
    /// A number of trains.
    pub struct TrainsSeen {
        /// The line.
        pub line: Reference<refer::Stage>,
        /// Which way they run.
        pub direction: Heading,
        /// What was observed, in trains.
        pub value: Fixed<units::YearlyVolume>,
    }
}

/// An observed value, in the unit in which it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen<'a> {
    /// The value.
    pub value: f64,
    /// Lowest and highest value that the source, or its rounding, leaves open; the value itself if none is given.
    pub range: (f64, f64),
    /// What one of this unit is in the base unit of its dimension.
    pub factor: f64,
    /// Unit, source, kind and note.
    pub origin: &'a Origin,
}

impl<'a> Seen<'a> {
    fn of<D: Dimension>(number: &'a Fixed<D>) -> Seen<'a> {
        let (origin, factor) = (number.origin(), number.unit().factor);
        // As it was written: to the base unit and back it would not be quite the same.
        let value = origin.value_text.parse().unwrap_or(number.get() / factor);
        Seen { value, range: origin.range.unwrap_or((value, value)), factor, origin }
    }
}

impl MeasureSpec {
    /// What was observed.
    #[must_use]
    pub fn seen(&self) -> Seen<'_> {
        match self {
            MeasureSpec::Time(spec) => Seen::of(&spec.value),
            MeasureSpec::Waiting(spec) => Seen::of(&spec.value),
            MeasureSpec::Carried(spec) => Seen::of(&spec.value),
            MeasureSpec::Shipped(spec) => Seen::of(&spec.value),
            MeasureSpec::Load(spec) => Seen::of(&spec.value),
            MeasureSpec::Calls(spec) => Seen::of(&spec.value),
            MeasureSpec::InPort(spec) => Seen::of(&spec.value),
            MeasureSpec::Trains(spec) => Seen::of(&spec.value),
        }
    }

    /// The ports, and the fleets that must call there.
    pub(super) fn calls(&self) -> Vec<(&Reference<refer::Stage>, &Reference<refer::Fleet>)> {
        match self {
            MeasureSpec::Shipped(spec) => spec
                .ports
                .iter()
                .flat_map(|port| spec.fleets.iter().map(move |fleet| (port, fleet)))
                .collect(),
            MeasureSpec::Calls(spec) => {
                let fleets = spec.fleets.iter().flat_map(|fleets| fleets.iter());
                fleets.map(|fleet| (&spec.port, fleet)).collect()
            }
            MeasureSpec::Load(spec) => vec![(&spec.port, &spec.fleet)],
            MeasureSpec::InPort(spec) => vec![(&spec.port, &spec.fleet)],
            MeasureSpec::Time(_)
            | MeasureSpec::Waiting(_)
            | MeasureSpec::Carried(_)
            | MeasureSpec::Trains(_) => Vec::new(),
        }
    }
}

/// Whether a fleet's vessels call at a port.
pub(super) fn calls_at(spec: &ScenarioSpec, fleet: &FleetSpec, port: &str) -> bool {
    spec.route.values().any(|route| {
        route.stages.windows(2).any(|pair| {
            let (one, other) = (pair[0].name(), pair[1].name());
            one == port && fleet.sails(other) || other == port && fleet.sails(one)
        })
    })
}

/// The base of a file, with those of its observations marked that the file does not name: what was observed of one scenario
/// says nothing of another that extends it.
pub(super) fn inherit(mut base: Node, over: &Node) -> Node {
    let tables = base.as_table_mut().and_then(|table| table.get_mut("observation")?.as_table_mut());
    for (name, node) in tables.into_iter().flat_map(|table| table.iter_mut()) {
        let place = node.place;
        if over.at(&["observation", name]).is_none() {
            node.assign(&["inherited"], place, Node::new(Value::Boolean(true), place));
        }
    }
    base
}
