#!/bin/sh
# Whatever is wrong with a file or a call, each command that reads it says so in one line that names the file and the
# place, in the reader's language, ends with status 2, and has changed nothing.
# Needs SIBU_SOURCE and SIBU_BUILD.
set -u
sibu=$SIBU_BUILD/bin/sibu
scenarios=$SIBU_SOURCE/scenarios
site=$scenarios/sites/metal-works.geojson
roster=$scenarios/rosters/metal-works.csv
policy=$scenarios/policies/demo.json
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
world=$folder/world   # everything that a command could touch
passed=0
failed=0

mkdir "$world" "$world/bad" "$world/here" "$world/home" "$world/tmp"
python3 "$SIBU_SOURCE/tests/system/bad_input.py" "$scenarios" "$world/bad" >"$folder/all" || exit 1
# Under a sanitizer a program takes long to start: each fourth case, unless there is time.
if [ -n "${SIBU_SLOW:-}" ] && [ -z "${SIBU_LONG:-}" ]; then
    awk 'NR % 4 == 1' "$folder/all" >"$folder/table"
else
    cp "$folder/all" "$folder/table"
fi
cd "$world/here" || exit 1
export HOME="$world/home" TMPDIR="$world/tmp"
unset XDG_DATA_HOME LC_ALL LC_MESSAGES LANG
tab=$(printf '\t')

# every file and folder, with what would show that a file was written to
look() {
    find "$world" \( -type d -printf '%p\n' \) -o -printf '%p %s %T@ %m\n' | sort
}

# in_language LANGUAGE TEXT: a sentence in Chinese has signs that ASCII has not; one in English begins in ASCII
in_language() {
    foreign=$(printf '%s' "$2" | LC_ALL=C tr -d '\000-\177')
    case $1 in
    zh) [ -n "$foreign" ] ;;
    *) [ -z "$(printf '%.8s' "$2" | LC_ALL=C tr -d '\000-\177')" ] && [ -n "$2" ] ;;
    esac
}

# fault_of LANGUAGE PLACE: what is wrong with how the last call failed, or nothing
fault_of() {
    line=$(cat "$folder/err")
    said=${line#"$2"}
    [ "$status" = 2 ] || printf 'status %s, not 2; ' "$status"
    [ "$(wc -l <"$folder/err")" = 1 ] || printf '%s lines on stderr, not 1; ' "$(wc -l <"$folder/err")"
    [ ! -s "$folder/out" ] || printf 'something on stdout; '
    [ "$said" != "$line" ] || printf 'it does not begin with "%s"; ' "$2"
    case $2 in
    *': ') ;;
    *) said=${said#*: } ;;
    esac
    in_language "$1" "$said" || printf 'it is not in %s; ' "$1"
    look >"$folder/after"
    diff "$folder/before" "$folder/after" >"$folder/changes" || printf 'changed: %s; ' "$(grep -c '^[<>]' "$folder/changes")"
}

# refuse LANGUAGE PLACE ARGUMENT...: sibu, called so, refuses and names the place
refuse() {
    language=$1
    place=$2
    shift 2
    status=0
    timeout 60 "$sibu" "$@" --lang "$language" >"$folder/out" 2>"$folder/err" </dev/null || status=$?
    faults=$(fault_of "$language" "$place")
    if [ -z "$faults" ]; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    echo "FAILED: sibu $* --lang $language: $faults"
    head -n 3 "$folder/err" "$folder/out"
    if [ -s "$folder/changes" ]; then
        head -n 5 "$folder/changes"
        look >"$folder/before"
    fi
}

# plans LANGUAGE LANGUAGE PLACE POLICY: the three commands that open a policy with all that it names
plans() {
    refuse "$1" "$3" policy check "$4"
    refuse "$2" "$3" serve --policy "$4" --data "$world/data" --port 0
    refuse "$1" "$3" demo --policy "$4" --out "$world/out" --speed 200
}

# refuse_file LANGUAGE OTHER-LANGUAGE NAME KIND FILE PLACE: every command that reads a file of this kind refuses this one
refuse_file() {
    case $4 in
    site)
        refuse "$1" "$6" site check "$5"
        refuse "$2" "$6" site show "$5" --out "$world/plan.svg"
        refuse "$1" "$6" simulate "$5" --record "$world/new.drill"
        refuse "$2" "$6" roster check "$roster" --site "$5"
        plans "$1" "$2" "$6" "$world/bad/$3/policy.json"
        ;;
    roster)
        refuse "$1" "$6" roster check "$5" --site "$site" --policy "$policy"
        plans "$1" "$2" "$6" "$world/bad/$3/policy.json"
        ;;
    policy)
        plans "$1" "$2" "$6" "$5"
        ;;
    family)
        plans "$1" "$2" "$6" "$world/bad/$3/policy.json"
        ;;
    channels)
        refuse "$1" "$6" channels check "$5"
        refuse "$2" "$6" channels check "$5"
        ;;
    esac
}

