//! Which fixes hold when.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::apply::{Applied, changes, contradict};
use super::spec::{FixSpec, Switch};
use crate::document::{Code, Node, Place, Problem, Problems, join_path};
use crate::parameter::{Field, KeyPath, MapKey as _, Name, Placed, Reader, Sources};
use crate::units::Date;

/// The fixes of a document and their switches.
#[derive(Clone, Debug, Default)]
pub(in crate::scenario) struct Plan {
    fixes: Arc<BTreeMap<Name, FixSpec>>,
    switches: BTreeMap<Name, Placed<Switch>>,
    start: Option<Date>,
}

impl Plan {
    /// The plan of a document, without fixes and switches that are faulty, which shows when the document is read.
    pub(in crate::scenario) fn read(document: &Node, sources: &Arc<Sources>) -> Plan {
        let mut reader = Reader::new(Arc::clone(sources));
        let start = document.at(&["run", "start"]).and_then(|node| Date::read(node, &mut reader));
        Plan {
            fixes: Arc::new(entries(document, "fix", &mut reader)),
            switches: entries(document, "fixes", &mut reader),
            start,
        }
    }

    /// The same fixes as a document with the same fixes switches them.
    pub(in crate::scenario) fn switched(&self, document: &Node, sources: &Arc<Sources>) -> Plan {
        let mut reader = Reader::new(Arc::clone(sources));
        let switches = entries(document, "fixes", &mut reader);
        Plan { fixes: Arc::clone(&self.fixes), switches, start: self.start }
    }

    /// A fix by its name.
    pub(in crate::scenario) fn get(&self, name: &str) -> Option<&FixSpec> {
        self.fixes.get(name)
    }

    /// All fixes, with their switches.
    pub(in crate::scenario) fn iter(&self) -> impl Iterator<Item = (&str, &FixSpec, Switch)> {
        self.fixes.iter().map(|(name, fix)| (&**name, fix, self.switch(name)))
    }

    /// Whether a fix holds. A day that is not after the run's first means the start.
    pub(in crate::scenario) fn switch(&self, name: &str) -> Switch {
        match self.switches.get(name).map(|switch| switch.value) {
            Some(Switch::From(date)) if self.start.is_some_and(|start| date <= start) => Switch::On,
            Some(switch) => switch,
            None => Switch::Off,
        }
    }

    /// The days after the first on which something changes.
    pub(in crate::scenario) fn dates(&self) -> BTreeSet<Date> {
        let dates = self.fixes.keys().filter_map(|name| match self.switch(name) {
            Switch::From(date) => Some(date),
            Switch::On | Switch::Off => None,
        });
        dates.collect()
    }

    /// The fixes that hold from the start, those that others require before these.
    pub(in crate::scenario) fn at_start(&self) -> Vec<(&str, &FixSpec)> {
        self.ordered(|switch| switch == Switch::On)
    }

    /// The fixes that begin to hold later, up to and with `date`, in the same order.
    pub(in crate::scenario) fn later(&self, until: Date) -> Vec<(&str, &FixSpec)> {
        self.ordered(|switch| matches!(switch, Switch::From(date) if date <= until))
    }

    fn ordered(&self, wanted: impl Fn(Switch) -> bool) -> Vec<(&str, &FixSpec)> {
        let mut order = Vec::new();
        for name in self.fixes.keys().filter(|name| wanted(self.switch(name))) {
            self.visit(name, &wanted, &mut order, &mut Vec::new());
        }
        order.iter().filter_map(|name| Some((*name, self.fixes.get(*name)?))).collect()
    }

