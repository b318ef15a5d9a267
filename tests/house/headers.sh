#!/bin/sh
# Every header compiles alone; the library's own also as C++, for embedders. (clang sees them with the files that include them.)
# The first include of X.c is X.h: where the build has compiled X.c since, with the rules of the house, X.h has compiled alone.
# Usage: headers.sh [SOURCE-TREE [BUILD-FOLDER]]
set -eu
build=${2:-${SIBU_BUILD:-/nonexistent}}
cd "${1:-$SIBU_SOURCE}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

modules=$(sed -n 's/^ *pkg_check_modules(.* IMPORTED_TARGET \([^)]*\))$/\1/p' cmake/packages.cmake)
# shellcheck disable=SC2086   # a list of names
libraries=$(pkg-config --cflags $modules)

# unbuilt HALF: its headers that the build has not yet seen alone
unbuilt() {
    find "$1" -name '*.h' | sort >"$work/headers"
    find "$build/$1" -name '*.c.o' -newer "$work/newest" 2>/dev/null |
        sed "s|^$build/||; s|CMakeFiles/[^/]*/||; s|\.c\.o\$|.c|" >"$work/built"
    awk -v half="$1/" '
        FILENAME ~ /\/built$/ { built[$0] = 1; next }
        {
            source = $0
            sub(/\.h$/, ".c", source)
            first = ""
            while (source in built && first == "" && (getline line < source) > 0) {
                if (line ~ /^[ \t]*#/) first = line
            }
            close(source)
            if (first != "#include \"" substr($0, length(half) + 1) "\"") print
        }' "$work/built" "$work/headers"
}

# alone HALF COMPILER...: each of the headers read, as the first include of a file of its own
alone() {
    half=$1
    shift
    rm -rf "$work/alone"
    mkdir "$work/alone"
    awk -v folder="$work/alone" '{
        file = folder "/" NR ".c"
        printf "#include \"%s\"\n", $0 >file
        close(file)
        print file
    }' >"$work/list"
    # shellcheck disable=SC2086   # a list of options
    xargs -r "$@" -fsyntax-only -Wall -Wextra -Wpedantic -Werror -D_POSIX_C_SOURCE=200809L -I . -I "$half" \
        -I engine/include -I "$build/generated" $libraries <"$work/list" 2>&1 || printf '%s: a header does not compile alone\n' "$half"
}

# no object counts that is older than a header or source
touch -d "@$(find engine scheduler -name '*.[ch]' -printf '%T@\n' | sort -n | tail -n 1)" "$work/newest"
{
    for half in engine scheduler; do
        unbuilt "$half" | alone "$half" gcc -std=c17 -x c
    done
    find engine/include/sibu -name '*.h' | alone engine g++ -std=c++17 -x c++
} >"$work/faults"
cat "$work/faults"
[ ! -s "$work/faults" ]
