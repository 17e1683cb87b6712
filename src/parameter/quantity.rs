//! Numbers with a unit and a source.

use super::law::{LAWS, is_law, read_law, read_value};
use super::{Field, Kind, Name, Origin, Reader};
use crate::document::{Code, Node, Place, Schema, Table, Value, nearest, write_value};
use crate::random::Law;
use crate::units::{Dimension, Domain, Duration, InHours, Unit};
use std::marker::PhantomData;
use std::sync::Arc;

/// A value or a law, with unit, source, kind and note.
#[derive(Clone, Debug)]
pub struct Quantity<D> {
    law: Law,
    origin: Arc<Origin>,
    dimension: PhantomData<D>,
}

/// A value that does not vary, with unit, source, kind and note.
#[derive(Clone, Debug)]
pub struct Fixed<D> {
    value: f64,
    origin: Arc<Origin>,
    dimension: PhantomData<D>,
}

/// Equal if they are the same law of the same things, however and wherever they were written.
impl<D> PartialEq for Quantity<D> {
    fn eq(&self, other: &Quantity<D>) -> bool {
        self.law == other.law && self.origin.unit.of == other.origin.unit.of
    }
}

/// Equal if they are the same value of the same things, however and wherever they were written.
impl<D> PartialEq for Fixed<D> {
    fn eq(&self, other: &Fixed<D>) -> bool {
        self.value == other.value && self.origin.unit.of == other.origin.unit.of
    }
}

impl<D: Dimension> Quantity<D> {
    /// The law, in the base unit of the dimension; a value is a constant law.
    #[must_use]
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// The mean, in the base unit of the dimension.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.law.mean()
    }
}

impl<D: Dimension> Fixed<D> {
    /// The value, in the base unit of the dimension.
    #[must_use]
    pub fn get(&self) -> f64 {
        self.value
    }

    /// The value as a count: rounded, zero if negative.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn count(&self) -> u32 {
        // The cast saturates.
        libm::round(self.value) as u32
    }
}

impl<D: InHours> Fixed<D> {
    /// The length of time, to the millisecond.
    #[must_use]
    pub fn duration(&self) -> Duration {
        Duration::from_hours(self.value)
    }
}

/// What both kinds of numbers tell of themselves.
macro_rules! origin_methods {
    ($($type:ident),+) => {$(
        impl<D: Dimension> $type<D> {
            /// The unit in which it was written.
            #[must_use]
            pub fn unit(&self) -> Unit {
                self.origin.unit
            }

            /// Source, kind, note and all that was written beside the number.
            #[must_use]
            pub fn origin(&self) -> &Origin {
                &self.origin
            }

            /// Where it was written.
            #[must_use]
            pub fn place(&self) -> Place {
                self.origin.place
            }

            /// Its key path.
            #[must_use]
            pub fn path(&self) -> &str {
                &self.origin.path
            }
        }
    )+};
}

origin_methods!(Quantity, Fixed);

/// The part of a dimension that reading needs, so that reading is compiled once.
#[derive(Clone, Copy)]
struct Shape {
    dimension: &'static str,
    units: &'static [Unit],
    domain: Domain,
    law: bool,
}

impl Shape {
    fn of<D: Dimension>(law: bool) -> Shape {
        Shape { dimension: D::NAME, units: D::UNITS, domain: D::ALLOWED, law: law && !D::ALLOWED.is_count() }
    }

    fn schema(self) -> Schema {
        let Shape { dimension, units, domain, law } = self;
        Schema::Quantity { dimension, units, domain, law }
    }
}

impl<D: Dimension> Field for Quantity<D> {
    fn schema() -> Schema {
        Shape::of::<D>(true).schema()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Quantity<D>> {
        let (law, origin) = read(node, reader, Shape::of::<D>(true))?;
        Some(Quantity { law, origin, dimension: PhantomData })
    }
}

impl<D: Dimension> Field for Fixed<D> {
    fn schema() -> Schema {
        Shape::of::<D>(false).schema()
    }

    fn read(node: &Node, reader: &mut Reader) -> Option<Fixed<D>> {
        let (law, origin) = read(node, reader, Shape::of::<D>(false))?;
        Some(Fixed { value: law.mean(), origin, dimension: PhantomData })
    }
}

/// The keys of a quantity beside its value or law.
pub const ORIGIN_KEYS: [&str; 6] = ["unit", "source", "kind", "note", "range", "fitted_to"];

/// The table of a quantity, or a problem that shows how one is written.
pub(super) fn quantity_table<'n>(node: &'n Node, reader: &mut Reader, schema: Schema) -> Option<&'n Table> {
    if let Some(table) = node.as_table() {
        return Some(table);
    }
    let code = match node.as_number() {
        Some(_) => Code::BareNumber,
        None => Code::WrongType,
    };
    let message = format!("found {}; allowed is a quantity with unit and source", node.describe());
    reader.problem(code, node.place, message).hint(format!("write {}", schema.example()));
    None
}

