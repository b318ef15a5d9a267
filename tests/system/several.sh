#!/bin/sh
# Two drills at one time: a real server with two small sites, both held at once, each with its own board, answers, end and
# record; the server killed in the middle of both. Waits two minutes for the grace after the drills' ends.
# Needs SIBU_SOURCE and SIBU_BUILD.
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

# board PATH: a page as the signed-in officer sees it, in $folder/body
board() {
    ask GET "$1" -b "$folder/cookies" >"$folder/code"
}

# muster_is QUERY EXPRESSION: of the drill d (or None) and all drills, as the officer sees them
muster_is() {
    officer GET "/v1/muster$1" >"$folder/code"
    [ "$(python3 -c 'import json, sys; m = json.load(open(sys.argv[1])); d, drills = m["drill"], m["drills"]; print(bool(eval(sys.argv[2])))' \
        "$folder/body" "$2")" = True ]
}

# token SITE ID
token() {
    officer GET "/v1/people?site=$1" >"$folder/code"
    python3 -c 'import json, sys; print(*[p["token"] for p in json.load(open(sys.argv[1]))["people"] if p["id"] == sys.argv[2]])' \
        "$folder/body" "$2"
}

write_files() {
    for site in one two; do
        sed -e "s/\"little-works\"/\"$site\"/" -e "s/小工厂/工厂$site/; s/Little works/Works $site/" \
            "$SIBU_SOURCE/tests/system/little/site.geojson" >"$folder/$site.geojson"
    done
    printf 'id,name,zone,shift,role,language,pace\nW1,Ward,shop,always,warden,en,normal\nW2,Work,shop,always,worker,zh,fast\n' >"$folder/roster.csv"
    cat >"$folder/policy.json" <<EOF
{"format": 1, "tick_s": 60, "least": 0, "mean": 0.01, "windows": [{}], "concurrent": 2,
 "sites": [{"site": "one.geojson", "roster": "roster.csv"}, {"site": "two.geojson", "roster": "roster.csv"}]}
EOF
}

begin() {
    check "the policy says it in words" "$(cat "$folder/out")" status_is 0 "$sibu" policy check "$folder/policy.json" --lang en
    check "how many at one time" "$(cat "$folder/out")" grep -q 'At most 2 drills run at one time' "$folder/out"
    check "none runs" "" muster_is "" 'd is None and drills == []'
    check "one is held" "$(cat "$folder/err")" status_is 0 "$sibu" surprise --now --unit one --server "$url" --data "$data"
    check "the only one is shown" "" muster_is "" 'd["site"] == "one" and len(drills) == 1'
    check "not twice at one site" "" status_is 1 "$sibu" surprise --now --unit one --server "$url" --data "$data"
    check "another is held beside it" "$(cat "$folder/err")" status_is 0 "$sibu" surprise --now --unit two --server "$url" --data "$data"
    check "both run" "$(cat "$folder/body")" muster_is "" 'd is None and [x["site"] for x in drills] == ["one", "two"]'
    check "no more than two" "" status_is 1 "$sibu" surprise --within 1h --server "$url" --data "$data"
    check "one by its site" "" muster_is "?drill=two" 'd["site"] == "two" and d["id"].endswith("-000002")'
    number=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["drill"]["id"])' "$folder/body")
    check "and by its number" "$number" muster_is "?drill=$number" 'd["site"] == "two"'
}

boards() {
    ask POST /sign-in -c "$folder/cookies" --data-urlencode "key=$key" >"$folder/code"
    board "/?lang=en"
    check "the board lists both" "" sh -c "grep -q 'Works one' '$folder/body' && grep -q 'Works two' '$folder/body'"
    check "and stops none alone" "" sh -c "! grep -q 'value=\"all-clear\"' '$folder/body'"
    check "but all in an emergency" "" grep -q 'stop all drills' "$folder/body"
    link=$(sed -n 's/.*href="\(\/?drill=[^"]*-000002\)".*/\1/p' "$folder/body" | head -n 1)
    board "$link&lang=en"
    check "each has its own" "$link" grep -q '<h1>Works two' "$folder/body"
    check "with its stops" "" sh -c "grep -q 'value=\"all-clear\"' '$folder/body' && grep -q 'name=\"drill\" value=\"[0-9]*-000002\"' '$folder/body'"
    check "a page" "$(xmllint --noout "$folder/body" 2>&1 | head -n 1)" xmllint --noout "$folder/body"
}

