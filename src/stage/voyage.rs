//! The round trip of a vessel by arithmetic.
//!
//! A vessel sails distance over mean speed each way. In each port it moors, has its papers done, is discharged and loaded by
//! as many cranes as may work on it, and casts off; by a timetable it lies for half an interval on the average, and has on
//! board by then what there is room and time for. Its time in port is lengthened by the share of time in which the berths
//! are closed or no shift works, and by the wait of who arrives while that is so. What a fleet carries in a year is ships times load times the round
//! trips for which there is time. Waits for berths, cranes, slots, desks and other vessels are not in it.

use super::departure::DepartureRule;
use super::ferry::FerrySpec;
use super::fleet::FleetSpec;
use super::port::PortSpec;
use crate::cargo::Class;
use crate::observation::Cause;
use crate::parameter::Fixed;
use crate::units::Of;

const HOURS_A_YEAR: f64 = 365.0 * 24.0;

/// What is needed to know of a fleet for its round trip.
#[derive(Clone, Copy, Debug)]
pub struct Voyage<'a> {
    /// The fleet.
    pub fleet: &'a FleetSpec,
    /// The crossing.
    pub ferry: &'a FerrySpec,
    /// Its eastern and its western port.
    pub ports: [&'a PortSpec; 2],
    /// What it carries.
    pub piece: Piece,
    /// What a vessel can carry westward and eastward, in the fleet's unit.
    pub capacity: [f64; 2],
    /// What it carries; without it as much as there is room and time for.
    pub load: Option<[f64; 2]>,
    /// How berths are closed, or cranes rest, in the ports.
    pub closed: [Closing; 2],
}

/// The mean consignment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// TEU.
    pub teu: f64,
    /// Net mass (t).
    pub tonnes: f64,
    /// Whether all take the same room.
    pub even: bool,
}

/// How berths are closed to vessels, or their cranes rest.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Closing {
    /// Share of time in which that is so.
    pub share: f64,
    /// Mean wait for its end of who arrives at any instant (h).
    pub wait_h: f64,
}

/// A round trip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RoundTrip {
    /// At sea, both ways together (h).
    pub sea_h: f64,
    /// In the eastern and the western port.
    pub calls: [CallHours; 2],
    /// Load westward and eastward, in the fleet's unit.
    pub load: [f64; 2],
    /// Overhauls, spread over all round trips (h).
    pub overhaul_h: f64,
}

/// A call at a port by arithmetic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CallHours {
    /// To moor and to cast off (h).
    pub mooring_h: f64,
    /// Papers (h).
    pub papers_h: f64,
    /// Discharging (h).
    pub discharge_h: f64,
    /// Loading (h).
    pub loading_h: f64,
    /// For its departure by a timetable (h).
    pub waiting_h: f64,
    /// While the berths are closed or the cranes rest (h).
    pub closed_h: f64,
}

impl CallHours {
    /// All of it (h).
    #[must_use]
    pub fn hours(&self) -> f64 {
        self.handling_h() + self.papers_h + self.waiting_h + self.closed_h
    }

    /// Mooring, casting off and work (h).
    #[must_use]
    pub fn handling_h(&self) -> f64 {
        self.mooring_h + self.discharge_h + self.loading_h
    }
}

impl RoundTrip {
    /// All of it (h).
    #[must_use]
    pub fn hours(&self) -> f64 {
        self.sea_h + self.overhaul_h + self.calls.iter().map(CallHours::hours).sum::<f64>()
    }

    /// What of it goes on a cause in both ports together (h).
    #[must_use]
    pub fn port_h(&self, cause: Cause) -> f64 {
        let of = |call: &CallHours| match cause {
            Cause::Handling => call.handling_h(),
            Cause::Papers => call.papers_h,
            Cause::VesselFill => call.waiting_h,
            Cause::Weather => call.closed_h,
            _ => 0.0,
        };
        let overhauls = if cause == Cause::Maintenance { self.overhaul_h } else { 0.0 };
        overhauls + self.calls.iter().map(of).sum::<f64>()
    }

    /// What so many vessels carry westward and eastward in a year of 365 days.
    #[must_use]
    pub fn per_year(&self, vessels: u32) -> [f64; 2] {
        let trips = f64::from(vessels) * HOURS_A_YEAR / self.hours();
        self.load.map(|load| load * trips)
    }
}

impl Piece {
    /// What one takes of a vessel of a fleet, in the fleet's unit.
    #[must_use]
    pub fn load(&self, fleet: &FleetSpec) -> f64 {
        self.amount(fleet.capacity.unit().of)
    }

    fn amount(&self, of: Of) -> f64 {
        match of {
            Of::Teu => self.teu,
            Of::Tonne => self.tonnes,
            _ => 1.0,
        }
    }
}

impl FleetSpec {
    /// What a vessel can carry as far as a fixed share of the sea level says, in the fleet's unit.
    #[must_use]
    pub fn usual_capacity(&self) -> f64 {
        self.capacity.get() * self.draught_factor.as_ref().map_or(1.0, Fixed::get)
    }
}

