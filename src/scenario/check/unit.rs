//! What is counted how: units that fit a class of cargo, and how much of a unit a consignment takes.

use std::collections::BTreeMap;

use super::path;
use crate::cargo::Class;
use crate::document::{Code, Place, Problem, Problems};
use crate::parameter::{Fixed, Name, Quantity};
use crate::scenario::spec::{ArrivalSpec, FlowSpec};
use crate::stage::{Kind, Measure};
use crate::units::{Consignments, Dimension, MinutesPer, Of, Unit};

pub(super) const DAYS_PER_YEAR: f64 = 365.0;
pub(super) const HOURS_PER_DAY: f64 = 24.0;
const HOURS_PER_YEAR: f64 = DAYS_PER_YEAR * 24.0;

/// In what amounts of a class can be stated.
pub(super) fn amounts(class: Class) -> &'static [Of] {
    match class {
        Class::Container => &[Of::Teu, Of::Container, Of::Consignment, Of::Tonne],
        Class::Wagon | Class::Bulk | Class::Liquid => &[Of::Wagon, Of::Consignment, Of::Tonne],
        Class::Vehicle => &[Of::Vehicle, Of::Consignment, Of::Tonne],
    }
}

/// The names of a consignment of a class.
pub(super) fn pieces(class: Class) -> &'static [Of] {
    match class {
        Class::Container => &[Of::Container, Of::Consignment],
        Class::Wagon | Class::Bulk | Class::Liquid => &[Of::Wagon, Of::Consignment],
        Class::Vehicle => &[Of::Vehicle, Of::Consignment],
    }
}

/// All names that a consignment of any class may have.
pub(super) const PIECES: &[Of] = &[Of::Container, Of::Wagon, Of::Vehicle, Of::Consignment];

/// A number whose unit counts something.
pub(super) trait Counted {
    /// Its unit, place and path, and all units that its dimension offers.
    fn written(&self) -> (Unit, Place, &str, &'static [Unit]);
}

impl<D: Dimension> Counted for Fixed<D> {
    fn written(&self) -> (Unit, Place, &str, &'static [Unit]) {
        (self.unit(), self.place(), self.path(), D::UNITS)
    }
}

impl<D: Dimension> Counted for Quantity<D> {
    fn written(&self) -> (Unit, Place, &str, &'static [Unit]) {
        (self.unit(), self.place(), self.path(), D::UNITS)
    }
}

/// Reports a unit that counts none of the `allowed`; `what` says of what the number is. Says whether it fits.
pub(super) fn check(number: &impl Counted, allowed: &[Of], what: &str, problems: &mut Problems) -> bool {
    let (unit, place, path, units) = number.written();
    let fits = allowed.contains(&unit.of);
    if !fits {
        let names: Vec<_> = units.iter().filter(|u| allowed.contains(&u.of)).map(|u| u.name).collect();
        let message = format!("the unit is {}, which does not fit {what}", unit.name);
        let hint = format!("allowed: {}", names.join(", "));
        problems.push(Problem::new(Code::UnitMisfit, place, path, message).hint(hint));
    }
    fits
}

/// Reports a time for each unit that is not one for a consignment, whose count alone is known.
pub(super) fn check_lift(lift: &Quantity<MinutesPer>, allowed: &[Of], problems: &mut Problems) -> bool {
    check(lift, allowed, "the handling of consignments one by one", problems)
}

/// Reports keys that are not names of classes; `keys` lead to the table.
pub(super) fn check_classes<'a, T>(
    table: &'a BTreeMap<Name, T>,
    keys: &[&str],
    place: impl Fn(&'a T) -> Place,
    problems: &mut Problems,
) {
    for (name, value) in table.iter().filter(|(name, _)| Class::named(name).is_none()) {
        let message = format!("\"{name}\" is no class of cargo");
        let path = path(&[keys, &[&**name]].concat());
        problems.push(Problem::new(Code::UnknownChoice, place(value), path, message).hint(class_hint(name)));
    }
}

/// The nearest class, and all of them.
pub(super) fn class_hint(word: &str) -> String {
    super::hint(word, Class::ALL.iter().map(|class| class.name()))
}

/// The word for many of a class.
pub(super) fn plural(class: Class) -> &'static str {
    match class {
        Class::Container => "containers",
        Class::Wagon => "wagons",
        Class::Bulk => "bulk",
        Class::Liquid => "liquids",
        Class::Vehicle => "vehicles",
    }
}

