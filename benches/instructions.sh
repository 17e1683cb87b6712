#!/usr/bin/env bash
# Instructions that the program spends on one item of each short workload, counted by callgrind, and the guard over them.
#
#   benches/instructions.sh            prints what is counted beside what is kept in benches/instructions.csv
#   benches/instructions.sh --check    fails where an item costs 5 % more than is kept, or CHANGELOG.md does not say so
#   benches/instructions.sh --renew    keeps what is counted, and prints the line that CHANGELOG.md must have
#
# Each workload is run at two sizes, and the difference in instructions is divided by the difference in items, so that
# starting up and reading the file do not count. The items are holds (w1), customers (w2), units (w3) and events (base);
# `silent` is without a ledger. The same program gives the same counts on every run, not with every compiler: where the
# compiler is another one than that of the kept counts, the check only warns of more instructions.
set -euo pipefail
cd "$(dirname "$0")/.."

kept=benches/instructions.csv
tolerance=5
# Workload of benches/once.rs, smaller size, larger size.
workloads="
w1-1000 100000 300000
w2 10000 30000
w2-silent 10000 30000
w3 2000 7000
w3-silent 2000 7000
base 14 28
"

complain() {
    echo "instructions: $*" >&2
}

# Callgrind, from Debian's packages if it is not there.
need_valgrind() {
    command -v valgrind >/dev/null && return
    local root=()
    [ "$(id -u)" -eq 0 ] || root=(sudo -n)
    complain "valgrind is not there: installing it with apt-get"
    { "${root[@]}" apt-get update -qq && "${root[@]}" apt-get install -y -qq valgrind; } >&2 || true
    command -v valgrind >/dev/null && return
    complain "valgrind is needed to count instructions and cannot be installed here: install it (apt-get install valgrind)"
    return 1
}

# The bench that runs one workload once.
build() {
    local said
    said=$(cargo bench --no-run --bench once 2>&1) || { echo "$said" >&2; return 1; }
    sed -n 's/^ *Executable benches.once\.rs (\(.*\))$/\1/p' <<<"$said"
}

# Prints items and instructions of a workload at a size.
count() {
    local log said
    log=$(mktemp)
    said=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file="$log" "$once" "$1" "$2") || {
        cat "$log" >&2
        return 1
    }
    sed 's/.* items=\([0-9]*\) .*/\1/' <<<"$said" | tr '\n' ' '
    sed -n 's/.*Collected : *\([0-9]*\).*/\1/p' "$log"
    rm -f "$log"
}

# The table of all workloads.
count_all() {
    local name small large a b
    echo "workload,items,instructions,per_item,toolchain"
    while read -r name small large; do
        [ -n "$name" ] || continue
        a=$(count "$name" "$small")
        b=$(count "$name" "$large")
        awk -v name="$name" -v toolchain="$toolchain" -v a="$a" -v b="$b" 'BEGIN {
            split(a, small); split(b, large)
            items = large[1] - small[1]; instructions = large[2] - small[2]
            if (items <= 0 || instructions <= 0) { print name ": nothing was counted" > "/dev/stderr"; exit 1 }
            printf "%s,%d,%d,%.1f,%s\n", name, items, instructions, instructions / items, toolchain
        }'
    done <<<"$workloads"
}

# What CHANGELOG.md says of the kept counts, in one line.
line_of() {
    awk -F, 'NR > 1 { line = line (line ? ", " : "") $1 " " $4 } END { print "Instructions an item: " line "." }' "$1"
}

# Compares counts with those that are kept; fails for what is too much.
compare() {
    awk -F, -v tolerance="$tolerance" '
        FNR == 1 { next }
        NR == FNR { kept[$1] = $4; compiler[$1] = $5; next }
        !($1 in kept) { printf "%-10s %10.1f  not kept: renew\n", $1, $4; bad = 1; next }
        {
            change = 100 * ($4 / kept[$1] - 1)
            note = ""
            if (change > tolerance) { note = "  TOO MUCH"; worse = 1 }
            if (change < -tolerance) { note = "  less: renew"; better = 1 }
            printf "%-10s %10.1f  kept %10.1f  %+6.2f %%%s\n", $1, $4, kept[$1], change, note
            if (compiler[$1] != $5) other = compiler[$1] " then, " $5 " now"
        }
        END {
            if (better) print "fewer instructions than are kept: benches/instructions.sh --renew"
            if (worse && other) print "not held against it, since the compiler is another: " other
            else if (worse) print "more than " tolerance " % over what is kept; if that is wanted: benches/instructions.sh --renew"
            exit bad || (worse && !other)
        }
    ' "$kept" "$1"
}

toolchain=$(rustc -vV | awk '/^host:/ { host = $2 } /^release:/ { release = $2 } END { print release " " host }')
need_valgrind
once=$(build)
counted=$(mktemp)
trap 'rm -f "$counted"' EXIT
count_all >"$counted"

case "${1:-}" in
--renew)
    cp "$counted" "$kept"
    echo "kept; put this into CHANGELOG.md, and say there why:"
    line_of "$kept"
    ;;
--check)
    compare "$counted"
    if ! grep -qF "$(line_of "$kept")" CHANGELOG.md; then
        complain "CHANGELOG.md has to have the line of $kept:"
        line_of "$kept" >&2
        exit 1
    fi
    ;;
"") if [ -f "$kept" ]; then compare "$counted"; else cat "$counted"; fi ;;
*)
    complain "unknown: $1; --check or --renew"
    exit 2
    ;;
esac
