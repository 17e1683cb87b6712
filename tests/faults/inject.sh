#!/usr/bin/env bash
# Injects faults that a test of an ordinary user cannot: mounts, failing system calls, many kills.
#
#   tests/faults/inject.sh PROGRAM > tests/faults/RESULTS.md
#
# PROGRAM is the program as built. Root, strace and setpriv are needed for some rows; rows that cannot be had are left out
# and named on standard error. After every fault the folder of results must be that of before or that of the run, byte for
# byte, or a part that says of itself that it is one; the next run must clean up; errors must be one line with a path.
# Exit code 1 if anything panicked, was torn, lost, untold or left behind.
set -u
export LC_ALL=C
program=$(realpath "$1")
mm1=$(realpath "$(dirname "$0")/../data/mm1.toml")
root=$(mktemp -d)
space=$root/space
mkdir "$space"
trap 'umount -q "$space" "$root/shut" 2>/dev/null; rm -rf "$root"' EXIT
chmod 755 "$root"
cd "$root" || exit 1

faults=()
declare -A times done_ failed killed panics torn untold left
run=(run "$mm1" -q -j 1 -n 3 --events all)

# What a run with one seed and with another writes.
"$program" "${run[@]}" -o one >/dev/null || exit 1
"$program" "${run[@]}" -o two --seed 8 >/dev/null || exit 1

same() { # folder, reference: the same bytes, the manifest apart, which tells the command
    grep -q '^complete = true' "$1/manifest.toml" && diff -rq -x manifest.toml "$1" "$2" >/dev/null
}
part() { # folder: fewer replications than planned, and it says so
    local finished
    grep -q '^complete = false' "$1/manifest.toml" || return 1
    finished=$(sed -n 's/^finished = //p' "$1/manifest.toml")
    [ "$(($(wc -l <"$1/replications.csv") - 1))" = "$finished" ]
}
add() { local -n counts=$1; counts[$2]=$((${counts[$2]:-0} + 1)); }
problem() { add "$1" "$2"; echo "$1: $2: code $code: $(tail -n 2 err | cut -c 1-300)" >&2; }

