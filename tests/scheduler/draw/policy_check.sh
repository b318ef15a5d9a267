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

sites="\"sites\": [{\"site\": \"$scenarios/sites/chem-park.geojson\", \"roster\": \"$scenarios/rosters/chem-park.csv\"}]"
shifts='"shifts": {"day": {"from": "08:00", "to": "20:00"}, "night": {"from": "20:00", "to": "08:00"}, "office": {}}'
policy() {
    echo "{\"format\": 1, \"mean\": 2, $shifts, $sites$1}" > "$folder/policy.json"
    run policy check "$folder/policy.json" --lang en
}
for policy in chem-park demo three-lines; do
    run policy check "$scenarios/policies/$policy.json" --lang en
    expect "$policy is usable" 0 "can be used"
done
run policy check "$scenarios/policies/chem-park.json" --lang zh
expect "a policy in Chinese" 0 "规则可用"
run policy check "$scenarios/policies/demo.json" --json
expect "a policy as JSON" 0 '"ok":true'
python3 -m json.tool "$folder/out" > /dev/null || { echo "FAILED: no JSON"; failed=1; }

policy ''
expect "a small policy" 0 "can be used"
policy ', "never": [{"from": "2020-01-01", "to": "2020-12-31"}, {"from": "'"$(date +%Y)"'-01-01", "to": "'"$(date +%Y)"'-12-31"}]'
expect "a year of never-times cannot be kept" 1 "no open hour"
policy ', "results": {"drills": 3, "poor_below": 0.805, "good_from": 0.95}'
expect "what results move, in words" 0 "fewer than 80.5 % .* last 3 drills, its mean goes one step to more drills; from 95 %"
expect "one mean for all grades leaves no step" 0 "the mean of all grades is the same"
policy ', "together": true, "results": {"drills": 3, "poor_below": 0.8, "good_from": 0.95}'
expect "what results move in a draw together" 0 "its weight in the group's draw goes one step"
if grep -q "of all grades is the same" "$folder/out"; then
    echo "FAILED: a note about weights that differ"
    failed=1
fi
run policy check "$folder/policy.json" --lang zh
expect "what results move, in Chinese" 0 "最近 3 次演练的平均报到率.*低于 80% 时，其抽取权重"
run policy check "$folder/policy.json" --json
expect "what results move, as JSON" 0 '"results":{"drills":3,"poor_below":0.800,"good_from":0.950}'
policy ', "results": {"drills": 3, "poor_below": 0.95, "good_from": 0.8}'
expect "results that contradict each other" 2 "policy.json:/results/poor_below: is more than"
policy ', "windows": [{"from": "08:00", "to": "08:00"}]'
expect "a window of no length" 2 "policy.json:/windows/0/to"
[ "$(wc -l < "$folder/err")" -eq 1 ] || { echo "FAILED: more than one line for a fault"; failed=1; }
policy ', "gap_days": 120'
expect "a gap that leaves no room" 1 "2 drills fit at most"
echo "{\"format\": 1, \"mean\": 5, \"least\": 4, \"period\": \"quarter\", \"gap_days\": 60, $shifts, $sites}" > "$folder/policy.json"
run policy check "$folder/policy.json" --lang en
expect "four drills do not fit into a quarter" 1 "2 drills fit at most, and the rules ask for 4 at least"
policy ', "least": 5, "most": 3'
expect "least above most" 2 "policy.json:/least: is more than"
[ "$(wc -l < "$folder/err")" -eq 1 ] || { echo "FAILED: more than one line for a fault"; failed=1; }
run policy check "$folder/policy.json" --json
expect "a fault as JSON" 2 '"ok":false'
python3 -m json.tool "$folder/out" > /dev/null || { echo "FAILED: no JSON for a fault"; failed=1; }
printf 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\n' > "$folder/half.ics"
policy ', "never": [{"calendar": "half.ics"}]'
expect "a calendar that is cut off" 2 "half.ics:"
policy ', "never": [{"calendar": "'"$scenarios/policies/holidays-cn-2027.ics"'"}]'
expect "a calendar" 0 "holidays-cn-2027.ics"
run policy check "$folder/gone.json" --lang en
expect "no such file" 2 "no such file"

