#!/usr/bin/env bash
# Is prodigy/static exactly what the front-end sources build? Builds in a copy, changes nothing here.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  printf '\n✘ %s\n  %s\n' "$1" "$2" >&2
  exit 1
}

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir "$copy/prodigy"
cp -a frontend "$copy/"
cp -a prodigy/static prodigy/about.py "$copy/prodigy/"
npm --prefix "$copy/frontend" run build >"$copy/build.log" 2>&1 || {
  cat "$copy/build.log" >&2
  fail "The web app can't be built" "See the messages above."
}
node frontend/scripts/packed.mjs prodigy/static ||
  fail "Compressed files of the web app are not those of its files" "Run: make build, and commit both."
# Another version of Node may compress the same differently.
find "$copy/prodigy/static" -name "*.br" -delete
for packed in prodigy/static/assets/*.br; do cp -a "$packed" "$copy/$packed"; done
git --no-pager diff --no-index --stat --exit-code prodigy/static "$copy/prodigy/static" ||
  fail "prodigy/static is not what the front-end sources build" "Run: make build, and commit both."

untracked=$(git ls-files --others -- prodigy/static)
[ -z "$untracked" ] || fail "Files of the web app are not in the repository" "$untracked"
echo "✔ prodigy/static is what the front-end sources build"
