//! The workloads in odem-rs 0.4: a process for each server, channels as queues, which is its quickest form.

mod corridor;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use odem_rs::prelude::*;
use odem_rs::sync::channel::shared::{Receiver, Sender};
use peer_model::{LOAD, Program, Random, Service, random, serve};

/// What the processes of one run share without odem-rs knowing: nothing.
#[derive(Config, Default)]
pub(crate) struct Nothing;

/// Random numbers that several processes draw from.
#[derive(Clone)]
pub(crate) struct Draws(Rc<RefCell<Random>>);

impl Draws {
    pub(crate) fn new(seed: u64) -> Draws {
        Draws(Rc::new(RefCell::new(random(seed))))
    }

    pub(crate) fn exponential(&self, mean: f64) -> f64 {
        peer_model::exponential(&mut self.0.borrow_mut(), mean)
    }

    pub(crate) fn service(&self, law: Service) -> f64 {
        law.draw(&mut self.0.borrow_mut())
    }
}

/// A queue of times of coming.
pub(crate) fn queue() -> (Sender<f64>, Receiver<f64>) {
    channel(VecDeque::new())
}

fn main() {
    serve(&Program { w1: hold, w2: mm1, w3: corridor::run });
}

/// One of the pending events of W1.
struct Pending {
    draws: Draws,
    left: Rc<Cell<u64>>,
    done: Sender<f64>,
}

impl Behavior<Nothing> for Pending {
    type Output = ();

    async fn actions(&self, sim: &Sim<Nothing>) {
        loop {
            sim.advance(self.draws.exponential(1.0)).await;
            self.left.set(self.left.get() - 1);
            if self.left.get() == 0 {
                let _ = self.done.try_send(sim.now());
                sleep().await;
            }
        }
    }
}

fn hold(pending: usize, holds: u64) -> (f64, f64) {
    let found = Rc::new(Cell::new((0.0, 0.0)));
    let tell = found.clone();
    simulation(async move |sim: &Sim<Nothing>| {
        let (done, end) = queue();
        let (draws, left) = (Draws::new(1), Rc::new(Cell::new(holds)));
        for _ in 0..pending {
            sim.spawn(Pending { draws: draws.clone(), left: left.clone(), done: done.clone() });
        }
        let clock = peer_model::Clock::start();
        let now = end.recv().await.expect("the last hold tells");
        tell.set((now, clock.stop()));
    })
    .expect("the simulation runs");
    found.get()
}

/// The server of W2.
struct Server {
    draws: Draws,
    queue: Receiver<f64>,
    total: Rc<Cell<f64>>,
    customers: u64,
    done: Sender<f64>,
}

impl Behavior<Nothing> for Server {
    type Output = ();

    async fn actions(&self, sim: &Sim<Nothing>) {
        for _ in 0..self.customers {
            let Ok(came) = self.queue.recv().await else { return };
            sim.advance(self.draws.exponential(1.0)).await;
            self.total.set(self.total.get() + sim.now() - came);
        }
        let _ = self.done.try_send(sim.now());
    }
}

fn mm1(customers: u64) -> f64 {
    let total = Rc::new(Cell::new(0.0));
    let tell = total.clone();
    simulation(async move |sim: &Sim<Nothing>| {
        let ((done, end), (come, queue)) = (queue(), queue());
        let draws = Draws::new(1);
        sim.spawn(Server { draws: draws.clone(), queue, total: tell, customers, done });
        for _ in 0..customers {
            sim.advance(draws.exponential(1.0 / LOAD)).await;
            let _ = come.try_send(sim.now());
        }
        let _ = end.recv().await;
    })
    .expect("the simulation runs");
    total.get() / customers as f64
}
