//! The scenarios that travel in the binary, so that the first run needs no file.

/// Name and text of every shipped scenario.
pub const SHIPPED: &[(&str, &str)] = &[
    ("base", include_str!("../../scenarios/base.toml")),
    ("kz-12-day", include_str!("../../scenarios/kz-12-day.toml")),
    ("kz-5-day", include_str!("../../scenarios/kz-5-day.toml")),
    ("all-fixes", include_str!("../../scenarios/all-fixes.toml")),
    ("traffic-2024", include_str!("../../scenarios/traffic-2024.toml")),
    ("six-feeders-2025", include_str!("../../scenarios/six-feeders-2025.toml")),
    ("ten-million", include_str!("../../scenarios/ten-million.toml")),
    ("winter-storms", include_str!("../../scenarios/winter-storms.toml")),
    ("january-closure", include_str!("../../scenarios/january-closure.toml")),
    ("january-closure-all-fixes", include_str!("../../scenarios/january-closure-all-fixes.toml")),
    ("whole-route", include_str!("../../scenarios/whole-route.toml")),
    ("whole-route-2024", include_str!("../../scenarios/whole-route-2024.toml")),
    ("dostyk-moyinty-by-parts", include_str!("../../scenarios/dostyk-moyinty-by-parts.toml")),
    // One fix each.
    ("aktau-container-hub", include_str!("../../scenarios/aktau-container-hub.toml")),
    ("aktau-dredging", include_str!("../../scenarios/aktau-dredging.toml")),
    ("alat-grain-terminal", include_str!("../../scenarios/alat-grain-terminal.toml")),
    ("almaty-bypass", include_str!("../../scenarios/almaty-bypass.toml")),
    ("azerbaijan-section", include_str!("../../scenarios/azerbaijan-section.toml")),
    ("balkhash-moyinty-second-track", include_str!("../../scenarios/balkhash-moyinty-second-track.toml")),
    ("beskol-dostyk-second-track", include_str!("../../scenarios/beskol-dostyk-second-track.toml")),
    ("corridor-digitalisation", include_str!("../../scenarios/corridor-digitalisation.toml")),
    ("dostyk-moyinty-second-track", include_str!("../../scenarios/dostyk-moyinty-second-track.toml")),
    ("feeder-48-hours", include_str!("../../scenarios/feeder-48-hours.toml")),
    ("feeder-timetable", include_str!("../../scenarios/feeder-timetable.toml")),
    ("joint-logistics-company", include_str!("../../scenarios/joint-logistics-company.toml")),
    ("locomotives-supply", include_str!("../../scenarios/locomotives-supply.toml")),
    ("moyinty-kyzylzhar-line", include_str!("../../scenarios/moyinty-kyzylzhar-line.toml")),
    ("port-closure-rule", include_str!("../../scenarios/port-closure-rule.toml")),
    ("port-investment-fund", include_str!("../../scenarios/port-investment-fund.toml")),
    ("road-and-rail-reconstruction", include_str!("../../scenarios/road-and-rail-reconstruction.toml")),
    ("saksaulskaya-loops", include_str!("../../scenarios/saksaulskaya-loops.toml")),
    ("ships-supply", include_str!("../../scenarios/ships-supply.toml")),
    ("trans-caspian-ferry-system", include_str!("../../scenarios/trans-caspian-ferry-system.toml")),
    ("unified-tariff", include_str!("../../scenarios/unified-tariff.toml")),
    ("without-kuryk", include_str!("../../scenarios/without-kuryk.toml")),
];

/// The text of the shipped scenario of that name, with or without `.toml`.
#[must_use]
pub fn shipped(name: &str) -> Option<&'static str> {
    let name = name.strip_suffix(".toml").unwrap_or(name);
    SHIPPED.iter().find(|(known, _)| *known == name).map(|&(_, text)| text)
}
