#!/usr/bin/env bash
# How what officers do all day grows with the cases: sixty-four of them at work on each of several sizes, on both databases; look-ups
# in process too. usage: scripts/growth.sh [--cases 10000,100000,1000000] [--engine sqlite|postgres] [--seconds N] [--folder DISK] …
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$HOME/.cargo/bin:$PATH"
cargo build --release --quiet -p soak --features jemalloc --bin growth
exec target/release/growth "$@"
