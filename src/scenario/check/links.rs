//! Lines and crossings between their two ends, and the stages that stand alone; `lines` looks into a line.

use super::unit::{PIECES, check_lift};
use super::{lines, path};
use crate::document::{Code, Problem, Problems};
use crate::parameter::{Fixed, Quantity, Reference, refer};
use crate::scenario::spec::ScenarioSpec;
use crate::stage::{DepartureRule, StageSpec};
use crate::units::{Dimension, MinutesPer, Share, Speed};

/// Reports faults of stages by themselves.
pub(super) fn check(spec: &ScenarioSpec, problems: &mut Problems) {
    for (name, stage) in &spec.stage {
        let own = ["stage", name, stage.key()];
        match stage {
            StageSpec::Rail(rail) => {
                let is_node = |end: &str| matches!(spec.stage.get(end), Some(stage) if is_node(stage));
                ends(&own, &rail.west, &rail.east, is_node, "a border, yard or port", problems);
                lines::check(&own, rail, problems);
            }
            StageSpec::Ferry(ferry) => {
                let is_port = |end: &str| matches!(spec.stage.get(end), Some(StageSpec::Port(_)));
                ends(&own, &ferry.west, &ferry.east, is_port, "a port", problems);
            }
            StageSpec::Border(border) => {
                if let Some(desks) = &border.customs {
                    customs(&own, desks.inspection_share.as_ref(), desks.inspection.as_ref(), problems);
                }
                if let Some(transfer) = &border.transfer {
                    check_lift(&transfer.lift, PIECES, problems);
                }
            }
            StageSpec::Yard(yard) => {
                if yard.regroups && yard.formation.is_none() {
                    let message = "the key `formation` is missing: trains are made up anew here";
                    let path = path(&["stage", name, "yard", "formation"]);
                    let problem = Problem::new(Code::MissingKey, yard.place, path, message);
                    problems.push(problem.hint("add formation = { crews = …, time = … }"));
                }
                if let Some(unloading) = &yard.unloading {
                    check_lift(&unloading.lift, PIECES, problems);
                }
            }
            StageSpec::Port(port) => {
                if let Some(desks) = &port.customs {
                    customs(&own, desks.inspection_share.as_ref(), desks.inspection.as_ref(), problems);
                }
            }
            StageSpec::Shuttle(shuttle) => departure(&shuttle.departure, problems),
            StageSpec::Server(server) => {
                let servers = server.servers.count();
                if let Some(room) = server.capacity.as_ref().filter(|room| room.count() < servers) {
                    let message =
                        format!("there is room for {} but there are {servers} servers", room.count());
                    let problem = Problem::new(Code::Inconsistent, room.place(), room.path(), message);
                    problems.push(problem.hint("`capacity` counts those served and those waiting"));
                }
            }
            StageSpec::Leg(_) => {}
        }
    }
}

/// Whether trains begin, end and pass each other there.
pub(super) fn is_node(stage: &StageSpec) -> bool {
    matches!(stage, StageSpec::Border(_) | StageSpec::Yard(_) | StageSpec::Port(_))
}

fn ends(
    own: &[&str],
    west: &Reference<refer::Stage>,
    east: &Reference<refer::Stage>,
    fits: impl Fn(&str) -> bool,
    allowed: &str,
    problems: &mut Problems,
) {
    for (key, end) in [("west", west), ("east", east)] {
        if !fits(end) {
            let message = format!("{end} is no end for a {}; allowed is {allowed}", own[2]);
            let path = path(&[own, &[key]].concat());
            problems.push(Problem::new(Code::BadRoute, end.place, path, message));
        }
    }
    if west == east {
        let message = format!("both ends are {west}; allowed are two different stages");
        problems.push(Problem::new(Code::BadRoute, east.place, path(&[own, &["east"]].concat()), message));
    }
}

fn customs(
    own: &[&str],
    share: Option<&Fixed<Share>>,
    time: Option<&Quantity<MinutesPer>>,
    problems: &mut Problems,
) {
    if let Some(time) = time {
        check_lift(time, PIECES, problems);
    }
    let (key, place) = match (share, time) {
        (Some(share), None) => ("inspection", share.place()),
        (None, Some(time)) => ("inspection_share", time.place()),
        _ => return,
    };
    let path = path(&[own, &["customs", key]].concat());
    let message = format!("the key `{key}` is missing");
    let hint =
        "inspections need both `inspection_share` and `inspection`; without inspections leave both out";
    problems.push(Problem::new(Code::Inconsistent, place, path, message).hint(hint));
}

/// Reports a departure rule whose clock would never move on.
pub(super) fn departure(rule: &DepartureRule, problems: &mut Problems) {
    let (time, hint) = match rule {
        DepartureRule::WhenFull(_) => return,
        DepartureRule::Timetable(rule) => (Some(&rule.every), "departures are some time apart"),
        DepartureRule::FullOrAfter(rule) => {
            (Some(&rule.longest_wait), "to leave with whatever is there, use minimum_load with a share of 0")
        }
        DepartureRule::MinimumLoad(rule) => (
            rule.longest_wait.as_ref(),
            "to leave with whatever is there, use a share of 0 and no longest_wait",
        ),
    };
    if let Some(time) = time.filter(|time| time.duration().ms() <= 0) {
        let message = "found no time at all; allowed is a time above 0";
        problems.push(Problem::new(Code::OutOfDomain, time.place(), time.path(), message).hint(hint));
    }
}

/// Reports an amount of nothing.
pub(super) fn positive<D: Dimension>(number: &Fixed<D>, what: &str, problems: &mut Problems) -> bool {
    let sound = number.get() > 0.0;
    if !sound {
        let message = format!("{what} is 0; allowed is a number above 0");
        problems.push(Problem::new(Code::OutOfDomain, number.place(), number.path(), message));
    }
    sound
}

/// Reports a law of speeds under which a run may take for ever.
pub(super) fn speed(law: &Quantity<Speed>, problems: &mut Problems) {
    let crawls = matches!(law.law().name(), "uniform" | "triangular" | "pert" | "empirical" | "exponential");
    if crawls && law.law().minimum() <= 0.0 {
        let message = "the law gives speeds down to 0; allowed is a law that begins above 0";
        problems.push(Problem::new(Code::OutOfDomain, law.place(), law.path(), message));
    }
}
