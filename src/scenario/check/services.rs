//! Fleets: the ports between which they sail, the berths they use there, and the cargo that needs them.

use std::collections::BTreeSet;

use super::draught::least_share;
use super::links::{departure, positive, speed};
use super::passage::{Passage, Way};
use super::unit::{amounts, check_classes, load, plural};
use super::{path, unit};
use crate::cargo::Class;
use crate::document::{Code, Problem, Problems};
use crate::parameter::{Fixed, Reference, refer};
use crate::scenario::spec::ScenarioSpec;
use crate::stage::{FerrySpec, FleetSpec, Measure, StageSpec};

/// How far a load may exceed a capacity because of rounding.
const ROUNDING: f64 = 1e-9;

/// Reports fleets that cannot sail, and cargo for which none sails.
pub(super) fn check(spec: &ScenarioSpec, passages: &[Passage<'_>], problems: &mut Problems) {
    for (name, fleet) in &spec.fleet {
        Fleet { spec, name, fleet, problems }.check();
    }
    let mut told = BTreeSet::new();
    for passage in passages {
        let Some(class) = passage.class() else { continue };
        for at in (0..passage.stages.len()).filter(|&at| passage.leaves(at) == Way::Sea) {
            sailing(spec, passage, passage.stages[at + 1].0, class, &mut told, problems);
        }
    }
}

/// What a vessel can carry of a class at the present sea level, if it carries nothing else.
pub(super) fn capacity(fleet: &FleetSpec, class: Class) -> f64 {
    fleet.room_for(class).map_or(0.0, Fixed::get) * fleet.draught_factor.as_ref().map_or(1.0, Fixed::get)
}

/// The fleets that carry a class over a crossing.
pub(super) fn fleets<'a>(
    spec: &'a ScenarioSpec,
    ferry: &str,
    class: Class,
) -> impl Iterator<Item = (&'a str, &'a FleetSpec)> {
    let serves = move |fleet: &FleetSpec| fleet.sails(ferry) && fleet.room_for(class).is_some();
    spec.fleet.iter().filter(move |(_, fleet)| serves(fleet)).map(|(name, fleet)| (&**name, fleet))
}

/// Whether vessels take a flow's cargo over a crossing.
fn sailing(
    spec: &ScenarioSpec,
    passage: &Passage<'_>,
    ferry: &str,
    class: Class,
    told: &mut BTreeSet<String>,
    problems: &mut Problems,
) {
    if fleets(spec, ferry, class).next().is_none() && told.insert(format!("{ferry} {}", class.name())) {
        let stage = spec.stage.get(ferry).map_or(spec.place, StageSpec::place);
        let message = format!(
            "no fleet carries {} over {ferry}, as the flow {} needs",
            plural(class),
            passage.flow_name
        );
        let hint = format!("add a [fleet.…] with ferry = \"{ferry}\" and class = \"{}\"", class.name());
        problems.push(Problem::new(Code::Impossible, stage, path(&["stage", ferry]), message).hint(hint));
    }
    for (name, fleet) in fleets(spec, ferry, class) {
        let Some(room) = fleet.room_for(class) else { continue };
        let unit = room.unit();
        let (_, most) = load(passage.flow, Measure::of(unit.of));
        let capacity = capacity(fleet, class) * least_share(spec, fleet, ferry);
        if most > capacity * (1.0 + ROUNDING) && capacity > 0.0 && told.insert(room.path().to_owned()) {
            let message = format!(
                "a vessel of {name} takes {capacity} {}, but a consignment of the flow {} has up to {most}",
                unit.name, passage.flow_name
            );
            problems.push(Problem::new(Code::Impossible, room.place(), room.path(), message));
        }
    }
}

/// A fleet while it is looked at.
struct Fleet<'a, 'p> {
    spec: &'a ScenarioSpec,
    name: &'a str,
    fleet: &'a FleetSpec,
    problems: &'p mut Problems,
}

