#!/bin/sh
# sibu site check and sibu site show as their users meet them: answers, exit statuses, files.
set -u
sibu=$SIBU_BUILD/bin/sibu
good=$SIBU_SOURCE/tests/engine/site/base.geojson
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
failed=0
# under the address sanitizer: fontconfig 2.14 itself loses 288 bytes while it reads its settings
echo "leak:libfontconfig" >"$folder/known-leaks"
LSAN_OPTIONS=suppressions=$folder/known-leaks:print_suppressions=0
export LSAN_OPTIONS

# expect NAME STATUS PATTERN COMMAND...: the status, and the pattern somewhere in what it prints
expect() {
    name=$1 status=$2 pattern=$3
    shift 3
    said=$("$@" 2>&1)
    got=$?
    if [ "$got" -ne "$status" ] || ! printf '%s\n' "$said" | grep -q -- "$pattern"; then
        echo "FAILED: $name: status $got, wanted $status and \"$pattern\"; it said: $said"
        failed=1
    fi
}

sed 's/\[3, 8\], \[3, 6\]\]\]/[3, 8]]]/' "$good" >"$folder/open.geojson"
sed 's/"capacity": 80/"capacity": 800/; s/"slope": 0.75/"slope": 0.25/' "$good" >"$folder/two.geojson"

expect "a good site" 0 "no fault found" "$sibu" site check "$good" --lang en
expect "a good site in Chinese" 0 "没有问题" "$sibu" site check "$good" --lang zh
expect "a good site as JSON" 0 '"ok": true, "faults": \[\]' "$sibu" site check "$good" --json
expect "an open ring" 2 "open.geojson:/features/6/geometry/coordinates/0: the ring is not closed" \
    "$sibu" site check "$folder/open.geojson" --lang en
expect "an open ring in Chinese" 2 "环未闭合" "$sibu" site check "$folder/open.geojson" --lang zh
expect "an open ring as JSON" 2 '"pointer": "/features/6/geometry/coordinates/0"' \
    "$sibu" site check "$folder/open.geojson" --json
expect "two faults" 2 "features/14/properties/capacity" "$sibu" site check "$folder/two.geojson" --lang en
expect "two faults, the other" 2 "features/13/properties/slope" "$sibu" site check "$folder/two.geojson" --lang en
lines=$("$sibu" site check "$folder/two.geojson" 2>&1 >"$folder/answer" | wc -l)
[ "$lines" -eq 2 ] || { echo "FAILED: $lines lines for two faults"; failed=1; }
expect "no such file" 2 "nowhere" "$sibu" site check "$folder/nowhere.geojson"
expect "a folder" 2 "$folder" "$sibu" site check "$folder"
expect "no file named" 2 "FILE" "$sibu" site check

expect "an SVG" 0 "2 floors, 4 zones" "$sibu" site show "$good" --out "$folder/plan.svg" --lang en
xmllint --noout "$folder/plan.svg" || failed=1
expect "a PNG" 0 '"picture": ' "$sibu" site show "$good" --out "$folder/plan.png" --json
[ "$(head -c 8 "$folder/plan.png" | od -An -tx1 | tr -d ' \n')" = 89504e470d0a1a0a ] || {
    echo "FAILED: no PNG"
    failed=1
}
expect "one floor" 0 "Test works" "$sibu" site show "$good" --out "$folder/one.svg" --floor F2 --lang en
if ! grep -q "Meeting room" "$folder/one.svg" || grep -q "East gate" "$folder/one.svg"; then
    echo "FAILED: the floor alone"
    failed=1
fi
expect "an unknown floor" 2 "no floor" "$sibu" site show "$good" --out "$folder/no.svg" --floor F7 --lang en
expect "an unknown format" 2 "svg" "$sibu" site show "$good" --out "$folder/no.jpg" --lang en
expect "a faulty site is not drawn" 2 "not closed" "$sibu" site show "$folder/open.geojson" --out "$folder/no.svg" --lang en
expect "a folder that is not there" 3 "nowhere" "$sibu" site show "$good" --out "$folder/nowhere/plan.svg"
if [ -e "$folder/no.svg" ] || [ -e "$folder/no.jpg" ]; then
    echo "FAILED: a refused picture was written"
    failed=1
fi
exit $failed
