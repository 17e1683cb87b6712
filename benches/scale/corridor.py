"""A corridor as a scenario file, as large as it is asked to be.

Containers come over a border, cross three lines and a yard, and are shipped over a sea, westward only. Everything that
serves them is as many times larger as there is more cargo: tracks, gangs, transfer points, desks, cranes, berths, slots,
locomotives, crews and vessels; a line takes its trains at shorter intervals. At 1 Mt a year it is about as busy as at 100.
"""

import argparse
import math

# A container weighs 20 t, a train takes 50 of them, a vessel 200.
CONTAINERS_PER_MT = 50_000
TRAIN = 50
VESSEL = 200


def whole(number):
    """A count that is not less than what is needed."""
    return math.ceil(number - 1e-9)


def quantity(value, unit):
    """A number of the scenario."""
    return f'{{ value = {value:.10g}, unit = "{unit}", source = "scale" }}'


def spread(low, mode, high, unit):
    """A triangular law of the scenario."""
    return f'{{ triangular = {{ low = {low}, mode = {mode}, high = {high} }}, unit = "{unit}", source = "scale" }}'


def single_track(sections, length):
    """A single track of equal sections."""
    return f"""[stage.middle.rail.track.single]
loops = {quantity(sections - 1, "loop")}
limiting_section = {quantity(length / sections, "km")}
loop_tracks = {quantity(3, "track")}
clearance = {quantity(2, "min")}
"""


def port(name, mt, berths):
    """A port with one group of berths."""
    return f"""
[stage.{name}.port]
sidings = {quantity(4 + whole(mt), "track")}
working_tracks = {quantity(1 + whole(0.6 * mt), "track")}
placing = {spread(0.5, 1, 2, "h")}

[stage.{name}.port.customs]
desks = {quantity(1 + whole(0.3 * mt), "desk")}
time = {spread(0.5, 1, 2.5, "h")}
inspection_share = {quantity(2, "%")}
inspection = {spread(15, 30, 60, "min/consignment")}

[stage.{name}.port.cargo.container]
slots_seaward = {quantity(1000 + 1500 * mt, "slot")}
slots_landward = {quantity(1000 + 1500 * mt, "slot")}
lift = {quantity(3, "min/container")}
tiers = {quantity(3, "tier")}

[stage.{name}.port.berth.dry]
berths = {quantity(berths, "berth")}
cranes = {quantity(2 * berths, "crane")}
cranes_per_vessel = {quantity(2, "crane")}
rate = {{ container = {quantity(9, "container/h")} }}
mooring = {spread(1, 1.5, 2, "h")}

[stage.{name}.port.formation]
crews = {quantity(1 + whole(0.3 * mt), "crew")}
time = {spread(0.5, 1, 1.5, "h")}
"""


def line(name, east, west, mt):
    """A double track that takes its trains at shorter intervals, the more there are."""
    return f"""
[stage.{name}.rail]
east = "{east}"
west = "{west}"
length = {quantity(300, "km")}
locomotives = "locomotives"
crews = "crews"

[stage.{name}.rail.track.double]
headway = {quantity(300 / mt, "min")}
"""


def sea(mt, split):
    """Two ports, the crossing, and its vessels."""
    fleet = whole(3 * mt) * split
    berths = (1 + whole(0.7 * mt)) * split
    return f"""{port("near", mt, berths)}
[stage.siding.rail]
east = "harbour"
west = "near"
length = {quantity(20, "km")}

[stage.siding.rail.track.double]
headway = {quantity(300 / mt, "min")}

[stage.sea.ferry]
east = "near"
west = "far"
distance = {quantity(255, "nmi")}
{port("far", mt, berths)}
[fleet.ships]
ferry = "sea"
class = "container"
vessels = {quantity(fleet, "vessel")}
capacity = {quantity(VESSEL // split, "container")}
speed = {spread(10.6, 11.6, 12.8, "kn")}
berth = "dry"
departure.near.full_or_after = {{ longest_wait = {quantity(48, "h")} }}
departure.far.timetable = {{ every = {quantity(1, "h")} }}
"""


