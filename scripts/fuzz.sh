#!/usr/bin/env bash
# Bounded, coverage-guided fuzzing of every parser, on the stable toolchain. Stops at the first crash.
# usage: scripts/fuzz.sh [SECONDS for each target, default 60] [TARGET…]
# HEAVY=1 adds the targets that stand on the policy engine and the database drivers (minutes more to build).
# JOBS=N builds with N processes.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install.sh build
seconds=${1:-60}
[ "$#" -gt 0 ] && shift
targets=("$@")
features=()
if [ "${#targets[@]}" -eq 0 ]; then
  targets=(notice_text notice_edits ledger_text ledger_copy people identity tables linkage)
  [ "${HEAVY:-0}" = 1 ] && targets+=(forms sealed addresses)
fi
for target in "${targets[@]}"; do
  case $target in forms | sealed | addresses) features=(--features heavy) ;; esac
done

# Coverage by LLVM's own pass, which the stable compiler has. Sanitizers are left out: the house has no unsafe code, and
# they need the nightly one. With --target, build scripts and macros stay uninstrumented.
host=$(rustc -vV | sed -n 's/^host: //p')
pass="-Cpasses=sancov-module"
for option in level=4 inline-8bit-counters pc-table trace-compares; do
  pass+=" -Cllvm-args=-sanitizer-coverage-$option"
done
bins=()
for target in "${targets[@]}"; do bins+=(--bin "$target"); done
echo "Building ${targets[*]}"
(cd fuzz && RUSTFLAGS="--cfg fuzzing $pass" cargo build --quiet --locked --profile fuzz --target "$host" ${JOBS:+--jobs "$JOBS"} \
  "${features[@]}" "${bins[@]}")

corpus=fuzz/corpus
mkdir -p fuzz/artifacts
seed() { # target name text
  mkdir -p "$corpus/$1"
  printf '%b' "$3" >"$corpus/$1/seed-$2"
}
mkdir -p "$corpus/notice_text"
cp notices/*.toml notices/base/*.toml crates/notice/tests/it/bad/*.toml "$corpus/notice_text/"
for n in 0 1 2 3 4 5 6; do seed notice_edits "$n" "\\x0$n\\x03\\x00\\x20\\x00\\x31\\x00\\x00\\x00\\x40\\x00\\x50"; done
seed ledger_text leaf '{"v":1,"id":"01020304-0506-7708-890a-0b0c0d0e0f10","at":1700000000000000,"authority":"01020304-0506-7708-890a-0b0c0d0e0f10","actor":"nobody","principal":"","action":"open","purpose":"","notice":"","released":["identity"],"withheld":[],"statements":[],"subjects":["00112233445566778899aabbccddeeff"],"detail":""}'
seed ledger_text note 'ledger.example.test\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— ledger.example.test AAAAAA==\n'
seed ledger_text proof 'c2sp.org/tlog-proof@v1\nextra e30=\nindex 0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
seed ledger_text key 'ledger.example.test+01020304+AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA='
seed ledger_copy one '\x02\x03\x10\x20\x00\x07\x01\x05\x09\x00\x08\x09\x01'
seed people names '\x00\x09Mary Jane\x00\x0dO'"'"'Brien-Smith\x00\x14Smith, Jan van der B.31 March 1980 NC 12 34 56 C HO-2026-000123'
seed people numbers '\x00\x0d943 476 5919 \x00\x0531/3/\x00\x0007700 900 982'
seed identity cookie 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
seed identity code 'ABCD-EFGH-IJKL-MNOP'
seed identity hash '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$MTIzNDU2Nzg5MDEyMzQ1Ng'
seed tables csv 'Name,Born\n"O'"'"'Brien, Jo",5/3/1984\n'
seed tables windows 'Name;Note\r\nAm\xe9lie;\x92\r\n'
seed tables wide '\xff\xfeN\x00a\x00m\x00e\x00\n\x00A\x00'
# The first byte says what kind of file: list, list in Parquet, model, labels, decisions, settings, clusters, truth, filters, journal.
seed linkage list '\x00record_id,forenames,surname,other_forenames,other_surnames,born,year,postcodes,ni_number,nhs_number,upn,phone,email\n1,John,Smith,,,1990-01-01,1990,CV1 2AB,,,,,\n2,Jon,Smyth,,,1990-01-01,1990,CV12AB;CV1 3AB,,,,,\n'
seed linkage labels '\x03source_l,id_l,source_r,id_r,label\na,1,b,2,same\n'
seed linkage judged '\x04pair,cluster,state,reviewer,verdict,reason,model,bits,first name,surname,date of birth,postcode,National Insurance number,NHS number,unique pupil number,telephone number,email address\n1,c,same,1,same,number,case-records-1,9.120,same first name,same surname,,,,,,,\n2,c,different,1,different,number,case-records-1,-1.5,another first name,same surname,,,,,,,\n'
{ printf '\x02'; cat crates/linkage/models/case-records.toml; } >"$corpus/linkage/seed-model"
{ printf '\x05'; cat scripts/linkage/febrl.toml; } >"$corpus/linkage/seed-settings"
seed linkage clusters '\x06source,id,cluster\nhousing,1,c1\npolice,2,c1\n'
seed linkage truth '\x07record_id,person_id\n1,1\n2,1\n'
seed linkage parquet '\x01\x00\x04\x00'
seed linkage filters '\x08\x00\x04\x00'
seed linkage journal '\x09\x00\x40\x01\x00\x60'
grep -ohE '[a-z][a-z_]{2,}' crates/linkage/models/case-records.toml scripts/linkage/febrl.toml crates/linkage/src/model/settings.rs |
  sort -u | sed 's/.*/"&"/' >"$corpus/linkage.dict"
