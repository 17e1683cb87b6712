//! Dispatching under any load: a random search over small networks. No two trains are ever in one single-track section,
//! no station ever holds more trains than it has tracks, no node more than it has, nothing ever locks, and every train
//! gets through. What is watched is what the network says of its trains; the rules are checked here anew.

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use support::open;
use transcaspian::cargo::{CarrierId, Direction, StageId};
use transcaspian::corridor::{Corridor, Ending, simulate};
use transcaspian::observation::{Observation, Observer, TrainDoes};
use transcaspian::random::{Stream, Streams};
use transcaspian::stage::{Layout, SectionTracks, StageSpec};
use transcaspian::units::Time;

const NETWORKS: u32 = 10_000;

/// Draws for one network.
struct Dice {
    stream: Stream,
    next: u64,
}

impl Dice {
    fn new(network: u32) -> Dice {
        Dice { stream: Streams::new(7, network).stream("network", "shape"), next: 0 }
    }

    /// A whole number from `low` to `high`.
    fn roll(&mut self, low: u32, high: u32) -> u32 {
        self.next += 1;
        low + (self.stream.uniform(self.next) * f64::from(high - low + 1)) as u32
    }

    fn one_in(&mut self, chances: u32) -> bool {
        self.roll(1, chances) == 1
    }
}

/// A network: nodes in layers from east to west, lines between neighbours, trains over random ways in both directions.
fn network(number: u32) -> String {
    let dice = &mut Dice::new(number);
    let mut text = String::from(
        "format = 1\ntitle = \"A random network\"\nspan = { all = { title = \"all\", from = [\"n-0-0.departed\"], to = [\"n-1-0.arrived\"] } }\n\
         [run]\nstart = 2023-01-02\nwarm_up = { value = 0, unit = \"h\", source = \"dice\" }\n\
         window = { value = 4, unit = \"d\", source = \"dice\" }\ndrain = { value = 200, unit = \"d\", source = \"dice\" }\n\
         [source.dice]\ntitle = \"Thrown\"\nkind = \"derived\"\n",
    );
    let value =
        |value: f64, unit: &str| format!("{{ value = {value}, unit = \"{unit}\", source = \"dice\" }}");
    let layers = dice.roll(2, 4);
    let widths: Vec<u32> = (0..layers).map(|_| dice.roll(1, 2)).collect();
    for (layer, &width) in widths.iter().enumerate() {
        for node in 0..width {
            let tracks = if dice.one_in(2) { dice.roll(1, 3) } else { dice.roll(4, 8) };
            writeln!(text, "[stage.n-{layer}-{node}.yard]\ntracks = {}", value(f64::from(tracks), "track"))
                .expect("text");
            if dice.one_in(3) {
                writeln!(text, "changes_locomotive = true").expect("text");
            }
            if dice.one_in(2) {
                let (crews, time) = (value(f64::from(dice.roll(1, 2)), "crew"), value(20.0, "min"));
                writeln!(text, "examination = {{ crews = {crews}, time = {time} }}").expect("text");
            }
        }
    }
    let pools = dice.roll(0, 2);
    // Of a pool with places all lines have locomotives, so that they can get everywhere.
    let placed = pools > 0 && dice.one_in(2);
    let crews = dice.one_in(3);
    if crews {
        let (count, rest) = (value(f64::from(dice.roll(1, 9)), "crew"), value(2.0, "h"));
        writeln!(text, "[pool.men]\ncrews = {count}\nturn_round = {rest}").expect("text");
    }
    for pool in 0..pools {
        let (count, turn) = (value(f64::from(dice.roll(2, 12)), "locomotive"), value(30.0, "min"));
        writeln!(text, "[pool.p-{pool}]\nlocomotives = {count}\nturn_round = {turn}").expect("text");
        writeln!(text, "haulage = {}", value(1000.0, "t")).expect("text");
        if placed && pool == 0 {
            writeln!(text, "light_running = {{ speed = {} }}", value(50.0, "km/h")).expect("text");
        }
    }
    for layer in 0..widths.len() - 1 {
        for east in 0..widths[layer] {
            for west in 0..widths[layer + 1] {
                writeln!(text, "[stage.l-{layer}-{east}-{west}.rail]").expect("text");
                line(dice, &mut text, (layer, east, west), (pools, placed, crews));
            }
        }
    }
    for (train, (rank, speed)) in [(0, 90), (1, 60), (3, 40)].into_iter().enumerate() {
        let (capacity, speed) = (value(1.0, "container"), value(f64::from(speed), "km/h"));
        writeln!(text, "[train.t-{train}]\ncapacity = {capacity}\nspeed = {speed}\nrank = {rank}")
            .expect("text");
        if dice.one_in(3) {
            // Two locomotives, where pools have them.
            writeln!(text, "gross_mass = {}", value(1500.0, "t")).expect("text");
        }
        if dice.one_in(2) {
            writeln!(text, "length = {}", value(f64::from(dice.roll(500, 1100)), "m")).expect("text");
        }
    }
    for flow in 0..dice.roll(2, 5) {
        let westward = dice.one_in(2);
        let mut nodes: Vec<(usize, u32)> =
            (0..widths.len()).map(|layer| (layer, dice.roll(0, widths[layer] - 1))).collect();
        let first = dice.roll(0, nodes.len() as u32 - 2) as usize;
        let last = dice.roll(first as u32 + 1, nodes.len() as u32 - 1) as usize;
        nodes = nodes[first..=last].to_vec();
        let mut stages = vec![format!("\"n-{}-{}\"", nodes[0].0, nodes[0].1)];
        for pair in nodes.windows(2) {
            stages.push(format!("\"l-{}-{}-{}\"", pair[0].0, pair[0].1, pair[1].1));
            stages.push(format!("\"n-{}-{}\"", pair[1].0, pair[1].1));
        }
        if !westward {
            stages.reverse();
        }
        let direction = if westward { "west" } else { "east" };
        writeln!(text, "[route.r-{flow}]\ndirection = \"{direction}\"\nstages = [{}]", stages.join(", "))
            .expect("text");
        let share = value(100.0, "%");
        writeln!(text, "[flow.f-{flow}]\nclass = \"container\"\nintact = true\ntrain = \"t-{}\"\nroute = {{ r-{flow} = {share} }}", dice.roll(0, 2))
            .expect("text");
        // Bunches of trains at one instant, or a train every so often: more than the lines can carry at times.
        let (trains, begin) = (dice.roll(2, 24), dice.roll(0, 10));
        let step = [0, 5, 30, 90][dice.roll(0, 3) as usize];
        let times: Vec<String> =
            (0..trains).map(|n| value(f64::from(60 * begin + n * step), "min")).collect();
        writeln!(text, "arrival = {{ listed = {{ times = [{}] }} }}", times.join(", ")).expect("text");
    }
    text
}

