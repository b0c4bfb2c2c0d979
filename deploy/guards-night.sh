#!/usr/bin/env bash
# A guard's night against running processes (broker, gateway, console, platform, loudspeaker), one minute a second:
# 40 events from a burnt dinner to a real fire, wrong presses, a shift change, kill -9 of the gateway in the middle.
# Afterwards every event must stand in the log exactly once, and nothing else. Some 4 minutes; exits 1 and lists what
# differs. Arguments: the program (.build/release/gengfu when absent); --short for an hour of it in less than a minute;
# --keep FOLDER keeps the log as it reads (night.txt), the store and what the processes wrote.
set -euo pipefail
exec python3 "$(dirname "${BASH_SOURCE[0]}")/night/guards_night.py" "$@"