seed forms pairs 'identity.name=Am%C3%A9lie+O%27Brien&identity.date-of-birth-day=1&identity.date-of-birth-month=2&identity.date-of-birth-year=1990&identity.ni-number=NC123456C'
seed sealed form '\x01\x00\x00\x00\x01\x00\x00\x00\x00'
seed sealed keys '1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='
seed addresses place '2026-12-01.01020304050677088901020304050607'
seed addresses capacity 'coventry/homelessness-and-cbl#role:housing-officer'
# The words of the language, so that the fuzzer need not guess them letter by letter.
grep -ohE '"[a-z][a-z0-9.:/-]{1,30}"|^[a-z-]+ +=|^\[[a-z]+' notices/*.toml notices/base/*.toml |
  sed -E 's/ +=$//; s/["[]//g' | sort -u | sed 's/.*/"&"/' >"$corpus/notice.dict"

for target in "${targets[@]}"; do
  extra=(-max_len=1000 -len_control=0)
  case $target in notice_text) extra=(-max_len=60000 -dict="$corpus/notice.dict") ;; linkage) extra=(-max_len=60000 -dict="$corpus/linkage.dict") ;; notice_edits) extra=(-max_len=200 -len_control=0) ;; esac
  mkdir -p "$corpus/$target"
  log="fuzz/artifacts/$target.log"
  if ! "fuzz/target/$host/fuzz/$target" "$corpus/$target" -max_total_time="$seconds" -timeout=30 -rss_limit_mb=3000 \
    -artifact_prefix="fuzz/artifacts/$target-" -print_final_stats=1 "${extra[@]}" >"$log" 2>&1; then
    grep -A 2 -E 'panicked|^SUMMARY|Test unit' "$log" >&2 || tail -n 20 "$log" >&2
    echo "$target: a crash, after $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") executions." >&2
    echo "Repeat it with: fuzz/target/$host/fuzz/$target <the file named above>" >&2
    exit 1
  fi
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  echo "$target: $executions executions in $seconds s, no crash; $(grep -c . <(ls "$corpus/$target")) inputs kept"
done
