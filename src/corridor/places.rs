//! Where the locomotives of a pool are, and the ways by which they run light.

use super::compile::Corridor;
use super::terms::Terms;
use crate::cargo::{Direction, PathId, PoolId, StageId};
use crate::stage::StageSpec;

/// Metres in a kilometre.
const METRES: f64 = 1000.0;

/// Locomotives of a pool by the node in which they stand or to which they are on their way.
#[derive(Clone, Debug)]
pub(super) struct Places {
    /// The ends of the pool's lines, in order.
    nodes: Vec<StageId>,
    /// The pool's lines, each both ways.
    hops: Vec<Hop>,
    /// Those that are ready, by stage.
    idle: Vec<u32>,
    /// Those on trains that will give them up there at the end of their line, being turned round there, or running light
    /// to it, by stage.
    coming: Vec<u32>,
    /// Those that trains want which wait for one or are on their way to where they will, by stage.
    wanted: Vec<u32>,
    /// Running speed without a train (m/h).
    pub metres_per_hour: u32,
    /// Those that have run light so far.
    pub runs: u32,
}

/// A line of a pool, one way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Hop {
    pub from: StageId,
    pub line: StageId,
    pub to: StageId,
    pub path: PathId,
    km: f64,
}

impl Places {
    /// The places of a pool that has some, with nothing in them.
    pub(super) fn new(corridor: &Corridor, terms: &Terms, pool: PoolId) -> Option<Places> {
        let light = terms.pools[pool.index()].light_running.as_ref()?;
        let mut hops = Vec::new();
        for (at, stage) in terms.stages.iter().enumerate() {
            let line = StageId::at(at);
            let StageSpec::Rail(rail) = stage else { continue };
            if corridor.pool_of(line) != Some(pool) {
                continue;
            }
            for direction in Direction::BOTH {
                let path = corridor.path_over(line, direction);
                let stages = &corridor.paths[path.index()].stages;
                hops.push(Hop { from: stages[0], line, to: stages[2], path, km: rail.length.get() });
            }
        }
        let mut nodes: Vec<StageId> = hops.iter().map(|hop| hop.from).collect();
        nodes.sort_unstable();
        nodes.dedup();
        Some(Places {
            nodes,
            hops,
            idle: vec![0; corridor.stages.len()],
            coming: vec![0; corridor.stages.len()],
            wanted: vec![0; corridor.stages.len()],
            metres_per_hour: (light.speed.get() * METRES) as u32,
            runs: 0,
        })
    }

    /// Puts so many more into the nodes, one by one where the fewest are: at the start evenly.
    pub(super) fn add(&mut self, locomotives: u32) {
        for _ in 0..locomotives {
            if let Some(&node) = self.nodes.iter().min_by_key(|node| self.idle[node.index()]) {
                self.idle[node.index()] += 1;
            }
        }
    }

    /// Takes so many of those that are ready away, one by one where the most are.
    pub(super) fn remove(&mut self, locomotives: u32) {
        for _ in 0..locomotives {
            if let Some(most) = self.idle.iter_mut().max_by_key(|idle| **idle) {
                *most -= 1;
            }
        }
    }

    /// Whether `other` has the same lines.
    pub(super) fn has_lines_of(&self, other: &Places) -> bool {
        self.hops == other.hops
    }

    /// Takes over lines and speed.
    pub(super) fn revise(&mut self, new: Places) {
        (self.nodes, self.hops, self.metres_per_hour) = (new.nodes, new.hops, new.metres_per_hour);
    }

    /// How many are ready in a node.
    pub(super) fn idle(&self, node: StageId) -> u32 {
        self.idle[node.index()]
    }

    /// How many are ready in a node or on their way to it.
    pub(super) fn expected(&self, node: StageId) -> u32 {
        self.idle[node.index()] + self.coming[node.index()]
    }

    /// More are ready in a node.
    pub(super) fn put(&mut self, node: StageId, locomotives: u32) {
        self.idle[node.index()] += locomotives;
    }

    /// Fewer are ready in a node.
    pub(super) fn take(&mut self, node: StageId, locomotives: u32) {
        self.idle[node.index()] -= locomotives;
    }

    /// More are on their way to a node.
    pub(super) fn expect(&mut self, node: StageId, locomotives: u32) {
        self.coming[node.index()] += locomotives;
    }

    /// Fewer are on their way to a node.
    pub(super) fn forget(&mut self, node: StageId, locomotives: u32) {
        self.coming[node.index()] -= locomotives;
    }

    /// Trains want so many more in a node.
    pub(super) fn want(&mut self, node: StageId, locomotives: u32) {
        self.wanted[node.index()] += locomotives;
    }

