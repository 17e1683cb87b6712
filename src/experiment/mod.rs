//! Experiments: plans of replications, their parallel running, and what follows from them together.
//!
//! Floor 7. A scenario and a plan go in, [`Results`] come out. It neither prints nor touches files.

mod ask;
mod calibrate;
mod capacity;
mod compare;
mod distribution;
mod drift;
mod estimate;
mod events;
mod figure;
mod figures;
mod fleet_capacity;
mod hours;
mod inputs;
mod observed;
mod plan;
mod precision;
mod results;
mod rows;
mod run;
mod shock;
mod sink;
mod spread;
mod tables;
mod targets;
mod times;
mod tornado;
mod trace;
mod traffic;
mod trains;
mod validation;
mod varied;
mod verdict;
mod vessels;
mod warmup;

pub use calibrate::{
    Aim, Calibrating, Calibration, Evaluation, FittedNumber, FlatDirection, FreeNumber, NotCalibrated,
    Outcome, Problem, Question, Residual, Simulated,
};
pub use capacity::{LineMaximum, Load, NotLoaded, TOLERANCE, check_lines, saturate};
pub use compare::{Change, Comparison, ComparisonRow, Gain, Trend, compare, gain};
pub use distribution::DistributionRow;
pub use estimate::Estimate;
pub use events::EventRow;
pub use figure::{Figure, Metric, Reading, Scope};
pub use fleet_capacity::{FleetMaximum, check_fleets, saturate_fleets};
pub use inputs::{Draw, InputStudy, TargetChance, draw_inputs};
pub use observed::{Observed, Standing};
pub use plan::{Plan, Precision, Progress, Shipments};
pub use precision::Reached;
pub use results::Results;
pub use rows::{
    BacklogRow, CallRow, CarriageRow, CauseRow, ClosureRow, EffectRow, FleetRow, FleetTimes, FlowRow,
    LedgerRow, LevelRow, LineRow, MonthRow, MonthTable, PopulationRow, ReplicationRow, ResourceRow,
    SeasonRow, Shipment, ShockRow, SpanCellRow, SpanHoursRow, SpanRow, StageRow, StayRow, TargetRow,
    TrainRow, WaitRow,
};
pub use run::{Failure, run, run_into};
pub use shock::{Effect, LATE, STAYS, TOLERATED, TOLERATED_LEAST};
pub use sink::{Diaries, Log, Names, Sink};
pub use tornado::{Bar, Design, End, Finding, Step, Tornado, tornado};
pub use trace::{Happens, Line, Trace, Wanted, trace};
pub use validation::{
    Case, Judgement, Known, KnownReading, MOST_ERRORS, MOST_HALF_WIDTH, Milestones, Trial, Trials,
    Validation, ValidationRow, ValidationRows, hold_against_observations, known_cases, observed_replications,
    observed_scenarios, replications_of, validate,
};
pub use varied::TargetVerdict;
pub use verdict::{MOST_TO_SETTLE, Verdict};
pub use warmup::{BY_PILOT, NoWarmUp, season, warm_up};
