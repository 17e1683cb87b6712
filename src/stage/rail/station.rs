//! The tracks of a station on a line.

use super::layout;
use crate::cargo::Direction;

/// A station at work.
#[derive(Debug)]
pub(super) struct Station {
    pub(super) place: layout::Station,
    /// Trains of each direction that stand in it or for which a track is kept.
    held: [u32; 2],
}

impl Station {
    pub(super) fn new(place: layout::Station) -> Station {
        Station { place, held: [0, 0] }
    }

    /// Whether there is a track for one more train of a direction: the last one is left to the other direction, so that
    /// trains can always meet.
    pub(super) fn admits(&self, direction: Direction) -> bool {
        let tracks = self.place.tracks;
        self.held[direction.index()] + 1 < tracks && self.held[0] + self.held[1] < tracks
    }

    /// Keeps a track.
    pub(super) fn take(&mut self, direction: Direction) {
        debug_assert!(self.admits(direction), "a station was given more trains than it has tracks for");
        self.held[direction.index()] += 1;
    }

    /// Gives a track back.
    pub(super) fn free(&mut self, direction: Direction) {
        self.held[direction.index()] -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_track_is_left_to_the_other_direction() {
        let mut station = Station::new(layout::Station { km: 1.0, tracks: 3, usable: 1.0 });
        station.take(Direction::West);
        station.take(Direction::West);
        assert!(!station.admits(Direction::West) && station.admits(Direction::East));
        station.take(Direction::East);
        assert!(!station.admits(Direction::East));
        station.free(Direction::West);
        assert!(station.admits(Direction::East) && station.admits(Direction::West));
    }
}
