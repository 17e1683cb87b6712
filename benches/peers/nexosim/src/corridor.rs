//! W3 in nexosim.

use std::collections::VecDeque;

use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::Output;
use nexosim::simulation::{EventKey, Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use peer_model::{
    BORDER, CAPACITY, LONGEST_WAIT, PORT, RAIL_1, RAIL_2, RATE, RETURN, SAILING, Seen, Service, UNLOADING,
    VESSELS, random,
};
use serde::{Deserialize, Serialize};

use crate::desk::{Desk, Role, Source};
use crate::{SEEN, delay, told};

/// The yard, the berth and the vessels.
#[derive(Serialize, Deserialize)]
struct Sea {
    yard: VecDeque<f64>,
    vessels: VecDeque<usize>,
    loading: Option<usize>,
    wait: Option<EventKey>,
    holds: Vec<Vec<f64>>,
    /// Units that are still to come.
    left: u64,
    onwards: Output<f64>,
}

impl Sea {
    fn wait(&mut self, vessel: usize, context: &Context<Self>) {
        let key = context.schedule_keyed_event(delay(LONGEST_WAIT), schedulable!(Self::waited), vessel);
        self.wait = Some(key.expect("it lies ahead"));
    }

    fn sail(&mut self, vessel: usize, context: &Context<Self>) {
        SEEN.with(|seen| {
            let mut seen = seen.borrow_mut();
            seen.departures += 1;
            seen.carried += self.holds[vessel].len() as u64;
        });
        if let Some(wait) = self.wait.take() {
            wait.cancel();
        }
        self.loading = None;
        context.schedule_event(delay(SAILING), schedulable!(Self::arrive), vessel).expect("it lies ahead");
    }

    fn load(&mut self, context: &Context<Self>) {
        loop {
            if self.loading.is_none() {
                let Some(vessel) = self.vessels.pop_front() else { return };
                self.loading = Some(vessel);
                self.wait(vessel, context);
            }
            let vessel = self.loading.expect("one has just been called");
            while self.holds[vessel].len() < CAPACITY {
                let Some(unit) = self.yard.pop_front() else { return };
                self.holds[vessel].push(unit);
            }
            self.sail(vessel, context);
        }
    }
}

#[Model]
impl Sea {
    #[nexosim(init)]
    async fn init(&mut self, context: &Context<Self>) {
        self.load(context);
    }

    async fn enter(&mut self, came: f64, context: &Context<Self>) {
        self.left -= 1;
        self.yard.push_back(came);
        if self.loading.is_some() {
            self.load(context);
        }
    }

    #[nexosim(schedulable)]
    async fn waited(&mut self, vessel: usize, context: &Context<Self>) {
        self.wait = None;
        if !self.holds[vessel].is_empty() {
            self.sail(vessel, context);
            self.load(context);
        } else if self.left > 0 {
            self.wait(vessel, context);
        }
    }

    #[nexosim(schedulable)]
    async fn arrive(&mut self, vessel: usize, context: &Context<Self>) {
        context.schedule_event(delay(UNLOADING), schedulable!(Self::unload), vessel).expect("it lies ahead");
    }

    #[nexosim(schedulable)]
    async fn unload(&mut self, vessel: usize, context: &Context<Self>) {
        context.schedule_event(delay(RETURN), schedulable!(Self::come_back), vessel).expect("it lies ahead");
        for unit in std::mem::take(&mut self.holds[vessel]) {
            self.onwards.send(unit).await;
        }
    }

    #[nexosim(schedulable)]
    async fn come_back(&mut self, vessel: usize, context: &Context<Self>) {
        self.vessels.push_back(vessel);
        if self.loading.is_none() {
            self.load(context);
        }
    }
}

pub(crate) fn run(units: u64, seed: u64) -> Seen {
    SEEN.with(|seen| *seen.borrow_mut() = Seen::expecting(units));
    // Every model draws for itself.
    let draws = |model: u64| random(seed * 1_000 + model);
    let mut source = Source::new(draws(0), units, 1.0 / RATE);
    let mut border = Desk::new(draws(1), BORDER, Service::exponential(BORDER), Role::Border);
    let mut rail_1 = Desk::new(draws(2), RAIL_1, Service::lognormal(RAIL_1), Role::Middle);
    let mut sea = Sea {
        yard: VecDeque::new(),
        vessels: (0..VESSELS).collect(),
        loading: None,
        wait: None,
        holds: vec![Vec::new(); VESSELS],
        left: units,
        onwards: Output::default(),
    };
    let mut port = Desk::new(draws(3), PORT, Service::exponential(PORT), Role::Middle);
    let rail_2 = Desk::new(draws(4), RAIL_2, Service::lognormal(RAIL_2), Role::Last);
    let (sources, borders, rails_1) = (Mailbox::new(), Mailbox::new(), Mailbox::new());
    let (seas, ports, rails_2) = (Mailbox::new(), Mailbox::new(), Mailbox::new());
    source.onwards.connect(Desk::enter, &borders);
    border.onwards.connect(Desk::enter, &rails_1);
    rail_1.onwards.connect(Sea::enter, &seas);
    sea.onwards.connect(Desk::enter, &ports);
    port.onwards.connect(Desk::enter, &rails_2);
    let models = SimInit::with_num_threads(1)
        .add_model(source, sources, "source")
        .add_model(border, borders, "border")
        .add_model(rail_1, rails_1, "rail 1")
        .add_model(sea, seas, "sea")
        .add_model(port, ports, "port")
        .add_model(rail_2, rails_2, "rail 2");
    models.init(MonotonicTime::EPOCH).expect("the models are sound").run().expect("the simulation runs");
    told()
}
