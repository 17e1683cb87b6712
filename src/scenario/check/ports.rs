//! Ports: what is stored and worked there, by whom, and whether a train's cargo finds room.

use std::collections::BTreeSet;

use super::passage::{Passage, Way};
use super::unit::{amounts, batch, check_classes, check_lift, class_hint, load, pieces, plural};
use super::{path, unit};
use crate::cargo::Class;
use crate::document::{Code, Place, Problem, Problems};
use crate::parameter::Fixed;
use crate::scenario::spec::ScenarioSpec;
use crate::stage::{BerthSpec, DepartureRule, Measure, PortSpec, StageSpec};

/// Reports ports that cannot take what routes bring there.
pub(super) fn check(spec: &ScenarioSpec, passages: &[Passage<'_>], problems: &mut Problems) {
    for (name, stage) in &spec.stage {
        if let StageSpec::Port(port) = stage {
            itself(name, port, problems);
            visitors(name, port, problems);
        }
    }
    let mut told = BTreeSet::new();
    for passage in passages {
        let Some(class) = passage.class() else { continue };
        for (at, &(name, stage)) in passage.stages.iter().enumerate() {
            if let StageSpec::Port(port) = stage {
                let here = Here { spec, passage, at, name, port, class };
                here.check(&mut told, problems);
            }
        }
    }
}

fn itself(name: &str, port: &PortSpec, problems: &mut Problems) {
    let own = ["stage", name, "port"];
    check_classes(&port.cargo, &[&own[..], &["cargo"]].concat(), |storage| storage.place, problems);
    if port.departs_from_sidings && port.sidings.count() < 2 {
        let message = "the only siding is for trains that are loaded here: none could ever arrive";
        let (place, path) = (port.sidings.place(), port.sidings.path());
        problems.push(Problem::new(Code::Impossible, place, path, message));
    }
    if let Some(ban) = &port.loading_ban
        && ban.lifted_at.get() >= ban.trains.get()
    {
        let message = format!(
            "the ban is imposed at {} trains and lifted at {}; allowed is a smaller number",
            ban.trains.get(),
            ban.lifted_at.get()
        );
        let (place, path) = (ban.lifted_at.place(), ban.lifted_at.path());
        problems.push(Problem::new(Code::Inconsistent, place, path, message));
    }
    for (class, storage) in &port.cargo {
        if let Some((class, lift)) = Class::named(class).zip(storage.lift.as_ref()) {
            check_lift(lift, pieces(class), problems);
        }
        if let Some(cranes) = &storage.quay_cranes {
            let keys = [&own[..], &["cargo", &**class, "quay_cranes", "berth"]].concat();
            berth_named(name, port, &cranes.berth, (&keys, cranes.place), problems);
        }
    }
    for (berth, rule) in port.weather.iter().flat_map(|rule| &rule.berth) {
        let keys = [&own[..], &["weather", "berth", &**berth]].concat();
        berth_named(name, port, berth, (&keys, rule.place), problems);
    }
    for (group_name, group) in &port.berth {
        let keys = [&own[..], &["berth", &**group_name, "suits"]].concat();
        check_classes(&group.suits, &keys, Fixed::place, problems);
    }
    for (group_name, group) in &port.berth {
        let keys = [&own[..], &["berth", &**group_name, "rate"]].concat();
        check_classes(&group.rate, &keys, Fixed::place, problems);
        for (class, rate) in &group.rate {
            if let Some(class) = Class::named(class) {
                unit::check(rate, amounts(class), &format!("the handling of {}", plural(class)), problems);
            }
        }
        let (cranes, most) = (group.cranes.count(), group.cranes_per_vessel.count());
        if most > cranes {
            let message = format!("{most} cranes can work on one vessel, but the berths have only {cranes}");
            let (place, path) = (group.cranes_per_vessel.place(), group.cranes_per_vessel.path());
            problems.push(Problem::new(Code::Inconsistent, place, path, message));
        }
    }
}

/// The group of berths of that name, or the report that there is none.
fn berth_named<'a>(
    name: &str,
    port: &'a PortSpec,
    berth: &str,
    (keys, place): (&[&str], Place),
    problems: &mut Problems,
) -> Option<&'a BerthSpec> {
    let group = port.berth.get(berth);
    if group.is_none() {
        let message = format!("{name} has no berths called \"{berth}\"");
        let hint = super::hint(berth, port.berth.keys().map(|name| &**name));
        problems.push(Problem::new(Code::UnknownReference, place, path(keys), message).hint(hint));
    }
    group
}

