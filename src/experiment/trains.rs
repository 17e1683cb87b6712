//! Trains on lines: the diaries of a sample with their names, and how many enter each line.

use std::collections::BTreeSet;

use super::estimate::Estimate;
use super::rows::{LineRow, TrainRow};
use super::run::Replication;
use super::tables::values;
use crate::cargo::{Direction, StageId};
use crate::corridor::{Corridor, number_of};
use crate::metrics::TrainDiary;
use crate::stage::StageSpec;

/// Most points that are told of unless all trains are asked for: a spreadsheet has not many more rows.
pub(super) const MOST_POINTS: usize = 1_000_000;

/// The diaries of all replications, in order; as many whole trains as come by `most` points.
pub(super) fn trains(corridor: &Corridor, runs: &mut [Replication], most: usize) -> Vec<TrainRow> {
    let paths = path_names(corridor);
    let mut points = 0;
    let mut rows = Vec::new();
    for run in runs {
        for diary in std::mem::take(&mut run.metrics.trains) {
            points += diary.stops.len();
            if points > most {
                return rows;
            }
            rows.push(TrainRow {
                replication: run.number + 1,
                train: name(corridor, &paths, &diary),
                template: corridor.template_names[diary.template.index()].clone(),
                direction: diary.direction,
                stops: diary.stops,
            });
        }
    }
    rows
}

/// The name of a train: its flow's or, if it was made up, its kind with where from and where to; and its number.
fn name(corridor: &Corridor, paths: &[String], diary: &TrainDiary) -> String {
    let number = number_of(diary.key);
    let flow = corridor.flows.iter().position(|flow| flow.key == diary.key - number);
    match flow.filter(|_| !diary.formed) {
        Some(flow) => format!("{} {number}", corridor.flow_names[flow]),
        None => {
            let template = &corridor.template_names[diary.template.index()];
            format!("{template} {} {number}", paths[diary.path.index()])
        }
    }
}

/// A name for each path: its ends, and the first stage in which it differs from others between the same ends.
fn path_names(corridor: &Corridor) -> Vec<String> {
    let stage = |id: StageId| corridor.stages[id.index()].as_str();
    let ends = |stages: &[StageId]| (stages.first().copied(), stages.last().copied());
    let mut taken = BTreeSet::new();
    let names = corridor.paths.iter().map(|path| {
        let [from, to] = [path.stages[0], path.stages[path.stages.len() - 1]].map(stage);
        let others = || {
            corridor.paths.iter().filter(|other| ends(&other.stages) == ends(&path.stages) && *other != path)
        };
        let own = |at: &StageId| others().all(|other| !other.stages.contains(at));
        let by = path.stages.iter().copied().find(own).filter(|_| others().next().is_some());
        let mut name = format!("{from}-{to}");
        if let Some(by) = by {
            name = format!("{name} by {}", stage(by));
        }
        // Two that differ only in order have a name each as well.
        let mut unique = name.clone();
        let mut count = 1;
        while !taken.insert(unique.clone()) {
            count += 1;
            unique = format!("{name} ({count})");
        }
        unique
    });
    names.collect()
}

/// How many trains entered each line.
pub(super) fn lines(corridor: &Corridor, runs: &[Replication], window_d: f64) -> Vec<LineRow> {
    let lines = (0..corridor.stage_specs.len()).filter(|&at| corridor.is_line(StageId::at(at)));
    let rows = lines.map(|at| {
        let a_day = |direction: Direction| {
            Estimate::of(&values(runs, |run| {
                let trains = run.metrics.line_trains[at][direction.index()];
                (window_d > 0.0).then(|| trains as f64 / window_d)
            }))
        };
        let StageSpec::Rail(rail) = &corridor.stage_specs[at] else { panic!("it is a line") };
        LineRow {
            line: corridor.stages[at].clone(),
            ends: [rail.east.to_string(), rail.west.to_string()],
            length: rail.length.get(),
            trains_per_d: Direction::BOTH.map(a_day),
        }
    });
    rows.collect()
}
