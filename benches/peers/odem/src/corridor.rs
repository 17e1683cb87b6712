//! W3 in odem-rs.

use std::cell::RefCell;
use std::rc::Rc;

use odem_rs::prelude::*;
use odem_rs::sync::channel::shared::{Receiver, Sender};
use odem_rs::sync::error::RecvError;
use peer_model::{
    BORDER, CAPACITY, LONGEST_WAIT, PORT, RAIL_1, RAIL_2, RATE, RETURN, SAILING, Seen, Service, UNLOADING,
    VESSELS,
};

use crate::{Draws, Nothing, queue};

/// One of the servers of a stage.
struct Server {
    draws: Draws,
    law: Service,
    queue: Receiver<f64>,
    onwards: Sender<f64>,
    /// Where the times at the border are added up; only its servers do so.
    border: Option<Rc<RefCell<Seen>>>,
}

impl Behavior<Nothing> for Server {
    type Output = ();

    async fn actions(&self, sim: &Sim<Nothing>) {
        while let Ok(came) = self.queue.recv().await {
            sim.advance(self.draws.service(self.law)).await;
            if let Some(seen) = &self.border {
                seen.borrow_mut().border += sim.now() - came;
            }
            let _ = self.onwards.try_send(came);
        }
    }
}

struct Source {
    draws: Draws,
    units: u64,
    onwards: Sender<f64>,
}

impl Behavior<Nothing> for Source {
    type Output = ();

    async fn actions(&self, sim: &Sim<Nothing>) {
        for _ in 0..self.units {
            sim.advance(self.draws.exponential(1.0 / RATE)).await;
            let _ = self.onwards.try_send(sim.now());
        }
    }
}

struct Vessel {
    /// A token for whoever may load.
    berth: Receiver<f64>,
    free: Sender<f64>,
    yard: Receiver<f64>,
    onwards: Sender<f64>,
    seen: Rc<RefCell<Seen>>,
}

impl Vessel {
    fn tell(&self, load: usize) {
        let mut seen = self.seen.borrow_mut();
        seen.departures += 1;
        seen.carried += load as u64;
    }

    /// Units, until it is full, or has one and has waited long.
    async fn load(&self, sim: &Sim<Nothing>) -> Vec<f64> {
        let mut hold = Vec::with_capacity(CAPACITY);
        while hold.is_empty() {
            let limit = sim.now() + LONGEST_WAIT;
            while hold.len() < CAPACITY {
                if let Ok(unit) = self.yard.try_recv() {
                    hold.push(unit);
                    continue;
                }
                let late = async {
                    sim.advance_to(limit).await;
                    Err(RecvError)
                };
                match sim.fork(self.yard.recv()).or(late).await {
                    Ok(unit) => hold.push(unit),
                    Err(_) => break,
                }
            }
        }
        hold
    }
}

impl Behavior<Nothing> for Vessel {
    type Output = ();

    async fn actions(&self, sim: &Sim<Nothing>) {
        loop {
            let _ = self.berth.recv().await;
            let hold = self.load(sim).await;
            let _ = self.free.try_send(0.0);
            self.tell(hold.len());
            sim.advance(SAILING).await;
            sim.advance(UNLOADING).await;
            for unit in hold {
                let _ = self.onwards.try_send(unit);
            }
            sim.advance(RETURN).await;
        }
    }
}

pub(crate) fn run(units: u64, seed: u64) -> Seen {
    let seen = Rc::new(RefCell::new(Seen::expecting(units)));
    let tell = seen.clone();
    simulation(async move |sim: &Sim<Nothing>| {
        let draws = Draws::new(seed);
        let [(come, border), (to_rail_1, rail_1), (to_yard, yard)] = [queue(), queue(), queue()];
        let [(to_port, port), (to_rail_2, rail_2), (leave, out)] = [queue(), queue(), queue()];
        let (free, berth) = queue();
        let _ = free.try_send(0.0);
        let staff = |servers,
                     law,
                     queue: &Receiver<f64>,
                     onwards: &Sender<f64>,
                     border: Option<Rc<RefCell<Seen>>>| {
            for _ in 0..servers {
                let (queue, onwards) = (queue.clone(), onwards.clone());
                sim.spawn(Server { draws: draws.clone(), law, queue, onwards, border: border.clone() });
            }
        };
        staff(BORDER, Service::exponential(BORDER), &border, &to_rail_1, Some(tell.clone()));
        staff(RAIL_1, Service::lognormal(RAIL_1), &rail_1, &to_yard, None);
        for _ in 0..VESSELS {
            let (berth, free, yard) = (berth.clone(), free.clone(), yard.clone());
            sim.spawn(Vessel { berth, free, yard, onwards: to_port.clone(), seen: tell.clone() });
        }
        staff(PORT, Service::exponential(PORT), &port, &to_rail_2, None);
        staff(RAIL_2, Service::lognormal(RAIL_2), &rail_2, &leave, None);
        sim.spawn(Source { draws: draws.clone(), units, onwards: come });
        for _ in 0..units {
            let came = out.recv().await.expect("every unit comes out");
            tell.borrow_mut().times.push(sim.now() - came);
        }
    })
    .expect("the simulation runs");
    seen.take()
}
