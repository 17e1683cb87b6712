//! `resources.csv`: how the things of each resource stood.

use super::Material;
use super::table::Table;

const COLUMNS: [(&str, &str, &str); 9] = [
    ("owner", "", "The stage, pool or fleet that the resource belongs to."),
    ("resource", "", "Name of the resource."),
    ("capacity", "", "How many things it has."),
    ("busy_share", "share", "Share of its capacity and of the window at work."),
    ("blocked_share", "share", "Held by something that cannot leave."),
    ("starved_share", "share", "Idle for lack of work."),
    ("down_share", "share", "Out of order or in upkeep."),
    ("closed_share", "share", "Shut by opening hours, weather or possession."),
    (
        "active_period_h",
        "h",
        "Mean length of a period in which it is at work, blocked or down without a break.",
    ),
];

pub(super) fn table(material: Material<'_>) -> Table<'_> {
    let rows = material.results.resources.iter().map(|row| {
        vec![
            (&row.owner).into(),
            (&row.resource).into(),
            row.capacity.into(),
            row.busy.into(),
            row.blocked.into(),
            row.starved.into(),
            row.down.into(),
            row.closed.into(),
            row.active_period_h.into(),
        ]
    });
    Table::new("resources.csv", &COLUMNS, rows)
}
