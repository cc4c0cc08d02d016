#!/usr/bin/env bash
# Everything that has to hold, cheapest first. A step's name stands above its output.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.cache/tools/bin:$PWD/.cache/tools/py/bin:$HOME/.cargo/bin:$PATH"
export CARGO_TERM_COLOR="${CARGO_TERM_COLOR:-auto}"
began=$SECONDS
step() { echo; echo "== $1 ($((SECONDS - began)) s)"; }

# Databases of tests sync to the disk at every commit. That they do is the soak's to prove; here a disk in memory saves the waiting.
room=$(df --output=avail -k /dev/shm 2>/dev/null | tail -1 || echo 0)
if [ -w /dev/shm ] && [ "${room:-0}" -gt 4000000 ]; then
  TMPDIR=$(mktemp -d /dev/shm/casement.XXXXXX)
  export TMPDIR room_of=$TMPDIR
  chmod 1777 "$TMPDIR"
fi
trying=""
# What is tried beside has a group of its own: it ends with everything that it began.
finish() {
  [ -z "$trying" ] || { kill -- "-$trying" 2>/dev/null; wait "$trying" 2>/dev/null; } || true
  [ -z "${room_of:-}" ] || rm -rf "$room_of"
}
trap finish EXIT

step "format";                cargo fmt --all --check
step "spelling";              typos
step "floors of the house";   cargo xtask deps
step "licences and sources";  cargo deny --log-level error check licenses bans sources
step "promises";              cargo xtask promises --brief
step "lints";                 cargo clippy --quiet --all-targets -- -D warnings
step "documentation";         RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps
step "tests";                 cargo nextest run --no-fail-fast
step "doc tests";             cargo test --quiet --doc
step "browser, and programs beside it"
programs=$(mktemp)
setsid scripts/schemathesis.sh >"$programs" 2>&1 &
trying=$!
browser=0
scripts/browser.sh || browser=$?
step "programs"
wait "$trying" && tried=0 || tried=$?
trying=""
if [ "$tried" = 0 ]; then tail -3 "$programs"; else cat "$programs"; fi
if [ "$browser" != 0 ] || [ "$tried" != 0 ]; then exit 1; fi
echo
echo "All of it holds ($((SECONDS - began)) s)."
