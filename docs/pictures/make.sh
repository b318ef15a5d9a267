#!/bin/sh
# Makes the pictures of this folder anew, with the programs of a build: a demonstration, replayed and compared with the
# forecast that was made at its T0, and the live board of a server's drill. Needs curl.
# Usage: make.sh FOLDER-OF-BUILD [RECORD]; with a record no demonstration is run.
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd)
source=$(cd -- "$here/../.." && pwd)
build=$1
work=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || :
    wait
    chmod -R u+w "$work"
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

# demonstrate: the record of a demonstration
demonstrate() {
    "$build/bin/sibu" demo --seed 12 --out "$work/demo" --lang en >&2
    echo "$work/demo"/*.drill
}

# of_people: the token, on a line, of each of the drill's people, as the server gives them to the officer
of_people() {
    curl --noproxy '*' -sf -H "Authorization: Bearer $(cat "$work/data/officer.key")" "$url/v1/people" |
        grep -o '"token":"[^"]*"' | cut -d '"' -f 4
}

# post PATH JSON
post() {
    curl --noproxy '*' -sf -o "$work/answered" -H 'Content-Type: application/json' --data "$2" "$url$1"
}

# serve: a server of the metal works, whose day shift is there at any hour; sets server and url
serve() {
    cat >"$work/policy.json" <<END
{"format": 1, "tick_s": 600, "least": 0, "mean": 0.01, "windows": [{"from": "00:00", "to": "24:00"}],
 "shifts": {"白班": {"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "24:00"},
            "常白班": {"days": ["sun"], "from": "03:00", "to": "03:01"},
            "夜班": {"days": ["sun"], "from": "03:00", "to": "03:01"}},
 "sites": [{"site": "$source/scenarios/sites/metal-works.geojson", "roster": "$source/scenarios/rosters/metal-works.csv"}]}
END
    : >"$work/url"
    "$build/bin/sibu" serve --policy "$work/policy.json" --data "$work/data" --port 0 --json --lang en >"$work/url" &
    server=$!
    until grep -q '"url"' "$work/url"; do
        kill -0 "$server"
        sleep 0.1
    done
    url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$work/url")
}

# answer: of its people, 119 check in and one needs help
answer() {
    number=0
    of_people | head -n 120 | while read -r token; do
        number=$((number + 1))
        if [ "$number" = 120 ]; then
            post /v1/answer "{\"token\":\"$token\",\"key\":\"picture-$number\",\"answer\":\"need-help\"}"
        else
            post /v1/check-in "{\"token\":\"$token\",\"key\":\"picture-$number\",\"point\":\"M$((number % 2 + 1))\"}"
        fi
    done
}

if [ $# = 2 ]; then
    record=$2
else
    record=$(demonstrate)
fi
serve
"$build/bin/sibu" surprise --now --server "$url" --data "$work/data" --lang en
answer
"$build/bin/sibu-view" --live "$url" --data "$work/data" --lang en --snapshot end "$here/live.png"
"$build/bin/sibu-view" "$record" --lang en --snapshot 120 "$here/replay.png"
"$build/bin/sibu-view" "$record" --compare forecast --lang en --snapshot 120 "$here/compare.png"
