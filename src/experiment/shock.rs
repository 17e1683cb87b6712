//! What shocks do: a run held against the same run without them, on the same random numbers.

use super::estimate::Estimate;
use super::rows::{EffectRow, ShockRow};
use super::run::Replication;
use crate::metrics::Passage;
use crate::scenario::Scenario;
use crate::stats::quantile_type7;
use crate::units::{Duration, Time};

/// Share of the mean number under way without shocks by which it may be larger and yet be called recovered.
pub const TOLERATED: f64 = 0.02;
/// Consignments by which it always may.
pub const TOLERATED_LEAST: f64 = 1.0;
/// How long it must stay so.
pub const STAYS: Duration = Duration::from_ms(3 * Duration::DAY.ms());
/// Delay from which a consignment is called late.
pub const LATE: Duration = Duration::DAY;

/// What a shock has done, compared with the same run without shocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// The most by which the number under way exceeded what it was at the same instant without shocks.
    Excess,
    /// The most that were under way.
    Queue,
    /// The most that were under way without shocks.
    QueueWithout,
    /// Days from the end of the shock until the number under way was what it would have been.
    Recovery,
    /// Share of replications in which that was seen.
    Recovered,
    /// Consignments that came to the end of their span more than [`LATE`] later.
    Late,
    /// Delays of all consignments together.
    Delay,
}

impl Effect {
    /// All of them, in the order of tables.
    pub const ALL: [Effect; 7] = [
        Effect::Excess,
        Effect::Queue,
        Effect::QueueWithout,
        Effect::Recovery,
        Effect::Recovered,
        Effect::Late,
        Effect::Delay,
    ];

    /// The name used in result files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Effect::Excess => "peak_excess",
            Effect::Queue => "peak_queue",
            Effect::QueueWithout => "peak_queue_without",
            Effect::Recovery => "days_to_recover",
            Effect::Recovered => "recovered",
            Effect::Late => "consignments_late",
            Effect::Delay => "days_late_total",
        }
    }

    /// The unit of its values.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Effect::Excess | Effect::Queue | Effect::QueueWithout | Effect::Late => "consignment",
            Effect::Recovery => "d",
            Effect::Recovered => "share",
            Effect::Delay => "consignment d",
        }
    }
}

/// The values of all effects in one replication, in their order; `None` where there was nothing to measure.
pub(super) type Effects = [Option<f64>; Effect::ALL.len()];

/// A shock and when it comes.
#[derive(Clone, Debug)]
pub(super) struct ShockQuestion {
    pub name: String,
    pub begins: Time,
    pub ends: Time,
}

/// The shocks of a scenario.
pub(super) fn questions(scenario: &Scenario) -> Vec<ShockQuestion> {
    let spec = scenario.spec();
    let at = |days: i64| Time::ZERO + Duration::from_ms(days * Duration::DAY.ms());
    let shocks = spec.shock.iter().map(|(name, shock)| ShockQuestion {
        name: name.to_string(),
        begins: at(shock.at.value.days_since(spec.run.start)),
        ends: at(shock.ends().days_since(spec.run.start)),
    });
    shocks.collect()
}

/// Who was under way when in one run, by key, and when the run ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    pub passages: &'a [Passage],
    pub end: Time,
}

/// What each shock has done in a run, of which `without` is the twin: from its day until all has been as before for
/// [`STAYS`], or until the next shock or the end of a run.
pub(super) fn effects(
    shocks: &[ShockQuestion],
    window: (Time, Time),
    with: Record<'_>,
    without: Record<'_>,
) -> Vec<Effects> {
    let end = with.end.min(without.end);
    let queues = queues(with.passages, without.passages, end);
    let tolerance = (TOLERATED * mean_without(&queues, window)).max(TOLERATED_LEAST);
    let one = |shock: &ShockQuestion| -> Effects {
        if shock.begins >= end {
            return [None; Effect::ALL.len()];
        }
        let next = shocks.iter().map(|other| other.begins).filter(|&begins| begins > shock.begins).min();
        let limit = next.map_or(end, |next| next.min(end));
        let above = |level: &Level| level.excess() as f64 > tolerance;
        let recovered = if shock.ends > limit {
            None
        } else if clipped(&queues, shock.begins, limit).any(|level| above(&level)) {
            settled(clipped(&queues, shock.ends, limit), above)
        } else {
            Some(shock.ends)
        };
        // What differs later is no longer the shock's doing: a ship that comes a day sooner, a train that misses it.
        let until = recovered.map_or(limit, |at| limit.min(at + STAYS));
        let most = |number: fn(&Level) -> i64| {
            let during = clipped(&queues, shock.begins, until);
            during.map(|level| number(&level)).max().map(|most| most as f64)
        };
        let delays = delays(with, without, shock.begins, until);
        let late = delays.iter().filter(|&&delay| delay > LATE).count();
        [
            most(Level::excess),
            most(|level| level.with),
            most(|level| level.without),
            recovered.map(|at| (at - shock.ends).days()),
            Some(if recovered.is_some() { 1.0 } else { 0.0 }),
            Some(late as f64),
            Some(delays.iter().map(|delay| delay.days()).sum()),
        ]
    };
    shocks.iter().map(one).collect()
}