def scenario(mt=1.0, sections=0, split=1, over_sea=True, warm_up=60, window=364, replications=1):
    """The text of the file.

    `sections`: the middle line is a single track of so many, with twelve trains a day the other way to meet.
    `split`: vessels so many times smaller and more. Without `over_sea` the lines meet on land.
    """
    passing = 10 + whole(2 * mt)
    stages = ["border", "first", "yard", "middle", "harbour"]
    stages += ["siding", "near", "sea", "far"] if over_sea else []
    stages += ["last", "end"]
    text = f"""# {mt:g} Mt of containers a year over one corridor, with all that they need: how long does the program take?

format = 1
title = "A corridor of {mt:g} Mt a year"

[run]
start = 2023-01-02
warm_up = {quantity(warm_up, "d")}
window = {quantity(window, "d")}
drain = {quantity(60, "d")}
replications = {replications}

[source.scale]
title = "Made up to be scaled"
kind = "derived"

[stage.border.border]
reception_tracks = {quantity(passing, "track")}

[stage.border.border.examination]
crews = {quantity(1 + whole(0.4 * mt), "crew")}
time = {spread(1, 2, 3, "h")}

[stage.border.border.transfer]
points = {quantity(1 + whole(0.5 * mt), "transfer point")}
placing = {spread(0.75, 1.25, 1.75, "h")}
lift = {spread(1, 1.2, 2.5, "min/container")}

[stage.border.border.formation]
crews = {quantity(1 + whole(0.3 * mt), "crew")}
time = {spread(0.5, 1, 1.5, "h")}
{line("first", "border", "yard", mt)}
[stage.yard.yard]
tracks = {quantity(passing, "track")}

[stage.yard.yard.examination]
crews = {quantity(1 + whole(0.2 * mt), "crew")}
time = {spread(0.5, 0.9, 1.6, "h")}
{line("middle", "yard", "harbour", mt)}
[stage.harbour.yard]
tracks = {quantity(passing, "track")}
{sea(mt, split) if over_sea else ""}{line("last", "far" if over_sea else "harbour", "end", mt)}
[stage.end.yard]
tracks = {quantity(passing, "track")}

[stage.end.yard.unloading]
tracks = {quantity(1 + whole(0.6 * mt), "track")}
placing = {spread(0.5, 1, 1.5, "h")}
lift = {spread(1, 2, 3, "min/container")}

[pool.locomotives]
locomotives = {quantity(4 + whole(5 * mt), "locomotive")}
turn_round = {spread(1, 2, 4, "h")}

[pool.crews]
crews = {quantity(8 + whole(9 * mt), "crew")}
turn_round = {spread(8, 12, 20, "h")}

[train.block]
capacity = {quantity(TRAIN, "container")}
speed = {quantity(55, "km/h")}

[train.block.departure.full_or_after]
longest_wait = {quantity(24, "h")}

[route.west]
stages = [{", ".join(f'"{name}"' for name in stages)}]

[flow.containers]
class = "container"
volume = {quantity(CONTAINERS_PER_MT * mt, "container/yr")}
mass = {quantity(20, "t/container")}
train = "block"
route = {{ west = {quantity(100, "%")} }}

[flow.containers.arrival.poisson]
batch = {quantity(TRAIN, "consignment")}

[span.transit]
title = "Border to end"
from = ["border.arrived"]
to = ["end.departed"]
"""
    if sections:
        double = f"[stage.middle.rail.track.double]\nheadway = {quantity(300 / mt, 'min')}\n"
        text = text.replace(double, single_track(sections, 300))
        text += f"""
[route.other-way]
stages = ["harbour", "middle", "yard"]
direction = "east"

[flow.other-way]
class = "train"
train = "block"
background = true
volume = {quantity(12, "train/d")}
route = {{ other-way = {quantity(100, "%")} }}
arrival = {{ even = {{}} }}
"""
    return text


def main():
    parser = argparse.ArgumentParser(description="Writes a corridor of a size to standard output.")
    parser.add_argument("--mt", type=float, default=1.0, help="cargo in Mt a year; capacity follows")
    parser.add_argument("--sections", type=int, default=0, help="sections of the middle line, as a single track")
    parser.add_argument("--split", type=int, default=1, help="times smaller and more the vessels are")
    parser.add_argument("--by-land", dest="over_sea", action="store_false", help="without the sea between the lines")
    parser.add_argument("--warm-up", type=float, default=60, help="days")
    parser.add_argument("--window", type=float, default=364, help="days")
    parser.add_argument("--replications", type=int, default=1)
    print(scenario(**vars(parser.parse_args())), end="")


if __name__ == "__main__":
    main()
