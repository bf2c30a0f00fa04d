#!/bin/sh
# Prints the path of a Chromium that the browser tests can drive, installing the system's where that is allowed.
# Exits non-zero, naming what is missing, when there is none: browser tests are never skipped.
set -eu
. "${0%/*}/packages.sh"

find_browser() {
    for name in "${HEARDFIRST_BROWSER:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        [ -n "$name" ] || continue
        # A snap stub answers to the name and cannot start as root or in a container, so ask for its version.
        if path=$(command -v "$name" 2>/dev/null) && "$path" --version >/dev/null 2>&1; then
            printf '%s\n' "$path"
            return 0
        fi
    done
    return 1
}

find_browser && exit 0

if may_install_packages; then
    echo "heardfirst: no Chromium found; installing the system's package." >&2
    install_package chromium || echo "heardfirst: the package chromium could not be installed." >&2
    find_browser && exit 0
fi

cat >&2 <<'MISSING'
heardfirst: the browser tests need Chromium, and none is on this machine.
Install it (Debian: apt-get install chromium; Fedora: dnf install chromium; macOS: brew install chromium),
or name one you have: make test HEARDFIRST_BROWSER=/path/to/chrome
MISSING
exit 1
