#!/usr/bin/env bash
# Breaks the promises on purpose, one at a time (Tests/Mutants/*.patch), and demands that the tests which guard them
# turn red. Takes half an hour, so CI does not call it; run it when the loop, the ring or one of those tests
# changes. Arguments: words of the patches to try; none: all.
#
# A patch names its guards: `Guard: SUITE` watches the program from outside and is run from this tree, `Inside: SUITE`
# tests the sources themselves and is built and run in the copy.
#
# GENGFU_GUARDS: how to run a guard, a command to which `--filter NAME` is added; by default this tree's own tests.
# GENGFU_MUTANTS: folder for the copy, kept so that the next run builds little; by default a temporary one.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
prepare "${build_packages[@]}" mosquitto-clients strace

if [ -n "${GENGFU_GUARDS:-}" ]; then
    read -r -a guards <<<"$GENGFU_GUARDS"
else
    GENGFU_TRAPS=1 build --build-tests
    guards=(swift test --skip-build "${build_flags[@]}" --package-path "$root")
fi

copy=${GENGFU_MUTANTS:-$(mktemp -d /tmp/gengfu-mutants-XXXXXX)}
log=$(mktemp)
clean() {
    rm -f "$log"
    [ -n "${GENGFU_MUTANTS:-}" ] || rm -rf "$copy"
}
trap clean EXIT
mkdir -p "$copy"
rm -rf "$copy/Sources"
# The tree as it stands, committed or not; files keep their times, so that a kept copy builds only what changed.
git -C "$root" ls-files -z --cached --others --exclude-standard |
    tar -C "$root" --null --files-from - --ignore-failed-read --create 2>/dev/null | tar -C "$copy" --extract
export GENGFU_PROGRAM="$copy/.build/release/gengfu"

# The program alone, from the copy.
make_program() {
    (cd "$copy" && swift build "${build_flags[@]}" --product gengfu) >"$log" 2>&1 || {
        grep 'error' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
        missing "the copy does not build ($1)."
    }
}

# All tests, from the copy.
make_tests() {
    (cd "$copy" && swift build "${build_flags[@]}" --build-tests) >"$log" 2>&1 || {
        grep 'error' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
        missing "the tests of the copy do not build ($1)."
    }
}
inside=(swift test --skip-build "${build_flags[@]}" --package-path "$copy")

# Whether a guard is green, red (one of its tests failed) or did not run at all.
colour() {
    local guard=$1
    shift
    if "$@" --filter "$guard" >"$log" 2>&1; then
        grep -q '^✔ Test "' "$log" && ! grep -q 'skipped:' "$log" && echo green || echo absent
    else
        grep -q '^✘ Test ".*recorded an issue' "$log" && echo red || echo absent
    fi
}

header() { sed -n "s/^$2: //p" "$1"; }

patches=()
for patch in "$root"/Tests/Mutants/*.patch; do
    name=$(basename "$patch" .patch)
    [ $# -eq 0 ] && patches+=("$patch")
    for word in "$@"; do [[ $name == *"$word"* ]] && patches+=("$patch"); done
done
[ ${#patches[@]} -gt 0 ] || missing "no patch in Tests/Mutants is called so."

echo "Building the program as it is …" >&2
make_program "without a mutant"
format='%-28s %-30s %s\n'
# shellcheck disable=SC2059
row() { printf "$format" "$@"; }
row mutant guard result
failed=0
# Arguments: mutant, guard, colour.
judge() {
    case $3 in
    red) row "$1" "$2" "red, as it must be" ;;
    green) row "$1" "$2" "GREEN: the mutant survives"; failed=1 ;;
    *) row "$1" "$2" "DID NOT RUN"; failed=1 ;;
    esac
}
while read -r guard; do
    result=$(colour "$guard" "${guards[@]}")
    row none "$guard" "$result"
    [ "$result" = green ] || { tail -n 40 "$log" >&2; missing "$guard is not green without a mutant."; }
done < <(for patch in "${patches[@]}"; do header "$patch" Guard; done | sort -u)
if grep -q '^Inside: ' "${patches[@]}"; then make_tests "without a mutant"; fi
while read -r guard; do
    result=$(colour "$guard" "${inside[@]}")
    row none "$guard" "$result"
    [ "$result" = green ] || { tail -n 40 "$log" >&2; missing "$guard is not green without a mutant."; }
done < <(for patch in "${patches[@]}"; do header "$patch" Inside; done | sort -u)

for patch in "${patches[@]}"; do
    name=$(basename "$patch" .patch)
    patch -d "$copy" -p1 --quiet --forward <"$patch" || missing "$name does not apply any more: make it anew."
    make_program "$name"
    while read -r guard; do
        judge "$name" "$guard" "$(colour "$guard" "${guards[@]}")"
    done < <(header "$patch" Guard)
    if [ -n "$(header "$patch" Inside)" ]; then make_tests "$name"; fi
    while read -r guard; do
        judge "$name" "$guard" "$(colour "$guard" "${inside[@]}")"
    done < <(header "$patch" Inside)
    patch -d "$copy" -p1 --quiet --reverse <"$patch"
done
exit $failed
