#!/bin/sh
# All papers of a drawn quarter, counted a second time from what was said alone, and as pictures.
#
#   deploy/papers.sh [FOLDER]        GENGFU=… names the program (else .build/release/gengfu, else the PATH's)
#
# Draws 92 days of a compound (deploy/papers/quarter.py, always the same), lets them pass through the real engine and
# store (`gengfu rehearse`), prints every paper in Chinese, checks each hash, and holds the figures against those of
# deploy/papers/count.py, which shares no line with the gateway. With chromium every page becomes a picture in FOLDER.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
folder=${1:-$(mktemp -d)}
mkdir -p "$folder"
program=${GENGFU:-$here/../.build/release/gengfu}
[ -x "$program" ] || program=gengfu
rm -rf "$folder/store"

end=$(python3 "$here/papers/quarter.py" "$folder" "$here/../DeviceProfiles" | cut -d' ' -f2)
"$program" rehearse "$folder/quarter.jsonl" --config "$folder/gengfu.yaml" --store "$folder/store" --until "$end"

paper() { # PERIOD PAGE NAME [LANG]
    for format in html csv json; do
        "$program" report --config "$folder/gengfu.yaml" --store "$folder/store" --lang "${4:-zh}" \
            --"$1" 2026-08-12 --page "$2" --format "$format" > "$folder/$3.$format"
    done
    written=$(sed '/<footer>/,$d' "$folder/$3.html" | sha256sum | cut -d' ' -f1)
    grep -q "$written" "$folder/$3.html" || { echo "$3: the hash is not that of the page" >&2; exit 1; }
    echo "$3: $(wc -c < "$folder/$3.html") bytes, SHA-256 $written"
}
paper quarter figures 季度统计
paper quarter figures figures-en en
paper day duty 值班记录
paper day lift-safety 日管控
paper week lift-safety 周排查
paper month lift-safety 月调度
paper month notice 公示
paper quarter notice 季度公示

python3 "$here/papers/count.py" "$folder" "$folder/季度统计.json"

if command -v chromium > /dev/null; then
    for page in "$folder"/*.html; do
        chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=794,${HEIGHT:-2200} \
            --user-data-dir="$folder/chromium" --screenshot="${page%.html}.png" "file://$page" > /dev/null 2>&1
    done
    rm -rf "$folder/chromium"
    echo "pictures in $folder"
else
    echo "no chromium: no pictures" >&2
fi
