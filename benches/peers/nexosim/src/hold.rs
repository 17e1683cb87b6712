//! W1 in nexosim: one model with all pending events.

use nexosim::model::{Context, Model, schedulable};
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use peer_model::{Random, exponential, random, timed};
use serde::{Deserialize, Serialize};

use crate::{SEEN, delay, hours, told};

#[derive(Serialize, Deserialize)]
struct Hold {
    random: Random,
    pending: u32,
    left: u64,
}

#[Model]
impl Hold {
    #[nexosim(init)]
    async fn init(&mut self, context: &Context<Self>) {
        for event in 0..self.pending {
            let hours = exponential(&mut self.random, 1.0);
            context.schedule_event(delay(hours), schedulable!(Self::happen), event).expect("it lies ahead");
        }
    }

    #[nexosim(schedulable)]
    async fn happen(&mut self, event: u32, context: &Context<Self>) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        if self.left == 0 {
            SEEN.with(|seen| seen.borrow_mut().times.push(hours(context.time())));
            return;
        }
        let hours = exponential(&mut self.random, 1.0);
        context.schedule_event(delay(hours), schedulable!(Self::happen), event).expect("it lies ahead");
    }
}

pub(crate) fn run(pending: usize, holds: u64) -> (f64, f64) {
    let hold = Hold { random: random(1), pending: pending as u32, left: holds };
    let models = SimInit::with_num_threads(1).add_model(hold, Mailbox::new(), "hold");
    let mut simulation = models.init(MonotonicTime::EPOCH).expect("the model is sound");
    let (result, cpu) = timed(|| simulation.run());
    result.expect("the simulation runs");
    (told().times[0], cpu)
}
