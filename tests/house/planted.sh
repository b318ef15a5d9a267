#!/bin/sh
# The house's rules themselves are tested: each must like a clean little house, and find the one fault planted in it.
# Usage: planted.sh [SOURCE-TREE]
set -eu
rules=$(cd -- "$(dirname -- "$0")" && pwd)
source=${1:-$SIBU_SOURCE}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# A house of one module a half, with nothing wrong in it.
build_house() {
    rm -rf "$work/house"
    mkdir -p "$work/house/engine/base" "$work/house/engine/site" "$work/house/engine/include/sibu" \
        "$work/house/scheduler/base" "$work/house/tests" "$work/house/cmake" "$work/house/build/engine" \
        "$work/house/build/scheduler" "$work/house/.ci"
    cd "$work/house"
    cp "$source/.clang-format" .
    printf '/* A number. Depends on: nothing. */\n#pragma once\n\nint number_next(int number);\n' >engine/base/number.h
    printf '/* A number. Depends on: nothing. */\n#include "base/number.h"\n\nint number_next(int number)\n{\n    return number + 1;\n}\n' >engine/base/number.c
    printf '/* The library. */\n#pragma once\n\nint sibu_next(int number);\n' >engine/include/sibu/next.h
    printf '/* A site. */\n#include "base/number.h"\n#include "sibu/next.h"\n' >engine/site/site.c
    printf '/* The other half. */\n#include "sibu/next.h"\n\nint other(void);\n\nint other(void)\n{\n    return sibu_next(1);\n}\n' >scheduler/base/other.c
    printf '/* A test. */\nint main(void)\n{\n    return 0;\n}\n' >tests/number.c
    printf 'find_package(PkgConfig REQUIRED)\npkg_check_modules(cjson REQUIRED IMPORTED_TARGET libcjson)\n' >cmake/packages.cmake
    printf 'project(house)\n' >CMakeLists.txt
    printf '# packages\nlibcjson-dev run # JSON\npkg-config run\n' >apt-packages
    printf '#!/bin/sh\n# Says hello.\necho hello\n' >sibu
    chmod +x sibu
}

# compile_house RULE: compiles the little house where the rule looks at objects
compile_house() {
    [ "$1" = globals ] || return 0
    gcc -c -I engine -I engine/include -o build/engine/number.o engine/base/number.c
    gcc -c -I scheduler -I engine/include -o build/scheduler/other.o scheduler/base/other.c
}

run_rule() {
    "$rules/$1.sh" "$work/house" "$work/house/build" >"$work/said" 2>"$work/noise"
}

