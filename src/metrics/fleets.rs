//! What the time of vessels goes on in ports and at sea, and how long the cranes for them rest.

use std::collections::BTreeMap;

use super::calls::{Calls, Ended};
use super::figures::Metrics;
use super::questions::Questions;
use crate::cargo::{FleetId, ResourceId, StageId};
use crate::observation::{CallDoes, Caller, Cause, Observation, Observer, Use};
use crate::units::{Duration, Time};

/// The calls of a fleet's vessels at one port, and their voyages from there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FleetCalls {
    /// Calls that ended in the window.
    pub calls: u64,
    /// What their time went on (ms).
    pub spent: [i64; Cause::ALL.len()],
    /// What they carried away, in the fleet's own unit.
    pub load: f64,
    /// What they could have carried.
    pub capacity: f64,
    /// Voyages from this port that ended in the window.
    pub voyages: u64,
    /// Their time (ms).
    pub at_sea: i64,
}

/// How long all cranes of a group of berths rested within the window, because a storm closed it or no shift worked.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Resting {
    /// In all (h).
    pub hours: f64,
    /// Sum of the squares of the lengths (h²): half of it is the sum of the waits, over all instants, until they work.
    pub squares: f64,
}

/// Listens to what vessels do.
#[derive(Debug)]
pub(super) struct Fleets {
    window: (Time, Time),
    calls: BTreeMap<(StageId, FleetId), FleetCalls>,
    /// Where each vessel sailed from last, and when.
    sailed: BTreeMap<(FleetId, u16), (StageId, Time)>,
    /// Of each resource that is cranes: how many there are.
    cranes: Vec<Option<u32>>,
    resting_since: BTreeMap<ResourceId, Time>,
    resting: BTreeMap<ResourceId, Resting>,
}

impl Fleets {
    pub(super) fn new(questions: &Questions) -> Fleets {
        let mut cranes = vec![None; questions.capacities.len()];
        for &resource in &questions.cranes {
            cranes[resource.index()] = Some(questions.capacities[resource.index()]);
        }
        Fleets {
            window: questions.window,
            calls: BTreeMap::new(),
            sailed: BTreeMap::new(),
            cranes,
            resting_since: BTreeMap::new(),
            resting: BTreeMap::new(),
        }
    }

    /// Whether what ends now counts.
    fn counts(&self, now: Time) -> bool {
        (self.window.0..self.window.1).contains(&now)
    }

    /// Hears what happens in a call, as does the diary of calls; says by how much the number of those in the roads of a
    /// group changes with it.
    pub(super) fn hear(
        &mut self,
        now: Time,
        calls: &mut Calls<'_>,
        (port, call): (StageId, u16),
        does: CallDoes,
    ) -> Option<(u16, i32)> {
        if let CallDoes::Arrives(caller) = does {
            self.arrive(now, caller);
        }
        calls.observe(now, (port, call), does, |ended| self.sail(now, port, ended))
    }

    /// A vessel arrives at a port, which ends its voyage.
    fn arrive(&mut self, now: Time, caller: Caller) {
        let Caller::Fleet { fleet, number } = caller else { return };
        let Some((from, sailed)) = self.sailed.remove(&(fleet, number)) else { return };
        if !self.counts(now) {
            return;
        }
        let row = self.calls.entry((from, fleet)).or_default();
        row.voyages += 1;
        row.at_sea += (now - sailed).ms();
    }

    /// A vessel sails from a port, which ends its call.
    fn sail(&mut self, now: Time, port: StageId, call: Ended<'_>) {
        let Caller::Fleet { fleet, number } = call.caller else { return };
        self.sailed.insert((fleet, number), (port, now));
        if !self.counts(now) {
            return;
        }
        let row = self.calls.entry((port, fleet)).or_default();
        row.calls += 1;
        row.spent.iter_mut().zip(call.spent).for_each(|(sum, time)| *sum += time);
        row.load += call.load.0;
        row.capacity += call.load.1;
    }

    /// The things of a resource stand so from now on.
    #[inline]
    pub(super) fn uses(&mut self, now: Time, resource: ResourceId, stand: Use) {
        let Some(cranes) = self.cranes[resource.index()] else { return };
        if stand.closed > 0 && stand.closed >= cranes {
            self.resting_since.entry(resource).or_insert(now);
        } else if let Some(since) = self.resting_since.remove(&resource) {
            self.book(resource, since, now);
        }
    }

    /// There are so many of a resource from now on.
    pub(super) fn resize(&mut self, resource: ResourceId, capacity: u32) {
        if let Some(cranes) = &mut self.cranes[resource.index()] {
            *cranes = capacity;
        }
    }

    fn book(&mut self, resource: ResourceId, since: Time, until: Time) {
        let hours = (until.min(self.window.1) - since.max(self.window.0)).hours();
        if hours > 0.0 {
            let row = self.resting.entry(resource).or_default();
            row.hours += hours;
            row.squares += hours * hours;
        }
    }

