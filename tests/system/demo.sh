#!/bin/sh
# sibu demo, the whole loop as a newcomer runs it: what it answers, what it leaves, whether the record, the alerts and the
# report hold what it says, whether verify finds every change, whether the same seed is the same drill, and Ctrl-C.
# Needs SIBU_SOURCE and SIBU_BUILD.
set -u
sibu=$SIBU_BUILD/bin/sibu
here=$SIBU_SOURCE/tests/system
schema=$SIBU_SOURCE/../shared/data/cap/CAP-v1.2.xsd
folder=$(mktemp -d) || exit 1
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
said=$folder/said
export HOME="$folder/home" LANG=C.UTF-8 http_proxy=http://127.0.0.1:9   # loopback goes through no proxy
unset LC_ALL LC_MESSAGES SIBU_SHARE
mkdir "$folder/home" "$folder/7" "$folder/tampered" "$folder/stopped"
tab=$(printf '\t')

# check WHAT WHY COMMAND...: whether the command's status is 0
check() {
    what=$1
    why=$2
    shift 2
    if "$@" >/dev/null 2>&1; then echo "ok $what"; else echo "FAILED $what: $why"; fi >>"$said"
}

# look NAME COMMAND...: a program that prints its own checks
look() {
    what=$1
    shift
    "$@" >>"$said" 2>"$folder/broke" || echo "FAILED $what: it broke off: $(tail -n 1 "$folder/broke")" >>"$said"
}

# value NUMBER KEY: what demonstration NUMBER answered
value() {
    python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$folder/$1.json" "$2"
}

# demonstrate NAME SEED SPEED: into the folder NAME, which need not be there
demonstrate() {
    status=0
    "$sibu" demo --json --seed "$2" --speed "$3" --out "$folder/$1" --lang en >"$folder/$1.json" 2>"$folder/$1.err" </dev/null ||
        status=$?
    echo "$status" >"$folder/$1.status"
}

# Where something fails at the end, nothing is left: here the viewer that draws the picture, of a whole drill at 200 times
# its pace.
failing() {
    mkdir "$folder/bin"
    cp "$sibu" "$folder/bin/sibu"
    printf '#!/bin/sh\nexit 1\n' >"$folder/bin/sibu-view"
    chmod +x "$folder/bin/sibu-view"
    failed=0
    SIBU_SHARE="$SIBU_SOURCE" "$folder/bin/sibu" demo --seed 9 --speed 200 --out "$folder/fails" --lang en >"$folder/fails.out" 2>"$folder/fails.err" \
        </dev/null || failed=$?
    check "a demonstration without its picture fails" "status $failed" [ "$failed" = 3 ]
    check "it says why in one line" "$(cat "$folder/fails.err")" [ "$(wc -l <"$folder/fails.err")" = 1 ]
    check "it leaves nothing" "$(ls -A "$folder/fails" 2>/dev/null)" [ ! -e "$folder/fails" ]
}

demonstrations() {
    failing &
    demonstrate 7 7 60
    wait
    check "the demonstration: status 0" "$(cat "$folder/7.status"): $(head -c 300 "$folder/7.err")" \
        [ "$(cat "$folder/7.status")" = 0 ]
    check "the demonstration: says nothing besides" "$(head -c 300 "$folder/7.err")" [ ! -s "$folder/7.err" ]
    check "the demonstration: one object in one line" "" [ "$(wc -l <"$folder/7.json")" = 1 ]
    check "the demonstration: says its seed" "" [ "$(value 7 seed)" = 7 ]
}

alerts() {
    count=0
    for alert in "$folder"/alert-*.xml; do
        count=$((count + 1))
        if [ -r "$schema" ]; then
            check "$(basename "$alert") is valid by the CAP 1.2 schema" "$(xmllint --noout --schema "$schema" "$alert" 2>&1 | head -n 2)" \
                xmllint --noout --nonet --schema "$schema" "$alert"
        fi
    done
    [ -r "$schema" ] || echo "skipped: the CAP schema is not here, so the $count alerts were not validated"
    check "alerts were found" "$count" [ "$count" -ge 2 ]
}

# tampered: verify says yes to the record, and finds each change
tampered() {
    drill=$(value 7 drill)
    check "verify finds nothing wrong" "$("$sibu" verify "$drill" 2>&1)" "$sibu" verify "$drill"
    "$sibu" verify "$drill" --lang en >"$folder/redrawn" 2>&1 || true
    check "what unfolded is the same when drawn again" "$(cat "$folder/redrawn")" grep -q "drawn again, event by event, and its fields minute by minute, it is the same" "$folder/redrawn"
    check "verify as JSON" "" [ "$("$sibu" verify "$drill" --json | tr -d ' ')" = '{"ok":true,"first_fault":null}' ]
    check "the record is read-only" "" [ "$(stat -c %a "$drill")" = 444 ]
    look tamper python3 "$here/demo_tamper.py" "$drill" "$folder/tampered"
    grep "^[a-z0-9-]*$tab/" "$said" >"$folder/changes"
    grep -v "^[a-z0-9-]*$tab/" "$said" >"$folder/rest"
    cp "$folder/rest" "$said"
    found=0
    while IFS="$tab" read -r name file; do
        status=0
        "$sibu" verify "$file" --lang en >"$folder/out" 2>"$folder/err" || status=$?
        if [ "$status" = 0 ] && python3 "$here/demo_tamper.py" same "$drill" "$file"; then
            continue   # the bit lies where nothing is kept
        fi
        found=$((found + 1))
        check "verify finds: $name" "status $status: $(head -c 200 "$folder/err")" [ "$status" = 1 ]
        check "verify says so in one line: $name" "$(head -c 200 "$folder/err")" [ "$(wc -l <"$folder/err")" = 1 ]
        rm -f "$file"
    done <"$folder/changes"
    check "most changes were tried" "$found" [ "$found" -ge 25 ]
}

: >"$said"
demonstrations
if [ "$(cat "$folder/7.status")" = 0 ]; then
    look record python3 "$here/demo_record.py" "$folder/7.json" "$folder/7"
    look report python3 "$here/demo_report.py" "$folder/7.json"
    alerts
    tampered
    look stop python3 "$here/demo_stop.py" "$sibu" "$folder/stopped" "$folder/7.json"
fi
grep '^FAILED' "$said"
passed=$(grep -c '^ok' "$said")
failed=$(grep -c '^FAILED' "$said")
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -gt 150 ]
