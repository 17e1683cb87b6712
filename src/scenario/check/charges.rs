//! Charges and emissions: for which classes, and by what.

use std::collections::BTreeMap;

use super::unit::{amounts, check_classes, plural};
use super::{path, unit};
use crate::cargo::Class;
use crate::document::Problems;
use crate::parameter::{Fixed, Name};
use crate::scenario::spec::ScenarioSpec;
use crate::stage::StageSpec;
use crate::units::{Cost, Emission, Of};

/// Reports charges for unknown classes, and by what a class is not counted in.
pub(super) fn check(spec: &ScenarioSpec, problems: &mut Problems) {
    for (name, stage) in &spec.stage {
        let Some(charges) = charges(stage) else { continue };
        check_classes(charges, &["stage", name, stage.key(), "charge"], Fixed::place, problems);
        let by_distance = matches!(stage, StageSpec::Rail(_) | StageSpec::Ferry(_));
        for (class, charge) in charges {
            let Some(class) = Class::named(class) else { continue };
            let mut allowed = amounts(class).to_vec();
            if by_distance {
                allowed.push(Of::TonneKm);
                allowed.extend((class == Class::Container).then_some(Of::TeuKm));
            }
            let what = format!("a charge for {} in {}", plural(class), path(&[name, stage.key()]));
            unit::check(charge, &allowed, &what, problems);
        }
    }
}

/// What a stage charges, by class.
pub(super) fn charges(stage: &StageSpec) -> Option<&BTreeMap<Name, Fixed<Cost>>> {
    match stage {
        StageSpec::Border(stage) => Some(&stage.charge),
        StageSpec::Rail(stage) => Some(&stage.charge),
        StageSpec::Yard(stage) => Some(&stage.charge),
        StageSpec::Port(stage) => Some(&stage.charge),
        StageSpec::Ferry(stage) => Some(&stage.charge),
        StageSpec::Leg(_) | StageSpec::Server(_) | StageSpec::Shuttle(_) => None,
    }
}

/// What carriage over a stage emits.
pub(super) fn emission(stage: &StageSpec) -> Option<&Fixed<Emission>> {
    match stage {
        StageSpec::Rail(stage) => stage.emission.as_ref(),
        StageSpec::Ferry(stage) => stage.emission.as_ref(),
        _ => None,
    }
}
