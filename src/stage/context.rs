//! What a stage is handed with every event: the clock and the verbs by which it acts on the world.

use crate::cargo::{
    AreaId, Carrier, CarrierId, Consignment, ConsignmentId, GroupId, Mover, PathId, ResourceId, StageId,
    TemplateId,
};
use crate::engine::{Handle, Priority};
use crate::observation::{CallDoes, Carrying, Cause, Event, Party, TrainDoes, Use};
use crate::stage::Signal;
use crate::units::{Duration, Time};

/// What happens first when clocks agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The terms of a later phase come into force. First, so that they hold for the whole of their first instant.
    Phase,
    /// Something is given back. Before all work, so that what is free at an instant can be had at that instant.
    Release,
    /// A carrier arrives. Before any decision of that instant, so that the decision knows of it.
    Arrival,
    /// A port or desk opens. Before closures, so that a closure that follows at once finds work under way, which
    /// then counts as interrupted rather than as never begun.
    Opening,
    /// A port or desk closes.
    Closing,
    /// A carrier's time to leave has come. After loading, so that what can be on board is.
    Departure,
    /// New demand. Last, so that it finds the corridor as the rest of the instant left it.
    Demand,
}

impl Rank {
    /// The rank as the calendar knows it.
    #[inline]
    #[must_use]
    pub fn priority(self) -> Priority {
        Priority(self as u8)
    }
}

/// How a stage answers a mover that asks to come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// There is a place, and it is now kept for the mover.
    Granted,
    /// There is none; ask again when the stage says that there is room.
    Refused,
    /// The stage has put the mover into its own queue and will grant the place itself; until then its hours go to
    /// this cause.
    Queued(Cause),
}

/// Where a consignment goes from the stage it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Onward {
    /// Its journey ends here.
    Ends,
    /// On by a train of this template over this path.
    Rail(PathId, TemplateId),
    /// On by a vessel over this crossing.
    Sea(StageId),
    /// On by itself.
    Alone,
}

/// How long a vessel is out of service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayUp {
    /// For so long.
    For(Duration),
    /// Until it is recalled.
    UntilRecalled,
}

/// A train to be formed.
#[derive(Clone, Copy, Debug)]
pub struct TrainPlan {
    /// Its template.
    pub template: TemplateId,
    /// The stages it will run over, the forming stage first.
    pub path: PathId,
    /// Its number among those of its template that this stage has formed for its path.
    pub number: u32,
    /// What its hours are spent on from now on.
    pub cause: Cause,
}

/// The world as a stage sees it: without successors, files or statistics.
pub trait Context {
    /// The present.
    fn now(&self) -> Time;
    /// The stage that is being handed this.
    fn me(&self) -> StageId;
    /// "Do this to me later."
    fn after(&mut self, delay: Duration, rank: Rank, signal: Signal) -> Handle;
    /// "Do not do it after all."
    fn cancel(&mut self, handle: Handle);

    /// A consignment's particulars.
    fn consignment(&self, id: ConsignmentId) -> &Consignment;
    /// A carrier's particulars.
    fn carrier(&self, id: CarrierId) -> &Carrier;
    /// A carrier's particulars, to be changed.
    fn carrier_mut(&mut self, id: CarrierId) -> &mut Carrier;
    /// The number by which draws for a mover are keyed.
    fn key(&self, mover: Mover) -> u64;

    /// Makes a group at this stage.
    fn group(&mut self, cause: Cause) -> GroupId;
    /// "From now on this consignment shares the hours of that group."
    fn join(&mut self, consignment: ConsignmentId, group: GroupId);
    /// "From now on this consignment has hours of its own."
    fn part(&mut self, consignment: ConsignmentId, group: GroupId, cause: Cause);
    /// "From now on the hours of this party are spent on that."
    fn spend(&mut self, party: Party, cause: Cause);
    /// "From now on the hours of all on board are spent on that."
    fn spend_aboard(&mut self, carrier: CarrierId, cause: Cause);
    /// "This much of the time that those on board have just booked belonged elsewhere."
    fn reassign_aboard(&mut self, carrier: CarrierId, from: Cause, to: Cause, time: Duration);
    /// "This consignment reached a milestone here."
    fn reach(&mut self, consignment: ConsignmentId, event: Event);
    /// "All on board reached a milestone here."
    fn reach_all(&mut self, carrier: CarrierId, event: Event);

    /// Where a consignment goes from here.
    fn onward(&self, id: ConsignmentId) -> Onward;
    /// Whether a train's path ends here.
    fn ends(&self, carrier: CarrierId) -> bool;

    /// Makes a train here, with nothing on board.
    fn form(&mut self, plan: TrainPlan) -> CarrierId;
    /// "This train needs wagons for what is on board." Says whether it has them; if not it waits for them here, holding
    /// nothing, and the stage is told when it is supplied.
    fn wagons(&mut self, train: CarrierId) -> bool;
    /// Puts a consignment on board; it shares the carrier's hours from now on.
    fn board(&mut self, consignment: ConsignmentId, carrier: CarrierId);
    /// Takes the last consignment off board; its own hours go to `cause` from now on.
    fn alight(&mut self, carrier: CarrierId, cause: Cause) -> Option<ConsignmentId>;
    /// Makes an empty carrier disappear; a locomotive it still has goes back to its pool.
    fn dissolve(&mut self, carrier: CarrierId);
    /// "This train is at that point of me", arriving or departing.
    fn at_point(&mut self, train: CarrierId, does: TrainDoes);
    /// "This leaves with so much of what it could carry."
    fn carried(&mut self, by: Carrying, load: f64, capacity: f64);

    /// "This one wants to leave." It stays, with what it holds, until the stage is told that it is released.
    fn leave(&mut self, mover: Mover);
    /// "The place that this one waited for is free", for a stage that queues its own entrants.
    fn grant(&mut self, mover: Mover);
    /// "There may be room in me again."
    fn room(&mut self);

    /// "This vessel is empty": says whether and how long it goes out of service here.
    fn lay_up(&mut self, vessel: CarrierId) -> Option<LayUp>;
    /// The crossing that a vessel, empty and in service, takes from here.
    fn next_crossing(&mut self, vessel: CarrierId) -> StageId;
    /// "So many more wait here for a crossing, or fewer."
    fn queues(&mut self, ferry: StageId, by: i32);
    /// "This happens in that call of a vessel at me."
    fn call(&mut self, call: u16, does: CallDoes);

    /// Whether a storm of at least this wind (m/s) is over the area.
    fn storm(&self, area: AreaId, limit: f64) -> bool;
    /// "From now on I am closed to vessels", or open.
    fn closed(&mut self, closed: bool);
    /// "The things of this resource stand so from now on."
    fn uses(&mut self, resource: ResourceId, now: Use);
}
