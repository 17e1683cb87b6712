//! The engine: a calendar of pending events, a run loop, and counted resources.
//!
//! Floor 2. A model goes in, a reason for stopping comes out. The engine does not know what a container, a random
//! number or a file is.

mod calendar;
mod resource;
mod run;

pub use calendar::{Calendar, Handle, Priority};
pub use resource::Resource;
pub use run::{Model, Stop, run};
