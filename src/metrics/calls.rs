//! Calls of vessels at ports: the diaries of a sample, and every stay at a berth.

use std::collections::BTreeMap;

use super::questions::{CarrierSample, Questions};
use crate::cargo::{Class, FleetId, StageId};
use crate::observation::{CallDoes, Caller, Cause};
use crate::units::{Duration, Time};

/// What one vessel did in one call.
#[derive(Clone, Debug, PartialEq)]
pub struct CallDiary {
    /// The port.
    pub port: StageId,
    /// Whose vessel.
    pub caller: Caller,
    /// Number of the call among those of the vessel at this port, from 1; of another's, among those of its service.
    pub call: u32,
    /// When it arrived in the roads.
    pub arrived: Time,
    /// The berth that it took first, and when.
    pub berthed: Option<(Berth, Time)>,
    /// When the first crane began.
    pub began: Option<Time>,
    /// When the last crane had finished.
    pub ended: Option<Time>,
    /// When it had left the port.
    pub sailed: Option<Time>,
    /// What went ashore.
    pub ashore: Handled,
    /// What was put on board.
    pub aboard: Handled,
    /// Units of another's vessel that were worked, either way.
    pub worked: f64,
    /// What it carried when it sailed and could have carried, in the fleet's own unit.
    pub load: Option<(f64, f64)>,
    /// What its time went on, by cause (ms): all of it from arriving to sailing, or to the end of the run.
    pub spent: [i64; Cause::ALL.len()],
}

/// A berth of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Berth {
    /// Number of the group.
    pub group: u16,
    /// Number within the group, from 0.
    pub number: u16,
}

/// What cranes have moved.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Handled {
    /// Units by class.
    pub units: [f64; Class::ALL.len()],
    /// TEU.
    pub teu: f64,
    /// Net mass (t).
    pub tonnes: f64,
}

/// A vessel's stay at a berth.
#[derive(Clone, Debug, PartialEq)]
pub struct Stay {
    /// The port.
    pub port: StageId,
    /// The berth.
    pub berth: Berth,
    /// Whose vessel.
    pub caller: Caller,
    /// When it took the berth.
    pub from: Time,
    /// When it had left it; `None` if it was there at the end of the run.
    pub until: Option<Time>,
    /// Whether a crane worked on it.
    pub worked: bool,
    /// Time that was spent on mooring, casting off and work (ms).
    pub handling: i64,
}

/// A call that ended, or a voyage, as the account of its fleet hears it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ended<'a> {
    pub caller: Caller,
    pub load: (f64, f64),
    pub spent: &'a [i64; Cause::ALL.len()],
}

/// Chance by which a call is chosen, and what tells it from all others: whoever has the lowest is kept.
type Lot = (u64, u64, StageId);

/// Listens to calls. Of a sample of so many those with the lowest draws are kept, each of its own, so that who is
/// kept does not depend on what others do.
#[derive(Debug)]
pub(super) struct Calls<'a> {
    questions: &'a Questions,
    /// By port and number of the call.
    live: Vec<Vec<Option<Live>>>,
    /// Calls so far of each fleet at each port.
    of_fleets: BTreeMap<(StageId, FleetId), u32>,
    /// The same of each vessel.
    of_vessels: BTreeMap<(StageId, FleetId, u16), u32>,
    kept: BTreeMap<Lot, CallDiary>,
    stays: Option<Vec<Stay>>,
}

/// A call that has not ended.
#[derive(Clone, Debug)]
struct Live {
    diary: CallDiary,
    key: u64,
    cause: Cause,
    since: Time,
    stay: Option<Stay>,
    handled: i64,
}

impl Live {
    /// Books the time up to now.
    fn close(&mut self, now: Time) {
        let time = (now - self.since).ms();
        self.diary.spent[self.cause.index()] += time;
        if self.cause == Cause::Handling {
            self.handled += time;
        }
        self.since = now;
    }

    /// Whether it lies in the roads and wants a berth.
    fn in_roads(&self) -> bool {
        self.stay.is_none() && self.cause.is_wait() && self.cause != Cause::Maintenance
    }
}

