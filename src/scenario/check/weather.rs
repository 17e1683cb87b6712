//! Sea areas: whether there are storms, and whether records cover the run.

use crate::document::{Code, Problem, Problems};
use crate::scenario::phase::last_day;
use crate::scenario::{ScenarioSpec, WeatherSpec};

/// Reports areas without storms, and records that begin or end within the run.
pub(super) fn check(spec: &ScenarioSpec, problems: &mut Problems) {
    for (name, area) in &spec.weather {
        if let Some(storms) = area.storms.as_ref().filter(|storms| storms.get() <= 0.0) {
            let message = format!("{name} has no storms; allowed is a frequency above 0");
            let hint = "ports without a `weather` table, or with a very high `wind_limit`, are never closed";
            let problem = Problem::new(Code::OutOfDomain, storms.place(), storms.path(), message);
            problems.push(problem.hint(hint));
        }
        covered(spec, area, problems);
    }
}

fn covered(spec: &ScenarioSpec, area: &WeatherSpec, problems: &mut Problems) {
    let Some(record) = &area.record else { return };
    let (Some(first), Some(last)) = (record.rows().first(), record.rows().last()) else { return };
    let mut warn = |message: String| {
        let (place, path) = (record.origin().place, record.origin().path.as_str());
        problems.push(Problem::new(Code::RecordEnds, place, path, message));
    };
    if (first.0, first.1) > (spec.run.start, 0) {
        let first = first.0.iso(first.1);
        warn(format!(
            "the record begins at {first} and the run on {}: until then it is calm",
            spec.run.start
        ));
    }
    let until = last_day(&spec.run);
    // A last row on the last day is enough: it holds until the end.
    if (last.0, last.1) < (until.plus_days(-1), 0) {
        let (last, wind) = (last.0.iso(last.1), last.2);
        warn(format!(
            "the record ends at {last} and the run can last until {until}: {wind} m/s hold for the rest of it"
        ));
    }
}
