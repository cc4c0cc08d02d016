#!/usr/bin/env bash
# Kills the server at least 200 times under load on each database, breaks its disk and its connections, and looks each
# time whether anything acknowledged is lost or unrecorded. usage: scripts/soak.sh [--kills N] [--engine sqlite|postgres] …
# As root it also mounts small disks, to fill them; without, it says that this was skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$HOME/.cargo/bin:$PATH"
cargo build --release --quiet -p soak
server=()
[ -x target/release/casement ] && server=(--server target/release/casement)
target/release/histories "${HISTORIES:-1000000}"
exec target/release/soak "${server[@]}" "$@"
