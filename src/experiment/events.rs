//! All that happens in a replication, as rows with names instead of numbers.

use super::sink::Log;
use super::trains::TrainNames;
use super::vessels::names;
use crate::cargo::{Carrier, CarrierId, CarrierKind, ConsignmentId, ResourceId, StageId};
use crate::corridor::{Corridor, number_of};
use crate::metrics::Recorder;
use crate::observation::{CallDoes, Caller, Carrying, Observation, Observer, Party, TrainDoes};
use crate::units::Time;

/// Something that happened.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct EventRow<'a> {
    /// The replication, from 1.
    pub replication: u32,
    /// When.
    pub at: Time,
    /// What kind of thing.
    pub kind: &'static str,
    /// The consignment: its flow, and its number within it.
    pub consignment: Option<(&'a str, u32)>,
    /// The group of consignments; its number may be used again.
    pub group: Option<u32>,
    /// The train, vessel or locomotive; of departures the kind of train, or the fleet.
    pub carrier: Option<&'a str>,
    /// The stage, or the owner of the resource.
    pub stage: Option<&'a str>,
    /// The resource, or the group of berths.
    pub resource: Option<&'a str>,
    /// On what time is spent from now on, which milestone is reached, or the class of what entered or was moved.
    pub what: Option<&'static str>,
    /// The stage that causes it; the cause from which time is taken.
    pub because_of: Option<&'a str>,
    /// How much; in what depends on the kind.
    pub value: Option<f64>,
    /// Out of how much.
    pub capacity: Option<f64>,
    /// Things of a resource that are blocked, down and closed.
    pub stand: Option<[u32; 3]>,
}

/// Listens for the recorder and writes everything down.
pub(super) struct Logged<'a> {
    recorder: Recorder<'a>,
    log: Box<dyn Log + 'a>,
    replication: u32,
    known: Known<'a>,
}

/// What observations leave out because it was said before.
struct Known<'a> {
    corridor: &'a Corridor,
    /// Flow and number of each consignment under way; numbers are used again, and so are rows.
    consignments: Vec<(u16, u32)>,
    trains: TrainNames<'a>,
    /// Key and name of each train that exists.
    train_names: Vec<Option<(u64, String)>>,
    /// Whose vessel each call is of, by port and number.
    calls: Vec<Vec<String>>,
}

impl<'a> Logged<'a> {
    pub(super) fn new(
        corridor: &'a Corridor,
        recorder: Recorder<'a>,
        log: Box<dyn Log + 'a>,
        replication: u32,
    ) -> Logged<'a> {
        let known = Known {
            corridor,
            consignments: Vec::new(),
            trains: TrainNames::new(corridor),
            train_names: Vec::new(),
            calls: vec![Vec::new(); corridor.stages.len()],
        };
        Logged { recorder, log, replication, known }
    }

    /// The replication is over: the recorder without the log.
    pub(super) fn end(self) -> Recorder<'a> {
        self.log.end();
        self.recorder
    }
}

impl Observer for Logged<'_> {
    fn observe(&mut self, at: Time, what: Observation<'_>) {
        self.known.remember(&what);
        let row = self.known.row(&what);
        self.log.write(&EventRow { replication: self.replication, at, ..row });
        self.recorder.observe(at, what);
    }
}

