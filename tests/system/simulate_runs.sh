#!/bin/sh
# sibu simulate --runs: its answer against that of single runs, any number of threads, Ctrl-C, and what does not go together.
# Needs SIBU_SOURCE and SIBU_BUILD.
set -u
sibu=$SIBU_BUILD/bin/sibu
site=$SIBU_SOURCE/scenarios/sites/metal-works.geojson
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
said=$folder/said

python3 "$SIBU_SOURCE/tests/system/simulate_runs.py" "$sibu" "$site" >"$said" 2>"$folder/broke" ||
    echo "FAILED it broke off: $(tail -n 1 "$folder/broke")" >>"$said"

# refused ARGUMENT...: status 2, one line, and no file is made
refused() {
    status=0
    "$sibu" simulate "$site" "$@" >"$folder/out" 2>"$folder/err" </dev/null || status=$?
    if [ "$status" = 2 ] && [ "$(wc -l <"$folder/err")" = 1 ] && [ ! -s "$folder/out" ] && [ ! -e "$folder/new.drill" ]; then
        echo "ok refused: $*"
    else
        echo "FAILED refused: $*: status $status, $(head -c 200 "$folder/err")"
    fi >>"$said"
}
refused --runs 2 --record "$folder/new.drill"
refused --runs 0
refused --runs many
refused --runs 100001
refused --threads 0
refused --threads 65
refused --runs 3 --people 1000000 --threads 2
grep '^FAILED' "$said"
passed=$(grep -c '^ok' "$said")
failed=$(grep -c '^FAILED' "$said")
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -gt 50 ]
