//! The recorder against accounts kept by hand.

use super::figures::LedgerKey;
use super::months::{Season, months};
use super::passages::Passage;
use super::questions::{Callers, CarrierSample, Charge, Questions, Sample, SpanQuestion};
use super::recorder::Recorder;
use crate::cargo::{Class, Consignment, ConsignmentId, FlowId, GroupId, ResourceId, RouteId, StageId};
use crate::observation::{Cause, Event, Observation, Observer, Party, Use};
use crate::units::{Date, Duration, Time};

const ENTRY: StageId = StageId(2);
const PORT: StageId = StageId(0);
const SEA: StageId = StageId(1);
const STACK: GroupId = GroupId(0);

pub(super) fn questions() -> Questions {
    Questions {
        stages: 3,
        entry: ENTRY,
        capacities: vec![2],
        flows: 1,
        keys: vec![0],
        flow_of: vec![FlowId(0)],
        window: (Time::ZERO, at(1000.0)),
        months: months(Date::new(2023, 3, 28).unwrap(), (Time::ZERO, at(1000.0))),
        monthly: true,
        bins: 100,
        spans: vec![
            SpanQuestion { from: vec![], to: vec![], limits: vec![hours(10.0), hours(9.0)] },
            SpanQuestion {
                from: vec![(PORT, Event::Arrived)],
                to: vec![(PORT, Event::Sailed)],
                limits: vec![],
            },
        ],
        populations: vec![vec![0]],
        ledgers: vec![0],
        focus: Some((1, 0)),
        distributions: vec![(0, 0)],
        passages: Some((1, vec![0])),
        charges: vec![vec![
            [Charge { usd_per_teu: 50.0, ..Charge::default() }; Class::ALL.len()],
            [Charge { g_per_t: 1000.0, ..Charge::default() }; Class::ALL.len()],
        ]],
        sample: Sample::Everybody,
        trains: CarrierSample::Everybody,
        calls: CarrierSample::Everybody,
        callers: vec![Callers::default(); 3],
        cranes: Vec::new(),
        levels: Vec::new(),
        level_step: hours(6.0),
        path_ends: Vec::new(),
    }
}

fn hours(hours: f64) -> Duration {
    Duration::from_hours(hours)
}

fn at(h: f64) -> Time {
    Time::ZERO + hours(h)
}

fn container(number: u32, entered: Time) -> Consignment {
    Consignment {
        flow: FlowId(0),
        number,
        route: RouteId(0),
        position: 0,
        class: Class::Container,
        teu: 2,
        tonnes: 20.0,
        entered,
        tagged: true,
    }
}

/// One container, told hour by hour: it waits an hour outside, is lifted for two, stands in a stack whose hours change
/// cause under it, and sails.
fn tell(recorder: &mut Recorder<'_>, number: u32, from: f64) {
    let id = ConsignmentId(number);
    let what = container(number, at(from));
    let mut say = |h: f64, what: Observation<'_>| recorder.observe(at(from + h), what);
    let spends = |cause, because_of| Observation::Spends { party: Party::Consignment(id), cause, because_of };
    say(0.0, Observation::Entered { consignment: id, what: &what });
    say(0.0, spends(Cause::Downstream, Some(PORT)));
    say(1.0, Observation::Moved { consignment: id, to: PORT });
    say(1.0, Observation::Reached { consignment: id, stage: PORT, event: Event::Arrived });
    say(1.0, spends(Cause::Handling, None));
    say(3.0, Observation::Joined { consignment: id, group: STACK });
    say(5.0, Observation::Spends { party: Party::Group(STACK), cause: Cause::VesselFill, because_of: None });
    say(6.0, Observation::Parted { consignment: id, group: STACK, cause: Cause::Handling });
    say(7.0, Observation::Reached { consignment: id, stage: PORT, event: Event::Sailed });
    say(7.0, Observation::Moved { consignment: id, to: SEA });
    say(7.0, spends(Cause::Moving, None));
    say(10.0, Observation::Left { consignment: id, what: &what });
    say(
        10.0,
        Observation::Spends { party: Party::Group(STACK), cause: Cause::VesselArrival, because_of: None },
    );
}

fn cell(metrics: &super::Metrics, stage: StageId, cause: Cause, because_of: Option<StageId>) -> f64 {
    let key = LedgerKey { flow: FlowId(0), stage, cause, because_of };
    metrics.ledger.get(&key).map_or(0.0, |cell| cell.total_ms as f64 / 3_600_000.0)
}