fn line(
    dice: &mut Dice,
    text: &mut String,
    (layer, east, west): (usize, u32, u32),
    (pools, placed, crews): (u32, bool, bool),
) {
    let value =
        |value: f64, unit: &str| format!("{{ value = {value}, unit = \"{unit}\", source = \"dice\" }}");
    let length = dice.roll(20, 120);
    let next = layer + 1;
    writeln!(
        text,
        "east = \"n-{layer}-{east}\"\nwest = \"n-{next}-{west}\"\nlength = {}",
        value(f64::from(length), "km")
    )
    .expect("text");
    if placed {
        writeln!(text, "locomotives = \"p-0\"").expect("text");
    } else if pools > 0 && dice.one_in(2) {
        writeln!(text, "locomotives = \"p-{}\"", dice.roll(0, pools - 1)).expect("text");
    }
    if crews && dice.one_in(2) {
        writeln!(text, "crews = \"men\"").expect("text");
    }
    if dice.one_in(4) {
        let (lasts, offset) = (value(2.0, "h"), value(0.0, "h"));
        let half = value(f64::from(length) / 2.0, "km");
        writeln!(text, "possession = {{ a = {{ begins = \"10:00\", lasts = {lasts}, utc_offset = {offset}, from = {half} }} }}")
            .expect("text");
    }
    if dice.one_in(5) {
        let headway = value(10.0, "min");
        let overtaking = if dice.one_in(2) {
            let at = value(f64::from(length) / 2.0, "km");
            let tracks = value(f64::from(dice.roll(3, 4)), "track");
            format!(", overtaking = {{ at = [{at}], tracks = {tracks} }}")
        } else {
            String::new()
        };
        writeln!(text, "track = {{ double = {{ headway = {headway}{overtaking} }} }}").expect("text");
        return;
    }
    let (loops, tracks) =
        (value(f64::from(dice.roll(0, 4)), "loop"), value(f64::from(dice.roll(2, 4)), "track"));
    let clearance = value(f64::from(dice.roll(0, 30)), "min");
    let mut single = format!("loops = {loops}, loop_tracks = {tracks}, clearance = {clearance}");
    if dice.one_in(2) {
        write!(single, ", usable_length = {}", value(f64::from(dice.roll(600, 1000)), "m")).expect("text");
    }
    if dice.one_in(4) {
        let (from, to) = (dice.roll(1, length / 2), dice.roll(length / 2 + 1, length));
        let headway = value(8.0, "min");
        let (from, to) = (value(f64::from(from), "km"), value(f64::from(to), "km"));
        write!(single, ", second_track = {{ a = {{ from = {from}, to = {to}, headway = {headway} }} }}")
            .expect("text");
    }
    writeln!(text, "track = {{ single = {{ {single} }} }}").expect("text");
}

/// Who is where on the lines, by what is said of the trains.
#[derive(Default)]
struct Watch {
    layouts: BTreeMap<StageId, Layout>,
    capacity: Vec<u32>,
    /// Trains in each section and direction.
    sections: BTreeMap<(StageId, usize), [u32; 2]>,
    stations: BTreeMap<(StageId, usize), u32>,
    /// When a train came to the station it is in, and its length.
    since: BTreeMap<CarrierId, Time>,
    lengths: Vec<f64>,
    moves: u64,
    faults: Vec<String>,
}

