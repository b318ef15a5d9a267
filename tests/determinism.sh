#!/bin/sh
# The same seed gives the same evacuation, whoever compiled it: runs `simulate` on each sample site with each program and
# compares the digests over all positions and events. Ends with "N passed, N failed".
# Usage: determinism.sh PROGRAM...   (at least two, from different compilers or optimisations)
set -eu
source=$(cd -- "$(dirname -- "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# digest_of PROGRAM SITE SEED [OPTION...]
digest_of() {
    program=$1
    site=$2
    seed=$3
    shift 3
    "$program" simulate "$site" --seed "$seed" --until 180 "$@" --json | sed -n 's/.*"digest": *"\([0-9a-f]*\)".*/\1/p'
}

# compare SITE SEED OPTIONS PROGRAM...: prints the digest, or who differs
compare() {
    site=$1
    seed=$2
    options=$3
    shift 3
    rm -f "$work"/digest.*
    number=0
    for program in "$@"; do   # side by side: the slowest decides how long it takes
        number=$((number + 1))
        # shellcheck disable=SC2086   # a list of options
        digest_of "$program" "$site" "$seed" $options >"$work/digest.$number" &
    done
    wait
    cat "$work"/digest.* >"$work/digests"
    if [ "$(wc -l <"$work/digests")" = "$#" ] && [ "$(sort -u "$work/digests" | wc -l)" = 1 ]; then
        passed=$((passed + 1))
        printf 'determinism: %s seed %s%s: %.16s, %d times\n' "$(basename "$site")" "$seed" "${options:+ $options}" "$(head -1 "$work/digests")" "$#"
    else
        failed=$((failed + 1))
        printf 'determinism: %s seed %s differs:\n' "$(basename "$site")" "$seed"
        sed 's/^/    /' "$work/digests"
    fi
}

[ "$#" -ge 2 ] || { echo 'usage: determinism.sh PROGRAM PROGRAM...' >&2; exit 2; }
for site in "$source"/scenarios/sites/*.geojson; do
    for seed in 1 2; do
        compare "$site" "$seed" '' "$@"
    done
done
# many evacuations together, however many threads share them
for threads in 1 2; do
    compare "$source/scenarios/sites/metal-works.geojson" 1 "--runs 4 --threads $threads" "$@"
done
# another seed must give another evacuation, or the comparison would compare nothing
one=$(digest_of "$1" "$site" 1)
other=$(digest_of "$1" "$site" 2)
if [ -n "$one" ] && [ "$one" != "$other" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
