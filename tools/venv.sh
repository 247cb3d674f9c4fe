#!/bin/sh
# Makes .venv with the first Python that is new enough and can make one. Called by `make venv`.
#   tools/venv.sh            what tools/constraints.txt names
#   CONSTRAINTS= VENV=…      the newest of everything, in another folder (make newest)
set -eu
cd "$(dirname "$0")/.."
venv=${VENV:-.venv}
constraints=${CONSTRAINTS-tools/constraints.txt}

usable() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

ends() {
    echo "venv: $1" >&2
    exit "${2:-1}"
}

work=""
stop() {
    trap '' INT TERM
    if [ -n "$work" ]; then kill "$work" 2>/dev/null || true; wait "$work" 2>/dev/null || true; fi
    echo >&2
    ends "stopped; make venv goes on from here" 130
}
trap stop INT TERM

# 3.13 comes late: there an embedded Redis has to be fetched apart.
found=""
for candidate in ${PYTHON:-python3.12 python3.11 python3.13 python3 python3.14}; do
    if usable "$candidate"; then found=$candidate; break; fi
done
if [ -z "$found" ]; then
    echo "venv: no Python 3.11 or newer with venv and pip was found (looked for: ${PYTHON:-python3.13, python3.12, python3.11, python3})." >&2
    ends "install one (on Debian: apt-get install python3 python3-venv) or name it: make venv PYTHON=/path/to/python3"
fi
if [ -L "$venv" ]; then
    ends "$venv is a link: installing there would change the clone it leads to. Remove it, or run .venv/bin/python -P -m tools.hosts"
fi
if ! [ -w . ]; then
    ends "nothing can be written to $PWD (read-only, or somebody else's): copy the project to a folder of your own and run make there"
fi

# One line on a terminal, else one every ten ticks (of VENV_TICK seconds, 1): what pip is at.
progress() {
    at=$(sed -n 's/^ *\([A-Z][a-z]*ing [^(]*\).*/\1/p' "$log" | tail -n 1)
    line="venv: $(($(date +%s) - started)) s, ${at:-making the environment}"
    if [ -t 1 ]; then
        printf '\r%.78s\033[K' "$line"
    elif [ $((ticks % 10)) -eq 0 ]; then
        printf '%.78s\n' "$line"
    fi
}

log=$(mktemp "${TMPDIR:-/tmp}/push-venv.XXXXXX")
trap 'rm -f "$log"' EXIT
started=$(date +%s)
runs() {
    "$@" >>"$log" 2>&1 &
    work=$!
    ticks=0
    while kill -0 "$work" 2>/dev/null; do
        sleep "${VENV_TICK:-1}"
        ticks=$((ticks + 1))
        progress
    done
    if [ -t 1 ]; then printf '\r\033[K'; fi
    wait "$work"
}

# An environment whose making was stopped may have a Python, but no pip.
if ! { usable "$venv/bin/python" && "$venv/bin/python" -m pip --version >/dev/null 2>&1; }; then
    rm -rf "$venv"
    runs "$found" -m venv "$venv" || { cat "$log" >&2; ends "$found could not make an environment; its last words are above"; }
fi
echo "venv: $("$venv/bin/python" -V), installing the package and its tools (the first time takes a few minutes)"
# By the environment, not by an option: what builds the package has to keep to them, too.
# Relative: pip takes a space in these variables for the end of a name.
if [ -n "$constraints" ]; then
    PIP_CONSTRAINT="$constraints${PIP_CONSTRAINT:+ $PIP_CONSTRAINT}"
    PIP_BUILD_CONSTRAINT=$constraints
    export PIP_CONSTRAINT PIP_BUILD_CONSTRAINT
fi
unset PYTHONPATH
# By `python -m`: a script in bin/ names its Python with the folder's path, which may hold a space.
if ! runs "$venv/bin/python" -m pip install --disable-pip-version-check --progress-bar off ${EAGER:+--upgrade --upgrade-strategy eager} -e '.[dev]'; then
    cat "$log" >&2
    ends "pip could not install the tools; its last words are above. Is the package index reachable?"
fi
cp "$log" "$venv/install.log"
touch "$venv/.stamp"
