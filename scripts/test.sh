#!/usr/bin/env bash
# Everything that has to hold, cheapest first. A step's name stands above its output.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.cache/tools/bin:$PWD/.cache/tools/py/bin:$HOME/.cargo/bin:$PATH"
export CARGO_TERM_COLOR="${CARGO_TERM_COLOR:-auto}"
began=$SECONDS
step() { echo; echo "== $1 ($((SECONDS - began)) s)"; }

step "format";                cargo fmt --all --check
step "spelling";              typos
step "floors of the house";   cargo xtask deps
step "licences and sources";  cargo deny --log-level error check licenses bans sources
step "promises";              cargo xtask promises --brief
step "lints";                 cargo clippy --quiet --all-targets -- -D warnings
step "documentation";         RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps
step "tests";                 cargo nextest run --no-fail-fast
step "doc tests";             cargo test --quiet --doc
step "programs";              scripts/schemathesis.sh
step "browser";               scripts/browser.sh
echo
echo "All of it holds ($((SECONDS - began)) s)."
