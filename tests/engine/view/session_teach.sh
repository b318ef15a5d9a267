#!/bin/sh
# A trainer's session in a real window: Xvfb is the screen, xdotool the hand. Notes are typed and stand beside the
# record, pictures and a film of single pictures are saved and are what --snapshot draws, a file is dropped on the
# window, and the next window is where and as the last one was.
# Usage: session_teach.sh FOLDER-OF-BUILD. Skipped (status 77) where Xvfb, xdotool or ImageMagick is not installed.
set -u
build=$1
viewer=$build/bin/sibu-view
sample=$build/tests/engine/view/view_sample
dropper=$build/tests/engine/view/view_drop
for tool in Xvfb xdotool import compare; do
    command -v "$tool" >/dev/null || { echo "skipped: no $tool"; exit 77; }
done
work=$(mktemp -d)
screen=
view=
# shellcheck disable=SC2317   # called by the trap
finish() {
    [ -z "$view" ] || kill "$view" 2>/dev/null
    [ -z "$screen" ] || kill "$screen" 2>/dev/null
    wait
    chmod -R u+w "$work"
    rm -rf "$work"
}
trap finish EXIT
failed=0
XDG_STATE_HOME=$work/state
export XDG_STATE_HOME
state=$work/state/sibu/view.json
unset WAYLAND_DISPLAY

# until_so WHAT COMMAND...: within half a minute, and mostly at once, the command succeeds
until_so() {
    what=$1
    shift
    tries=0
    until "$@" >/dev/null 2>&1; do
        [ $tries -lt 300 ] || { echo "$what: not so"; failed=1; return; }
        sleep 0.1
        tries=$((tries + 1))
    done
}
# shellcheck disable=SC2317   # these three are called by until_so
has_window() { window=$(xdotool search --onlyvisible --pid "$view" 2>/dev/null | head -n 1) && [ -n "$window" ]; }
# shellcheck disable=SC2317
gone() { ! kill -0 "$view" 2>/dev/null; }

Xvfb -displayfd 3 -screen 0 1024x768x24 -nolisten tcp >"$work/xvfb" 2>&1 3>"$work/display" &
screen=$!
until_so "Xvfb starts" grep -q . "$work/display"
DISPLAY=:$(cat "$work/display")
export DISPLAY

# open_view WORD...: a window on the record; ffmpeg is not to be found, so that films are single pictures
mkdir "$work/bin"
open_view() {
    ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0 PATH=$work/bin "$viewer" "$work/a.drill" "$@" 2>"$work/err" &
    view=$!
    until_so "a window opens" has_window
    [ -n "$window" ] || { cat "$work/err"; exit 1; }
    xdotool windowfocus "$window" mousemove 1023 0
}
close_view() {
    press ctrl+q
    until_so "it ends" gone
    wait "$view"
    status=$?
    view=
    [ $status = 0 ] || { echo "sibu-view ended with status $status"; failed=1; }
}
press() { xdotool key --window "$window" "$@"; }
look() { [ -z "${SIBU_KEEP:-}" ] || { sleep 0.3; import -window "$window" "$SIBU_KEEP/$1.png"; }; }
# shellcheck disable=SC2317
same() { [ "$(compare -metric AE "$1" "$2" null: 2>&1)" = 0 ]; }
# button_at X Y: there is the ground of a chosen button
# shellcheck disable=SC2317
button_at() { import -window "$window" -crop "1x1+$1+$2" txt:- | grep -qF 'srgb(0,90,140)'; }
# drawn WHAT FILE TIME WORD...: the file is what sibu-view --snapshot TIME WORD... draws
drawn() {
    what=$1
    file=$2
    time=$3
    shift 3
    "$viewer" "$work/a.drill" --size 1024x768 --snapshot "$time" "$work/want.png" "$@" || failed=1
    until_so "$what" same "$file" "$work/want.png"
}
# shows WHAT TIME WORD...: the screen is
# shellcheck disable=SC2317   # called by until_so
seen() { import -window "$window" "$work/got.png" && same "$work/got.png" "$work/want.png"; }
shows() {
    what=$1
    time=$2
    shift 2
    "$viewer" "$work/a.drill" --size 1024x768 --snapshot "$time" "$work/want.png" "$@" || failed=1
    until_so "$what" seen
}

# before and changes: what is on the screen, and that it is no longer that
before() { import -window "$window" "$work/before.png"; }
# shellcheck disable=SC2317   # called by until_so
unlike_before() { import -window "$window" "$work/now.png" && ! same "$work/before.png" "$work/now.png"; }
changes() { until_so "$1" unlike_before; }

"$sample" drill 60 "$work/a.drill" || exit 1
"$sample" drill 9 "$work/b.drill" || exit 1
sum=$(cksum <"$work/a.drill")
open_view --lang en --size 1024x768
[ -s "$work/err" ] && { echo "it said:"; cat "$work/err"; failed=1; }

