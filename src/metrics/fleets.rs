//! What the time of vessels goes on between their voyages and at sea, and how long ports are closed to them.

use std::collections::BTreeMap;

use super::calls::Ended;
use crate::cargo::{FleetId, StageId};
use crate::observation::{Caller, Cause};
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

/// How long a port was closed to vessels within the window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Closed {
    /// In all (h).
    pub hours: f64,
    /// Sum of the squares of the lengths (h²): half of it is the sum of all waits, over all instants, until it opens.
    pub squares: f64,
}

/// Listens to what vessels do.
#[derive(Debug)]
pub(super) struct Fleets {
    window: (Time, Time),
    calls: BTreeMap<(StageId, FleetId), FleetCalls>,
    /// Where each vessel sailed from last, and when.
    sailed: BTreeMap<(FleetId, u16), (StageId, Time)>,
    closed_since: BTreeMap<StageId, Time>,
    closed: BTreeMap<StageId, Closed>,
}

impl Fleets {
    pub(super) fn new(window: (Time, Time)) -> Fleets {
        Fleets {
            window,
            calls: BTreeMap::new(),
            sailed: BTreeMap::new(),
            closed_since: BTreeMap::new(),
            closed: BTreeMap::new(),
        }
    }

    /// A vessel arrives at a port, which ends its voyage.
    pub(super) fn arrive(&mut self, now: Time, counts: bool, caller: Caller) {
        let Caller::Fleet { fleet, number } = caller else { return };
        let Some((from, sailed)) = self.sailed.remove(&(fleet, number)).filter(|_| counts) else { return };
        let row = self.calls.entry((from, fleet)).or_default();
        row.voyages += 1;
        row.at_sea += (now - sailed).ms();
    }

    /// A vessel sails from a port, which ends its call.
    pub(super) fn sail(&mut self, now: Time, counts: bool, port: StageId, call: Ended<'_>) {
        let Caller::Fleet { fleet, number } = call.caller else { return };
        self.sailed.insert((fleet, number), (port, now));
        if !counts {
            return;
        }
        let row = self.calls.entry((port, fleet)).or_default();
        row.calls += 1;
        row.spent.iter_mut().zip(call.spent).for_each(|(sum, time)| *sum += time);
        row.load += call.load.0;
        row.capacity += call.load.1;
    }

    /// A port is closed, or open, from now on.
    pub(super) fn close(&mut self, now: Time, port: StageId, closed: bool) {
        if closed {
            self.closed_since.entry(port).or_insert(now);
        } else if let Some(since) = self.closed_since.remove(&port) {
            self.book(port, since, now);
        }
    }

    fn book(&mut self, port: StageId, since: Time, until: Time) {
        let hours = (until.min(self.window.1) - since.max(self.window.0)).hours();
        if hours > 0.0 {
            let row = self.closed.entry(port).or_default();
            row.hours += hours;
            row.squares += hours * hours;
        }
    }

    /// Calls by port and fleet, and closures by port.
    pub(super) fn figures(
        mut self,
        end: Time,
    ) -> (BTreeMap<(StageId, FleetId), FleetCalls>, BTreeMap<StageId, Closed>) {
        for (port, since) in std::mem::take(&mut self.closed_since) {
            self.book(port, since, end);
        }
        (self.calls, self.closed)
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
    use super::*;

    const EAST: StageId = StageId(0);
    const WEST: StageId = StageId(1);
    const FLEET: FleetId = FleetId(0);

    fn at(hours: f64) -> Time {
        Time::ZERO + Duration::from_hours(hours)
    }

    #[test]
    fn voyages_and_calls_count_where_they_end() {
        let mut fleets = Fleets::new((at(0.0), at(100.0)));
        let vessel = Caller::Fleet { fleet: FLEET, number: 3 };
        let mut spent = [0; Cause::ALL.len()];
        spent[Cause::Handling.index()] = Duration::from_hours(4.0).ms();
        spent[Cause::Berth.index()] = Duration::from_hours(2.0).ms();
        let call = Ended { caller: vessel, load: (60.0, 80.0), spent: &spent };
        fleets.sail(at(10.0), false, EAST, call);
        fleets.arrive(at(30.0), true, vessel);
        fleets.sail(at(40.0), true, WEST, call);
        fleets.arrive(at(61.0), true, vessel);
        fleets.sail(at(70.0), true, EAST, call);
        let (calls, closed) = fleets.figures(at(100.0));
        let [east, west] = [EAST, WEST].map(|port| &calls[&(port, FLEET)]);
        assert_eq!((east.calls, east.voyages, west.calls, west.voyages), (1, 1, 1, 1));
        assert_eq!((east.sea_h(), west.sea_h()), (Some(20.0), Some(21.0)));
        assert_eq!((west.port_h(), west.spent_h(Cause::Berth)), (Some(6.0), Some(2.0)));
        assert_eq!((west.load, west.capacity), (60.0, 80.0));
        assert!(closed.is_empty());
    }

    #[test]
    fn closures_count_within_the_window() {
        let mut fleets = Fleets::new((at(10.0), at(100.0)));
        fleets.close(at(5.0), EAST, true);
        fleets.close(at(7.0), EAST, true);
        fleets.close(at(14.0), EAST, false);
        fleets.close(at(20.0), WEST, false);
        fleets.close(at(97.0), EAST, true);
        let (_, closed) = fleets.figures(at(120.0));
        assert_eq!(closed[&EAST], Closed { hours: 7.0, squares: 25.0 });
        assert_eq!(closed.len(), 1);
    }
}
