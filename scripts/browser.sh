#!/usr/bin/env bash
# The pages in a real Chromium, over a small demonstration made for the occasion. SHOTS=folder keeps pictures;
# ONLY="part of a name|another" runs some stories.
set -euo pipefail
cd "$(dirname "$0")/.."

[ -d browser/node_modules/playwright-core ] && [ -d browser/node_modules/oidc-provider ] || (cd browser && npm ci --ignore-scripts --no-audit --no-fund --silent)
cargo build --quiet -p casement
data=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$data"' EXIT
free() { node -e 'const s = require("net").createServer().listen(0, () => { console.log(s.address().port); s.close(); })'; }
port=${PORT:-$(free)}
# Texts go to the run itself, which reads the codes that people would read on their telephones.
export NOTIFY_PORT=$(free)
export CASEMENT_NOTIFY_URL="http://127.0.0.1:$NOTIFY_PORT" CASEMENT_NOTIFY_TEXT_TEMPLATE=00000000-0000-4000-8000-000000000001
export CASEMENT_NOTIFY_KEY=browser-00000000-0000-4000-8000-000000000002-00000000-0000-4000-8000-000000000003
"${CARGO_TARGET_DIR:-target}/debug/casement" demo --data "$data" --port "$port" --cases "${CASES:-200}" --seed 1 >"$data/log" 2>&1 &
server=$!
for _ in $(seq 1 240); do
  if node -e 'fetch(process.argv[1]).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))' "http://localhost:$port/health"; then
    break
  fi
  if ! kill -0 "$server" 2>/dev/null; then
    echo "the server did not start:" >&2
    cat "$data/log" >&2
    exit 1
  fi
  sleep 0.5
done
BASE="http://localhost:$port" ACCOUNTS="$data/accounts.json" node browser/run.mjs