    /// Trains want so many fewer in a node.
    pub(super) fn serve(&mut self, node: StageId, locomotives: u32) {
        self.wanted[node.index()] -= locomotives;
    }

    /// The first line on the way to a node that is to have fewer than trains will want there, from the nearest that has
    /// one ready and will have more than it needs.
    pub(super) fn balance(&self) -> Option<(Hop, StageId)> {
        let (expected, wanted) = (|node| self.expected(node), |node: StageId| self.wanted[node.index()]);
        let short = self.nodes.iter().filter(|&&node| wanted(node) > expected(node));
        let can_spare = |node| self.idle(node) > 0 && expected(node) > wanted(node);
        short.filter_map(|&node| Some((self.nearest(node, can_spare)?, node))).next()
    }

    /// The first line on the way to `to` from the nearest other node that can spare one.
    ///
    /// Nodes are reached in order of their distance: Dijkstra, "A note on two problems in connexion with graphs",
    /// Numerische Mathematik 1 (1959).
    pub(super) fn nearest(&self, to: StageId, can_spare: impl Fn(StageId) -> bool) -> Option<Hop> {
        let mut reached = vec![(to, 0.0)];
        let distance = |reached: &[(StageId, f64)], node| {
            reached.iter().find(|&&(other, _)| other == node).map(|&(_, km)| km)
        };
        loop {
            let (km, hop) = self
                .hops
                .iter()
                .filter(|hop| distance(&reached, hop.from).is_none())
                .filter_map(|hop| Some((distance(&reached, hop.to)? + hop.km, *hop)))
                .min_by(|(a, _), (b, _)| a.total_cmp(b))?;
            if can_spare(hop.from) {
                return Some(hop);
            }
            reached.push((hop.from, km));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nodes 0, 2, 4 and 6 in a row, 100, 50 and 20 km apart, and 0 and 6 joined by 180 km.
    fn places() -> Places {
        let lines = [(0, 1, 2, 100.0), (2, 3, 4, 50.0), (4, 5, 6, 20.0), (0, 7, 6, 180.0)];
        let hop = |from: u16, line: u16, to: u16, km| {
            let (from, line, to) = (StageId(from), StageId(line), StageId(to));
            Hop { from, line, to, path: PathId(0), km }
        };
        Places {
            nodes: [0, 2, 4, 6].map(StageId).to_vec(),
            hops: lines
                .into_iter()
                .flat_map(|(a, line, b, km)| [hop(a, line, b, km), hop(b, line, a, km)])
                .collect(),
            idle: vec![0; 8],
            coming: vec![0; 8],
            wanted: vec![0; 8],
            metres_per_hour: 50_000,
            runs: 0,
        }
    }

    #[test]
    fn the_nearest_comes_first_and_takes_the_shortest_way() {
        let places = places();
        let way = |to, from: &[u16]| {
            let hop = places.nearest(StageId(to), |node| from.contains(&node.0));
            hop.map(|hop| (hop.from.0, hop.line.0))
        };
        assert_eq!(way(0, &[2, 6]), Some((2, 1)));
        assert_eq!(way(0, &[4, 6]), Some((4, 3)));
        // 170 km through the row are fewer than 180 km by the other line.
        assert_eq!(way(0, &[6]), Some((6, 5)));
        assert_eq!(way(4, &[0, 2]), Some((2, 3)));
        assert_eq!(way(4, &[]), None);
        assert_eq!(way(4, &[4]), None);
    }

    /// Node 2 wants two and has one coming; node 4 has one and wants it itself; node 6 has one too many.
    #[test]
    fn who_has_too_many_sends_to_who_will_have_too_few() {
        let mut places = places();
        places.want(StageId(2), 2);
        places.expect(StageId(2), 1);
        places.put(StageId(4), 1);
        places.want(StageId(4), 1);
        assert_eq!(places.balance(), None);
        places.put(StageId(6), 1);
        assert_eq!(places.balance().map(|(hop, to)| (hop.from.0, hop.line.0, to.0)), Some((6, 5, 2)));
        places.serve(StageId(2), 1);
        assert_eq!(places.balance(), None);
    }

    #[test]
    fn locomotives_are_spread_evenly_the_rest_one_by_one() {
        let mut places = places();
        places.add(10);
        assert_eq!(places.idle, [3, 0, 3, 0, 2, 0, 2, 0]);
        places.remove(3);
        assert_eq!(places.idle.iter().sum::<u32>(), 7);
        assert_eq!(places.idle.iter().max(), Some(&2));
    }
}
