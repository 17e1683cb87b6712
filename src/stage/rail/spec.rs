//! A railway line between two nodes.

use std::collections::BTreeMap;

use crate::parameter::{Fixed, Name, NonEmpty, Reference, choice, refer, table};
use crate::units::{self, Date, TimeOfDay};

table! {
    /// A line between two nodes. Kilometres on it are counted from its eastern end.
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
        /// Lower limits on parts of it.
        pub restriction: BTreeMap<Name, RestrictionSpec>,
        /// Slower running while the weather is bad.
        pub weather: Option<SlowSpec>,
        /// Pool whose locomotives haul on this line; without it locomotives are never short.
        pub locomotives: Option<Reference<refer::Pool>>,
        /// Pool whose crews run the trains on this line; without it crews are never short.
        pub crews: Option<Reference<refer::Pool>>,
        /// Windows in which the track belongs to those who keep it up.
        pub possession: BTreeMap<Name, PossessionSpec>,
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
        /// Passing loops between the two nodes, at equal distances but for the limiting section; or `sections`.
        pub loops: Option<Fixed<units::OrZero<units::Loops>>>,
        /// Length of the longest section, on which the line's capacity depends; without it all are equal. The longest
        /// lies in the middle, and the others share the rest of the line.
        pub limiting_section: Option<Fixed<units::Length>>,
        /// Lengths of the sections from the eastern end on; or `loops`.
        pub sections: Option<NonEmpty<Fixed<units::Length>>>,
        /// Tracks of a loop, the running line included, for both directions together. Trains of one direction never
        /// take the last one.
        pub loop_tracks: Fixed<units::Tracks>,
        /// Length of train that fits into a loop; a longer one runs through to where there is room for it. Without it
        /// all trains fit.
        pub usable_length: Option<Fixed<units::Length>>,
        /// Time between a train's leaving a section and the next train's entering it, in either direction.
        pub clearance: Fixed<units::TimeDim>,
        /// Parts of the line that have a second track.
        pub second_track: BTreeMap<Name, SecondTrackSpec>,
    }
}

table! {
    /// A part of a single-track line with a second track: one track for each direction. Its loops are passed.
    pub struct SecondTrackSpec {
        /// Where it begins; without it at the eastern end.
        pub from: Option<Fixed<units::Length>>,
        /// Where it ends; without it at the western end.
        pub to: Option<Fixed<units::Length>>,
        /// Least time between two trains of one direction.
        pub headway: Fixed<units::TimeDim>,
        /// Stations on it where trains of better rank overtake.
        pub overtaking: Option<OvertakingSpec>,
    }
}

table! {
    /// One track for each direction.
    pub struct DoubleSpec {
        /// Least time between two trains of one direction.
        pub headway: Fixed<units::TimeDim>,
        /// Stations where trains of better rank overtake.
        pub overtaking: Option<OvertakingSpec>,
    }
}

table! {
    /// Stations of a double track where trains overtake each other, and wait until they can run freely.
    pub struct OvertakingSpec {
        /// Where they lie: kilometres of the line, from its eastern end.
        pub at: NonEmpty<Fixed<units::Length>>,
        /// Tracks of each, the running lines included, for both directions together. Trains of one direction never take
        /// the last one.
        pub tracks: Fixed<units::Tracks>,
    }
}

table! {
    /// A daily window in which the track is taken: no train enters a section that it could not leave before it begins.
    pub struct PossessionSpec {
        /// When it begins, in local time.
        pub begins: TimeOfDay,
        /// How long it lasts; 24 h close the line for all the days from `first` to `last`.
        pub lasts: Fixed<units::TimeDim>,
        /// How far local time is ahead of UTC.
        pub utc_offset: Fixed<units::TimeDim>,
        /// First day, by local time; without it from the start.
        pub first: Option<Date>,
        /// Last day; without it for ever.
        pub last: Option<Date>,
        /// Where it begins; without it at the eastern end.
        pub from: Option<Fixed<units::Length>>,
        /// Where it ends; without it at the western end.
        pub to: Option<Fixed<units::Length>>,
    }
}

table! {
    /// A speed restriction on a part of a line.
    pub struct RestrictionSpec {
        /// Highest speed.
        pub speed: Fixed<units::Speed>,
        /// Where it begins; without it at the eastern end.
        pub from: Option<Fixed<units::Length>>,
        /// Where it ends; without it at the western end.
        pub to: Option<Fixed<units::Length>>,
        /// First day (UTC); without it from the start.
        pub first: Option<Date>,
        /// Last day (UTC); without it for ever.
        pub last: Option<Date>,
    }
}

table! {
    /// Running in bad weather.
    pub struct SlowSpec {
        /// Area whose weather it is.
        pub area: Reference<refer::Weather>,
        /// Wind from which on trains run slowly.
        pub wind_limit: Fixed<units::Wind>,
        /// Highest speed then.
        pub speed: Fixed<units::Speed>,
    }
}
