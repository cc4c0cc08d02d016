#!/usr/bin/env bash
# Measures what docs/src/figures.md tells, on both databases with 100,000 cases, side by side with the same page without
# gate, seal and ledger. usage: scripts/bench.sh [--cases N] [--engine sqlite|postgres] [--folder DISK] …
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$HOME/.cargo/bin:$PATH"
# The page without protection is in this program only: no other build has the feature.
cargo build --release --quiet -p soak --features baseline,jemalloc
exec target/release/bench "$@"
