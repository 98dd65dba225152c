#!/usr/bin/env bash
# Install Chromium for the browser tests, where it is missing and apt-get can do it.
# Anywhere else nothing happens: those tests then skip and say why.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
if ! command -v apt-get >/dev/null; then
  echo "No Chromium and no apt-get: the browser tests will be skipped." >&2
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "No Chromium, and no right to install it: the browser tests will be skipped." >&2
    exit 0
  fi
  as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq chromium >/dev/null ||
  echo "Chromium could not be installed: the browser tests will be skipped." >&2