# say SITE ID ANSWER: from the worker's page
say() {
    [ "$(ask POST "/w/$(token "$1" "$2")" --data-urlencode "answer=$3" --data-urlencode point=M1)" = 303 ]
}

answers() {
    check "a worker of one" "" say one W1 check-in
    check "a worker of two, of the same id" "" say two W1 need-help
    check "each counts at its own site" "" muster_is "?drill=one" 'd["checked_in"] == 1 and d["need_help"] == 0'
    check "and only there" "" muster_is "?drill=two" 'd["checked_in"] == 0 and d["need_help"] == 1'
    kill -9 "$server"
    wait "$server" 2>/dev/null
    start_server
    check "a killed server goes on with both" "" muster_is "" 'len(drills) == 2 and [x["checked_in"] for x in drills] == [1, 0]'
    check "with their answers" "" muster_is "?drill=two" 'd["need_help"] == 1'
}

finish() {
    check "which one?" "$(cat "$folder/err")" status_is 2 "$sibu" stop --abort --server "$url" --data "$data" --lang en
    check "it names them" "$(cat "$folder/err")" sh -c "grep -q '000001 (one)' '$folder/err' && grep -q '000002 (two)' '$folder/err'"
    check "who musters while it runs is waited for" "$(cat "$folder/err")" status_is 1 "$sibu" stop --close-muster --drill two --server "$url" --data "$data"
    check "one of them is stopped" "$(cat "$folder/err")" status_is 0 "$sibu" stop --abort --drill two --server "$url" --data "$data"
    check "it has ended" "" muster_is "?drill=two" 'd["state"] == "abort"'
    check "its muster is closed" "$(cat "$folder/err")" status_is 0 "$sibu" stop --close-muster --drill two --server "$url" --data "$data" --lang en
    check "and it says so" "$(cat "$folder/out")" grep -q "The muster is closed" "$folder/out"
    check "not twice" "$(cat "$folder/err")" status_is 1 "$sibu" stop --close-muster --server "$url" --data "$data"
    check "the other goes on" "" muster_is "?drill=one" 'd["state"] in ("alerting", "running")'
    wait_for 100 muster_is "" '[x["site"] for x in drills] == ["one"]' || give_up "the first is not closed"
    check "the other still goes on" "" muster_is "" 'd["site"] == "one" and d["state"] == "running"'
    check "the only one needs no name" "$(cat "$folder/err")" status_is 0 "$sibu" stop --all-clear --server "$url" --data "$data"
    wait_for 100 muster_is "" 'drills == []' || give_up "the second is not closed"
    for number in 1 2; do
        record=$(find "$data/records" -name "*-00000$number.drill")
        wait_for 30 test -s "$record.html" || give_up "no report of drill $number"
        check "record $number is whole" "$(cat "$folder/err")" status_is 0 "$sibu" verify "$record" --lang en
        check "record $number is sealed" "" wait_for 10 sh -c "[ \"\$(stat -c %a '$record')\" = 444 ]"
    done
    wait_for 10 ended 2 || give_up "an end is not in the ledger"
    check "the ledger is whole" "$(cat "$folder/out")" status_is 0 "$sibu" verify "$data/sibu.db" --json
    check "two were held" "$(cat "$folder/out")" grep -q '"drills":2,' "$folder/out"
    check "a verifier of its own says so too" "$(cat "$folder/out" "$folder/err")" status_is 0 \
        python3 "$SIBU_SOURCE/tests/independent/ledger_verify.py" "$data/sibu.db"
}

ended() {
    [ "$(sqlite3 "file:$data/sibu.db?mode=ro" "SELECT count(*) FROM ledger WHERE kind = 'end'")" = "$1" ]
}

write_files
start_server
begin
boards
answers
finish
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -ge 39 ]
