//! Cases whose results are known, run by the same engine as any scenario: the textbooks' queues, calculations by hand, cases
//! of other simulators' test suites, what lines and fleets carry by arithmetic, and identities that hold in every run.
//!
//! A figure of a case with random numbers passes when its mean over the replications is at most [`MOST_ERRORS`] standard
//! errors from the exact value and the half-width of its 95 % interval at most [`MOST_HALF_WIDTH`] of it, so that a pass
//! means something. A case without chance must come out exactly; times to the millisecond.
//!
//! Left to the test suite, which runs them with a wider margin, because they would take minutes here: M/M/1 at 90 %, lognormal
//! services with a coefficient of variation of 2 (D3), trains of fifty (V7), the mean waits of the systems of which the time in
//! the system is given here; and what only diaries tell: the share of waits beyond a limit, of departures that leave nobody
//! behind, of time with at most ten on a leg.
//!
//! Cases of other simulators that stages cannot express:
//! - Ciw `test_slotted_services_repeat` (a cycle of unequal intervals) and sizes that differ from slot to slot: departures are
//!   at equal intervals, of vessels of one size. The first case of slots is expressed with another flow that takes the place
//!   that is missing.
//! - Ciw `test_batching`, `test_server_utilisation_with_schedules`, the own times of simmer's batches: a service is a law,
//!   never a list of one service after the other.
//! - Ciw `test_preemptive_schedules_resume_options`, restart and resample, and simmer's "not restarted": what was begun goes on
//!   from where it was, always. `test_overtime`: who has begun rests when the desk shuts and does not finish first.
//! - Ciw `test_exactness` (a shift of 0.05 in a cycle of 3) and simmer's timetable of capacities: opening hours repeat daily.
//!   Its point, that clocks in floating point drift, is met by every case here that is exact to the millisecond.
//! - Ciw `test_processor_sharing`, simmer's priorities with preemption and its gas station (two classes of customers with their
//!   own services at one server): not offered.
//! - queueing-tool's Burke and Jackson networks with feedback: a route names no stage twice. Burke's theorem is what the tandem
//!   (T1) rests on.

mod case;
mod exact;
mod families;
mod found;
mod identities;
mod observations;
mod run;

pub use case::{Case, Known, Milestones, Reading as KnownReading, Trial};
pub use families::known_cases;
pub use found::{Judgement, MOST_ERRORS, MOST_HALF_WIDTH, Validation, ValidationRow, ValidationRows};
pub use observations::{hold_against_observations, observed_replications, observed_scenarios};
pub use run::{Trials, replications_of, validate};