impl Known<'_> {
    /// Remembers names that later observations do not tell.
    fn remember(&mut self, what: &Observation<'_>) {
        match *what {
            Observation::Entered { consignment, what } => {
                put(&mut self.consignments, consignment.index(), (what.flow.0, what.number));
            }
            Observation::Train { train, what, .. } => {
                let known = self.train_names.get(train.index()).and_then(Option::as_ref);
                if known.is_none_or(|(key, _)| *key != what.key) {
                    let name = self.train_name(what);
                    put(&mut self.train_names, train.index(), Some((what.key, name)));
                }
            }
            Observation::Call { stage, call, does: CallDoes::Arrives(caller) } => {
                let name = self.vessel_name(stage, caller);
                put(&mut self.calls[stage.index()], usize::from(call), name);
            }
            _ => {}
        }
    }

    fn train_name(&self, train: &Carrier) -> String {
        match train.kind {
            CarrierKind::Train { template, background, intact, .. } => {
                self.trains.name(train.key, template, train.path, !background && !intact)
            }
            CarrierKind::Engine { .. } => format!("locomotive {}", number_of(train.key)),
            CarrierKind::Vessel { fleet, number, .. } => {
                format!("{} {}", self.corridor.fleet_names[fleet.index()], number + 1)
            }
        }
    }

    fn vessel_name(&self, port: StageId, caller: Caller) -> String {
        names(self.corridor, port, caller).0
    }

    fn stage(&self, stage: StageId) -> Option<&str> {
        self.corridor.stages.get(stage.index()).map(String::as_str)
    }

    fn consignment(&self, id: ConsignmentId) -> Option<(&str, u32)> {
        let &(flow, number) = self.consignments.get(id.index())?;
        Some((&self.corridor.flow_names[usize::from(flow)], number))
    }

    fn train(&self, id: CarrierId) -> Option<&str> {
        self.train_names.get(id.index())?.as_ref().map(|(_, name)| name.as_str())
    }

    fn of_resource(&self, kind: &'static str, resource: ResourceId) -> EventRow<'_> {
        let row = &self.corridor.resources[resource.index()];
        EventRow { kind, stage: Some(&row.owner), resource: Some(&row.name), ..EventRow::default() }
    }

    fn of_party(&self, kind: &'static str, party: Party) -> EventRow<'_> {
        match party {
            Party::Consignment(id) => {
                EventRow { kind, consignment: self.consignment(id), ..EventRow::default() }
            }
            Party::Group(group) => EventRow { kind, group: Some(group.0), ..EventRow::default() },
        }
    }

    /// What is said of a thing that happened, replication and time apart.
    fn row(&self, what: &Observation<'_>) -> EventRow<'_> {
        let none = EventRow::default();
        let of = |kind, id: ConsignmentId| EventRow { kind, consignment: self.consignment(id), ..none };
        match *what {
            Observation::WindowBegins => EventRow { kind: "window begins", ..none },
            Observation::WindowEnds => EventRow { kind: "window ends", ..none },
            Observation::Entered { consignment, what } => EventRow {
                what: Some(what.class.name()),
                value: Some(what.tonnes),
                ..of("entered", consignment)
            },
            Observation::Moved { consignment, to } => {
                EventRow { stage: self.stage(to), ..of("moved", consignment) }
            }
            Observation::Left { consignment, .. } => of("left", consignment),
            Observation::TurnedAway { consignment, .. } => of("turned away", consignment),
            Observation::Grouped { group, stage, cause } => EventRow {
                kind: "grouped",
                group: Some(group.0),
                stage: self.stage(stage),
                what: Some(cause.name()),
                ..none
            },
            Observation::Joined { consignment, group } => {
                EventRow { group: Some(group.0), ..of("joined", consignment) }
            }
            Observation::Parted { consignment, group, cause } => {
                EventRow { group: Some(group.0), what: Some(cause.name()), ..of("parted", consignment) }
            }
            Observation::GroupMoved { group, to } => {
                EventRow { kind: "group moved", group: Some(group.0), stage: self.stage(to), ..none }
            }
            Observation::Spends { party, cause, because_of } => EventRow {
                what: Some(cause.name()),
                because_of: because_of.and_then(|stage| self.stage(stage)),
                ..self.of_party("spends", party)
            },
            Observation::Reassigned { party, from, to, time } => EventRow {
                what: Some(to.name()),
                because_of: Some(from.name()),
                value: Some(time.hours()),
                ..self.of_party("reassigned", party)
            },
            Observation::Reached { consignment, stage, event } => {
                EventRow { stage: self.stage(stage), what: Some(event.name()), ..of("reached", consignment) }
            }
            Observation::Uses { resource, now } => EventRow {
                value: Some(f64::from(now.busy)),
                stand: Some([now.blocked, now.down, now.closed]),
                ..self.of_resource("uses", resource)
            },
            Observation::Closed { stage, closed } => {
                EventRow { kind: if closed { "closed" } else { "open" }, stage: self.stage(stage), ..none }
            }
            Observation::Phase { number } => {
                EventRow { kind: "phase", value: Some(f64::from(number)), ..none }
            }
            Observation::Resized { resource, capacity } => {
                EventRow { capacity: Some(f64::from(capacity)), ..self.of_resource("resized", resource) }
            }
            Observation::Train { train, stage, does, .. } => {
                let (kind, what, value) = match does {
                    TrainDoes::Arrives(point) => ("train arrives", None, Some(point.km)),
                    TrainDoes::Departs(point) => ("train departs", None, Some(point.km)),
                    TrainDoes::Spends(cause) => ("train spends", Some(cause.name()), None),
                    TrainDoes::Ends => ("train ends", None, None),
                };
                let carrier = self.train(train);
                EventRow { kind, carrier, stage: self.stage(stage), what, value, ..none }
            }
            Observation::Call { stage, call, does } => {
                let name = self.calls[stage.index()].get(usize::from(call));
                let row = EventRow { carrier: name.map(String::as_str), stage: self.stage(stage), ..none };
                self.call(row, stage, does)
            }
            Observation::Carried { stage, by, capacity, load } => EventRow {
                kind: "carried",
                carrier: Some(match by {
                    Carrying::Train(template) => &self.corridor.template_names[template.index()],
                    Carrying::Vessel(fleet) => &self.corridor.fleet_names[fleet.index()],
                    Carrying::Shuttle => "shuttle",
                }),
                stage: self.stage(stage),
                value: Some(load),
                capacity: Some(capacity),
                ..none
            },
        }
    }

    fn call<'b>(&'b self, row: EventRow<'b>, port: StageId, does: CallDoes) -> EventRow<'b> {
        match does {
            CallDoes::Arrives(_) => EventRow { kind: "vessel arrives", ..row },
            CallDoes::Berths { group, berth } => EventRow {
                kind: "vessel berths",
                resource: self.corridor.berth_names[port.index()].get(usize::from(group)).map(String::as_str),
                value: Some(f64::from(berth) + 1.0),
                ..row
            },
            CallDoes::Begins => EventRow { kind: "vessel is worked", ..row },
            CallDoes::Moves { class, units, ashore, .. } => EventRow {
                kind: if ashore { "unit ashore" } else { "unit aboard" },
                what: Some(class.name()),
                value: Some(units),
                ..row
            },
            CallDoes::Spends(cause) => EventRow { kind: "vessel spends", what: Some(cause.name()), ..row },
            CallDoes::Unberths => EventRow { kind: "vessel unberths", ..row },
            CallDoes::Sails { load, capacity } => {
                EventRow { kind: "vessel sails", value: Some(load), capacity: Some(capacity), ..row }
            }
        }
    }
}

/// Sets a row of a table, which grows as far as that.
fn put<T: Clone + Default>(rows: &mut Vec<T>, at: usize, value: T) {
    if rows.len() <= at {
        rows.resize(at + 1, T::default());
    }
    rows[at] = value;
}
