//! A source, and a stage with servers and a queue, in nexosim.

use std::collections::VecDeque;
use std::time::Duration;

use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::Output;
use peer_model::{Random, Service, exponential};
use serde::{Deserialize, Serialize};

use crate::{SEEN, delay, hours};

#[derive(Serialize, Deserialize)]
pub(crate) struct Source {
    random: Random,
    left: u64,
    mean: f64,
    pub onwards: Output<f64>,
}

impl Source {
    pub(crate) fn new(random: Random, units: u64, mean: f64) -> Source {
        Source { random, left: units, mean, onwards: Output::default() }
    }

    fn interval(&mut self) -> Duration {
        delay(exponential(&mut self.random, self.mean))
    }
}

#[Model]
impl Source {
    #[nexosim(init)]
    async fn init(&mut self, context: &Context<Self>) {
        context.schedule_event(self.interval(), schedulable!(Self::send), ()).expect("it lies ahead");
    }

    #[nexosim(schedulable)]
    async fn send(&mut self, (): (), context: &Context<Self>) {
        self.left -= 1;
        self.onwards.send(hours(context.time())).await;
        if self.left > 0 {
            context.schedule_event(self.interval(), schedulable!(Self::send), ()).expect("it lies ahead");
        }
    }
}

/// What a stage does with a unit that it has served.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) enum Role {
    /// Adds up its time so far, and sends it on.
    Border,
    /// Sends it on.
    Middle,
    /// Writes down its time.
    Last,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Desk {
    random: Random,
    free: usize,
    queue: VecDeque<f64>,
    law: Service,
    role: Role,
    pub onwards: Output<f64>,
}

impl Desk {
    pub(crate) fn new(random: Random, servers: usize, law: Service, role: Role) -> Desk {
        Desk { random, free: servers, queue: VecDeque::new(), law, role, onwards: Output::default() }
    }

    fn begin(&mut self, came: f64, context: &Context<Self>) {
        let service = delay(self.law.draw(&mut self.random));
        context.schedule_event(service, schedulable!(Self::end), came).expect("it lies ahead");
    }
}

#[Model]
impl Desk {
    pub(crate) async fn enter(&mut self, came: f64, context: &Context<Self>) {
        if self.free > 0 {
            self.free -= 1;
            self.begin(came, context);
        } else {
            self.queue.push_back(came);
        }
    }

    #[nexosim(schedulable)]
    async fn end(&mut self, came: f64, context: &Context<Self>) {
        match self.queue.pop_front() {
            Some(next) => self.begin(next, context),
            None => self.free += 1,
        }
        let time = hours(context.time()) - came;
        match self.role {
            Role::Last => SEEN.with(|seen| seen.borrow_mut().times.push(time)),
            Role::Border => {
                SEEN.with(|seen| seen.borrow_mut().border += time);
                self.onwards.send(came).await;
            }
            Role::Middle => self.onwards.send(came).await,
        }
    }
}
