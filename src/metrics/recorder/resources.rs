//! How resources stand.

use super::Recorder;
use crate::cargo::ResourceId;
use crate::observation::Use;
use crate::units::Time;

impl Recorder<'_> {
    pub(super) fn uses(&mut self, at: Time, resource: ResourceId, now: Use) {
        // All who listen look at the window alone.
        if !self.counting() {
            return;
        }
        self.resources[resource.index()].set(at, now);
        self.fleets.uses(at, resource, now);
        if let Some(series) = &mut self.series {
            series.set(at, resource.index(), now.busy + now.blocked);
        }
    }

    pub(super) fn resized(&mut self, at: Time, resource: ResourceId, capacity: u32) {
        if self.counting() {
            self.resources[resource.index()].resize(at, capacity);
        }
        self.fleets.resize(resource, capacity);
        if let Some(series) = &mut self.series {
            series.resize(at, resource.index(), capacity);
        }
    }
}
