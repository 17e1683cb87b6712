//! A railway line between two nodes: single track with passing loops, or double track.

mod capacity;
mod double;
mod layout;
mod single;
mod spec;

pub use capacity::Capacity;
use double::Double;
pub use layout::{Layout, Section, SectionTracks, Station};
use single::Single;
use spec::{DoubleSpec, PossessionSpec, SingleSpec};
pub use spec::{RailSpec, TrackSpec};

use super::build::{Build, Draws, ResourceInfo};
use super::carriers::Template;
use super::context::{Admission, Context};
use super::hours::Hours;
use crate::cargo::{CarrierId, CarrierKind, Mover};
use crate::units::{Duration, Time};

/// What happens on a line, each in the layout of its tracks of that number.
#[derive(Clone, Copy, Debug)]
pub enum Signal {
    /// A train has run through the section it is in.
    Ran(u16, u32),
    /// A section, or the entry of a direction, may be entered again.
    Free(u16, u32),
    /// A possession is over.
    HandedBack(u16),
}

impl Signal {
    /// The number of the layout that it is for.
    fn layout(self) -> u16 {
        let (Signal::Ran(layout, _) | Signal::Free(layout, _) | Signal::HandedBack(layout)) = self;
        layout
    }
}

/// A line at work.
#[derive(Debug)]
pub struct Rail {
    speeds: Vec<Draws>,
    speed_limit: f64,
    track: Track,
    /// Layouts from before a change of tracks, until the last train on them has left.
    retired: Vec<Track>,
}

/// A layout of tracks.
#[derive(Debug)]
enum Track {
    Single(Single),
    Double(Double),
}

/// A train that waits in a node.
#[derive(Clone, Copy, Debug)]
struct Standing {
    carrier: CarrierId,
    rank: u8,
    since: Time,
}

impl Track {
    /// The number of the layout.
    fn layout(&mut self) -> &mut u16 {
        match self {
            Track::Single(track) => &mut track.layout,
            Track::Double(track) => &mut track.layout,
        }
    }

    fn handle(&mut self, ctx: &mut impl Context, signal: Signal) {
        match self {
            Track::Single(track) => track.handle(ctx, signal),
            Track::Double(track) => track.handle(ctx, signal),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Track::Single(track) => track.is_empty(),
            Track::Double(track) => track.is_empty(),
        }
    }

    fn retire(&mut self, ctx: &mut impl Context) -> Vec<Standing> {
        match self {
            Track::Single(track) => track.retire(ctx),
            Track::Double(track) => track.retire(ctx.now()),
        }
    }

    fn take_over(&mut self, ctx: &mut impl Context, waiting: Vec<Standing>) {
        match self {
            Track::Single(track) => track.take_over(ctx, waiting),
            Track::Double(track) => track.take_over(ctx, waiting),
        }
    }
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
    /// Hours a day in which the line is closed for upkeep all year round.
    #[must_use]
    pub fn hours_of_possession(&self) -> f64 {
        let windows =
            self.possession.values().filter(|window| window.first.is_none() && window.last.is_none());
        windows.map(|window| window.lasts.get()).sum()
    }

    /// The resources of such a stage: sections of a single track, tracks of a double one.
    #[must_use]
    pub fn resources(&self) -> Vec<ResourceInfo> {
        match &self.track {
            TrackSpec::Single(_) => vec![ResourceInfo::new("sections", self.layout().sections.len() as u32)],
            TrackSpec::Double(_) => Vec::new(),
        }
    }
}

impl Rail {
    /// Builds the line, empty.
    #[must_use]
    pub fn new(spec: &RailSpec, build: &Build<'_>, templates: &[Template<'_>]) -> Rail {
        let possession = Possession::new(spec.possession.values().next());
        let length = spec.length.get();
        Rail {
            speeds: templates.iter().map(|template| build.draws(template.speed, "speed")).collect(),
            speed_limit: spec.speed_limit.as_ref().map_or(f64::INFINITY, crate::parameter::Fixed::get),
            track: match &spec.track {
                TrackSpec::Single(track) => {
                    Track::Single(Single::new(track, &spec.layout(), possession, build.resource(0)))
                }
                TrackSpec::Double(track) => Track::Double(Double::new(track, length, possession)),
            },
            retired: Vec::new(),
        }
    }

    /// Takes over the terms of `new`. Trains that are on the line while its tracks change run through on the old ones;
    /// those that wait in the nodes enter the new ones.
    pub fn revise(&mut self, ctx: &mut impl Context, new: Rail) {
        (self.speeds, self.speed_limit) = (new.speeds, new.speed_limit);
        match (&mut self.track, new.track) {
            (Track::Single(track), Track::Single(new)) if track.has_sections_of(&new) => {
                track.revise(ctx, &new);
            }
            (Track::Double(track), Track::Double(new)) => track.revise(ctx, new),
            (_, mut new) => {
                *new.layout() = *self.track.layout() + 1;
                let waiting = self.track.retire(ctx);
                let old = std::mem::replace(&mut self.track, new);
                if !old.is_empty() {
                    self.retired.push(old);
                }
                self.track.take_over(ctx, waiting);
            }
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
        if *self.track.layout() == signal.layout() {
            return self.track.handle(ctx, signal);
        }
        let at = self.retired.iter_mut().position(|track| *track.layout() == signal.layout());
        // A layout that is gone has no more to do.
        let Some(at) = at else { return };
        self.retired[at].handle(ctx, signal);
        if self.retired[at].is_empty() {
            self.retired.remove(at);
        }
    }
}
