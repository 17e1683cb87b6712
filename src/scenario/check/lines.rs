//! What a line says of its tracks and of when they can be used.

use super::path;
use super::unit::HOURS_PER_DAY;
use crate::document::{Code, Place, Problem, Problems};
use crate::parameter::Fixed;
use crate::stage::{DoubleSpec, OvertakingSpec, PossessionSpec, RailSpec, SingleSpec, TrackSpec};
use crate::units::{Date, Dimension, Length, TimeDim, Tracks};

/// Relative error that adding up lengths may make.
const ROUNDING: f64 = 1e-9;
/// Relative error that sections given one by one may have because they are rounded.
const ROUNDED: f64 = 1e-3;

/// Reports faults of a line; `own` is the path of its table.
pub(super) fn check(own: &[&str], rail: &RailSpec, problems: &mut Problems) {
    let length = rail.length.get();
    for (name, window) in &rail.possession {
        let own = [own, &["possession", name]].concat();
        part(&own, window.place, (window.from.as_ref(), window.to.as_ref()), length, problems);
        dates(&own, window.place, (window.first, window.last), problems);
        possession(window, problems);
    }
    let windows: f64 = rail.hours_of_possession();
    if rail.possession.len() > 1 && windows >= HOURS_PER_DAY {
        let message = format!("the possessions of every day take {windows} h; allowed is less than 24 h");
        problems.push(Problem::new(
            Code::Impossible,
            rail.place,
            path(&[own, &["possession"]].concat()),
            message,
        ));
    }
    for (name, limit) in &rail.restriction {
        let own = [own, &["restriction", name]].concat();
        part(&own, limit.place, (limit.from.as_ref(), limit.to.as_ref()), length, problems);
        dates(&own, limit.place, (limit.first, limit.last), problems);
    }
    match &rail.track {
        TrackSpec::Double(double) => check_double(double, length, problems),
        TrackSpec::Single(single) => {
            check_single(&[own, &["track", "single"]].concat(), single, length, problems)
        }
    }
}

fn check_double(double: &DoubleSpec, length: f64, problems: &mut Problems) {
    shorter_than_a_day(&double.headway, "not even one train a day could enter the line", problems);
    overtaking(double.overtaking.as_ref(), (0.0, length), problems);
}

/// Reports stations for overtaking that are too small, or lie elsewhere than between the ends of the double track.
fn overtaking(spec: Option<&OvertakingSpec>, (from, to): (f64, f64), problems: &mut Problems) {
    let Some(stations) = spec else { return };
    let why = "a train that is overtaken stands beside the two running lines";
    at_least(&stations.tracks, 3, why, problems);
    for at in &stations.at {
        if at.get() <= from || at.get() >= to {
            let message =
                format!("the station lies at km {}, but the double track from {from} to {to} km", at.get());
            problems.push(Problem::new(Code::Inconsistent, at.place(), at.path(), message));
        }
    }
}

fn check_single(own: &[&str], single: &SingleSpec, length: f64, problems: &mut Problems) {
    shorter_than_a_day(&single.clearance, "not even one train a day could pass a section", problems);
    at_least(&single.loop_tracks, 2, "a loop is the running line and at least one track beside it", problems);
    match (&single.loops, &single.sections) {
        (Some(loops), None) => {
            if let Some(longest) = &single.limiting_section {
                limiting_section(longest, length, loops.count(), problems);
            }
        }
        (None, Some(sections)) => {
            let sum: f64 = sections.iter().map(Fixed::get).sum();
            if (sum - length).abs() > ROUNDED * length {
                let message = format!("the sections add up to {sum:.3} km, but the line has {length} km");
                let path = path(&[own, &["sections"]].concat());
                problems.push(Problem::new(Code::Inconsistent, sections[0].place(), path, message));
            }
            if let Some(longest) = &single.limiting_section {
                let message = "the sections are given one by one, so their longest is known";
                problems.push(Problem::new(Code::Inconsistent, longest.place(), longest.path(), message));
            }
        }
        (loops, _) => {
            let what = if loops.is_some() {
                "both `loops` and `sections`"
            } else {
                "neither `loops` nor `sections`"
            };
            let problem = Problem::new(Code::Inconsistent, single.place, path(own), format!("found {what}"));
            problems.push(problem.hint("give the number of loops, or the sections one by one"));
        }
    }
    for (name, second) in &single.second_track {
        let own = [own, &["second_track", name]].concat();
        part(&own, second.place, (second.from.as_ref(), second.to.as_ref()), length, problems);
        shorter_than_a_day(&second.headway, "not even one train a day could enter it", problems);
        let ends =
            (second.from.as_ref().map_or(0.0, Fixed::get), second.to.as_ref().map_or(length, Fixed::get));
        overtaking(second.overtaking.as_ref(), ends, problems);
    }
}

