#!/usr/bin/env bash
# Installs what building, testing or proving needs, and says so. Does nothing, quickly, where it is already there.
# usage: scripts/install.sh build|test|prove
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-build}

need() { command -v "$1" >/dev/null 2>&1; }
sudo=""
if [ "$(id -u)" -ne 0 ]; then
  if need sudo; then sudo="sudo"; fi
fi

packages=()
want() { # command package
  need "$1" || packages+=("$2")
}
want cc build-essential
want make make
want git git
want python3 python3
python3 -c 'import venv, ensurepip' >/dev/null 2>&1 || packages+=(python3-venv)
need node || packages+=(nodejs)
need npm || packages+=(npm)
if [ "$what" = test ] || [ "$what" = all ]; then
  if [ ! -x /usr/lib/postgresql/15/bin/postgres ] && ! compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; then
    packages+=(postgresql)
  fi
  want chromium chromium
  # What letters and signatures are read with, by programs that know nothing of how they were made.
  want pdfsig poppler-utils
  want openssl openssl
  # The scanner for malware that documents are tested with.
  [ -x /usr/sbin/clamd ] || packages+=(clamav-daemon)
  [ -d /usr/share/fonts/truetype/liberation ] || packages+=(fonts-liberation)
fi
if [ "$what" = prove ] || [ "$what" = all ]; then
  want cvc5 cvc5
fi
if [ "${#packages[@]}" -gt 0 ]; then
  if ! need apt-get; then
    echo "Please install: ${packages[*]} (this script knows apt-get only)" >&2
    exit 1
  fi
  if [ "$(id -u)" -ne 0 ] && [ -z "$sudo" ]; then
    echo "Please install as an administrator: apt-get install ${packages[*]}" >&2
    exit 1
  fi
  echo "Installing ${packages[*]}"
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi

if ! need cargo; then
  [ -x "$HOME/.cargo/bin/cargo" ] && export PATH="$HOME/.cargo/bin:$PATH"
fi
if ! need cargo; then
  echo "Rust is missing: install Rust 1.95 or newer with rustup, then run this again." >&2
  exit 1
fi
have=$(rustc --version | sed -E 's/rustc 1\.([0-9]+).*/\1/')
if [ "$have" -lt 95 ]; then
  echo "Rust 1.95 or newer is needed; this is $(rustc --version). Run: rustup update" >&2
  exit 1
fi

[ -x scripts/frontend.sh ] && scripts/frontend.sh

if [ "$what" = test ] || [ "$what" = all ]; then
  tools="$PWD/.cache/tools"
  mkdir -p "$tools/bin"
  if ! need cargo-nextest && [ ! -x "$tools/bin/cargo-nextest" ]; then
    echo "Installing cargo-nextest (once)"
    cargo install --quiet --locked --root "$tools" cargo-nextest
  fi
  if ! need cargo-deny && [ ! -x "$tools/bin/cargo-deny" ]; then
    echo "Installing cargo-deny (once, a few minutes)"
    # Not optimised: it runs for seconds, and takes twice as long to build for speed.
    cargo install --quiet --locked --debug --root "$tools" cargo-deny
  fi
  if ! need typos && [ ! -x "$tools/py/bin/typos" ]; then
    python3 -m venv "$tools/py"
    "$tools/py/bin/pip" install --quiet --disable-pip-version-check typos==1.52.0
  fi
  # Tries the interface for programs against its own description.
  if [ ! -x "$tools/py/bin/schemathesis" ]; then
    [ -x "$tools/py/bin/pip" ] || python3 -m venv "$tools/py"
    "$tools/py/bin/pip" install --quiet --disable-pip-version-check schemathesis==4.32.5
  fi
  if [ -f browser/package.json ] && { [ ! -d browser/node_modules/playwright-core ] || [ ! -d browser/node_modules/oidc-provider ]; }; then
    (cd browser && npm ci --ignore-scripts --no-audit --no-fund --silent)
  fi
fi
