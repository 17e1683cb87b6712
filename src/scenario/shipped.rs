//! The scenarios that travel in the binary, so that the first run needs no file.

/// Name and text of every shipped scenario.
pub const SHIPPED: &[(&str, &str)] = &[("base.toml", include_str!("../../scenarios/base.toml"))];

/// The text of the shipped scenario of that name, with or without `.toml`.
#[must_use]
pub fn shipped(name: &str) -> Option<&'static str> {
    SHIPPED
        .iter()
        .find(|(file, _)| *file == name || file.strip_suffix(".toml") == Some(name))
        .map(|&(_, text)| text)
}
