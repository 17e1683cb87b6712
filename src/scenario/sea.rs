//! The tables of the sea: its storms and its level.

use crate::document::Code;
use crate::parameter::{Fixed, MonthProfile, Quantity, Reader, WindRecord, table};
use crate::stage::{PortSpec, Water};
use crate::units::{self, Date};

table! {
    /// A sea area and its storms, which come at random or are taken from a record.
    pub struct WeatherSpec {
        /// Storms; or `record`.
        pub storms: Option<Fixed<units::Frequency>>,
        /// Weight of each month.
        pub months: Option<MonthProfile>,
        /// Length of a storm.
        pub duration: Option<Quantity<units::TimeDim>>,
        /// Highest wind of a storm.
        pub wind: Option<Quantity<units::Wind>>,
        /// Wind as it was measured, the same in every replication, instead of all that.
        pub record: Option<WindRecord>,
    }
    check WeatherSpec::check
}

impl WeatherSpec {
    /// Reports an area with both storms and a record, or with neither whole.
    fn check(&self, reader: &mut Reader) {
        let given = [
            ("storms", self.storms.is_some()),
            ("duration", self.duration.is_some()),
            ("wind", self.wind.is_some()),
        ];
        if self.record.is_none() {
            for (key, _) in given.into_iter().filter(|(_, given)| !given) {
                let path = format!("{}.{key}", reader.path());
                let message = format!("the key `{key}` is missing");
                let hint = "storms have storms, duration and wind; or give record = { file = \"wind.csv\", source = \"…\" }";
                reader.problem_at(Code::MissingKey, self.place, path, message).hint(hint);
            }
            return;
        }
        let months = ("months", self.months.is_some());
        if let Some((key, _)) = given.into_iter().chain([months]).find(|(_, given)| *given) {
            let message = format!("`record` and `{key}` are both given");
            let hint = "weather is a record, or storms with their months, duration and wind: remove the one";
            reader.problem(Code::OneChoice, self.place, message).hint(hint);
        }
    }
}

table! {
    /// The level of a sea, which rises or falls from year to year.
    pub struct WaterSpec {
        /// Height above the datum of the charts, by which depths are told.
        pub level: Fixed<units::Height>,
        /// Day on which it was that.
        pub on: Date,
        /// Change from year to year.
        pub trend: Fixed<units::Rise>,
    }
}

/// The water at a group of berths of a port, in a run that begins on `start`; `None` if nobody says how deep it is. Where
/// the port names no sea the depth is always that of the chart. `level` gives the sea of a name.
pub fn water_at<'a>(
    port: &PortSpec,
    berth: &str,
    start: Date,
    level: impl Fn(&str) -> Option<&'a WaterSpec>,
) -> Option<Water> {
    let depth = port.berth.get(berth)?.depth.as_ref()?.get();
    let Some(sea) = port.water.as_ref().and_then(|name| level(name)) else {
        return Some(Water { depth, trend: 0.0 });
    };
    let (trend, years) = (sea.trend.get(), start.days_since(sea.on) as f64 / 365.0);
    Some(Water { depth: depth + sea.level.get() + trend * years, trend })
}
