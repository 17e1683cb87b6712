//! One document laid over another.
//!
//! Tables merge key by key. Replaced whole are: scalars; arrays; quantities, that is, tables with the key `unit`;
//! tables written inline, `{ … }`; and a choice that chooses another kind, so that `[stage.aktau.yard]` over
//! `[stage.aktau.port]` does not leave a stage of two kinds. A leaf over a table replaces it, and the reverse. Every
//! value keeps the place where it was written; a merged table has the place of the overlay.

use super::{Entry, Node, Schema, Table, Value};

/// Lays `over` on `base`; `schema` says where choices stand.
#[must_use]
pub fn merge(base: Node, over: Node, schema: Schema) -> Node {
    if replaces(&base, &over, schema) {
        return over;
    }
    let place = over.place;
    match (base.value, over.value) {
        (Value::Table(base), Value::Table(over)) => {
            Node::new(Value::Table(merge_tables(base, over, schema)), place)
        }
        (_, value) => Node::new(value, place),
    }
}

fn replaces(base: &Node, over: &Node, schema: Schema) -> bool {
    let (Some(_), Some(table)) = (base.as_table(), over.as_table()) else { return true };
    if table.inline || base.is_quantity() || over.is_quantity() {
        return true;
    }
    matches!((schema.chosen(base), schema.chosen(over)), (Some(a), Some(b)) if a != b)
}

fn merge_tables(mut base: Table, over: Table, schema: Schema) -> Table {
    for (key, entry) in over {
        let node = match base.remove(&key) {
            Some(Entry { node, .. }) => merge(node, entry.node, schema.under(&key).unwrap_or(Schema::Any)),
            None => entry.node,
        };
        base.insert(key, entry.key, node);
    }
    base
}

#[cfg(test)]
mod tests {
    use super::super::{ChoiceDoc, Files, Problems, parse};
    use super::*;

    const KINDS: &[ChoiceDoc] = &[
        ChoiceDoc { name: "port", doc: "", schema: || Schema::Any },
        ChoiceDoc { name: "yard", doc: "", schema: || Schema::Any },
    ];

    fn shape() -> Schema {
        // Every table of this document is a table of tables of choices.
        Schema::Map(|| Schema::Map(|| Schema::Choice(KINDS)))
    }

    fn merged(base: &str, over: &str) -> Node {
        let (mut files, mut problems) = (Files::new(), Problems::new());
        let mut read = |text: &str| {
            let file = files.add("t.toml", text);
            parse(file, &files, &mut problems).unwrap()
        };
        let (base, over) = (read(base), read(over));
        merge(base, over, shape())
    }

    fn paths(node: &Node) -> Vec<String> {
        node.leaves().into_iter().map(|(path, _)| path).collect()
    }

    #[test]
    fn tables_merge_and_leaves_keep_their_place() {
        let node = merged("[stage.a.port]\nx = 1\ny = [1, 2]\n", "[stage.a.port]\n\n\ny = [3]\nz = 4\n");
        assert_eq!(paths(&node), ["stage.a.port.x", "stage.a.port.y", "stage.a.port.z"]);
        assert_eq!(node.at(&["stage", "a", "port", "x"]).unwrap().place.line, 2);
        let y = node.at(&["stage", "a", "port", "y"]).unwrap();
        assert_eq!(y.place.line, 4);
        assert!(matches!(&y.value, Value::Array(items) if items.len() == 1));
    }

    #[test]
    fn quantities_and_inline_tables_are_replaced_whole() {
        let base = "[s.a.port]\nq = { value = 3, unit = \"h\", note = \"n\" }\nd = { when_full = {} }\n";
        let over = "[s.a.port]\nq = { exponential = { mean = 2 }, unit = \"h\" }\nd = { timetable = { every = 1 } }\n";
        let node = merged(base, over);
        let q = node.at(&["s", "a", "port", "q"]).unwrap().as_table().unwrap();
        assert_eq!(q.keys().collect::<Vec<_>>(), ["exponential", "unit"]);
        let d = node.at(&["s", "a", "port", "d"]).unwrap().as_table().unwrap();
        assert_eq!(d.keys().collect::<Vec<_>>(), ["timetable"]);
        // Half a quantity is not completed from the base either.
        let node = merged(base, "[s.a.port]\nq.value = 4\n");
        assert!(node.at(&["s", "a", "port", "q", "unit"]).is_none());
    }

    #[test]
    fn another_kind_replaces_and_the_same_kind_merges() {
        let base = "[stage.a.port]\nx = 1\n[stage.b.port]\nx = 1\n";
        let node = merged(base, "[stage.a.yard]\ny = 2\n[stage.b.port]\ny = 2\n");
        assert_eq!(paths(&node), ["stage.a.yard.y", "stage.b.port.x", "stage.b.port.y"]);
    }

    #[test]
    fn leaf_over_table_and_table_over_leaf() {
        let node = merged("a = 1\n[b]\nx = 1\n", "b = 2\n[a]\ny = 1\n");
        assert_eq!(paths(&node), ["a.y", "b"]);
    }
}
