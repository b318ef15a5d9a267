#!/bin/sh
# sibu simulate on the sample sites: what it answers, that everybody gets out whatever the seed, that the seed alone decides,
# and that other programs read its record. Seeds 1 to 6 where SIBU_FAST or SIBU_LONG is set, else 1 to 3.
# Needs SIBU_SOURCE and SIBU_BUILD.
set -u
sibu=$SIBU_BUILD/bin/sibu
here=$SIBU_SOURCE/tests/system
seeds=3
[ -z "${SIBU_FAST:-}${SIBU_LONG:-}" ] || seeds=6
folder=$(mktemp -d) || exit 1
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
said=$folder/said

# look NAME COMMAND...: a program that prints its own checks
look() {
    what=$1
    shift
    "$@" >>"$said" 2>"$folder/broke" || echo "FAILED $what: it broke off: $(tail -n 1 "$folder/broke")" >>"$said"
}

# check WHAT WHY COMMAND...: whether the command's status is 0
check() {
    what=$1
    why=$2
    shift 2
    if "$@" >/dev/null 2>&1; then echo "ok $what"; else echo "FAILED $what: $why"; fi >>"$said"
}

digest_of() {
    sed -n 's/.*"digest":"\([0-9a-f]*\)".*/\1/p' "$1"
}

# simulate ANSWER ARGUMENT...: with status 0, and nothing on stderr
simulate() {
    answer=$1
    shift
    status=0
    "$sibu" simulate "$@" --json >"$answer" 2>"$folder/err" </dev/null || status=$?
    check "simulate $(basename "$1" .geojson)" "status $status: $(head -c 200 "$folder/err")" [ "$status" = 0 ]
    check "simulate says nothing besides" "$(head -c 200 "$folder/err")" [ ! -s "$folder/err" ]
}

# one SITE: one evacuation in full, again from the same seed with a record, and many seeds
one() {
    name=$(basename "$1" .geojson)
    simulate "$folder/$name.1" "$1" --seed 1
    simulate "$folder/$name.again" "$1" --seed 1 --record "$folder/$name.drill"
    check "$name: the same seed, the same digest" "" [ "$(digest_of "$folder/$name.1")" = "$(digest_of "$folder/$name.again")" ]
    look "$name" python3 "$here/simulate.py" answer "$1" "$folder/$name.1" "$folder/$name.drill"
    check "$name: the record is whole" "" "$sibu" verify "$folder/$name.drill"
    rm -f "$folder/$name.drill"
    cp "$folder/$name.1" "$folder/$name.all"
    seed=2
    while [ "$seed" -le "$seeds" ]; do
        simulate "$folder/$name.$seed" "$1" --seed "$seed"
        cat "$folder/$name.$seed" >>"$folder/$name.all"
        seed=$((seed + 1))
    done
    look "$name" python3 "$here/simulate.py" out "$name" <"$folder/$name.all"
    check "$name: each seed is another evacuation" "$(grep "^seeds $name " "$said")" grep -q "^seeds $name $seeds\$" "$said"
}

# What is asked for with options is what is done.
options() {
    site=$SIBU_SOURCE/scenarios/sites/metal-works.geojson
    simulate "$folder/few" "$site" --people 30 --goal muster
    check "as many people as asked for, and all of them at an assembly point" "$(cut -c 1-160 "$folder/few")" \
        grep -q '"goal":"muster","people":30,"out":30,' "$folder/few"
    simulate "$folder/short" "$site" --until 20
    check "no longer than asked for" "$(cut -c 1-200 "$folder/short")" grep -q '"stopped":false,"simulated_s":20.000,' "$folder/short"
    : >"$folder/mine.drill"
    status=0
    "$sibu" simulate "$site" --until 1 --record "$folder/mine.drill" >"$folder/out" 2>"$folder/err" || status=$?
    check "a file is not overwritten" "status $status" [ "$status" -ge 2 ]
    check "nor changed" "" [ ! -s "$folder/mine.drill" ]
    check "it says so in one line" "$(cat "$folder/err")" [ "$(wc -l <"$folder/err")" = 1 ]
}

# Drills drawn and unfolded: figures of a fair draw, and the same again from the same seed.
drills() {
    site=$SIBU_SOURCE/scenarios/sites/chem-park.geojson
    count=200
    [ -z "${SIBU_FAST:-}${SIBU_LONG:-}" ] || count=1000
    simulate "$folder/drills" "$site" --drills "$count" --seed 3
    simulate "$folder/drills.again" "$site" --drills "$count" --seed 3
    check "drills: the same seed, the same digest" "" [ "$(digest_of "$folder/drills")" = "$(digest_of "$folder/drills.again")" ]
    look drills python3 "$here/simulate.py" drills "$count" "$folder/drills"
    status=0
    "$sibu" simulate "$site" --drills 5 --runs 2 >"$folder/out" 2>"$folder/err" || status=$?
    check "drills: not with --runs" "status $status: $(cat "$folder/err")" [ "$status" = 2 ]
}

: >"$said"
drills
for site in "$SIBU_SOURCE"/scenarios/sites/*.geojson; do
    one "$site"
done
options
grep '^FAILED' "$said"
passed=$(grep -c '^ok' "$said")
failed=$(grep -c '^FAILED' "$said")
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -gt 100 ]
