#!/usr/bin/env bash
# Feeds invented payloads to everything that reads what strangers send, and fails on a crash, an input that takes more
# than 50 ms of processor time, or memory above 512 MiB.
#
#   deploy/fuzz.sh [--inputs N] [--build-only] [TARGET…]
#
# TARGET is a codec (json text records pairs pattern csv senml ocpp binary gb26875 lorawan: every route that has it, of the
# shipped profiles and of those in Tests/SiteConfigurationTests/Documents) or one of frames (GB/T 26875.3 in a stream),
# zigbee (exposes), sheet (CSV and xlsx), time (formats and times), answer (what a codec's child says). Without one, all. N
# is 10,000,000 when absent. Seeds are the profiles' own examples and the vectors of shared/domain, written at every run.
# What was found grows in .build/fuzz/corpus; crashes are left in .build/fuzz/crashes. docs/fuzz.md records the last long
# run.
set -euo pipefail
# Swift's own report of a crash would come before libFuzzer has kept the input.
export SWIFT_BACKTRACE=enable=no
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=${GENGFU_FUZZ_WORK:-$root/.build/fuzz}
inputs=10000000
build_only=no
targets=()
while [ $# -gt 0 ]; do
    case $1 in
    --inputs)
        inputs=$2
        shift 2
        ;;
    --build-only)
        build_only=yes
        shift
        ;;
    -*)
        echo "fuzz: unknown option $1" >&2
        exit 64
        ;;
    *)
        targets+=("$1")
        shift
        ;;
    esac
done

mkdir -p "$work/package/Sources" "$work/bin" "$work/crashes" "$work/log"
cp "$root/deploy/fuzz/Package.swift" "$work/package/Package.swift"
ln -sfn "$root/deploy/fuzz/Sources/Fuzz" "$work/package/Sources/Fuzz"
for room in CSimdjson CZip CodecWire Expressions Facility SiteConfiguration; do
    ln -sfn "$root/Sources/$room" "$work/package/Sources/$room"
done
swift build --package-path "$work/package" -c release --sanitize=fuzzer --product Fuzz >"$work/log/build" 2>&1 || {
    tail -n 40 "$work/log/build" >&2
    exit 1
}
program=$(swift build --package-path "$work/package" -c release --sanitize=fuzzer --show-bin-path)/Fuzz
[ $build_only = no ] || exit 0

[ ${#targets[@]} -gt 0 ] || targets=(json text records pairs pattern csv senml ocpp binary gb26875 lorawan
    frames zigbee sheet time answer)

# The shipped profiles, and beside them what shows the codecs' rarer options.
profiles=$work/profiles
rm -rf "$profiles"
cp -r "$root/DeviceProfiles" "$profiles"
cp "$root"/Tests/SiteConfigurationTests/Documents/charging/*.yaml "$profiles/charging/"
export GENGFU_ROOT=$root GENGFU_PROFILES=$profiles

failed=0
for target in "${targets[@]}"; do
    ln -sfn "$program" "$work/bin/fuzz-$target"
    seeds=$(mktemp -d)
    GENGFU_SEEDS=$seeds "$work/bin/fuzz-$target" || {
        echo "fuzz: $target: no target" >&2
        failed=1
        continue
    }
    mkdir -p "$work/corpus/$target"
    # Longer payloads cost the fuzzer's time and find nothing that 4 KiB do not.
    if nice -n 19 "$work/bin/fuzz-$target" -runs="$inputs" -max_len=4096 -rss_limit_mb=512 -timeout=5 \
        -artifact_prefix="$work/crashes/$target-" -print_final_stats=1 "$work/corpus/$target" "$seeds" \
        >"$work/log/$target" 2>&1; then
        outcome=passed
    else
        outcome=FAILED
        failed=1
    fi
    rm -rf "$seeds"
    echo "$target: $outcome: $(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log/$target") inputs," \
        "$(sed -n 's/^stat::peak_rss_mb: *//p' "$work/log/$target") MiB," \
        "$(sed -n 's/^slowest input: *//p' "$work/log/$target")"
done
exit $failed
