//! A railway line between two nodes: single track with passing loops, or double track.

mod double;
mod single;
mod spec;

use double::Double;
use single::Single;
use spec::{DoubleSpec, PossessionSpec, SingleSpec};
pub use spec::{RailSpec, TrackSpec};

use super::build::{Build, Draws, ResourceInfo};
use super::carriers::Template;
use super::context::{Admission, Context};
use super::hours::Hours;
use crate::cargo::{CarrierId, CarrierKind, Mover};
use crate::units::{Duration, Time};

/// What happens on a line.
#[derive(Clone, Copy, Debug)]
pub enum Signal {
    /// A train has run through the section it is in.
    Ran(u32),
    /// A section, or the entry of a direction, may be entered again.
    Free(u32),
    /// A possession is over.
    HandedBack,
}

/// A line at work.
#[derive(Debug)]
pub struct Rail {
    speeds: Vec<Draws>,
    speed_limit: f64,
    track: Track,
}

#[derive(Debug)]
enum Track {
    Single(Single),
    Double(Double),
}

/// A train on the line.
#[derive(Clone, Copy, Debug)]
struct Run {
    carrier: CarrierId,
    /// Running speed (km/h).
    speed: f64,
}

impl Run {
    fn time(&self, km: f64) -> Duration {
        Duration::from_hours(km / self.speed)
    }
}

/// The daily possession of a line, if it has one.
#[derive(Clone, Copy, Debug)]
struct Possession(Option<Hours>);

impl Possession {
    fn new(spec: Option<&PossessionSpec>) -> Possession {
        Possession(spec.map(|window| {
            Hours::new(window.begins.duration() - window.utc_offset.duration(), window.lasts.duration())
        }))
    }

    /// Time until trains may enter again; `None` when they may.
    fn remaining(&self, at: Time) -> Option<Duration> {
        let hours = self.0.filter(|hours| hours.open(at))?;
        Some(hours.until_shut(at))
    }
}

impl RailSpec {
    /// The resources of such a stage: sections of a single track, tracks of a double one.
    #[must_use]
    pub fn resources(&self) -> Vec<ResourceInfo> {
        match &self.track {
            TrackSpec::Single(single) => vec![ResourceInfo::new("sections", single.loops.count() + 1)],
            TrackSpec::Double(_) => Vec::new(),
        }
    }
}

impl Rail {
    /// Builds the line, empty.
    #[must_use]
    pub fn new(spec: &RailSpec, build: &Build<'_>, templates: &[Template<'_>]) -> Rail {
        let possession = Possession::new(spec.possession.as_ref());
        let length = spec.length.get();
        Rail {
            speeds: templates.iter().map(|template| build.draws(template.speed, "speed")).collect(),
            speed_limit: spec.speed_limit.as_ref().map_or(f64::INFINITY, crate::parameter::Fixed::get),
            track: match &spec.track {
                TrackSpec::Single(track) => {
                    Track::Single(Single::new(track, length, possession, build.resource(0)))
                }
                TrackSpec::Double(track) => Track::Double(Double::new(track, length, possession)),
            },
        }
    }

    /// Lets a train in at its end of the line, or puts it into the queue there.
    pub fn reserve(&mut self, ctx: &mut impl Context, id: CarrierId) -> Admission {
        match &mut self.track {
            Track::Single(track) => track.reserve(ctx, id),
            Track::Double(track) => track.reserve(ctx, id),
        }
    }

    /// Sets a train in motion.
    pub fn admit(&mut self, ctx: &mut impl Context, id: CarrierId) {
        let CarrierKind::Train { template, .. } = ctx.carrier(id).kind else {
            panic!("only trains run on rails");
        };
        let speed = self.speeds[template.index()].get(ctx.key(Mover::Carrier(id)));
        let run = Run { carrier: id, speed: speed.min(self.speed_limit) };
        match &mut self.track {
            Track::Single(track) => track.admit(ctx, run),
            Track::Double(track) => track.admit(ctx, run),
        }
    }

    /// Lets time act.
    pub fn handle(&mut self, ctx: &mut impl Context, signal: Signal) {
        match &mut self.track {
            Track::Single(track) => track.handle(ctx, signal),
            Track::Double(track) => track.handle(ctx, signal),
        }
    }
}