fn read(node: &Node, reader: &mut Reader, shape: Shape) -> Option<(Law, Arc<Origin>)> {
    let table = quantity_table(node, reader, shape.schema())?;
    if table.keys().any(|key| !ORIGIN_KEYS.contains(&key) && key != "value" && !is_law(key)) {
        let laws = LAWS.iter().map(|(name, _)| *name);
        reader.refuse_unknown(table, ["value"].into_iter().chain(laws).chain(ORIGIN_KEYS));
    }
    let law = read_number(node, table, reader, shape);
    let origin = read_origin(node, table, reader, shape.units, shape.dimension);
    let ((law, value_text), mut origin) = law.zip(origin)?;
    origin.value_text = value_text;
    origin.mean = Some(law.mean());
    origin.whole = shape.domain.is_count();
    let origin = reader.record(origin);
    let sound = check_domain(&law, &origin, table, reader, shape.domain);
    let within = check_range(&law, &origin, table, reader);
    (sound && within).then(|| (law.scaled(origin.unit.factor), origin))
}

/// The value or law, in the unit as written, with its text.
fn read_number(node: &Node, table: &Table, reader: &mut Reader, shape: Shape) -> Option<(Law, String)> {
    let mut given: Vec<_> = table.iter().filter(|(key, _, _)| *key == "value" || is_law(key)).collect();
    given.sort_by_key(|(_, place, _)| *place);
    let Some(&(key, place, value)) = given.first() else {
        let message = if shape.law { "neither a `value` nor a law is given" } else { "no `value` is given" };
        reader
            .problem(Code::OneValue, node.place, message)
            .hint(format!("write {}", shape.schema().example()));
        return None;
    };
    if let Some((second, place, _)) = given.get(1) {
        let message = format!("`{key}` and `{second}` are both given; allowed is exactly one");
        reader.problem(Code::OneValue, *place, message);
        return None;
    }
    if key == "value" {
        let law = reader.within(key, |reader| read_value(value, reader))?;
        return Some((law, write_value(value)));
    }
    if !shape.law {
        let message = format!("found the law `{key}`; allowed is a constant `value`");
        reader.problem(Code::LawNotAllowed, place, message);
        return None;
    }
    let law = reader.within(key, |reader| read_law(key, value, reader))?;
    Some((law, format!("{key} = {}", write_value(value))))
}

/// Reads unit, source, kind, note, range and observation; what is known of the value is left empty.
pub(super) fn read_origin(
    node: &Node,
    table: &Table,
    reader: &mut Reader,
    units: &'static [Unit],
    dimension: &str,
) -> Option<Origin> {
    // All parts are read before the first failure counts.
    let unit = read_unit(node, table, reader, units, dimension);
    let source = read_source(node, table, reader);
    let note = optional::<String>(table, "note", reader);
    let kind = optional::<Kind>(table, "kind", reader);
    let fitted_to = optional::<Name>(table, "fitted_to", reader);
    let range = read_range(table, reader);
    let (source, inherited) = source?;
    let (note, kind, fitted_to) = (note?, kind?, fitted_to?);
    let stated = kind.unwrap_or(inherited);
    let key_place = |key: &str| table.get(key).map_or(node.place, |n| n.place);
    let mut sound = true;
    if matches!(stated, Kind::Document | Kind::Public) && stated != inherited {
        sound = false;
        let message =
            format!("the kind is {}, but the source {source} is of kind {}", stated.word(), inherited.word());
        reader.problem(Code::BadKind, key_place("kind"), message).hint("leave `kind` out to inherit it");
    }
    if stated == Kind::Assumed && note.is_none() {
        sound = false;
        reader
            .problem(Code::NoNote, node.place, "the number is assumed and has no `note`")
            .hint("add note = \"why this value\"");
    }
    if (stated == Kind::Calibrated) != fitted_to.is_some() {
        sound = false;
        let (message, hint) = if fitted_to.is_some() {
            (format!("`fitted_to` is given, but the kind is {}", stated.word()), "add kind = \"calibrated\"")
        } else {
            ("the number is calibrated and has no `fitted_to`".into(), "add fitted_to = \"<observation>\"")
        };
        reader.problem(Code::NotFitted, key_place("fitted_to"), message).hint(hint);
    }
    if let Some(name) = &fitted_to {
        let place = key_place("fitted_to");
        reader.within("fitted_to", |reader| reader.mention("observation", name, place));
    }
    let (unit, range) = (unit?, range?);
    sound.then(|| Origin {
        unit,
        value_text: String::new(),
        mean: None,
        whole: false,
        source: source.to_owned(),
        kind: stated,
        note,
        range,
        fitted_to: fitted_to.map(|name| name.to_string()),
        place: node.place,
        path: reader.path(),
    })
}

/// `Some(None)` if the key is missing, `None` if its value is wrong.
fn optional<T: Field>(table: &Table, key: &str, reader: &mut Reader) -> Option<Option<T>> {
    match table.get(key) {
        None => Some(None),
        Some(node) => reader.within(key, |reader| T::read(node, reader)).map(Some),
    }
}

