#!/usr/bin/env bash
# Opens every table that the program writes where people open them: LibreOffice under a locale with decimal points and two
# with decimal commas, pandas and DuckDB. Every cell is held against the file.
#
#   tests/spreadsheets/open.sh PROGRAM > tests/spreadsheets/RESULTS.md
#
# PROGRAM is the program as built, with workbooks. On Debian, what is missing is installed: LibreOffice by apt-get, which needs
# root, and Python's packages by pip into a folder of their own. Exit code 1 if a cell is not what it is in the file, or if
# anything is a formula.
set -euo pipefail
export LC_ALL=C
program=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
tests=$(dirname "$here")
scenarios=$(dirname "$tests")/scenarios
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

if ! command -v soffice >/dev/null; then
    apt-get update >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends libreoffice-calc >&2
fi
python3 -m venv "$place/python"
"$place/python/bin/pip" install --quiet pandas duckdb openpyxl >&2

# A scenario whose texts would be formulas wherever one is taken for a formula.
hostile() { # text, file
    python3 - "$1" "$tests/data/mm1.toml" "$2" <<'PYTHON'
import json, sys
text, source, target = sys.argv[1:]
quoted = json.dumps(text)
scenario = open(source).read().replace('"M/M/1 at a load of one half"', quoted).replace('"Through the desk"', quoted)
open(target, "w").write(scenario.replace('unit = "server",', f'unit = "server", note = {quoted},'))
PYTHON
}

# What writes tables: all commands that do, each in one way that does not take long. Words are the folder's name, the exit
# code, and the command.
write_all() { # dialect, further flags of runs and comparisons
    local dialect=$1 at text
    shift
    write() {
        local name=$1 expected=$2 code=0
        shift 2
        "$program" "$@" --csv "$dialect" -q -o "$place/out/$dialect/$name" >/dev/null || code=$?
        [ "$code" = "$expected" ] || { echo "$name: exit code $code" >&2; exit 1; }
    }
    write base 0 run base --days 7 -n 2 --shipments sample:20 "$@"
    write events 0 run "$scenarios/validation/two-ports.toml" --days 5 -n 2 --shipments all --events all "$@"
    write shocks 0 run "$tests/data/shocks/desk.toml" -n 4 "$@"
    write compare 0 compare base kz-5-day --days 7 -n 2 --shipments sample:5 "$@"
    write inputs 0 run "$tests/data/inputs/way.toml" --inputs 4 -n 2
    write tornado 0 tornado "$tests/data/inputs/way.toml" -n 2
    write validate 0 validate --only mm1
    write calibrate 0 calibrate "$tests/data/calibrate/desks.toml" -n 2 --budget 12
    write line 0 capacity base --line aktogay-moyinty --days 5 -n 2
    write fleet 0 capacity base --fleet feeders --days 20 -n 2
    at=0
    for text in '=1+1' '+1+1' '-1+1' '@SUM(A1)' $'\t=1+1' '=HYPERLINK("x")' "=cmd|' /C calc'!A0"; do
        at=$((at + 1))
        hostile "$text" "$place/hostile.toml"
        write "hostile-$at" 0 run "$place/hostile.toml" --days 3 -n 2 "$@"
    done
}
write_all rfc4180 --xlsx
write_all excel-eu

"$place/python/bin/python" "$here/check.py" "$place/out" "$place" "$("$program" --version)"