# What the policy's proof means, and what to mind about it.
council='"key": "works-council.example+3bc2fc4d+BCoqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioq"'
auditor='"key": "auditor.example+c9aad8dc+BCsrKysrKysrKysrKysrKysrKysrKysrKysrKysrKysr"'
beacon='"beacon": {"chain": "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971", "urls": ["https://a.example"]}'
echo 0123456789abcdef > "$folder/witness.token"
echo 0123456789abcde > "$folder/short.token"
# lacks NAME PATTERN: the last answer has no such words
lacks() {
    if grep -q -e "$2" "$folder/out"; then
        echo "FAILED $1"
        cat "$folder/out"
        failed=1
    fi
}
# witness URL KEY [MORE]: a policy with this witness
witness() {
    policy ', "proof": {"witnesses": [{"url": "'"$1"'", '"$2${3:-}"'}]}'
}
policy ''
expect "a policy without proof" 0 "^Proof: the policy names none"
expect "what a draw of this machine alone leaves open" 0 "draw again until it suits"
witness https://w.example "$council" ', "token_file": "witness.token"'
expect "a witness is named" 0 "Witness works-council.example at https://w.example, key works-council.example+3bc2fc4d+BCoqKi"
expect "what a witness stops" 0 "a witness signs one history only"
lacks "a witness without anything to mind" "own machine\|in clear\|cannot be used\|on one host\|slow beacons\|no witness"
witness http://10.0.0.7:8091 "$council" ', "token_file": "witness.token"'
expect "a token in clear" 0 "goes in clear (http://10.0.0.7:8091)"
witness http://10.0.0.7:8091 "$council"
expect "no token, nothing in clear" 0 "can be used"
lacks "no token, nothing in clear" "in clear"
for here in localhost LOCALHOST:8091 a.localhost/x 127.0.0.1 127.9.9.9:80 '[::1]:8091' '[::ffff:127.0.0.1]' 0.0.0.0; do
    witness "http://$here" "$council" ', "token_file": "witness.token"'
    expect "a witness at $here" 0 "is on the server's own machine"
    lacks "a token that stays at $here" "in clear"
done
for there in 127.example 128.0.0.1 localhost.example a.example/localhost '[fd00::127]'; do
    witness "http://$there" "$council"
    expect "a witness at $there" 0 "Witness works-council.example at"
    lacks "a witness at $there" "own machine"
done
for token in short.token none.token .; do
    witness https://w.example "$council" ', "token_file": "'$token'"'
    expect "no token in $token" 1 "The token of the witness works-council.example in $token cannot be used"
done
policy ', "proof": {"witnesses": [{"url": "https://w.example:1", '"$council"'}, {"url": "https://W.example/2", '"$auditor"'}]}'
expect "two witnesses on one host" 0 "works-council.example and auditor.example are on one host"
policy ', "proof": {"witnesses": [{"url": "https://w.example.org", '"$council"'}, {"url": "https://w.example", '"$auditor"'}]}'
expect "two witnesses" 0 "Witness works-council.example at https://w.example.org"
lacks "two witnesses on two hosts" "on one host"
policy ', "proof": {'"$beacon"'}'
expect "a beacon alone" 0 "There is a beacon and no witness"
expect "a beacon is named" 0 "the chain 52db9ba7.*, asked at https://a.example"
lacks "a beacon of ticks of ten minutes" "slow beacons"
policy ', "tick_s": 30, "proof": {'"$beacon"', "witnesses": [{"url": "https://w.example", '"$council"'}]}'
expect "a beacon with short ticks" 0 "A tick comes every 30 s, and slow beacons"
expect "what both leave open" 0 "this machine and all its witnesses together could still"
lacks "a beacon and a witness" "no witness"
run policy check "$folder/policy.json" --lang zh
expect "the proof in Chinese" 0 "^证明：每次抽取由本机与下列见证人的链值、下列公共信标的轮次合成"
run policy check "$folder/policy.json" --json
expect "the proof as JSON" 0 '"mode":"both"'
python3 - "$folder/out" <<'E' || failed=1
import json, sys
proof = json.load(open(sys.argv[1]))["proof"]
assert proof["mode"] == "both" and proof["beacon"]["urls"] == ["https://a.example"], proof
assert proof["witnesses"][0]["name"] == "works-council.example" and proof["witnesses"][0]["token_file"] is None, proof
assert proof["witnesses"][0]["url"] == "https://w.example" and proof["beacon"]["chain"].startswith("52db9ba7"), proof
assert "neither" in proof["stops"]["en"] and "防不住" in proof["leaves_open"]["zh"], proof
E
witness https://w.example/ "$council"
expect "an address with a slash at its end" 2 "policy.json:/proof/witnesses/0/url"
[ "$(wc -l < "$folder/err")" -eq 1 ] || { echo "FAILED: more than one line for a bad witness"; failed=1; }

run policy odds "$scenarios/policies/chem-park.json" --lang en --chart "$folder/odds.svg"
expect "a policy has odds" 0 "To be less predictable"
xmllint --noout "$folder/odds.svg" || { echo "FAILED: the chart is no XML"; failed=1; }
run policy odds "$scenarios/policies/three-lines.json" --lang zh
expect "a policy has odds in Chinese" 0 "要更难预料"
policy ', "windows": [{"from": "00:00", "to": "24:00"}], "timezone": "Asia/Shanghai"'
run policy odds "$folder/policy.json" --json
expect "odds as JSON" 0 '"entropy_bits"'
# By the hour, always open, gap 14, 1 to 8, mean 2: the figures of a half-year lie near those known of 180 days.
python3 - "$folder/out" <<'E' || failed=1
import json, sys
law = json.load(open(sys.argv[1]))["laws"][0]
for name, value, low, high in (("bits", law["entropy_bits"], 24.2, 24.7), ("caught 5 %", law["caught"]["0.05"], 0.115, 0.130),
                               ("least possible", law["caught_least_possible"]["0.05"], 0.09, 0.105),
                               ("drills above 5 %", law["p24h_share_above"]["0.05"], 0.019, 0.025),
                               ("surprise, always open", law["surprise_8h_bits"], 2.999999, 3.000001),
                               ("mean", law["mean_drills"], 1.999999, 2.000001)):
    if not low <= value <= high:
        print("FAILED odds:", name, value)
        sys.exit(1)