/// Net mass of a flow's lightest and heaviest consignment (t); zero if it has none.
fn tonnes(flow: &FlowSpec) -> (f64, f64) {
    let Some(mass) = &flow.mass else { return (0.0, 0.0) };
    let (least, most) = if mass.unit().of == Of::Teu { teu(flow) } else { (1.0, 1.0) };
    (mass.get() * least, mass.get() * most)
}

/// Size of a flow's smallest and largest container (TEU).
fn teu(flow: &FlowSpec) -> (f64, f64) {
    let large = flow.large.as_ref().map_or(0.0, Fixed::get);
    let of = |all: bool| if all { 2.0 } else { 1.0 };
    if flow.class == Kind::Container { (of(large >= 1.0), of(large > 0.0)) } else { (0.0, 0.0) }
}

/// How much a flow's smallest and largest consignment takes.
pub(in crate::scenario) fn load(flow: &FlowSpec, measure: Measure) -> (f64, f64) {
    match measure {
        Measure::Teu => teu(flow),
        Measure::Tonnes => tonnes(flow),
        Measure::Units => (1.0, 1.0),
    }
}

/// How much a flow's consignments take on average.
pub(in crate::scenario) fn mean_load(flow: &FlowSpec, measure: Measure) -> f64 {
    let large = flow.large.as_ref().map_or(0.0, Fixed::get);
    let teu = if flow.class == Kind::Container { 1.0 + large } else { 0.0 };
    match (measure, &flow.mass) {
        (Measure::Units, _) => 1.0,
        (Measure::Teu, _) => teu,
        (Measure::Tonnes, None) => 0.0,
        (Measure::Tonnes, Some(mass)) if mass.unit().of == Of::Teu => mass.get() * teu,
        (Measure::Tonnes, Some(mass)) => mass.get(),
    }
}

/// The size of a flow's batches, where it is given.
pub(super) fn batch_of(flow: &FlowSpec) -> Option<&Fixed<Consignments>> {
    match &flow.arrival {
        ArrivalSpec::Poisson(law) | ArrivalSpec::Even(law) => law.batch.as_ref(),
        ArrivalSpec::Renewal(law) => law.batch.as_ref(),
        ArrivalSpec::Listed(law) => law.batch.as_ref(),
        ArrivalSpec::Timetable(law) => law.batch.as_ref(),
        ArrivalSpec::Closed(_) => None,
    }
}

/// Consignments in a batch of a flow.
pub(in crate::scenario) fn batch(flow: &FlowSpec) -> u32 {
    batch_of(flow).map_or(1, Fixed::count)
}

/// Consignments, or background trains, of a flow in a year; `None` where its law does not say.
pub(in crate::scenario) fn per_year(flow: &FlowSpec) -> Option<f64> {
    match &flow.arrival {
        ArrivalSpec::Poisson(_) | ArrivalSpec::Even(_) => {
            let volume = flow.volume.as_ref()?;
            let each = match volume.unit().of {
                Of::Teu => mean_load(flow, Measure::Teu),
                Of::Tonne => mean_load(flow, Measure::Tonnes),
                _ => 1.0,
            };
            (each > 0.0).then(|| volume.get() / each)
        }
        ArrivalSpec::Renewal(law) => {
            let interval = law.interval.mean();
            (interval > 0.0).then(|| HOURS_PER_YEAR / interval * f64::from(batch(flow)))
        }
        ArrivalSpec::Timetable(law) => {
            (law.every_days > 0).then(|| DAYS_PER_YEAR * law.per_day() * f64::from(batch(flow)))
        }
        ArrivalSpec::Listed(_) | ArrivalSpec::Closed(_) => None,
    }
}
