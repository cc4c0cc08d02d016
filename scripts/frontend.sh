#!/bin/sh
# Installs the design system's prebuilt files, exactly as locked, into the folder that the pages embed.
# Quick when nothing changed. Nothing of it is committed.
set -eu
cd "$(dirname "$0")/.."

vendor=crates/pages/vendor
cache=.cache/frontend
stamp=$(cat frontend/package-lock.json frontend/requirements.txt frontend/assemble.mjs scripts/frontend.sh | sha256sum | cut -d' ' -f1)

if [ -f "$vendor/STAMP" ] && [ "$(cat "$vendor/STAMP")" = "$stamp" ]; then
  exit 0
fi

for tool in node npm python3; do
  command -v "$tool" >/dev/null || { echo "make frontend needs $tool: please install it" >&2; exit 1; }
done

mkdir -p "$cache"
echo "Installing the design system's files (once)"
(cd frontend && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
rm -rf "$cache/wheel" "$cache/macros"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes \
  -r frontend/requirements.txt -d "$cache/wheel"
for wheel in "$cache"/wheel/*.whl; do
  python3 -m zipfile -e "$wheel" "$cache/macros"
done
node frontend/assemble.mjs frontend/node_modules "$cache/macros/govuk_frontend_jinja/templates" "$vendor"
echo "$stamp" >"$vendor/STAMP"
