#!/bin/sh
# What the database keeps of one person, as whoever runs the server is asked for it: sibu person export gives all of it out, person
# delete leaves no byte of it in any file of the data folder, and the audit trail verifies no less. Two starts of the server.
# Needs SIBU_SOURCE and SIBU_BUILD.
set -u
sibu=$SIBU_BUILD/bin/sibu
folder=$(mktemp -d) || exit 1
data=$folder/data
server=
# shellcheck disable=SC2034   # serving.sh reads it
port=0
passed=0
failed=0
# shellcheck source=/dev/null
. "$SIBU_SOURCE/tests/system/serving.sh"

end() {
    [ -z "$server" ] || kill -9 "$server" 2>/dev/null
    wait
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 1' INT TERM

stop_server() {
    kill "$server"
    wait "$server"
    server=
}

# says WORDS: in what the command before put out, or why it did not
says() {
    cat "$folder/out" "$folder/err" | grep -qF -- "$1"
}

# traces: which words of W03 are in a file of the data folder
traces() {
    for word in W03 张伟 'Zhang Wei' +8613900004711 zhang@plant.example phone.example/zhang "$token"; do
        grep -rqF -- "$word" "$data" && echo "$word"
    done
}

is_all_there() {
    [ "$(traces | wc -l)" = 7 ]
}

is_nothing_left() {
    [ -z "$(traces)" ]
}

cp "$SIBU_SOURCE/tests/system/little/site.geojson" "$folder/site.geojson"
grep -v '^W13' "$SIBU_SOURCE/tests/system/little/roster.csv" | sed -e 's/$/,,,/' -e '1s/.*/id,name,name_en,zone,shift,role,language,pace,phone,email,url/' \
    -e 's|^\(W03.*\),,,$|\1,+8613900004711,zhang@plant.example,http://phone.example/zhang|' >"$folder/roster.csv"
printf '%s' '{"format":1,"least":0,"mean":0.01,"sites":[{"site":"site.geojson","roster":"roster.csv"}]}' >"$folder/policy.json"
touch "$folder/err" "$folder/body"
start_server
check 'all is given out' "$(cat "$folder/err")" status_is 0 "$sibu" person export W03 --data "$data"
token=$(sed -n 's/.*"link":"\([^"]*\)".*/\1/p' "$folder/out")
check 'as one JSON object' "$(head -c 300 "$folder/out")" python3 -c '
import json, sys
given = json.load(open(sys.argv[1], encoding="utf-8"))
assert given["person"]["name"] == "张伟" and given["person"]["listed"] is True, given
assert {"+8613900004711", "zhang@plant.example", "http://phone.example/zhang"} == {a["value"] for a in given["addresses"]}, given
' "$folder/out"
check 'and nothing of others' "$(head -c 300 "$folder/out")" sh -c "! grep -qF 李秀英 '$folder/out'"
check 'all of it is in the folder' "$(traces)" is_all_there
check 'whom a roster names is not deleted' "$(cat "$folder/err")" status_is 1 "$sibu" person delete W03 --data "$data" --lang en
check 'and it says why' "$(cat "$folder/err")" says 'a roster names this person still'
stop_server
cp "$folder/roster.csv" "$folder/before.csv"
grep -v '^W03' "$folder/roster.csv" >"$folder/fewer" && mv "$folder/fewer" "$folder/roster.csv"
start_server
mkdir -p "$data/kept"
cp "$folder/before.csv" "$data/kept/roster-0.csv"   # one that an officer brought, in force no more
check 'who left is there yet' "$(traces)" is_all_there
check 'while the server runs the person is deleted' "$(cat "$folder/err")" status_is 0 "$sibu" person delete W03 --data "$data" --lang en
check 'and it says so' "$(cat "$folder/out")" says 'deleted from the database'
check 'kept rosters and all' "$(cat "$folder/out")" says 'Taken out of 1 kept rosters'
check 'which have the others as before' "$(cat "$data/kept/roster-0.csv")" sh -c "grep -v '^W03' '$folder/before.csv' | cmp - '$data/kept/roster-0.csv'"
check 'nothing of them is left in any file' "$(traces)" is_nothing_left
check 'others are as they were' '' status_is 0 "$sibu" person export W02 --data "$data"
check 'nobody is of this id' "$(cat "$folder/err")" status_is 1 "$sibu" person export W03 --data "$data"
check 'nobody is deleted twice' "$(cat "$folder/err")" status_is 1 "$sibu" person delete W03 --data "$data"
check 'their link leads to nobody' "$(cat "$folder/body")" [ "$(ask GET "/w/$token")" = 404 ]
stop_server
check 'nothing comes back' "$(traces)" is_nothing_left
check 'ledger and audit trail verify' "$(cat "$folder/out" "$folder/err")" status_is 0 "$sibu" verify "$data/sibu.db" --json
check 'with the row of it' "$(cat "$folder/out")" [ "$(python3 -c '
import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM audit WHERE action = ?", ("person-delete",)).fetchone()[0])
' "$data/sibu.db")" = 1 ]
check 'nobody is sought in an empty folder' "$(cat "$folder/err")" status_is 2 "$sibu" person export W02 --data "$folder"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -ge 20 ]