# judge FAULT CODE FOLDER OLD: what has become of it; OLD is the reference of what was there, or none
judge() {
    local fault=$1 code=$2 folder=$3 old=$4
    [ -n "${times[$fault]:-}" ] || faults+=("$fault")
    add times "$fault"
    case $code in
        0) add done_ "$fault" ;;
        137) add killed "$fault" ;;
        *) add failed "$fault" ;;
    esac
    if [ "$code" = 101 ] || grep -q 'panicked at' err; then problem panics "$fault"; fi
    if [ -e "$folder" ]; then
        same "$folder" one || same "$folder" two || part "$folder" || problem torn "$fault"
        if [ "$code" = 0 ] && ! same "$folder" two; then problem untold "$fault"; fi
    elif [ "$old" != none ]; then
        problem torn "$fault"
    elif [ "$code" = 0 ]; then
        problem untold "$fault"
    fi
    # 127 is the loader's, before the program begins.
    case $code in 0 | 127 | 137) return ;; esac
    # An error that could not be told, as the injection has hit its own message.
    ! grep -qs '^[0-9]* *write(2, .*INJECTED' trace || return
    grep -Eq '^error: (standard output|[^ ]+) cannot be written: |^error.*mm1|interrupted' err || problem untold "$fault"
}
# The next run in the same place must find nothing in its way and leave nothing.
after() { # FAULT PLACE
    local code
    "$program" run "$mm1" -q -n 1 --force -o "$2/next" >/dev/null 2>err
    code=$?
    [ "$code" = 0 ] && [ -z "$(find "$2" -maxdepth 1 -name '.transcaspian-*')" ] || problem left "$1"
}
fresh() { # PLACE [REFERENCE]: results of before, if any
    rm -rf "${1:?}"/* "$1"/.transcaspian-*
    [ -z "${2:-}" ] || cp -r "$2" "$1/results"
}
have() { command -v "$1" >/dev/null || { echo "left out, as there is no $1: $2" >&2; return 1; }; }
# A part of a second, up to so many milliseconds.
moment() { printf '0.%03d' $((RANDOM % $1)); }
mkdir here
take=("${run[@]}" --seed 8 --force -o here/results)

# ---- Full disk
if [ "$(id -u)" = 0 ]; then
    for old in none one; do
        for step in $(seq 24); do
            # From nearly nothing to more than enough.
            size=$((4 + step * step * $(du -sk one | cut -f 1) / 250))
            [ $old = one ] && size=$((size + $(du -sk one | cut -f 1) + 8))
            mount -t tmpfs -o size=${size}k tmpfs "$space" || break
            [ $old = one ] && cp -r one "$space/results"
            "$program" "${run[@]}" --seed 8 --force -o "$space/results" >out 2>err
            code=$?
            fault="full disk, nothing there"
            [ $old = one ] && fault="full disk, old results there"
            judge "$fault" $code "$space/results" $old
            [ -z "$(find "$space" -maxdepth 1 -name '.transcaspian-*')" ] || add left "$fault"
            umount "$space"
        done
    done
    # ---- Read-only
    mkdir shut
    mount -t tmpfs tmpfs "$space" && cp -r one "$space/results" && mount --bind "$space" shut &&
        mount -o remount,ro,bind shut && {
        "$program" "${run[@]}" --seed 8 --force -o shut/results >out 2>err
        judge "read-only file system" $? shut/results one
        "$program" "${run[@]}" --seed 8 -o shut/deep/results >out 2>err
        judge "read-only file system" $? shut/deep/results none
        umount shut
    }
    umount "$space"
    if have setpriv "read-only folder, few threads"; then
        nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
        cp "$program" "$mm1" .
        fresh here one
        "${nobody[@]}" "$root/transcaspian" run mm1.toml -q --force -o here/results >out 2>err
        judge "read-only folder" $? here/results one
        mkdir open && chmod 777 open
        for threads in 1 2 3 4 5 6 7 8 9 10; do
            rm -rf open/*
            shows=bar
            [ $((threads % 2)) = 0 ] && shows=plain
            (ulimit -u $threads && exec "${nobody[@]}" "$root/transcaspian" run mm1.toml -j 4 -n 3 --events all \
                --seed 8 --progress $shows -o open/results) >out 2>err
            code=$?
            [ -e open/results ] && { mv open/results here/threads && rm -rf open/results; }
            [ -e here/threads ] && cp two/params.csv two/resolved.toml here/threads/
            judge "few threads" $code here/threads none
            rm -rf here/threads
        done
    fi
else
    echo "left out, as this is not root: full disk, read-only file system and folder, few threads" >&2
fi

# ---- Failing system calls, every one of its kind in turn
traced() { # FAULT INJECTION...: one run with them
    local fault=$1 options=() injection code
    shift
    for injection in "$@"; do options+=(-e "inject=$injection"); done
    strace -f -qq -o trace "${options[@]}" "$program" "${take[@]}" >out 2>err
    code=$?
    judge "$fault" $code here/results one
    after "$fault" here
}
calls() { strace -f -qq -o trace -e "trace=$1" "$program" "${take[@]}" >/dev/null 2>&1; wc -l <trace; }
if have strace "failing system calls"; then
    fresh here one
    while read -r call error most; do
        fresh here one
        count=$(calls "$call")
        for ((n = 1; n <= count && n <= most; n++)); do
            fresh here one
            traced "$call fails: $error" "$call:error=$error:when=$n"
        done
    done <<'CALLS'
write ENOSPC 60
write EIO 30
fsync EIO 40
openat EACCES 60
openat EMFILE 60
mkdir EACCES 8
renameat2 EACCES 4
lseek EIO 20
read EIO 20
unlinkat EACCES 30
getdents64 EIO 20
CALLS
    # Where two folders cannot change places in one step, they do in two; one fails, or both ways.
    for when in 1 2 3 1+ 2+; do
        fresh here one
        strace -f -qq -o trace -e inject=renameat2:error=EINVAL -e "inject=rename:error=EIO:when=$when" \
            "$program" "${take[@]}" >out 2>err
        code=$?
        if [ "$when" = 2+ ]; then
            # It can neither be replaced nor put back: the error says where it is, and the next run puts it back.
            grep -q 'what was there is in' err || problem untold "rename fails: EIO, in two steps"
            "$program" run "$mm1" -q -n 1 -o here/next >/dev/null 2>&1
        fi
        judge "rename fails: EIO, in two steps" $code here/results one
        after "rename fails: EIO, in two steps" here
    done
    # Killed at either step; the next run puts back what was moved away.
    for when in 1 2; do
        for time in 1 2 3 4 5; do
            fresh here one
            strace -f -qq -o trace -e inject=renameat2:error=EINVAL -e "inject=rename:signal=KILL:when=$when" \
                "$program" "${take[@]}" >out 2>err
            code=$?
            "$program" run "$mm1" -q -n 1 -o here/next >/dev/null 2>&1
            judge "kill -9 between two steps" $code here/results one
            after "kill -9 between two steps" here
        done
    done
fi

# ---- Kills and interruptions at random instants
rm -f trace
fresh here one
start=$(date +%s%N)
"$program" "${take[@]}" >/dev/null
whole=$((($(date +%s%N) - start) / 1000000 + 2))
for ((n = 0; n < 100; n++)); do
    fresh here one
    "$program" "${take[@]}" >out 2>err &
    sleep "$(moment $((whole < 999 ? whole : 999)))"
    kill -9 $! 2>/dev/null
    wait $! 2>/dev/null
    judge "kill -9 at a random instant" $? here/results one
    after "kill -9 at a random instant" here
done
long=(run "$mm1" -q -n 1000000 --shipments none --force -o here/results)
for name in INT TERM HUP; do
    for ((n = 0; n < 10; n++)); do
        fresh here
        "$program" "${long[@]}" >out 2>err &
        sleep "0.$((5 + RANDOM % 5))"
        kill -$name $!
        wait $!
        judge "SIG$name once" $? here/results none
        after "SIG$name once" here
    done
done
for ((n = 0; n < 20; n++)); do
    fresh here one
    "$program" "${long[@]}" >out 2>err &
    sleep "0.$((3 + RANDOM % 4))"
    kill -INT $!
    sleep "$(moment 100)"
    kill -INT $! 2>/dev/null
    wait $!
    judge "SIGINT twice" $? here/results one
    after "SIGINT twice" here
done

# ---- Streams
for ((n = 0; n < 30; n++)); do
    fresh here
    "$program" "${take[@]}" 2>err | head -c $((RANDOM % 3000)) >/dev/null
    judge "closed pipe" "${PIPESTATUS[0]}" here/results none
done
for format in text json csv; do
    fresh here
    "$program" "${take[@]}" --format $format >/dev/full 2>err
    judge "write error at the end (/dev/full)" $? here/results none
done

# ---- Surroundings: nothing may change
surround() { # FAULT VARIABLE=VALUE...
    local fault=$1
    shift
    fresh here
    env -i "$@" "$program" "${take[@]}" >out 2>err
    judge "$fault" $? here/results none
}
surround "no HOME, no variables at all"
surround "TERM=dumb, one column" TERM=dumb COLUMNS=1
for locale in tr_TR.UTF-8 az_AZ.UTF-8 C POSIX; do surround "other locale" LC_ALL=$locale LANG=$locale; done
for zone in Asia/Baku Asia/Almaty Pacific/Apia America/St_Johns nowhere; do surround "other time zone" TZ=$zone; done
for handles in $(seq 3 24); do
    fresh here
    (ulimit -n "$handles" && exec "$program" "${take[@]}") >out 2>err
    judge "few file handles (3 to 24)" $? here/results none
done
for blocks in 0 1 2 3 4 6 8 12 16 24 32 48 64 96 128 256 512 1024 2048; do
    fresh here one
    # The message goes through a pipe, as a file has the same limit.
    (ulimit -f "$blocks" && exec "$program" "${take[@]}") 2>&1 >/dev/null | cat >err
    judge "limit of a file (SIGXFSZ)" "${PIPESTATUS[0]}" here/results one
    after "limit of a file (SIGXFSZ)" here
done

sum() { local -n counts=$1; local all=0 fault; for fault in "${faults[@]}"; do all=$((all + ${counts[$fault]:-0})); done; echo $all; }
cat <<HEAD
# Faults injected, and what became of them

Measured $(date -u +%F) with \`tests/faults/inject.sh PROGRAM\`, the program of the dev profile; what each column means is at the
end. $("$program" --version), $(uname -s).

| fault | times | done | error | killed | panics | torn or lost | untold | left behind |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
HEAD
for fault in "${faults[@]}"; do
    echo "| $fault | ${times[$fault]} | ${done_[$fault]:-0} | ${failed[$fault]:-0} | ${killed[$fault]:-0} |" \
        "${panics[$fault]:-0} | ${torn[$fault]:-0} | ${untold[$fault]:-0} | ${left[$fault]:-0} |"
done
echo "| **all** | $(sum times) | $(sum done_) | $(sum failed) | $(sum killed) | $(sum panics) | $(sum torn) | $(sum untold) | $(sum left) |"
cat <<'TAIL'

- *done*: exit code 0, and the results are those of a run without the fault, byte for byte (the fault fell where it does no harm, or
  after the results were there);
- *error*: another exit code; *killed*: by SIGKILL;
- *torn or lost*: the folder of results is neither that of before nor that of the run nor a part that says that it is one, or what was
  there before is gone;
- *untold*: exit code 0 without the results, or an error that does not name what it concerns;
- *left behind*: the next run fails, or a temporary folder is still there after it.
TAIL
[ $(($(sum panics) + $(sum torn) + $(sum untold) + $(sum left))) = 0 ]
