//! Flows: what a class, an arrival law, a volume and a kind of train must be together.

use super::links::is_node;
use super::passage::{Passage, Way};
use super::unit::HOURS_PER_DAY;
use super::{path, unit};
use crate::cargo::Class;
use crate::document::{Code, Place, Problem, Problems};
use crate::scenario::spec::{ArrivalSpec, DailySpec, FlowSpec, ScenarioSpec, WhenFull};
use crate::stage::{Kind, StageSpec};
use crate::units::Of;

/// How far shares may be from one because of rounding.
const ROUNDING: f64 = 1e-9;
/// Most days from one day of a timetable to the next.
const MOST_DAYS: u32 = 365;

/// A flow while it is looked at.
struct Flow<'a, 'p> {
    name: &'a str,
    spec: &'a FlowSpec,
    problems: &'p mut Problems,
}

/// Reports flows that contradict themselves or the routes they take.
pub(super) fn check(spec: &ScenarioSpec, passages: &[Passage<'_>], problems: &mut Problems) {
    for (name, flow) in &spec.flow {
        let mut flow = Flow { name, spec: flow, problems };
        flow.shares(spec);
        flow.class();
        flow.volume();
        flow.arrival();
    }
    for passage in passages {
        Flow { name: passage.flow_name, spec: passage.flow, problems }.on(passage);
    }
    if !spec.flow.values().any(is_reported) {
        let message = "no flow is reported, so that the scenario has no result";
        let hint = "add a [flow.…] of cargo, or take background = true away";
        problems.push(Problem::new(Code::Impossible, spec.place, "flow", message).hint(hint));
    }
}

/// Whether results speak of a flow.
pub(super) fn is_reported(flow: &FlowSpec) -> bool {
    flow.class != Kind::Train && !flow.background
}

impl Flow<'_, '_> {
    fn report(&mut self, code: Code, place: Place, key: &str, message: impl Into<String>, hint: &str) {
        let path = path(&["flow", self.name, key]);
        self.problems.push(Problem::new(code, place, path, message).hint(hint));
    }

    /// What one key says against another.
    fn contradicts(&mut self, key: &str, place: Place, message: &str, hint: &str) {
        self.report(Code::Inconsistent, place, key, message, hint);
    }

    fn shares(&mut self, spec: &ScenarioSpec) {
        let Some(first) = self.spec.route.values().next() else {
            let hint = "add route = { <name> = { value = 1, unit = \"share\", … } }";
            return self.report(Code::MissingKey, self.spec.place, "route", "the flow has no route", hint);
        };
        for (name, share) in self.spec.route.iter().filter(|(name, _)| !spec.route.contains_key(*name)) {
            let message = format!("there is no [{}]", path(&["route", name]));
            let hint = super::hint(name, spec.route.keys().map(|name| &**name));
            let problem = Problem::new(Code::UnknownReference, share.place(), share.path(), message);
            self.problems.push(problem.hint(hint));
        }
        let total: f64 = self.spec.route.values().map(crate::parameter::Fixed::get).sum();
        if (total - 1.0).abs() > ROUNDING {
            let message = format!("the shares of the routes add up to {total}; allowed is 1");
            self.report(Code::BadShares, first.place(), "route", message, "change one of the shares");
        }
    }

    fn class(&mut self) {
        let spec = self.spec;
        let train = spec.train.as_ref().map_or(spec.place, |train| train.place);
        if let Some(large) = spec.large.as_ref().filter(|_| spec.class != Kind::Container) {
            let hint = "only containers have one or two TEU";
            self.contradicts("large", large.place(), "`large` is given for a flow without containers", hint);
        }
        if spec.intact && spec.train.is_none() {
            let hint = "add train = \"…\", the kind of train";
            self.contradicts("intact", spec.place, "whole trains arrive, but of no kind", hint);
        }
        if spec.class != Kind::Train {
            return;
        }
        if !spec.background {
            let hint = "add background = true, or state the class of the cargo";
            self.contradicts("background", spec.place, "a flow of class \"train\" is not reported", hint);
        }
        if spec.intact {
            let hint = "leave `intact` out: it is for trains whose cargo is reported";
            self.contradicts("intact", train, "trains of class \"train\" always stay as they are", hint);
        }
        if spec.train.is_none() {
            let hint = "add train = \"…\", the kind of train";
            self.report(Code::MissingKey, spec.place, "train", "the key `train` is missing", hint);
        }
        if let Some(batch) = unit::batch_of(spec).filter(|batch| batch.count() != 1) {
            let hint = "leave `batch` out: trains arrive one by one";
            let path = batch.path().to_owned();
            let message = format!("found a batch of {}; trains come one by one", batch.count());
            let problem = Problem::new(Code::Inconsistent, batch.place(), path, message);
            self.problems.push(problem.hint(hint));
        }
        if matches!(spec.arrival, ArrivalSpec::Closed(_)) {
            let hint = "use another arrival law";
            self.contradicts("arrival", spec.place, "trains of class \"train\" never come back", hint);
        }
    }

    fn volume(&mut self) {
        let spec = self.spec;
        let class = spec.class.class();
        let named = format!("a flow of {}", class.map_or("trains", unit::plural));
        let by_volume = matches!(spec.arrival, ArrivalSpec::Poisson(_) | ArrivalSpec::Even(_));
        match &spec.volume {
            None if by_volume => {
                let message = format!("the key `volume` is missing; arrivals are {}", spec.arrival.key());
                let hint = "add volume = { value = …, unit = …, source = … }";
                self.report(Code::MissingKey, spec.place, "volume", message, hint);
            }
            Some(volume) if !by_volume => {
                let hint = "leave `volume` out, or use poisson or even arrivals";
                let message = format!("the law {} says when cargo arrives", spec.arrival.key());
                self.contradicts("volume", volume.place(), &message, hint);
            }
            Some(volume) => {
                let allowed = class.map_or(&[Of::Train][..], unit::amounts);
                unit::check(volume, allowed, &named, self.problems);
            }
            None => {}
        }
        if let Some(months) = spec.months.as_ref().filter(|_| !by_volume) {
            let hint = "leave `months` out, or use poisson or even arrivals";
            let place = months.origin().place;
            self.contradicts("months", place, "months are weighed only where a volume is spread", hint);
        }
        if let Some(mass) = &spec.mass {
            let allowed: Vec<Of> = match class {
                None => vec![Of::Train],
                Some(Class::Container) => vec![Of::Teu, Of::Container, Of::Consignment],
                Some(class) => unit::pieces(class).to_vec(),
            };
            unit::check(mass, &allowed, &named, self.problems);
        }
    }

    fn arrival(&mut self) {
        match &self.spec.arrival {
            ArrivalSpec::Poisson(_) | ArrivalSpec::Even(_) => {}
            ArrivalSpec::Renewal(law) => {
                if law.interval.mean() <= 0.0 {
                    let message = "the time between arrivals is always 0; allowed is a mean above 0";
                    let (place, path) = (law.interval.place(), law.interval.path());
                    self.problems.push(Problem::new(Code::OutOfDomain, place, path, message));
                }
            }
            ArrivalSpec::Listed(law) => {
                for pair in law.times.windows(2).filter(|pair| pair[1].duration() < pair[0].duration()) {
                    let message = format!("{} h comes after {} h", pair[1].get(), pair[0].get());
                    let problem = Problem::new(Code::Inconsistent, pair[1].place(), pair[1].path(), message);
                    self.problems.push(problem.hint("list the times in order"));
                }
            }
            ArrivalSpec::Timetable(law) => self.timetable(law),
            ArrivalSpec::Closed(law) => {
                if law.think.mean() <= 0.0 && self.spec.when_full == WhenFull::Leave {
                    let hint = "let it wait, or give it a time to stay away";
                    let message = "what is turned away would come back at the same instant for ever";
                    self.contradicts("when_full", self.spec.place, message, hint);
                }
            }
        }
    }

    fn timetable(&mut self, law: &DailySpec) {
        let own = |key| path(&["flow", self.name, "arrival", "timetable", key]);
        if law.every_days == 0 || law.every_days > MOST_DAYS {
            let message =
                format!("found {}; allowed is a whole number of days from 1 to {MOST_DAYS}", law.every_days);
            let problem = Problem::new(Code::OutOfDomain, law.place, own("every_days"), message);
            self.problems.push(problem.hint("1, which holds if the key is left out, is every day"));
        }
        if law.utc_offset.get() >= HOURS_PER_DAY {
            let place = law.utc_offset.place();
            let message = format!("found {} h; allowed is less than 24 h", law.utc_offset.get());
            let problem = Problem::new(Code::OutOfDomain, place, law.utc_offset.path(), message);
            self.problems.push(problem);
        }
        for pair in law.times.windows(2).filter(|pair| pair[1].minutes() <= pair[0].minutes()) {
            let message = format!("{} comes after {}", pair[1], pair[0]);
            let problem = Problem::new(Code::Inconsistent, law.place, own("times"), message);
            self.problems.push(problem.hint("list the times of a day in order"));
        }
    }

    /// What a flow must be on one of its routes.
    fn on(&mut self, passage: &Passage<'_>) {
        let spec = self.spec;
        let route = passage.route_name;
        let place = spec.route.get(route).map_or(spec.place, crate::parameter::Fixed::place);
        let own = path(&["flow", self.name, "route", route]);
        let misfit = |message: String, hint: &str, problems: &mut Problems| {
            let path = own.as_str();
            problems.push(Problem::new(Code::BadRoute, place, path, message).hint(hint));
        };
        let nodes = passage.stages.iter().filter(|(_, stage)| is_node(stage)).count();
        if nodes == 0 && passage.enters_by_train() {
            let message = format!("the flow comes in trains, but the route {route} has no railway");
            return misfit(message, "trains need borders, yards, ports and rails", self.problems);
        }
        if passage.class().is_none() {
            let leg = passage.stages.iter().find(|(_, stage)| matches!(stage, StageSpec::Leg(_)));
            if let Some((name, _)) = leg {
                let message =
                    format!("trains of class \"train\" stay inside, but {route} passes the leg {name}");
                misfit(message, "leave the leg out: nothing is asked of such trains", self.problems);
            }
            let rails =
                passage.stages.iter().filter(|(_, stage)| matches!(stage, StageSpec::Rail(_))).count();
            let ferry = passage.stages.iter().find(|(_, stage)| matches!(stage, StageSpec::Ferry(_)));
            if let Some((name, _)) = ferry {
                let message =
                    format!("trains of class \"train\" cannot sail, but {route} passes the ferry {name}");
                misfit(message, "end the route at the port", self.problems);
            } else if rails == 0 {
                let message = format!("the route {route} has no rail for trains to run on");
                misfit(message, "a route for trains leads from a node over a rail to a node", self.problems);
            }
        } else {
            let last = passage.stages.len() - 1;
            let (name, stage) = passage.stages[last];
            if matches!(stage, StageSpec::Port(_)) && passage.comes(last) == Way::Rail {
                let message =
                    format!("the cargo of the flow comes to the port {name} by rail and goes no further");
                misfit(message, "what comes to a port by land goes on by sea", self.problems);
            }
        }
        if passage.needs_train() && spec.train.is_none() && spec.class != Kind::Train && !spec.intact {
            let why = if passage.enters_by_train() {
                format!("it comes to the border {} by train", passage.stages[passage.gate()].0)
            } else {
                format!("it travels by rail on the route {route}")
            };
            let path = path(&["flow", self.name, "train"]);
            let message = format!("the key `train` is missing: {why}");
            let problem = Problem::new(Code::MissingKey, spec.place, path, message);
            self.problems.push(problem.hint("add train = \"…\", the kind of train"));
        }
        if spec.when_full == WhenFull::Leave && passage.enters_by_train() {
            let hint = "leave `when_full` out";
            self.contradicts("when_full", spec.place, "the flow comes in trains, which always wait", hint);
        }
    }
}
