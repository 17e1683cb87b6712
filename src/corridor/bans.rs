//! Bans on loading: what would come by rail to a port that is full waits outside the corridor.
//!
//! A railway that goes on loading for a port that takes no trains fills its yards with them, up to the point where
//! trains for other places find no track. Trains for the port that stand on the way without room ahead are counted; when
//! they are too many nothing enters for it until few are left. A ban holds nothing that anybody waits for, so it
//! can close no circle, and it ends as the trains that are under way come through.

use std::collections::VecDeque;

use super::itineraries::Itinerary;
use super::network::Running;
use super::room_queue::Waiter;
use super::world::Wish;
use crate::cargo::{Mover, StageId};
use crate::observation::{Cause, Observer};
use crate::parameter::Fixed;
use crate::stage::StageSpec;

/// The bans of all ports.
#[derive(Debug)]
pub(super) struct Bans {
    /// By stage.
    ports: Vec<Ban>,
    /// How many are in force.
    imposed: usize,
}

/// The ban of a port.
#[derive(Clone, Debug, Default)]
struct Ban {
    /// Trains that stand without room ahead on their way to it.
    standing: u32,
    imposed: bool,
    /// Who waits for its end, with the first stage of each.
    outside: VecDeque<(Mover, StageId)>,
}

impl Bans {
    /// No ban for any of so many stages.
    pub(super) fn new(stages: usize) -> Bans {
        Bans { ports: vec![Ban::default(); stages], imposed: 0 }
    }
}

impl<O: Observer> Running<'_, '_, O> {
    /// The port whose ban forbids what goes on that itinerary.
    pub(super) fn banned(&self, itinerary: &Itinerary) -> Option<StageId> {
        if self.world.bans.imposed == 0 {
            return None;
        }
        let mut links = itinerary.stages.windows(2);
        let forbids = |link: &&[StageId]| {
            self.world.bans.ports[link[1].index()].imposed && self.world.corridor.is_line(link[0])
        };
        links.find(forbids).map(|link| link[1])
    }

    /// Keeps what is banned outside its first stage.
    pub(super) fn keep_out(&mut self, mover: Mover, first: StageId, port: StageId) {
        self.world.bans.ports[port.index()].outside.push_back((mover, first));
        self.world.spend(mover, Cause::Downstream, Some(port));
    }

    /// A mover stands without room ahead.
    pub(super) fn stands(&mut self, waiter: Waiter) {
        if let Some(port) = self.destination(waiter) {
            self.world.bans.ports[port.index()].standing += 1;
            self.judge(port);
        }
    }

    /// A mover that stood without room ahead has it.
    pub(super) fn goes_on(&mut self, waiter: Waiter) {
        if let Some(port) = self.destination(waiter) {
            self.world.bans.ports[port.index()].standing -= 1;
            self.judge(port);
        }
    }

    /// The last stage of a train that has entered.
    fn destination(&self, waiter: Waiter) -> Option<StageId> {
        let Mover::Carrier(id) = waiter.mover else { return None };
        if waiter.from == self.world.corridor.entry() {
            return None;
        }
        Some(self.world.corridor.paths[self.world.carrier(id).path.index()].end())
    }

    /// Imposes or lifts the bans of all ports by the terms in force.
    pub(super) fn review_bans(&mut self) {
        for stage in 0..self.world.terms().stages.len() {
            self.judge(StageId::at(stage));
        }
    }

    /// Imposes or lifts the ban of a port, if it is time to.
    fn judge(&mut self, port: StageId) {
        let rule = match &self.world.terms().stages[port.index()] {
            StageSpec::Port(port) => port.loading_ban.as_ref(),
            _ => None,
        };
        let ban = &mut self.world.bans.ports[port.index()];
        match rule {
            Some(rule) if !ban.imposed && ban.standing >= Fixed::count(&rule.trains) => {
                ban.imposed = true;
                self.world.bans.imposed += 1;
            }
            rule if ban.imposed && rule.is_none_or(|rule| ban.standing <= rule.lifted_at.get() as u32) => {
                ban.imposed = false;
                self.world.bans.imposed -= 1;
                self.world.wishes.push_back(Wish::Lift(port));
            }
            _ => {}
        }
    }

    /// Lets those in who waited for the end of a ban, in the order in which they came.
    pub(super) fn lift_ban(&mut self, port: StageId) {
        let ban = &mut self.world.bans.ports[port.index()];
        if ban.imposed {
            return;
        }
        for (mover, first) in std::mem::take(&mut ban.outside) {
            self.enter_first(mover, first);
        }
    }
}
