//! Pools of wagons: where the empty ones stand, who waits for them, and how they go back.
//!
//! Wagons never hold up anything but the train that waits for them: it is made of its cargo and stands on no track, and no
//! gang has begun with it. An empty train holds nothing where it comes into being, and is a train like any other after that.

use std::collections::VecDeque;

use super::compile::{Corridor, name_key};
use super::terms::Terms;
use super::world::{Wish, World};
use crate::cargo::{
    Carrier, CarrierId, CarrierKind, GroupId, Mover, PathId, Rake, ResourceId, StageId, TemplateId, WagonsId,
};
use crate::observation::{Cause, Observation, Observer, Use};
use crate::parameter::{Fixed, Reference, refer};
use crate::scenario::{DepotSpec, ScenarioSpec, WagonsSpec};
use crate::stage::Measure;

/// How far a load may exceed what a number of wagons carries because of rounding, in wagons.
const ROUNDING: f64 = 1e-9;

/// A pool of wagons as a phase has it.
#[derive(Clone, Debug, PartialEq)]
pub struct WagonTerms {
    /// Number of wagons.
    pub count: u32,
    /// Kind of the empty trains, and the wagons of one.
    pub empty: Option<(TemplateId, u32)>,
    /// Where empty wagons stand.
    pub depots: Vec<DepotTerms>,
}

/// A node where empty wagons stand, as a phase has it.
#[derive(Clone, Debug, PartialEq)]
pub struct DepotTerms {
    /// The node.
    pub stage: StageId,
    /// Share of the pool that stands there at the start.
    pub stock: f64,
    /// Wagons that do not go back.
    pub keep: u32,
    /// Ways back.
    pub returns: Vec<PathId>,
}

impl Corridor {
    /// Compiles the pools of wagons of the phase whose terms were added last.
    pub(super) fn compile_wagons(&mut self, spec: &ScenarioSpec) {
        let phase = self.phases.len() - 1;
        for at in 0..self.wagons_names.len() {
            let before = phase.checked_sub(1).and_then(|before| self.phases[before].wagons.get(at));
            let terms = match (spec.wagons.get(self.wagons_names[at].as_str()), before) {
                (Some(pool), _) => self.wagon_terms(pool, spec),
                (None, Some(before)) => before.clone(),
                // Of a later phase, as are all that follow.
                (None, None) => break,
            };
            self.phases[phase].wagons.push(terms);
        }
    }

    fn wagon_terms(&mut self, pool: &WagonsSpec, spec: &ScenarioSpec) -> WagonTerms {
        let empty = pool.empty_train.as_ref().map(|name| {
            let at = self.template_names.iter().position(|template| *template == **name);
            let wagons = spec.train[&**name].wagons.as_ref().map(Fixed::count);
            let found = "the scenario was checked: empty trains are of a kind that has wagons";
            (TemplateId::at(at.expect(found)), wagons.expect(found))
        });
        let depot = |(node, depot): (&Reference<refer::Stage>, &DepotSpec)| {
            let routes = depot.returns.iter().flatten();
            DepotTerms {
                stage: self.stage(node),
                stock: depot.stock.as_ref().map_or(0.0, Fixed::get),
                keep: depot.keep.as_ref().map_or(0, Fixed::count),
                returns: routes.map(|route| self.way_back(route, spec)).collect(),
            }
        };
        WagonTerms { count: pool.wagons.count(), empty, depots: pool.at.iter().map(depot).collect() }
    }
}

/// Wagons of a pool, wherever they are.
#[derive(Debug)]
pub(super) struct WagonPool {
    /// How many there are to be.
    count: u32,
    /// Those beyond that, which are taken away when they come into a stock.
    surplus: u32,
    empty: Option<(TemplateId, u32)>,
    depots: Vec<Depot>,
    on_trains: u32,
    /// Key of the first empty train, but for the part that tells paths apart.
    key: u64,
    meter: ResourceId,
}

/// Empty wagons in a node.
#[derive(Debug)]
struct Depot {
    stage: StageId,
    stock: u32,
    keep: u32,
    /// Wagons in empty trains on the way here.
    coming: u32,
    /// Ways back, with the number of empty trains sent over each.
    returns: Vec<(PathId, u32)>,
    /// Trains that wait for wagons, the oldest first, and how many each needs.
    queue: VecDeque<(CarrierId, u32)>,
}

