//! Where the mass of a flow's consignments is needed.

use super::charges::{charges, emission};
use super::flows::is_reported;
use super::passage::{Passage, Way};
use super::path;
use crate::cargo::Class;
use crate::document::{Code, Problem, Problems};
use crate::scenario::spec::{FlowSpec, ScenarioSpec};
use crate::stage::StageSpec;
use crate::units::Of;

/// Why a flow needs a mass.
struct Need {
    why: String,
    /// Whether a mass of nothing, as of empty containers, is no use.
    above_zero: bool,
}

/// Reports flows whose mass is needed and not known.
pub(super) fn check(spec: &ScenarioSpec, passages: &[Passage<'_>], problems: &mut Problems) {
    for (name, flow) in &spec.flow {
        let Some(class) = flow.class.class() else { continue };
        let mut needs = of_volume_and_train(spec, flow);
        for passage in passages.iter().filter(|passage| passage.flow_name == &**name) {
            at_sea(spec, passage, class, &mut needs);
            if is_reported(flow) {
                of_account(passage, class, &mut needs);
            }
        }
        let key = path(&["flow", name, "mass"]);
        let problem = match &flow.mass {
            None => needs.first().map(|need| {
                let message = format!("the key `mass` is missing: {}", need.why);
                Problem::new(Code::MissingKey, flow.place, key, message)
                    .hint("add mass = { value = …, unit = …, source = … }, the net mass of one")
            }),
            Some(mass) if mass.get() <= 0.0 => needs.iter().find(|need| need.above_zero).map(|need| {
                let message = format!("the mass is 0; allowed is a number above 0: {}", need.why);
                Problem::new(Code::OutOfDomain, mass.place(), key, message)
            }),
            Some(_) => None,
        };
        if let Some(problem) = problem {
            problems.push(problem);
        }
    }
}

fn of_volume_and_train(spec: &ScenarioSpec, flow: &FlowSpec) -> Vec<Need> {
    let mut needs = Vec::new();
    if flow.volume.as_ref().is_some_and(|volume| volume.unit().of == Of::Tonne) {
        needs.push(Need { why: "the volume is in tonnes".to_owned(), above_zero: true });
    }
    if let Some(name) = &flow.train
        && spec.train.get(&**name).is_some_and(|train| train.capacity.unit().of == Of::Tonne)
    {
        needs.push(Need { why: format!("what a train {name} can carry is in tonnes"), above_zero: true });
    }
    needs
}

fn at_sea(spec: &ScenarioSpec, passage: &Passage<'_>, class: Class, needs: &mut Vec<Need>) {
    for at in (0..passage.stages.len()).filter(|&at| passage.leaves(at) == Way::Sea) {
        let (ferry, _) = passage.stages[at + 1];
        for (name, fleet) in &spec.fleet {
            let Some(room) = fleet.room_for(class).filter(|_| fleet.sails(ferry)) else { continue };
            if room.unit().of == Of::Tonne {
                let why = format!("what a vessel of {name} can carry is in tonnes");
                needs.push(Need { why, above_zero: true });
            }
            for (port, stage) in [at, at + 2].into_iter().filter_map(|end| passage.stages.get(end)) {
                let StageSpec::Port(spec) = stage else { continue };
                let rate = spec.berth.get(&*fleet.berth).and_then(|group| group.rate.get(class.name()));
                if rate.is_some_and(|rate| rate.unit().of == Of::Tonne) {
                    let why = format!("the berths {} of {port} work by the tonne", fleet.berth);
                    needs.push(Need { why, above_zero: true });
                }
            }
        }
    }
}

/// Charges and emissions by the tonne; empty containers may weigh nothing.
fn of_account(passage: &Passage<'_>, class: Class, needs: &mut Vec<Need>) {
    for (name, stage) in &passage.stages {
        let charge = charges(stage).and_then(|charges| charges.get(class.name()));
        if charge.is_some_and(|charge| matches!(charge.unit().of, Of::Tonne | Of::TonneKm)) {
            needs.push(Need { why: format!("{name} charges by the tonne"), above_zero: false });
        }
        if emission(stage).is_some() {
            needs.push(Need { why: format!("the emission of {name} is for the tonne"), above_zero: false });
        }
    }
}
