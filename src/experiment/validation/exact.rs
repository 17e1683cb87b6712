//! Times without chance, consignment by consignment.

use super::case::Milestones;
use super::found::{Judgement, ValidationRow};
use crate::corridor::Corridor;
use crate::experiment::Estimate;
use crate::experiment::tables::MS_AN_HOUR;
use crate::metrics::Journey;
use crate::observation::Event;

/// Differences that are told one by one.
const MOST_TOLD: usize = 3;

/// The row of one milestone, without case and source: how many consignments reach it to the millisecond.
pub(super) fn row(known: &Milestones, corridor: &Corridor, journeys: &[Journey]) -> ValidationRow {
    let found = times(known, corridor, journeys);
    let expected: Vec<i64> = known.hours.iter().map(|hours| (hours * MS_AN_HOUR).round() as i64).collect();
    let mut wrong: Vec<String> = Vec::new();
    for (at, pair) in expected.iter().zip(&found).enumerate() {
        if let (expected, found) = pair
            && Some(*expected) != *found
        {
            let hours = |ms: i64| ms as f64 / MS_AN_HOUR;
            let found = found.map_or_else(|| "never".to_owned(), |ms| hours(ms).to_string());
            wrong.push(format!("number {at} at {found} h, not {}", hours(*expected)));
        }
    }
    let right = expected.len().min(found.len()) - wrong.len();
    let all = right == expected.len() && found.len() == expected.len();
    if found.len() != expected.len() {
        wrong.push(format!("{} consignments, not {}", found.len(), expected.len()));
    }
    wrong.truncate(MOST_TOLD);
    ValidationRow {
        case: String::new(),
        title: String::new(),
        what: known.what.to_owned(),
        expected: expected.len() as f64,
        unit: "exact times".to_owned(),
        source: String::new(),
        simulated: Estimate::of(&[right as f64]),
        judgement: if all { Judgement::Pass } else { Judgement::Fail },
        note: if all { format!("to the millisecond: {} h", list(known.hours)) } else { wrong.join("; ") },
    }
}

/// When each consignment of the flow reaches the milestone, in the order of their numbers (ms).
fn times(known: &Milestones, corridor: &Corridor, journeys: &[Journey]) -> Vec<Option<i64>> {
    let (stage, event) = known.milestone.rsplit_once('.').unwrap_or((known.milestone, ""));
    let (stage, event) = (corridor.stage(stage), Event::named(event));
    let flow = corridor.flow(known.flow);
    let mut mine: Vec<&Journey> = journeys.iter().filter(|journey| Some(journey.flow) == flow).collect();
    mine.sort_by_key(|journey| journey.number);
    let reached = |journey: &&Journey| {
        let all = journey.milestones.iter();
        let mut at = all.filter(|&&(place, what, _)| place == stage && Some(what) == event);
        at.next().map(|(.., time)| time.ms())
    };
    mine.iter().map(reached).collect()
}

fn list(hours: &[f64]) -> String {
    let texts: Vec<String> = hours.iter().map(f64::to_string).collect();
    texts.join(" ")
}
