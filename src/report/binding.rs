//! Which servers on the way of some flows are least often idle.

use crate::experiment::{ResourceRow, Results};
use crate::scenario::ScenarioSpec;
use crate::stage::{FleetSpec, StageSpec};

/// The servers on the way of `flows` that are least often idle, with the share of time in which they are not.
pub(super) fn binding<'a>(
    spec: &ScenarioSpec,
    results: &'a Results,
    flows: &[&str],
) -> Option<(&'a ResourceRow, f64)> {
    let visited = |stage: &str| {
        results.ledger.iter().any(|row| row.stage == stage && flows.contains(&row.flow.as_str()))
    };
    let of_class = |fleet: &FleetSpec| {
        let mut specs = flows.iter().filter_map(|&flow| spec.flow.get(flow));
        specs.any(|flow| flow.class.class().is_some_and(|class| fleet.room_for(class).is_some()))
    };
    let fleets: Vec<(&str, &FleetSpec)> = spec
        .fleet
        .iter()
        .filter(|(_, fleet)| fleet.ferries().any(&visited) && of_class(fleet))
        .map(|(name, fleet)| (&**name, fleet))
        .collect();
    let hauls = |pool: &str| {
        spec.stage.iter().any(|(name, stage)| match stage {
            StageSpec::Rail(rail) => {
                let pools = [&rail.locomotives, &rail.crews];
                visited(name) && pools.into_iter().flatten().any(|other| **other == *pool)
            }
            _ => false,
        })
    };
    let concerns = |row: &ResourceRow| {
        // Berths and cranes belong to a group, in which only some vessels are served.
        let group = row.resource.strip_suffix(" berths").or_else(|| row.resource.strip_suffix(" cranes"));
        match group {
            Some(group) => visited(&row.owner) && fleets.iter().any(|(_, fleet)| *fleet.berth == *group),
            None => {
                visited(&row.owner) || hauls(&row.owner) || fleets.iter().any(|(name, _)| *name == row.owner)
            }
        }
    };
    let servers = results.resources.iter().filter(|row| is_server(row) && concerns(row));
    let loads = servers.map(|row| (row, row.busy + row.blocked + row.down + row.closed));
    // The first of several equal ones.
    loads.reduce(|most, next| if next.1 > most.1 { next } else { most })
}

/// Whether a resource does work: room to stand in is meant to be filled and says nothing by being full.
fn is_server(row: &ResourceRow) -> bool {
    let room = ["sections", "sidings", "tracks", "reception tracks"];
    !room.contains(&row.resource.as_str()) && !row.resource.contains(" slots ")
}