#[test]
fn every_hour_is_booked_once_and_where_it_belongs() {
    let questions = questions();
    let mut recorder = Recorder::new(&questions);
    recorder.observe(at(0.0), Observation::WindowBegins);
    recorder
        .observe(at(0.0), Observation::Grouped { group: STACK, stage: PORT, cause: Cause::VesselArrival });
    tell(&mut recorder, 0, 0.0);
    tell(&mut recorder, 1, 100.0);
    let metrics = recorder.finish(at(1000.0));
    assert_eq!(metrics.ledger_errors, 0);
    assert_eq!(cell(&metrics, ENTRY, Cause::Downstream, Some(PORT)), 2.0);
    assert_eq!(cell(&metrics, PORT, Cause::Handling, None), 6.0);
    assert_eq!(cell(&metrics, PORT, Cause::VesselArrival, None), 4.0);
    assert_eq!(cell(&metrics, PORT, Cause::VesselFill, None), 2.0);
    assert_eq!(cell(&metrics, SEA, Cause::Moving, None), 6.0);
    let total: i64 = metrics.ledger.values().map(|cell| cell.total_ms).sum();
    assert_eq!(total, metrics.flows[0].transit_ms);
    // Between arrival at the port and sailing: two hours of lifting, three in the stack, one on the hook.
    let span = &metrics.span_hours;
    let hours = |stage, cause| span.cells.get(&(stage, cause)).map_or(0.0, |&ms| ms as f64 / 3_600_000.0);
    assert_eq!((span.completed, span.cells.len()), (2, 3));
    assert_eq!(hours(PORT, Cause::Handling), 6.0);
    assert_eq!((hours(PORT, Cause::VesselArrival), hours(PORT, Cause::VesselFill)), (4.0, 2.0));
    // Ten hours each, in the first and in the eleventh hundredth of the window.
    let filled: Vec<usize> = (0..100).filter(|&at| metrics.series[at].mean() == Some(10.0)).collect();
    assert_eq!((filled, metrics.series.len()), (vec![0, 10], 100));
    let population = &metrics.ledgers[0];
    assert_eq!(population.cohort, 2);
    assert_eq!(population.cells.values().map(|cell| cell.total_ms).sum::<i64>(), total);
    let journey = metrics.spans.get(0, 0).expect("two journeys");
    assert_eq!((journey.count, journey.mean_h), (2, 10.0));
    // A time equal to the limit is within it.
    assert_eq!([0, 1].map(|limit| metrics.spans.share(0, 0, limit)), [Some(1.0), Some(0.0)]);
    assert_eq!(metrics.spans.get(1, 0).map(|span| span.mean_h), Some(6.0));
    let shares = [9.6, 10.8].map(|h| metrics.distributions[0].share(Duration::from_hours(h)));
    assert_eq!((metrics.distributions.len(), shares), (1, [Some(0.0), Some(1.0)]));
    assert_eq!((metrics.flows[0].cost_usd, metrics.flows[0].co2_kg), (100.0, 20.0));
    // The first entered on 28 March, the second on 1 April.
    let season = |season: Season| metrics.seasons[season.index()].get(0, 0).map(|span| span.count);
    assert_eq!((season(Season::Winter), season(Season::Summer)), (Some(1), Some(1)));
    let counts: Vec<u64> = metrics.months.iter().map(|month| month.spans.count(1, 0)).collect();
    assert_eq!(counts, [1, 1, 0]);
    assert_eq!(metrics.months[1].first, Date::new(2023, 4, 1).unwrap());
    let between = |key, from, until| Passage { key, began: at(from), ended: at(until) };
    assert_eq!(metrics.passages, [between(0, 1.0, 7.0), between(1, 101.0, 107.0)]);
    assert_eq!(metrics.journeys.len(), 2);
    assert_eq!(metrics.journeys[0].by_cause.iter().sum::<i64>(), 36_000_000);
}

#[test]
fn levels_agree_with_time_spent_also_across_the_edges_of_the_window() {
    let mut questions = questions();
    questions.window = (at(2.0), at(104.0));
    let mut recorder = Recorder::new(&questions);
    recorder
        .observe(at(0.0), Observation::Grouped { group: STACK, stage: PORT, cause: Cause::VesselArrival });
    // The first is in the port when the window begins, the second when it ends.
    let mut cut = Cut { recorder: &mut recorder, edges: vec![(at(2.0), false), (at(104.0), true)] };
    cut.tell(0, 0.0);
    cut.tell(1, 100.0);
    let metrics = recorder.finish(at(1000.0));
    for stage in &metrics.stages {
        assert_eq!(stage.little_difference_ms, 0);
    }
    let port = &metrics.stages[PORT.index()];
    assert_eq!((port.arrivals, port.departures), (1, 1));
    // Inside from 2 to 7 and from 101 to 104, of 102 hours.
    assert!((port.inside_mean - 8.0 / 102.0).abs() < 1e-12);
}

