#!/bin/sh
# The launcher, on a checkout with a program of ten lines: builds once, never runs a stale program, keeps arguments and
# exit status, installs what is missing and no more. Usage: launcher.sh [SOURCE-TREE]
set -u   # not -e: verdict looks at the status of the command before it
source=${1:-$SIBU_SOURCE}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
unset LC_ALL LC_MESSAGES
LANG=C.UTF-8
export LANG

# verdict WHAT: of the command before
verdict() {
    if [ "$?" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'not so: %s\n' "$1"
        cat "$work/out" "$work/err"
    fi
}

house="$work/a place with blanks/main"
mkdir -p "$house/src" "$work/elsewhere" "$work/stubs"
cp "$source/sibu" "$house/sibu"
printf '# name kind\ndash run\nsed run # the editor\nno-such-package test\n' >"$house/apt-packages"
cat >"$house/CMakePresets.json" <<'END'
{"version": 3, "configurePresets": [{"name": "release", "generator": "Ninja", "binaryDir": "${sourceDir}/build/release"}]}
END
cat >"$house/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.25)
project(tiny LANGUAGES C)
add_executable(sibu_program src/main.c)
set_target_properties(sibu_program PROPERTIES OUTPUT_NAME sibu RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
END
write_program() {   # write_program WORD: it prints the word and its arguments, and ends with status 7
    printf '#include <stdio.h>\nint main(int c, char **v)\n{\n    printf("%s");\n    for (int i = 1; i < c; i++) printf(" [%%s]", v[i]);\n    puts("");\n    return 7;\n}\n' "$1" >"$house/src/main.c"
}

# launch ARGUMENT...: from another folder; the answer in out, the noise in err, the status in $status
launch() {
    status=0
    (cd "$work/elsewhere" && "../a place with blanks/main/sibu" "$@") >"$work/out" 2>"$work/err" || status=$?
}

write_program first
launch 'two words' ./file.json '' --flag
[ "$status" = 7 ] && [ "$(cat "$work/out")" = 'first [two words] [./file.json] [] [--flag]' ]
verdict "the first call builds, and passes arguments and status on"
grep -q 'sibu: configuring' "$work/err" && grep -q 'sibu: building' "$work/err"
verdict "it says what it does"

start=$(date +%s%N)
launch again
took_ms=$((($(date +%s%N) - start) / 1000000))
[ "$(cat "$work/out")" = 'first [again]' ] && [ ! -s "$work/err" ]
verdict "the second call is silent"
[ "$took_ms" -lt 1000 ]
verdict "the second call starts within a second: $took_ms ms"

write_program second
launch
[ "$(cat "$work/out")" = second ]
verdict "a changed source is built again"

echo 'no C' >"$house/src/main.c"
launch
[ "$status" = 3 ] && [ ! -s "$work/out" ] && grep -q 'error' "$work/err" && grep -q 'sibu: the build failed' "$work/err"
verdict "a build that fails is shown, and the old program does not run"

write_program third
mv "$house" "$work/moved"
mkdir -p "$house"
rmdir "$house"
mv "$work/moved" "$work/a place with blanks/other"
(cd "$work/a place with blanks/other" && ./sibu) >"$work/out" 2>"$work/err" || true
[ "$(cat "$work/out")" = third ]
verdict "a checkout that was moved builds again"
mv "$work/a place with blanks/other" "$house"

ln -s "$house/sibu" "$work/elsewhere/link"
(cd "$work/elsewhere" && ./link x) >"$work/out" 2>"$work/err" || true
[ "$(cat "$work/out")" = 'third [x]' ]
verdict "it may be called through a link"

# From here on a package is missing, and nothing is installed in truth: id, sudo and apt-get are ours.
printf 'dash run\nsed run\nno-such-package run\n' >"$house/apt-packages"
stub() {   # stub NAME BODY
    printf '#!/bin/sh\n%s\n' "$2" >"$work/stubs/$1"
    chmod +x "$work/stubs/$1"
}
PATH=$work/stubs:$PATH
export PATH

stub id 'echo 1000'
stub sudo 'exit 1'
launch </dev/null
[ "$status" = 3 ] && [ "$(wc -l <"$work/err")" = 1 ] &&
    grep -q 'sudo apt-get install -y --no-install-recommends no-such-package$' "$work/err"
verdict "who may not install gets the one line to run"
LANG=zh_CN.UTF-8
launch </dev/null
grep -q '缺少软件包' "$work/err"
verdict "in Chinese where that is the language"
LANG=C.UTF-8

stub id 'echo 0'
stub apt-get "echo \"\$*\" >>'$work/asked'"
launch
[ "$(cat "$work/asked")" = 'update -q
install -y --no-install-recommends no-such-package' ]
verdict "root installs what is missing, and nothing else"
[ "$(cat "$work/out")" = third ] && grep -q 'sibu: installing: no-such-package' "$work/err"
verdict "and goes on"

stub apt-get 'echo E: no network; exit 100'
launch
[ "$status" = 3 ] && grep -q 'no network' "$work/err" && [ ! -s "$work/out" ]
verdict "where installing fails, its words are shown"

stub id 'echo 1000'
stub sudo "[ \"\$1\" != -n ] || shift; \"\$@\""
: >"$work/asked"
stub apt-get "echo \"\$*\" >>'$work/asked'"
launch
[ "$(tail -1 "$work/asked")" = 'install -y --no-install-recommends no-such-package' ]
verdict "who has sudo installs with it"

printf 'dash run\nsed run\nnpm run\n' >"$house/apt-packages"
stub dpkg-query "printf 'installed dash\ninstalled sed\n'"
stub npm 'exit 1'
: >"$work/asked"
launch
[ ! -s "$work/asked" ] && [ "$(cat "$work/out")" = third ]
verdict "an npm that is here by another way is not installed over"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
