#!/usr/bin/env bash
# Linkage beside its peers: builds ours, installs the peers into .cache from locked files (once, about a minute), makes the data, and
# runs them in turn. usage: scripts/bench-linkage.sh [--sizes 100000] [--seeds 1,2] [--turns 3] [--wide] [--only export,febrl,filters,accuracy,fairness,review,growth,serve,speed]
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$HOME/.cargo/bin:$PATH"
cargo build --release --quiet -p linkcmd

environment() { # folder requirements
  [ -f "$1/ready" ] && cmp -s "$2" "$1/ready" && return
  echo "Installing $(basename "$2" .txt | sed 's/requirements/the peers/') (once)" >&2
  rm -rf "$1"
  python3 -m venv "$1"
  "$1/bin/pip" install --quiet --disable-pip-version-check -r "$2" || return 1
  cp "$2" "$1/ready"
}
environment .cache/linkage scripts/linkage/requirements.txt
anonlink=()
# anonlink and clkhash are no longer kept up: where they do not install, the rest runs without them.
if environment .cache/linkage-anonlink scripts/linkage/requirements-anonlink.txt; then
  anonlink=(--anonlink "$PWD/.cache/linkage-anonlink/bin/python")
else
  echo "anonlink does not install here: left out" >&2
fi
exec .cache/linkage/bin/python scripts/linkage/bench.py --ours "$PWD/target/release/casement-link" "${anonlink[@]}" "$@"
