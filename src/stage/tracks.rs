//! Station tracks: places for trains, counted for each direction by itself.
//!
//! Trains of opposite directions never wait for each other's tracks; that is what keeps waits along a route from
//! closing into a circle.

use super::context::{Admission, Context};
use crate::cargo::{CarrierId, Direction, ResourceId};
use crate::observation::Use;

/// Tracks of a node, as many for each direction.
#[derive(Clone, Debug)]
pub(crate) struct Tracks {
    each: u32,
    held: [u32; 2],
    meter: ResourceId,
}

impl Tracks {
    /// `each` free tracks for each direction.
    pub(crate) fn new(each: u32, meter: ResourceId) -> Tracks {
        Tracks { each, held: [0, 0], meter }
    }

    /// Takes over the number of tracks. Of more those that wait outside can have one; of fewer the trains on those
    /// that are too many leave first.
    pub(crate) fn revise(&mut self, ctx: &mut impl Context, new: &Tracks) {
        (self.each, self.meter) = (new.each, new.meter);
        ctx.room();
    }

    /// Keeps a track for a train of its direction, if one is free.
    pub(crate) fn reserve(&mut self, ctx: &mut impl Context, id: CarrierId) -> Admission {
        let held = &mut self.held[ctx.carrier(id).direction.index()];
        if *held >= self.each {
            return Admission::Refused;
        }
        *held += 1;
        self.report(ctx);
        Admission::Granted
    }

    /// Gives the train's track back.
    pub(crate) fn free(&mut self, ctx: &mut impl Context, id: CarrierId) {
        let held = &mut self.held[ctx.carrier(id).direction.index()];
        assert!(*held > 0, "a track was released that no train held");
        *held -= 1;
        self.report(ctx);
    }

    /// Whether all tracks of a direction are held, by `blocked` trains that cannot leave.
    pub(crate) fn all_held_by(&self, direction: Direction, blocked: u32) -> bool {
        blocked >= self.each && self.held[direction.index()] >= self.each
    }

    fn report(&self, ctx: &mut impl Context) {
        ctx.uses(self.meter, Use { busy: self.held[0] + self.held[1], ..Use::default() });
    }
}