# refuse_call PLACE ARGUMENT...: in both languages
refuse_call() {
    refuse zh "$@"
    refuse en "$@"
}

refuse_calls() {
    refuse_call 'frobnicate: ' frobnicate
    refuse_call 'site: ' site
    refuse_call 'site: ' site frobnicate "$site"
    refuse_call '--seed: ' simulate "$site" --seed abc
    refuse_call '--seed: ' simulate "$site" --seed 1e3
    refuse_call '--seed: ' simulate "$site" --seed ''
    refuse_call '--people: ' simulate "$site" --people 0
    refuse_call '--dt: ' simulate "$site" --dt nan
    refuse_call '--until: ' simulate "$site" --until -1
    refuse_call '--goal: ' simulate "$site" --goal heaven
    refuse_call '--seed: ' demo --seed abc --out "$world/out"
    refuse_call '--speed: ' demo --speed 0 --out "$world/out"
    refuse_call '--speed: ' demo --speed fast --out "$world/out"
    refuse_call "$site: " demo --out "$site"
    refuse_call '--port: ' serve --policy "$policy" --data "$world/data" --port 70000
    refuse_call '--policy: ' serve --data "$world/data" --port 0
    for hours in 0 169 many 1.5; do
        refuse_call '--two-persons: ' serve --policy "$policy" --data "$world/data" --port 0 --two-persons "$hours"
    done
    for days in 0 3651 -1 many; do
        refuse_call '--keep-people-days: ' serve --policy "$policy" --data "$world/data" --port 0 --keep-people-days "$days"
    done
    refuse_call '--set-up-link=x: ' serve --policy "$policy" --data "$world/data" --port 0 --set-up-link=x
    refuse_call '--data: ' witness --port 0
    refuse_call '--name: ' witness --data "$world/data" --port 0 --name 'two words'
    refuse_call '--bind: ' witness --data "$world/data" --port 0 --bind nowhere
    refuse_call '--port: ' witness --data "$world/data" --port 70000
    refuse_call "$site: " witness --data "$world/data" --port 0 --token-file "$site"
    refuse_call "$world/nothing: " witness --data "$world/data" --port 0 --token-file "$world/nothing"
    refuse_call "$site: " witness --data "$site" --port 0
    refuse_call '--within: ' surprise --within soon --data "$world/data"
    refuse_call '--within: ' surprise --within 5s --data "$world/data"
    refuse_call 'stop: ' stop --data "$world/data"
    refuse_call 'stop: ' stop --abort --close-muster --data "$world/data"
    refuse_call 'stop: ' stop --abort --all-clear --data "$world/data"
    refuse_call '--people: ' phones --people none --data "$world/data"
    refuse_call "$world/data/officer.key: " phones --data "$world/data"
    refuse_call "$world/data/officer.key: " surprise --data "$world/data"
    refuse_call "$site: " verify "$site"
    refuse_call "$world/here: " verify "$world/here"
    refuse_call "$world/nothing: " verify "$world/nothing"
    refuse_call '--head: ' verify "$site" --head 7:12
    refuse_call '--head: ' verify "$site" --head 7:1234
    refuse_call '--out: ' site show "$site" --out "$world/plan.gif"
    refuse_call '--floor: ' site show "$site" --out "$world/plan.svg" --floor F77
    for command in 'site check' 'site show' simulate 'roster check' 'policy check' 'channels check' serve surprise stop phones demo witness; do
        # shellcheck disable=SC2086   # a command of two words is two words
        refuse_call '--frobnicate: ' $command --frobnicate
    done
    for command in 'site check' 'site show' simulate 'roster check' 'policy check' 'channels check'; do
        # shellcheck disable=SC2086
        refuse_call "$command: " $command
        # shellcheck disable=SC2086
        refuse_call "$world/here: " $command "$policy" "$world/here"
    done
}

look >"$folder/before"
turn=0
while IFS="$tab" read -r name kind file place; do
    turn=$((turn + 1))
    if [ $((turn % 2)) = 0 ]; then
        refuse_file zh en "$name" "$kind" "$file" "$place"
    else
        refuse_file en zh "$name" "$kind" "$file" "$place"
    fi
done <"$folder/table"
refuse_calls
made=$(wc -l <"$folder/all")
if [ "$made" -lt 35 ] || [ "$turn" -lt $((made / 4)) ]; then
    echo "FAILED: only $made bad files were made, and $turn tried"
    failed=$((failed + 1))
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
