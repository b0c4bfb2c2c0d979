#!/usr/bin/env bash
# Runs simulated nights (Tests/DeterminismTests) for as long as wanted: one seed is one night on a disk that loses, tears,
# fails and fills up, with a broker, far sides and clocks to match. Prints what went wrong how often; a night that fails is
# named by its seed and is told again, step by step, with GENGFU_SEED=… deploy/test.sh --filter SimulatedNightTests.
#
# Usage: deploy/soak.sh [SEEDS] [FIRST]     2,000 seeds from 1 on by default
#        deploy/soak.sh --for MINUTES       seeds from a moment of the clock on, in rounds of 2,000
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
prepare "${build_packages[@]}"
# As deploy/test.sh, so that neither builds again what the other has built.
export GENGFU_TRAPS=1
build --build-tests

log=$(mktemp)
trap 'rm -f "$log"' EXIT
nights() {
    local code=0
    GENGFU_SEEDS=$1 GENGFU_FIRST_SEED=$2 swift test --skip-build "${build_flags[@]}" --package-path "$root" \
        --filter SimulatedNightTests >"$log" 2>&1 || code=$?
    grep -E '^[0-9]+ nights from|^faults:|^at stake:' "$log" || true
    [ "$code" -eq 0 ] && return
    grep -E '↳|error:' "$log" | sort -u | head -n 40 >&2
    return 1
}

if [ "${1:-}" != --for ]; then
    nights "${1:-2000}" "${2:-1}"
    exit
fi
[[ "${2:-}" =~ ^[0-9]+$ ]] || missing "--for wants minutes."
end=$((SECONDS + $2 * 60))
first=$(date +%s)000
while [ "$SECONDS" -lt "$end" ]; do
    nights 2000 "$first"
    first=$((first + 2000))
done
