#!/usr/bin/env bash
# The quick suite with the oldest Python that we allow, with the newest one that can be had here, and with the oldest
# packages that pyproject.toml allows. Each has an environment of its own in build/, made by uv. A Python that this
# machine doesn't have and its package manager doesn't offer is left out, with a line that says so.
set -euo pipefail
cd "$(dirname "$0")/.."

oldest=3.10
folder=build/pythons
own=.venv/bin/python
uv() { "$own" -m uv "$@"; }
export UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy

version_of() {
  "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null
}

# Every interpreter of this machine that is finished and can be used, as "3.12 /path/to/python", newest first.
list_pythons() {
  local path
  for path in "$(readlink -f "$own")" "$HOME"/.pyenv/versions/3.*/bin/python $(find_on_path); do
    "$path" -c 'import sys, ssl, sqlite3; sys.exit(sys.version_info.releaselevel != "final")' 2>/dev/null || continue
    echo "$(version_of "$path") $path"
  done | sort -Vr | awk '!seen[$1]++'
}

find_on_path() {
  compgen -c python3. | grep -E '^python3\.[0-9]+$' | sort -u | xargs -r which -a 2>/dev/null || true
}

# From the distribution, if it is missing and there is one. Prints nothing else.
install_python() {
  command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ] && [ -n "${CI:-}" ] || return 0
  [ -n "$(apt-cache search --names-only "^python$1-venv\$")" ] || return 0
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "python$1" "python$1-venv" >/dev/null 2>&1 || true
}

find_python() {
  list_pythons | awk -v version="$1" '$1 == version { print $2; exit }'
}

find_newest() {
  local offered
  offered=$(apt-cache search --names-only '^python3\.[0-9]+-venv$' 2>/dev/null | sed 's/^python\(3\.[0-9]*\).*/\1/' | sort -Vr | head -1)
  [ -z "$offered" ] || install_python "$offered"
  list_pythons | head -1 | cut -d ' ' -f 1
}

run_suite() { # name, interpreter, then options for uv; `warnings` holds options for pytest
  local name=$1 python=$2 start=$SECONDS
  shift 2
  printf '\n▶ Quick suite: %s (%s)\n' "$name" "$("$python" --version)"
  uv venv --quiet --clear --python "$python" "$folder/$name"
  uv pip install --quiet --python "$folder/$name/bin/python" "$@" --editable ".[test]"
  "$folder/$name/bin/python" -m pytest -q -n 2 --dist loadfile -m "not e2e and not slow" ${warnings:-} -o "cache_dir=$folder/$name/cache"
  printf '✔ %s took %d seconds\n' "$name" "$((SECONDS - start))"
}

# PYTHONS="oldest newest lowest-packages" chooses some of them.
is_wanted() {
  [[ " ${PYTHONS:-oldest newest lowest-packages} " == *" $1 "* ]]
}

skip() {
  printf '\n● Left out: %s. %s\n' "$1" "$2"
}

mine=$(version_of "$own")
newest=$(find_newest)
[ -n "$(find_python "$oldest")" ] || install_python "$oldest"
python=$(find_python "$oldest")

if ! is_wanted oldest; then
  :
elif [ -z "$python" ]; then
  skip "Python $oldest" "It is neither on this machine nor offered by its package manager."
elif [ "$oldest" != "$mine" ]; then
  run_suite "oldest" "$python"
fi
if ! is_wanted newest; then
  :
elif [ "$newest" = "$mine" ]; then
  skip "a newer Python than $mine" "There is none on this machine, and its package manager offers none."
else
  run_suite "newest" "$(find_python "$newest")"
fi
if is_wanted lowest-packages; then
  # Only what is there for this Python: to compile old versions of numpy and spaCy would take longer than all
  # tests. Old packages that warn about their own dependencies are no fault of ours.
  warnings="-W ignore::DeprecationWarning" run_suite "lowest-packages" "${python:-$own}" --resolution lowest-direct \
    --only-binary :all: --no-binary prodigy --no-binary seqeval
fi
