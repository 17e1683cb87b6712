//! What is wrong with a law, in words a scenario's author can act on.

use std::error::Error;
use std::fmt;

/// A parameter that makes a law impossible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawProblem {
    /// The parameter's name, as in the law's field: "low", "mode", "p90". The values of an empirical law are
    /// "empirical".
    pub parameter: &'static str,
    /// What was found, as text.
    pub found: String,
    /// What would be accepted, as text.
    pub allowed: String,
}

impl LawProblem {
    pub(super) fn new(
        parameter: &'static str,
        found: impl ToString,
        allowed: impl Into<String>,
    ) -> LawProblem {
        LawProblem { parameter, found: found.to_string(), allowed: allowed.into() }
    }
}

impl fmt::Display for LawProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is {}; allowed: {}", self.parameter, self.found, self.allowed)
    }
}

impl Error for LawProblem {}
