//! A scenario made of another: its ports and crossings without the land, and more cargo for one fleet than it can carry.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::super::check::passage::{Passage, Way};
use super::super::check::unit::{batch, load, mean_load, per_year};
use super::super::load::Failed;
use super::super::open::Scenario;
use super::super::spec::{ArrivalSpec, FlowSpec, ScenarioSpec};
use super::{forget_fits, without};
use crate::cargo::{Class, Direction};
use crate::document::{Node, Problems, Value, parse};
use crate::stage::{FerrySpec, FleetSpec, Measure, Piece, PortSpec, StageSpec, Voyage};
use crate::units::Date;

/// How a fleet is loaded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FleetLoading<'a> {
    /// The fleet.
    pub fleet: &'a str,
    /// Days in which its voyages are counted; without them those of the scenario's window.
    pub days: Option<f64>,
}

/// How many times more cargo comes than the fleet can carry by arithmetic.
const EXCESS: f64 = 1.5;
/// Days after the window; nobody waits for cargo that is left.
const DRAIN_D: f64 = 1.0;
/// Slots for the cargo that waits, more than there ever is: a yard is not in the way.
const SLOTS: u32 = 1_000_000;
/// What has to do with the land, or with what is asked of the scenario.
const LEFT_OUT: [&str; 13] = [
    "conflict",
    "fix",
    "fixes",
    "flow",
    "observation",
    "pool",
    "population",
    "route",
    "shock",
    "span",
    "target",
    "train",
    "wagons",
];
/// The same of the run.
const LEFT_OUT_OF_RUN: [&str; 5] = ["headline", "limits", "population", "precision", "readings"];
const SOURCE: &str = "source = \"saturation\"";

impl ScenarioSpec {
    /// What is needed for the round trip of a fleet over its own crossing by arithmetic, at the capacity that its table says
    /// and with ports that are never closed; `None` if there is no such fleet.
    #[must_use]
    pub fn voyage(&self, fleet: &str) -> Option<Voyage<'_>> {
        let spec = self.fleet.get(fleet)?;
        let StageSpec::Ferry(ferry) = self.stage.get(&*spec.ferry)? else { return None };
        let port = |name: &str| match self.stage.get(name)? {
            StageSpec::Port(port) => Some(port),
            _ => None,
        };
        let capacity = spec.usual_capacity();
        Some(Voyage {
            fleet: spec,
            ferry,
            ports: [port(&ferry.east)?, port(&ferry.west)?],
            piece: self.piece(spec)?,
            capacity: [capacity; 2],
            load: None,
            closed: Default::default(),
        })
    }

    /// The flow that brings most cargo of a fleet's class to its crossing.
    fn usual_flow(&self, fleet: &FleetSpec) -> Option<(&str, &FlowSpec)> {
        let mut most: Option<(&Passage<'_>, f64)> = None;
        let passages = self.passages();
        for passage in passages.iter().filter(|passage| self.is_own(fleet, passage)) {
            let brings = per_year(passage.flow).unwrap_or(0.0) * passage.share;
            if most.is_none_or(|(_, other)| brings > other) {
                most = Some((passage, brings));
            }
        }
        most.map(|(passage, _)| (passage.flow_name, passage.flow))
    }

    fn passages(&self) -> Vec<Passage<'_>> {
        Passage::all(self, &self.route.keys().map(|name| &**name).collect::<BTreeSet<&str>>())
    }

    /// Whether cargo of the class of a fleet goes over its crossing.
    fn is_own(&self, fleet: &FleetSpec, passage: &Passage<'_>) -> bool {
        let crosses = passage.stages.iter().any(|&(name, _)| name == &*fleet.ferry);
        crosses && passage.class() == fleet.class.class()
    }

    /// The mean consignment that a fleet carries.
    fn piece(&self, fleet: &FleetSpec) -> Option<Piece> {
        let measure = Measure::of(fleet.capacity.unit().of);
        let piece = |flow: &FlowSpec| {
            let (least, most) = load(flow, measure);
            Piece {
                teu: mean_load(flow, Measure::Teu),
                tonnes: mean_load(flow, Measure::Tonnes),
                even: least == most,
            }
        };
        let class = fleet.class.class()?;
        Some(self.usual_flow(fleet).map_or_else(|| usual_piece(class), |(_, flow)| piece(flow)))
    }
}

