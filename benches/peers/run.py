#!/usr/bin/env python3
"""Builds the programs of this folder and the simulator, runs them in turn, and prints what an item costs in each.

    benches/peers/run.py [--rounds 9] [--only w3] [--save]

Needs cargo, Python 3.9 with venv, and their package registries. Every answer is held against theory before a time counts.
A round runs every program once, in the other direction every second time; ratios are of one round, and the median of all
rounds is printed. `--save` appends to benches/runs/DATE-MACHINE.csv and renews the table in README.md beside this file.
"""

import argparse
import csv
import datetime
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
SIMPY = "simpy==4.1.2"
OURS = "transcaspian"
LIMIT = "limit"
# Rounds of a program that takes a second for what others do in milliseconds.
FEW = 3


def cargo(*words, **settings):
    subprocess.run(["cargo", *words], cwd=ROOT, check=True, **settings)


def build():
    """Builds everything; gives the paths of the simulator, of its bench, of the programs, and of SimPy's interpreter."""
    peers = TARGET / "peers"
    cargo("build", "--release", "--locked", "--manifest-path", str(HERE / "Cargo.toml"), "--target-dir", str(peers))
    cargo("build", "--release", "--locked", "--target-dir", str(TARGET))
    bench = ["bench", "--locked", "--no-run", "--bench", "once", "--target-dir", str(TARGET), "--message-format", "json"]
    said = subprocess.run(["cargo", *bench], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    made = [json.loads(line) for line in said.splitlines()]
    once = [line["executable"] for line in made if line.get("target", {}).get("name") == "once"][-1]
    return {
        OURS: TARGET / "release" / "transcaspian",
        "once": once,
        **{name: peers / "release" / f"peer-{name}" for name in ("limit", "odem", "nexosim")},
        "simpy": install_simpy(peers / "venv"),
    }


def install_simpy(venv):
    """The interpreter of an environment that has SimPy; none if it cannot be had."""
    python = venv / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", SIMPY], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"SimPy is left out: {error}", file=sys.stderr)
        return None
    return python


class Case:
    """One program on one workload."""

    def __init__(self, name, command, rounds=None, inner=False):
        self.name, self.command, self.rounds, self.inner = name, [str(word) for word in command], rounds, inner
        self.runs = {}

    def run(self, workload, number):
        """Runs it once, holds its answer against what is known, and remembers what an item took."""
        with tempfile.TemporaryDirectory() as folder:
            command = [word.replace("OUT", f"{folder}/out") for word in self.command]
            began = time.perf_counter()
            child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
            said, complaint = child.stdout.read(), child.stderr.read()
            _, status, used = os.wait4(child.pid, 0)
            wall = time.perf_counter() - began
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode != 0:
                raise SystemExit(f"{' '.join(command)} failed:\n{complaint}")
            found = of_results(Path(folder, "out")) if self.name.startswith(OURS) and not self.inner else of_line(said)
        check(workload, self.name, found)
        cpu = found["cpu_s"] if self.inner else used.ru_utime + used.ru_stime
        self.runs[number] = (cpu / found["items"], wall / found["items"])


def of_line(said):
    """The figures of a program's line."""
    return {name: float(value) for name, value in re.findall(r"(\w+)=([0-9.]+)", said)}


def of_results(folder):
    """The same of the simulator's result files."""
    with open(folder / "summary.csv", encoding="utf-8") as file:
        rows = {(row["scope"], row["metric"]): row["mean"] for row in csv.DictReader(file)}
    with open(folder / "replications.csv", encoding="utf-8") as file:
        replications = sum(1 for _ in csv.DictReader(file))
    found = {
        "items": float(rows["jobs", "count journey"]) * replications,
        "answer": float(rows["jobs", "time journey"]) * 24,
    }
    if ("ferry / shuttle", "vessel load") in rows:
        found["load"] = float(rows["ferry / shuttle", "vessel load"]) * 20
        with open(folder / "stages.csv", encoding="utf-8") as file:
            found["border"] = next(float(row["stay_h"]) for row in csv.DictReader(file) if row["stage"] == "border")
    return found


def check(workload, name, found):
    """Refuses an answer that is further from what is known than five of its standard errors (README.md)."""
    items = found["items"]
    if workload.startswith("w1"):
        pending = int(workload.split("-")[1])
        known = {"answer": (items / pending, 5 * items**0.5 / pending + 20 / pending)}
    elif workload == "w2":
        known = {"answer": (10, 5 * 190 / items**0.5)}
    elif workload == "w3":
        known = {"answer": (80, 5 * 90 / items**0.5), "border": (6.349, 5 * 51 / items**0.5), "load": (19.8, 0.15)}
    else:
        known = {"answer": (79.8, 5 * 90 / items**0.5)}
    for what, (value, allowed) in known.items():
        if what in found and abs(found[what] - value) > allowed:
            raise SystemExit(f"{workload} by {name}: {what} is {found[what]}, not {value} within {allowed:.4g}")


def cases(at):
    """The programs of every workload."""

    def ours(file, threads):
        words = ["run", f"benches/workloads/{file}.toml", "-j", threads, "-q", "--shipments", "none", "-o", "OUT"]
        return [at[OURS], *words]

    def simpy(*words):
        return [Case("SimPy", [at["simpy"], HERE / "simpy_peer.py", *words], FEW, words[0] == "w1")] if at["simpy"] else []

    def w1(pending):
        return [
            Case(LIMIT, [at["limit"], "w1", pending, 10_000_000], inner=True),
            Case(OURS, [at["once"], f"w1-{pending}", 10_000_000], inner=True),
            Case("odem-rs", [at["odem"], "w1", pending, 1_000_000], inner=True),
            Case("nexosim", [at["nexosim"], "w1", pending, 1_000_000], inner=True),
            *simpy("w1", pending, 200_000),
        ]

    def whole(name, items, few):
        return [
            Case(LIMIT, [at["limit"], name, items]),
            Case(OURS, ours(name, 1)),
            Case(f"{OURS} without ledger", [at["once"], f"{name}-silent", items], inner=True),
            Case("odem-rs", [at["odem"], name, items]),
            Case("nexosim", [at["nexosim"], name, items]),
            *simpy(name, few),
        ]

    w4 = []
    for threads in (1, 2):
        said = f"{threads} thread{'s' * (threads - 1)}"
        w4.append(Case(f"{LIMIT} {said}", [at["limit"], "w4", 200, threads]))
        w4.append(Case(f"{OURS} {said}", ours("w4", threads)))
        w4.append(Case(f"odem-rs {said}", [at["odem"], "w4", 200, threads]))
    w4.append(Case("nexosim 2 threads", [at["nexosim"], "w4", 200, 2], FEW))
    if at["simpy"]:
        w4.append(Case("SimPy 2 processes", [at["simpy"], HERE / "simpy_peer.py", "w4", 10, 2], FEW))
    return {
        "w1-1000": ("hold", w1(1_000)),
        "w1-100000": ("hold", w1(100_000)),
        "w2": ("customer", whole("w2", 1_000_000, 50_000)),
        "w3": ("unit", whole("w3", 200_000, 10_000)),
        "w4": ("unit", w4),
    }


def measure(workload, programs, rounds):
    for number in range(rounds):
        print(f"{workload}: round {number + 1} of {rounds}", file=sys.stderr)
        now = [case for case in programs if number < (case.rounds or rounds)]
        for case in now if number % 2 == 0 else reversed(now):
            case.run(workload, number)


def ratio(case, other, which=0):
    """Median over common rounds of what an item costs in one program by what it costs in the other."""
    common = case.runs.keys() & other.runs.keys()
    return statistics.median(case.runs[number][which] / other.runs[number][which] for number in common)


def rows_of(workload, item, programs):
    """Rows of workload, program, nanoseconds an item, items a second, ratios to limit and simulator, rounds."""
    by_name = {case.name: case for case in programs}
    for case in programs:
        said = case.name.split(" ", 1)[1] if workload == "w4" else ""
        # In W4 everyone is held against the programs on as many threads.
        said = said.replace("processes", "threads")
        limit, ours = (by_name[f"{name} {said}".strip()] for name in (LIMIT, OURS))
        cost = statistics.median(cpu for cpu, _ in case.runs.values())
        yield workload, case.name, item, cost * 1e9, 1 / cost, ratio(case, limit), ratio(case, ours), len(case.runs)


def scaling(programs):
    """How many times sooner two threads are done than one, of those that ran on both."""
    by_name = {case.name: case for case in programs}
    for name in (LIMIT, OURS, "odem-rs"):
        yield name, ratio(by_name[f"{name} 1 thread"], by_name[f"{name} 2 threads"], which=1)


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(rows, speedups):
    lines = ["| workload | program | ns an item | items a CPU second | to limit | to transcaspian | rounds |", "|---|---|---:|---:|---:|---:|---:|"]
    for workload, name, item, cost, rate, limit, ours, rounds in rows:
        lines.append(f"| {workload} | {name} | {number(cost)} | {number(rate)} {item}s | {number(limit)} | {number(ours)} | {rounds} |")
    if speedups:
        said = ", ".join(f"{name} {speedup:.2f}" for name, speedup in speedups)
        lines += ["", f"W4 on two threads is done so many times sooner than on one: {said}."]
    return "\n".join(lines)


def machine():
    """The model of the processor and the number of its cores, as `benches/support/kept.rs` writes them."""
    try:
        model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8")).group(1)
    except (OSError, AttributeError):
        model = os.uname().machine
    words = re.findall(r"[a-z0-9]+", model.lower())
    return "-".join(words) + f"-{len(os.sched_getaffinity(0))}-cores"


def commit():
    def git(*words):
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    changed = git("status", "--porcelain", "--untracked-files=no", "--", "src", "Cargo.toml", "Cargo.lock")
    return (git("rev-parse", "--short", "HEAD") or "unknown") + ("+" if changed else "")


def save(rows, speedups, text):
    date = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    path = ROOT / "benches" / "runs" / f"{date}-{machine()}.csv"
    path.parent.mkdir(exist_ok=True)
    head = [] if path.exists() else [["date", "machine", "commit", "bench", "metric", "value", "unit"]]
    about = [date, machine(), commit(), "peers"]
    body = []
    for workload, name, item, cost, _, limit, ours, _ in rows:
        body.append([*about, f"{workload} {name}", f"{cost:.3f}", f"CPU-ns/{item}"])
        body.append([*about, f"{workload} {name} to limit", f"{limit:.4f}", "ratio"])
        body.append([*about, f"{workload} {name} to {OURS}", f"{ours:.4f}", "ratio"])
    body += [[*about, f"w4 {name} one thread to two", f"{speedup:.4f}", "wall ratio"] for name, speedup in speedups]
    with open(path, "a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(head + body)
    readme = HERE / "README.md"
    before, rest = readme.read_text(encoding="utf-8").split("<!-- results -->\n")
    after = rest.split("<!-- end of results -->\n")[1]
    said = f"Measured on {date}, {machine()}, commit {commit()}.\n\n{text}"
    readme.write_text(f"{before}<!-- results -->\n{said}\n\n<!-- end of results -->\n{after}", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9, help="rounds of the compiled programs; at least 7 to be quoted")
    parser.add_argument("--only", action="append", help="a workload; may be given several times")
    parser.add_argument("--save", action="store_true", help="keep the figures")
    words = parser.parse_args()
    rows, speedups = [], []
    for workload, (item, programs) in cases(build()).items():
        if words.only and workload not in words.only:
            continue
        measure(workload, programs, words.rounds)
        rows += rows_of(workload, item, programs)
        if workload == "w4":
            speedups = list(scaling(programs))
    text = table(rows, speedups)
    print(text)
    if words.save:
        save(rows, speedups, text)


if __name__ == "__main__":
    main()
