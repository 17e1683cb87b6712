//! Every figure of a run that can be held against that of another run, replication by replication.

use std::collections::{BTreeMap, BTreeSet};

use super::ask::Asked;
use super::figure::{Figure, Metric, Reading, Scope};
use super::run::Replication;
use super::shock::Effect;
use super::tables::{HOURS_A_DAY, MS_AN_HOUR};
use super::vessels::{DAYS_A_YEAR, fleet_spec};
use crate::cargo::{Direction, FlowId, ResourceId, StageId};
use crate::corridor::Corridor;
use crate::metrics::{FlowFigures, Season, SpanFigures};
use crate::observation::{Carrying, Cause};
use crate::units::{Dimension as _, Of, YearlyVolume};

/// All figures of the replications; `shown` says of each population whether its times may be shown.
pub(super) fn all(corridor: &Corridor, asked: &Asked, runs: &[Replication], shown: &[bool]) -> Vec<Figure> {
    let (from, until) = asked.questions.window;
    let window_d = (until - from).days();
    let mut list = List { runs, figures: Vec::new(), seen: BTreeSet::new() };
    list.times(asked, shown);
    for (at, _) in corridor.flows.iter().enumerate().filter(|(_, flow)| flow.reported) {
        let (name, flow) = (&corridor.flow_names[at], FlowId::at(at));
        list.hours((name, None), corridor, |run| {
            let cells = run.metrics.ledger.iter().filter(|(key, _)| key.flow == flow);
            let cells = cells.map(|(key, cell)| (key.stage, key.cause, cell.total_ms));
            (run.metrics.flows[at].cohort, cells.collect())
        });
        list.cargo(name, &[flow], window_d);
    }
    for (at, &population) in asked.questions.ledgers.iter().enumerate() {
        let name = &asked.populations[population];
        list.hours((name, None), corridor, |run| {
            let ledger = &run.metrics.ledgers[at];
            let cells = ledger.cells.iter().map(|(key, cell)| (key.stage, key.cause, cell.total_ms));
            (ledger.cohort, cells.collect())
        });
        if let Some(flows) = whole_flows(asked, population) {
            list.cargo(name, &flows, window_d);
        }
    }
    if shown[asked.population] {
        let span = Some(asked.spans[asked.headline].as_str());
        list.hours((&asked.populations[asked.population], span), corridor, |run| {
            let hours = &run.metrics.span_hours;
            let cells = hours.cells.iter().map(|(&(stage, cause), &time)| (stage, cause, time));
            (hours.completed, cells.collect())
        });
    }
    list.carriage(corridor);
    list.calls(corridor, window_d);
    list.trains(corridor, window_d);
    list.resources(corridor);
    list.stages(corridor);
    list.shocks(asked);
    list.figures
}

/// The flows that a population consists of; `None` if some route of one of them does not belong to it.
fn whole_flows(asked: &Asked, population: usize) -> Option<Vec<FlowId>> {
    let (members, flow_of) = (&asked.questions.populations[population], &asked.questions.flow_of);
    let flows: BTreeSet<FlowId> = members.iter().map(|&itinerary| flow_of[itinerary]).collect();
    let mut of_them = (0..flow_of.len()).filter(|&itinerary| flows.contains(&flow_of[itinerary]));
    of_them.all(|itinerary| members.contains(&itinerary)).then(|| flows.into_iter().collect())
}

/// The unit of a volume in a year.
fn a_year(of: Of) -> &'static str {
    let mut units = YearlyVolume::UNITS.iter();
    units.find(|unit| unit.of == of && unit.factor == 1.0).map_or("1/yr", |unit| unit.name)
}

