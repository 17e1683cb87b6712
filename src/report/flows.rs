//! `flows.csv`: what became of each flow.

use super::Material;
use super::table::{Cell, Table, estimate};

const COLUMNS: [(&str, &str, &str); 29] = [
    ("flow", "", "Name of the flow."),
    ("consignments_in", "consignment", "Consignments that entered in the whole run: mean over replications."),
    ("consignments_out", "consignment", "Consignments that left."),
    ("consignments_inside", "consignment", "Consignments still inside at the end."),
    ("teu_in", "TEU", "TEU that entered in the whole run."),
    ("teu_out", "TEU", "TEU that left."),
    ("teu_inside", "TEU", "TEU still inside at the end."),
    ("tonnes_in", "t", "Tonnes that entered in the whole run."),
    ("tonnes_out", "t", "Tonnes that left."),
    ("tonnes_inside", "t", "Tonnes still inside at the end."),
    ("consignments_per_year", "consignment/yr", "Consignments that left in the window, scaled to 365 days."),
    ("teu_per_year", "TEU/yr", "TEU that left in the window, scaled to 365 days."),
    ("tonnes_per_year", "t/yr", "Tonnes that left in the window, scaled to 365 days."),
    ("turned_away", "consignment", "Consignments that found no room and went elsewhere."),
    ("cohort", "consignment", "Consignments that entered in the window."),
    ("cohort_out", "consignment", "Those of them that have left."),
    ("transit_d", "d", "Mean time from entering to leaving; empty if some never left or `drift` says yes."),
    ("transit_ci_low_d", "d", "Lower limit of its 95 % interval (Student)."),
    ("transit_ci_high_d", "d", "Upper limit of its 95 % interval."),
    ("cost_usd", "USD", "Mean cost of those that have left."),
    ("cost_ci_low_usd", "USD", "Lower limit of its 95 % interval (Student)."),
    ("cost_ci_high_usd", "USD", "Upper limit of its 95 % interval."),
    ("co2_kg", "kg", "Mean emission of CO2 of those that have left."),
    ("co2_ci_low_kg", "kg", "Lower limit of its 95 % interval (Student)."),
    ("co2_ci_high_kg", "kg", "Upper limit of its 95 % interval."),
    ("backlog_begin", "consignment", "Consignments under way when the window began."),
    ("backlog_end", "consignment", "Consignments under way when it ended."),
    ("backlog_growth_d", "d", "Growth of the backlog over the window, as days of arrivals of the flow."),
    (
        "drift",
        "",
        "yes if the backlog grows for as long as the run lasts: then no time of the flow is shown.",
    ),
];

pub(super) fn table(material: Material<'_>) -> Table<'_> {
    let results = material.results;
    let rows = results.flows.iter().map(move |row| {
        let amounts = [row.consignments, row.teu, row.tonnes, row.left_per_year];
        let mut cells: Vec<Cell> = vec![(&row.flow).into()];
        cells.extend(amounts.into_iter().flatten().map(Cell::from));
        cells.extend([row.turned_away.into(), row.cohort[0].into(), row.cohort[1].into()]);
        let transit = row.transit_d.as_ref();
        for value in [transit, row.cost_usd.as_ref(), row.co2_kg.as_ref()] {
            cells.extend(estimate(value));
        }
        let backlog = &row.backlog;
        cells.extend([backlog.begin.into(), backlog.end.into(), backlog.growth_d.into()]);
        cells.push(if backlog.drifts { "yes" } else { "no" }.into());
        cells
    });
    Table::new("flows.csv", &COLUMNS, rows)
}
