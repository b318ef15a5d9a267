#!/bin/sh
# sibu policy check and sibu roster check, run as an officer runs them: answers, exit statuses, one line for a fault.
# Needs SIBU_SOURCE and SIBU_BUILD.
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

for policy in chem-park demo three-lines; do
    run policy check "$scenarios/policies/$policy.json" --lang en
    expect "$policy is usable" 0 "can be used"
    run policy check "$scenarios/policies/$policy.json" --lang zh
    expect "$policy in Chinese" 0 "规则可用"
    run policy check "$scenarios/policies/$policy.json" --json
    expect "$policy as JSON" 0 '"ok":true'
    python3 -m json.tool "$folder/out" > /dev/null || { echo "FAILED $policy: no JSON"; failed=1; }
done

sites="\"sites\": [{\"site\": \"$scenarios/sites/chem-park.geojson\", \"roster\": \"$scenarios/rosters/chem-park.csv\"}]"
shifts='"shifts": {"day": {"from": "08:00", "to": "20:00"}, "night": {"from": "20:00", "to": "08:00"}, "office": {}}'
policy() {
    echo "{\"format\": 1, \"mean_per_half_year\": 2, $shifts, $sites$1}" > "$folder/policy.json"
    run policy check "$folder/policy.json" --lang en
}
policy ''
expect "a small policy" 0 "can be used"
policy ', "never": [{"from": "2020-01-01", "to": "2020-12-31"}, {"from": "'"$(date +%Y)"'-01-01", "to": "'"$(date +%Y)"'-12-31"}]'
expect "a year of never-times cannot be kept" 1 "no open hour"
policy ', "windows": [{"from": "08:00", "to": "08:00"}]'
expect "a window of no length" 2 "policy.json:/windows/0/to"
[ "$(wc -l < "$folder/err")" -eq 1 ] || { echo "FAILED: more than one line for a fault"; failed=1; }
policy ', "gap_days": 90'
expect "a gap that leaves no room" 2 "leaves room"
run policy check "$folder/policy.json" --json
expect "a fault as JSON" 2 '"ok":false'
python3 -m json.tool "$folder/out" > /dev/null || { echo "FAILED: no JSON for a fault"; failed=1; }
run policy check "$folder/gone.json" --lang en
expect "no such file" 2 "no such file"
run policy odds "$folder/policy.json" --lang en
expect "odds are not offered" 2 "no such command"

for roster in chem-park metal-works training-building; do
    run roster check "$scenarios/rosters/$roster.csv" --site "$scenarios/sites/$roster.geojson" \
        --policy "$scenarios/policies/demo.json" --lang en
    expect "$roster's roster" 0 "no faults"
done
printf '工号,姓名,区域,班次\nA1,,nowhere,dusk\nA1,李,nowhere,day\n' > "$folder/roster.csv"
run roster check "$folder/roster.csv" --site "$scenarios/sites/chem-park.geojson" --policy "$scenarios/policies/demo.json" --lang en
expect "every fault is listed" 2 "5 faults"
expect "by row and column" 2 "roster.csv:2:姓名: must not be empty"
run roster check "$folder/roster.csv" --json
expect "faults as JSON" 2 '"ok":false'
run roster check --lang en
expect "the file is asked for" 2 "missing FILE"
exit "$failed"
