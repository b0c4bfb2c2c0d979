#!/usr/bin/env bash
# Installs what the tests need, builds, and runs every test. Arguments go to `swift test` (such as --filter Ring).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
prepare "${build_packages[@]}" mosquitto-clients strace valgrind libxml2-utils
# Of the program alone, so that the demonstration afterwards rebuilds little.
export GENGFU_TRAPS=1
build --build-tests
cd "$root"
exec swift test --skip-build "${build_flags[@]}" "$@"
