#!/bin/sh
# What stands nowhere in the house: functions that overflow, hide state or end the program below the edge, drawers
# named util, unfinished work, paths of somebody's machine; and every file begins by saying what it is.
# Usage: banned.sh [SOURCE-TREE]
set -eu
cd "${1:-$SIBU_SOURCE}"
faults=$(mktemp)
trap 'rm -f "$faults"' EXIT

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
    find engine scheduler tests -type f \( -name '*.c' -o -name '*.h' \) | while IFS= read -r file; do
        case $(basename "$file") in
        *util* | *common* | *misc* | *helper*) printf '%s: named for nothing\n' "$file" ;;
        esac
        case $(head -c 2 "$file") in
        '/*') ;;
        *) printf '%s: does not begin by saying what it is\n' "$file" ;;
        esac
    done
    # the pattern is written so that it does not find itself
    grep -rnE 'TO[D]O|FIX[M]E|place[h]older|stub[b]ed' --include='*.c' --include='*.h' --include='*.sh' \
        --include='*.cmake' --include=CMakeLists.txt engine scheduler tests cmake || true
    grep -rnE '/wor[k]/(main|shared)|/ro[o]t/|/hom[e]/' --include='*.c' --include='*.h' --include='*.sh' --include='*.md' --include='*.json' \
        --include='*.cmake' --include=CMakeLists.txt . 2>/dev/null | grep -v '^./build/' || true
} >"$faults"
cat "$faults"
[ ! -s "$faults" ]
