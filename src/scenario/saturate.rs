//! A scenario made of another: one of its lines between two yards, with more trains than it can take.
//!
//! It is made as a document, and read and checked like any.

mod fleet;

use std::collections::BTreeSet;

use super::check::passage::Passage;
use super::load::Failed;
use super::open::Scenario;
use super::spec::ScenarioSpec;
use crate::document::{Node, Problems, Value, parse};
use crate::stage::{Capacity, RailSpec, StageSpec, TrainSpec};
use crate::units::{Date, Duration};

pub use fleet::FleetLoading;

/// How a line is loaded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loading<'a> {
    /// The line.
    pub line: &'a str,
    /// The kind of train that loads it.
    pub train: &'a str,
    /// Whether all trains run at the mean of its speed.
    pub equal_speed: bool,
    /// Days before trains are counted.
    pub warm_up_d: f64,
    /// Days in which they are counted.
    pub days: f64,
}

const HOURS_A_DAY: f64 = 24.0;
/// How many times more trains come than the line can take by arithmetic.
const EXCESS: f64 = 1.5;
/// Days that the trains which count in the end are waited for; nobody waits for these.
const DRAIN_D: f64 = 1.0;
/// Trains that wait in each yard while the line is as full as it gets.
const WAITING: f64 = 20.0;
/// What the line has, and a scenario of nothing else cannot have or does not need.
const LEFT_OUT: [&str; 5] = ["charge", "crews", "emission", "locomotives", "weather"];
/// The same of a kind of train.
const LEFT_OUT_OF_TRAINS: [&str; 5] = ["capacity", "departure", "gross_mass", "pool", "wagons"];

impl ScenarioSpec {
    /// The line of that name.
    #[must_use]
    pub fn line(&self, name: &str) -> Option<&RailSpec> {
        match self.stage.get(name)? {
            StageSpec::Rail(rail) => Some(rail),
            _ => None,
        }
    }

    /// The names of all lines.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.stage.iter().filter(|(_, stage)| matches!(stage, StageSpec::Rail(_))).map(|(name, _)| &**name)
    }

    /// The kind of train of which the flows bring most to a line; the first of all kinds if they bring none.
    #[must_use]
    pub fn usual_train(&self, line: &str) -> Option<&str> {
        let sound: BTreeSet<&str> = self.route.keys().map(|name| &**name).collect();
        let mut most: Option<(&str, f64)> = None;
        let passages = Passage::all(self, &sound);
        for (name, train) in &self.train {
            let trains: f64 = passages.iter().map(|passage| trains_over(passage, line, name, train)).sum();
            if most.is_none_or(|(_, other)| trains > other) {
                most = Some((name, trains));
            }
        }
        most.map(|(name, _)| name)
    }

    /// What a line can carry by arithmetic of trains of a kind.
    #[must_use]
    pub fn capacity(&self, line: &str, train: &str) -> Option<Capacity> {
        let speed = self.train.get(train)?.speed.mean();
        Some(self.line(line)?.capacity([speed; 2]))
    }
}

/// Trains of a kind that a flow brings to a line in a day.
fn trains_over(passage: &Passage<'_>, line: &str, kind: &str, train: &TrainSpec) -> f64 {
    if passage.flow.train.as_ref().is_none_or(|name| **name != *kind) {
        return 0.0;
    }
    let stages = passage.stages.iter().enumerate();
    let over = stages.filter(|&(_, &(name, _))| name == line);
    over.map(|(at, _)| passage.trains_per_day(at, train)).sum()
}

impl Scenario {
    /// The phase in which the window begins; `None` for what holds from the start.
    fn phase_of_window(&self) -> Option<usize> {
        let run = &self.spec().run;
        let begins = run.start.plus_days(run.warm_up.duration().ms().div_euclid(Duration::DAY.ms()));
        self.phases().iter().rposition(|phase| phase.date <= begins)
    }

    /// The tables as they are in force when the window begins, shocks apart.
    #[must_use]
    pub fn spec_of_window(&self) -> &ScenarioSpec {
        let calm = self.without_shocks();
        calm.phase_of_window().map_or(calm.spec(), |at| &calm.phases()[at].spec)
    }

    /// The first day after the window has begun on which a line changes for good.
    #[must_use]
    pub fn line_changes(&self, line: &str) -> Option<Date> {
        let (calm, own) = (self.without_shocks(), self.spec_of_window().line(line));
        let later = calm.phases().iter().skip(calm.phase_of_window().map_or(0, |at| at + 1));
        later.filter(|phase| phase.spec.line(line) != own).map(|phase| phase.date).next()
    }

    /// A scenario of one line of this one, as it is when the window begins, loaded in both directions with more trains than it
    /// can take. Works and slow running of certain days, shocks, bad weather, locomotives and what happens in the nodes are
    /// left out of it.
    ///
    /// # Errors
    /// All problems of such a scenario.
    ///
    /// # Panics
    /// If there is no such line or kind of train.
    pub fn saturated(&self, loading: &Loading<'_>) -> Result<Scenario, Failed> {
        let (calm, spec) = (self.without_shocks(), self.spec_of_window());
        let document = calm.phase_of_window().and_then(|at| calm.later.get(at)).unwrap_or(calm.document());
        let line = spec.line(loading.line).expect("the line exists");
        let capacity = spec.capacity(loading.line, loading.train).expect("the kind of train exists");
        let (mut files, mut problems) = (self.files().clone(), Problems::new());
        let text = frame(spec, line, loading, &capacity);
        let name = format!("{}, {} alone", self.name(), loading.line);
        let file = files.add(name, text);
        let Some(mut node) = parse(file, &files, &mut problems) else {
            return Err(Failed { problems, files });
        };
        copy(document, &mut node, &["stage", loading.line], |table| {
            if let Some(rail) = table.as_table_mut().and_then(|stage| stage.get_mut("rail")) {
                without(rail, &LEFT_OUT);
                for table in ["possession", "restriction"] {
                    lasting(rail, table);
                }
            }
        });
        copy(document, &mut node, &["train", loading.train], |table| {
            without(table, &LEFT_OUT_OF_TRAINS);
            if loading.equal_speed {
                without(table, &["speed"]);
            }
        });
        copy_sources(document, &mut node);
        forget_fits(&mut node);
        self.remade(loading.line, node, files)
    }
}