/// A ledger: how many consignments it is of, and their hours (ms) by stage and cause.
type Ledger = (u64, Vec<(StageId, Cause, i64)>);

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
                let row: &SpanFigures = all.get(span, population)?;
                Some(match reading {
                    Reading::Mean => row.mean_h / HOURS_A_DAY,
                    Reading::P50 => row.p50_h / HOURS_A_DAY,
                    Reading::P90 => row.p90_h / HOURS_A_DAY,
                    Reading::Within(_) => all.share(span, population, at - readings.len())?,
                })
            });
            let unit = if matches!(reading, Reading::Within(_)) { "share" } else { "d" };
            let scope = Scope::Cargo(asked.populations[population].clone());
            self.add(scope, Metric::Time { span: name.to_owned(), season, reading }, unit, values);
        }
    }

    /// Hours of a consignment by stage and cause, by cause, and from end to end. Who spent none counts as a zero, so that
    /// the parts add up to the whole.
    fn hours(
        &mut self,
        (name, span): (&str, Option<&str>),
        corridor: &Corridor,
        ledger: impl Fn(&Replication) -> Ledger,
    ) {
        let metric = |cause| Metric::Hours { span: span.map(str::to_owned), cause };
        let none = vec![0; self.runs.len()];
        let (mut cohorts, mut all) = (Vec::new(), none.clone());
        let mut causes: BTreeMap<Cause, Vec<i64>> = BTreeMap::new();
        let mut cells: BTreeMap<(StageId, Cause), Vec<i64>> = BTreeMap::new();
        for (at, (cohort, times)) in self.runs.iter().map(ledger).enumerate() {
            cohorts.push(cohort);
            for (stage, cause, time) in times {
                all[at] += time;
                causes.entry(cause).or_insert_with(|| none.clone())[at] += time;
                cells.entry((stage, cause)).or_insert_with(|| none.clone())[at] += time;
            }
        }
        let each = |totals: Vec<i64>| -> Vec<Option<f64>> {
            let hours = |(total, &cohort): (i64, &u64)| {
                (cohort > 0).then(|| total as f64 / MS_AN_HOUR / cohort as f64)
            };
            totals.into_iter().zip(&cohorts).map(hours).collect()
        };
        let cargo = Scope::Cargo(name.to_owned());
        self.add(cargo.clone(), metric(None), "h", each(all));
        for (cause, totals) in causes {
            self.add(cargo.clone(), metric(Some(cause)), "h", each(totals));
        }
        for ((stage, cause), totals) in cells {
            let stage = corridor.stages[stage.index()].clone();
            let scope = Scope::Cell { cargo: name.to_owned(), stage };
            self.add(scope, metric(Some(cause)), "h", each(totals));
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
                (window_d > 0.0).then(|| all * DAYS_A_YEAR / window_d)
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

    /// What vessels of fleets carried out of each port, and how long they were in it.
    fn calls(&mut self, corridor: &Corridor, window_d: f64) {
        let keys: BTreeSet<_> = self.runs.iter().flat_map(|run| run.metrics.fleets.keys().copied()).collect();
        for (port, fleet) in keys {
            let Some(spec) = fleet_spec(corridor, fleet.index()) else { continue };
            let scope = Scope::Carriage {
                stage: corridor.stages[port.index()].clone(),
                carrier: corridor.fleet_names[fleet.index()].clone(),
            };
            let row = |run: &Replication| run.metrics.fleets.get(&(port, fleet)).cloned().unwrap_or_default();
            let shipped = self.values(|run| (window_d > 0.0).then(|| row(run).load * DAYS_A_YEAR / window_d));
            let in_port = self.values(|run| row(run).port_h());
            self.add(scope.clone(), Metric::Shipped, a_year(spec.capacity.unit().of), shipped);
            self.add(scope, Metric::InPort, "h", in_port);
        }
    }

    fn trains(&mut self, corridor: &Corridor, window_d: f64) {
        for at in (0..corridor.stages.len()).filter(|&at| corridor.is_line(StageId::at(at))) {
            for way in Direction::BOTH {
                let values = self.values(|run| {
                    (window_d > 0.0).then(|| run.metrics.line_trains[at][way.index()] as f64 / window_d)
                });
                self.add(Scope::Stage(corridor.stages[at].clone()), Metric::Trains(way), "train/d", values);
            }
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
    fn shocks(&mut self, asked: &Asked) {
        for (at, shock) in asked.shocks.iter().enumerate() {
            for effect in Effect::ALL {
                let values = self.values(|run| run.shocks[at][effect as usize]);
                // Those that recover soon say nothing of those that do not.
                let recovered =
                    || self.runs.iter().all(|run| run.shocks[at][Effect::Recovery as usize].is_some());
                if effect != Effect::Recovery || recovered() {
                    self.add(Scope::Shock(shock.name.clone()), Metric::Effect(effect), effect.unit(), values);
                }
            }
        }
    }
}
