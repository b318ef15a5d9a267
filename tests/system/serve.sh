#!/bin/sh
# A server's day: sibu serve, surprise, phones and stop as separate programs on one machine, a worker's page and the API over
# HTTP, the server killed in the middle of a drill and started again, the all clear, the record and its report.
# Takes about two minutes of waiting, for the surprise and for the grace after a drill's end. With SIBU_LONG the simulated
# workers walk all the way before the all clear.
# With SIBU_TEST_STORE=postgres its database is in the tests' PostgreSQL server (tests/scheduler/store/postgres.sh).
# Needs SIBU_SOURCE and SIBU_BUILD.
set -u
sibu=$SIBU_BUILD/bin/sibu
little=$SIBU_SOURCE/tests/system/little
folder=$(mktemp -d) || exit 1
data=$folder/data
server=
url=
phones=
port=0
: >"$folder/err"
passed=0
failed=0
# shellcheck source=/dev/null
. "$SIBU_SOURCE/tests/system/serving.sh"

end() {
    [ -z "$phones" ] || kill -9 "$phones" 2>/dev/null
    [ -z "$server" ] || kill -9 "$server" 2>/dev/null
    wait
    chmod -R u+w "$folder"
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 1' INT TERM

# start_first: the server's first start; where its database is it knows from then on
start_first() {
    if [ "${SIBU_TEST_STORE:-}" != postgres ]; then
        start_server
        return
    fi
    server_url=$(cat "$SIBU_BUILD/postgres.url")
    schema=serve_$$
    /usr/lib/postgresql/15/bin/psql -q "$server_url" -c "CREATE SCHEMA $schema" || give_up "there is no PostgreSQL server"
    check "a password does not belong into the command line" "" status_is 2 timeout 20 "$sibu" serve --policy \
        "$folder/policy.json" --data "$data" --port 0 --lang en --store "postgresql://sibu:secret-word@127.0.0.1/sibu"
    check "it says where it belongs" "$(cat "$folder/err")" grep -q PGPASSFILE "$folder/err"
    check "and does not repeat it" "$(cat "$folder/err")" sh -c "! grep -q secret-word '$folder/err'"
    start_server --store "$server_url&options=-csearch_path%3D$schema"
    check "nothing of it is in a file" "$(ls "$data")" [ ! -e "$data/sibu.db" ]
}

# muster EXPRESSION: of the drill d as the officer sees it, or of None
muster() {
    officer GET /v1/muster >"$folder/code"
    python3 -c 'import json, sys; d = json.load(open(sys.argv[1]))["drill"]; print(eval(sys.argv[2]))' "$folder/body" "$1"
}

muster_is() {
    [ "$(muster "$1")" = True ]
}

# token ID: of a person; empty where there is nobody
token() {
    officer GET /v1/people >"$folder/code"
    python3 -c 'import json, sys; print(*[p["token"] for p in json.load(open(sys.argv[1]))["people"] if p["id"] == sys.argv[2]])' \
        "$folder/body" "$1"
}

answer() {
    ask POST "/v1/$1" -H 'Content-Type: application/json' --data "$2"
}

write_policy() {
    never=$(LC_ALL=C date -u -d '+3 days' +%a | tr '[:upper:]' '[:lower:]')   # a shift that is not on now
    cat >"$folder/policy.json" <<EOF
{"format": 1, "tick_s": 10, "least": 0, "mean": 0.01, "windows": [{"from": "00:00", "to": "24:00"}],
 "shifts": {"never-now": {"days": ["$never"], "from": "03:00", "to": "03:01"}},
 "sites": [{"site": "$little/site.geojson", "roster": "$little/roster.csv"}]}
EOF
}

before_the_drill() {
    check "the key is the officer's alone" "$(stat -c %a "$data/officer.key")" [ "$(stat -c %a "$data/officer.key")" = 600 ]
    link=$(sed -n 's/.*"set_up":"[^"]*\(\/join\/[^"]*\)".*/\1/p' "$folder/url.json")
    check "the first start shows the way to an account" "$link" [ "$(ask GET "$link")" = 200 ]
    check "it is well" "" [ "$(ask GET /healthz)" = 200 ]
    check "no drill runs" "" muster_is 'd is None'
    check "not without the key" "" [ "$(ask GET /v1/muster)" = 401 ]
    check "nor with another" "" [ "$(ask GET /v1/muster -H 'Authorization: Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')" = 401 ]
    officer GET /v1/people >"$folder/code"
    check "everybody is known, and who is on shift" "$(head -c 300 "$folder/body")" python3 -c '
import json, sys
people = json.load(open(sys.argv[1]))["people"]
assert len(people) == 13 and sum(p["expected_now"] for p in people) == 12
assert len({p["token"] for p in people}) == 13 and all(len(p["token"]) >= 20 for p in people)' "$folder/body"
    check "an answer without a drill is not taken" "" \
        [ "$(answer answer "{\"token\":\"$(token W11)\",\"key\":\"early-000\",\"answer\":\"acknowledge\"}")" = 409 ]
    check "who has no phone cannot be reached" "" status_is 1 "$sibu" reachability --server "$url" --data "$data" --lang en
    check "and it says so" "$(cat "$folder/out")" grep -qx '  little-works W11: no address at all' "$folder/out"
    check "out of how many" "$(cat "$folder/out")" grep -qEx 'little-works: [0-9]+ / 13 people can be reached' "$folder/out"
    check "for programs too" "" status_is 1 "$sibu" reachability --server "$url" --data "$data" --json
    check "as the server tells it" "" python3 -c 'import json, sys; assert json.load(open(sys.argv[1]))["sites"][0]["people"] == 13' "$folder/out"
    check "without a server nothing is known" "" status_is 3 "$sibu" reachability --server http://127.0.0.1:9 --data "$data"
    check "there is nothing to stop" "$(cat "$folder/err")" status_is 1 "$sibu" stop --all-clear --server "$url" --data "$data"
    check "a second server cannot have the port" "" status_is 3 timeout 20 "$sibu" serve --policy "$folder/policy.json" \
        --data "$folder/other" --port "$port"
}

arm() {
    check "the surprise is armed" "" status_is 0 "$sibu" surprise --within 1m --server "$url" --data "$data" --json
    check "and says nothing about when" "$(cat "$folder/out")" \
        sh -c "sed 's/,\"entropy_bits\":[0-9.]*//' '$folder/out' | grep -qxF '{\"ok\":true}'"
    check "not twice" "" status_is 1 "$sibu" surprise --within 1m --server "$url" --data "$data"
    check "without a server there is no surprise" "" status_is 3 "$sibu" surprise --server http://127.0.0.1:9 --data "$data"
    wait_for 90 muster_is 'd is not None' || give_up "the surprise did not come within its minute"
    check "nobody starts a second drill" "" status_is 1 "$sibu" surprise --within 1m --server "$url" --data "$data"
}

# by_hand: two workers without a simulated phone, over HTTP
by_hand() {
    w11=$(token W11)
    w12=$(token W12)
    sent="{\"token\":\"$w11\",\"key\":\"by-hand-1\",\"answer\":\"need-help\",\"client_us\":1}"
    ask GET "/w/$w11?lang=zh" >"$folder/code"
    check "the page says that it is a drill" "" grep -q 演练 "$folder/body"
    check "in English too" "" [ "$(ask GET "/w/$w11?lang=en")" = 200 ]
    check "in English too: drill" "" grep -qi drill "$folder/body"
    check "to look is not to answer" "" muster_is 'any(m["id"] == "W11" and not m["need_help"] for m in d["missing_people"])'
    check "an answer is taken" "" [ "$(answer answer "$sent")" = 200 ]
    check "it is new" "$(cat "$folder/body")" grep -q '"new":true' "$folder/body"
    check "sent again" "" [ "$(answer answer "$sent")" = 200 ]
    check "it is the same" "$(cat "$folder/body")" grep -q '"new":false' "$folder/body"
    check "help is seen at once" "" muster_is 'd["need_help"] >= 1 and any(m["id"] == "W11" and m["need_help"] for m in d["missing_people"])'
    check "the page takes a press" "" [ "$(ask POST "/w/$w12" --data-urlencode answer=acknowledge)" = 303 ]
    check "the page takes a check-in" "" [ "$(ask POST "/w/$w12" --data-urlencode answer=check-in --data-urlencode point=M1)" = 303 ]
    check "who checked in is not missing" "" muster_is 'd["checked_in"] >= 1 and not any(m["id"] == "W12" for m in d["missing_people"])'
    check "who is not on shift has no drill" "" \
        [ "$(answer answer "{\"token\":\"$(token W13)\",\"key\":\"by-hand-3\",\"answer\":\"acknowledge\"}")" != 500 ]
    check "they are not expected" "" muster_is 'd["expected"] == 12'
}

hostile() {
    check "an unknown token" "" [ "$(answer answer '{"token":"nobodynobodynobodynobo","key":"by-hand-4","answer":"acknowledge"}')" = 404 ]
    check "no JSON" "" [ "$(answer answer '{"token":')" = 400 ]
    check "an unknown answer" "" [ "$(answer answer "{\"token\":\"$w11\",\"key\":\"by-hand-5\",\"answer\":\"maybe\"}")" = 400 ]
    check "a short key" "" [ "$(answer answer "{\"token\":\"$w11\",\"key\":\"x\",\"answer\":\"cannot\"}")" = 400 ]
    check "an unknown place" "" [ "$(answer check-in "{\"token\":\"$w11\",\"key\":\"by-hand-6\",\"point\":\"M77\"}")" != 500 ]
    head -c 5000000 /dev/zero >"$folder/large"
    check "too large" "" [ "$(ask POST /v1/answer --data-binary "@$folder/large")" = 413 ]
    check "no such page" "" [ "$(ask GET /nowhere)" = 404 ]
    check "no way up" "" [ "$(ask GET /w/../../etc/passwd --path-as-is)" = 404 ]
    check "a stop needs the key" "" [ "$(ask POST /v1/stop --data '{"how":"abort"}')" = 401 ]
    check "it is still well" "" [ "$(ask GET /healthz)" = 200 ]
}

# The counts of the muster and everybody in them, in one line.
counts='(d["id"], d["t0_us"], d["expected"], d["acknowledged"], d["checked_in"], d["need_help"], d["cannot"], d["missing"], d["missing_people"], d["musters"])'

# ask_store SQL: while no server runs
ask_store() {
    if [ -e "$data/sibu.db" ]; then
        sqlite3 "file:$data/sibu.db?mode=ro" "$1"
    else
        /usr/lib/postgresql/15/bin/psql -qAt "$server_url" -c "SET search_path = $schema" -c "$1"
    fi
}

killed() {
    wait_for 120 muster_is 'd["acknowledged"] >= 4' || give_up "no answers come"
    kill -STOP "$phones"   # nobody says anything meanwhile
    before=$(muster "$counts")
    wait_for 5 muster_is "str($counts) == '''$before'''" || true
    before=$(muster "$counts")
    kill -9 "$server"
    wait "$server" 2>/dev/null
    check "the server is gone" "" [ "$(ask GET /healthz)" = 000 ]
    # An update may be under way to phones that stand still: nobody knows then whether it came, so it is sent again.
    under_way=$(ask_store "SELECT coalesce(sum(attempt), 0) FROM outbox WHERE state = 'waiting'")
    start_server
    after=$(muster "$counts")
    check "a killed server goes on where it was" "$before -- $after" [ "$before" = "$after" ]
    check "an answer from before is still known" "" [ "$(answer answer "$sent")" = 200 ]
    check "and counts once" "$(cat "$folder/body")" grep -q '"new":false' "$folder/body"
    kill -CONT "$phones"
    check "the phones go on" "" wait_for 120 muster_is "d['acknowledged'] > $(muster 'd["acknowledged"]') or d['checked_in'] > 3"
}

finish() {
    check "each is counted once" "$(muster "$counts")" \
        muster_is 'd["expected"] == d["checked_in"] + d["need_help"] + d["cannot"] + d["missing"] == 12'
    check "all clear" "" status_is 0 "$sibu" stop --all-clear --server "$url" --data "$data"
    check "not twice" "" status_is 1 "$sibu" stop --all-clear --server "$url" --data "$data"
    check "the drill has ended" "" muster_is 'd["state"] == "all-clear"'
    wait_for 60 phones_ended || give_up "the phones go on"
    check "the phones end with status 0" "$phones_status: $(cat "$folder/phones.log")" [ "$phones_status" = 0 ]
    # the alert, its end, and an update for whatever unfolded
    check "each phone had the alert and its end, none twice but what was under way at the kill" \
        "$under_way under way; $(cat "$folder/phones.json")" python3 -c '
import json, sys
said, under_way = json.load(open(sys.argv[1])), int(sys.argv[2])
assert said["people"] == 10 and 0 <= said["repeated_alerts"] <= under_way
assert 20 <= said["alerts"] - said["repeated_alerts"] <= 70 and said["sent"] > 4' "$folder/phones.json" "$under_way"
    last=$(muster '" ".join(str(d[k]) for k in ("expected", "acknowledged", "checked_in", "need_help", "cannot", "missing"))')
    wait_for 100 muster_is 'd is None' || give_up "the drill is not closed"
    record=$(find "$data/records" -name '*.drill')
    check "one record" "$record" [ "$(printf '%s\n' "$record" | wc -l)" = 1 ]
    check "it is sealed" "" wait_for 20 test "$(stat -c %a "$record")" = 444
    check "it is whole" "$(cat "$folder/err")" status_is 0 "$sibu" verify "$record" --lang en
    check "verify gives its fingerprint" "$(cat "$folder/out")" grep -Eq '[0-9a-f]{64}' "$folder/out"
    check "its report is beside it" "$(ls "$data/records")" test -s "$record.html"
    check "a page" "$(xmllint --noout "$record.html" 2>&1 | head -n 1)" xmllint --noout "$record.html"
    counted=$(sqlite3 "file:$record?mode=ro" "
        CREATE TEMP VIEW said AS SELECT r.person, r.kind FROM response r JOIN person p ON p.number = r.person AND p.expected = 1;
        CREATE TEMP VIEW there AS SELECT DISTINCT person FROM said WHERE kind = 'check-in';
        CREATE TEMP VIEW help AS SELECT DISTINCT person FROM said WHERE kind = 'need-help' AND person NOT IN there;
        CREATE TEMP VIEW lame AS SELECT DISTINCT person FROM said WHERE kind = 'cannot' AND person NOT IN there AND person NOT IN help;
        SELECT (SELECT sum(expected) FROM person), (SELECT count(DISTINCT person) FROM said WHERE kind = 'acknowledge'),
            (SELECT count(*) FROM there), (SELECT count(*) FROM help), (SELECT count(*) FROM lame),
            (SELECT sum(expected) FROM person) - (SELECT count(*) FROM (SELECT * FROM there UNION SELECT * FROM help UNION SELECT * FROM lame))" |
        tr '|' ' ')
    check "the record counts as the muster did" "$last -- $counted" [ "$last" = "$counted" ]
    expected=$(sqlite3 "file:$record?mode=ro" "SELECT json_extract(CAST(bytes AS TEXT), '\$.runs') >= 20,
        json_extract(CAST(bytes AS TEXT), '\$.people') FROM document WHERE name = 'forecast'")
    check "it holds one forecast, of those expected" "$expected" [ "$expected" = "1|12" ]
    check "no alert was accepted twice" "" [ "$(sqlite3 "file:$record?mode=ro" "SELECT count(*) FROM
        (SELECT 1 FROM delivery WHERE fault = '' GROUP BY alert, person HAVING count(*) > 1)")" = 0 ]
    check "the ledger is given out" "$(cat "$folder/err")" status_is 0 "$sibu" ledger export --data "$data"
    cp "$folder/out" "$folder/ledger.jsonl"
    check "the drawn drill is in it" "" \
        [ "$(grep '"kind":"drill"' "$folder/ledger.jsonl" | grep -cF '\"reason\":\"\"')" = 1 ]
    check "and its end" "" [ "$(grep '"kind":"end"' "$folder/ledger.jsonl" | grep -cF '\"how\":\"all-clear\"')" = 1 ]
    check "it is whole" "$(cat "$folder/out")" status_is 0 "$sibu" verify "$folder/ledger.jsonl" --lang en
    if [ -e "$data/sibu.db" ]; then
        check "as in the database" "$(cat "$folder/out")" status_is 0 "$sibu" verify "$data/sibu.db" --lang en
    fi
}

phones_ended() {
    kill -0 "$phones" 2>/dev/null && return 1
    phones_status=0
    wait "$phones" || phones_status=$?
    phones=
}

stop_server() {
    kill -TERM "$server"
    wait_for 20 server_ended || give_up "SIGTERM does not end the server"
    check "SIGTERM ends the server with status 0" "$server_status: $(tail -n 2 "$folder/server.log")" [ "$server_status" = 0 ]
    check "nothing of the store is left open" "$(ls "$data")" [ ! -e "$data/sibu.db-wal" ]
}

server_ended() {
    kill -0 "$server" 2>/dev/null && return 1
    server_status=0
    wait "$server" || server_status=$?
    server=
}

write_policy
start_first
"$sibu" phones --server "$url" --data "$data" --people 10 --seed 3 --json >"$folder/phones.json" 2>"$folder/phones.log" &
phones=$!
before_the_drill
arm
by_hand
hostile
killed
if [ -n "${SIBU_LONG:-}" ]; then
    check "the simulated workers arrive" "$(muster "$counts")" wait_for 400 muster_is 'd["checked_in"] >= 8'
fi
finish
stop_server
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -ge 50 ]