impl Depot {
    /// A node without wagons from where none go back.
    fn new(stage: StageId) -> Depot {
        Depot { stage, stock: 0, keep: 0, coming: 0, returns: Vec::new(), queue: VecDeque::new() }
    }

    /// Those that nobody is to use here and that do not wait to go back.
    fn idle(&self) -> u32 {
        if self.returns.is_empty() { self.stock } else { self.stock.min(self.keep) }
    }

    /// Wagons that it needs besides those that are there and on their way; fewer than none if it has too many.
    fn wanting(&self) -> i64 {
        let waiting: u32 = self.queue.iter().map(|&(_, needed)| needed).sum();
        i64::from(self.keep) + i64::from(waiting) - i64::from(self.stock) - i64::from(self.coming)
    }
}

/// Divides wagons by the shares of the nodes: cumulated and rounded, so that none is lost.
fn divide(wagons: u32, depots: &[DepotTerms]) -> Vec<u32> {
    let total: f64 = depots.iter().map(|depot| depot.stock).sum();
    let (mut share, mut given) = (0.0, 0);
    let part = |depot: &DepotTerms| {
        share += depot.stock;
        let until = (f64::from(wagons) * share / total).round() as u32;
        let part = until - given;
        given = until;
        part
    };
    depots.iter().map(part).collect()
}

impl WagonPool {
    /// All wagons empty, in the nodes where they stand at first.
    pub(super) fn new(name: &str, terms: &WagonTerms, meter: ResourceId) -> WagonPool {
        let key = name_key(&format!("empty {name}"));
        let mut pool =
            WagonPool { count: 0, surplus: 0, empty: None, depots: Vec::new(), on_trains: 0, key, meter };
        pool.revise(terms);
        pool
    }

    /// Takes over later terms: wagons that are added stand in the nodes by their shares; of fewer those that stand empty
    /// are gone at once, the others when they come into a stock.
    fn revise(&mut self, terms: &WagonTerms) {
        let (fewer, more) = (self.count.saturating_sub(terms.count), terms.count.saturating_sub(self.count));
        let kept = more.min(self.surplus);
        self.surplus = self.surplus - kept + fewer;
        (self.count, self.empty) = (terms.count, terms.empty);
        for (depot, added) in terms.depots.iter().zip(divide(more - kept, &terms.depots)) {
            let own = self.depot(depot.stage);
            let own = &mut self.depots[own];
            own.keep = depot.keep;
            let sent =
                |path: &PathId| own.returns.iter().find(|(other, _)| other == path).map_or(0, |row| row.1);
            own.returns = depot.returns.iter().map(|path| (*path, sent(path))).collect();
            own.stock += added;
        }
        for depot in &mut self.depots {
            let gone = self.surplus.min(depot.stock);
            depot.stock -= gone;
            self.surplus -= gone;
        }
    }

    /// The place of a node in the table, in which it is entered if it is new.
    fn depot(&mut self, stage: StageId) -> usize {
        self.depots.iter().position(|depot| depot.stage == stage).unwrap_or_else(|| {
            self.depots.push(Depot::new(stage));
            self.depots.len() - 1
        })
    }

    /// Wagons on trains, and those that wait to go back.
    fn busy(&self) -> u32 {
        let stock: u32 = self.depots.iter().map(|depot| depot.stock).sum();
        assert_eq!(
            self.on_trains + stock,
            self.count + self.surplus,
            "wagons were lost or came from nowhere"
        );
        self.count + self.surplus - self.depots.iter().map(Depot::idle).sum::<u32>()
    }
}

