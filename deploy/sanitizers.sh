#!/usr/bin/env bash
# Builds the rooms below the network of destinations with a sanitizer, runs their tests, and fails on its first report: the
# pure rooms (CodecWire, Expressions, Facility, Papers) with the C++ under them, MQTT with a real mosquitto, Ring with a
# real SQLite. The whole program would take an hour of two cores; these are where we hold memory and threads ourselves.
#
#   deploy/sanitizers.sh thread|address [ROOM…]      by default every room above
#
# GENGFU_SANITIZERS: folder for the build, kept so that the next run builds little; by default a temporary one.
# GENGFU_JOBS: compilers at a time, by default as many as there are cores.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
kind=${1:-}
[[ $kind == thread || $kind == address ]] || missing "usage: deploy/sanitizers.sh thread|address [ROOM…]"
shift
rooms=("$@")
[ ${#rooms[@]} -gt 0 ] || rooms=(CodecWire Expressions Facility Papers MQTT Ring)
for room in "${rooms[@]}"; do
    [ -d "$root/Tests/${room}Tests" ] || missing "there is no room $room with tests."
done
prepare libmosquitto-dev libsimdjson-dev libsqlite3-dev libssl-dev mosquitto openssl pkg-config

work=${GENGFU_SANITIZERS:-$(mktemp -d /tmp/gengfu-sanitizers-XXXXXX)}
log=$(mktemp)
clean() {
    rm -f "$log"
    [ -n "${GENGFU_SANITIZERS:-}" ] || rm -rf "$work"
}
trap clean EXIT

# A copy of the project as it stands, so that nobody's edit ends the build, with a manifest that keeps of its targets the
# rooms asked for and what they stand on, and of its packages those that these need. Files keep their times.
mkdir -p "$work"
rm -rf "$work/Sources" "$work/Tests"
git -C "$root" ls-files -z --cached --others --exclude-standard |
    tar -C "$root" --null --files-from - --ignore-failed-read --create 2>/dev/null | tar -C "$work" --extract
{
    cat "$root/Package.swift"
    printf '\nlet asked: [String] = [%s]\n' "$(printf '"%sTests", ' "${rooms[@]}")"
    cat <<'MANIFEST'

var kept = Set(asked)
var packages: Set<String> = []
var before = -1
while kept.count != before {
    before = kept.count
    for target in package.targets where kept.contains(target.name) {
        for dependency in target.dependencies {
            switch dependency {
            case .byNameItem(let name, _), .targetItem(let name, _): kept.insert(name)
            case .productItem(_, let from, _, _): packages.insert(from ?? "")
            @unknown default: break
            }
        }
    }
}
package.products = []
package.targets.removeAll { !kept.contains($0.name) }
package.dependencies.removeAll { dependency in
    guard case .sourceControl(_, let location, _) = dependency.kind else { return false }
    return !packages.contains { location.hasSuffix("/" + $0) }
}
MANIFEST
} >"$work/Package.swift"

flags=(--package-path "$work" --scratch-path "$work/.build-$kind" --sanitize "$kind" -c release
    -Xswiftc -enable-testing)
[ -z "${GENGFU_JOBS:-}" ] || flags+=(-j "$GENGFU_JOBS")
echo "Building ${rooms[*]} with the $kind sanitizer …" >&2
swift build "${flags[@]}" --build-tests >"$log" 2>&1 || {
    grep -E 'error' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
    missing "the build failed."
}

# A report ends the process at once, so that no later line hides it. Objects that live as long as the process are no
# leak: the tests end by leaving.
export TSAN_OPTIONS="halt_on_error=1 second_deadlock_stack=1"
export ASAN_OPTIONS="halt_on_error=1 detect_leaks=0 detect_stack_use_after_return=0"
failed=0
for room in "${rooms[@]}"; do
    started=$SECONDS
    code=0
    timeout -k 20 1800 swift test "${flags[@]}" --skip-build --filter "${room}Tests\\." >"$log" 2>&1 || code=$?
    told=$(grep -E 'Test run with' "$log" | tail -n 1 | sed -E 's/^[^T]*//')
    if [ $code -eq 0 ] && [ -n "$told" ] && ! grep -q 'with 0 tests' <<<"$told"; then
        echo "$room, $kind: clean in $((SECONDS - started)) s. $told"
    else
        failed=1
        echo "$room, $kind: FAILED in $((SECONDS - started)) s. $told"
        { grep -m 1 -A 60 -E 'WARNING: ThreadSanitizer|ERROR: AddressSanitizer' "$log" ||
            grep -E '^✘' "$log" | head -n 40 || tail -n 40 "$log"; } >&2
    fi
done
exit $failed
