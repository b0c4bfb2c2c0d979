#!/usr/bin/env bash
# Runs every step of a page (DeviceProfiles/README.md, docs/integrators-guide.md) in a scratch folder and holds what is
# printed against what is written there. A block ```sh is run; each line of the blocks ```text and ```json behind it must
# be printed by the block before; `…` stands for anything. Arguments: the program, .build/release/gengfu when absent; the
# page, DeviceProfiles/README.md when absent.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=${1:-$root/.build/release/gengfu}
page=$root/${2:-DeviceProfiles/README.md}
for tool in mosquitto mosquitto_pub curl "$program"; do
    command -v "$tool" >/dev/null || { echo "tutorial: $tool is missing" >&2; exit 69; }
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/blocks"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$program" >"$scratch/bin/gengfu"
chmod +x "$scratch/bin/gengfu"
cp -rL "$root/DeviceProfiles" "$scratch/DeviceProfiles"

# One file per block: 01.sh, 02.text, …
awk -v out="$scratch/blocks" '
    /^```(sh|text|json)$/ { open = 1; kind = substr($0, 4); if (kind == "json") kind = "text"
                            file = sprintf("%s/%02d.%s", out, ++count, kind); printf "" > file; next }
    /^```$/ { open = 0; next }
    open { print > file }
' "$page"

# All in one shell, since later steps use what earlier ones started; it ends what it started. KILL after TERM: who
# starts this script may block TERM (a thread of Swift's pool does), and its children then block it too.
{
    echo 'stop() { kill $(jobs -p); for try in $(seq 25); do [ -z "$(jobs -pr)" ] && return; sleep 0.2; done; kill -9 $(jobs -p); wait; }'
    echo "trap 'stop 2>/dev/null' EXIT"
    for block in "$scratch"/blocks/*.sh; do
        echo "exec >$block.out 2>&1"
        cat "$block"
    done
} >"$scratch/all.sh"
status=0
(cd "$scratch" && PATH="$scratch/bin:/usr/sbin:$PATH" LC_ALL=C timeout -k 10 240 bash all.sh) || status=$?

failed=0
printed=""
for block in "$scratch"/blocks/*; do
    case $block in
    *.sh) printed=$block.out ;;
    *.text)
        while IFS= read -r line; do
            [ -z "$line" ] && continue
            # Every sign for itself but the ellipsis.
            pattern=$(sed -e 's/[][\.*^$/]/\\&/g' -e 's/…/.*/g' <<<"$line")
            if ! grep -q -e "^$pattern\$" "$printed"; then
                echo "tutorial: not printed: $line" >&2
                failed=1
            fi
        done <"$block"
        if [ "$failed" -ne 0 ]; then
            sed 's/^/    /' "$printed" | head -n 60 >&2
            exit 1
        fi
        ;;
    esac
done
echo "The tutorial runs as written: $(ls "$scratch"/blocks/*.sh | wc -l) steps."
