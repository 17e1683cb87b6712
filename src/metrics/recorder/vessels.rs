//! What vessels do in ports.

use super::Recorder;
use crate::cargo::StageId;
use crate::observation::CallDoes;
use crate::units::Time;

impl Recorder<'_> {
    pub(super) fn call(&mut self, now: Time, port: StageId, call: u16, does: CallDoes) {
        let fleets = &mut self.fleets;
        if let CallDoes::Arrives(caller) = does {
            fleets.arrive(now, caller);
        }
        let roads = self.calls.observe(now, (port, call), does, |ended| {
            fleets.sail(now, port, ended);
        });
        if let (Some(series), Some(change)) = (&mut self.series, roads) {
            series.roads(now, port, change);
        }
    }
}
