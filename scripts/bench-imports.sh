#!/usr/bin/env bash
# Measures an import of 100,000 people who are made up, on both databases.
# usage: scripts/bench-imports.sh [--rows N] [--engine sqlite|postgres] [--folder DISK] [--undo]
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$HOME/.cargo/bin:$PATH"
cargo build --release --quiet -p soak --features jemalloc --bin imports
exec target/release/imports "$@"