impl Watch {
    fn new(corridor: &Corridor) -> Watch {
        let terms = &corridor.phases[0];
        let mut watch = Watch::default();
        for (at, stage) in terms.stages.iter().enumerate() {
            if let StageSpec::Rail(rail) = stage {
                watch.layouts.insert(StageId::at(at), rail.layout());
            }
        }
        watch.capacity = (0..corridor.resources.len())
            .map(|at| terms.capacity(transcaspian::cargo::ResourceId::at(at)))
            .collect();
        watch.lengths = terms
            .trains
            .iter()
            .map(|train| train.length.as_ref().map_or(0.0, |length| length.get()))
            .collect();
        watch
    }
}

impl Observer for Watch {
    fn observe(&mut self, at: Time, what: Observation<'_>) {
        match what {
            Observation::Uses { resource, now } if now.busy > self.capacity[resource.index()] => {
                self.faults.push(format!("{at:?}: {resource:?} has {now:?}"));
            }
            Observation::Train { train, what, stage, does } => {
                let Some(layout) = self.layouts.get(&stage) else { return };
                let (point, arrives) = match does {
                    TrainDoes::Arrives(point) => (usize::from(point.number), true),
                    TrainDoes::Departs(point) => (usize::from(point.number), false),
                    TrainDoes::Spends(_) | TrainDoes::Ends => return,
                };
                self.moves += 1;
                let west = what.direction == Direction::West;
                let section = if west == arrives { point - 1 } else { point };
                let inside = self.sections.entry((stage, section)).or_default();
                let station = point.checked_sub(1).filter(|&station| station < layout.stations.len());
                let template = match what.kind {
                    transcaspian::cargo::CarrierKind::Train { template, .. } => Some(template.index()),
                    _ => None,
                };
                if arrives {
                    inside[what.direction.index()] -= 1;
                    self.since.insert(train, at);
                    if let Some(station) = station {
                        let held = self.stations.entry((stage, station)).or_default();
                        *held += 1;
                        if *held > layout.stations[station].tracks {
                            self.faults
                                .push(format!("{at:?}: {held} trains in station {station} of {stage:?}"));
                        }
                    }
                } else {
                    inside[what.direction.index()] += 1;
                    let trains = inside[0] + inside[1];
                    let single = matches!(layout.sections[section].tracks, SectionTracks::Single { .. });
                    if single && trains > 1 {
                        self.faults
                            .push(format!("{at:?}: {trains} trains in section {section} of {stage:?}"));
                    }
                    if let Some(station) = station {
                        *self.stations.entry((stage, station)).or_default() -= 1;
                        let length = template.map_or(0.0, |template| self.lengths[template]);
                        let long = length > layout.stations[station].usable;
                        if long && self.since.get(&train) != Some(&at) {
                            self.faults.push(format!("{at:?}: a train stood in a loop too short for it"));
                        }
                    }
                }
            }
            _ => {}
        }
    }
}

/// Runs a network; returns what went wrong, and how many moves there were.
fn try_network(number: u32, file: &PathBuf) -> Result<u64, String> {
    std::fs::write(file, network(number)).expect("the folder can be written");
    let corridor = Corridor::compile(&open(&file.display().to_string(), &[]));
    let (outcome, watch) = simulate(&corridor, 1, 0, Watch::new(&corridor), 2_000_000);
    match outcome.ending {
        _ if !watch.faults.is_empty() => Err(watch.faults[0].clone()),
        Ending::Complete => Ok(watch.moves),
        ending => Err(format!("{ending:?}")),
    }
}

#[test]
fn no_network_ever_locks_and_every_train_gets_through() {
    let folder = std::env::temp_dir().join(format!("transcaspian-dispatch-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for trials");
    let workers: Vec<_> = (0..2)
        .map(|worker| {
            let file = folder.join(format!("network-{worker}.toml"));
            std::thread::spawn(move || {
                let numbers = (0..NETWORKS).filter(|number| number % 2 == worker);
                let mut moves = 0;
                for number in numbers {
                    match try_network(number, &file) {
                        Ok(found) => moves += found,
                        Err(fault) => return Err(format!("network {number}: {fault}\n{}", network(number))),
                    }
                }
                Ok(moves)
            })
        })
        .collect();
    let found: Vec<Result<u64, String>> =
        workers.into_iter().map(|worker| worker.join().expect("no panic")).collect();
    std::fs::remove_dir_all(&folder).expect("the folder for trials goes");
    let mut moves = 0;
    for result in found {
        moves += result.unwrap_or_else(|fault| panic!("{fault}"));
    }
    println!("{NETWORKS} networks, {moves} arrivals and departures on lines");
    assert!(moves > 1_000_000, "{moves} moves are too few to prove anything");
}