# a note by key: the file beside the record has it, the record is as it was
press Home ctrl+Right ctrl+Right ctrl+Right b
until_so "the field opens" button_at 230 471
xdotool type --delay 80 "wait here"
look field
press Return
until_so "the note is saved" grep -q '"text": "wait here"' "$work/a.drill.notes.json"
until_so "at its moment" grep -q '"time_s": 9.000' "$work/a.drill.notes.json"
look saved
# a picture by key: without the line that says where it went, with the note
press p
until_so "a picture is saved" [ -s "$work/a-T0009.0s.png" ]
drawn "picture" "$work/a-T0009.0s.png" 9 --lang en --notes
look snapshot
press shift+p
until_so "vectors are saved" [ -s "$work/a-T0009.0s.svg" ]
if command -v xmllint >/dev/null && ! xmllint --noout "$work/a-T0009.0s.svg"; then
    failed=1
fi
# the list, and the note again by mouse and key; changed, and taken away
press Home shift+b
look list-en
press l
look list-zh
before
xdotool mousemove 120 131 click 1 mousemove 1023 0
changes "the note is chosen"
press e End
xdotool type --delay 80 " ok"
press Return
until_so "the note is changed" grep -q '"text": "wait here ok"' "$work/a.drill.notes.json"
press Delete
until_so "the note is gone" grep -q '"notes": \[$' "$work/a.drill.notes.json"
press Escape l
[ "$(cksum <"$work/a.drill")" = "$sum" ] || { echo "the record was changed"; failed=1; }

# measuring, and presentation
before
press m
changes "the ruler is taken up"
xdotool mousemove 100 300
before
xdotool click 1
changes "the ruler begins"
before
xdotool mousemove 400 300 click 1 mousemove 500 500
changes "the ruler ends"
look ruler
press Escape F5
look presentation
press shift+slash
look keys
press Escape F5 End shift+Left

# a film, one picture after the other; then what the window shows is not the film's
press bracketright bracketright bracketright bracketright v
until_so "a film begins" [ -s "$work/a-T0099.0s-frames/000001.png" ]
until_so "a film ends" [ -s "$work/a-T0099.0s-frames/000002.png" ]
look film
"$viewer" "$work/a.drill" --size 1024x768 --lang en --speed 16 --from 99 --frames "$work/frames" || failed=1
until_so "the film is whole" same "$work/frames/000002.png" "$work/a-T0099.0s-frames/000002.png"

# a file that is no record is told of and what is shown stays; a good one is opened
if [ -x "$dropper" ]; then
    press backslash Home
    echo "not a record" >"$work/bad.drill"
    before
    "$dropper" "$window" "$work/bad.drill" || failed=1
    changes "a bad file is told of"
    look dropped-bad
    case $(xdotool getwindowname "$window") in *Sample*) ;; *) echo "a bad file has taken the window"; failed=1 ;; esac
    press p
    until_so "the old record stays" [ -s "$work/a-T0000.0s.png" ]
    press x s
    before
    "$dropper" "$window" "$work/b.drill" || failed=1
    changes "a good file is shown"
    look dropped
    press p
    until_so "the new record is open" [ -s "$work/b-T0000.0s.png" ]
    "$viewer" "$work/b.drill" --size 1024x768 --lang en --curves mustered --floors side --snapshot 0 "$work/want.png" || failed=1
    until_so "dropped, beside the same curves, on as many floors" same "$work/b-T0000.0s.png" "$work/want.png"
fi

# what it remembers: size, place, language, colours
press l d
xdotool windowsize --sync "$window" 800 600 windowmove --sync "$window" 120 90
close_view
[ -s "$work/err" ] && { echo "it said:"; cat "$work/err"; failed=1; }
open_view
until_so "the same place and size" sh -c "xdotool getwindowgeometry $window | tr -d '\n' | grep -q 'Position: 120,90.*Geometry: 800x600'"
"$viewer" "$work/a.drill" --size 800x600 --lang zh --dark --snapshot 0 "$work/want.png" || failed=1
until_so "the same language and colours" seen
close_view
# a place off the screen is put right; a damaged file and damaged notes are told of in a line each, the notes left alone
printf '{"format": "sibu-view", "version": 1, "screen": "window", "x": 5000, "y": -4000, "width": 1024, "height": 768}' >"$state"
open_view --lang en
until_so "on the screen" sh -c "xdotool getwindowgeometry $window | tr -d '\n' | grep -q 'Position: 0,0.*Geometry: 1024x768'"
shows "not moved off" 0 --lang en
close_view
echo '{"format": "sibu-view", "vers' >"$state"
echo '{"format": "sibu-notes", "version": 7}' >"$work/a.drill.notes.json"
open_view --lang en --size 1024x768
press b
xdotool type --delay 80 "x"
before
press Return
changes "damaged notes are told of"
look damaged
press Escape
close_view
if [ "$(wc -l <"$work/err")" != 1 ] || ! grep -q 'view.json' "$work/err"; then
    echo "it said:"
    cat "$work/err"
    failed=1
fi
[ "$(cat "$work/a.drill.notes.json")" = '{"format": "sibu-notes", "version": 7}' ] || { echo "newer notes were changed"; failed=1; }
grep -q '"version": 1, "screen": "window", "x"' "$state" || { echo "a damaged file was not replaced"; failed=1; }
exit $failed
