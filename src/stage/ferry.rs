//! A ferry: the crossing between two ports.

use std::collections::BTreeMap;

use super::build::{Build, Draws};
use super::context::{Context, Rank};
use super::fleet::FleetSpec;
use crate::cargo::{CarrierId, CarrierKind, Mover};
use crate::observation::Cause;
use crate::parameter::{Fixed, Name, Reference, refer, table};
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

/// A vessel has crossed.
#[derive(Clone, Copy, Debug)]
pub struct Crossed(pub CarrierId);

/// A crossing at work.
#[derive(Debug)]
pub struct Ferry {
    km: f64,
    /// Speed of each fleet (km/h), by fleet number.
    speeds: Vec<Draws>,
}

impl Ferry {
    /// Builds the crossing for all fleets of the scenario, in the order of their numbers.
    #[must_use]
    pub fn new(spec: &FerrySpec, build: &Build<'_>, fleets: &[&FleetSpec]) -> Ferry {
        Ferry {
            km: spec.distance.get(),
            speeds: fleets.iter().map(|fleet| build.draws(&fleet.speed, "speed")).collect(),
        }
    }

    /// Takes over the terms of `new`, for the next voyages.
    pub fn revise(&mut self, new: Ferry) {
        *self = new;
    }

    /// Sends a vessel across.
    pub fn admit(&mut self, ctx: &mut impl Context, id: CarrierId) {
        let CarrierKind::Vessel { fleet, .. } = ctx.carrier(id).kind else {
            panic!("only vessels sail");
        };
        ctx.spend_aboard(id, Cause::Moving);
        let speed = self.speeds[fleet.index()].get(ctx.key(Mover::Carrier(id)));
        ctx.after(Duration::from_hours(self.km / speed), Rank::Arrival, Crossed(id).into());
    }

    /// Lets a vessel arrive.
    pub fn handle(&mut self, ctx: &mut impl Context, Crossed(id): Crossed) {
        // The next voyage has draws of its own.
        ctx.carrier_mut(id).key += 1;
        ctx.leave(Mover::Carrier(id));
    }
}
