//! Quantities with units: simulated instants and durations, and the dimensions in which a scenario states its numbers.
//!
//! Floor 1. Imports nothing of ours.

mod date;
mod dimension;
mod time;

pub use date::{Date, TimeOfDay, Weekday};
pub use dimension::{
    Berths, Capacity, Consignments, Cost, Cranes, Crews, Depth, Desks, Dimension, Domain, Emission, Factor,
    Frequency, Height, InHours, Length, Locomotives, Loops, Mass, MinutesPer, Money, Of, OrZero, Points,
    Ramps, Rise, Servers, Share, Slots, Speed, TeuEach, Teus, Tiers, TimeDim, TonnesEach, TonnesPerTeu,
    Tracks, Trains, Unit, UnitRate, Vessels, Wagons, Wind, YearlyVolume,
};
pub use time::{Duration, Time};
