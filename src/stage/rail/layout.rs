//! The layout of a line: its sections from the eastern end to the western one, and the stations between them.

use super::spec::{OvertakingSpec, RailSpec, SingleSpec, TrackSpec};
use crate::parameter::Fixed;
use crate::units::Duration;

/// Points of a line closer together than this are one (km).
const SAME_POINT_KM: f64 = 1e-6;

/// A line as trains find it.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The sections, from the eastern end.
    pub sections: Vec<Section>,
    /// The stations between them: one fewer.
    pub stations: Vec<Station>,
}

/// What lies between two stations, or between a station and a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Section {
    /// Where it begins (km from the eastern end of the line).
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Its tracks.
    pub tracks: SectionTracks,
}

/// The tracks of a section.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SectionTracks {
    /// One, for one train at a time.
    Single {
        /// Time between one train's leaving and the next one's entering.
        clearance: Duration,
    },
    /// One for each direction.
    Double {
        /// Least time between two trains of one direction.
        headway: Duration,
    },
}

/// A place on the line where trains can stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Station {
    /// Distance from the eastern end (km).
    pub km: f64,
    /// Its tracks, the running lines included, for both directions together.
    pub tracks: u32,
    /// Length of train that fits (km).
    pub usable: f64,
}

impl Section {
    /// Its length (km).
    #[must_use]
    pub fn km(&self) -> f64 {
        self.to - self.from
    }
}

impl RailSpec {
    /// The line's layout.
    #[must_use]
    pub fn layout(&self) -> Layout {
        let length = self.length.get();
        match &self.track {
            TrackSpec::Single(single) => single_layout(single, length),
            TrackSpec::Double(double) => {
                let stations: Vec<Station> = overtaking(double.overtaking.as_ref()).collect();
                let points: Vec<f64> = stations.iter().map(|station| station.km).collect();
                let station =
                    |km| *stations.iter().find(|station| station.km == km).expect("it is one of them");
                let tracks = SectionTracks::Double { headway: double.headway.duration() };
                cut(length, &points, |_, _| tracks, station)
            }
        }
    }
}

/// The stations of a double track.
fn overtaking(spec: Option<&OvertakingSpec>) -> impl Iterator<Item = Station> {
    spec.into_iter().flat_map(|spec| {
        let tracks = spec.tracks.count();
        spec.at.iter().map(move |at| Station { km: at.get(), tracks, usable: f64::INFINITY })
    })
}

fn single_layout(spec: &SingleSpec, length: f64) -> Layout {
    let clearance = spec.clearance.duration();
    let usable = spec.usable_length.as_ref().map_or(f64::INFINITY, Fixed::get);
    let mut points = loops(spec, length);
    let doubled: Vec<(f64, f64, Duration)> = spec
        .second_track
        .values()
        .map(|part| {
            let from = part.from.as_ref().map_or(0.0, Fixed::get);
            let to = part.to.as_ref().map_or(length, Fixed::get);
            (from, to, part.headway.duration())
        })
        .collect();
    points.extend(doubled.iter().flat_map(|&(from, to, _)| [from, to]));
    let kept: Vec<Station> =
        spec.second_track.values().flat_map(|part| overtaking(part.overtaking.as_ref())).collect();
    points.extend(kept.iter().map(|station| station.km));
    let tracks = |from: f64, to: f64| {
        let middle = f64::midpoint(from, to);
        let parts = doubled.iter().filter(|&&(from, to, _)| from < middle && middle < to);
        match parts.map(|&(_, _, headway)| headway).min() {
            Some(headway) => SectionTracks::Double { headway },
            None => SectionTracks::Single { clearance },
        }
    };
    let station = |km: f64| match kept.iter().find(|station| (station.km - km).abs() < SAME_POINT_KM) {
        Some(station) => *station,
        None => Station { km, tracks: spec.loop_tracks.count(), usable },
    };
    let mut layout = cut(length, &points, tracks, station);
    layout.merge_doubled(&kept);
    // Where a second track begins, a long train can stand on it.
    for at in 0..layout.stations.len() {
        let beside = &layout.sections[at..=at + 1];
        if beside.iter().any(|section| matches!(section.tracks, SectionTracks::Double { .. })) {
            layout.stations[at].usable = f64::INFINITY;
        }
    }
    layout
}

/// Where the loops of a single-track line lie (km from its eastern end).
fn loops(spec: &SingleSpec, length: f64) -> Vec<f64> {
    let mut lengths: Vec<f64> = match &spec.sections {
        Some(sections) => sections.iter().map(Fixed::get).collect(),
        None => {
            let loops = spec.loops.as_ref().map_or(0, Fixed::count);
            section_lengths(length, loops, spec.limiting_section.as_ref().map(Fixed::get))
        }
    };
    // The last section ends at the node, whatever rounding made of the sum.
    lengths.pop();
    let ends = lengths.iter().scan(0.0, |km, section| {
        *km += section;
        Some(*km)
    });
    ends.collect()
}

