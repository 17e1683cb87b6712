//! Statistics: tallies, time-weighted levels, quantiles, samples in bounded memory, Student's t, intervals, pairs, several
//! comparisons at once, truncation of the warm-up, chi-square, axes of symmetric matrices.
//!
//! Plain numbers in, plain numbers out; what cannot be said (the variance of one value, the mean of none) is
//! `None`.
//!
//! Floor 2. Imports `units` only. Does not know what a simulation is, nor what the numbers mean.

mod anova;
mod beta;
mod chi_square;
mod distinct;
mod interval;
mod multiple;
mod paired;
mod quantile;
mod room;
mod root;
mod sample;
mod student;
mod symmetric;
mod tally;
mod time_weighted;
mod warmup;

pub use anova::{Anova, anova};
pub use beta::{incomplete_beta, incomplete_beta_inverse};
pub use chi_square::{chi_square_quantile, chi_square_tail};
pub use distinct::Distinct;
pub use interval::{
    Interval, QuantileInterval, QuantileRanks, clopper_pearson, mean_interval, prediction_interval,
    proportion_interval, quantile_interval, quantile_ranks, wilson,
};
pub use multiple::{holm, simultaneous_confidence};
pub use paired::{paired_interval, paired_p, paired_variance_ratio, paired_variance_ratio_limits};
pub use quantile::{Ordered, quantile_type1, quantile_type7};
pub use room::{Kept, Room};
pub use sample::{Sample, Together};
pub use student::{normal_cdf, normal_quantile, student_cdf, student_quantile};
pub use symmetric::{Axis, Matrix, axes};
pub use tally::Tally;
pub use time_weighted::Level;
pub use warmup::{Truncation, mser5};
