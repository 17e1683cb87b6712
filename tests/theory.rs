//! Textbook queues through the binary: scenario file in, CSV out, compared with exact values that others have derived.
//!
//! A stochastic case passes when, at a fixed seed and over at least 30 replications, the mean lies within four standard
//! errors of the exact value and the half-width of its 95 % interval is at most 2 % of that value, so that a pass
//! means something. The exact values are those of Gross, Shortle, Thompson and Harris, Fundamentals of Queueing
//! Theory, of Bailey (1954) and of Kingman (1962); the Markov ones were computed a second time with the R package
//! `queueing`. With `THEORY_SHOW=1` and `--nocapture` every figure is printed beside its exact value.
//!
//! Not expressible in a scenario, and why:
//! - Jackson networks with feedback (a place sends its customers on to several others, or back, by chance): a consignment
//!   draws its route when it enters, and a route names no stage twice.
//! - A single server on multiple vacations: a server stage keeps no hours; closures belong to borders, ports and
//!   lines, which are not single queues.
//! - Cases of other simulators' test suites that state each customer's service time: a service is a law, never a list.
//! - Replication k on its own: the command line takes a number of replications, not their numbers. That the first five
//!   of ten are the five of five is tested instead.

#[path = "theory/book.rs"]
mod book;
#[path = "theory/identities.rs"]
mod identities;
#[path = "theory/metamorphic.rs"]
mod metamorphic;
#[path = "theory/networks.rs"]
mod networks;
#[path = "theory/single.rs"]
mod single;
#[path = "theory/vessels.rs"]
mod vessels;
