//! W3: the corridor in tandem.

use std::collections::VecDeque;

use crate::heap::Heap;
use peer_model::{
    BORDER, CAPACITY, LONGEST_WAIT, PORT, RAIL_1, RAIL_2, RATE, RETURN, Random, SAILING, Seen, Service,
    UNLOADING, VESSELS, exponential, random,
};

/// What happens; an event is one of these in its upper half and the number of a unit or vessel in its lower.
#[derive(Clone, Copy)]
enum Kind {
    Comes,
    BorderEnds,
    Rail1Ends,
    PortEnds,
    Rail2Ends,
    WaitedLong,
    Arrives,
    Unloaded,
    Returns,
}

const KINDS: [Kind; 9] = [
    Kind::Comes,
    Kind::BorderEnds,
    Kind::Rail1Ends,
    Kind::PortEnds,
    Kind::Rail2Ends,
    Kind::WaitedLong,
    Kind::Arrives,
    Kind::Unloaded,
    Kind::Returns,
];

#[inline(always)]
fn event(kind: Kind, number: u32) -> u64 {
    (kind as u64) << 32 | u64::from(number)
}

/// The pending events and the random numbers.
struct World {
    heap: Heap,
    random: Random,
}

/// Servers with one queue.
struct Servers {
    free: usize,
    queue: VecDeque<u32>,
    service: Service,
    ends: Kind,
}

impl Servers {
    fn new(servers: usize, service: Service, ends: Kind) -> Servers {
        Servers { free: servers, queue: VecDeque::with_capacity(256), service, ends }
    }

    #[inline(always)]
    fn begin(&self, world: &mut World, now: f64, unit: u32) {
        world.heap.push(now + self.service.draw(&mut world.random), event(self.ends, unit));
    }

    #[inline(always)]
    fn enter(&mut self, world: &mut World, now: f64, unit: u32) {
        if self.free > 0 {
            self.free -= 1;
            self.begin(world, now, unit);
        } else {
            self.queue.push_back(unit);
        }
    }

    #[inline(always)]
    fn leave(&mut self, world: &mut World, now: f64) {
        match self.queue.pop_front() {
            Some(next) => self.begin(world, now, next),
            None => self.free += 1,
        }
    }
}

/// The berth, and who waits for it.
struct Berth {
    yard: VecDeque<u32>,
    vessels: VecDeque<u32>,
    loading: Option<u32>,
    holds: [Vec<u32>; VESSELS],
    /// Departures of each vessel, by which a wait that is over is known.
    sailed: [u32; VESSELS],
}

impl Berth {
    #[inline(always)]
    fn wait(&self, world: &mut World, now: f64, vessel: u32) {
        world
            .heap
            .push(now + LONGEST_WAIT, event(Kind::WaitedLong, vessel | self.sailed[vessel as usize] << 1));
    }

    #[inline(always)]
    fn sail(&mut self, world: &mut World, now: f64, vessel: u32, seen: &mut Seen) {
        seen.departures += 1;
        seen.carried += self.holds[vessel as usize].len() as u64;
        self.sailed[vessel as usize] += 1;
        self.loading = None;
        world.heap.push(now + SAILING, event(Kind::Arrives, vessel));
    }

    /// Loads what is there, vessel after vessel, until units or vessels are short.
    fn load(&mut self, world: &mut World, now: f64, seen: &mut Seen) {
        loop {
            let vessel = match self.loading {
                Some(vessel) => vessel,
                None => {
                    let Some(vessel) = self.vessels.pop_front() else { return };
                    self.loading = Some(vessel);
                    self.wait(world, now, vessel);
                    vessel
                }
            };
            let hold = &mut self.holds[vessel as usize];
            while hold.len() < CAPACITY {
                let Some(unit) = self.yard.pop_front() else { return };
                hold.push(unit);
            }
            self.sail(world, now, vessel, seen);
        }
    }
}

pub(crate) fn run(units: u64, seed: u64) -> Seen {
    let mut world = World { heap: Heap::new(), random: random(seed) };
    let mut border = Servers::new(BORDER, Service::exponential(BORDER), Kind::BorderEnds);
    let mut rail_1 = Servers::new(RAIL_1, Service::lognormal(RAIL_1), Kind::Rail1Ends);
    let mut port = Servers::new(PORT, Service::exponential(PORT), Kind::PortEnds);
    let mut rail_2 = Servers::new(RAIL_2, Service::lognormal(RAIL_2), Kind::Rail2Ends);
    let mut berth = Berth {
        yard: VecDeque::with_capacity(1_024),
        vessels: (0..VESSELS as u32).collect(),
        loading: None,
        holds: [const { Vec::new() }; VESSELS],
        sailed: [0; VESSELS],
    };
    let mut came: Vec<f64> = Vec::with_capacity(1_024);
    let mut free: Vec<u32> = Vec::with_capacity(1_024);
    let mut seen = Seen::expecting(units);
    let mut made = 0;
    berth.load(&mut world, 0.0, &mut seen);
    let first = exponential(&mut world.random, 1.0 / RATE);
    world.heap.push(first, event(Kind::Comes, 0));
    while let Some((now, what)) = world.heap.pop() {
        let number = what as u32;
        match KINDS[(what >> 32) as usize] {
            Kind::Comes => {
                made += 1;
                if made < units {
                    let interval = exponential(&mut world.random, 1.0 / RATE);
                    world.heap.push(now + interval, event(Kind::Comes, 0));
                }
                let unit = free.pop().unwrap_or_else(|| {
                    came.push(now);
                    came.len() as u32 - 1
                });
                came[unit as usize] = now;
                border.enter(&mut world, now, unit);
            }
            Kind::BorderEnds => {
                seen.border += now - came[number as usize];
                border.leave(&mut world, now);
                rail_1.enter(&mut world, now, number);
            }
            Kind::Rail1Ends => {
                rail_1.leave(&mut world, now);
                berth.yard.push_back(number);
                if berth.loading.is_some() {
                    berth.load(&mut world, now, &mut seen);
                }
            }
            Kind::WaitedLong => {
                let (vessel, sailed) = (number & 1, number >> 1);
                if berth.loading == Some(vessel) && berth.sailed[vessel as usize] == sailed {
                    if berth.holds[vessel as usize].is_empty() {
                        berth.wait(&mut world, now, vessel);
                    } else {
                        berth.sail(&mut world, now, vessel, &mut seen);
                        berth.load(&mut world, now, &mut seen);
                    }
                }
            }
            Kind::Arrives => world.heap.push(now + UNLOADING, event(Kind::Unloaded, number)),
            Kind::Unloaded => {
                for unit in berth.holds[number as usize].drain(..) {
                    port.enter(&mut world, now, unit);
                }
                world.heap.push(now + RETURN, event(Kind::Returns, number));
            }
            Kind::Returns => {
                berth.vessels.push_back(number);
                if berth.loading.is_none() {
                    berth.load(&mut world, now, &mut seen);
                }
            }
            Kind::PortEnds => {
                port.leave(&mut world, now);
                rail_2.enter(&mut world, now, number);
            }
            Kind::Rail2Ends => {
                rail_2.leave(&mut world, now);
                seen.times.push(now - came[number as usize]);
                free.push(number);
                if seen.times.len() as u64 == units {
                    break;
                }
            }
        }
    }
    seen
}
