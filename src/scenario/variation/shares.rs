//! The shares of a flow's routes, of which one cannot be moved alone.

use std::collections::BTreeSet;

use crate::document::{Node, Table, parse_path};
use crate::parameter::moved;

/// Makes the shares of a flow's routes add up as before where some of them were moved: the others are scaled, or all of
/// them if none is left. What was scaled so has no range any more, because the range was not meant for it.
pub(super) fn balance<'p>(document: &mut Node, before: &Node, paths: impl Iterator<Item = &'p str>) {
    let moved: BTreeSet<(String, String)> = paths.filter_map(route_of).collect();
    let flows: BTreeSet<&str> = moved.iter().map(|(flow, _)| flow.as_str()).collect();
    for flow in flows {
        let path = ["flow", flow, "route"];
        let Some(total) = before.at(&path).and_then(Node::as_table).and_then(|routes| sum(routes, |_| true))
        else {
            continue;
        };
        let routes = path.iter().try_fold(&mut *document, |node, key| node.as_table_mut()?.get_mut(key));
        let Some(routes) = routes.and_then(Node::as_table_mut) else { continue };
        let stays = |route: &str| moved.contains(&(flow.to_owned(), route.to_owned()));
        let Some((fixed, others)) = sum(routes, stays).zip(sum(routes, |route| !stays(route))) else {
            continue;
        };
        if others > 0.0 && fixed <= total {
            scale(routes, (total - fixed) / others, |route| !stays(route));
        } else if others == 0.0 && fixed > 0.0 {
            scale(routes, total / fixed, stays);
        }
    }
}

/// The flow and the route of the path of a share.
fn route_of(path: &str) -> Option<(String, String)> {
    match parse_path(path).ok()?.as_slice() {
        [table, flow, key, route] if table == "flow" && key == "route" => Some((flow.clone(), route.clone())),
        _ => None,
    }
}

/// The sum of the shares of some routes; `None` if they are not all written in one unit.
fn sum(routes: &Table, which: impl Fn(&str) -> bool) -> Option<f64> {
    let unit = |node: &'_ Node| node.at(&["unit"]).and_then(Node::as_str).map(str::to_owned);
    let first = routes.iter().next().and_then(|(_, _, node)| unit(node))?;
    let mut total = 0.0;
    for (route, _, node) in routes.iter() {
        let value =
            node.at(&["value"]).and_then(Node::as_number).filter(|_| unit(node).as_ref() == Some(&first));
        total += if which(route) { value? } else { 0.0 };
    }
    Some(total)
}

fn scale(routes: &mut Table, factor: f64, which: impl Fn(&str) -> bool) {
    if factor == 1.0 {
        return;
    }
    for (_, node) in routes.iter_mut().filter(|(route, _)| which(route)) {
        let Some(share) = node.at(&["value"]).and_then(Node::as_number) else { continue };
        if let Ok(mut scaled) = moved(node, share, share * factor, false) {
            if let Some(table) = scaled.as_table_mut() {
                table.remove("range");
            }
            *node = scaled;
        }
    }
}