fn read_unit(
    node: &Node,
    table: &Table,
    reader: &mut Reader,
    units: &'static [Unit],
    dimension: &str,
) -> Option<Unit> {
    let names = units.iter().map(|u| u.name);
    let allowed = || names.clone().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let Some(unit) = table.get("unit") else {
        reader
            .problem(Code::MissingKey, node.place, "the quantity has no `unit`")
            .hint(format!("add unit = …, one of {}", allowed()));
        return None;
    };
    let text = reader.within("unit", |reader| reader.text(unit))?;
    let known = units.iter().find(|u| u.name == text).copied();
    if known.is_none() {
        let near =
            nearest(text, names.clone()).map(|near| format!("did you mean \"{near}\"? ")).unwrap_or_default();
        reader
            .problem(Code::UnknownUnit, unit.place, format!("\"{text}\" is no unit of this {dimension}"))
            .hint(format!("{near}allowed: {}", allowed()));
    }
    known
}

fn read_source<'n>(node: &Node, table: &'n Table, reader: &mut Reader) -> Option<(&'n str, Kind)> {
    let Some(source) = table.get("source") else {
        reader
            .problem(Code::Unsourced, node.place, "the quantity has no `source`")
            .hint("add source = \"…\", the name of a [source.…] table or of a fact");
        return None;
    };
    let id = reader.within("source", |reader| reader.text(source))?;
    let kind = reader.cite(id);
    if kind.is_none() {
        let hint = match reader.nearest_source(id) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("declare it as [source.{id}], or cite a fact by its identifier"),
        };
        let message = format!("there is neither a [source.{id}] nor a fact of that name");
        reader.problem(Code::UnknownSource, source.place, message).hint(hint);
    }
    Some((id, kind?))
}

fn read_range(table: &Table, reader: &mut Reader) -> Option<Option<(f64, f64)>> {
    let Some(node) = table.get("range") else { return Some(None) };
    if let Value::Array(items) = &node.value
        && let [low, high] = items.as_slice()
        && let Some((low, high)) = low.as_number().zip(high.as_number())
        && low < high
    {
        return Some(Some((low, high)));
    }
    let found = write_value(node);
    reader.problem(
        Code::BadRange,
        node.place,
        format!("the range is {found}; allowed is [low, high], low below high"),
    );
    None
}

/// Where the number itself was written.
fn number_place(origin: &Origin, table: &Table) -> Place {
    let mut given = table.iter().filter(|(key, _, _)| *key == "value" || is_law(key));
    given.next().map_or(origin.place, |(_, _, node)| node.place)
}

/// The largest number that a scenario may state, in base units: of hours more than 200,000 years, which the clock can still add
/// up.
const LARGEST: f64 = 2e9;

/// Reports a value, or a law that can take values, for which the dimension has no meaning.
fn check_domain(law: &Law, origin: &Origin, table: &Table, reader: &mut Reader, domain: Domain) -> bool {
    let scaled = law.scaled(origin.unit.factor);
    let (low, high) = (scaled.minimum(), scaled.maximum());
    let sound = match (law, domain) {
        (_, Domain::Any) => true,
        (Law::Constant { .. }, _) => domain.allows(low),
        // A law with a density takes its lower end with probability zero.
        (_, Domain::Positive | Domain::NonNegative) => low >= 0.0,
        (_, Domain::Share) => low >= 0.0 && high.is_some_and(|high| high <= 1.0),
        (_, Domain::Count | Domain::CountOrZero) => false,
    };
    let small = |value: f64| value.abs() <= LARGEST;
    let sized = small(low) && small(scaled.mean()) && high.is_none_or(small);
    if !sound || !sized {
        let unit = origin.unit.name;
        let found = match law {
            Law::Constant { value } => format!("{value} {unit}"),
            _ => match law.maximum() {
                Some(high) => format!("a law from {} to {high} {unit}", law.minimum()),
                None => format!("a law from {} {unit} without an upper limit", law.minimum()),
            },
        };
        let allowed = match sound {
            false => domain.describe().to_owned(),
            true => format!("at most {} {unit} in size", (LARGEST / origin.unit.factor).floor()),
        };
        let message = format!("found {found}; allowed is {allowed}");
        reader.problem(Code::OutOfDomain, number_place(origin, table), message);
    }
    sound && sized
}

/// Digits of a mean that are held against a range, as a share: the rest is lost when a law is scaled to an end of it.
const ROUNDING: f64 = 1e-9;

fn check_range(law: &Law, origin: &Origin, table: &Table, reader: &mut Reader) -> bool {
    let Some((low, high)) = origin.range else { return true };
    let mean = law.mean();
    let lost = ROUNDING * mean.abs();
    let sound = (low - lost..=high + lost).contains(&mean);
    if !sound {
        let what = if law.is_constant().is_some() { "value" } else { "mean" };
        let place = table.get("range").map_or(origin.place, |n| n.place);
        reader
            .problem(Code::BadRange, place, format!("the {what} {mean} is outside the range [{low}, {high}]"))
            .hint("the range is in the unit of the quantity");
    }
    sound
}
