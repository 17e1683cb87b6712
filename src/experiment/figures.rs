//! Every figure of a run that can be held against that of another run, replication by replication.

use std::collections::{BTreeMap, BTreeSet};

use super::ask::Asked;
use super::figure::{Figure, Metric, Reading, Scope};
use super::run::Replication;
use super::tables::{HOURS_A_DAY, MS_AN_HOUR};
use crate::cargo::ResourceId;
use crate::cargo::{FlowId, StageId};
use crate::corridor::Corridor;
use crate::metrics::{FlowFigures, Season, SpanFigures};
use crate::observation::{Carrying, Cause};

/// All figures of the replications; `shown` says of each population whether its times may be shown.
pub(super) fn all(corridor: &Corridor, asked: &Asked, runs: &[Replication], shown: &[bool]) -> Vec<Figure> {
    let (from, until) = asked.questions.window;
    let window_d = (until - from).days();
    let mut list = List { runs, figures: Vec::new(), seen: BTreeSet::new() };
    list.times(asked, shown);
    for (name, flows) in &asked.flows_of {
        list.hours(name, flows, corridor);
        list.cargo(name, flows, window_d);
    }
    list.carriage(corridor);
    list.resources(corridor);
    list.stages(corridor);
    list.figures
}

/// Figures so far.
struct List<'a> {
    runs: &'a [Replication],
    figures: Vec<Figure>,
    /// A population may have the name of a flow; the first one counts.
    seen: BTreeSet<(Scope, Metric)>,
}

