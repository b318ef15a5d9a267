#!/bin/sh
# All tests: gcc -O0 with the rules of the house; clang with the address and undefined-behaviour sanitizers; the thread
# sanitizer for what has threads; what reckons for long, optimised by clang; and the same results from three builds. Ends
# with "N passed, N failed"; status 1 where one failed, 3 where something could not be built.
# Usage: tests/run.sh [--long] [dev|clang|asan|tsan|same|package]...   (all but the last where none is named)
# --long: the tests that take their time take it (SIBU_LONG=1 in their environment).
set -eu

root=$(cd -- "$(dirname -- "$0")/.." && pwd)
cd -- "$root"
jobs=$(nproc)
passed=0
failed=0
skipped=0
broken=0
idle=
began=$(date +%s)

# Tests wait for no disk where there is memory enough for what they keep.
memory=/dev/shm
own=
if [ -z "${TMPDIR:-}" ] && [ -w "$memory" ] && [ "$(df -P -k "$memory" | awk 'NR == 2 { print $4 }')" -ge 4000000 ]; then
    own=$(mktemp -d "$memory/sibu-XXXXXX")
    export TMPDIR="$own"
fi

leave() {
    [ -z "$idle" ] || kill "$idle" 2>/dev/null || true
    [ -z "$own" ] || chmod -R u+w "$own" 2>/dev/null || true
    [ -z "$own" ] || rm -rf "$own" || true
}
trap leave EXIT
trap 'exit 1' INT TERM HUP

note() {
    printf '[%4d s] %s\n' "$(($(date +%s) - began))" "$1" >&2
}

# configure PRESET: once
configure() {
    mkdir -p build
    [ -f "build/$1/build.ninja" ] || cmake --preset "$1" >"build/$1.log" 2>&1 </dev/null || ! rm -f "build/$1/build.ninja"
}

# build PRESET [TARGET...]: configures, then builds; shows what went wrong
build() {
    preset=$1
    shift
    note "building: $preset"
    log=build/$preset.log
    if ! configure "$preset"; then
        :
    elif ninja -C "build/$preset" -k 0 "$@" >"$log" 2>&1 </dev/null; then
        return 0
    fi
    grep -vE '^\[[0-9]+/[0-9]+\]|^--| -o [^ ]+\.o -c ' "$log" | tail -n 60 >&2
    note "cannot be built: $preset (all of it: $log)"
    broken=$((broken + 1))
    failed=$((failed + 1))
    return 1
}

# check PRESET CTEST-OPTION...: runs the tests of a build, and adds what they count
check() {
    preset=$1
    shift
    note "testing: $preset $*"
    rm -f "build/$preset/Testing/Temporary/LastTest.log"
    ctest --test-dir "build/$preset" -j "$jobs" --timeout 900 --output-on-failure --no-tests=ignore "$@" >"build/$preset.tests" 2>&1 ||
        grep -vE '^ *(Start|[0-9]+/[0-9]+ Test .* Passed)|^\[ +(RUN|OK) ' "build/$preset.tests" | tail -n 200 >&2
    [ -f "build/$preset/Testing/Temporary/LastTest.log" ] || return 0
    # shellcheck disable=SC2046   # three numbers
    set -- $(awk -f tests/count.awk "build/$preset/Testing/Temporary/LastTest.log" "build/$preset.tests")
    passed=$((passed + $1))
    failed=$((failed + $2))
    skipped=$((skipped + $3))
    note "$preset: $1 passed, $2 failed"
}

# ahead STEP: begins to build for a step that comes later, with what time the tests leave to the cores and no more
ahead() {
    case " $steps " in *" $1 "*) ;; *) return 0 ;; esac
    # shellcheck disable=SC2046   # a list of names
    case $1 in
    asan) configure asan && set -- asan ;;
    same) configure o3 && set -- o3 sibu_program ;;
    esac || return 0
    preset=$1
    shift
    nice -n 19 ninja -C "build/$preset" -k 0 "$@" >"build/$preset.ahead" 2>&1 </dev/null &
    idle=$!
}

