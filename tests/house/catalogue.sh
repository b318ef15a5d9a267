#!/bin/sh
# The catalogue's maker takes whole catalogues and refuses incomplete ones, naming file and id; and it leaves alone what
# would not change. Usage: catalogue.sh [SOURCE-TREE [BUILD-FOLDER]]
set -eu
source=${1:-$SIBU_SOURCE}
make=${2:-$SIBU_BUILD}/engine/base/sibu_catalogue_make
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
passed=0
failed=0

verdict() {   # verdict STATUS WHAT
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'not so: %s\n' "$2"
        cat said 2>/dev/null || true
    fi
}

# refuses FILE CONTENT WORDS: the maker fails, says WORDS, and writes nothing
refuses() {
    rm -rf ./*
    printf '%s' "$2" >"$1"
    if ! "$make" ids.h table.c "$1" >said 2>&1 && grep -qF -- "$3" said && [ ! -e ids.h ] && [ ! -e table.c ]; then
        verdict 0 "$1"
    else
        verdict 1 "refused: $2"
    fi
}

refuses a.json '{"x": {"zh": "一"}}' 'a.json:/x/en: "en" is missing'
refuses a.json '{"x": {"en": "one"}}' 'a.json:/x/zh: "zh" is missing'
refuses a.json '{"x": {"zh": "", "en": "one"}}' 'a.json:/x: the Chinese sentence is empty'
refuses a.json '{"x": {"zh": "一", "en": "  "}}' 'a.json:/x: the English sentence is empty'
refuses a.json '{"x": {"zh": "一", "en": "one", "de": "eins"}}' 'a.json:/x/de'
refuses a.json '{"x": {"zh": "{0} 人", "en": "people"}}' 'a.json:/x: the places to fill'
refuses a.json '{"x": {"zh": "{0} 共 {1}", "en": "{0} of {2}"}}' 'a.json:/x: the places to fill'
refuses a.json '{"x": "one"}' 'a.json:/x: must be an object'
refuses a.json '{"x": {"zh": 1, "en": "one"}}' 'a.json:/x/zh'
refuses a.json '{"X": {"zh": "一", "en": "one"}}' 'a.json:/X: an id is made of'
refuses a.json '{"x_y": {"zh": "一", "en": "one"}}' 'a.json:/x_y: an id is made of'
refuses a.json '{"x--y": {"zh": "一", "en": "one"}}' 'a.json:/x--y: an id is made of'
refuses a.json '{"-x": {"zh": "一", "en": "one"}}' 'a.json:/-x: an id is made of'
refuses a.json '{"x-": {"zh": "一", "en": "one"}}' 'a.json:/x-: an id is made of'
refuses a.json '{"x": {"zh": "一", "en": "one"}, "x": {"zh": "一", "en": "one"}}' 'stands twice'
refuses a.json '[]' 'a.json:: must be an object'
refuses a.json '{' 'a.json:1:2'
refuses a.json '{}' 'there is no sentence'
refuses A.json '{"x": {"zh": "一", "en": "one"}}' 'A.json: a file of sentences is named'
refuses a.txt '{"x": {"zh": "一", "en": "one"}}' 'a.txt: a file of sentences is named'

# two files that give one name
rm -rf ./*
printf '{"y-z": {"zh": "一", "en": "one"}}' >x.json
printf '{"z": {"zh": "一", "en": "one"}}' >x-y.json
if ! "$make" ids.h table.c x.json x-y.json >said 2>&1 && grep -qF 'same name' said; then status=0; else status=1; fi
verdict "$status" "two ids of one name are refused"

# what is whole is taken, sorted, and compiles whatever stands in the sentences
rm -rf ./*
printf '%s' '{"quote": {"zh": "“{0}”\n??=\\", "en": "\"{0}\"\t??/ \u0001"}, "a1": {"zh": "一", "en": "one"}}' >b.json
printf '%s' '{"last": {"zh": "末", "en": "last"}}' >a-b.json
status=0
"$make" ids.h table.c b.json a-b.json >said 2>&1 || status=1
verdict "$status" "a whole catalogue is taken"
grep -o 'SIBU_SAY_[A-Z0-9_]*,' ids.h >names
printf 'SIBU_SAY_A_B_LAST,\nSIBU_SAY_B_A1,\nSIBU_SAY_B_QUOTE,\n' | cmp -s - names || status=1
verdict "$status" "the ids are sorted"
mkdir sibu
cp ids.h sibu/text_ids.h
cat >program.c <<'END'
#include <string.h>
#include "base/catalogue_table.h"
int main(void)
{
    return strcmp(SIBU_SENTENCES[SIBU_SAY_B_QUOTE][SIBU_ZH], "“{0}”\n?" "?=\\") != 0 ||
           strcmp(SIBU_SENTENCES[SIBU_SAY_B_QUOTE][SIBU_EN], "\"{0}\"\t?" "?/ \001") != 0 || SIBU_SAY_COUNT != 3;
}
END
{ gcc -std=c17 -Wall -Wextra -Werror -I "$source/engine" -I "$source/engine/include" -I . -o program program.c table.c &&
    ./program; } >said 2>&1 || status=1
verdict "$status" "the table says what the files say"

# nothing is written where nothing changes, so that nothing is built again
touch -d '2001-01-01' ids.h table.c
"$make" ids.h table.c b.json a-b.json >said 2>&1 || status=1
[ "$(find . -name 'ids.h' -newermt '2002-01-01' | wc -l)" = 0 ] || status=1
verdict "$status" "unchanged files are left alone"

# and the project's own is whole
"$make" ids.h table.c "$source"/assets/text/*.json >said 2>&1 || status=1
verdict "$status" "assets/text is whole"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
