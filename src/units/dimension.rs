//! The dimensions in which a scenario states its numbers: which units each takes, how a unit turns into the base
//! unit of the dimension, and which values make sense.

use std::fmt::Debug;
use std::marker::PhantomData;

/// What a quantity measures: its name, its units and the values that make sense.
pub trait Dimension: Copy + Debug + 'static {
    /// Name used in messages, such as `time`.
    const NAME: &'static str;
    /// The units in which it may be written; the first one is suggested to the user.
    const UNITS: &'static [Unit];
    /// The values that make sense.
    const ALLOWED: Domain;
}

/// A unit as a scenario writes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// As written, such as `TEU/h`.
    pub name: &'static str,
    /// Base units in one of this unit; greater than zero.
    pub factor: f64,
    /// What is counted, where a dimension takes units that do not convert into each other.
    pub of: Of,
}

/// What a unit counts.
///
/// TEU, containers, wagons and tonnes do not convert into each other without a further number, so a quantity keeps
/// which of them it was written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// Nothing in particular: all units of the dimension convert.
    Nothing,
    /// Twenty-foot equivalent units.
    Teu,
    /// Tonnes.
    Tonne,
    /// Containers of any length.
    Container,
    /// Wagons.
    Wagon,
    /// Road vehicles.
    Vehicle,
    /// Consignments.
    Consignment,
    /// Trains.
    Train,
    /// TEU carried over a kilometre.
    TeuKm,
    /// Tonnes carried over a kilometre.
    TonneKm,
}

/// The values that make sense for a quantity, in its base unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// Any finite number.
    Any,
    /// Greater than zero.
    Positive,
    /// Zero or greater.
    NonNegative,
    /// From zero to one.
    Share,
    /// A whole number, one or more.
    Count,
    /// A whole number, zero or more.
    CountOrZero,
}

/// The largest count a scenario may state: all whole numbers up to it are exact and fit in 32 bits.
const LARGEST_COUNT: f64 = 1e9;

impl Domain {
    /// Whether a constant of `value` base units is allowed.
    #[must_use]
    pub fn allows(self, value: f64) -> bool {
        let whole = libm::trunc(value) == value && value <= LARGEST_COUNT;
        value.is_finite()
            && match self {
                Domain::Any => true,
                Domain::Positive => value > 0.0,
                Domain::NonNegative => value >= 0.0,
                Domain::Share => (0.0..=1.0).contains(&value),
                Domain::Count => value >= 1.0 && whole,
                Domain::CountOrZero => value >= 0.0 && whole,
            }
    }

    /// Whether only whole numbers are allowed, so that a law makes no sense.
    #[must_use]
    pub fn is_count(self) -> bool {
        matches!(self, Domain::Count | Domain::CountOrZero)
    }

    /// The allowed values in words, such as `a number greater than 0`.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Domain::Any => "a finite number",
            Domain::Positive => "a number greater than 0",
            Domain::NonNegative => "a number of 0 or more",
            Domain::Share => "a number from 0 to 1 (or 0 to 100 %)",
            Domain::Count => "a whole number of 1 or more",
            Domain::CountOrZero => "a whole number of 0 or more",
        }
    }
}

/// A dimension whose base unit is the hour.
pub trait InHours: Dimension {}

impl InHours for TimeDim {}
impl InHours for MinutesPer {}

/// The same units as a counted dimension, but zero is a value like any other.
#[derive(Clone, Copy, Debug)]
pub struct OrZero<D>(PhantomData<D>);

impl<D: Dimension> Dimension for OrZero<D> {
    const NAME: &'static str = D::NAME;
    const UNITS: &'static [Unit] = D::UNITS;
    const ALLOWED: Domain = Domain::CountOrZero;
}

const HOURS_PER_DAY: f64 = 24.0;
const HOURS_PER_MINUTE: f64 = 1.0 / 60.0;
const HOURS_PER_SECOND: f64 = 1.0 / 3600.0;
/// A year of 365 days: the simulated window is 52 whole weeks, so a leap day would be false precision.
const DAYS_PER_YEAR: f64 = 365.0;
const KM_PER_NAUTICAL_MILE: f64 = 1.852;

/// Declares dimensions: doc, marker, name, allowed values and units with factor and what they count.
macro_rules! dimensions {
    ($($(#[$doc:meta])* $marker:ident $name:literal $domain:ident
       [$($unit:literal $factor:expr, $of:ident;)+])+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $marker;

        impl Dimension for $marker {
            const NAME: &'static str = $name;
            const UNITS: &'static [Unit] = &[$(Unit { name: $unit, factor: $factor, of: Of::$of }),+];
            const ALLOWED: Domain = Domain::$domain;
        }
    )+};
}