# halt: what is built ahead so far stays, and the rest is left to `build`
halt() {
    [ -z "$idle" ] || ! kill "$idle" 2>/dev/null || wait "$idle" 2>/dev/null || true
    idle=
}

# What has threads is built here, and run under both sanitizers; what runs on both databases, on PostgreSQL with the address sanitizer.
run_dev() {
    build dev && check dev -j "$((jobs + 1))" -LE 'reckons|waits|threads|chroot' -E '_postgres$'
}

# chosen PRESET CTEST-OPTION...: the test programs of a build that the tests chosen run; a test on a second database has the
# program of the first
chosen() {
    preset=$1
    shift
    ctest --test-dir "build/$preset" -N "$@" 2>/dev/null | sed -n 's/^ *Test *#[0-9]*: //p' | sed 's/_postgres$//' |
        sort -u >"build/$preset.chosen"
    programs "$preset" | awk -v list="build/$preset.chosen" 'BEGIN { while ((getline name < list) > 0) wanted["test_" name] }
        { program = $0; sub(".*/", "", program) } program in wanted'
}

# programs PRESET: all that a build has
programs() {
    ninja -C "build/$1" -t targets all | sed -n 's/: C_EXECUTABLE_LINKER.*//p'
}

# What is reckoned for long, and numbers known to the bit. All else that clang compiles, it compiles with the sanitizers.
run_clang() {
    set -- -L 'reckons|numbers'
    configure clang || true
    # shellcheck disable=SC2046   # a list of names
    build clang $(programs clang | grep -v '/test_[^/]*$') $(chosen clang "$@") || return 0
    ahead asan
    check clang -j "$((jobs + 2))" "$@"   # more at a time than there are cores: kills, demonstrations and a city wait
    halt
}

run_asan() {   # nothing is built beside what waits for a clock: it has time limits
    build asan || return 0
    check asan -j "$((jobs + 4))" -L waits   # for a clock, most of the time: all of these at once, or the cores wait too
    check asan -j "$((jobs + 1))" -LE 'house|bench|waits'
}

# Nothing but the programs of these tests is built for the thread sanitizer.
run_tsan() {
    configure tsan || true
    # shellcheck disable=SC2046   # a list of names
    build tsan $(chosen tsan -L threads) || return 0
    ahead same
    check tsan -L threads
    halt
}

# The packages, as in run_dev, and then installed, upgraded and purged in a Debian of their own: that takes minutes, root and
# a mirror, so it runs only where it is named.
run_package() {
    build dev && check dev -L 'package|chroot'
}

# The digests of gcc -O0, gcc -O3 and clang -O2 must be equal.
run_same() {
    build dev sibu_program && build o3 sibu_program && build clang sibu_program || return 0
    note "comparing: gcc -O0, gcc -O3, clang -O2"
    tests/determinism.sh build/dev/bin/sibu build/o3/bin/sibu build/clang/bin/sibu >build/same.log 2>&1 || cat build/same.log >&2
    # shellcheck disable=SC2046   # two numbers
    set -- $(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' build/same.log)
    passed=$((passed + ${1:-0}))
    failed=$((failed + ${2:-1}))
    note "same results: ${1:-0} passed, ${2:-1} failed"
}

steps=
for word in "$@"; do
    case $word in
    --long) export SIBU_LONG=1 ;;
    dev | clang | asan | tsan | same | package) steps="$steps $word" ;;
    *)
        echo "usage: tests/run.sh [--long] [dev|clang|asan|tsan|same|package]..." >&2
        exit 2
        ;;
    esac
done
steps=${steps:-dev clang asan tsan same}
for step in $steps; do
    "run_$step" || true
done

[ "$skipped" = 0 ] || note "$skipped skipped"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$broken" = 0 ] || exit 3
[ "$failed" = 0 ]
