#!/bin/sh
# The same seeds give the same evacuations, whoever compiled them and however many threads share them: runs `simulate` on each
# sample site with each program and compares the digests over all positions and events. Ends with "N passed, N failed".
# Usage: determinism.sh PROGRAM...   (at least two, from different compilers or optimisations; the slowest first)
set -eu
sites=$(cd -- "$(dirname -- "$0")/.." && pwd)/scenarios/sites
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# digest_of PROGRAM SITE OPTION...
digest_of() {
    asked=$1
    site=$2
    shift 2
    "$asked" simulate "$sites/$site.geojson" --until 180 "$@" --json | sed -n 's/.*"digest": *"\([0-9a-f]*\)".*/\1/p'
}

# runs: a line "SITE RUNS THREADS" for each call of a program; the seeds are 1, 2 and so on
runs() {
    for path in "$sites"/*.geojson; do
        case $path in
        */metal-works.geojson) printf 'metal-works 4 %s\n' 1 2 ;;
        *) printf '%s 2 1\n' "$(basename "$path" .geojson)" ;;
        esac
    done
}

# verdict STATUS WHAT
verdict() {
    if [ "$1" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
    printf 'determinism: %s: %s\n' "$2" "$([ "$1" = 0 ] && echo so || echo NOT SO)"
}

# same SITE: every program has said a digest of it for each of its calls, and they are one
same() {
    cat "$work/$1".* >"$work/digests"
    status=0
    [ "$(wc -l <"$work/digests")" = "$(($(runs | grep -c "^$1 ") * programs))" ] &&
        [ "$(sort -u "$work/digests" | wc -l)" = 1 ] || status=1
    verdict "$status" "$1: one digest, $(wc -l <"$work/digests") times"
    [ "$status" = 0 ] || (cd "$work" && grep . "$1".*)
}

[ "$#" -ge 2 ] || { echo 'usage: determinism.sh PROGRAM PROGRAM...' >&2; exit 2; }
programs=$#
number=0
for program in "$@"; do
    number=$((number + 1))
    runs | sed "s|\$| $program $number|"
done >"$work/calls"
last=$program
busy=0
while read -r site count threads program number; do   # as many at a time as there are cores
    digest_of "$program" "$site" --runs "$count" --threads "$threads" >"$work/$site.$number.$threads" &
    busy=$((busy + 1))
    [ "$busy" -lt "$(nproc)" ] || { wait; busy=0; }
done <"$work/calls"
wait
for path in "$sites"/*.geojson; do
    same "$(basename "$path" .geojson)"
done
# another seed must give another evacuation, or the comparison would compare nothing
one=$(digest_of "$last" metal-works --seed 1)
other=$(digest_of "$last" metal-works --seed 2)
[ -n "$one" ] && [ "$one" != "$other" ] && status=0 || status=1
verdict "$status" "another seed is another evacuation"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
