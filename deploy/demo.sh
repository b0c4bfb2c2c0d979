#!/usr/bin/env bash
# A whole compound on one machine: broker, gateway, console, platform and simulated devices, until Ctrl-C.
# `deploy/demo.sh --help` lists the options; `--for 60s` ends by itself and judges what happened.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
prepare "${build_packages[@]}"
build --product gengfu
exec "$root/.build/release/gengfu" demo --root "$root" "$@"
