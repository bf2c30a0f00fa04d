#!/bin/sh
# Makes the virtual environment: everything pinned and hash-checked, then this project itself, editable.
# Usage: tools/install.sh LOCKED_REQUIREMENTS...
set -eu
. "${0%/*}/packages.sh"

venv=.venv
python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

command -v "$python" >/dev/null 2>&1 || {
    say "heardfirst: '$python' was not found. Install Python 3.11 or newer, or name one: make install PYTHON=python3.12"
    exit 1
}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    say "heardfirst: '$python' is $("$python" -V 2>&1), and 3.11 or newer is needed."
    say "Name another one: make install PYTHON=python3.12"
    exit 1
}

# Debian and Ubuntu keep venv in a package of its own; without it the module imports and then fails.
if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if may_install_packages; then
        say "heardfirst: this Python comes without venv; installing $package."
        install_package "$package" || {
            say "heardfirst: $package could not be installed. Install it, then run make again."
            exit 1
        }
    else
        say "heardfirst: this Python comes without venv. Install the system package $package, then run make again."
        exit 1
    fi
fi

# An environment left over from another Python is made anew rather than mixed.
if [ -x "$venv/bin/python" ] && "$venv/bin/python" -c 'import pip' >/dev/null 2>&1; then
    :
else
    rm -rf "$venv"
    "$python" -m venv "$venv"
fi

set -- $(for lock in "$@"; do printf -- '-r %s ' "$lock"; done)
say "heardfirst: installing what is pinned; this takes a minute or two the first time."
# Wheels only: a source distribution would run code of its own at install time. Nothing is compiled here: most
# modules are never imported, and those that are get compiled the first time.
"$venv/bin/python" -m pip install -qq --no-compile --require-hashes --only-binary :all: "$@"
"$venv/bin/python" -m pip install -qq --no-deps --no-build-isolation --editable .
