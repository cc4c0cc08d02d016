#!/usr/bin/env bash
# Tries the interface for programs against its own description: thousands of requests, good and bad, as an officer, an
# administrator, a manager and somebody of an agency, over a small demonstration. Nothing may answer with an error of ours or with anything undescribed.
# usage: scripts/schemathesis.sh [seconds in all, 200]
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.cache/tools/py/bin:$HOME/.cargo/bin:$PATH"
seconds=${1:-200}
cargo build --quiet -p casement
casement=${CARGO_TARGET_DIR:-$PWD/target}/debug/casement
folder=$(mktemp -d)
server=""
first=""
finish() { if [ -n "$first" ]; then kill "$first" 2>/dev/null || true; fi; if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi; rm -rf "$folder"; }
trap finish EXIT
"$casement" demo --data "$folder" --cases 40 --no-serve >"$folder/made" 2>&1
store=(--database "$folder/casement.db" --master-key "$folder/casement.key")
capacity='coventry/homelessness-and-cbl#role:housing-officer'
led='coventry/homelessness-and-cbl#role:team-manager'
agency='coventry/homelessness-and-cbl#st-basils'
read -r officer manager partner administrator < <(python3 - "$folder/accounts.json" "$capacity" "$led" "$agency" <<'P'
import json, sys
accounts = json.loads(open(sys.argv[1]).read())
acting = [next(a for a in accounts if capacity in json.dumps(a)) for capacity in sys.argv[2:]]
administrator = next(a for a in accounts if a.get("administers") or "admin" in a["username"])
print(*(account["username"] for account in [*acting, administrator]))
P
)
token=$("$casement" token "${store[@]}" make --username "$officer" --name test --capacity "$capacity" --purpose prevent-relieve)
managing=$("$casement" token "${store[@]}" make --username "$manager" --name test --capacity "$led" --purpose prevent-relieve)
outside=$("$casement" token "${store[@]}" make --username "$partner" --name test --capacity "$agency" --purpose refer)
other=$("$casement" token "${store[@]}" make --username "$administrator" --name test)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
CASEMENT_API_RATE=1000000 "$casement" serve "${store[@]}" --listen "127.0.0.1:$port" --synthetic >"$folder/log" 2>&1 &
server=$!
for _ in $(seq 300); do curl -fsS "http://127.0.0.1:$port/health" >/dev/null 2>&1 && break; sleep 0.1; done
url="http://127.0.0.1:$port/api/v1/openapi.json"
checks=not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance,unsupported_method,missing_required_header,ignored_auth,negative_data_rejection
try() { # token, seconds, and what else to say
  local given=$1 most=$2
  shift 2
  echo "schemathesis, at most $most s"
  schemathesis run "$url" -H "Authorization: Bearer $given" --checks "$checks" --phases examples,coverage,fuzzing \
    --max-time "$most" --seed 1 --workers 1 --suppress-health-check all --no-color "$@"
}
# Two programs at once, each with one thread: Python 3.11 loses count when two threads parse at the same moment
# (python/cpython 106905), and the run ends with an error that is not ours.
try "$token" "$seconds" --exclude-path-regex '^/accounts' >"$folder/officer" 2>&1 &
first=$!
failed=0
try "$other" $((seconds / 2)) --include-path-regex '^/(accounts|access-review|agencies|agreements|enrolments|invitations|partners|absences|recoveries|roles|teams|me|notices)' --exclude-path-regex 'state$' || failed=1
wait "$first" || failed=1
cat "$folder/officer"
# What is there for a manager and for an agency, and how the rest is refused to them.
try "$managing" 60 --exclude-path-regex '^/accounts' >"$folder/manager" 2>&1 &
first=$!
try "$outside" 60 --exclude-path-regex '^/accounts' || failed=1
wait "$first" || failed=1
cat "$folder/manager"
exit "$failed"