verdict() {   # verdict RIGHT WHAT
    if [ "$1" = yes ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'not so: %s\n' "$2"
        sed 's/^/    /' "$work/said" "$work/noise"
    fi
}

likes_a_clean_house() {
    build_house
    compile_house "$1"
    if run_rule "$1" && [ ! -s "$work/said" ]; then
        verdict yes "$1"
    else
        verdict no "$1 likes a clean house"
    fi
}

# finds RULE FILE TEXT [WORD]: with TEXT appended to FILE the rule fails, and names WORD (else FILE)
finds() {
    build_house
    mkdir -p "$(dirname "$2")"
    printf '%b' "$3" >>"$2"
    compile_house "$1"
    if ! run_rule "$1" && grep -qF -- "${4:-$2}" "$work/said"; then
        verdict yes "$1"
    else
        verdict no "$1 finds: $(printf '%.200s' "$3")"
    fi
}

lines() {   # lines COUNT TEXT
    yes "$2" | head -n "$1"
}

for rule in layers lengths complexity headers format packages banned globals recursion scripts; do
    likes_a_clean_house "$rule"
done

finds layers engine/base/number.c '#include "site/site.h"\n'
finds layers engine/site/site.c '#include "scheduler/base/other.h"\n'
finds layers engine/site/site.c '#include "../base/number.h"\n'
finds layers engine/site/site.c '#include <sibu/next.h>\n'
finds layers engine/site/site.c '#include "number.h"\n'
finds layers engine/site/site.c '  #  include "world/world.h"\n'
finds layers engine/include/sibu/next.h '#include "base/number.h"\n'
finds layers engine/hazard/smoke.c '#include "crowd/person.h"\n'
finds layers engine/drawer/drawer.c '/* no module */\n' 'engine/drawer'
finds layers scheduler/base/other.c '#include "site/site.h"\n'
finds layers scheduler/base/other.c '#include "web/server.h"\n'

finds lengths engine/base/number.c "int f(void)\n{\n$(lines 68 '    ;')\n}\n" 'has 71 lines'
finds lengths engine/base/number.c 'int f(int a, int b, int c, int (*d)(int, int), int e, int g, int h)\n{\n    return 0;\n}\n' 'has 7 parameters'
finds lengths tests/number.c "$(lines 600 '/* */')\n" 'more than 600'
finds lengths engine/base/number.h "$(lines 200 '/* */')\n" 'more than 200'
finds lengths scheduler/base/main.c "$(lines 61 '/* */')\n" 'more than 60'
long=$(lines 15 '    ;')
finds lengths engine/base/number.c "int f(void)\n{\n$long\n}\nint g(void)\n{\n$long\n}\nint h(void)\n{\n$long\n}\n" 'the median'
finds lengths engine/base/number.c "int f(void)\n{\n$(lines 50 '    ;')\n}\n" '90 %'

finds complexity engine/base/number.c "int f(int a)\n{\n$(lines 12 '    if (a) { a--; }')\n    return a;\n}\n"

finds headers engine/base/number.h 'size_t number_size(void);\n'
finds headers engine/include/sibu/next.h 'struct next { _Alignas(64) char bytes[64]; };\n'

finds format engine/base/number.c 'int   f( void );\n'
finds format scheduler/base/other.c 'int f(void) { return 1; }\n'

finds packages cmake/packages.cmake 'pkg_check_modules(zlib REQUIRED IMPORTED_TARGET zlib)\n' zlib
finds packages cmake/packages.cmake 'pkg_check_modules(x REQUIRED IMPORTED_TARGET no-such-library)\n' no-such-library
finds packages cmake/packages.cmake 'find_package(Curses REQUIRED)\n' Curses
finds packages CMakeLists.txt 'pkg_check_modules(x REQUIRED IMPORTED_TARGET libcjson)\n'
finds packages apt-packages 'pkg-config run\n' pkg-config
finds packages apt-packages 'make sometimes\n' 'neither run nor test'

for call in 'strcpy(a, b)' 'sprintf(a, "x")' 'strcat (a, b)' 'atoi(a)' 'strtok(a, b)' 'gmtime(&t)' 'localtime(&t)' 'rand()' \
    'strerror(1)' 'malloc(1)' 'free(a)' 'x = calloc(1, 1)' 'exit(1)' 'abort()'; do
    finds banned engine/base/number.c "    $call;\n"
done
finds banned engine/base/util.c '/* odds and ends */\n'
finds banned scheduler/base/common_names.h '/* odds and ends */\n'
finds banned engine/base/bare.c '#include "base/number.h"\n'
finds banned engine/base/number.c '/* TOD''O: finish */\n'
finds banned engine/base/number.c '/* see /hom''e/somebody/x */\n'

finds globals engine/base/number.c 'int counted = 1;\n' counted
finds globals engine/base/number.c 'int last(void)\n{\n    static int calls;\n    return ++calls;\n}\n' calls
finds globals engine/base/number.c 'static const char *name = "x";\nconst char *f(void)\n{\n    return name;\n}\nvoid g(const char *n)\n{\n    name = n;\n}\n' name

finds recursion engine/base/number.c 'int depth(int d)\n{\n    return d == 0 ? 0 : 1 + depth(d - 1);\n}\n'

# shellcheck disable=SC2016   # meant for the planted script
finds scripts sibu 'echo $1 $(ls)\n'
finds scripts tests/quiet.sh '#!/bin/sh\necho hello\n'
finds scripts tests/other.sh '#!/bin/bash\n# Says hello.\necho hello\n'

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
