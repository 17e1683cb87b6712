//! The capacity of a line by arithmetic.
//!
//! The usual count (Abril, Barber, Ingolotti, Salido, Tormos and Lova, "An assessment of railway capacity",
//! Transportation Research Part E 44, 2008, section 3.1): trains of both directions in turn keep the limiting section
//! of a single track for a period of both running times and two clearances, so that in the time that upkeep leaves
//! there is room for so many periods; on double track one headway takes the place of the period. The share of time
//! that such a formula allows to be used is 1 here: clearance and headway already hold the reserve. Loops and the
//! differences of speed are not in it.

use super::layout::{Section, SectionTracks};
use super::spec::{PossessionSpec, RailSpec};
use super::speed::Limits;
use super::windows::{overlap, part};

const HOURS_A_DAY: f64 = 24.0;

/// What a line can carry, and what of it decides that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Capacity {
    /// The section of which it has least to spare.
    pub section: Section,
    /// Running time through it, westward and eastward (h).
    pub run: [f64; 2],
    /// Time for which a train and its opposite keep it; on double track for which a train keeps it (h).
    pub period: f64,
    /// Hours a day in which it is taken for upkeep all year round.
    pub possession: f64,
    /// Trains a day in each direction.
    pub pairs: f64,
}

impl Section {
    /// Whether it has a track for each direction.
    #[must_use]
    pub fn is_double(&self) -> bool {
        matches!(self.tracks, SectionTracks::Double { .. })
    }
}

impl RailSpec {
    /// The line's capacity for trains that run at these mean speeds westward and eastward (km/h), where nothing limits
    /// them: the least of its sections.
    #[must_use]
    pub fn capacity(&self, speeds: [f64; 2]) -> Capacity {
        let sections = self.layout().sections;
        let sections = sections.iter().map(|section| self.capacity_of(section, speeds));
        let least = sections.min_by(|a, b| a.pairs.total_cmp(&b.pairs));
        least.expect("a line has a section")
    }

    /// The capacity of one section of it.
    #[must_use]
    pub fn capacity_of(&self, section: &Section, speeds: [f64; 2]) -> Capacity {
        let run = speeds.map(|speed| Limits::usual_hours(self, speed, (section.from, section.to)));
        let period = match section.tracks {
            SectionTracks::Single { clearance } => run[0] + run[1] + 2.0 * clearance.hours(),
            SectionTracks::Double { headway } => headway.hours(),
        };
        let possession = self.possession_within(section);
        Capacity { section: *section, run, period, possession, pairs: (HOURS_A_DAY - possession) / period }
    }

    /// Hours a day in which a section is taken for upkeep all year round.
    fn possession_within(&self, section: &Section) -> f64 {
        let always = |window: &&PossessionSpec| window.first.is_none() && window.last.is_none();
        let touches = |window: &&PossessionSpec| {
            overlap(part(window.from.as_ref(), window.to.as_ref()), (section.from, section.to))
        };
        let windows = self.possession.values().filter(always).filter(touches);
        windows.fold(0.0, |sum, window| sum + window.lasts.get()).min(HOURS_A_DAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter::read_text;

    /// A line of 100 km with these tables more.
    fn line(more: &str) -> RailSpec {
        let text = format!(
            "west = \"w\"\neast = \"e\"\nlength = {{ value = 100, unit = \"km\", source = \"s\" }}\n{more}"
        );
        read_text(&text).unwrap_or_else(|problems| panic!("{problems}"))
    }

    const SINGLE: &str = "[track.single]\n\
        sections = [{ value = 30, unit = \"km\", source = \"s\" }, { value = 40, unit = \"km\", source = \"s\" },\n\
                    { value = 30, unit = \"km\", source = \"s\" }]\n\
        loop_tracks = { value = 2, unit = \"track\", source = \"s\" }\n\
        clearance = { value = 6, unit = \"min\", source = \"s\" }\n";

    const UPKEEP: &str = "[possession.daily]\nbegins = \"10:00\"\n\
        lasts = { value = 4, unit = \"h\", source = \"s\" }\n\
        utc_offset = { value = 0, unit = \"h\", source = \"s\" }\n";

    #[test]
    fn a_pair_keeps_the_longest_section_for_both_runs_and_two_clearances() {
        let capacity = line(SINGLE).capacity([80.0, 40.0]);
        assert_eq!((capacity.section.from, capacity.section.to), (30.0, 70.0));
        assert_eq!(capacity.run, [0.5, 1.0]);
        assert!((capacity.period - 1.7).abs() < 1e-12);
        assert!((capacity.pairs - 24.0 / 1.7).abs() < 1e-12);
    }

    #[test]
    fn upkeep_takes_its_time_only_where_and_when_it_always_is() {
        let all = line(&format!("{SINGLE}{UPKEEP}")).capacity([40.0; 2]);
        assert_eq!(all.possession, 4.0);
        assert!((all.pairs - 20.0 / 2.2).abs() < 1e-12);
        let part = format!("{SINGLE}{UPKEEP}to = {{ value = 30, unit = \"km\", source = \"s\" }}\n");
        assert_eq!(line(&part).capacity([40.0; 2]).possession, 0.0);
        let week = format!("{SINGLE}{UPKEEP}first = 2023-05-01\n");
        assert_eq!(line(&week).capacity([40.0; 2]).possession, 0.0);
    }

    #[test]
    fn slow_parts_can_make_another_section_the_limit() {
        let slow = "[restriction.bridge]\nspeed = { value = 10, unit = \"km/h\", source = \"s\" }\n\
                    from = { value = 90, unit = \"km\", source = \"s\" }\n";
        let capacity = line(&format!("{SINGLE}{slow}")).capacity([40.0; 2]);
        assert_eq!((capacity.section.from, capacity.section.to), (70.0, 100.0));
        assert_eq!(capacity.run, [1.5; 2]);
    }

    #[test]
    fn on_two_tracks_only_the_headway_counts() {
        let double = "[track.double]\nheadway = { value = 15, unit = \"min\", source = \"s\" }\n";
        let capacity = line(double).capacity([40.0, 80.0]);
        assert!(capacity.section.is_double());
        assert_eq!((capacity.period, capacity.pairs), (0.25, 96.0));
    }

    #[test]
    fn of_a_part_built_line_the_least_of_the_sections_counts() {
        let part = "[track.single.second_track.middle]\nfrom = { value = 30, unit = \"km\", source = \"s\" }\n\
                    to = { value = 70, unit = \"km\", source = \"s\" }\n\
                    headway = { value = 15, unit = \"min\", source = \"s\" }\n";
        let capacity = line(&format!("{SINGLE}{part}")).capacity([40.0; 2]);
        assert!(!capacity.section.is_double());
        assert!((capacity.period - 1.7).abs() < 1e-12, "30 km at 40 km/h both ways and 12 min");
    }
}
