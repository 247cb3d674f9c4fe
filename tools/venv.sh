#!/bin/sh
# Makes .venv with the first Python that is new enough and can make one. Called by `make venv`.
set -eu
cd "$(dirname "$0")/.."

usable() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# 3.13 comes late: there an embedded Redis has to be fetched apart.
found=""
for candidate in ${PYTHON:-python3.12 python3.11 python3.13 python3 python3.14}; do
    if usable "$candidate"; then found=$candidate; break; fi
done
if [ -z "$found" ]; then
    echo "venv: no Python 3.11 or newer with venv and pip was found (looked for: ${PYTHON:-python3.13, python3.12, python3.11, python3})." >&2
    echo "venv: install one (on Debian: apt-get install python3 python3-venv) or name it: make venv PYTHON=/path/to/python3" >&2
    exit 1
fi

if [ -L .venv ]; then
    echo "venv: .venv is a link: installing there would change the clone it leads to. Remove it, or run .venv/bin/python -P -m tools.hosts" >&2
    exit 1
fi
if ! usable .venv/bin/python; then
    rm -rf .venv
    "$found" -m venv .venv
fi
echo "venv: $(.venv/bin/python -V), installing the package and its tools (about a minute the first time)"
log=.venv/install.log
if ! .venv/bin/python -m pip install --disable-pip-version-check -q -e '.[dev]' >"$log" 2>&1; then
    cat "$log" >&2
    echo "venv: pip could not install the tools; its last words are above. Is the package index reachable?" >&2
    exit 1
fi
touch .venv/.stamp