    /// Calls by port and fleet, and what cranes rested.
    pub(super) fn figures(
        mut self,
        end: Time,
    ) -> (BTreeMap<(StageId, FleetId), FleetCalls>, BTreeMap<ResourceId, Resting>) {
        for (resource, since) in std::mem::take(&mut self.resting_since) {
            self.book(resource, since, end);
        }
        (self.calls, self.resting)
    }
}

/// A listener that hears what vessels do, and what the cranes for them, and nothing of cargo: of a corridor in which
/// cargo heaps up without end it needs no more memory than of any other.
#[derive(Debug)]
pub struct FleetTraffic<'a> {
    calls: Calls<'a>,
    fleets: Fleets,
}

impl<'a> FleetTraffic<'a> {
    /// One that has heard nothing yet.
    #[must_use]
    pub fn new(questions: &'a Questions) -> FleetTraffic<'a> {
        FleetTraffic { calls: Calls::new(questions), fleets: Fleets::new(questions) }
    }

    /// What was heard of fleets and of the rest of cranes, and nothing else, with the replication ending at `end`.
    #[must_use]
    pub fn finish(self, end: Time) -> Metrics {
        let (fleets, resting) = self.fleets.figures(end);
        Metrics { fleets, resting, ..Metrics::default() }
    }
}

impl Observer for FleetTraffic<'_> {
    #[inline]
    fn observe(&mut self, at: Time, what: Observation<'_>) {
        match what {
            Observation::Call { stage, call, does } => {
                self.fleets.hear(at, &mut self.calls, (stage, call), does);
            }
            Observation::Uses { resource, now } => self.fleets.uses(at, resource, now),
            Observation::Resized { resource, capacity } => self.fleets.resize(resource, capacity),
            _ => {}
        }
    }
}

impl FleetCalls {
    /// Time in port of one call, whatever for (h); `None` if there was none.
    #[must_use]
    pub fn port_h(&self) -> Option<f64> {
        let all = self.spent.iter().sum();
        (self.calls > 0).then(|| Duration::from_ms(all).hours() / self.calls as f64)
    }

    /// Time of one call that went on a cause (h); `None` if there was no call.
    #[must_use]
    pub fn spent_h(&self, cause: Cause) -> Option<f64> {
        let time = self.spent[cause.index()];
        (self.calls > 0).then(|| Duration::from_ms(time).hours() / self.calls as f64)
    }

    /// Time of one voyage (h); `None` if there was none.
    #[must_use]
    pub fn sea_h(&self) -> Option<f64> {
        (self.voyages > 0).then(|| Duration::from_ms(self.at_sea).hours() / self.voyages as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::questions;
    use super::*;

    const CRANES: ResourceId = ResourceId(0);
    const EAST: StageId = StageId(0);
    const WEST: StageId = StageId(1);
    const FLEET: FleetId = FleetId(0);

    fn at(hours: f64) -> Time {
        Time::ZERO + Duration::from_hours(hours)
    }

    fn fleets((from, until): (f64, f64)) -> Fleets {
        let mut questions = questions();
        questions.window = (at(from), at(until));
        questions.cranes = vec![CRANES];
        Fleets::new(&questions)
    }

    #[test]
    fn voyages_and_calls_count_where_they_end() {
        let mut fleets = fleets((20.0, 100.0));
        let vessel = Caller::Fleet { fleet: FLEET, number: 3 };
        let mut spent = [0; Cause::ALL.len()];
        spent[Cause::Handling.index()] = Duration::from_hours(4.0).ms();
        spent[Cause::Berth.index()] = Duration::from_hours(2.0).ms();
        let call = Ended { caller: vessel, load: (60.0, 80.0), spent: &spent };
        fleets.sail(at(10.0), EAST, call);
        fleets.arrive(at(30.0), vessel);
        fleets.sail(at(40.0), WEST, call);
        fleets.arrive(at(61.0), vessel);
        fleets.sail(at(70.0), EAST, call);
        let (calls, resting) = fleets.figures(at(100.0));
        let [east, west] = [EAST, WEST].map(|port| &calls[&(port, FLEET)]);
        assert_eq!((east.calls, east.voyages, west.calls, west.voyages), (1, 1, 1, 1));
        assert_eq!((east.sea_h(), west.sea_h()), (Some(20.0), Some(21.0)));
        assert_eq!((west.port_h(), west.spent_h(Cause::Berth)), (Some(6.0), Some(2.0)));
        assert_eq!((west.load, west.capacity), (60.0, 80.0));
        assert!(resting.is_empty());
    }

    #[test]
    fn cranes_rest_when_all_are_closed() {
        let mut fleets = fleets((10.0, 100.0));
        let stand = |busy, closed| Use { busy, closed, ..Use::default() };
        fleets.uses(at(5.0), CRANES, stand(0, 2));
        fleets.uses(at(7.0), CRANES, stand(0, 2));
        fleets.uses(at(14.0), CRANES, stand(1, 1));
        fleets.uses(at(20.0), CRANES, stand(0, 1));
        fleets.uses(at(97.0), CRANES, stand(0, 2));
        let (_, resting) = fleets.figures(at(120.0));
        assert_eq!(resting[&CRANES], Resting { hours: 7.0, squares: 25.0 });
    }
}
