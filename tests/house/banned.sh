#!/bin/sh
# What stands nowhere in the house: functions that overflow, hide state or end the program below the edge, drawers
# named util, unfinished work, paths of somebody's machine; and every file begins by saying what it is.
# Usage: banned.sh [SOURCE-TREE]
set -eu
cd "${1:-$SIBU_SOURCE}"
faults=$(mktemp)
files=$(mktemp)
trap 'rm -f "$faults" "$files"' EXIT
export LC_ALL=C   # bytes are compared faster than letters

# calls REASON NAMES FOLDER...: where one of the functions is called
calls() {
    reason=$1
    names=$2
    shift 2
    grep -rnE "(^|[^A-Za-z0-9_.>])($names)[[:space:]]*\(" --include='*.c' --include='*.h' -- "$@" |
        grep -vE '^[^:]*:[0-9]*:[[:space:]]*(/?\*|//)' | sed "s/\$/   <- $reason/" || true
}

{
    calls 'overflows, or forgets its end' 'strcpy|stpcpy|strcat|sprintf|vsprintf|gets|strncpy' engine scheduler tests
    calls 'hides an error' 'atoi|atol|atoll|atof' engine scheduler tests
    calls 'keeps state that threads share' \
        'strtok|gmtime|localtime|asctime|ctime|strerror|rand|srand|random|srandom|drand48' engine scheduler
    calls 'memory comes from sibu_array_ and sibu_arena_' \
        'malloc|calloc|realloc|free|aligned_alloc|posix_memalign|strdup|strndup|alloca' engine scheduler |
        grep -vE '^engine/base/(array|arena)\.c:' || true
    calls 'only a program ends itself' 'exit|_exit|_Exit|quick_exit|abort' engine scheduler |
        grep -vE '^(engine|scheduler)/[a-z]+/(main|catalogue_make|site_trial)\.c:' || true
    find engine scheduler tests -type f \( -name '*.c' -o -name '*.h' \) >"$files"
    grep -E '(util|common|misc|helper)[^/]*$' "$files" | sed 's/$/: named for nothing/' || true
    {
        find engine scheduler tests -type f \( -name '*.c' -o -name '*.h' \) -empty
        # shellcheck disable=SC2016   # meant for awk
        xargs -r awk 'substr($0, 1, 2) != "/*" { print FILENAME } { nextfile }' <"$files"
    } | sed 's/$/: does not begin by saying what it is/'
    # the pattern is written so that it does not find itself
    grep -rnE 'TO[D]O|FIX[M]E|place[h]older|stub[b]ed' --include='*.c' --include='*.h' --include='*.sh' \
        --include='*.cmake' --include=CMakeLists.txt engine scheduler tests cmake || true
    grep -rnE '/wor[k]/(main|shared)|/ro[o]t/|/hom[e]/' --include='*.c' --include='*.h' --include='*.sh' --include='*.md' --include='*.json' \
        --include='*.cmake' --include=CMakeLists.txt --exclude-dir=build --exclude-dir=.git . 2>/dev/null || true
} >"$faults"
cat "$faults"
[ ! -s "$faults" ]
