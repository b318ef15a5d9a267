#!/bin/sh
# A backup while the server answers in the middle of a drill, restored into a new folder, verified, and a server started on it;
# then moved into PostgreSQL (the tests' server) and back. Needs SIBU_SOURCE and SIBU_BUILD.
# shellcheck disable=SC2034
set -u
sibu=$SIBU_BUILD/bin/sibu
folder=$(mktemp -d) || exit 1
data=$folder/data
server=
url=
key=
port=0   # start_server's
: >"$folder/out"
: >"$folder/err"
passed=0
failed=0
# shellcheck source=/dev/null
. "$SIBU_SOURCE/tests/system/serving.sh"

end() {
    [ -z "$server" ] || kill -9 "$server" 2>/dev/null
    wait
    chmod -R u+w "$folder"
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 1' INT TERM

stop_server() {
    kill "$server"
    wait "$server" 2>/dev/null
    server=
}

write_files() {
    sed -e 's/"little-works"/"one"/' "$SIBU_SOURCE/tests/system/little/site.geojson" >"$folder/one.geojson"
    printf 'id,name,zone,shift,role,language,pace\nW1,Ward,shop,always,warden,en,normal\nW2,Work,shop,always,worker,zh,fast\n' >"$folder/roster.csv"
    printf '{"format": 1, "tick_s": 60, "least": 0, "mean": 0.01, "windows": [{}], "sites": [{"site": "one.geojson", "roster": "roster.csv"}]}' \
        >"$folder/policy.json"
}

# checked_in COUNT: so many in the drill that runs
checked_in() {
    officer GET /v1/muster >"$folder/code"
    [ "$(python3 -c 'import json, sys; d = json.load(open(sys.argv[1]))["drill"]; print(d["site"], d["checked_in"])' "$folder/body")" = "one $1" ]
}

# answer ID: checks in
answer() {
    officer GET "/v1/people?site=one" >"$folder/code"
    token=$(python3 -c 'import json, sys; print(*[p["token"] for p in json.load(open(sys.argv[1]))["people"] if p["id"] == sys.argv[2]])' \
        "$folder/body" "$1")
    [ "$(ask POST "/w/$token" --data-urlencode answer=check-in --data-urlencode point=M1)" = 303 ]
}

back_up() {
    check "a drill" "$(cat "$folder/err")" status_is 0 "$sibu" surprise --now --server "$url" --data "$data"
    check "an answer" "" answer W1
    check "it counts" "" checked_in 1
    check "a server that runs is not moved" "$(cat "$folder/err")" status_is 1 "$sibu" move --data "$data" --lang en --to "$database"
    check "it says why" "$(cat "$folder/err")" grep -q 'stop that first' "$folder/err"
    check "a backup while it runs" "$(cat "$folder/err")" status_is 0 "$sibu" backup "$folder/copy" --data "$data" --json
    check "of people" "$(cat "$folder/out")" grep -q '"table":"person","rows":2,' "$folder/out"
    check "whole" "$(cat "$folder/out")" grep -q '"whole":true' "$folder/out"
    check "secrets stay secret" "$(stat -c '%a %n' "$folder/copy"/*)" [ "$(stat -c %a "$folder/copy/sibu.db" "$folder/copy/officer.key" | sort -u)" = 600 ]
    check "not twice into one folder" "" status_is 1 "$sibu" backup "$folder/copy" --data "$data"
    check "the server goes on" "" answer W2
    check "and counts" "" checked_in 2
    stop_server
}

# refuses WHAT: a backup with this fault leaves nothing
refuses() {
    status=0
    "$sibu" restore "$folder/bad" --data "$folder/none" >"$folder/out" 2>"$folder/err" || status=$?
    check "$1 is refused" "$(cat "$folder/err")" [ "$status" = "$2" ]
    check "$1 leaves nothing" "$(ls -R "$folder/none" 2>&1)" [ ! -e "$folder/none" ]
    rm -rf "$folder/bad" "$folder/none"
}

restore() {
    cp -a "$folder/copy" "$folder/bad"
    printf 'x' >>"$folder/bad/officer.key"
    refuses "a changed file" 1
    cp -a "$folder/copy" "$folder/bad"
    rm "$folder/bad/ledger.key"
    refuses "a missing file" 1
    cp -a "$folder/copy" "$folder/bad"
    rm "$folder/bad/manifest.json"
    refuses "a backup without its list" 2
    cp -a "$folder/copy" "$folder/bad"
    sed -i 's/"officer.key"/"..\/officer.key"/' "$folder/bad/manifest.json"
    refuses "a path that leads out" 2
    check "not into a folder that is used" "" status_is 1 "$sibu" restore "$folder/copy" --data "$data"
    check "restored" "$(cat "$folder/err")" status_is 0 "$sibu" restore "$folder/copy" --data "$folder/new" --lang en
    record=$(find "$folder/new/records" -name '*.drill')
    check "ledger and record are sound" "$(cat "$folder/err")" status_is 0 "$sibu" verify "$folder/new/sibu.db" "$record"
    mv "$data" "$folder/gone"
    data=$folder/new
    port=0
    start_server
    check "a server goes on where the backup was" "$(cat "$folder/body")" checked_in 1
    check "it takes answers" "" answer W2
    check "and counts them" "$(cat "$folder/body")" checked_in 2
    stop_server
    check "the record is sound" "$(cat "$folder/err")" status_is 0 "$sibu" verify "$record"
}

there_and_back() {
    check "into PostgreSQL" "$(cat "$folder/err")" status_is 0 "$sibu" move --data "$data" --to "$database" --json
    there=$(sed 's/.*"tables"//' "$folder/out")
    check "it is in force" "$(ls "$data")" [ -s "$data/store.url" ]
    check "the file is set aside" "$(ls "$data")" [ ! -e "$data/sibu.db" ]
    start_server
    check "a server goes on there" "$(cat "$folder/body")" checked_in 2
    check "a backup of it while it runs" "$(cat "$folder/err")" status_is 0 "$sibu" backup "$folder/copy2" --data "$data" --json
    check "not moved while it runs" "" status_is 1 "$sibu" move --data "$data" --to sqlite
    stop_server
    check "and back" "$(cat "$folder/err")" status_is 0 "$sibu" move --data "$data" --to sqlite --json
    check "whole" "$(cat "$folder/out")" grep -q '"whole":true' "$folder/out"
    check "the file is in force" "$(ls "$data")" [ ! -e "$data/store.url" ]
    check "its ledger is sound" "$(cat "$folder/err")" status_is 0 "$sibu" verify "$data/sibu.db"
    "$psql" -q "$server_url" -c "DROP SCHEMA $schema CASCADE; CREATE SCHEMA $schema" 2>/dev/null
    check "a backup into PostgreSQL" "$(cat "$folder/err")" status_is 0 "$sibu" restore "$folder/copy2" --data "$folder/third" --store "$database"
    data=$folder/third
    start_server
    check "a server goes on with it" "$(cat "$folder/body")" checked_in 2
    stop_server
    "$psql" -q "$server_url" -c "DROP SCHEMA $schema CASCADE" 2>/dev/null
}

server_url=$(cat "$SIBU_BUILD/postgres.url")
schema=backup_$$
psql=/usr/lib/postgresql/15/bin/psql
"$psql" -q "$server_url" -c "CREATE SCHEMA $schema" || give_up "there is no PostgreSQL server"
database="$server_url&options=-csearch_path%3D$schema"
write_files
start_server
back_up
restore
there_and_back
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -ge 39 ]
