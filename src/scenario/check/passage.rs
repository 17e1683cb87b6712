//! A flow on one of its routes: how its cargo comes to each stage and how it leaves.

use std::collections::BTreeSet;

use super::unit::{DAYS_PER_YEAR, batch, mean_load, per_year};
use crate::cargo::Class;
use crate::scenario::spec::{FlowSpec, ScenarioSpec};
use crate::stage::{Measure, StageSpec, TrainSpec};

/// A flow on one of its routes.
#[derive(Debug)]
pub(in crate::scenario) struct Passage<'a> {
    /// The flow's name.
    pub(in crate::scenario) flow_name: &'a str,
    /// The flow.
    pub(in crate::scenario) flow: &'a FlowSpec,
    /// The route's name.
    pub(in crate::scenario) route_name: &'a str,
    /// Part of the flow that takes the route.
    pub(in crate::scenario) share: f64,
    /// The stages, in order.
    pub(in crate::scenario) stages: Vec<(&'a str, &'a StageSpec)>,
}

/// How something comes to a stage or leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Way {
    /// The journey begins or ends here.
    Outside,
    /// By train.
    Rail,
    /// By vessel.
    Sea,
    /// By itself.
    Alone,
}

/// The stages of a route with their names, as far as they exist.
pub(in crate::scenario) fn stages<'a>(spec: &'a ScenarioSpec, route: &str) -> Vec<(&'a str, &'a StageSpec)> {
    let named = |name: &str| spec.stage.get_key_value(name).map(|(name, stage)| (&**name, stage));
    spec.route.get(route).map(|r| r.stages.iter().filter_map(|s| named(s)).collect()).unwrap_or_default()
}

impl<'a> Passage<'a> {
    /// Every flow on every one of its routes that is among the `sound`.
    pub(in crate::scenario) fn all(spec: &'a ScenarioSpec, sound: &BTreeSet<&'a str>) -> Vec<Passage<'a>> {
        let mut passages = Vec::new();
        for (flow_name, flow) in &spec.flow {
            for (route_name, share) in flow.route.iter().filter(|(name, _)| sound.contains(&***name)) {
                passages.push(Passage {
                    flow_name,
                    flow,
                    route_name,
                    share: share.get(),
                    stages: stages(spec, route_name),
                });
            }
        }
        passages
    }

    /// Trains a day that it needs on its `at`-th stage, if all are full.
    pub(in crate::scenario) fn trains_per_day(&self, at: usize, train: &TrainSpec) -> f64 {
        let flow = self.flow;
        let units = per_year(flow).unwrap_or(0.0) * self.share / DAYS_PER_YEAR;
        if self.class().is_none() {
            units
        } else if self.formed().any(|formed| formed < at) {
            units * mean_load(flow, Measure::of(train.capacity.unit().of)) / train.capacity.get()
        } else {
            units / f64::from(batch(flow))
        }
    }

    /// The class of its cargo; background trains have none.
    pub(in crate::scenario) fn class(&self) -> Option<Class> {
        self.flow.class.class()
    }

    /// How it leaves the `at`-th stage.
    pub(in crate::scenario) fn leaves(&self, at: usize) -> Way {
        match self.stages.get(at + 1) {
            None => Way::Outside,
            Some((_, StageSpec::Rail(_))) => Way::Rail,
            Some((_, StageSpec::Ferry(_))) => Way::Sea,
            Some(_) => Way::Alone,
        }
    }

    /// How it comes to the `at`-th stage.
    pub(in crate::scenario) fn comes(&self, at: usize) -> Way {
        match at.checked_sub(1).and_then(|before| self.stages.get(before)) {
            None if self.enters_by_train() => Way::Rail,
            None => Way::Outside,
            Some((_, StageSpec::Rail(_))) => Way::Rail,
            Some((_, StageSpec::Ferry(_))) => Way::Sea,
            Some(_) => Way::Alone,
        }
    }

    /// The place of its first stage in the corridor: after the legs, if it has come over any.
    pub(in crate::scenario) fn gate(&self) -> usize {
        self.stages.iter().position(|(_, stage)| !matches!(stage, StageSpec::Leg(_))).unwrap_or(0)
    }

    /// Whether it comes to its first stage in trains.
    pub(in crate::scenario) fn enters_by_train(&self) -> bool {
        let border = matches!(self.stages.get(self.gate()), Some((_, StageSpec::Border(_))));
        self.class().is_none() || self.flow.intact || border
    }

    /// Whether it travels by train anywhere.
    pub(in crate::scenario) fn needs_train(&self) -> bool {
        self.enters_by_train() || self.stages.iter().any(|(_, stage)| matches!(stage, StageSpec::Rail(_)))
    }

    /// Whether its cargo is made up into trains at the `at`-th stage: not where trains run through, nor where they
    /// pass as they are.
    pub(in crate::scenario) fn is_formed_at(&self, at: usize) -> bool {
        let unbroken = self.flow.intact || self.class().is_none();
        self.class().is_some()
            && self.leaves(at) == Way::Rail
            && match self.stages[at].1 {
                StageSpec::Port(_) => true,
                StageSpec::Border(border) => !unbroken && (at == self.gate() || border.transfer.is_some()),
                StageSpec::Yard(yard) => !unbroken && (at == self.gate() || yard.regroups),
                _ => !unbroken && at == self.gate(),
            }
    }

    /// The stages over which a train runs that leaves the `at`-th stage, up to where its cargo is taken off.
    pub(in crate::scenario) fn stretch(&self, at: usize) -> Vec<&'a str> {
        let last = self.stages.iter().rposition(|(_, stage)| !matches!(stage, StageSpec::Leg(_)));
        let last = last.unwrap_or(self.stages.len() - 1);
        let ends = |&next: &usize| match self.stages[next].1 {
            StageSpec::Port(_) => true,
            StageSpec::Border(border) => next == last || (border.transfer.is_some() && !self.flow.intact),
            StageSpec::Yard(yard) => next == last || (yard.regroups && !self.flow.intact),
            _ => next == last,
        };
        let end = (at + 1..=last).find(ends).unwrap_or(last);
        self.stages[at..=end].iter().map(|&(name, _)| name).collect()
    }

    /// The places along the route at which its cargo is made up into trains.
    pub(in crate::scenario) fn formed(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.stages.len()).filter(|&at| self.is_formed_at(at))
    }
}
