//! The workloads in nexosim 1.0: a model for each stage, which schedules events for itself; an hour is a second of its
//! clock, of whole nanoseconds. One thread: parallel models would be too small here.

mod corridor;
mod desk;
mod hold;

use std::cell::RefCell;
use std::time::Duration;

use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use peer_model::{LOAD, Program, Seen, Service, serve};

use desk::{Desk, Role, Source};

thread_local! {
    /// What the models of a run tell: they are out of reach once it has begun.
    pub(crate) static SEEN: RefCell<Seen> = RefCell::new(Seen::default());
}

/// A delay, of at least one nanosecond.
pub(crate) fn delay(hours: f64) -> Duration {
    Duration::from_nanos((hours * 1e9) as u64 + 1)
}

pub(crate) fn hours(time: MonotonicTime) -> f64 {
    time.as_secs() as f64 + f64::from(time.subsec_nanos()) * 1e-9
}

/// What was told since the last call.
pub(crate) fn told() -> Seen {
    SEEN.with(RefCell::take)
}

fn main() {
    serve(&Program { w1: hold::run, w2: mm1, w3: corridor::run });
}

fn mm1(customers: u64) -> f64 {
    let (mut source, desk) = (
        Source::new(peer_model::random(1), customers, 1.0 / LOAD),
        Desk::new(peer_model::random(2), 1, Service::Exponential { mean: 1.0 }, Role::Last),
    );
    let (mailbox, desks) = (Mailbox::new(), Mailbox::new());
    source.onwards.connect(Desk::enter, &desks);
    let models =
        SimInit::with_num_threads(1).add_model(source, mailbox, "source").add_model(desk, desks, "desk");
    models.init(MonotonicTime::EPOCH).expect("the models are sound").run().expect("the simulation runs");
    told().times.iter().sum::<f64>() / customers as f64
}
