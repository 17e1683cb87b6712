//! What cannot change in the middle of a run.

use std::collections::BTreeMap;

use super::path;
use crate::parameter::Name;
use crate::scenario::spec::{ArrivalSpec, FlowSpec, ScenarioSpec};
use crate::stage::{FleetSpec, StageSpec};

/// The changes from one phase of a run to the next that no run can make, each with its key path and the reason.
///
/// What is added or taken away is no such change: what is added begins empty, and what is taken away stays for those who
/// are under way. Whether anything still needs it is for the other checks of the later phase.
#[must_use]
pub fn refusals(before: &ScenarioSpec, after: &ScenarioSpec) -> Vec<(String, String)> {
    let mut refused = Refused(Vec::new());
    refused.unless(before.run == after.run, &["run"], "the calendar of the run holds for all of it");
    let question = "what is asked of a run is asked of all of it";
    refused.table(&before.span, &after.span, "span", question);
    refused.table(&before.population, &after.population, "population", question);
    refused.table(&before.target, &after.target, "target", question);
    for (name, old, new) in pairs(&before.source, &after.source) {
        refused.unless(old == new, &["source", name], "a source stays what it is");
    }
    for (name, old, new) in pairs(&before.stage, &after.stage) {
        stage(&mut refused, name, old, new);
    }
    for (name, old, new) in pairs(&before.route, &after.route) {
        let why = "those under way on it have their way before them; give the new way a route of its own";
        refused.unless(old.stages == new.stages, &["route", name, "stages"], why);
        refused.unless(old.direction == new.direction, &["route", name, "direction"], why);
    }
    for (name, old, new) in pairs(&before.wagons, &after.wagons) {
        for node in old.at.keys().filter(|node| !new.at.contains_key(*node)) {
            let why = "wagons may still stand there or be on their way there; let it keep none instead";
            refused.unless(false, &["wagons", name, "at", node], why);
        }
    }
    for (name, old, new) in pairs(&before.fleet, &after.fleet) {
        fleet(&mut refused, name, old, new);
    }
    for (name, old, new) in pairs(&before.pool, &after.pool) {
        let why = "a pool stays one of locomotives or of crews; give the new one a name of its own";
        refused.unless(old.crews.is_some() == new.crews.is_some(), &["pool", name, "crews"], why);
        let why =
            "locomotives that were nowhere cannot be in places from some day on, or the other way round";
        let same = old.light_running.is_some() == new.light_running.is_some();
        refused.unless(same, &["pool", name, "light_running"], why);
    }
    for (name, old, new) in pairs(&before.weather, &after.weather) {
        let why = "a record holds for the whole run, and storms that come at random stay such";
        refused.unless(old.record == new.record, &["weather", name, "record"], why);
    }
    for (name, old, new) in pairs(&before.flow, &after.flow) {
        flow(&mut refused, name, old, new);
    }
    refused.0
}

/// What is refused so far.
struct Refused(Vec<(String, String)>);

impl Refused {
    fn unless(&mut self, sound: bool, keys: &[&str], why: &str) {
        if !sound {
            self.0.push((path(keys), why.to_owned()));
        }
    }

    /// Refuses every entry that differs, is new or is gone.
    fn table<V: PartialEq>(
        &mut self,
        before: &BTreeMap<Name, V>,
        after: &BTreeMap<Name, V>,
        key: &str,
        why: &str,
    ) {
        for (name, old) in before {
            self.unless(after.get(name) == Some(old), &[key, name], why);
        }
        for name in after.keys().filter(|name| !before.contains_key(*name)) {
            self.unless(false, &[key, name], why);
        }
    }
}

/// The entries that stand in both tables.
fn pairs<'a, V>(
    before: &'a BTreeMap<Name, V>,
    after: &'a BTreeMap<Name, V>,
) -> impl Iterator<Item = (&'a str, &'a V, &'a V)> {
    before.iter().filter_map(|(name, old)| after.get(name).map(|new| (&**name, old, new)))
}

fn stage(refused: &mut Refused, name: &str, old: &StageSpec, new: &StageSpec) {
    let own = ["stage", name, old.key()];
    let mut unless = |sound, key: &str, why| refused.unless(sound, &[&own[..], &[key]].concat(), why);
    let ends = "the ends stay where they are; give the new connection a name of its own";
    match (old, new) {
        (StageSpec::Rail(old), StageSpec::Rail(new)) => {
            unless(old.west == new.west, "west", ends);
            unless(old.east == new.east, "east", ends);
            let why = "a line keeps its pools: trains on it have their locomotives and crews";
            unless(old.locomotives == new.locomotives, "locomotives", why);
            unless(old.crews == new.crews, "crews", why);
        }
        (StageSpec::Port(old), StageSpec::Port(new)) => {
            let why = "trains that stand loaded on sidings cannot lose them, and others cannot get any";
            unless(old.departs_from_sidings == new.departs_from_sidings, "departs_from_sidings", why);
        }
        (StageSpec::Ferry(old), StageSpec::Ferry(new)) => {
            unless(old.west == new.west, "west", ends);
            unless(old.east == new.east, "east", ends);
        }
        (StageSpec::Shuttle(old), StageSpec::Shuttle(new)) => {
            let why =
                "vessels that were not counted cannot be counted from some day on, or the other way round";
            unless(old.vessels.is_some() == new.vessels.is_some(), "vessels", why);
        }
        _ => {
            let why = "a stage keeps its kind; give the new one a name and routes of its own";
            refused.unless(old.key() == new.key(), &["stage", name], why);
        }
    }
}

