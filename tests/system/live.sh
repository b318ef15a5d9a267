#!/bin/sh
# The viewer beside a real server: it waits, goes into a drill as it begins, shows what people answer, survives the server's end and
# new start, and turns red with a real emergency; without a display and in a window under Xvfb (that part is left out where
# Xvfb or xdotool is missing). Needs SIBU_SOURCE and SIBU_BUILD.
set -u
sibu=$SIBU_BUILD/bin/sibu
view=$SIBU_BUILD/bin/sibu-view
little=$SIBU_SOURCE/tests/system/little
folder=$(mktemp -d) || exit 1
data=$folder/data
server=
url=
port=0
waiting=
window=
screen=
: >"$folder/err"
passed=0
failed=0
# shellcheck source=/dev/null
. "$SIBU_SOURCE/tests/system/serving.sh"
mkdir "$folder/tmp"
export TMPDIR="$folder/tmp" SDL_AUDIODRIVER=dummy XDG_STATE_HOME="$folder/state"
# What fonts and the screen's drivers keep until the end is not ours to count here.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"

end() {
    for each in $waiting $window $screen $server; do
        kill -9 "$each" 2>/dev/null
    done
    wait
    chmod -R u+w "$folder"
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 1' INT TERM

# live STATUS [OPTION...]: the viewer ends with it, and says one line where it fails
live() {
    wanted=$1
    shift
    status_is "$wanted" timeout 60 "$view" --lang en --data "$data" "$@" || return 1
    [ "$wanted" = 0 ] || [ "$wanted" = 1 ] || [ "$(wc -l <"$folder/err")" = 1 ]
}

says() {
    grep -q "$1" "$folder/err"
}

write_policy() {
    never=$(LC_ALL=C date -u -d '+3 days' +%a | tr '[:upper:]' '[:lower:]')
    cat >"$folder/policy.json" <<END
{"format": 1, "tick_s": 600, "least": 0, "mean": 0.01, "windows": [{"from": "00:00", "to": "24:00"}],
 "shifts": {"never-now": {"days": ["$never"], "from": "03:00", "to": "03:01"}},
 "sites": [{"site": "$little/site.geojson", "roster": "$little/roster.csv"}]}
END
}

wrong_doors() {
    shot="--snapshot end $folder/no.png"
    echo AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA >"$folder/wrong.key"
    # shellcheck disable=SC2086   # several words
    {
        check "nobody is there" "$(cat "$folder/err")" live 3 --live http://127.0.0.1:9 $shot
        check "no address" "$(cat "$folder/err")" live 2 --live 127.0.0.1:no $shot
        check "another protocol" "$(cat "$folder/err")" live 2 --live "file:///etc/passwd" $shot
        check "a key in the address" "$(cat "$folder/err")" live 2 --live "http://me:secret@127.0.0.1:$port" $shot
        check "no certificate" "$(cat "$folder/err")" live 3 --live "https://127.0.0.1:$port" $shot
        check "it is said" "$(cat "$folder/err")" says 'cannot be trusted'
        check "a wrong key" "$(cat "$folder/err")" live 2 --live "$url" --key-file "$folder/wrong.key" $shot
        check "no key" "$(cat "$folder/err")" live 3 --live "$url" --key-file "$folder/none.key" $shot
        check "no such page" "$(cat "$folder/err")" live 2 --live "$url/elsewhere" $shot
        check "a record beside it" "$(cat "$folder/err")" live 2 a.drill --live "$url"
        check "no server named" "$(cat "$folder/err")" live 2 --drill 7
        check "no film" "$(cat "$folder/err")" live 2 --live "$url" --video a.mp4
    }
    check "no picture came of it" "" [ ! -e "$folder/no.png" ]
}

wait_idle() {
    "$view" --lang en --data "$data" --live "$url" --snapshot end "$folder/no.png" 2>"$folder/idle.err" &
    waiting=$!
    wait_for 20 grep -q 'waiting for one' "$folder/idle.err" || give_up "it does not say that it waits"
    kill -TERM "$waiting"
    status=0
    wait "$waiting" || status=$?
    waiting=
    check "it is ended while it waits" "$(cat "$folder/idle.err")" [ "$status" = 1 ]
    check "with nothing left behind" "$(ls "$folder/tmp")" [ -z "$(ls "$folder/tmp")" ]
}

# What a viewer leaves that is killed goes with the next one's start.
killed() {
    "$view" --lang en --data "$data" --live "$url" --snapshot end "$folder/no.png" 2>"$folder/killed.err" &
    waiting=$!
    wait_for 20 grep -q 'waiting for one' "$folder/killed.err" || give_up "it does not say that it waits"
    kill -9 "$waiting"
    wait "$waiting" 2>/dev/null
    waiting=
    check "who is killed leaves a folder" "" [ -n "$(ls "$folder/tmp")" ]
}

open_window() {
    for tool in Xvfb xdotool; do
        command -v "$tool" >/dev/null || return 0
    done
    Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp >"$folder/xvfb" 2>&1 3>"$folder/display" &
    screen=$!
    wait_for 20 test -s "$folder/display" || give_up "Xvfb does not start"
    DISPLAY=:$(cat "$folder/display")
    export DISPLAY
    unset WAYLAND_DISPLAY
    "$view" --lang en --data "$data" --live "$url" 2>"$folder/window.err" &
    window=$!
    titled 'No drill is running' || give_up "the window does not say that it waits"
}

looks_other() {
    import -window root "$folder/told.ppm" && ! cmp -s "$folder/waits.ppm" "$folder/told.ppm"
}

# A record that is dropped on the window while it waits is not opened, and the window says so.
drop_on_window() {
    dropper=$SIBU_BUILD/tests/engine/view/view_drop
    [ -n "$window" ] && [ -x "$dropper" ] && command -v import >/dev/null || return 0
    xdotool mousemove 640 700
    wait_for 20 still || give_up "the waiting window does not come to rest"
    "$dropper" "$(xdotool search --onlyvisible --pid "$window" | head -n 1)" "$folder/policy.json" ||
        give_up "the file cannot be dropped"
    check "a file dropped on the waiting window is told of" "" wait_for 20 looks_other
    check "and it waits on" "" titled 'No drill is running'
}

# the screen is the same twice
still() {
    import -window root "$folder/before.ppm" && sleep 0.2 && import -window root "$folder/waits.ppm" &&
        cmp -s "$folder/before.ppm" "$folder/waits.ppm"
}

# titled WORDS: the window's title has them, soon
titled() {
    [ -z "$window" ] || wait_for 20 has_title "$1"
}

has_title() {
    xdotool getwindowname "$(xdotool search --onlyvisible --pid "$window" | head -n 1)" | grep -q "$1"
}

token() {
    officer GET /v1/people >"$folder/code"
    sed -n 's/.*"id":"'"$1"'"[^}]*"token":"\([^"]*\)".*/\1/p' "$folder/body"
}

in_the_drill() {
    check "a drill begins" "" status_is 0 "$sibu" surprise --now --server "$url" --data "$data"
    check "the window goes into it" "" titled 'DRILL · '
    point=$(token W12)
    ask POST /v1/answer -H 'Content-Type: application/json' \
        --data "{\"token\":\"$(token W11)\",\"key\":\"by-hand-1\",\"answer\":\"need-help\"}" >"$folder/code"
    ask POST /v1/check-in -H 'Content-Type: application/json' \
        --data "{\"token\":\"$point\",\"key\":\"by-hand-2\",\"point\":\"M1\"}" >"$folder/code"
    check "a picture of the present" "$(cat "$folder/err")" live 0 --live "$url" --snapshot end "$folder/now.svg" \
        --snapshot end "$folder/now.png"
    check "it is live" "" grep -q LIVE "$folder/now.svg"
    check "who has come is counted" "" grep -q '1 / 60' "$folder/now.svg"
    check "the moment of the beginning" "$(cat "$folder/err")" live 0 --live "$url" --drill little-works \
        --snapshot 0 "$folder/then.svg"
    check "nobody had come then" "" grep -q '0 / 60' "$folder/then.svg"
    check "it is behind the present" "" grep -q behind "$folder/then.svg"
}

server_dies() {
    kill -9 "$server"
    wait "$server" 2>/dev/null
    server=
    check "who asks now is told" "" live 3 --live "$url" --snapshot end "$folder/no.png"
    start_server
    check "it is taken up again" "$(cat "$folder/err")" live 0 --live "$url" --snapshot end "$folder/again.svg"
    check "nothing is lost" "" grep -q '1 / 60' "$folder/again.svg"
}

real_emergency() {
    check "a real emergency" "" status_is 0 "$sibu" stop --real-emergency --server "$url" --data "$data"
    check "the window says so" "" titled 'REAL EMERGENCY'
    check "and so does a picture" "$(cat "$folder/err")" live 0 --live "$url" --snapshot end "$folder/real.svg"
    check "in both languages" "" grep -q 真实紧急情况 "$folder/real.svg"
    [ -n "$window" ] || return 0
    xdotool windowfocus --sync "$(xdotool search --onlyvisible --pid "$window" | head -n 1)" key d
    kill -TERM "$window"
    status=0
    wait "$window" || status=$?
    window=
    check "the window is closed" "$(cat "$folder/window.err")" [ "$status" = 0 ]
    check "colours chosen in the drill are remembered" "" grep -rq '"theme": "dark"' "$folder/state"
}

write_policy
start_server
wrong_doors
killed
wait_idle
open_window
drop_on_window
in_the_drill
server_dies
real_emergency
check "no record is left behind" "$(ls "$folder/tmp")" [ -z "$(ls "$folder/tmp")" ]
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -ge 30 ]