/// Lengths of the sections of a line of `length` km with `loops` loops: all equal, or the longest in the middle and
/// the others equal.
fn section_lengths(length: f64, loops: u32, limiting: Option<f64>) -> Vec<f64> {
    let count = loops as usize + 1;
    match limiting {
        Some(longest) if count > 1 => {
            let mut lengths = vec![(length - longest) / f64::from(loops); count];
            lengths[count / 2] = longest;
            lengths
        }
        _ => vec![length / count as f64; count],
    }
}

/// Cuts a line at `points` into sections.
fn cut(
    length: f64,
    points: &[f64],
    tracks: impl Fn(f64, f64) -> SectionTracks,
    station: impl Fn(f64) -> Station,
) -> Layout {
    let mut ends: Vec<f64> = points.to_vec();
    ends.retain(|&km| km > SAME_POINT_KM && km < length - SAME_POINT_KM);
    ends.sort_by(f64::total_cmp);
    ends.dedup_by(|next, last| *next - *last < SAME_POINT_KM);
    let stations = ends.iter().map(|&km| station(km)).collect();
    let begins: Vec<f64> = std::iter::once(0.0).chain(ends.iter().copied()).collect();
    let sections = begins.into_iter().zip(ends.into_iter().chain([length]));
    let sections = sections.map(|(from, to)| Section { from, to, tracks: tracks(from, to) }).collect();
    Layout { sections, stations }
}

impl Layout {
    /// Makes one section of neighbours that have two tracks, but for the stations that are `kept`: trains pass the loops
    /// between them without a stop, and fewer sections are fewer events.
    fn merge_doubled(&mut self, kept: &[Station]) {
        let mut at = 0;
        while at + 1 < self.sections.len() {
            let (own, next) = (self.sections[at], self.sections[at + 1]);
            let double = matches!(own.tracks, SectionTracks::Double { .. });
            if double
                && own.tracks == next.tracks
                && !kept.iter().any(|station| (station.km - own.to).abs() < SAME_POINT_KM)
            {
                self.sections[at].to = next.to;
                self.sections.remove(at + 1);
                self.stations.remove(at);
            } else {
                at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_add_up_to_the_line() {
        assert_eq!(section_lengths(100.0, 3, None), [25.0; 4]);
        assert_eq!(section_lengths(100.0, 3, Some(40.0)), [20.0, 20.0, 40.0, 20.0]);
        assert_eq!(section_lengths(100.0, 0, Some(40.0)), [100.0]);
    }

    const MINUTE: Duration = Duration::from_ms(60_000);

    fn layout(doubled: &[(f64, f64)]) -> Layout {
        let mut points = vec![25.0, 50.0, 75.0];
        points.extend(doubled.iter().flat_map(|&(from, to)| [from, to]));
        let tracks = |from: f64, to: f64| {
            let middle = f64::midpoint(from, to);
            if doubled.iter().any(|&(from, to)| from < middle && middle < to) {
                SectionTracks::Double { headway: MINUTE }
            } else {
                SectionTracks::Single { clearance: MINUTE }
            }
        };
        let mut layout = cut(100.0, &points, tracks, |km| Station { km, tracks: 2, usable: 1.0 });
        layout.merge_doubled(&[]);
        layout
    }

    fn ends(layout: &Layout) -> Vec<(f64, bool)> {
        let double = |section: &Section| matches!(section.tracks, SectionTracks::Double { .. });
        layout.sections.iter().map(|section| (section.to, double(section))).collect()
    }

    /// A second track that begins and ends between loops makes stations there, and those it passes are none for it.
    #[test]
    fn a_second_track_swallows_the_loops_that_it_passes() {
        let built = layout(&[(40.0, 80.0)]);
        assert_eq!(ends(&built), [(25.0, false), (40.0, false), (80.0, true), (100.0, false)]);
        let kms: Vec<f64> = built.stations.iter().map(|station| station.km).collect();
        assert_eq!(kms, [25.0, 40.0, 80.0]);
        assert_eq!(ends(&layout(&[(0.0, 100.0)])), [(100.0, true)]);
        // Two parts that meet or overlap are one.
        assert_eq!(ends(&layout(&[(0.0, 50.0), (50.0, 100.0)])), [(100.0, true)]);
        assert_eq!(ends(&layout(&[(0.0, 60.0), (30.0, 100.0)])), [(100.0, true)]);
    }
}
