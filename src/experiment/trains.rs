//! Trains on lines: the diaries of a sample with their names, and how many enter each line.

use std::collections::BTreeSet;

use super::estimate::Estimate;
use super::rows::{LineRow, TrainRow};
use super::run::Replication;
use super::tables::values;
use crate::cargo::{Direction, PathId, StageId, TemplateId};
use crate::corridor::{Corridor, number_of};
use crate::metrics::TrainDiary;
use crate::stage::StageSpec;

/// Most points that are told of unless all trains are asked for: a spreadsheet has not many more rows.
pub(super) const MOST_POINTS: usize = 1_000_000;

/// The names of trains.
pub(super) struct TrainNames<'a> {
    corridor: &'a Corridor,
    paths: Vec<String>,
}

impl<'a> TrainNames<'a> {
    pub(super) fn new(corridor: &'a Corridor) -> TrainNames<'a> {
        TrainNames { corridor, paths: path_names(corridor) }
    }

    /// The diary of a train with its names.
    pub(super) fn row(&self, replication: u32, diary: TrainDiary) -> TrainRow {
        TrainRow {
            replication,
            train: self.name(diary.key, diary.template, diary.path, diary.formed),
            template: self.corridor.template_names[diary.template.index()].clone(),
            direction: diary.direction,
            stops: diary.stops,
        }
    }

    /// The name of a train: its flow's or, if it was made up, its kind with where from and where to; and its number.
    pub(super) fn name(&self, key: u64, template: TemplateId, path: PathId, formed: bool) -> String {
        let corridor = self.corridor;
        let number = number_of(key);
        let flow = corridor.flows.iter().position(|flow| flow.key == key - number);
        match flow.filter(|_| !formed) {
            Some(flow) => format!("{} {number}", corridor.flow_names[flow]),
            None => {
                let template = &corridor.template_names[template.index()];
                format!("{template} {} {number}", self.paths[path.index()])
            }
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

/// The name of each line, those of the nodes at its eastern and its western end, and its length (km).
pub(super) fn line_ends(corridor: &Corridor) -> impl Iterator<Item = (&str, [String; 2], f64)> {
    let specs = corridor.stages.iter().zip(&corridor.stage_specs);
    specs.filter_map(|(name, spec)| match spec {
        StageSpec::Rail(rail) => {
            Some((name.as_str(), [rail.east.to_string(), rail.west.to_string()], rail.length.get()))
        }
        _ => None,
    })
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
