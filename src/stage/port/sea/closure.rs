//! When berths are closed by storms, and cranes rest between shifts.

use super::{Phase, Sea, Signal, Storage};
use crate::cargo::AreaId;
use crate::engine::Handle;
use crate::observation::Cause;
use crate::parameter::Quantity;
use crate::stage::build::{Build, Times};
use crate::stage::context::{Context, Rank};
use crate::stage::port::PortSpec;
use crate::units::TimeDim;

/// How storms close berths.
#[derive(Debug)]
pub(super) struct Rule {
    /// The group of berths that it is for; none for all that have no rule of their own.
    berth: Option<String>,
    area: AreaId,
    limit: f64,
    reopening: Times,
    /// Storms that have closed the berths.
    storms: u64,
    stormy: bool,
    reopens: Option<Handle>,
}

impl Rule {
    /// The rules of a port in a sea area, its own first.
    pub(super) fn all(spec: &PortSpec, build: &Build<'_>, area: Option<AreaId>) -> Vec<Rule> {
        let Some((closure, area)) = spec.weather.as_ref().zip(area) else { return Vec::new() };
        let rule = |berth: Option<&str>, limit: f64, reopening: &Quantity<TimeDim>| {
            let purpose = berth.map_or_else(|| "reopening".to_owned(), |name| format!("reopening {name}"));
            Rule {
                berth: berth.map(str::to_owned),
                area,
                limit,
                reopening: build.times(reopening, &purpose),
                storms: 0,
                stormy: false,
                reopens: None,
            }
        };
        let port = rule(None, closure.wind_limit.get(), &closure.reopening);
        let own = closure.berth.iter();
        let own = own.map(|(name, berth)| rule(Some(name), berth.wind_limit.get(), &berth.reopening));
        std::iter::once(port).chain(own).collect()
    }

    fn closes(&self) -> bool {
        self.stormy || self.reopens.is_some()
    }
}

/// The rule of a group of berths.
pub(super) fn rule_of(rules: &[Rule], berth: &str) -> Option<usize> {
    let named = rules.iter().position(|rule| rule.berth.as_deref() == Some(berth));
    named.or(if rules.is_empty() { None } else { Some(0) })
}

impl Sea {
    /// A storm has begun or ended somewhere.
    pub(in super::super) fn weather(&mut self, ctx: &mut impl Context, yard: &mut Storage) {
        for at in 0..self.rules.len() {
            let rule = &mut self.rules[at];
            let stormy = ctx.storm(rule.area, rule.limit);
            if stormy == rule.stormy {
                continue;
            }
            rule.stormy = stormy;
            if stormy {
                rule.storms += 1;
                if let Some(reopens) = rule.reopens.take() {
                    ctx.cancel(reopens);
                }
            } else {
                self.reopen(ctx, at);
            }
        }
        self.review(ctx, yard);
    }

    /// A storm is over: the berths of a rule work again some time later.
    fn reopen(&mut self, ctx: &mut impl Context, at: usize) {
        let rule = &mut self.rules[at];
        let delay = rule.reopening.get(rule.storms);
        rule.reopens = Some(ctx.after(delay, Rank::Opening, Signal::Reopened(at as u16).into()));
    }

    /// The berths of a rule work again after a storm.
    pub(in super::super) fn reopened(&mut self, ctx: &mut impl Context, yard: &mut Storage, rule: u16) {
        self.rules[usize::from(rule)].reopens = None;
        self.review(ctx, yard);
    }

    /// Takes over the rules by which storms close the port, which may close or open berths at once.
    pub(super) fn take_rules(&mut self, ctx: &mut impl Context, new: Vec<Rule>) {
        let before = std::mem::replace(&mut self.rules, new);
        for (place, old) in before.into_iter().enumerate() {
            let at = self.rules.iter().position(|rule| rule.berth == old.berth && rule.area == old.area);
            if let Some(at) = at {
                (self.rules[at].storms, self.rules[at].stormy) = (old.storms, old.stormy);
            }
            if at == Some(place) {
                self.rules[place].reopens = old.reopens;
            } else if let Some(reopens) = old.reopens {
                ctx.cancel(reopens);
                // The signal names a rule by its place: at another place the wait begins anew.
                if let Some(at) = at {
                    self.reopen(ctx, at);
                }
            }
        }
        for group in &mut self.groups {
            group.rule = rule_of(&self.rules, &group.name);
        }
    }

    /// Mans the cranes of a group as the hour wants it, until the next shift.
    pub(super) fn man(&mut self, ctx: &mut impl Context, group: usize) {
        let now = ctx.now();
        let row = &mut self.groups[group];
        row.manned = row.shifts.as_ref().map_or(row.cranes, |shifts| shifts.manned(now).min(row.cranes));
        if let Some(next) = row.next_shift.take() {
            ctx.cancel(next);
        }
        row.next_shift = row.shifts.as_ref().map(|shifts| {
            ctx.after(shifts.until_change(now), Rank::Opening, Signal::ShiftEnds(group as u16).into())
        });
        self.groups[group].report(ctx);
    }

    /// A shift has ended or begun.
    pub(in super::super) fn shift_ends(&mut self, ctx: &mut impl Context, yard: &mut Storage, group: u16) {
        let group = usize::from(group);
        self.groups[group].next_shift = None;
        self.man(ctx, group);
        self.review(ctx, yard);
        self.work_group(ctx, yard, group, |_| true);
    }

    /// Closes and opens berths, and lets cranes rest and go on, as weather and shifts now have it.
    pub(super) fn review(&mut self, ctx: &mut impl Context, yard: &mut Storage) {
        let mut changed = false;
        for at in 0..self.groups.len() {
            let group = &self.groups[at];
            let closed = self.shut || group.rule.is_some_and(|rule| self.rules[rule].closes());
            let halted = if closed {
                Some(Cause::Weather)
            } else if group.manned == 0 {
                Some(Cause::OpeningHours)
            } else {
                None
            };
            let before = (group.closed, group.halted);
            if before == (closed, halted) {
                continue;
            }
            changed = true;
            (self.groups[at].closed, self.groups[at].halted) = (closed, halted);
            self.groups[at].report(ctx);
            self.halt(ctx, at, before.1, halted);
            self.berth(ctx, at);
            for row in self.groups[at].order.clone() {
                let row = usize::from(row);
                match self.see(row).phase {
                    Phase::Discharging | Phase::Loading => self.work(ctx, yard, row),
                    _ => {
                        self.try_cast_off(ctx, row);
                        self.label_call(ctx, row);
                    }
                }
            }
            for row in self.groups[at].roads.clone() {
                self.label_call(ctx, usize::from(row));
            }
        }
        if !changed {
            return;
        }
        let closed = !self.groups.is_empty() && self.groups.iter().all(|group| group.closed);
        if closed != self.closed {
            self.closed = closed;
            ctx.closed(closed);
        }
        for stack in 0..self.stacks.len() {
            self.label_stack(ctx, stack);
        }
    }

    /// Lets the cranes of a group rest, or go on.
    fn halt(&mut self, ctx: &mut impl Context, group: usize, before: Option<Cause>, after: Option<Cause>) {
        for row in self.groups[group].order.clone() {
            let row = usize::from(row);
            match (before, after) {
                (None, Some(cause)) => self.pause(ctx, row, cause),
                (Some(_), None) => self.unpause(ctx, row),
                (Some(_), Some(cause)) => self.label_hooks(ctx, row, cause),
                (None, None) => {}
            }
        }
    }
}
