#!/bin/sh
# Every header compiles alone; the library's own also as C++, for embedders. (clang sees them with the files that include them.)
# Usage: headers.sh [SOURCE-TREE [BUILD-FOLDER]]
set -eu
build=${2:-${SIBU_BUILD:-/nonexistent}}
cd "${1:-$SIBU_SOURCE}"
faults=$(mktemp)
trap 'rm -f "$faults"' EXIT

modules=$(sed -n 's/^ *pkg_check_modules(.* IMPORTED_TARGET \([^)]*\))$/\1/p' cmake/packages.cmake)
# shellcheck disable=SC2086   # a list of names
libraries=$(pkg-config --cflags $modules)

# alone HALF HEADER COMPILER...: as the first include of a file
alone() {
    half=$1
    header=$2
    shift 2
    # shellcheck disable=SC2086   # a list of options
    printf '#include "%s"\n' "$header" |
        "$@" -fsyntax-only -Wall -Wextra -Wpedantic -Werror -D_POSIX_C_SOURCE=200809L -I . -I "$half" \
            -I engine/include -I "$build/generated" $libraries - 2>&1 || printf '%s: does not compile alone\n' "$header"
}

{
    for half in engine scheduler; do
        find "$half" -name '*.h' | while IFS= read -r header; do
            alone "$half" "$header" gcc -std=c17 -x c
        done
    done
    for header in engine/include/sibu/*.h; do
        alone engine "$header" g++ -std=c++17 -x c++
    done
} >"$faults"
cat "$faults"
[ ! -s "$faults" ]
