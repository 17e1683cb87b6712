//! What is wrong with a law, in words a scenario's author can act on.

/// A parameter that makes a law impossible.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{parameter}` is {found}; allowed: {allowed}")]
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