impl<'a> Calls<'a> {
    pub(super) fn new(questions: &'a Questions) -> Calls<'a> {
        Calls {
            questions,
            live: vec![Vec::new(); questions.stages],
            of_fleets: BTreeMap::new(),
            of_vessels: BTreeMap::new(),
            kept: BTreeMap::new(),
            stays: None,
        }
    }

    /// Writes down every stay at a berth from now on.
    pub(super) fn write_stays(&mut self) {
        self.stays = Some(Vec::new());
    }

    /// Hears what happens in a call; says by how much the number of those in the roads of a group changes with it.
    pub(super) fn observe(
        &mut self,
        now: Time,
        (port, call): (StageId, u16),
        does: CallDoes,
        ended: impl FnOnce(Ended<'_>),
    ) -> Option<(u16, i32)> {
        let row = usize::from(call);
        if let CallDoes::Arrives(caller) = does {
            let live = self.begin(now, port, caller);
            let group = self.group(port, caller);
            let calls = &mut self.live[port.index()];
            if calls.len() <= row {
                calls.resize(row + 1, None);
            }
            calls[row] = Some(live);
            return group.map(|group| (group, 1));
        }
        let live = self.live[port.index()].get_mut(row)?.as_mut()?;
        let (caller, waited) = (live.diary.caller, live.in_roads());
        match does {
            CallDoes::Arrives(_) => {}
            CallDoes::Spends(cause) => {
                live.close(now);
                live.cause = cause;
            }
            CallDoes::Berths { group, berth } => {
                live.close(now);
                live.handled = 0;
                let berth = Berth { group, number: berth };
                live.diary.berthed.get_or_insert((berth, now));
                live.stay =
                    Some(Stay { port, berth, caller, from: now, until: None, worked: false, handling: 0 });
            }
            CallDoes::Begins => {
                live.diary.began.get_or_insert(now);
                if let Some(stay) = &mut live.stay {
                    stay.worked = true;
                }
            }
            CallDoes::Moves { class, units, teu, tonnes, ashore } => {
                live.diary.ended = Some(now);
                match caller {
                    Caller::Visitor { .. } => live.diary.worked += units,
                    Caller::Fleet { .. } => {
                        let side = if ashore { &mut live.diary.ashore } else { &mut live.diary.aboard };
                        side.units[class.index()] += units;
                        side.teu += teu;
                        side.tonnes += tonnes;
                    }
                }
            }
            CallDoes::Unberths => {
                live.close(now);
                let handled = live.handled;
                if let (Some(stay), Some(stays)) = (live.stay.take(), &mut self.stays) {
                    stays.push(Stay { until: Some(now), handling: handled, ..stay });
                }
            }
            CallDoes::Sails { load, capacity } => {
                live.close(now);
                live.diary.sailed = Some(now);
                live.diary.load = Some((load, capacity));
                if let Some(live) = self.live[port.index()][row].take() {
                    ended(Ended { caller, load: (load, capacity), spent: &live.diary.spent });
                    self.keep(live);
                }
                return self.group(port, caller).filter(|_| waited).map(|group| (group, -1));
            }
        }
        let waits = self.live[port.index()][row].as_ref().is_some_and(Live::in_roads);
        let by = i32::from(waits) - i32::from(waited);
        self.group(port, caller).filter(|_| by != 0).map(|group| (group, by))
    }

    /// The group of berths for which a vessel waits.
    fn group(&self, port: StageId, caller: Caller) -> Option<u16> {
        let callers = &self.questions.callers[port.index()];
        let known = match caller {
            Caller::Fleet { fleet, .. } => callers.fleets.get(fleet.index()).copied().flatten(),
            Caller::Visitor { visitor, .. } => callers.visitors.get(usize::from(visitor)).copied(),
        };
        known.map(|known| known.group)
    }

    fn begin(&mut self, now: Time, port: StageId, caller: Caller) -> Live {
        let callers = &self.questions.callers[port.index()];
        let (key, call) = match caller {
            Caller::Fleet { fleet, number } => {
                let of_fleet = self.of_fleets.entry((port, fleet)).or_default();
                let of_vessel = self.of_vessels.entry((port, fleet, number)).or_default();
                (*of_fleet, *of_vessel) = (*of_fleet + 1, *of_vessel + 1);
                let known = callers.fleets.get(fleet.index()).copied().flatten();
                (known.map_or(0, |known| known.key) | u64::from(*of_fleet), *of_vessel)
            }
            Caller::Visitor { visitor, number } => {
                let known = callers.visitors.get(usize::from(visitor));
                (known.map_or(0, |known| known.key) | u64::from(number), number + 1)
            }
        };
        let diary = CallDiary {
            port,
            caller,
            call,
            arrived: now,
            berthed: None,
            began: None,
            ended: None,
            sailed: None,
            ashore: Handled::default(),
            aboard: Handled::default(),
            worked: 0.0,
            load: None,
            spent: [0; Cause::ALL.len()],
        };
        Live { diary, key, cause: Cause::Berth, since: now, stay: None, handled: 0 }
    }

    /// Keeps the diary of a call that has ended, if it began in the window and its draw is low enough.
    fn keep(&mut self, live: Live) {
        let (most, chance) = match self.questions.calls {
            CarrierSample::Nobody => return,
            CarrierSample::Everybody => (usize::MAX, 0),
            CarrierSample::Lowest(most, stream) => (most, stream.bits(live.key)),
        };
        let (from, until) = self.questions.window;
        if !(from..until).contains(&live.diary.arrived) {
            return;
        }
        self.kept.insert((chance, live.key, live.diary.port), live.diary);
        if self.kept.len() > most {
            self.kept.pop_last();
        }
    }

    /// The diaries in the order of arriving, and the stays that touch the window in the order of ports and berths; of
    /// calls that have not ended, what is known at `end`.
    pub(super) fn figures(mut self, end: Time) -> (Vec<CallDiary>, Vec<Stay>) {
        for mut live in std::mem::take(&mut self.live).into_iter().flatten().flatten() {
            live.close(end);
            let handled = live.handled;
            if let (Some(stay), Some(stays)) = (live.stay.take(), &mut self.stays) {
                stays.push(Stay { handling: handled, ..stay });
            }
            self.keep(live);
        }
        let mut diaries: Vec<(u64, CallDiary)> =
            std::mem::take(&mut self.kept).into_iter().map(|((_, key, _), diary)| (key, diary)).collect();
        diaries.sort_by_key(|(key, diary)| (diary.arrived, diary.port, *key));
        let (from, until) = self.questions.window;
        let mut stays = self.stays.take().unwrap_or_default();
        stays.retain(|stay| stay.from < until && stay.until.is_none_or(|left| left > from));
        stays.sort_by_key(|stay| (stay.port, stay.berth, stay.from));
        (diaries.into_iter().map(|(_, diary)| diary).collect(), stays)
    }
}

impl CallDiary {
    /// Time from arriving to sailing; `None` of a call that had not ended.
    #[must_use]
    pub fn in_port(&self) -> Option<Duration> {
        self.sailed.map(|sailed| sailed - self.arrived)
    }
}

#[cfg(test)]
mod tests {
    use super::super::questions::{CallerKey, Callers};
    use super::super::tests::questions;
    use super::*;
    use crate::random::Streams;

    const PORT: StageId = StageId(0);
    const FLEET: FleetId = FleetId(0);
    const VESSEL: Caller = Caller::Fleet { fleet: FLEET, number: 1 };

    fn at(hours: f64) -> Time {
        Time::ZERO + Duration::from_hours(hours)
    }

    fn asked(calls: CarrierSample) -> Questions {
        let mut questions = questions();
        questions.calls = calls;
        questions.callers[0] = Callers {
            fleets: vec![Some(CallerKey { key: 1 << 24, group: 2 })],
            visitors: vec![CallerKey { key: 2 << 24, group: 2 }],
        };
        questions
    }

    fn moves(ashore: bool) -> CallDoes {
        CallDoes::Moves { class: Class::Container, units: 1.0, teu: 2.0, tonnes: 20.0, ashore }
    }

    /// A vessel waits an hour for a berth, moors for half an hour, is worked for two, lies at the berth for one, makes way for
    /// others for three, and comes back for an hour of work. What the roads hold is summed up.
    fn tell(calls: &mut Calls<'_>, from: f64, number: u16, caller: Caller) -> Vec<(f64, i32)> {
        let mut roads = Vec::new();
        let mut say = |hours: f64, does| {
            let change = calls.observe(at(from + hours), (PORT, number), does, |_| {});
            roads.extend(change.map(|(group, by)| {
                assert_eq!(group, 2);
                (hours, by)
            }));
        };
        say(0.0, CallDoes::Arrives(caller));
        say(1.0, CallDoes::Berths { group: 2, berth: 1 });
        say(1.0, CallDoes::Spends(Cause::Handling));
        say(1.5, CallDoes::Begins);
        say(2.5, moves(true));
        say(2.5, CallDoes::Begins);
        say(3.5, moves(false));
        say(3.5, CallDoes::Spends(Cause::VesselFill));
        say(4.5, CallDoes::Unberths);
        say(4.5, CallDoes::Spends(Cause::Berth));
        say(7.5, CallDoes::Berths { group: 2, berth: 0 });
        say(7.5, CallDoes::Spends(Cause::Handling));
        say(8.5, moves(false));
        say(8.5, CallDoes::Unberths);
        say(8.5, CallDoes::Sails { load: 4.0, capacity: 8.0 });
        roads
    }

    #[test]
    fn a_call_is_written_down_as_it_was() {
        let questions = asked(CarrierSample::Everybody);
        let mut calls = Calls::new(&questions);
        calls.write_stays();
        let roads = tell(&mut calls, 10.0, 3, VESSEL);
        assert_eq!(roads, [(0.0, 1), (1.0, -1), (4.5, 1), (7.5, -1)]);
        let (diaries, stays) = calls.figures(at(100.0));
        let [call] = &diaries[..] else { panic!("{diaries:?}") };
        let berth = |number| Berth { group: 2, number };
        assert_eq!((call.call, call.arrived, call.berthed), (1, at(10.0), Some((berth(1), at(11.0)))));
        assert_eq!((call.began, call.ended), (Some(at(11.5)), Some(at(18.5))));
        assert_eq!((call.sailed, call.in_port()), (Some(at(18.5)), Some(Duration::from_hours(8.5))));
        assert_eq!((call.ashore.teu, call.aboard.teu, call.aboard.tonnes), (2.0, 4.0, 40.0));
        assert_eq!(call.aboard.units, [2.0, 0.0, 0.0, 0.0, 0.0]);
        let spent = |cause: Cause| Duration::from_ms(call.spent[cause.index()]).hours();
        let causes = [Cause::Handling, Cause::VesselFill, Cause::Berth];
        assert_eq!(causes.map(spent), [3.5, 1.0, 4.0]);
        let all: i64 = call.spent.iter().sum();
        assert_eq!(Some(Duration::from_ms(all)), call.in_port());
        let found: Vec<_> =
            stays.iter().map(|stay| (stay.berth, stay.from, stay.until, stay.worked)).collect();
        let expected =
            [(berth(0), at(17.5), Some(at(18.5)), false), (berth(1), at(11.0), Some(at(14.5)), true)];
        assert_eq!(found, expected);
        assert_eq!(stays[1].handling, Duration::from_hours(2.5).ms());
    }

    #[test]
    fn what_is_not_over_at_the_end_is_written_down_so_far() {
        let questions = asked(CarrierSample::Everybody);
        let mut calls = Calls::new(&questions);
        calls.write_stays();
        let visitor = Caller::Visitor { visitor: 0, number: 6 };
        for does in [CallDoes::Arrives(visitor), CallDoes::Berths { group: 2, berth: 0 }, moves(true)] {
            calls.observe(at(5.0), (PORT, 0), does, |_| panic!("nothing ended"));
        }
        let (diaries, stays) = calls.figures(at(7.0));
        let call = &diaries[0];
        assert_eq!((call.call, call.sailed, call.load, call.worked), (7, None, None, 1.0));
        assert_eq!(call.spent[Cause::Berth.index()], Duration::from_hours(2.0).ms());
        assert_eq!((stays[0].from, stays[0].until), (at(5.0), None));
    }

    #[test]
    fn a_sample_keeps_the_lowest_draws_of_those_that_arrive_in_the_window() {
        let stream = Streams::new(1, 0).stream("vessels", "sample");
        let mut questions = asked(CarrierSample::Lowest(3, stream));
        questions.window.0 = at(10.0);
        let mut calls = Calls::new(&questions);
        let gone = CallDoes::Sails { load: 0.0, capacity: 1.0 };
        for number in 0..50 {
            let caller = Caller::Visitor { visitor: 0, number };
            let now = at(f64::from(number));
            calls.observe(now, (PORT, 0), CallDoes::Arrives(caller), |_| {});
            calls.observe(now, (PORT, 0), gone, |_| {});
            assert!(calls.kept.len() <= 3);
        }
        let (diaries, _) = calls.figures(at(100.0));
        let mut lowest: Vec<u32> = (11..=50).collect();
        lowest.sort_by_key(|&call| stream.bits(2 << 24 | u64::from(call - 1)));
        lowest.truncate(3);
        lowest.sort_unstable();
        assert_eq!(diaries.iter().map(|diary| diary.call).collect::<Vec<_>>(), lowest);
    }
}
