#!/usr/bin/env bash
# Writes every generated file anew; `make test` fails while one is out of date.
set -euo pipefail
cd "$(dirname "$0")/.."
REGENERATE=1 cargo nextest run --no-fail-fast -E 'test(/regenerat|up_to_date/)' || true
cargo xtask promises --write --brief
git status --short