fn visitors(name: &str, port: &PortSpec, problems: &mut Problems) {
    for (visitor_name, visitor) in &port.visitor {
        let at = |key: &str| path(&["stage", name, "port", "visitor", visitor_name, key]);
        if Class::named(&visitor.class).is_none() {
            let message = format!("\"{}\" is no class of cargo", visitor.class);
            let problem = Problem::new(Code::UnknownChoice, visitor.place, at("class"), message);
            problems.push(problem.hint(class_hint(&visitor.class)));
            continue;
        }
        let keys = ["stage", name, "port", "visitor", visitor_name, "berth"];
        let Some(group) = berth_named(name, port, &visitor.berth, (&keys, visitor.place), problems) else {
            continue;
        };
        let Some(rate) = group.rate.get(&*visitor.class) else {
            let keys = ["stage", name, "port", "berth", &*visitor.berth, "rate", &*visitor.class];
            let message =
                format!("the visitors {visitor_name} work {}, for which there is no rate", visitor.class);
            problems.push(Problem::new(Code::MissingKey, group.place, path(&keys), message));
            continue;
        };
        let what = format!("berths that work in {}", rate.unit().name);
        unit::check(&visitor.units, &[rate.unit().of], &what, problems);
    }
}

/// A flow in a port.
struct Here<'a> {
    spec: &'a ScenarioSpec,
    passage: &'a Passage<'a>,
    at: usize,
    name: &'a str,
    port: &'a PortSpec,
    class: Class,
}

impl Here<'_> {
    fn check(&self, told: &mut BTreeSet<String>, problems: &mut Problems) {
        let (class, flow) = (self.class.name(), self.passage.flow_name);
        let own = path(&["stage", self.name, "port", "cargo", class]);
        let Some(storage) = self.port.cargo.get(class) else {
            if told.insert(own.clone()) {
                let message =
                    format!("{} has no place for {}: the flow {flow}", self.name, plural(self.class));
                let problem = Problem::new(Code::MissingKey, self.port.place, own, message);
                let hint = format!("add [stage.{}.port.cargo.{class}] with its slots", self.name);
                problems.push(problem.hint(hint));
            }
            return;
        };
        let (comes, leaves) = (self.passage.comes(self.at), self.passage.leaves(self.at));
        let by_rail = comes == Way::Rail || leaves == Way::Rail;
        let lift = format!("{own}.lift");
        if by_rail && storage.lift.is_none() && told.insert(lift.clone()) {
            let message =
                format!("the key `lift` is missing: the flow {flow} changes between train and yard here");
            let problem = Problem::new(Code::MissingKey, storage.place, lift, message);
            problems.push(problem.hint("add lift = { value = …, unit = \"min/…\", source = … }"));
        }
        let slots = &storage.slots_seaward;
        if comes == Way::Rail
            && let Some(units) = self.largest_train()
            && units > slots.get()
        {
            let message = format!(
                "{} has {} seaward slots for {}, but a train of the flow {flow} brings up to {units}",
                self.name,
                slots.count(),
                plural(self.class)
            );
            let problem = Problem::new(Code::Impossible, slots.place(), slots.path(), message);
            problems.push(problem.hint("a train is unloaded only when there are slots for all it carries"));
        }
        let slots = &storage.slots_landward;
        if let Some(units) = self.least_lot().filter(|&units| units > slots.get()) {
            let message = format!(
                "{} has {} landward slots for {}, but a train of the flow {flow} waits for at least {units}",
                self.name,
                slots.count(),
                plural(self.class)
            );
            let problem = Problem::new(Code::Impossible, slots.place(), slots.path(), message);
            problems.push(problem.hint("give the train a `longest_wait`, or the port more slots"));
        }
    }

    /// Units of the largest train in which the flow's cargo can come here.
    fn largest_train(&self) -> Option<f64> {
        let flow = self.passage.flow;
        if !self.passage.formed().any(|at| at < self.at) {
            return Some(f64::from(batch(flow)));
        }
        let train = self.spec.train.get(flow.train.as_deref()?)?;
        let (least, _) = load(flow, Measure::of(train.capacity.unit().of));
        (least > 0.0).then(|| (train.capacity.get() / least).floor().max(1.0))
    }

    /// Units that must have come together here before a train leaves, however long that takes.
    fn least_lot(&self) -> Option<f64> {
        let flow = self.passage.flow;
        if !self.passage.is_formed_at(self.at) {
            return None;
        }
        let train = self.spec.train.get(flow.train.as_deref()?)?;
        let share = match train.departure.as_ref()? {
            DepartureRule::WhenFull(_) => 1.0,
            DepartureRule::MinimumLoad(rule) if rule.longest_wait.is_none() => rule.share.get(),
            _ => return None,
        };
        let (_, most) = load(flow, Measure::of(train.capacity.unit().of));
        (most > 0.0).then(|| (share * train.capacity.get() / most).ceil().max(1.0))
    }
}
