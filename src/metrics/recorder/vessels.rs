//! What vessels do in ports.

use super::Recorder;
use crate::cargo::StageId;
use crate::observation::CallDoes;
use crate::units::Time;

impl Recorder<'_> {
    pub(super) fn call(&mut self, now: Time, port: StageId, call: u16, does: CallDoes) {
        let roads = self.fleets.hear(now, &mut self.calls, (port, call), does);
        if let (Some(series), Some(change)) = (&mut self.series, roads) {
            series.roads(now, port, change);
        }
    }
}