/// Adds the sources that a document cites and another has.
fn copy_sources(from: &Node, node: &mut Node) {
    let leaves = node.leaves().into_iter();
    let cited: BTreeSet<String> =
        leaves.filter_map(|(_, leaf)| Some(leaf.at(&["source"])?.as_str()?.to_owned())).collect();
    for id in &cited {
        if let Some(source) = from.at(&["source", id]) {
            node.assign(&["source", id], source.place, source.clone());
        }
    }
}

/// Lays what stands at a path of one document over what stands there in another, with some changes.
fn copy(from: &Node, to: &mut Node, path: &[&str], change: impl FnOnce(&mut Node)) {
    let mut taken = from.at(path).expect("what was read stands in the document").clone();
    change(&mut taken);
    let own = to.at(path).and_then(Node::as_table).cloned().unwrap_or_default();
    let place = taken.place;
    if let Some(table) = taken.as_table_mut() {
        for (key, at, value) in own.iter() {
            table.insert(key, at, value.clone());
        }
    }
    to.assign(path, place, taken);
}

fn without(node: &mut Node, keys: &[&str]) {
    if let Some(table) = node.as_table_mut() {
        for key in keys {
            table.remove(key);
        }
    }
}

/// Takes from all numbers what they were fitted to: observations are of the whole scenario.
fn forget_fits(node: &mut Node) {
    let (fitted, place) = (node.is_quantity() && node.at(&["fitted_to"]).is_some(), node.place);
    let Some(table) = node.as_table_mut() else { return };
    if fitted {
        table.remove("fitted_to");
        table.insert("kind", place, Node::new(Value::String("derived".to_owned()), place));
    }
    table.iter_mut().for_each(|(_, inner)| forget_fits(inner));
}

/// Takes the entries of a table away that hold on certain days only.
fn lasting(rail: &mut Node, table: &str) {
    let Some(Value::Table(entries)) =
        rail.as_table_mut().and_then(|rail| rail.get_mut(table)).map(|node| &mut node.value)
    else {
        return;
    };
    let dated = |node: &Node| ["first", "last"].iter().any(|key| node.at(&[key]).is_some());
    let names: Vec<String> =
        entries.iter().filter(|(_, _, node)| dated(node)).map(|(name, _, _)| name.to_owned()).collect();
    for name in names {
        entries.remove(&name);
    }
}

/// Everything but the line itself and its kind of train.
fn frame(spec: &ScenarioSpec, line: &RailSpec, loading: &Loading<'_>, capacity: &Capacity) -> String {
    let Loading { line: name, train, equal_speed, warm_up_d, days } = loading;
    let (east, west) = (&*line.east, &*line.west);
    let speed = spec.train.get(*train).map_or(1.0, |train| train.speed.mean());
    let limited = line.speed_limit.as_ref().map_or(speed, |limit| limit.get().min(speed));
    // Trains on the way keep a track of the yard they go to; a third of the speed is that of a line full of meets.
    let on_the_way = capacity.pairs * 3.0 * line.length.get() / limited / HOURS_A_DAY;
    let tracks = (WAITING + on_the_way + 2.0 * line.layout().sections.len() as f64).ceil();
    let source = "source = \"saturation\"";
    let speed = if *equal_speed {
        format!("speed = {{ value = {speed}, unit = \"km/h\", {source} }}")
    } else {
        String::new()
    };
    let volume = EXCESS * capacity.pairs;
    let ways = [("west", east, west), ("east", west, east)].map(|(way, from, to)| {
        format!(
            r#"
[route.{way}]
direction = "{way}"
stages = ["{from}", "{name}", "{to}"]

[stage."{from}".yard]
tracks = {{ value = {tracks}, unit = "track", {source} }}

[flow.{way}]
class = "container"
intact = true
train = "{train}"
volume = {{ value = {volume}, unit = "container/d", {source} }}
mass = {{ value = 1, unit = "t/container", {source} }}

[flow.{way}.route]
{way} = {{ value = 100, unit = "%", {source} }}

[flow.{way}.arrival.even]
"#
        )
    });
    format!(
        r#"format = 1
title = "One line, loaded in both directions with more trains than it can take"

[run]
start = {start}
seed = {seed}
warm_up = {{ value = {warm_up_d}, unit = "d", {source} }}
window = {{ value = {days}, unit = "d", {source} }}
drain = {{ value = {DRAIN_D}, unit = "d", {source} }}

[source.saturation]
title = "Chosen by the program to load the line"
kind = "derived"

[train."{train}"]
capacity = {{ value = 1, unit = "container", {source} }}
{speed}
{ways}"#,
        start = spec.run.start,
        seed = spec.run.seed,
        ways = ways.concat(),
    )
}
