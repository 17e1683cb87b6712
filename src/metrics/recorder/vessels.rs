//! What vessels do in ports.

use super::Recorder;
use crate::cargo::StageId;
use crate::observation::CallDoes;
use crate::units::Time;

impl Recorder<'_> {
    pub(super) fn call(&mut self, now: Time, port: StageId, call: u16, does: CallDoes) {
        let (in_window, fleets) = (self.in_window, &mut self.fleets);
        if let CallDoes::Arrives(caller) = does {
            fleets.arrive(now, in_window, caller);
        }
        let roads = self.calls.observe(now, in_window, (port, call), does, |ended| {
            fleets.sail(now, in_window, port, ended);
        });
        if let (Some(series), Some(change)) = (&mut self.series, roads) {
            series.roads(now, port, change);
        }
    }
}
