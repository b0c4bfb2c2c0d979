# Sourced by demo.sh and test.sh: makes sure that this machine can build and run Gengfu, or says in one plain
# sentence what is missing. Installs Debian packages only where one is absent.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

missing() {
    echo "gengfu: $1" >&2
    exit 1
}

# The packages the gateway is built from and runs with. A loudspeaker needs alsa-utils and espeak-ng beside them.
build_packages=(mosquitto libcrypt-dev libmosquitto-dev libsimdjson-dev libsqlite3-dev libssl-dev libzip-dev
    libjavascriptcoregtk-4.1-dev pkg-config)

prepare() {
    [ "$(uname -s)" = Linux ] && [ -r /etc/debian_version ] && command -v apt-get >/dev/null ||
        missing "this script needs Debian 12 (or a Debian-like Linux with apt-get); on another system install ${build_packages[*]} by hand and use 'swift build'."
    command -v swift >/dev/null ||
        missing "Swift is not on the PATH: install Swift 6.3 or newer from swift.org and run this again."
    local absent=() package
    for package in "$@"; do
        dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || absent+=("$package")
    done
    [ ${#absent[@]} -eq 0 ] && return
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            missing "these Debian packages are missing and installing them needs root or sudo: ${absent[*]}."
        as_root=(sudo)
    fi
    echo "Installing ${absent[*]} …" >&2
    local log
    log=$(mktemp)
    if ! { "${as_root[@]}" apt-get update -qq &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            "${absent[@]}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        missing "apt-get could not install ${absent[*]}; its last words are above."
    fi
    rm -f "$log"
}

# One configuration for tests, demo and benchmarks keeps a clean machine's first build short.
build_flags=(-c release -Xswiftc -enable-testing --explicit-target-dependency-import-check error)

# Builds quietly; the compiler speaks only when it failed.
build() {
    local log
    log=$(mktemp)
    echo "Building (the first time takes 6 to 10 minutes) …" >&2
    if ! (cd "$root" && swift build "${build_flags[@]}" "$@") >"$log" 2>&1; then
        grep -E 'error|warning: unre' "$log" | head -n 40 >&2 || true
        tail -n 20 "$log" >&2
        missing "the build failed; the compiler's last words are above."
    fi
    rm -f "$log"
}
