//! A ferry: the crossing between two ports.

use std::collections::BTreeMap;

use super::build::{Build, Draws, Times};
use super::context::{Context, Rank};
use super::fleet::FleetSpec;
use crate::cargo::{CarrierId, CarrierKind, Mover};
use crate::observation::Cause;
use crate::parameter::{Fixed, Name, Reference, refer, table};
use crate::random::Stream;
use crate::units::{self, Duration};

table! {
    /// A crossing between two ports, sailed by the fleets that name it.
    pub struct FerrySpec {
        /// Port at the western end.
        pub west: Reference<refer::Stage>,
        /// Port at the eastern end.
        pub east: Reference<refer::Stage>,
        /// Distance.
        pub distance: Fixed<units::Length>,
        /// Charge for carriage, by class of cargo.
        pub charge: BTreeMap<Name, Fixed<units::Cost>>,
        /// Emission of carriage.
        pub emission: Option<Fixed<units::Emission>>,
    }
}

/// What happens to a vessel at sea.
#[derive(Clone, Copy, Debug)]
pub enum Signal {
    /// It has broken down.
    BrokeDown(CarrierId),
    /// It sails on.
    Mended(CarrierId),
    /// It has crossed.
    Crossed(CarrierId),
}

/// A crossing at work.
#[derive(Debug)]
pub struct Ferry {
    km: f64,
    /// How vessels of each fleet sail, by fleet number.
    sails: Vec<Sailing>,
}

/// How vessels of a fleet sail.
#[derive(Debug)]
struct Sailing {
    /// Speed (km/h).
    speed: Draws,
    breakdown: Option<Breakdown>,
}

#[derive(Debug)]
struct Breakdown {
    /// Mean time at sea until one (h).
    every: f64,
    chance: Stream,
    lasts: Times,
}

impl Sailing {
    fn new(build: &Build<'_>, fleet: &FleetSpec) -> Sailing {
        let breakdown = fleet.breakdown.as_ref().map(|spec| Breakdown {
            every: spec.every.get(),
            chance: build.chances("breakdown"),
            lasts: build.times(&spec.lasts, "mending"),
        });
        Sailing { speed: build.draws(&fleet.speed, "speed"), breakdown }
    }
}

impl Ferry {
    /// Builds the crossing for all fleets of the scenario, in the order of their numbers.
    #[must_use]
    pub fn new(spec: &FerrySpec, build: &Build<'_>, fleets: &[&FleetSpec]) -> Ferry {
        Ferry {
            km: spec.distance.get(),
            sails: fleets.iter().map(|fleet| Sailing::new(build, fleet)).collect(),
        }
    }

    /// Takes over the terms of `new`, for the next voyages.
    pub fn revise(&mut self, new: Ferry) {
        *self = new;
    }

    /// Sends a vessel across. Whether it breaks down on the way, and when, is drawn now: the time to the next breakdown
    /// has no memory, so that each voyage may begin its count anew.
    pub fn admit(&mut self, ctx: &mut impl Context, id: CarrierId) {
        let CarrierKind::Vessel { fleet, .. } = ctx.carrier(id).kind else {
            panic!("only vessels sail");
        };
        ctx.spend_aboard(id, Cause::Moving);
        let key = ctx.key(Mover::Carrier(id));
        let sailing = &self.sails[fleet.index()];
        let mut time = Duration::from_hours(self.km / sailing.speed.get(key));
        if let Some(breakdown) = &sailing.breakdown {
            let after = -libm::log(breakdown.chance.uniform(key)) * breakdown.every;
            if after < time.hours() {
                let (after, lasts) = (Duration::from_hours(after), breakdown.lasts.get(key));
                ctx.after(after, Rank::Arrival, Signal::BrokeDown(id).into());
                ctx.after(after + lasts, Rank::Arrival, Signal::Mended(id).into());
                time += lasts;
            }
        }
        ctx.after(time, Rank::Arrival, Signal::Crossed(id).into());
    }

    /// Lets time act.
    pub fn handle(&mut self, ctx: &mut impl Context, signal: Signal) {
        match signal {
            Signal::BrokeDown(id) => ctx.spend_aboard(id, Cause::Maintenance),
            Signal::Mended(id) => ctx.spend_aboard(id, Cause::Moving),
            Signal::Crossed(id) => {
                // The next voyage has draws of its own.
                ctx.carrier_mut(id).key += 1;
                ctx.leave(Mover::Carrier(id));
            }
        }
    }
}
