#!/bin/sh
# Every library that the build looks for stands in apt-packages, under the package that it comes from, and apt-packages
# holds no name twice. Usage: packages.sh [SOURCE-TREE]
set -eu
cd "${1:-$SIBU_SOURCE}"
faults=$(mktemp)
trap 'rm -f "$faults"' EXIT

listed() {
    awk '!/^#/ && NF { print $1 }' apt-packages
}

needs() {   # needs PACKAGE WHAT
    listed | grep -qxF "$1" || printf 'apt-packages: %s is missing, for %s\n' "$1" "$2"
}

{
    awk '!/^#/ && NF && $2 != "run" && $2 != "test" { print "apt-packages:" NR ": neither run nor test" }' apt-packages
    listed | sort | uniq -d | sed 's/$/: stands twice in apt-packages/'
    sed -nE 's/^ *pkg_check_modules\([a-z_0-9]+ (REQUIRED )?IMPORTED_TARGET ([^)]*)\).*/\2/p' cmake/packages.cmake |
        tr ' ' '\n' | while IFS= read -r module; do
        folder=$(pkg-config --variable=pcfiledir "$module") || {
            printf 'cmake/packages.cmake: pkg-config does not know %s\n' "$module"
            continue
        }
        package=$(dpkg -S "$(readlink -f "$folder/$module.pc")" 2>/dev/null | sed 's/:.*//')
        needs "${package:-the package of $module}" "$module"
    done
    grep -rhoE '^ *find_package\([A-Za-z0-9]+' CMakeLists.txt cmake engine scheduler tests --include=CMakeLists.txt \
        --include='*.cmake' | sed 's/.*(//' | sort -u | while IFS= read -r name; do
        case $name in
        PkgConfig) needs pkg-config "$name" ;;
        Threads) needs build-essential "$name" ;;
        X11) needs libx11-dev "$name" ;;
        *) printf 'cmake: find_package(%s): say in tests/house/packages.sh which package that is\n' "$name" ;;
        esac
    done
    # in packages.cmake alone, so that the list above is complete
    grep -rnE '^ *(pkg_check_modules|pkg_search_module|find_library|FetchContent|ExternalProject)' --include=CMakeLists.txt --include='*.cmake' . |
        grep -vE '^./(cmake/packages\.cmake|build/)' || true
} >"$faults"
cat "$faults"
[ ! -s "$faults" ]