    fn visit<'p>(
        &'p self,
        name: &'p str,
        wanted: &impl Fn(Switch) -> bool,
        order: &mut Vec<&'p str>,
        under_way: &mut Vec<&'p str>,
    ) {
        if order.contains(&name) || under_way.contains(&name) || !wanted(self.switch(name)) {
            return;
        }
        under_way.push(name);
        for required in self.fixes.get(name).iter().flat_map(|fix| fix.requires.iter().flatten()) {
            self.visit(required.name(), wanted, order, under_way);
        }
        under_way.pop();
        order.push(name);
    }

    /// Whether `name` requires `other`, directly or through others.
    fn requires(&self, name: &str, other: &str, depth: usize) -> bool {
        let Some(fix) = self.fixes.get(name).filter(|_| depth <= self.fixes.len()) else { return false };
        let mut required = fix.requires.iter().flatten().map(|required| required.name());
        required.any(|required| required == other || self.requires(required, other, depth + 1))
    }

    /// The places where a fix was switched and where it is written.
    fn place(&self, name: &str) -> Place {
        let switched = self.switches.get(name).map(|switch| switch.place);
        switched.or_else(|| self.fixes.get(name).map(|fix| fix.place)).unwrap_or(Place::NOWHERE)
    }

    /// Reports fixes that cannot hold together; `end` is the run's last day, if it is known.
    pub(in crate::scenario) fn check(&self, end: Option<Date>, problems: &mut Problems) {
        let active: Vec<(&str, &FixSpec, Switch)> =
            self.iter().filter(|(_, _, switch)| *switch != Switch::Off).collect();
        for (name, fix, switch) in &active {
            let mut report = |code, message: String, hint: String| {
                let problem = Problem::new(code, self.place(name), join_path(["fixes", name]), message);
                problems.push(problem.hint(hint));
            };
            for required in fix.requires.iter().flatten().map(|required| required.name()) {
                if self.fixes.contains_key(required) && !holds_by(self.switch(required), *switch) {
                    let message = format!("{name} requires {required}, which does not hold by then");
                    report(Code::FixConflict, message, format!("add {required} = true"));
                }
            }
            for excluded in fix.excludes.iter().flatten().map(|excluded| excluded.name()) {
                if self.fixes.contains_key(excluded) && self.switch(excluded) != Switch::Off {
                    let message = format!("{name} and {excluded} cannot both hold");
                    report(Code::FixConflict, message, format!("switch one off: {excluded} = false"));
                }
            }
            let Some(end) = end else { continue };
            if let Switch::From(date) = switch
                && *date > end
            {
                let message = format!("{name} holds from {date}, after the run's end on {end}");
                report(Code::LateFix, message, "it changes nothing in this run".into());
            }
            if let Some(opens) = fix.opens.filter(|opens| *switch == Switch::On && *opens > end) {
                let message =
                    format!("{name} holds from the start; the work opens on {opens}, after the run");
                report(Code::EarlyFix, message, "read the result as what the work would have done".into());
            }
        }
        for (at, (one, fix, _)) in active.iter().enumerate() {
            for (other, other_fix, _) in &active[at + 1..] {
                if !self.requires(one, other, 0) && !self.requires(other, one, 0) {
                    self.compare((one, fix), (other, other_fix), problems);
                }
            }
        }
    }

    /// Reports active fixes that have changed nothing.
    pub(in crate::scenario) fn check_effects(&self, applied: &[Applied], problems: &mut Problems) {
        // A fix whose changes could not be made was reported with them.
        if problems.has_errors() {
            return;
        }
        for (name, _, _) in self.iter().filter(|(_, _, switch)| *switch != Switch::Off) {
            if !applied.iter().any(|change| change.is_of_fix(name) && change.has_effect()) {
                let message = format!("{name} changes nothing: all is already as it would be");
                let path = join_path(["fixes", name]);
                let problem = Problem::new(Code::FixWithoutEffect, self.place(name), path, message);
                problems.push(problem.hint(format!("write {name} = false, or leave it out")));
            }
        }
    }

    /// The switches with which a fix can be tried: what it requires on, what it excludes off.
    pub(in crate::scenario) fn needed(&self, name: &str) -> Vec<(String, bool)> {
        let mut needed = vec![(name.to_owned(), true)];
        let mut at = 0;
        while let Some((name, on)) = needed.get(at).cloned() {
            // What is switched off needs nothing.
            let fix = self.fixes.get(name.as_str()).filter(|_| on);
            let required = fix.iter().flat_map(|fix| fix.requires.iter().flatten());
            let excluded = fix.iter().flat_map(|fix| fix.excludes.iter().flatten());
            // One of two that cannot both hold may say so for both.
            let excludes = |other: &FixSpec| {
                let mut excluded = other.excludes.iter().flatten();
                fix.is_some() && excluded.any(|excluded| excluded.name() == name)
            };
            let excluding = self.fixes.iter().filter(|(_, other)| excludes(other));
            let others = required.map(|other| (other.name().to_owned(), true));
            let others = others.chain(excluded.map(|other| (other.name().to_owned(), false)));
            let others = others.chain(excluding.map(|(other, _)| (other.to_string(), false)));
            for (other, on) in others {
                if !needed.iter().any(|(known, _)| *known == other) {
                    needed.push((other, on));
                }
            }
            at += 1;
        }
        needed.retain(|(name, on)| *on || self.switch(name) != Switch::Off);
        needed
    }

    /// The document with the fixes that hold from the start made part of it: what is left are those that hold later.
    pub(in crate::scenario) fn resolved(&self, mut document: Node) -> Node {
        let later: Vec<&str> = self
            .iter()
            .filter(|(_, _, switch)| matches!(switch, Switch::From(_)))
            .map(|(name, _, _)| name)
            .collect();
        for key in ["fix", "fixes"] {
            let Some(table) = document.as_table_mut() else { continue };
            let Some(fixes) = table.get_mut(key).and_then(Node::as_table_mut) else { continue };
            let gone: Vec<String> =
                fixes.keys().filter(|name| !later.contains(name)).map(str::to_owned).collect();
            for name in gone {
                fixes.remove(&name);
            }
            for name in &later {
                let Some(fix) = fixes.get_mut(name).and_then(Node::as_table_mut) else { continue };
                // What it requires holds from the start, or is there; what it excludes is not.
                fix.remove("excludes");
                fix.remove("requires");
            }
            if fixes.is_empty() {
                table.remove(key);
            }
        }
        document
    }

    /// Reports what two fixes both set.
    fn compare(&self, one: (&str, &FixSpec), other: (&str, &FixSpec), problems: &mut Problems) {
        let theirs = changes(other.1);
        for mine in changes(one.1) {
            for change in theirs.iter().filter(|change| contradict(&mine, change)) {
                let path: &KeyPath = change.path();
                let message = format!("{} and {} both set {path}", one.0, other.0);
                let problem = Problem::new(Code::FixConflict, path.place, path.to_string(), message);
                problems.push(problem.hint(
                    "switch one off, let one require the other, or use `add` or `scale`, which go together",
                ));
            }
        }
    }
}

/// Whether a fix that is switched like this holds when one that is switched like `other` begins to.
fn holds_by(switch: Switch, other: Switch) -> bool {
    match (switch, other) {
        (Switch::Off, _) | (Switch::From(_), Switch::On) => false,
        (Switch::From(date), Switch::From(other)) => date <= other,
        (Switch::On, _) | (_, Switch::Off) => true,
    }
}

/// The entries of a top-level table that can be read.
fn entries<T: Field>(document: &Node, table: &str, reader: &mut Reader) -> BTreeMap<Name, T> {
    let entries = document.at(&[table]).and_then(Node::as_table).into_iter().flat_map(|table| table.iter());
    entries
        .filter_map(|(key, place, node)| Name::read_key(key, place, reader).zip(T::read(node, reader)))
        .collect()
}