/// Declares dimensions that count one thing: doc, marker and the thing in the singular.
macro_rules! counts {
    ($($(#[$doc:meta])* $marker:ident $noun:literal $of:ident;)+) => {
        dimensions! {$($(#[$doc])* $marker $noun Count [$noun 1.0, $of;])+}
    };
}

dimensions! {
    /// A length of time; base unit hour.
    TimeDim "time" NonNegative [
        "h" 1.0, Nothing; "d" HOURS_PER_DAY, Nothing; "min" HOURS_PER_MINUTE, Nothing; "s" HOURS_PER_SECOND, Nothing;
    ]
    /// A distance along a line or at sea; base unit kilometre.
    Length "length" Positive ["km" 1.0, Nothing; "m" 0.001, Nothing; "nmi" KM_PER_NAUTICAL_MILE, Nothing;]
    /// A running or sailing speed; base unit kilometre per hour.
    Speed "speed" Positive ["km/h" 1.0, Nothing; "kn" KM_PER_NAUTICAL_MILE, Nothing;]
    /// A depth of water or a draught; base unit metre.
    Depth "depth" NonNegative ["m" 1.0, Nothing;]
    /// A height above or below a datum; base unit metre.
    Height "height" Any ["m" 1.0, Nothing;]
    /// A change of height from year to year; base unit metre per year of 365 days.
    Rise "change of height" Any ["m/yr" 1.0, Nothing; "cm/yr" 0.01, Nothing;]
    /// A wind speed; base unit metre per second.
    Wind "wind speed" NonNegative ["m/s" 1.0, Nothing;]
    /// A part of a whole; base unit the whole.
    Share "share" Share ["share" 1.0, Nothing; "%" 0.01, Nothing;]
    /// A bare ratio.
    Factor "factor" NonNegative ["factor" 1.0, Nothing;]
    /// Money for a whole work; base unit million US dollars.
    Money "money" NonNegative ["MUSD" 1.0, Nothing;]
    /// A mass; base unit tonne.
    Mass "mass" NonNegative ["t" 1.0, Nothing; "kg" 0.001, Nothing;]
    /// Net tonnes in a TEU.
    TonnesPerTeu "tonnes per TEU" Positive ["t/TEU" 1.0, Teu;]
    /// Net tonnes in one of what is counted.
    TonnesEach "tonnes each" NonNegative [
        "t/TEU" 1.0, Teu; "t/container" 1.0, Container; "t/wagon" 1.0, Wagon; "t/vehicle" 1.0, Vehicle;
        "t/train" 1.0, Train; "t/consignment" 1.0, Consignment;
    ]
    /// TEU in one of what is counted.
    TeuEach "TEU each" NonNegative [
        "TEU/container" 1.0, Container; "TEU/vehicle" 1.0, Vehicle; "TEU/wagon" 1.0, Wagon; "TEU/train" 1.0, Train;
        "TEU/consignment" 1.0, Consignment;
    ]
    /// How much fits; keeps what is counted.
    Capacity "capacity" NonNegative [
        "TEU" 1.0, Teu; "wagon" 1.0, Wagon; "t" 1.0, Tonne; "vehicle" 1.0, Vehicle; "container" 1.0, Container;
        "consignment" 1.0, Consignment;
    ]
    /// Work done in an hour; keeps what is counted.
    UnitRate "rate" Positive [
        "TEU/h" 1.0, Teu; "container/h" 1.0, Container; "wagon/h" 1.0, Wagon; "t/h" 1.0, Tonne;
        "vehicle/h" 1.0, Vehicle; "consignment/h" 1.0, Consignment; "train/h" 1.0, Train;
    ]
    /// Time taken by one of what is counted; base unit hour.
    MinutesPer "time each" NonNegative [
        "min/container" HOURS_PER_MINUTE, Container; "min/wagon" HOURS_PER_MINUTE, Wagon;
        "min/consignment" HOURS_PER_MINUTE, Consignment; "min/TEU" HOURS_PER_MINUTE, Teu;
        "min/t" HOURS_PER_MINUTE, Tonne; "min/vehicle" HOURS_PER_MINUTE, Vehicle; "min/train" HOURS_PER_MINUTE, Train;
        "h/container" 1.0, Container; "h/wagon" 1.0, Wagon; "h/consignment" 1.0, Consignment; "h/TEU" 1.0, Teu;
        "h/t" 1.0, Tonne; "h/vehicle" 1.0, Vehicle; "h/train" 1.0, Train;
    ]
    /// Volume of a flow; base unit per year of 365 days; keeps what is counted.
    YearlyVolume "volume" NonNegative [
        "TEU/yr" 1.0, Teu; "kTEU/yr" 1e3, Teu; "t/yr" 1.0, Tonne; "kt/yr" 1e3, Tonne; "Mt/yr" 1e6, Tonne;
        "container/yr" 1.0, Container; "container/d" DAYS_PER_YEAR, Container;
        "wagon/yr" 1.0, Wagon; "wagon/d" DAYS_PER_YEAR, Wagon;
        "vehicle/yr" 1.0, Vehicle; "vehicle/d" DAYS_PER_YEAR, Vehicle;
        "train/yr" 1.0, Train; "train/d" DAYS_PER_YEAR, Train;
        "consignment/yr" 1.0, Consignment; "consignment/d" DAYS_PER_YEAR, Consignment;
        "consignment/h" DAYS_PER_YEAR * HOURS_PER_DAY, Consignment;
    ]
    /// How often something happens; base unit per year of 365 days.
    Frequency "frequency" NonNegative [
        "1/yr" 1.0, Nothing; "1/month" 12.0, Nothing; "1/d" DAYS_PER_YEAR, Nothing;
        "1/h" DAYS_PER_YEAR * HOURS_PER_DAY, Nothing;
    ]
    /// Money for one of what is counted; keeps what is counted.
    Cost "cost" NonNegative [
        "USD/TEU" 1.0, Teu; "USD/TEU-km" 1.0, TeuKm; "USD/t" 1.0, Tonne; "USD/t-km" 1.0, TonneKm;
        "USD/consignment" 1.0, Consignment; "USD/container" 1.0, Container; "USD/wagon" 1.0, Wagon;
    ]
    /// Emissions of carbon-dioxide equivalent; base unit gram per tonne-kilometre.
    Emission "emission" NonNegative ["g/t-km" 1.0, TonneKm;]
}

counts! {
    /// A number of tracks.
    Tracks "track" Nothing;
    /// A number of berths.
    Berths "berth" Nothing;
    /// A number of cranes.
    Cranes "crane" Nothing;
    /// A number of ramps.
    Ramps "ramp" Nothing;
    /// A number of customs or paper desks.
    Desks "desk" Nothing;
    /// A number of gauge-transfer points.
    Points "transfer point" Nothing;
    /// A number of locomotives.
    Locomotives "locomotive" Nothing;
    /// A number of vessels.
    Vessels "vessel" Nothing;
    /// A number of servers of a textbook queue.
    Servers "server" Nothing;
    /// A number of crews.
    Crews "crew" Nothing;
    /// A number of passing loops.
    Loops "loop" Nothing;
    /// A number of yard slots.
    Slots "slot" Nothing;
    /// A number of tiers of a stack.
    Tiers "tier" Nothing;
    /// A number of trains.
    Trains "train" Train;
    /// A number of wagons.
    Wagons "wagon" Wagon;
    /// A number of consignments.
    Consignments "consignment" Consignment;
    /// A number of TEU.
    Teus "TEU" Teu;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor<D: Dimension>(name: &str) -> f64 {
        D::UNITS.iter().find(|u| u.name == name).expect(name).factor
    }

    #[test]
    fn units_convert_to_the_base() {
        assert_eq!(factor::<TimeDim>("d"), 24.0);
        assert_eq!(90.0 * factor::<TimeDim>("min"), 1.5);
        assert_eq!(10.0 * factor::<Speed>("kn"), 18.52);
        assert_eq!(2.76 * factor::<YearlyVolume>("Mt/yr"), 2_760_000.0);
        assert_eq!(12.0 * factor::<YearlyVolume>("train/d"), 4_380.0);
        assert_eq!(factor::<Frequency>("1/h"), 8_760.0);
    }

    #[test]
    fn domains_refuse_what_makes_no_sense() {
        assert!(Domain::Count.allows(1.0) && !Domain::Count.allows(0.0) && !Domain::Count.allows(1.5));
        assert!(Domain::CountOrZero.allows(0.0) && !Domain::CountOrZero.allows(2e9));
        assert!(
            Domain::Share.allows(1.0) && !Domain::Share.allows(1.0001) && !Domain::Share.allows(f64::NAN)
        );
        assert!(!Domain::Positive.allows(0.0) && !Domain::Any.allows(f64::INFINITY));
        assert_eq!(<OrZero<Berths> as Dimension>::ALLOWED, Domain::CountOrZero);
    }
}
