#!/usr/bin/env bash
# Install Chromium for the browser tests, where it is missing and apt-get can do it.
# Anywhere else nothing happens: those tests then skip and say why.
set -euo pipefail

for name in chromium-headless-shell chromium chromium-browser google-chrome; do
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
install() {
  "${as_root[@]}" apt-get install -y -qq "$1" >/dev/null
}

# The first one has no window, which tests need only to be watched, and is smaller and quicker.
"${as_root[@]}" apt-get update -qq && { install chromium-headless-shell || install chromium; } ||
  echo "Chromium could not be installed: the browser tests will be skipped." >&2
