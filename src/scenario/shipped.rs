//! The scenarios that travel in the binary, so that the first run needs no file.

/// Name and text of every shipped scenario.
pub const SHIPPED: &[(&str, &str)] = &[("base", include_str!("../../scenarios/base.toml"))];

/// The text of the shipped scenario of that name, with or without `.toml`.
#[must_use]
pub fn shipped(name: &str) -> Option<&'static str> {
    let name = name.strip_suffix(".toml").unwrap_or(name);
    SHIPPED.iter().find(|(known, _)| *known == name).map(|&(_, text)| text)
}