assert law["caught"]["0.05"] > law["caught_least_possible"]["0.05"] > 0.05
E

# What limits cost that sites share: three sites, and a budget that almost is a quota.
three="{\"site\": \"$scenarios/sites/chem-park.geojson\", \"roster\": \"$scenarios/rosters/chem-park.csv\"}"
three="$three, {\"site\": \"$scenarios/sites/metal-works.geojson\", \"roster\": \"$scenarios/rosters/metal-works.csv\"}"
three="$three, {\"site\": \"$scenarios/sites/training-building.geojson\", \"roster\": \"$scenarios/rosters/training-building.csv\"}"
# works MORE: a policy with one group of these
works() {
    echo '{"format": 1, "mean": 2, "shifts": {"day": {}, "night": {}, "office": {}, "常白班": {}}, "groups": [{"id": "works",
        "windows": [{"from": "00:00", "to": "24:00"}]'"$1, \"sites\": [$three]}]}" > "$folder/policy.json"
}
works ', "most_per_month": 1, "concurrent": 2'
run policy check "$folder/policy.json" --lang en
expect "a ceiling that is a quota" 0 "ceiling of 1 drills a month acts almost as a quota.* bits a month"
run policy check "$folder/policy.json" --lang zh
expect "a ceiling that is a quota, in Chinese" 0 "组 works：每月至多 1 次的上限近乎定额"
run policy odds "$folder/policy.json" --lang zh
expect "what limits cost, in Chinese" 0 "组 works，每月至多举行 1 次：平均每月抽中 1.00 次"
run policy odds "$folder/policy.json" --lang en
expect "a budget's cost" 0 "Group works, at most 1 held in a month: 1.00 are drawn in a month"
expect "a limit's cost in a group" 0 "Group works, at most 2 at one time: at most"
expect "a limit's cost in all" 0 "At most 1 at one time in all: at most 0.0"
expect "advice about a budget" 0 "Group works: raise most_per_month"
run policy odds "$folder/policy.json" --json
# Near the Poisson law's: 1 - 1/e of the months hold a drill, and 1/e of a drill a month is one too many.
python3 - "$folder/out" <<'E' || failed=1
import json, math, sys
odds = json.load(open(sys.argv[1]))
works = odds["groups"][0]
budget = works["most_per_month"]
for name, value, low, high in (("drawn", budget["drawn_per_month"], 0.999, 1.001),
                               ("used up", budget["used_up"], 0.62, 0.70),
                               ("lost", budget["lost_per_month"], 0.30, math.exp(-1) + 0.01),
                               ("spent", budget["spent_share"], 0.34, 0.42),
                               ("bits", budget["bits_per_month"], 3.0, 6.0),
                               ("at one time, in all", odds["concurrent"]["lost_per_year_at_most"], 1e-4, 1e-2),
                               ("at one time, in a group", works["concurrent"]["lost_per_year_at_most"], 0, 1e-6)):
    if not low <= value <= high:
        print("FAILED limits:", name, value)
        sys.exit(1)
# With one drill a month: what is drawn is held, or lost.
assert abs(budget["drawn_per_month"] - budget["lost_per_month"] - budget["used_up"]) < 1e-6
assert abs(budget["lost_per_year"] - 12 * budget["lost_per_month"]) < 1e-6
assert budget["used_up_likeliest_month"] >= budget["used_up"]
E
works ', "most_per_month": 12'
run policy check "$folder/policy.json" --lang en
lacks "a ceiling that is none" "as a quota"
run policy odds "$folder/policy.json" --lang en
expect "a ceiling that costs nothing" 0 "at most 12 held in a month: 1.00 are drawn in a month on average; .* a chance of \(<0.001\|0.00\)%"
lacks "advice about a ceiling that costs nothing" "raise most_per_month"
works ', "mean": {"A": 3, "B": 2.5, "C": 2, "D": 1.5}'
run policy check "$folder/policy.json" --lang en
expect "the riskiest grade drilled least" 0 "grade D is the greatest risk, and yet its mean is less than that of grade A"
run policy odds "$folder/policy.json" --json
expect "no budget, no figures" 0 '"most_per_month":null,"concurrent":null'
works ', "mean": {"A": 1.5, "B": 2, "C": 2.5, "D": 3}'
run policy check "$folder/policy.json" --lang en
lacks "the riskiest grade drilled most" "grade D is the greatest risk"
run policy odds "$scenarios/policies/three-lines.json" --lang en
expect "a limit that cannot bind" 0 "At most 1 at one time: costs nothing"

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