/// How many were under way for some time, with shocks and without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Level {
    from: Time,
    until: Time,
    with: i64,
    without: i64,
}

impl Level {
    fn excess(&self) -> i64 {
        self.with - self.without
    }
}

/// How many were under way from the start until the earlier of both ends.
fn queues(with: &[Passage], without: &[Passage], end: Time) -> Vec<Level> {
    let steps = |passages: &'_ [Passage], with: i64, without: i64| -> Vec<(Time, i64, i64)> {
        let both = |passage: &Passage| [(passage.began, with, without), (passage.ended, -with, -without)];
        passages.iter().flat_map(both).collect()
    };
    let mut all = [steps(with, 1, 0), steps(without, 0, 1)].concat();
    all.sort_unstable_by_key(|&(at, _, _)| at);
    let mut levels = Vec::new();
    let mut level = Level { from: Time::ZERO, until: Time::ZERO, with: 0, without: 0 };
    let known = all.into_iter().filter(|&(at, _, _)| at <= end);
    for (at, with, without) in known.chain([(end, 0, 0)]) {
        if at > level.from {
            levels.push(Level { until: at, ..level });
            level.from = at;
        }
        level.with += with;
        level.without += without;
    }
    levels
}

/// The levels from one instant until another.
fn clipped(levels: &[Level], from: Time, until: Time) -> impl Iterator<Item = Level> {
    let first = levels.partition_point(|level| level.until <= from);
    let within = levels[first..].iter().take_while(move |level| level.from < until);
    within.map(move |level| Level { from: level.from.max(from), until: level.until.min(until), ..*level })
}

/// The mean number under way without shocks in the window.
fn mean_without(levels: &[Level], (from, until): (Time, Time)) -> f64 {
    let area: i128 = clipped(levels, from, until)
        .map(|level| i128::from(level.without) * i128::from((level.until - level.from).ms()))
        .sum();
    if until > from { area as f64 / (until - from).ms() as f64 } else { 0.0 }
}

/// The first instant from which on it is not above for [`STAYS`].
fn settled(levels: impl Iterator<Item = Level>, above: impl Fn(&Level) -> bool) -> Option<Time> {
    let mut since = None;
    for level in levels {
        if above(&level) {
            since = None;
            continue;
        }
        let began = *since.get_or_insert(level.from);
        if level.until - began >= STAYS {
            return Some(began);
        }
    }
    None
}

/// By how much each was later that would have come to its end in that time; of those still under way when the run
/// ended, by how much they were by then.
fn delays(with: Record<'_>, without: Record<'_>, from: Time, until: Time) -> Vec<Duration> {
    let due = without.passages.iter().filter(|passage| from <= passage.ended && passage.ended < until);
    let delay = |passage: &Passage| {
        let at = with.passages.binary_search_by_key(&passage.key, |other| other.key).ok()?;
        Some(with.passages[at].ended.min(with.end) - passage.ended).filter(|&delay| delay > Duration::ZERO)
    };
    due.filter_map(delay).collect()
}

/// The rows of all shocks.
pub(super) fn rows(
    scenario: &Scenario,
    shocks: &[ShockQuestion],
    population: Option<&str>,
    runs: &[Replication],
) -> Vec<ShockRow> {
    let spec = scenario.spec();
    let row = |(at, question): (usize, &ShockQuestion)| {
        let shock = &spec.shock[question.name.as_str()];
        ShockRow {
            shock: question.name.clone(),
            title: shock.title.clone(),
            begins: shock.at.value,
            ends: shock.ends(),
            population: population.map(str::to_owned),
            effects: Effect::ALL.map(|effect| effect_row(effect, at, runs)).into(),
        }
    };
    shocks.iter().enumerate().map(row).collect()
}

