#!/usr/bin/env bash
# The rates that reading payloads may not fall below, on one core: json 1,000,000 and binary 2,000,000 messages a
# second in memory, 20,000 uplinks a second through the process that runs makers' codecs, and half of that with a codec
# after whose calls every built-in object is put back. The best of three short rounds counts, since the machine may
# have other work. Quiet when all are reached. Needs a release build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
gengfu=${GENGFU_PROGRAM:-.build/release/gengfu}

reach() {
    local said="" out
    for _ in 1 2 3; do
        if out=$("$gengfu" bench "$@" 2>&1); then return; fi
        said+="$out"$'\n'
    done
    printf 'gengfu bench %s: below its floor three times:\n%s' "$*" "$said" >&2
    exit 1
}

reach decode --codec json --milliseconds 1000
reach decode --codec binary --milliseconds 1000
reach codec --count 40000 --floor 20000
reach codec --count 20000 --floor 10000 --builtins