/// Reports a part of a line that is none, or lies beyond its end.
fn part(
    own: &[&str],
    place: Place,
    (from, to): (Option<&Fixed<Length>>, Option<&Fixed<Length>>),
    length: f64,
    problems: &mut Problems,
) {
    let (begins, ends) = (from.map_or(0.0, Fixed::get), to.map_or(length, Fixed::get));
    let message = if ends > length * (1.0 + ROUNDING) {
        format!("it ends at km {ends}, but the line has {length} km")
    } else if begins >= ends {
        format!("it begins at km {begins} and ends at km {ends}")
    } else {
        return;
    };
    let problem = Problem::new(Code::Inconsistent, place, path(own), message);
    problems.push(problem.hint("kilometres are counted from the eastern end of the line"));
}

/// Reports a last day before the first.
fn dates(own: &[&str], place: Place, (first, last): (Option<Date>, Option<Date>), problems: &mut Problems) {
    if let (Some(first), Some(last)) = (first, last)
        && last < first
    {
        let message = format!("the last day, {last}, is before the first, {first}");
        problems.push(Problem::new(Code::Inconsistent, place, path(own), message));
    }
}

fn possession(window: &PossessionSpec, problems: &mut Problems) {
    let (lasts, limit) = (&window.lasts, "allowed are at most 24 h");
    if window.last.is_none() {
        shorter_than_a_day(lasts, "no train could ever enter the line", problems);
    } else if lasts.get() > HOURS_PER_DAY {
        let message = format!("found {} h; {limit}: it begins anew every day", lasts.get());
        problems.push(Problem::new(Code::OutOfDomain, lasts.place(), lasts.path(), message));
    }
}

fn shorter_than_a_day(time: &Fixed<TimeDim>, otherwise: &str, problems: &mut Problems) {
    if time.get() >= HOURS_PER_DAY {
        let message = format!("found {} h; allowed is less than 24 h: {otherwise}", time.get());
        problems.push(Problem::new(Code::Impossible, time.place(), time.path(), message));
    }
}

fn at_least(tracks: &Fixed<Tracks>, least: u32, why: &str, problems: &mut Problems) {
    if tracks.count() < least {
        let found = tracks.count();
        let message = format!("found {found} {}; allowed are {least} or more: {why}", Tracks::UNITS[0].name);
        problems.push(Problem::new(Code::OutOfDomain, tracks.place(), tracks.path(), message));
    }
}

fn limiting_section(longest: &Fixed<Length>, length: f64, loops: u32, problems: &mut Problems) {
    let mean = length / (f64::from(loops) + 1.0);
    let message = if loops == 0 {
        "without loops the whole line is one section".to_owned()
    } else if longest.get() >= length {
        format!("the longest section has {} km, the whole line {length} km", longest.get())
    } else if longest.get() < mean * (1.0 - ROUNDING) {
        format!("the longest section has {} km, but the sections have {mean:.3} km on average", longest.get())
    } else {
        return;
    };
    let problem = Problem::new(Code::Inconsistent, longest.place(), longest.path(), message);
    problems.push(problem.hint("leave `limiting_section` out if all sections are equal"));
}