fn fleet(refused: &mut Refused, name: &str, old: &FleetSpec, new: &FleetSpec) {
    let mut unless = |sound, key: &str, why| refused.unless(sound, &["fleet", name, key], why);
    let why = "a fleet stays in its service; give the new service a fleet of its own";
    unless(old.ferry == new.ferry, "ferry", why);
    unless(old.class == new.class, "class", why);
    unless(old.or_ferry == new.or_ferry, "or_ferry", why);
    unless(old.berth == new.berth, "berth", why);
    let why = "what shares a deck stays; give the new service a fleet of its own";
    unless(old.deck.keys().eq(new.deck.keys()), "deck", why);
}

fn flow(refused: &mut Refused, name: &str, old: &FlowSpec, new: &FlowSpec) {
    let mut unless = |sound, key: &str, why| refused.unless(sound, &["flow", name, key], why);
    let why = "a flow stays what it is; give the new cargo a flow of its own";
    unless(old.class == new.class, "class", why);
    unless(old.train == new.train, "train", why);
    unless(old.intact == new.intact, "intact", why);
    unless(old.background == new.background, "background", why);
    let why = match (&old.arrival, &new.arrival) {
        (ArrivalSpec::Listed(old), ArrivalSpec::Listed(new)) if old != new => {
            "times of arrival are listed for the whole run"
        }
        (ArrivalSpec::Timetable(old), ArrivalSpec::Timetable(new)) if old != new => {
            "the times of day hold for the whole run; give the new timetable a flow of its own"
        }
        (ArrivalSpec::Closed(old), ArrivalSpec::Closed(new)) if old != new => {
            "a closed population is the same for the whole run"
        }
        (old, new) if old.key() != new.key() => "the law of arrivals keeps its kind",
        _ => return,
    };
    unless(false, "arrival", why);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    const BASE: &str = "base.toml";

    fn spec(sets: &[&str]) -> ScenarioSpec {
        let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
        let opened = Scenario::open(BASE, &sets);
        opened.unwrap_or_else(|failed| panic!("{}", failed.problems.render(&failed.files))).spec().clone()
    }

    fn paths(before: &ScenarioSpec, after: &ScenarioSpec) -> Vec<String> {
        refusals(before, after).into_iter().map(|(path, _)| path).collect()
    }

    #[test]
    fn numbers_may_change_wherever_they_stand_in_the_file() {
        let sets = [
            "stage.kuryk.port.sidings=8",
            "stage.dostyk.border.customs.desks=9",
            "fleet.rail-ferries.vessels=20",
            "weather.middle-caspian.storms=10",
        ];
        let (before, after) = (spec(&[]), spec(&sets));
        assert_ne!(before.stage, after.stage);
        assert_eq!(refusals(&before, &after), []);
        // The same numbers written elsewhere are the same.
        let again = spec(&["stage.kuryk.port.sidings=10"]);
        assert_eq!(before.stage, again.stage);
    }

    #[test]
    fn what_cannot_change_is_named() {
        let before = spec(&[]);
        let mut after = before.clone();
        after.run = spec(&["run.window=100"]).run;
        let berth = after.fleet["roro-ferries"].berth.clone();
        after.fleet.get_mut("rail-ferries").expect("the base has it").berth = berth;
        let port = before.stage["kuryk"].clone();
        *after.stage.get_mut("aktogay").expect("the base has it") = port;
        if let Some(StageSpec::Rail(line)) = after.stage.get_mut("alat-link") {
            std::mem::swap(&mut line.west, &mut line.east);
        }
        after.pool.get_mut("ktz-almaty").expect("the base has it").light_running = None;
        if let Some(StageSpec::Port(port)) = after.stage.get_mut("alat") {
            port.departs_from_sidings = true;
        }
        let (flow, spec) = after.flow.iter_mut().next().expect("there are flows");
        spec.background = !spec.background;
        let flow = format!("flow.{flow}.background");
        let target = after.target.pop_first().expect("there are targets").0;
        let expected = [
            "run",
            &format!("target.{target}"),
            "stage.aktogay",
            "stage.alat.port.departs_from_sidings",
            "stage.alat-link.rail.west",
            "stage.alat-link.rail.east",
            "fleet.rail-ferries.berth",
            "pool.ktz-almaty.light_running",
            &flow,
        ];
        assert_eq!(paths(&before, &after), expected);
    }
}
