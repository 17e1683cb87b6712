//! The run loop.

use super::Calendar;
use crate::units::Time;

/// Something that events happen to.
pub trait Model {
    /// What can happen; small and copied by value.
    type Event: Copy;

    /// Lets `event` happen; the calendar's clock shows its time.
    fn handle(&mut self, event: Self::Event, calendar: &mut Calendar<Self::Event>);

    /// Whether the run is over although events are still to come.
    fn finished(&self) -> bool {
        false
    }
}

/// Why a run stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The model said that it had finished.
    Finished,
    /// The next event lies beyond the horizon.
    Horizon,
    /// No event was left.
    Exhausted,
    /// The limit of events was reached.
    EventLimit,
}

/// Runs `model` until it has finished, the next event would be later than `horizon`, or `limit` events have happened;
/// returns why, and the number of events.
pub fn run<M: Model>(
    model: &mut M,
    calendar: &mut Calendar<M::Event>,
    horizon: Time,
    limit: u64,
) -> (Stop, u64) {
    let mut events = 0;
    while !model.finished() {
        let Some((time, event)) = calendar.pop() else { return (Stop::Exhausted, events) };
        if time > horizon {
            return (Stop::Horizon, events);
        }
        if events == limit {
            return (Stop::EventLimit, events);
        }
        events += 1;
        model.handle(event, calendar);
    }
    (Stop::Finished, events)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Priority;
    use crate::units::Duration;

    struct Clock {
        ticks: u64,
        enough: u64,
    }

    impl Model for Clock {
        type Event = ();
        fn handle(&mut self, (): (), calendar: &mut Calendar<()>) {
            self.ticks += 1;
            calendar.schedule(calendar.now() + Duration::from_ms(10), Priority(0), ());
        }
        fn finished(&self) -> bool {
            self.ticks == self.enough
        }
    }

    fn started() -> Calendar<()> {
        let mut calendar = Calendar::new();
        calendar.schedule(Time::ZERO, Priority(0), ());
        calendar
    }

    #[test]
    fn says_why_it_stopped() {
        let mut clock = Clock { ticks: 0, enough: u64::MAX };
        assert_eq!(run(&mut clock, &mut started(), Time::from_ms(25), u64::MAX), (Stop::Horizon, 3));
        let mut clock = Clock { ticks: 0, enough: 5 };
        assert_eq!(run(&mut clock, &mut started(), Time::MAX, u64::MAX), (Stop::Finished, 5));
        let mut clock = Clock { ticks: 0, enough: u64::MAX };
        assert_eq!(run(&mut clock, &mut started(), Time::MAX, 7), (Stop::EventLimit, 7));
        assert_eq!(run(&mut clock, &mut Calendar::new(), Time::MAX, 7), (Stop::Exhausted, 0));
    }
}
