#!/bin/sh
# The manual and the completion as their users meet them: every command has its pages, which say what its --help says; man
# finds them by the language; bash offers commands, options, words and files.
# Needs SIBU_SOURCE and SIBU_BUILD.
set -u
sibu=$SIBU_BUILD/bin/sibu
made=$SIBU_BUILD/manual
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
passed=0
failed=0
unset LC_ALL LC_MESSAGES MANPATH
export LANG=C.UTF-8

check() {   # check WHAT COMMAND...
    what=$1
    shift
    if "$@" >"$folder/said" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED $what"
        head -n 5 "$folder/said"
    fi
}

# options: of the text on stdin
options() {
    sed 's/\\-/-/g' | grep -oE '(^ {2}|\\fB)--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort -u
}

# same_options COMMAND LANGUAGE PAGE
same_options() {
    # shellcheck disable=SC2086   # a command of several words
    "$sibu" $1 --help --lang "$2" | options >"$folder/help"
    zcat "$3" | options >"$folder/page"
    [ -s "$folder/help" ] && diff "$folder/help" "$folder/page"
}

pages() {
    "$sibu" --help --lang en | sed -nE 's/^ {2}([a-z]+( [a-z]+)*) {2,}.*/\1/p; s/^ {2}([a-z]+( [a-z]+)?) [a-z].*/\1/p' | sort -u >"$folder/commands"
    check "there are commands" [ "$(wc -l <"$folder/commands")" -ge 30 ]
    for command in serve 'site check' findings 'findings close'; do   # of all of them tests/scheduler/manual knows
        page=sibu-$(echo "$command" | tr ' ' -).1.gz
        check "$page says what --help says" same_options "$command" en "$made/man/man1/$page"
        check "$page does so in Chinese" same_options "$command" zh "$made/man/zh_CN/man1/$page"
    done
    # those of the commands, of sibu and of sibu-view, and none that is left over
    check "no page is without its command" [ "$(find "$made/man" -name '*.1.gz' | wc -l)" = $((2 * ($(wc -l <"$folder/commands") + 2))) ]
    for page in sibu sibu-serve sibu-view; do
        MANWIDTH=80 man --warnings -E UTF-8 -l "$made/man/man1/$page.1.gz" >"$folder/$page.en" 2>"$folder/warnings"
        MANWIDTH=80 man --warnings -E UTF-8 -l "$made/man/zh_CN/man1/$page.1.gz" >"$folder/$page.zh" 2>>"$folder/warnings"
        check "man shows $page without a warning" cmp "$folder/warnings" /dev/null
    done
    check "in English" grep -q '^ *--policy FILE' "$folder/sibu-serve.en"
    check "in Chinese" grep -q '运行服务器' "$folder/sibu-serve.zh"
    check "the viewer's" grep -q -- '--snapshot T FILE.png' "$folder/sibu-view.en"
}

# offers WHAT-IN-ONE-LINE WORD...: the last word is what is typed so far
offers() {
    wanted=$1
    shift
    offered=$(cd "$folder/there" && bash "$SIBU_SOURCE/tests/package/completing.bash" "$made/completions/$1" "$@" | tr '\n' ' ')
    check "bash offers '$wanted' after: $*" [ "${offered% }" = "$wanted" ]
    [ "${offered% }" = "$wanted" ] || echo "it offered: $offered"
}

completions() {
    mkdir -p "$folder/there/drills"
    : >"$folder/there/policy.json"
    offers 'serve' sibu ser
    offers 'check show' sibu site ''
    offers 'check' sibu site ch
    offers 'close' sibu findings cl
    offers '--open' sibu findings --op
    offers '--policy --port' sibu serve --po
    offers 'policy.json' sibu serve --policy po
    offers 'policy.json' sibu serve --policy = po
    offers 'drills' sibu serve --data ''
    offers '' sibu serve --port ''
    offers 'zh' sibu serve --lang z
    offers 'zh en' sibu serve --lang =
    offers 'ids' sibu report x.drill --names i
    offers 'zh en' sibu report x.drill --language ''
    offers 'policy.json' sibu policy check p
    offers '' sibu stop p
    offers '--snapshot --speed --size --scale --service' sibu-view x.drill --s
    offers '--frames --from' sibu-view x.drill --fr
    offers 'drills' sibu-view x.drill --frames d
    offers 'zh en' sibu-view --lang ''
}

pages
completions
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