/// Lets the window begin and end between the hours of a story.
struct Cut<'x, 'q> {
    recorder: &'x mut Recorder<'q>,
    edges: Vec<(Time, bool)>,
}

impl Cut<'_, '_> {
    fn tell(&mut self, number: u32, from: f64) {
        let id = ConsignmentId(number);
        let what = container(number, at(from));
        let spends = |cause| Observation::Spends { party: Party::Consignment(id), cause, because_of: None };
        let story = [
            (0.0, Observation::Entered { consignment: id, what: &what }),
            (1.0, Observation::Moved { consignment: id, to: PORT }),
            (1.0, spends(Cause::Handling)),
            (3.0, Observation::Joined { consignment: id, group: STACK }),
            (6.0, Observation::Parted { consignment: id, group: STACK, cause: Cause::Handling }),
            (7.0, Observation::Moved { consignment: id, to: SEA }),
            (7.0, spends(Cause::Moving)),
            (10.0, Observation::Left { consignment: id, what: &what }),
        ];
        for (h, what) in story {
            let now = at(from + h);
            while self.edges.first().is_some_and(|&(edge, _)| edge <= now) {
                let (edge, ends) = self.edges.remove(0);
                let edge_is = if ends { Observation::WindowEnds } else { Observation::WindowBegins };
                self.recorder.observe(edge, edge_is);
            }
            self.recorder.observe(now, what);
        }
    }
}

/// One is still in the port at the end, one leaves from there, one is turned away, and one comes to the end first.
#[test]
fn who_is_between_the_ends_of_a_span_is_there_until_he_sails_or_leaves() {
    let mut questions = questions();
    questions.keys = vec![64];
    let mut recorder = Recorder::new(&questions);
    let consignments: Vec<Consignment> = (0..4).map(|number| container(number, at(0.0))).collect();
    let mut say = |h: f64, number: usize, event: Option<Event>| {
        let (consignment, what) = (ConsignmentId(number as u32), &consignments[number]);
        let reached = event.map(|event| Observation::Reached { consignment, stage: PORT, event });
        recorder.observe(at(h), reached.unwrap_or(Observation::Entered { consignment, what }));
    };
    (0..4).for_each(|number| say(0.0, number, None));
    say(1.0, 0, Some(Event::Arrived));
    say(2.0, 1, Some(Event::Arrived));
    // Only the first time counts.
    say(3.0, 1, Some(Event::Arrived));
    say(1.0, 3, Some(Event::Sailed));
    say(2.0, 3, Some(Event::Arrived));
    let gone = ConsignmentId(1);
    recorder.observe(at(3.0), Observation::Moved { consignment: gone, to: PORT });
    recorder.observe(at(5.0), Observation::Left { consignment: gone, what: &consignments[1] });
    let away = ConsignmentId(2);
    recorder.observe(at(5.0), Observation::TurnedAway { consignment: away, what: &consignments[2] });
    let metrics = recorder.finish(at(9.0));
    let between = |key, from, ended| Passage { key, began: at(from), ended };
    assert_eq!(metrics.passages, [between(64, 1.0, Time::MAX), between(65, 2.0, at(5.0))]);
}

#[test]
fn shares_of_a_resource_add_up_and_periods_are_counted() {
    let questions = questions();
    let mut recorder = Recorder::new(&questions);
    let mut say = |h: f64, busy, blocked, closed| {
        let now = Use { busy, blocked, down: 0, closed };
        recorder.observe(at(h), Observation::Uses { resource: ResourceId(0), now });
    };
    // Two things: both at work from 100 to 300 and from 500 to 600, one blocked from 600 to 700.
    say(100.0, 2, 0, 0);
    say(300.0, 0, 0, 1);
    say(500.0, 2, 0, 0);
    say(600.0, 0, 1, 0);
    say(700.0, 0, 0, 0);
    recorder.observe(at(1000.0), Observation::WindowEnds);
    let row = recorder.finish(at(1000.0)).resources[0];
    let close = |a: f64, b: f64| (a - b).abs() < 1e-12;
    assert!(close(row.busy, 0.3) && close(row.closed, 0.1) && close(row.blocked, 0.05));
    assert!(close(row.busy + row.blocked + row.down + row.closed + row.idle, 1.0));
    assert_eq!(row.active_period_h, Some(150.0));
}
