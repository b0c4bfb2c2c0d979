#!/usr/bin/env bash
# From the reading of an extreme incident to sound and siren, ten times: the broker is killed 1 s after the PUBACK, the
# platform is out of reach, no console runs. Prints each run and p50 and max; exits 1 when one was later than 2 s.
# Arguments: the program, .build/release/gengfu when absent; --runs N.
set -euo pipefail
exec python3 "$(dirname "${BASH_SOURCE[0]}")/night/sounding.py" "$@"
