"""Draws a file of `studies.py` and fits exponents: `python3 benches/scale/chart.py benches/runs/…-scale.csv`.

The exponent is the slope of a straight line through the logarithms of size and of the median of the rounds, by least
squares: 1 is linear. Writes an SVG beside the file.
"""

import csv
import math
import pathlib
import statistics
import sys

TITLES = {
    "cargo": "cargo, Mt a year",
    "sections": "sections of a line",
    "vessels": "vessels, times as many",
    "horizon": "years",
    "replications": "replications",
}
# Column, name, colour.
SERIES = [("cpu_s", "CPU, s", "#0072b2"), ("peak_mb", "peak memory, MB", "#d55e00")]
WIDTH, HEIGHT, LEFT, TOP, ACROSS, DOWN = 300, 200, 62, 34, 380, 270


def medians(path):
    """Study to size to column to the median of its rounds, of the commit that each study was last run at."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    last = {row["study"]: row["commit"] for row in rows}
    found = {}
    for row in rows:
        if row["commit"] == last[row["study"]]:
            cells = found.setdefault(row["study"], {}).setdefault(float(row["size"]), {})
            for column in ("cpu_s", "wall_s", "peak_mb", "events"):
                cells.setdefault(column, []).append(float(row[column]))
    return {
        study: {
            size: {column: statistics.median(values) for column, values in cells.items()}
            for size, cells in sorted(sizes.items())
        }
        for study, sizes in found.items()
    }


def exponent(points):
    """Slope of the logarithms by least squares."""
    logs = [(math.log(x), math.log(y)) for x, y in points if x > 0 and y > 0]
    mean_x = statistics.fmean(x for x, _ in logs)
    mean_y = statistics.fmean(y for _, y in logs)
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / sum((x - mean_x) ** 2 for x, _ in logs)


def panel(at, title, points):
    """One study: each series with its exponent, on logarithmic axes."""
    left, top = LEFT + ACROSS * (at % 2), TOP + DOWN * (at // 2)
    sizes = list(points)
    values = [points[size][column] for size in sizes for column, _, _ in SERIES]
    low_x, high_x = math.log10(sizes[0]), math.log10(sizes[-1])
    low_y, high_y = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def x(size):
        return left + WIDTH * (math.log10(size) - low_x) / (high_x - low_x)

    def y(value):
        return top + HEIGHT * (1 - (math.log10(value) - low_y) / (high_y - low_y))

    out = [f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#999"/>']
    for power in range(low_y, high_y + 1):
        height = y(10.0**power)
        out.append(f'<path d="M{left} {height:.1f}h{WIDTH}" stroke="#ddd"/>')
        out.append(f'<text x="{left - 6}" y="{height + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    for size in sizes:
        out.append(f'<text x="{x(size):.1f}" y="{top + HEIGHT + 16}" text-anchor="middle">{size:g}</text>')
    out.append(f'<text x="{left + WIDTH / 2}" y="{top + HEIGHT + 32}" text-anchor="middle">{title}</text>')
    for row, (column, name, colour) in enumerate(SERIES):
        line = [(size, points[size][column]) for size in sizes]
        path = "L".join(f"{x(size):.1f} {y(value):.1f}" for size, value in line)
        out.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        out += [f'<circle cx="{x(s):.1f}" cy="{y(v):.1f}" r="3" fill="{colour}"/>' for s, v in line]
        label = f"{name}: exponent {exponent(line):.2f}"
        out.append(f'<text x="{left + 8}" y="{top + 16 + 15 * row}" fill="{colour}">{label}</text>')
    return "\n".join(out)


def main():
    path = pathlib.Path(sys.argv[1])
    found = medians(path)
    panels = []
    for study, title in TITLES.items():
        if len(found.get(study, {})) < 2:
            continue
        points = found[study]
        panels.append(panel(len(panels), title, points))
        for column in ("cpu_s", "events", "peak_mb"):
            fitted = exponent([(size, cells[column]) for size, cells in points.items()])
            print(f"{study}: {column} grows with size to the power {fitted:.2f}")
    for study in ("threads", "threads-limit"):
        if study in found:
            one, two = (found[study][size]["wall_s"] for size in (1.0, 2.0))
            print(f"{study}: {one / two:.2f} times as fast on two threads")
    height = TOP + DOWN * ((len(panels) + 1) // 2)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * ACROSS}" height="{height}"'
    style = 'font-family="sans-serif" font-size="11"'
    picture = "\n".join([f"{head} {style}>", '<rect width="100%" height="100%" fill="white"/>', *panels, "</svg>\n"])
    path.with_suffix(".svg").write_text(picture)


if __name__ == "__main__":
    main()
