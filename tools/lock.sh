#!/bin/sh
# Chooses the newest versions that fit together and writes them down with the hashes of every platform's files.
# Only here is uv needed; installing takes pip alone.
set -eu

command -v uv >/dev/null 2>&1 || {
    echo "heardfirst: make lock needs uv on the PATH." >&2
    exit 1
}
for name in requirements requirements-test requirements-bench; do
    uv pip compile --quiet --no-config --universal --python-version 3.11 --upgrade --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate "$name.in" -o "$name.txt"
done
