#!/bin/sh
# sibu organisation check and show, run as an administrator runs them: answers, exit statuses, one line for a fault; and with the
# policy whose sites the file has to know. Needs SIBU_SOURCE and SIBU_BUILD.
set -eu
sibu=$SIBU_BUILD/bin/sibu
scenarios=$SIBU_SOURCE/scenarios
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0

# expect NAME STATUS PATTERN: the last run ended with this status, and its answer or its line on stderr holds the pattern
expect() {
    if [ "$status" -ne "$2" ] || ! grep -q -e "$3" "$folder/out" "$folder/err"; then
        echo "FAILED $1: status $status"
        cat "$folder/out" "$folder/err"
        failed=1
    fi
}
run() {
    status=0
    "$sibu" "$@" > "$folder/out" 2> "$folder/err" || status=$?
}

tree='"name": {"zh": "市", "en": "City"}, "branches": [{"id": "east", "name": {"zh": "东区", "en": "East"}},
 {"id": "port", "under": "east", "name": {"zh": "港区", "en": "Port"}}], "sectors": [{"id": "chem", "name": {"zh": "化工", "en": "Chemicals"}}]'
echo "{\"format\": 1, $tree, \"sites\": [{\"id\": \"chem-park-a\", \"branch\": \"port\", \"sectors\": [\"chem\"]}]}" > "$folder/o.json"
echo "{\"format\": 1, $tree, \"sites\": [{\"id\": \"a\", \"branch\": \"west\"}, {\"id\": \"a\"}]}" > "$folder/bad.json"
printf '{"format": 1, "mean": 2, "organisation": "o.json", "shifts": {"day": {}, "night": {}, "office": {}}, "sites": [{"site": "%s", "roster": "%s"}]}' \
    "$scenarios/sites/chem-park.geojson" "$scenarios/rosters/chem-park.csv" > "$folder/policy.json"

run organisation check "$folder/o.json" --lang en
expect good 0 "2 branches, 1 sectors, 1 sites, no faults"
run organisation check "$folder/o.json" --lang zh
expect good-zh 0 "2 个分支"
run organisation check "$folder/o.json" --policy "$folder/policy.json" --json
expect known 0 '"ok": true, "branches": 2, "sectors": 1, "sites": 1, "not_named": 0'
run organisation check "$folder/bad.json" --lang en
expect faults 2 'bad.json:/sites/0/branch: there is no branch "west"'
expect count 2 "2 faults"
[ "$(wc -l < "$folder/err")" -eq 3 ] || { echo "FAILED: not one line for each fault"; failed=1; }
run organisation check "$folder/bad.json" --policy "$folder/policy.json" --json
expect unknown 2 'there is no site \\"a\\"'
run organisation show "$folder/o.json" --lang en
expect tree 0 "^    Port (port): 1 sites"
run organisation show "$folder/o.json" --json
expect tree-json 0 '"id": "port", "under": "east", "name": {"zh": "港区", "en": "Port"}, "depth": 2, "sites": 1'
run organisation check "$folder/nothing.json" --lang en
expect missing 2 "nothing.json: there is no such file"

# The policy reads it: a fault of the one is a fault of the other.
run policy check "$folder/policy.json" --lang en
expect policy 0 "."
cp "$folder/bad.json" "$folder/o.json"
run policy check "$folder/policy.json" --lang en
expect policy-refuses 2 "o.json:/sites/0/branch"
exit $failed