impl<O: Observer> World<'_, O> {
    /// Gives a train wagons for its load, if it needs any and there are enough where it is made up, or lets it wait for
    /// them; says whether it has all that it needs.
    pub(super) fn claim_wagons(&mut self, train: CarrierId, stage: StageId) -> bool {
        let CarrierKind::Train { template, background: false, rake: None, .. } = self.carrier(train).kind
        else {
            return true;
        };
        let Some((pool, full)) = self.terms().rakes[template.index()] else { return true };
        let needed = self.wagons_for(train, template, full);
        let row = &mut self.wagons[pool.index()];
        let at = row.depot(stage);
        let depot = &mut row.depots[at];
        if !depot.queue.is_empty() || depot.stock < needed {
            depot.queue.push_back((train, needed));
            self.spend_aboard(train, Cause::Wagons, None);
            return false;
        }
        self.couple_wagons(pool, at, train, needed);
        self.report_wagons(pool);
        true
    }

    /// Wagons for what is on board, of the `full` ones of a full train.
    fn wagons_for(&self, train: CarrierId, template: TemplateId, full: u32) -> u32 {
        let capacity = &self.terms().trains[template.index()].capacity;
        let measure = Measure::of(capacity.unit().of);
        let members = self.carrier(train).members.iter();
        let load: f64 = members.map(|&member| measure.load(self.consignment(member))).sum();
        let needed = (f64::from(full) * load / capacity.get() - ROUNDING).ceil();
        (needed.max(1.0) as u32).min(full)
    }

    fn couple_wagons(&mut self, pool: WagonsId, depot: usize, train: CarrierId, wagons: u32) {
        let row = &mut self.wagons[pool.index()];
        row.depots[depot].stock -= wagons;
        row.on_trains += wagons;
        if let CarrierKind::Train { rake, .. } = &mut self.carriers.get_mut(train.0).kind {
            *rake = Some(Rake { pool, wagons });
        }
    }

    /// A train is taken apart: its wagons stand empty in the node, and whoever waited for them there has them.
    pub(super) fn uncouple_wagons(&mut self, train: CarrierId, stage: StageId) {
        let CarrierKind::Train { background, rake: Some(rake), .. } = self.carrier(train).kind else {
            return;
        };
        let row = &mut self.wagons[rake.pool.index()];
        let at = row.depot(stage);
        let gone = row.surplus.min(rake.wagons);
        row.surplus -= gone;
        row.on_trains -= rake.wagons;
        row.depots[at].stock += rake.wagons - gone;
        if background {
            row.depots[at].coming -= rake.wagons;
        }
        self.use_stock(rake.pool, at);
        self.report_wagons(rake.pool);
    }

    /// Takes over later terms of a pool, or the first of one that is new.
    pub(super) fn change_wagons(&mut self, before: &Terms) {
        for (at, terms) in self.terms().wagons.iter().enumerate() {
            if at == self.wagons.len() {
                self.add_wagons(at);
            } else if before.wagons.get(at) != Some(terms) {
                self.wagons[at].revise(terms);
                for depot in 0..self.wagons[at].depots.len() {
                    self.use_stock(WagonsId::at(at), depot);
                }
                self.report_wagons(WagonsId::at(at));
            }
        }
    }

    /// Puts the wagons of a pool where they stand at first.
    pub(super) fn add_wagons(&mut self, at: usize) {
        let (name, meter) = (&self.corridor.wagons_names[at], self.corridor.wagons_resource[at]);
        self.wagons.push(WagonPool::new(name, &self.terms().wagons[at], meter));
        self.report_wagons(WagonsId::at(at));
    }

    /// Gives wagons that stand in a node to the trains that wait for them, the oldest first, and sends back what is too
    /// much.
    fn use_stock(&mut self, pool: WagonsId, at: usize) {
        loop {
            let depot = &mut self.wagons[pool.index()].depots[at];
            let Some(&(train, needed)) = depot.queue.front() else { break };
            if depot.stock < needed {
                return;
            }
            depot.queue.pop_front();
            let stage = depot.stage;
            self.couple_wagons(pool, at, train, needed);
            self.wishes.push_back(Wish::Wagons(stage, train));
        }
        let Some((template, wagons)) = self.wagons[pool.index()].empty else { return };
        loop {
            let Depot { stage, stock, keep, .. } = self.wagons[pool.index()].depots[at];
            if stock < keep + wagons {
                return;
            }
            let Some(train) = self.empty_train(pool, at, template, wagons) else { return };
            self.wishes.push_back(Wish::Leave(stage, Mover::Carrier(train)));
        }
    }

    /// Makes an empty train of wagons that stand in a node, if there is a way back for it.
    fn empty_train(
        &mut self,
        pool: WagonsId,
        at: usize,
        template: TemplateId,
        wagons: u32,
    ) -> Option<CarrierId> {
        let corridor = self.corridor;
        let row = &mut self.wagons[pool.index()];
        let ends: Vec<usize> = (0..row.depots[at].returns.len())
            .map(|way| row.depot(corridor.paths[row.depots[at].returns[way].0.index()].end()))
            .collect();
        // Of equals the first in the list.
        let way = (0..ends.len()).rev().max_by_key(|&way| row.depots[ends[way]].wanting())?;
        row.depots[ends[way]].coming += wagons;
        let (path, sent) = &mut row.depots[at].returns[way];
        let (path, number) = (*path, *sent);
        *sent += 1;
        let key = (corridor.paths[path.index()].key ^ row.key) | u64::from(number);
        let train = self.make(Carrier {
            kind: CarrierKind::Train {
                template,
                background: true,
                intact: true,
                locomotive: None,
                rake: None,
            },
            key,
            path,
            position: 0,
            direction: self.direction_of(path),
            rank: self.rank_of(template),
            members: Vec::new(),
            units: 0,
            group: GroupId(u32::MAX),
        });
        self.couple_wagons(pool, at, train, wagons);
        Some(train)
    }

    fn report_wagons(&mut self, pool: WagonsId) {
        let row = &self.wagons[pool.index()];
        let (resource, busy) = (row.meter, row.busy());
        self.observe(Observation::Uses { resource, now: Use { busy, ..Use::default() } });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(count: u32, shares: &[f64]) -> WagonTerms {
        let depot = |(at, &stock): (usize, &f64)| DepotTerms {
            stage: StageId::at(at),
            stock,
            keep: 0,
            returns: Vec::new(),
        };
        WagonTerms { count, empty: None, depots: shares.iter().enumerate().map(depot).collect() }
    }

    fn stocks(pool: &WagonPool) -> Vec<u32> {
        pool.depots.iter().map(|depot| depot.stock).collect()
    }

    #[test]
    fn wagons_are_divided_without_a_rest() {
        let parts = |count, shares: &[f64]| divide(count, &terms(count, shares).depots);
        assert_eq!(parts(10, &[0.25, 0.25, 0.5]), [3, 2, 5]);
        assert_eq!(parts(1, &[0.3, 0.3, 0.4]), [0, 1, 0]);
        assert_eq!(parts(0, &[1.0]), [0]);
    }

    /// Of ten wagons four are on a train. Three are to be left: the six that stand are gone at once, and of the four one when
    /// it comes back. Of eight that are to be there then, that one stays and four come in by the shares.
    #[test]
    fn fewer_wagons_leave_as_they_come_in() {
        let mut pool = WagonPool::new("pool", &terms(10, &[0.5, 0.5]), ResourceId(0));
        assert_eq!(stocks(&pool), [5, 5]);
        pool.depots[0].stock -= 4;
        pool.on_trains += 4;
        assert_eq!(pool.busy(), 4);
        pool.revise(&terms(3, &[0.5, 0.5]));
        assert_eq!((stocks(&pool), pool.surplus, pool.busy()), (vec![0, 0], 1, 4));
        pool.revise(&terms(8, &[0.25, 0.75]));
        assert_eq!((stocks(&pool), pool.surplus, pool.busy()), (vec![1, 3], 0, 4));
    }

    /// A yard that keeps three has two too many of five; one for which two come and eight are waited for wants six.
    #[test]
    fn a_node_wants_what_it_keeps_and_what_is_waited_for() {
        let mut depot = Depot { stock: 5, keep: 3, ..Depot::new(StageId(0)) };
        assert_eq!((depot.wanting(), depot.idle()), (-2, 5));
        depot.returns.push((PathId(0), 0));
        assert_eq!(depot.idle(), 3);
        (depot.stock, depot.keep, depot.coming) = (0, 0, 2);
        depot.queue.push_back((CarrierId(0), 8));
        assert_eq!(depot.wanting(), 6);
    }
}