/// A consignment of a class of which the scenario has none.
fn usual_piece(class: Class) -> Piece {
    let tonnes = match class {
        Class::Container => 10.0,
        Class::Wagon => 60.0,
        Class::Bulk => 70.0,
        Class::Liquid => 600.0,
        Class::Vehicle => 20.0,
    };
    Piece { teu: if class == Class::Container { 1.0 } else { 0.0 }, tonnes, even: true }
}

impl Scenario {
    /// The first day after the window has begun on which a fleet, its crossing or one of its ports changes for good.
    #[must_use]
    pub fn fleet_changes(&self, fleet: &str) -> Option<Date> {
        type Parts<'a> = (&'a FleetSpec, &'a FerrySpec, [&'a PortSpec; 2]);
        fn parts<'a>(spec: &'a ScenarioSpec, fleet: &str) -> Option<Parts<'a>> {
            let voyage = spec.voyage(fleet)?;
            Some((voyage.fleet, voyage.ferry, voyage.ports))
        }
        let (calm, own) = (self.without_shocks(), parts(self.spec_of_window(), fleet));
        let later = calm.phases().iter().skip(calm.phase_of_window().map_or(0, |at| at + 1));
        later.filter(|phase| parts(&phase.spec, fleet) != own).map(|phase| phase.date).next()
    }

    /// A scenario of the ports and crossings of this one, as they are when the window begins, with half as much again of cargo
    /// for one fleet in both directions as it can carry by arithmetic. That cargo appears in the ports and has slots enough; what
    /// else crosses the sea appears there as well, so that other fleets, and other services, take their berths. The land
    /// is left out.
    ///
    /// # Errors
    /// All problems of such a scenario.
    ///
    /// # Panics
    /// If there is no such fleet.
    pub fn saturated_fleet(&self, loading: &FleetLoading<'_>) -> Result<Scenario, Failed> {
        let spec = self.spec_of_window();
        let calm = self.without_shocks();
        let document = calm.phase_of_window().and_then(|at| calm.later.get(at)).unwrap_or(calm.document());
        let (mut files, mut problems) = (self.files().clone(), Problems::new());
        let name = format!("{}, {} alone", self.name(), loading.fleet);
        let file = files.add(name, frame(spec, loading));
        let Some(frame) = parse(file, &files, &mut problems) else {
            return Err(Failed { problems, files });
        };
        let mut node = document.clone();
        without(&mut node, &LEFT_OUT);
        let land =
            spec.stage.iter().filter(|(_, stage)| !matches!(stage, StageSpec::Port(_) | StageSpec::Ferry(_)));
        let land: Vec<&str> = land.map(|(name, _)| &**name).collect();
        let root = |node: &mut Node, key: &str, keys: &[&str]| {
            if let Some(table) = node.as_table_mut().and_then(|root| root.get_mut(key)) {
                without(table, keys);
            }
        };
        root(&mut node, "stage", &land);
        root(&mut node, "run", &LEFT_OUT_OF_RUN);
        // It stays on its own crossing.
        let own = &spec.fleet[loading.fleet];
        let ends = spec.voyage(loading.fleet).map(|voyage| [&*voyage.ferry.east, &*voyage.ferry.west]);
        let elsewhere: Vec<&str> = own.departure.keys().map(|port| &**port).collect();
        let elsewhere: Vec<&str> =
            elsewhere.into_iter().filter(|port| !ends.is_some_and(|ends| ends.contains(port))).collect();
        if let Some(fleets) = node.as_table_mut().and_then(|root| root.get_mut("fleet")) {
            root(fleets, loading.fleet, &["or_ferry"]);
            if let Some(fleet) = fleets.as_table_mut().and_then(|fleets| fleets.get_mut(loading.fleet)) {
                root(fleet, "departure", &elsewhere);
            }
        }
        lay(&frame, &mut node, &mut Vec::new());
        for Taken { from, to, keys } in cargo(spec, loading.fleet) {
            for key in keys {
                let there = node.at(&["flow", &to, key]).is_some();
                if let Some(taken) = document.at(&["flow", from, key]).filter(|_| !there) {
                    node.assign(&["flow", &to, key], taken.place, taken.clone());
                }
            }
        }
        forget_fits(&mut node);
        self.remade(loading.fleet, node, files)
    }
}

