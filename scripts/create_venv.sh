#!/usr/bin/env bash
# Make the virtual environment .venv and install the package into it, with the extras given as $1.
# PYTHON names another interpreter. What is missing is said in words, before anything is made.
set -euo pipefail
cd "$(dirname "$0")/.."

extras=${1:-}
venv=.venv

fail() {
  printf '\n✘ %s\n' "$1" >&2
  shift
  printf '  %s\n' "$@" >&2
  exit 1
}

is_recent() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null
}

find_python() {
  local name
  for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.10 python}; do
    if command -v "$name" >/dev/null && is_recent "$name"; then
      echo "$name"
      return
    fi
  done
  return 1
}

if ! [ -x "$venv/bin/python" ] || ! is_recent "$venv/bin/python"; then
  if ! python=$(find_python); then
    found=$(${PYTHON:-python3} --version 2>&1 || true)
    fail "Prodigy needs Python 3.10 or newer" \
      "Found: ${found:-no python3}" \
      "Install a newer one, or name it: make demo PYTHON=/path/to/python3.12"
  fi
  if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    fail "$python can't make virtual environments" \
      "Its venv module is missing. On Debian and Ubuntu: sudo apt-get install python3-venv"
  fi
  rm -rf "$venv"
  "$python" -m venv "$venv"
fi

echo "Installing Prodigy and what it needs into $venv ..."
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable ".${extras:+[$extras]}"
