//! The shipped scenarios beside what was observed of them.

use std::sync::atomic::AtomicBool;

use super::found::{Judgement, ValidationRow, ValidationRows};
use super::run::Trials;
use crate::experiment::observed::{Observed, Standing};
use crate::experiment::plan::{Progress, Shipments};
use crate::experiment::{Failure, NotLoaded, run};
use crate::scenario::{Role, SHIPPED, Scenario};

/// Replications of each scenario: of the range of single windows they tell within some 20 %.
const REPLICATIONS: u32 = 10;

/// The shipped scenarios that state a check of their own; of those only whose name, or one of whose checks, holds `only`, in
/// whatever case of letters.
///
/// # Errors
/// A [`NotLoaded`] if one of them is not sound.
pub fn observed_scenarios(only: Option<&str>) -> Result<Vec<Scenario>, NotLoaded> {
    let only = only.unwrap_or_default().to_lowercase();
    let holds = |text: &str| text.to_lowercase().contains(&only);
    let mut found = Vec::new();
    for (name, text) in SHIPPED {
        // Nothing is stated by most, and to open them all takes half a second.
        if !text.contains("[observation.") {
            continue;
        }
        let unsound = |failed| NotLoaded::Unsound((*name).to_owned(), failed);
        let scenario = Scenario::open(name, &[]).map_err(unsound)?;
        let mut checks =
            scenario.spec().observation.iter().filter(|(_, observation)| {
                !observation.0.inherited && observation.0.role.value == Role::Check
            });
        if checks.any(|(check, _)| holds(check) || holds(name)) {
            found.push(scenario);
        }
    }
    Ok(found)
}

/// Replications of them together.
#[must_use]
pub fn observed_replications(scenarios: &[Scenario]) -> u32 {
    u32::try_from(scenarios.len()).unwrap_or(u32::MAX).saturating_mul(REPLICATIONS)
}

/// Runs scenarios and holds each against its checks; of inputs and of what was fitted to nothing is proved. `stop` and
/// `progress` as for [`validate`](super::validate).
///
/// # Errors
/// A [`NotLoaded`] if a scenario cannot be run to its end.
pub fn hold_against_observations(
    scenarios: &[Scenario],
    trials: &Trials<'_>,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<ValidationRows>, NotLoaded> {
    let (planned, mut before) = (observed_replications(scenarios), 0);
    let mut groups = Vec::new();
    for scenario in scenarios {
        let told = |done: Progress| progress(Progress { finished: before + done.finished, planned });
        let results = run(scenario, &trials.plan(REPLICATIONS, Shipments::Nobody), stop, &told)?;
        if !results.complete {
            return Err(Failure::NothingFinished.into());
        }
        before += REPLICATIONS;
        let checks = results.observations.iter().filter(|row| row.role == Role::Check);
        groups.push(ValidationRows {
            title: format!("What was observed, beside {}: {}", scenario.name(), results.title),
            rows: checks.map(row).collect(),
        });
    }
    Ok(groups)
}

fn row(observed: &Observed) -> ValidationRow {
    let judgement = match (observed.standing, &observed.known_miss) {
        (Standing::Inside, _) => Judgement::Pass,
        (Standing::Outside, Some(_)) => Judgement::KnownMiss,
        (Standing::Outside | Standing::Unknown, _) => Judgement::Fail,
    };
    let windows = observed.window.map_or_else(
        || "the run gives nothing".to_owned(),
        |(low, high)| format!("95 % of single windows lie between {low:.3} and {high:.3}"),
    );
    let (low, high) = observed.range;
    let range = if low < high { format!("; {low} to {high} would be met") } else { String::new() };
    let why = observed.known_miss.as_ref().filter(|_| judgement == Judgement::KnownMiss);
    ValidationRow {
        case: observed.observation.clone(),
        title: observed.title.clone(),
        what: observed.measure.replace('_', " "),
        expected: observed.value,
        unit: observed.unit.to_owned(),
        source: observed.source.clone(),
        simulated: observed.mean,
        judgement,
        note: why.map_or(format!("{windows}{range}"), |why| format!("{why} ({windows}{range})")),
    }
}
