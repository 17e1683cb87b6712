"""Time and memory against size. `python3 benches/scale/studies.py` after `cargo build --release`.

Each study runs the release binary at several sizes, round after round, so that what else the machine does falls on all
sizes alike; each run is a row of `benches/runs/DATE-MACHINE-scale.csv`. `chart.py` draws that file and fits exponents.
"""

import argparse
import csv
import filecmp
import pathlib
import shutil
import statistics
import tempfile

from corridor import scenario
from measure import PROGRAM, ROOT, commit, machine, run, timed, today

COLUMNS = ["date", "machine", "commit", "study", "size", "round", "cpu_s", "wall_s", "peak_mb", "events"]
YEAR = 364


def cargo(mt):
    """Cargo from 1 to 100 Mt a year, and capacity with it."""
    return run(scenario(mt=mt, warm_up=28, window=28), "-j", 1)


def sections(count):
    """Sections of a single track that as many trains use."""
    return run(scenario(sections=count, window=YEAR), "-j", 1)


def vessels(split):
    """Vessels that carry as much cargo between them, each a part of it."""
    return run(scenario(mt=5, split=split, window=91), "-j", 1)


def horizon(years):
    """Years in the window."""
    return run(scenario(mt=2, window=YEAR * years), "-j", 1)


def replications(count):
    """Replications of a year."""
    return run(scenario(), "-n", count, "-j", 1)


STUDIES = {
    "cargo": (cargo, [1, 2, 5, 10, 20, 50, 100]),
    "sections": (sections, [5, 10, 20, 40, 80, 160]),
    "vessels": (vessels, [1, 2, 5, 10, 20]),
    "horizon": (horizon, [1, 2, 5, 10]),
    "replications": (replications, [1, 3, 10, 30, 100]),
}


def threads(rounds, workload, limit):
    """One thread and two in turn, of the program and of the hand-written limit: wall time of one over that of two."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="scale-"))
    try:
        outs = {count: folder / f"threads-{count}" for count in (1, 2)}
        for number in range(rounds):
            for count, out in outs.items():
                yield "threads", count, number, run(workload, "-j", count, keep=out)
                if limit:
                    yield "threads-limit", count, number, {**timed([limit, "w4", 200, count]), "events": 0}
        named = [name for name in (path.name for path in outs[1].iterdir()) if name != "manifest.toml"]
        _, differ, missing = filecmp.cmpfiles(outs[1], outs[2], named, shallow=False)
        if differ or missing:
            raise SystemExit(f"one thread and two do not give the same bytes: {differ + missing}")
        print(f"threads: the same bytes on one and on two, {len(named)} files")
    finally:
        shutil.rmtree(folder)


def sizes(name, rounds, most):
    """All sizes of a study, round after round."""
    study, all_sizes = STUDIES[name]
    for number in range(rounds):
        for size in all_sizes:
            if most is None or size <= most:
                yield name, size, number, study(size)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=[*STUDIES, "threads"], help="these studies alone")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--most", type=float, help="largest size")
    parser.add_argument("--workload", type=pathlib.Path, default=ROOT / "benches/workloads/w4.toml")
    parser.add_argument("--limit", type=pathlib.Path, help="the program `limit` of benches/peers")
    parser.add_argument("--machine", default=machine())
    chosen = parser.parse_args()
    path = ROOT / "benches" / "runs" / f"{today()}-{chosen.machine}-scale.csv"
    path.parent.mkdir(exist_ok=True)
    fresh = not path.exists()
    print(f"{PROGRAM} into {path}")
    with path.open("a", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        if fresh:
            rows.writerow(COLUMNS)
        for name in chosen.only or [*STUDIES, "threads"]:
            if name == "threads":
                runs = threads(chosen.rounds, chosen.workload, chosen.limit)
            else:
                runs = sizes(name, chosen.rounds, chosen.most)
            seen = {}
            for study, size, number, found in runs:
                cells = [f"{found[key]:.3f}" for key in ("cpu_s", "wall_s")] + [f"{found['peak_mb']:.1f}"]
                rows.writerow([today(), chosen.machine, commit(), study, size, number, *cells, found["events"]])
                file.flush()
                seen.setdefault((study, size), []).append(found)
            for (study, size), all_found in seen.items():
                cpu, wall, peak = (
                    statistics.median(found[key] for found in all_found) for key in ("cpu_s", "wall_s", "peak_mb")
                )
                events = all_found[0]["events"]
                print(f"{study} {size}: {cpu:.2f} s CPU, {wall:.2f} s, {peak:.0f} MB, {events} events")


if __name__ == "__main__":
    main()
