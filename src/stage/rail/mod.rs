//! A railway line between two nodes: sections of one or two tracks, and the stations between them.

mod capacity;
mod dispatch;
mod layout;
mod line;
mod spec;
mod speed;
mod station;
mod way;
mod windows;

pub use capacity::Capacity;
pub use layout::{Layout, Section, SectionTracks, Station};
use line::{Line, Rules};
pub use spec::{DoubleSpec, OvertakingSpec, PossessionSpec, RailSpec, SingleSpec, TrackSpec};
use speed::Limits;
use windows::Window;

use super::build::{Build, Draws, ResourceInfo};
use super::carriers::Template;
use super::context::{Admission, Context};
use crate::cargo::{AreaId, CarrierId, CarrierKind, Mover};
use crate::units::Time;

/// What happens on a line, each in the layout of its tracks of that number.
#[derive(Clone, Copy, Debug)]
pub enum Signal {
    /// A train has run through the section it is in.
    Ran(u16, u32),
    /// A section may be entered again: its number, doubled, and the direction.
    Free(u16, u32),
}

impl Signal {
    /// The number of the layout that it is for.
    fn layout(self) -> u16 {
        let (Signal::Ran(layout, _) | Signal::Free(layout, _)) = self;
        layout
    }
}

/// A line at work.
#[derive(Debug)]
pub struct Rail {
    /// Running speeds by kind of train, and lengths (km).
    trains: Vec<(Draws, f64)>,
    line: Line,
    /// Layouts from before a change of tracks, until the last train on them has left.
    retired: Vec<Line>,
}

/// A train that waits in a node.
#[derive(Clone, Copy, Debug)]
struct Standing {
    carrier: CarrierId,
    since: Time,
}

/// A train that is to run over the line.
#[derive(Clone, Copy, Debug)]
struct Run {
    carrier: CarrierId,
    /// Running speed (km/h).
    speed: f64,
    /// Length (km).
    length: f64,
}

impl RailSpec {
    /// Hours a day in which the whole line is closed for upkeep all year round.
    #[must_use]
    pub fn hours_of_possession(&self) -> f64 {
        let always = self.possession.values().filter(|window| {
            window.first.is_none() && window.last.is_none() && window.from.is_none() && window.to.is_none()
        });
        always.map(|window| window.lasts.get()).sum()
    }

    /// The resources of such a stage: its single-track sections, if it has any.
    #[must_use]
    pub fn resources(&self) -> Vec<ResourceInfo> {
        let sections = self.layout().sections;
        let single = sections.iter().filter(|section| !section.is_double());
        match single.count() {
            0 => Vec::new(),
            count => vec![ResourceInfo::new("sections", count as u32)],
        }
    }
}

impl Rail {
    /// Builds the line, empty; `area` is that of its weather.
    #[must_use]
    pub fn new(spec: &RailSpec, build: &Build<'_>, templates: &[Template<'_>], area: Option<AreaId>) -> Rail {
        let rules = Rules {
            windows: spec.possession.values().map(|window| Window::new(window, build.start)).collect(),
            limits: Limits::new(spec, build.start, area),
        };
        let trains = templates.iter().map(|template| (build.draws(template.speed, "speed"), template.length));
        Rail {
            trains: trains.collect(),
            line: Line::new(&spec.layout(), rules, build.resources.first().copied()),
            retired: Vec::new(),
        }
    }

    /// Takes over the terms of `new`. Trains that are on the line while its tracks change run through on the old ones;
    /// those that wait in the nodes enter the new ones.
    pub fn revise(&mut self, ctx: &mut impl Context, new: Rail) {
        self.trains = new.trains;
        if self.line.can_become(&new.line) {
            return self.line.revise(ctx, new.line);
        }
        let mut line = new.line;
        line.number = self.line.number + 1;
        let waiting = self.line.retire(ctx);
        let old = std::mem::replace(&mut self.line, line);
        if !old.is_empty() {
            self.retired.push(old);
        }
        let waiting = waiting.into_iter().map(|standing| (standing, self.run(ctx, standing.carrier)));
        let waiting = waiting.collect();
        self.line.take_over(ctx, waiting);
    }

    /// How a train runs on this line.
    fn run(&self, ctx: &impl Context, id: CarrierId) -> Run {
        match ctx.carrier(id).kind {
            CarrierKind::Train { template, .. } => {
                let (speeds, length) = &self.trains[template.index()];
                Run { carrier: id, speed: speeds.get(ctx.key(Mover::Carrier(id))), length: *length }
            }
            CarrierKind::Engine { metres_per_hour, .. } => {
                Run { carrier: id, speed: f64::from(metres_per_hour) / 1000.0, length: 0.0 }
            }
            CarrierKind::Vessel { .. } => panic!("only trains run on rails"),
        }
    }

    /// Lets a train in at its end of the line, or puts it into the queue there.
    pub fn reserve(&mut self, ctx: &mut impl Context, id: CarrierId) -> Admission {
        let run = self.run(ctx, id);
        self.line.reserve(ctx, run)
    }

    /// Sets a train in motion.
    pub fn admit(&mut self, ctx: &mut impl Context, id: CarrierId) {
        self.line.admit(ctx, id);
    }

    /// Lets time act.
    pub fn handle(&mut self, ctx: &mut impl Context, signal: Signal) {
        if self.line.number == signal.layout() {
            return self.line.handle(ctx, signal);
        }
        let at = self.retired.iter_mut().position(|line| line.number == signal.layout());
        // A layout that is gone has no more to do.
        let Some(at) = at else { return };
        self.retired[at].handle(ctx, signal);
        if self.retired[at].is_empty() {
            self.retired.remove(at);
        }
    }
}