/// Lays the leaves of one document over those of another.
fn lay<'a>(from: &'a Node, to: &mut Node, path: &mut Vec<&'a str>) {
    match &from.value {
        Value::Table(table) if !from.is_quantity() && !table.is_empty() => {
            for (key, _, node) in table.iter() {
                path.push(key);
                lay(node, to, path);
                path.pop();
            }
        }
        _ => to.assign(path, from.place, from.clone()),
    }
}

/// What a flow of the new scenario takes over from one of the other, where the frame does not say it.
struct Taken<'a> {
    from: &'a str,
    to: String,
    keys: &'static [&'static str],
}

fn cargo<'a>(spec: &'a ScenarioSpec, fleet: &str) -> Vec<Taken<'a>> {
    let own = &spec.fleet[fleet];
    let mut taken = Vec::new();
    if let Some((from, _)) = spec.usual_flow(own) {
        taken.extend(Direction::BOTH.map(|way| Taken {
            from,
            to: saturating(way),
            keys: &["large", "mass"],
        }));
    }
    taken.extend(others(spec, own).into_iter().map(|other| Taken {
        from: other.passage.flow_name,
        to: other.name,
        keys: &["arrival", "large", "mass", "months"],
    }));
    taken
}

fn saturating(way: Direction) -> String {
    format!("saturation {}", word(way))
}

fn word(way: Direction) -> &'static str {
    match way {
        Direction::West => "west",
        Direction::East => "east",
    }
}

/// Cargo of another flow over a crossing.
struct Other<'a> {
    name: String,
    passage: Passage<'a>,
    /// Where on its route the crossing is.
    at: usize,
}

/// What crosses the sea besides the cargo of a fleet, on the vessels of others.
fn others<'a>(spec: &'a ScenarioSpec, fleet: &FleetSpec) -> Vec<Other<'a>> {
    let sails = |ferry: &str, class: Class| {
        let mut fleets = spec.fleet.values().filter(|other| !std::ptr::eq(*other, fleet));
        fleets.any(|other| other.sails(ferry) && other.room_for(class).is_some())
    };
    let mut others: Vec<Other<'a>> = Vec::new();
    for passage in spec.passages() {
        let Some(class) = passage.class().filter(|_| !spec.is_own(fleet, &passage)) else { continue };
        let Some(port) = (0..passage.stages.len()).find(|&at| passage.leaves(at) == Way::Sea) else {
            continue;
        };
        if !sails(passage.stages[port + 1].0, class) {
            continue;
        }
        // Of a flow with several routes the first keeps its name, and with it its draws.
        let first = !others.iter().any(|other| other.name == passage.flow_name);
        let name = if first {
            passage.flow_name.to_owned()
        } else {
            format!("{} over {}", passage.flow_name, passage.route_name)
        };
        others.push(Other { name, at: port + 1, passage });
    }
    others
}

