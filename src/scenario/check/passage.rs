//! A flow on one of its routes: how its cargo comes to each stage and how it leaves.

use std::collections::BTreeSet;

use crate::cargo::Class;
use crate::scenario::spec::{FlowSpec, ScenarioSpec};
use crate::stage::StageSpec;

/// A flow on one of its routes.
#[derive(Debug)]
pub(super) struct Passage<'a> {
    /// The flow's name.
    pub(super) flow_name: &'a str,
    /// The flow.
    pub(super) flow: &'a FlowSpec,
    /// The route's name.
    pub(super) route_name: &'a str,
    /// Part of the flow that takes the route.
    pub(super) share: f64,
    /// The stages, in order.
    pub(super) stages: Vec<(&'a str, &'a StageSpec)>,
}

/// How something comes to a stage or leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
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
pub(super) fn stages<'a>(spec: &'a ScenarioSpec, route: &str) -> Vec<(&'a str, &'a StageSpec)> {
    let named = |name: &str| spec.stage.get_key_value(name).map(|(name, stage)| (&**name, stage));
    spec.route.get(route).map(|r| r.stages.iter().filter_map(|s| named(s)).collect()).unwrap_or_default()
}

impl<'a> Passage<'a> {
    /// Every flow on every one of its routes that is among the `sound`.
    pub(super) fn all(spec: &'a ScenarioSpec, sound: &BTreeSet<&'a str>) -> Vec<Passage<'a>> {
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

    /// The class of its cargo; background trains have none.
    pub(super) fn class(&self) -> Option<Class> {
        self.flow.class.class()
    }

    /// How it leaves the `at`-th stage.
    pub(super) fn leaves(&self, at: usize) -> Way {
        match self.stages.get(at + 1) {
            None => Way::Outside,
            Some((_, StageSpec::Rail(_))) => Way::Rail,
            Some((_, StageSpec::Ferry(_))) => Way::Sea,
            Some(_) => Way::Alone,
        }
    }

    /// How it comes to the `at`-th stage.
    pub(super) fn comes(&self, at: usize) -> Way {
        match at.checked_sub(1).and_then(|before| self.stages.get(before)) {
            None if self.enters_by_train() => Way::Rail,
            None => Way::Outside,
            Some((_, StageSpec::Rail(_))) => Way::Rail,
            Some((_, StageSpec::Ferry(_))) => Way::Sea,
            Some(_) => Way::Alone,
        }
    }

    /// The place of its first stage in the corridor: after the legs, if it has come over any.
    pub(super) fn gate(&self) -> usize {
        self.stages.iter().position(|(_, stage)| !matches!(stage, StageSpec::Leg(_))).unwrap_or(0)
    }

    /// Whether it comes to its first stage in trains.
    pub(super) fn enters_by_train(&self) -> bool {
        let border = matches!(self.stages.get(self.gate()), Some((_, StageSpec::Border(_))));
        self.class().is_none() || self.flow.intact || border
    }

    /// Whether it travels by train anywhere.
    pub(super) fn needs_train(&self) -> bool {
        self.enters_by_train() || self.stages.iter().any(|(_, stage)| matches!(stage, StageSpec::Rail(_)))
    }

    /// Whether its cargo is made up into trains at the `at`-th stage: not where trains run through, nor where they
    /// pass as they are.
    pub(super) fn is_formed_at(&self, at: usize) -> bool {
        let unbroken = self.flow.intact || self.class().is_none();
        self.class().is_some()
            && self.leaves(at) == Way::Rail
            && match self.stages[at].1 {
                StageSpec::Port(_) => true,
                StageSpec::Border(border) => !unbroken && (at == self.gate() || border.transfer.is_some()),
                _ => !unbroken && at == self.gate(),
            }
    }

    /// The stages over which a train runs that leaves the `at`-th stage, up to where its cargo is taken off.
    pub(super) fn stretch(&self, at: usize) -> Vec<&'a str> {
        let last = self.stages.iter().rposition(|(_, stage)| !matches!(stage, StageSpec::Leg(_)));
        let last = last.unwrap_or(self.stages.len() - 1);
        let ends = |&next: &usize| match self.stages[next].1 {
            StageSpec::Port(_) => true,
            StageSpec::Border(border) => next == last || (border.transfer.is_some() && !self.flow.intact),
            _ => next == last,
        };
        let end = (at + 1..=last).find(ends).unwrap_or(last);
        self.stages[at..=end].iter().map(|&(name, _)| name).collect()
    }

    /// The places along the route at which its cargo is made up into trains.
    pub(super) fn formed(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.stages.len()).filter(|&at| self.is_formed_at(at))
    }
}