/// One effect over all replications. Where some have not recovered no mean of the others would mean anything; a quantile
/// does for as long as those lie above it.
fn effect_row(effect: Effect, shock: usize, runs: &[Replication]) -> EffectRow {
    let value = |effect: Effect, run: &Replication| run.shocks[shock][effect as usize];
    let values: Vec<f64> = runs.iter().filter_map(|run| value(effect, run)).collect();
    let measured = runs.iter().filter(|run| value(Effect::Recovered, run).is_some()).count();
    let estimate = match effect {
        Effect::Recovered => Estimate::of_shares(&values),
        _ => Estimate::of(&values),
    };
    let mut all = values.clone();
    all.resize(measured, f64::INFINITY);
    let mut quantile = |p| {
        let shown = effect != Effect::Recovered;
        quantile_type7(&mut all, p).filter(|value| shown && value.is_finite())
    };
    EffectRow {
        effect,
        p50: quantile(0.5),
        p90: quantile(0.9),
        value: estimate.filter(|_| values.len() == measured),
        replications: measured,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: f64) -> Time {
        Time::ZERO + Duration::from_hours(hours)
    }

    fn passage(key: u64, began: f64, ended: Option<f64>) -> Passage {
        Passage { key, began: at(began), ended: ended.map_or(Time::MAX, at) }
    }

    fn record(passages: &[Passage], end: f64) -> Record<'_> {
        Record { passages, end: at(end) }
    }

    #[test]
    fn effects_stand_in_the_order_of_their_numbers() {
        for (at, effect) in Effect::ALL.into_iter().enumerate() {
            assert_eq!(effect as usize, at);
        }
    }

    #[test]
    fn levels_are_those_between_instants() {
        // One comes as another goes: the instant itself does not count.
        let with = [passage(1, 1.0, Some(3.0)), passage(2, 3.0, None)];
        let without = [passage(1, 1.0, Some(2.0))];
        let levels = queues(&with, &without, at(5.0));
        let told: Vec<(f64, f64, i64, i64)> = levels
            .iter()
            .map(|level| (level.from.hours(), level.until.hours(), level.with, level.without))
            .collect();
        assert_eq!(told, [(0.0, 1.0, 0, 0), (1.0, 2.0, 1, 1), (2.0, 3.0, 1, 0), (3.0, 5.0, 1, 0)]);
        let part: Vec<Level> = clipped(&levels, at(1.5), at(2.5)).collect();
        assert_eq!((part[0].from, part[1].until, part.len()), (at(1.5), at(2.5), 2));
        assert_eq!(mean_without(&levels, (at(0.0), at(4.0))), 0.25);
    }

    #[test]
    fn recovery_wants_three_days_without_a_relapse() {
        let above = |level: &Level| level.excess() > 1;
        let level =
            |from: f64, until: f64, with| Level { from: at(from), until: at(until), with, without: 0 };
        let found = |levels: &[Level]| settled(levels.iter().copied(), above).map(Time::hours);
        assert_eq!(found(&[level(0.0, 10.0, 5), level(10.0, 40.0, 1), level(40.0, 82.0, 0)]), Some(10.0));
        assert_eq!(found(&[level(0.0, 71.0, 0), level(71.0, 72.0, 2), level(72.0, 144.0, 0)]), Some(72.0));
        assert_eq!(found(&[level(0.0, 10.0, 5), level(10.0, 81.0, 1)]), None);
    }

    #[test]
    fn delays_are_paired_by_key_and_cut_off_at_the_end() {
        let without = [
            passage(1, 0.0, Some(10.0)),
            passage(2, 0.0, Some(20.0)),
            passage(3, 0.0, Some(21.0)),
            passage(4, 0.0, Some(60.0)),
            passage(5, 0.0, None),
        ];
        let with = [
            passage(1, 0.0, Some(15.0)),
            passage(2, 0.0, Some(45.0)),
            passage(4, 0.0, None),
            passage(5, 0.0, None),
            passage(6, 1.0, Some(2.0)),
        ];
        let (with, without) = (record(&with, 100.0), record(&without, 90.0));
        let found: Vec<f64> =
            delays(with, without, at(0.0), at(90.0)).iter().map(|time| time.hours()).collect();
        assert_eq!(found, [5.0, 25.0, 40.0]);
        assert_eq!(delays(with, without, at(11.0), at(60.0)), [Duration::from_hours(25.0)]);
    }

    #[test]
    fn each_shock_is_measured_until_the_next() {
        let question = |name: &str, begins: f64, ends: f64| ShockQuestion {
            name: name.to_owned(),
            begins: at(begins),
            ends: at(ends),
        };
        let shocks = [question("b", 50.0, 60.0), question("a", 10.0, 20.0), question("c", 300.0, 310.0)];
        // Four who would be out at once stay until hour 30, and two others beyond the second shock.
        let four = |until: f64| (0..4).map(move |key| passage(key, 12.0, Some(until)));
        let two = |until: f64| (4..6).map(move |key| passage(key, 52.0, Some(until)));
        let with: Vec<Passage> = four(30.0).chain(two(82.0)).collect();
        let without: Vec<Passage> = four(12.0).chain(two(53.0)).collect();
        let window = (at(0.0), at(200.0));
        let found = effects(&shocks, window, record(&with, 200.0), record(&without, 200.0));
        assert_eq!(found[1][..3], [Some(4.0), Some(4.0), Some(0.0)]);
        // Only 20 of the 72 hours that it must stay so lie before the next.
        assert_eq!(found[1][3..], [None, Some(0.0), Some(0.0), Some(3.0)]);
        assert_eq!(found[0][3..], [Some(22.0 / 24.0), Some(1.0), Some(2.0), Some(58.0 / 24.0)]);
        assert_eq!(found[2], [None; 7]);
    }
}