impl<'a> Fleet<'a, '_> {
    fn check(&mut self) {
        let fleet = self.fleet;
        positive(&fleet.capacity, "what a vessel can carry", self.problems);
        if let Some(factor) = &fleet.draught_factor {
            positive(factor, "the share that the sea level leaves", self.problems);
        }
        speed(&fleet.speed, self.problems);
        fleet.departure.values().for_each(|rule| departure(rule, self.problems));
        let Some(class) = fleet.class.class() else {
            let message = "vessels carry cargo, and \"train\" is none";
            let path = path(&["fleet", self.name, "class"]);
            let names: Vec<_> = Class::ALL.iter().map(|class| class.name()).collect();
            let problem = Problem::new(Code::UnknownChoice, fleet.place, path, message);
            self.problems.push(problem.hint(format!("allowed: {}", names.join(", "))));
            return;
        };
        self.deck(class);
        for (class, capacity) in fleet.classes() {
            unit::check(capacity, amounts(class), &format!("vessels for {}", plural(class)), self.problems);
        }
        let others = fleet.or_ferry.iter().flat_map(|list| list.iter());
        let mut ferries = Vec::new();
        for (key, name) in
            std::iter::once(("ferry", &fleet.ferry)).chain(others.map(|name| ("or_ferry", name)))
        {
            match self.spec.stage.get(&**name) {
                Some(StageSpec::Ferry(ferry)) => ferries.push((name, ferry)),
                _ => self.no_ferry(key, name),
            }
        }
        if ferries.len() == fleet.ferries().count() {
            let ports: Vec<&str> =
                ferries.iter().flat_map(|(_, ferry)| [&*ferry.west, &*ferry.east]).collect();
            self.meet(&ferries);
            self.departures(&ports);
            self.berths(&ports);
        }
    }

    fn no_ferry(&mut self, key: &str, name: &Reference<refer::Stage>) {
        let message = format!("{name} is no ferry; a fleet sails a crossing");
        let ferries = self.spec.stage.iter().filter(|(_, stage)| matches!(stage, StageSpec::Ferry(_)));
        let hint = super::hint(name, ferries.map(|(name, _)| &**name));
        let path = path(&["fleet", self.name, key]);
        self.problems.push(Problem::new(Code::UnknownReference, name.place, path, message).hint(hint));
    }

    /// What shares the deck must be of other classes.
    fn deck(&mut self, own: Class) {
        let keys = ["fleet", self.name, "deck"];
        check_classes(&self.fleet.deck, &keys, |deck| deck.place, self.problems);
        for (name, deck) in &self.fleet.deck {
            positive(&deck.capacity, "what a vessel can carry", self.problems);
            if Class::named(name) == Some(own) {
                let message =
                    format!("the fleet's own class is {name}; its `capacity` stands in the fleet itself");
                let path = path(&[&keys[..], &[&**name]].concat());
                self.problems.push(Problem::new(Code::Inconsistent, deck.place, path, message));
            }
        }
    }

    /// A crossing that vessels may take instead of their own must leave from one of its ports.
    fn meet(&mut self, ferries: &[(&Reference<refer::Stage>, &FerrySpec)]) {
        let own = ferries[0].1;
        for (name, other) in &ferries[1..] {
            let ends = [&*other.west, &*other.east];
            if std::ptr::eq(own, *other) || !ends.iter().any(|end| *end == &*own.west || *end == &*own.east) {
                let message =
                    format!("{name} has no port in common with {}, or is the same crossing", ferries[0].0);
                let path = path(&["fleet", self.name, "or_ferry"]);
                self.problems.push(Problem::new(Code::Inconsistent, name.place, path, message));
            }
        }
    }

    /// There must be a rule for each of the ports.
    fn departures(&mut self, ports: &[&str]) {
        for port in self.fleet.departure.keys().filter(|port| !ports.contains(&&***port)) {
            let message = format!("the fleet does not call at {port}");
            let path = path(&["fleet", self.name, "departure", port]);
            let problem = Problem::new(Code::UnknownReference, self.fleet.place, path, message);
            self.problems.push(problem.hint(super::hint(port, ports.iter().copied())));
        }
        for port in distinct(ports).filter(|port| !self.fleet.departure.contains_key(*port)) {
            let message = format!("nothing says when vessels leave {port}");
            let path = path(&["fleet", self.name, "departure", port]);
            let problem = Problem::new(Code::MissingKey, self.fleet.place, path, message);
            self.problems.push(problem.hint("add { when_full = {} } or another rule"));
        }
    }

    /// All ports must have berths that work what the fleet carries.
    fn berths(&mut self, ports: &[&str]) {
        let group_name = &*self.fleet.berth;
        for port_name in distinct(ports) {
            let Some(StageSpec::Port(port)) = self.spec.stage.get(port_name) else { continue };
            let Some(group) = port.berth.get(group_name) else {
                let message = format!("{port_name} has no berths called \"{group_name}\"");
                let path = path(&["fleet", self.name, "berth"]);
                let problem = Problem::new(Code::UnknownReference, self.fleet.place, path, message);
                self.problems
                    .push(problem.hint(super::hint(group_name, port.berth.keys().map(|name| &**name))));
                continue;
            };
            for (class, _) in self.fleet.classes().filter(|(class, _)| !group.rate.contains_key(class.name()))
            {
                let keys = ["stage", port_name, "port", "berth", group_name, "rate", class.name()];
                let message =
                    format!("the fleet {} brings {}, for which there is no rate", self.name, plural(class));
                let problem = Problem::new(Code::MissingKey, group.place, path(&keys), message);
                self.problems.push(problem.hint("add { value = …, unit = \"…/h\", source = … }"));
            }
        }
    }
}

/// Each name once, in order.
fn distinct<'a>(names: &[&'a str]) -> impl Iterator<Item = &'a str> {
    names.iter().enumerate().filter(|&(at, name)| !names[..at].contains(name)).map(|(_, &name)| name)
}
