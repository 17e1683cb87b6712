//! A railway line between two nodes.

use std::collections::BTreeMap;

use crate::parameter::{Fixed, Name, Reference, choice, refer, table};
use crate::units::{self, TimeOfDay};

table! {
    /// A line between two nodes.
    pub struct RailSpec {
        /// Node at the western end.
        pub west: Reference<refer::Stage>,
        /// Node at the eastern end.
        pub east: Reference<refer::Stage>,
        /// Length.
        pub length: Fixed<units::Length>,
        /// Tracks.
        pub track: TrackSpec,
        /// Speed limit of the line; a train's own running speed may be lower.
        pub speed_limit: Option<Fixed<units::Speed>>,
        /// Pool whose locomotives haul on this line; without it locomotives are never short.
        pub locomotives: Option<Reference<refer::Pool>>,
        /// Daily time for upkeep in which no train enters a section.
        pub possession: Option<PossessionSpec>,
        /// Charge for carriage, by class of cargo.
        pub charge: BTreeMap<Name, Fixed<units::Cost>>,
        /// Emission of carriage.
        pub emission: Option<Fixed<units::Emission>>,
    }
}

choice! {
    /// The tracks of a line.
    pub enum TrackSpec {
        /// One track with passing loops.
        Single("single"): SingleSpec,
        /// One track for each direction.
        Double("double"): DoubleSpec,
    }
}

table! {
    /// One track, cut into sections by passing loops. A section holds one train.
    pub struct SingleSpec {
        /// Passing loops between the two nodes.
        pub loops: Fixed<units::OrZero<units::Loops>>,
        /// Trains of each direction that a loop can hold.
        pub loop_tracks: Fixed<units::Tracks>,
        /// Length of the longest section, on which the line's capacity depends; without it all are equal. The longest
        /// lies in the middle, and the others share the rest of the line.
        pub limiting_section: Option<Fixed<units::Length>>,
        /// Time between a train's leaving a section and the next train's entering it, in either direction.
        pub clearance: Fixed<units::TimeDim>,
    }
}

table! {
    /// One track for each direction.
    pub struct DoubleSpec {
        /// Least time between two trains of one direction.
        pub headway: Fixed<units::TimeDim>,
    }
}

table! {
    /// A daily possession of the track.
    pub struct PossessionSpec {
        /// When it begins, in local time.
        pub begins: TimeOfDay,
        /// How long it lasts.
        pub lasts: Fixed<units::TimeDim>,
        /// How far local time is ahead of UTC.
        pub utc_offset: Fixed<units::TimeDim>,
    }
}
