#!/usr/bin/env bash
# Installs what the tests need, builds, and runs every test. Arguments go to `swift test` (such as --filter Ring).
# Quiet when green: what was skipped and the closing line. When red: everything that failed.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
prepare "${build_packages[@]}" alsa-utils espeak-ng libxml2-utils mosquitto-clients openssl strace
# Of the program alone, so that the demonstration afterwards rebuilds little.
export GENGFU_TRAPS=1
build --build-tests
cd "$root"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Testing …" >&2
# The suite takes three minutes on two cores. One that hangs is ended, and what hung is named.
limit=1500
code=0
timeout -k 20 "$limit" swift test --skip-build "${build_flags[@]}" "$@" >"$log" 2>&1 || code=$?
if [ "$code" -eq 0 ]; then
    grep -E '^➜.* skipped' "$log" | sort -u || true
    # Two runners report; XCTest has nothing to run here.
    grep -E 'Test run with' "$log" | tail -n 1
elif [ "$code" -eq 124 ] || [ "$code" -eq 137 ]; then
    echo "The tests did not end within $limit s. Begun and not ended:" >&2
    sed -nE 's/^[^ ]+ (Test|Suite|Test case) (.*) started\.$/\2/p' "$log" | sort -u |
        while IFS= read -r name; do
            grep -qF -e "$name passed after" -e "$name failed after" "$log" || echo "  $name" >&2
        done
    exit 1
else
    grep -vE '^(◇|✔|\[|Building|Test Suite|Executed)' "$log" | grep -v ' passed after ' | tail -n 200 >&2
    exit 1
fi