impl Voyage<'_> {
    /// The round trip, with cargo always at hand; `None` if the ports do not work it.
    #[must_use]
    pub fn round_trip(&self) -> Option<RoundTrip> {
        let class = self.fleet.class.class()?;
        let room = self.piece.load(self.fleet);
        let [east, west] = [self.port(0, class)?, self.port(1, class)?];
        let full = self.capacity.map(|capacity| {
            if self.piece.even { (capacity / room * (1.0 + 1e-12)).floor() } else { capacity / room }
        });
        // Westward it loads in the eastern port.
        let [full_out, full_back] = full;
        let most = [east.load(full_out), west.load(full_back)];
        let [out, back] = self.load.map_or(most, |load| load.map(|load| load / room));
        let (waiting_out, waiting_back) = (east.wait(full_out), west.wait(full_back));
        let call = |port: &Port, arriving: f64, (loaded, waiting_h): (f64, f64), closing: Closing| {
            let mut call = CallHours {
                mooring_h: port.mooring_h,
                papers_h: port.papers_h + port.inspection_h * arriving,
                discharge_h: arriving * port.piece_h,
                loading_h: loaded * port.loaded_h,
                waiting_h,
                closed_h: 0.0,
            };
            call.closed_h = call.hours() * closing.share / (1.0 - closing.share) + closing.wait_h;
            call
        };
        let crossing = self.ferry.distance.get() / self.fleet.speed.mean();
        let delay = self.fleet.breakdown.as_ref().map_or(0.0, |breakdown| {
            breakdown.lasts.mean() * (1.0 - libm::exp(-crossing / breakdown.every.get()))
        });
        let overhaul =
            self.fleet.overhaul.as_ref().map_or(0.0, |overhaul| overhaul.lasts.mean() / overhaul.every.get());
        let mut trip = RoundTrip {
            sea_h: 2.0 * (crossing + delay),
            calls: [
                call(&east, back, (out, waiting_out), self.closed[0]),
                call(&west, out, (back, waiting_back), self.closed[1]),
            ],
            load: [out * room, back * room],
            overhaul_h: 0.0,
        };
        // Out of every interval a vessel is away for so long.
        trip.overhaul_h = trip.hours() * overhaul / (1.0 - overhaul).max(f64::EPSILON);
        Some(trip)
    }

    /// What one of its ports does for its vessels; `None` if it has no berths or no rate for them.
    fn port(&self, at: usize, class: Class) -> Option<Port> {
        let port = self.ports[at];
        let name = if at == 0 { &self.ferry.east } else { &self.ferry.west };
        let group = port.berth.get(&*self.fleet.berth)?;
        let rate = group.rate.get(class.name())?;
        let cranes = group.cranes_per_vessel.get().min(group.cranes.get());
        let piece_h = self.piece.amount(rate.unit().of) / rate.get() / cranes;
        // Where units are stacked a crane waits for the machine of the yard that brings them.
        let stacked = port.cargo.get(class.name()).filter(|storage| storage.tiers.is_some());
        let fetch = stacked.and_then(|storage| Some(storage.lift.as_ref()?.mean()));
        let customs = port.customs.as_ref();
        let inspection =
            customs.and_then(|desks| Some((desks.inspection_share.as_ref()?, desks.inspection.as_ref()?)));
        Some(Port {
            mooring_h: 2.0 * group.mooring.mean(),
            papers_h: customs.map_or(0.0, |desks| desks.time.mean()),
            inspection_h: inspection.map_or(0.0, |(share, time)| share.get() * time.mean()),
            piece_h,
            loaded_h: fetch.map_or(piece_h, |time| piece_h.max(time / cranes)),
            timetable_h: match self.fleet.departure.get(&**name)? {
                DepartureRule::Timetable(rule) => Some(rule.every.get()),
                _ => None,
            },
        })
    }
}

/// What a port does for the vessels of a fleet.
struct Port {
    mooring_h: f64,
    papers_h: f64,
    inspection_h: f64,
    /// Time to move one consignment ashore.
    piece_h: f64,
    /// Time to move one on board.
    loaded_h: f64,
    /// Interval of the timetable, if they leave by one.
    timetable_h: Option<f64>,
}

impl Port {
    /// How many consignments are loaded where there is room for `full`. Where the vessel leaves by a timetable it begins at
    /// any time of the interval T, and loads for min(t, full time) of what is left of it, t being spread evenly from 0 to T.
    fn load(&self, full: f64) -> f64 {
        let Some(every) = self.timetable_h else { return full };
        let time = full * self.loaded_h;
        let loading = if time >= every { every / 2.0 } else { time * (1.0 - time / (2.0 * every)) };
        loading / self.loaded_h
    }

