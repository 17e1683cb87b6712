"""Runs the program and measures it: processor time, wall time and peak memory of one process."""

import datetime
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "target" / "release" / "transcaspian"


def timed(command):
    """Runs a command; its processor seconds, wall seconds and peak memory in MB."""
    began = time.monotonic()
    child = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    # What it prints is a few lines, which the pipes hold.
    _, status, used = os.wait4(child.pid, 0)
    wall = time.monotonic() - began
    told = child.stderr.read().decode()
    child.stdout.close()
    child.stderr.close()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} has failed:\n{told}")
    return {
        "cpu_s": used.ru_utime + used.ru_stime,
        "wall_s": wall,
        "peak_mb": used.ru_maxrss / 1024,
    }


def run(scenario, *arguments, keep=None):
    """Runs a scenario, a path or a text; what was measured, with the events and the consignments of its run."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="scale-"))
    try:
        if not isinstance(scenario, pathlib.Path):
            text, scenario = scenario, folder / "corridor.toml"
            scenario.write_text(text)
        out = keep or folder / "out"
        command = [PROGRAM, "run", scenario, "--shipments", "none", "-q", "--force", "-o", out, *arguments]
        measured = timed(command)
        manifest = (out / "manifest.toml").read_text()
        measured["events"] = int(re.search(r"^events = (\d+)$", manifest, re.M).group(1))
        return measured
    finally:
        shutil.rmtree(folder)


def machine():
    """The model of the processor and how many there are, as part of a file's name."""
    text = pathlib.Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*: (.*)$", text, re.M)
    name = model.group(1) if model else "processor"
    return re.sub(r"[^a-z0-9]+", "-", f"{name} {os.cpu_count()} cores".lower()).strip("-")


def commit():
    """The commit that is checked out."""
    told = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return told.stdout.strip()


def today():
    """The date of the run."""
    return datetime.date.today().isoformat()
