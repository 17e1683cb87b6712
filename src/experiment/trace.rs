//! The diary of one consignment: all that happens to it, and what its hours go to.

use std::collections::BTreeMap;

use super::events::EventRow;
use super::plan::Plan;
use super::run::{Failure, logged_alone};
use super::sink::Log;
use crate::observation::Cause;
use crate::scenario::Scenario;
use crate::units::{Date, Duration, Time};

/// Whose diary is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The replication, from 1.
    pub replication: u32,
    /// The flow.
    pub flow: String,
    /// The number of the consignment within it.
    pub unit: u32,
}

/// A line of a diary.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// When it begins.
    pub at: Time,
    /// The stage in which the consignment is; empty outside the corridor.
    pub stage: String,
    /// What happens.
    pub what: Happens,
}

/// What happens to a consignment.
#[derive(Clone, Debug, PartialEq)]
pub enum Happens {
    /// It enters the corridor: its class and mass (t).
    Enters(&'static str, f64),
    /// It reaches a milestone of the stage.
    Reaches(&'static str),
    /// It spends its time on this, because of another stage if one is named, for so long; `None` until the end of the run.
    Spends(&'static str, Option<String>, Option<Duration>),
    /// So many of the hours until now were spent on the second and not on the first.
    Corrected(String, &'static str, Duration),
    /// It leaves the corridor.
    Leaves,
    /// It finds the corridor full and goes away.
    TurnsAway,
}

/// A diary, or that there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Date of time zero.
    pub start: Date,
    /// Its lines, in order of time; none if no such consignment came.
    pub lines: Vec<Line>,
    /// How many consignments of the flow came.
    pub sent: u32,
}

/// Runs the replication, and follows one consignment through it.
///
/// # Errors
/// A [`Failure`] if the replication fails.
pub fn trace(scenario: &Scenario, plan: &Plan, wanted: &Wanted) -> Result<Trace, Failure> {
    let mut followed = Followed { wanted: wanted.clone(), ..Followed::default() };
    let start = logged_alone(scenario, plan, wanted.replication - 1, Box::new(&mut followed))?;
    followed.lines.dedup_by(|next, kept| next.continues(kept));
    let mut end = None;
    for line in followed.lines.iter_mut().rev() {
        let ends_stay = line.ends_stay();
        if let Happens::Spends(_, _, time) = &mut line.what {
            *time = end.map(|end| end - line.at);
        }
        if ends_stay {
            end = Some(line.at);
        }
    }
    // What takes no time is said by what follows it.
    followed.lines.retain(|line| !matches!(line.what, Happens::Spends(_, _, Some(Duration::ZERO))));
    Ok(Trace { start, lines: followed.lines, sent: followed.sent })
}

impl Line {
    /// Whether time goes to something else from here on.
    fn ends_stay(&self) -> bool {
        matches!(self.what, Happens::Spends(..) | Happens::Leaves | Happens::TurnsAway)
    }

    /// Whether this only says again what the line before says.
    fn continues(&self, before: &Line) -> bool {
        matches!(self.what, Happens::Spends(..)) && self.stage == before.stage && self.what == before.what
    }
}

/// What is known of the consignment on its way.
#[derive(Debug, Default)]
struct Followed {
    wanted: Wanted,
    sent: u32,
    /// Whether it is in the corridor.
    here: bool,
    stage: String,
    cause: Option<Spent>,
    /// The group whose hours it shares.
    group: Option<u32>,
    /// Where each group is, and what its time goes to.
    groups: BTreeMap<u32, (String, Spent)>,
    lines: Vec<Line>,
}

/// A cause, with the stage that is behind it.
type Spent = (&'static str, Option<String>);

impl Log for &mut Followed {
    fn write(&mut self, row: &EventRow<'_>) {
        self.hear(row);
    }

    fn end(self: Box<Self>) {}
}

impl Followed {
    fn hear(&mut self, row: &EventRow<'_>) {
        if row.kind == "entered" && row.consignment.is_some_and(|(flow, _)| flow == self.wanted.flow) {
            self.sent += 1;
        }
        if let (Some(group), None) = (row.group, row.consignment) {
            self.hear_of_group(row, group);
        }
        let own = row.consignment == Some((self.wanted.flow.as_str(), self.wanted.unit));
        if own && (self.here || row.kind == "entered") {
            self.hear_of_it(row);
        }
    }

    fn hear_of_group(&mut self, row: &EventRow<'_>, group: u32) {
        let known = self.groups.entry(group).or_default();
        if let Some(stage) = row.stage {
            stage.clone_into(&mut known.0);
        }
        match row.kind {
            "grouped" | "spends" => {
                known.1 = (row.what.unwrap_or_default(), row.because_of.map(str::to_owned))
            }
            "reassigned" if self.group == Some(group) => return self.corrected(row),
            _ => {}
        }
        if self.group == Some(group) {
            (self.stage, self.cause) = (known.0.clone(), Some(known.1.clone()));
            self.spends(row.at);
        }
    }

    fn hear_of_it(&mut self, row: &EventRow<'_>) {
        if let Some(stage) = row.stage.filter(|_| row.kind == "moved") {
            stage.clone_into(&mut self.stage);
        }
        match row.kind {
            "entered" => {
                self.here = true;
                self.say(row.at, Happens::Enters(row.what.unwrap_or_default(), row.value.unwrap_or(0.0)));
                self.cause = Some((Cause::Downstream.name(), None));
                self.spends(row.at);
            }
            // What a group's hours go to is said of the group.
            "moved" if self.group.is_none() => {
                self.cause = Some((Cause::Server.name(), None));
                self.spends(row.at);
            }
            "joined" => {
                self.group = row.group;
                if let Some((stage, spent)) = row.group.and_then(|group| self.groups.get(&group)).cloned() {
                    (self.stage, self.cause) = (stage, Some(spent));
                    self.spends(row.at);
                }
            }
            "parted" => {
                self.group = None;
                self.cause = row.what.map(|cause| (cause, None));
                self.spends(row.at);
            }
            "spends" => {
                self.cause = row.what.map(|cause| (cause, row.because_of.map(str::to_owned)));
                self.spends(row.at);
            }
            "reached" => {
                let line = Happens::Reaches(row.what.unwrap_or_default());
                let stage = row.stage.unwrap_or_default().to_owned();
                self.lines.push(Line { at: row.at, stage, what: line });
            }
            "reassigned" => self.corrected(row),
            "left" | "turned away" => {
                self.here = false;
                self.group = None;
                let turned = row.kind == "turned away";
                self.say(row.at, if turned { Happens::TurnsAway } else { Happens::Leaves });
            }
            _ => {}
        }
    }

    fn corrected(&mut self, row: &EventRow<'_>) {
        let from = row.because_of.unwrap_or_default().to_owned();
        let time = Duration::from_hours(row.value.unwrap_or(0.0));
        self.say(row.at, Happens::Corrected(from, row.what.unwrap_or_default(), time));
    }

    fn spends(&mut self, at: Time) {
        if let Some((cause, because_of)) = self.cause.clone() {
            self.say(at, Happens::Spends(cause, because_of, None));
        }
    }

    fn say(&mut self, at: Time, what: Happens) {
        self.lines.push(Line { at, stage: self.stage.clone(), what });
    }
}