    /// How long the vessel then waits for its departure when it is full: the mean of what t is more than the full time.
    fn wait(&self, full: f64) -> f64 {
        let Some(every) = self.timetable_h else { return 0.0 };
        let left = (every - full * self.loaded_h).max(0.0);
        left * left / (2.0 * every)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parameter::read_text;

    const PORT: &str = r#"
sidings = { value = 1, unit = "track", source = "s" }
working_tracks = { value = 1, unit = "track", source = "s" }
placing = { value = 1, unit = "h", source = "s" }
customs = { desks = { value = 1, unit = "desk", source = "s" }, time = { value = 2, unit = "h", source = "s" } }

[berth.feeder]
berths = { value = 1, unit = "berth", source = "s" }
cranes = { value = 3, unit = "crane", source = "s" }
cranes_per_vessel = { value = 2, unit = "crane", source = "s" }
rate = { container = { value = 5, unit = "TEU/h", source = "s" } }
mooring = { value = 1, unit = "h", source = "s" }
"#;

    const FERRY: &str =
        "west = \"w\"\neast = \"e\"\ndistance = { value = 200, unit = \"km\", source = \"s\" }\n";

    fn fleet(more: &str) -> FleetSpec {
        read(&format!(
            r#"
ferry = "sea"
class = "container"
vessels = {{ value = 3, unit = "vessel", source = "s" }}
capacity = {{ value = 100, unit = "TEU", source = "s" }}
draught_factor = {{ value = 0.81, unit = "share", source = "s" }}
speed = {{ value = 20, unit = "km/h", source = "s" }}
berth = "feeder"
{more}"#
        ))
    }

    fn read<T: crate::parameter::Field>(text: &str) -> T {
        read_text(text).unwrap_or_else(|problems| panic!("{problems}"))
    }

    fn trip(more: &str, closed: [Closing; 2]) -> RoundTrip {
        let (fleet, ferry, port): (FleetSpec, FerrySpec, PortSpec) = (fleet(more), read(FERRY), read(PORT));
        let capacity = fleet.usual_capacity();
        let piece = Piece { teu: 2.0, tonnes: 20.0, even: true };
        let voyage = Voyage {
            load: None,
            fleet: &fleet,
            ferry: &ferry,
            ports: [&port; 2],
            piece,
            capacity: [capacity; 2],
            closed,
        };
        voyage.round_trip().expect("the ports work containers")
    }

    const FULL: &str = "departure = { e = { when_full = {} }, w = { when_full = {} } }";

    /// Of 81 TEU forty containers of two fit, which two cranes of 5 TEU/h lift in eight hours. A call is two hours of
    /// mooring, two of papers and sixteen of work, a voyage ten hours: a round trip is sixty.
    #[test]
    fn a_round_trip_is_the_sum_of_its_parts() {
        let trip = trip(FULL, [Closing::default(); 2]);
        assert_eq!(trip.load, [80.0, 80.0]);
        assert_eq!((trip.sea_h, trip.calls[0].hours(), trip.calls[1].hours()), (20.0, 20.0, 20.0));
        assert_eq!(trip.per_year(3), [80.0 * 3.0 * 8760.0 / 60.0; 2]);
    }

    /// A fifth of the time closed makes twenty open hours twenty-five, and who comes waits three hours on the average.
    #[test]
    fn a_closed_port_lengthens_the_call() {
        let closing = Closing { share: 0.2, wait_h: 3.0 };
        let trip = trip(FULL, [closing, Closing::default()]);
        assert!((trip.calls[0].closed_h - 8.0).abs() < 1e-12);
        assert!((trip.hours() - 68.0).abs() < 1e-12);
    }

    /// Every sixteen hours from the west: who begins to load at any time of them lies eight hours on the average, and is full
    /// in the first half of the cases; in the others it has half of that: 30 of 40 containers.
    #[test]
    fn a_timetable_sets_the_wait_and_the_load() {
        let every = "departure = { e = { when_full = {} }, w = { timetable = { every = { value = 16, unit = \"h\", source = \"s\" } } } }";
        let trip = trip(every, [Closing::default(); 2]);
        assert_eq!(trip.load, [80.0, 60.0]);
        let [east, west] = trip.calls;
        assert_eq!((west.loading_h, west.waiting_h, east.discharge_h), (6.0, 2.0, 6.0));
        assert_eq!((trip.port_h(Cause::Handling), trip.port_h(Cause::VesselFill)), (32.0, 2.0));
        let short = every.replace("value = 16", "value = 4");
        let trip = self::trip(&short, [Closing::default(); 2]);
        assert_eq!((trip.load[1], trip.calls[1].loading_h, trip.calls[1].waiting_h), (20.0, 2.0, 0.0));
    }

    #[test]
    fn overhauls_and_breakdowns_take_their_time() {
        let laid_up = "overhaul = { every = { value = 1000, unit = \"h\", source = \"s\" }, lasts = { value = 100, unit = \"h\", source = \"s\" } }\n\
            breakdown = { every = { value = 10, unit = \"h\", source = \"s\" }, lasts = { value = 5, unit = \"h\", source = \"s\" } }\n";
        let trip = trip(&format!("{laid_up}{FULL}"), [Closing::default(); 2]);
        let sea = 20.0 + 10.0 * (1.0 - libm::exp(-1.0));
        assert!((trip.sea_h - sea).abs() < 1e-12);
        assert!((trip.hours() - (sea + 40.0) / 0.9).abs() < 1e-9);
        assert!((trip.port_h(Cause::Maintenance) - trip.hours() / 10.0).abs() < 1e-9);
    }
}
