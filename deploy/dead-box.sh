#!/usr/bin/env bash
# A dead box: the platform notices the missing sign of life, a lost path of life safety is said in the duty room, and
# after the restart the blind time is on record. Prints each figure; in real time, some 3 minutes; exits 1 when a
# promise was not kept. Argument: the program; .build/release/gengfu when absent.
set -euo pipefail
exec python3 "$(dirname "${BASH_SOURCE[0]}")/night/dead_box.py" "$@"