impl List<'_> {
    /// Adds a figure, unless no replication has it.
    fn add(&mut self, scope: Scope, metric: Metric, unit: &'static str, values: Vec<Option<f64>>) {
        if values.iter().any(Option::is_some) && self.seen.insert((scope.clone(), metric.clone())) {
            self.figures.push(Figure { scope, metric, unit, values });
        }
    }

    /// Its values in all replications.
    fn values(&self, value: impl Fn(&Replication) -> Option<f64>) -> Vec<Option<f64>> {
        self.runs.iter().map(value).collect()
    }

    fn times(&mut self, asked: &Asked, shown: &[bool]) {
        // Of a window within one season that season would say the same again.
        let both = Season::ALL
            .iter()
            .all(|season| asked.questions.months.iter().any(|month| month.season == *season));
        let seasons = Season::ALL.map(Some).into_iter().filter(|_| both);
        for season in [None].into_iter().chain(seasons) {
            for (span, name) in asked.spans.iter().enumerate() {
                for population in (0..asked.populations.len()).filter(|&at| shown[at]) {
                    self.readings(asked, (span, name), population, season);
                }
            }
        }
    }

    fn readings(
        &mut self,
        asked: &Asked,
        (span, name): (usize, &str),
        population: usize,
        season: Option<Season>,
    ) {
        let shares = asked.questions.spans[span].limits.iter().map(|&limit| Reading::Within(limit));
        let readings = [Reading::Mean, Reading::P50, Reading::P90];
        for (at, reading) in readings.into_iter().chain(shares).enumerate() {
            let values = self.values(|run| {
                let all = season.map_or(&run.metrics.spans, |season| &run.metrics.seasons[season.index()]);
                let row: &SpanFigures = all[span][population].as_ref()?;
                Some(match reading {
                    Reading::Mean => row.mean_h / HOURS_A_DAY,
                    Reading::P50 => row.p50_h / HOURS_A_DAY,
                    Reading::P90 => row.p90_h / HOURS_A_DAY,
                    Reading::Within(_) => row.within[at - readings.len()],
                })
            });
            let unit = if matches!(reading, Reading::Within(_)) { "share" } else { "d" };
            let scope = Scope::Cargo(asked.populations[population].clone());
            self.add(scope, Metric::Time { span: name.to_owned(), season, reading }, unit, values);
        }
    }

    /// Hours of a consignment by stage and cause, by cause, and from end to end. Who spent none counts as a zero, so that
    /// the parts add up to the whole.
    fn hours(&mut self, name: &str, flows: &[FlowId], corridor: &Corridor) {
        let mut cells: BTreeMap<(StageId, Cause), Vec<i64>> = BTreeMap::new();
        for (at, run) in self.runs.iter().enumerate() {
            for (key, cell) in run.metrics.ledger.iter().filter(|(key, _)| flows.contains(&key.flow)) {
                let totals = cells.entry((key.stage, key.cause));
                totals.or_insert_with(|| vec![0; self.runs.len()])[at] += cell.total_ms;
            }
        }
        let mut causes: BTreeMap<Cause, Vec<i64>> = BTreeMap::new();
        let mut all = vec![0; self.runs.len()];
        for ((_, cause), totals) in &cells {
            let of_cause = causes.entry(*cause).or_insert_with(|| vec![0; self.runs.len()]);
            for ((part, whole), total) in of_cause.iter_mut().zip(&mut all).zip(totals) {
                *part += total;
                *whole += total;
            }
        }
        let each = |totals: Vec<i64>| -> Vec<Option<f64>> {
            let cohort =
                |run: &Replication| flows.iter().map(|flow| run.metrics.flows[flow.index()].cohort).sum();
            let of = |(run, total): (&Replication, i64)| match cohort(run) {
                0_u64 => None,
                cohort => Some(total as f64 / MS_AN_HOUR / cohort as f64),
            };
            self.runs.iter().zip(totals).map(of).collect()
        };
        let cargo = Scope::Cargo(name.to_owned());
        let mut found = vec![(cargo.clone(), Metric::AllHours, each(all))];
        found.extend(
            causes.into_iter().map(|(cause, totals)| (cargo.clone(), Metric::Hours(cause), each(totals))),
        );
        found.extend(cells.into_iter().map(|((stage, cause), totals)| {
            let stage = corridor.stages[stage.index()].clone();
            (Scope::Cell { cargo: name.to_owned(), stage }, Metric::Hours(cause), each(totals))
        }));
        for (scope, metric, values) in found {
            self.add(scope, metric, "h", values);
        }
    }

    /// What was carried, at which cost and emission.
    fn cargo(&mut self, name: &str, flows: &[FlowId], window_d: f64) {
        type Part = fn(&FlowFigures) -> f64;
        let carried: [(Metric, &str, Part); 3] = [
            (Metric::Consignments, "consignment/yr", |row| row.left_window.consignments as f64),
            (Metric::Teu, "TEU/yr", |row| row.left_window.teu as f64),
            (Metric::Tonnes, "t/yr", |row| row.left_window.tonnes),
        ];
        for (metric, unit, part) in carried {
            let values = self.values(|run| {
                let all: f64 = flows.iter().map(|flow| part(&run.metrics.flows[flow.index()])).sum();
                (window_d > 0.0).then(|| all * 365.0 / window_d)
            });
            self.add(Scope::Cargo(name.to_owned()), metric, unit, values);
        }
        let values = self.values(|run| {
            let backlogs = flows.iter().map(|flow| run.metrics.flows[flow.index()].backlog);
            Some(backlogs.map(|[begin, _, end]| end.inside as f64 - begin.inside as f64).sum())
        });
        self.add(Scope::Cargo(name.to_owned()), Metric::Growth, "consignment", values);
        let spent: [(Metric, &str, Part); 2] = [
            (Metric::Cost, "USD/consignment", |row| row.cost_usd),
            (Metric::Emission, "kg CO2/consignment", |row| row.co2_kg),
        ];
        for (metric, unit, part) in spent {
            let values = self.values(|run| {
                let rows = flows.iter().map(|flow| &run.metrics.flows[flow.index()]);
                let rows = rows.filter(|row| row.completed > 0);
                let completed: u64 = rows.clone().map(|row| row.completed).sum();
                let all: f64 = rows.map(|row| part(row) * row.completed as f64).sum();
                // The last digits of a sum of reals depend on its order: who left first must not change the cost.
                (completed > 0).then(|| (all / completed as f64 * 1e6).round() / 1e6)
            });
            self.add(Scope::Cargo(name.to_owned()), metric, unit, values);
        }
    }

    fn carriage(&mut self, corridor: &Corridor) {
        let keys: BTreeSet<_> =
            self.runs.iter().flat_map(|run| run.metrics.carriage.keys().copied()).collect();
        for (stage, by) in keys {
            let (carrier, unit) = match by {
                Carrying::Train(template) => (corridor.template_names[template.index()].clone(), "train"),
                Carrying::Vessel(fleet) => (corridor.fleet_names[fleet.index()].clone(), "vessel"),
                Carrying::Shuttle => ("shuttle".to_owned(), "vessel"),
            };
            let scope = Scope::Carriage { stage: corridor.stages[stage.index()].clone(), carrier };
            let of = |run: &Replication| run.metrics.carriage.get(&(stage, by)).copied().unwrap_or_default();
            let departures = self.values(|run| Some(of(run).departures as f64));
            let loads = self.values(|run| {
                let row = of(run);
                (row.departures > 0).then(|| row.load / row.departures as f64)
            });
            self.add(scope.clone(), Metric::Departures, unit, departures);
            self.add(scope, Metric::Load, "share", loads);
        }
    }

    fn resources(&mut self, corridor: &Corridor) {
        let rows = corridor.resources.iter().enumerate();
        let rows = rows.filter(|&(at, _)| corridor.capacity(ResourceId::at(at)) > 0);
        for (at, row) in rows {
            let scope = Scope::Resource { owner: row.owner.clone(), resource: row.name.clone() };
            let values = self.values(|run| {
                let row = run.metrics.resources[at];
                Some(row.busy + row.blocked + row.down + row.closed)
            });
            self.add(scope, Metric::Use, "share", values);
        }
    }

    fn stages(&mut self, corridor: &Corridor) {
        for (at, name) in corridor.stages.iter().enumerate() {
            let values = self.values(|run| Some(run.metrics.stages[at].waiting_mean));
            self.add(Scope::Stage(name.clone()), Metric::Waiting, "consignment", values);
        }
    }
}
