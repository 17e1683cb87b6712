//! How much a vessel may load in shallow water.
//!
//! A vessel floats in proportion to what is on board (a hull with upright sides), so that the share of its capacity that it
//! may load is the share of its draught between empty and loaded for which the water is deep enough: see Barrass and
//! Derrett, Ship Stability for Masters and Mates (tonnes per centimetre immersion).

use crate::parameter::{Fixed, table};
use crate::units::{self, Duration, Time};

table! {
    /// What water a vessel needs.
    pub struct DraughtSpec {
        /// Draught with all that it can carry.
        pub loaded: Fixed<units::Depth>,
        /// Draught with nothing on board.
        pub empty: Fixed<units::Depth>,
        /// Least water under the keel.
        pub under_keel: Fixed<units::Depth>,
    }
}

/// What water a vessel needs on a voyage, and what there is.
#[derive(Clone, Debug, PartialEq)]
pub struct Draught {
    /// Draught with all that it can carry (m).
    loaded: f64,
    /// Draught with nothing on board (m).
    empty: f64,
    /// Least water under the keel (m).
    under_keel: f64,
    /// The water at each of its berths.
    berths: Vec<Water>,
}

/// Water at a berth, of which there is more or less from year to year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Water {
    /// Depth at the start of the run (m).
    pub depth: f64,
    /// By how much it grows in a year of 365 days (m).
    pub trend: f64,
}

impl Water {
    /// Depth at an instant (m).
    #[must_use]
    pub fn at(self, now: Time) -> f64 {
        let years = (now - Time::ZERO).ms() as f64 / (365 * Duration::DAY.ms()) as f64;
        self.depth + self.trend * years
    }
}

impl Draught {
    /// Of vessels that use berths in such water.
    #[must_use]
    pub fn new(spec: &DraughtSpec, berths: Vec<Water>) -> Draught {
        Draught {
            loaded: spec.loaded.get(),
            empty: spec.empty.get(),
            under_keel: spec.under_keel.get(),
            berths,
        }
    }

    /// The share of its capacity that a vessel may load at an instant: the shallowest of its berths decides.
    #[must_use]
    pub fn share(&self, now: Time) -> f64 {
        let shares = self.berths.iter().map(|water| self.share_in(water.at(now)));
        shares.fold(1.0, f64::min)
    }

    /// The share that it may load in water of that depth (m).
    #[must_use]
    pub fn share_in(&self, depth: f64) -> f64 {
        ((depth - self.under_keel - self.empty) / (self.loaded - self.empty)).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(years: i64) -> Time {
        Time::ZERO + Duration::from_ms(years * 365 * Duration::DAY.ms())
    }

    fn feeder(berths: &[Water]) -> Draught {
        Draught { loaded: 4.5, empty: 2.5, under_keel: 0.5, berths: berths.to_vec() }
    }

    /// 2 m from empty to loaded: in 5 m of water all, in 4.2 m (4.2 - 0.5 - 2.5) / 2 = 0.6, in 3 m nothing.
    #[test]
    fn the_share_is_that_of_the_draught() {
        let feeder = feeder(&[]);
        for (depth, share) in [(6.0, 1.0), (5.0, 1.0), (4.2, 0.6), (3.5, 0.25), (3.0, 0.0), (1.0, 0.0)] {
            assert!((feeder.share_in(depth) - share).abs() < 1e-12, "{depth} m");
        }
        assert_eq!(feeder.share(Time::ZERO), 1.0);
    }

    /// A sea that falls by 0.2 m a year takes a tenth of the load with it each year, and the shallower berth decides.
    #[test]
    fn a_falling_sea_takes_load_and_dredging_gives_it_back() {
        let near = Water { depth: 4.8, trend: -0.2 };
        let far = Water { depth: 4.6, trend: -0.2 };
        let loads: Vec<f64> = (0..4).map(|years| feeder(&[near, far]).share(year(years))).collect();
        for (load, expected) in loads.iter().zip([0.8, 0.7, 0.6, 0.5]) {
            assert!((load - expected).abs() < 1e-12, "{loads:?}");
        }
        let dredged = Water { depth: far.depth + 2.0, ..far };
        let load = feeder(&[near, dredged]).share(year(3));
        assert!((load - 0.6).abs() < 1e-12, "now the other berth decides: {load}");
        assert_eq!(feeder(&[dredged]).share(year(3)), 1.0);
    }
}
