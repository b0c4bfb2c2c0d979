#!/usr/bin/env bash
# Instructions per message of the path without the broker (decode, engine, journal, commit), counted by callgrind and
# held against deploy/bench/instructions.floor: 5 % more fails, whatever else the machine is doing.
#
#   deploy/callgrind.sh [--record] [PROGRAM]
#
# PROGRAM is a release build (.build/release/gengfu). Two runs, N and 2N messages: their difference over N leaves the
# start out. --record writes what was counted as the new floor, for a change that is worth its instructions. The floor
# belongs to the build of deploy/test.sh, Debian 12's libraries and a processor with AVX2 (simdjson and memcpy choose
# by it); two runs differ by less than 0.1 %.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
floor_file=$root/deploy/bench/instructions.floor
messages=20000
tolerance=5 # per cent

fail() {
    echo "callgrind: $1" >&2
    exit 1
}

record=no
if [ "${1:-}" = --record ]; then
    record=yes
    shift
fi
program=${1:-$root/.build/release/gengfu}
[ -x "$program" ] || fail "$program is missing: build it with swift build -c release"
for tool in valgrind strip clang; do
    command -v "$tool" >/dev/null || fail "$tool is not installed"
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Debian 12's valgrind (3.19) gives up on Swift's debug information, so it gets a copy without; and it writes into the
# mask given to sigsuspend(2), which libdispatch keeps in read-only memory, so that call gets a copy too.
strip --strip-debug -o "$folder/gengfu" "$program"
cat >"$folder/mask.c" <<'C'
#define _GNU_SOURCE
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>
int sigsuspend(const sigset_t *mask) {
    sigset_t copy = *mask;
    return (int)syscall(SYS_rt_sigsuspend, &copy, 8);
}
C
clang -O1 -shared -fPIC -o "$folder/mask.so" "$folder/mask.c"

# The count callgrind prints at its end. Swift draws a hash seed per process; drawn twice it would be noise.
count() {
    SWIFT_DETERMINISTIC_HASHING=1 LD_PRELOAD=$folder/mask.so TMPDIR=$folder valgrind --tool=callgrind \
        --callgrind-out-file="$folder/out" --log-file="$folder/log" \
        "$folder/gengfu" bench steps --root "$root" --messages "$1" >"$folder/steps" 2>"$folder/errors" ||
        fail "the run failed: $(tail -n 5 "$folder/errors" "$folder/log")"
    sed -n 's/.*Collected : *\([0-9]*\).*/\1/p' "$folder/log"
}

single=$(count "$messages")
double=$(count $((2 * messages)))
[ -n "$single" ] && [ -n "$double" ] || fail "callgrind gave no count: $(tail -n 5 "$folder/log")"
found=$(((double - single) / messages))

if [ "$record" = yes ]; then
    mkdir -p "$(dirname "$floor_file")"
    echo "$found" >"$floor_file"
    echo "callgrind: recorded $found instructions per message"
    exit 0
fi
[ -r "$floor_file" ] || fail "$floor_file is missing: record it with deploy/callgrind.sh --record"
floor=$(cat "$floor_file")
if [ $((found * 100)) -gt $((floor * (100 + tolerance))) ]; then
    fail "$found instructions per message, the floor is $floor: more than $tolerance % above it"
fi
echo "callgrind: $found instructions per message (floor $floor)"