/// What the new scenario has instead of what is left out.
fn frame(spec: &ScenarioSpec, loading: &FleetLoading<'_>) -> String {
    let fleet = &spec.fleet[loading.fleet];
    let voyage = spec.voyage(loading.fleet).expect("the scenario was checked: the fleet has a crossing");
    let class = fleet.class.class().expect("the scenario was checked: vessels carry cargo");
    let mut text =
        String::from("title = \"One fleet, with more cargo in both directions than it can carry\"\n[run]\n");
    let drain = |text: &mut String, key: &str, days: f64| {
        let _ = writeln!(text, "{key} = {{ value = {days}, unit = \"d\", {SOURCE} }}");
    };
    drain(&mut text, "drain", DRAIN_D);
    if let Some(days) = loading.days {
        drain(&mut text, "window", days);
    }
    text.push_str(
        "[source.saturation]\ntitle = \"Chosen by the program to load the fleet\"\nkind = \"derived\"\n",
    );
    let room = voyage.piece.load(fleet);
    let most = voyage
        .round_trip()
        .map_or(0.0, |trip| trip.per_year(fleet.vessels.count()).into_iter().fold(0.0, f64::max));
    let (east, west) = (&*voyage.ferry.east, &*voyage.ferry.west);
    for (way, from, to) in [(Direction::West, east, west), (Direction::East, west, east)] {
        let _ = write!(
            text,
            "[stage.\"{from}\".port.cargo.{class}]\n\
             slots_seaward = {{ value = {SLOTS}, unit = \"slot\", {SOURCE} }}\n\
             slots_landward = {{ value = {SLOTS}, unit = \"slot\", {SOURCE} }}\n",
            class = class.name()
        );
        let stages = [from, &*fleet.ferry, to];
        let amount = EXCESS * most / room;
        text.push_str(&flow(&saturating(way), class, way, stages, Some(amount)));
        text.push_str(&format!("[flow.\"{}\".arrival.even]\n", saturating(way)));
        if spec.usual_flow(fleet).is_none() {
            let _ = writeln!(
                text,
                "[flow.\"{}\".mass]\nvalue = {}\nunit = \"t/consignment\"\n{SOURCE}",
                saturating(way),
                voyage.piece.tonnes
            );
        }
    }
    for other in others(spec, fleet) {
        text.push_str(&other.text());
    }
    text
}

/// A flow over a crossing and its route; so many consignments a year, if its law of arrival does not say how many.
fn flow(name: &str, class: Class, way: Direction, stages: [&str; 3], per_year: Option<f64>) -> String {
    let [from, over, to] = stages;
    let volume = per_year.map_or(String::new(), |count| {
        format!("volume = {{ value = {count}, unit = \"consignment/yr\", {SOURCE} }}\n")
    });
    format!(
        r#"
[route."{name}"]
direction = "{way}"
stages = ["{from}", "{over}", "{to}"]

[flow."{name}"]
class = "{class}"
{volume}
[flow."{name}".route]
"{name}" = {{ value = 100, unit = "%", {SOURCE} }}

"#,
        way = word(way),
        class = class.name(),
    )
}

impl Other<'_> {
    fn text(&self) -> String {
        let Other { name, passage, at } = self;
        let stage = |at: usize| passage.stages[at].0;
        let stages = [stage(at - 1), stage(*at), stage(at + 1)];
        let StageSpec::Ferry(ferry) = passage.stages[*at].1 else {
            panic!("the scenario was checked: what leaves a port by sea goes over a crossing");
        };
        let way = if *ferry.east == *stages[0] { Direction::West } else { Direction::East };
        let class = passage.class().expect("it is cargo");
        let amount = per_year(passage.flow).map(|count| count * passage.share);
        let mut text = flow(name, class, way, stages, amount);
        let law = match (&passage.flow.arrival, amount) {
            (ArrivalSpec::Listed(_) | ArrivalSpec::Closed(_), _) | (_, None) => return text,
            (ArrivalSpec::Poisson(_), _) => "poisson",
            _ => "even",
        };
        let _ = writeln!(
            text,
            "[flow.\"{name}\".arrival.{law}]\nbatch = {{ value = {}, unit = \"consignment\", {SOURCE} }}",
            batch(passage.flow)
        );
        text
    }
}
