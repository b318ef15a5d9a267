#!/bin/sh
# A session in a real window: Xvfb is the screen, xdotool the hand. What is seen after each key is compared, pixel for
# pixel, with what --snapshot draws of the same moment: so keys do what the sheet says, and the window shows what it should.
# Usage: session.sh FOLDER-OF-BUILD. Skipped (status 77) where Xvfb, xdotool or ImageMagick is not installed.
set -u
build=$1
viewer=$build/bin/sibu-view
sample=$build/tests/engine/view/view_sample
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
    rm -rf "$work"
}
trap finish EXIT
failed=0
# what the window remembers is of this run alone: the next one begins as a new user does
XDG_STATE_HOME=$work/state
export XDG_STATE_HOME
size=1024x768

# within WORD...: until the command succeeds, for 15 s at most
within() {
    tries=0
    until "$@"; do
        [ $tries -lt 300 ] || return 1
        sleep 0.05
        tries=$((tries + 1))
    done
}
# Xvfb chooses a free display itself and tells its number.
Xvfb -displayfd 3 -screen 0 1024x768x24 -nolisten tcp >"$work/xvfb" 2>&1 3>"$work/display" &
screen=$!
within test -s "$work/display" || { echo "Xvfb does not start:"; cat "$work/xvfb"; exit 1; }
DISPLAY=:$(cat "$work/display")
export DISPLAY
unset WAYLAND_DISPLAY

"$sample" drill 60 "$work/a.drill" || exit 1
# What the screen's drivers keep until the end is not ours to count; our own memory is counted by the tests of the parts.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0 "$viewer" "$work/a.drill" --lang en --size 1024x768 2>"$work/err" &
view=$!
# shellcheck disable=SC2317   # called by within
find_window() { window=$(xdotool search --onlyvisible --pid "$view" 2>/dev/null | head -n 1) && [ -n "$window" ]; }
within find_window || { echo "no window:"; cat "$work/err"; exit 1; }
xdotool mousemove 1023 0

# shellcheck disable=SC2317   # called by is_like and is_unlike
differing() { # how many pixels of the screen are not those of the picture that is wanted
    import -window "$window" "$work/got.png"
    compare -metric AE "$work/want.png" "$work/got.png" null: 2>&1
}
# shellcheck disable=SC2317   # called by within
is_like() { off=$(differing); [ "$off" = 0 ]; }
# shellcheck disable=SC2317   # called by within
is_unlike() { off=$(differing); [ "$off" != 0 ]; }
# sees WHAT WORD...: the screen becomes what sibu-view --snapshot WORD... draws
sees() {
    what=$1
    time=$2
    shift 2
    "$viewer" "$work/a.drill" --size "$size" --snapshot "$time" "$work/want.png" "$@" || { failed=1; return; }
    within is_like && return
    echo "$what: $off pixels differ"
    [ -z "${SIBU_KEEP:-}" ] || cp "$work/got.png" "$SIBU_KEEP/$what-got.png"
    [ -z "${SIBU_KEEP:-}" ] || cp "$work/want.png" "$SIBU_KEEP/$what-want.png"
    failed=1
}
# look NAME: keeps a picture of the screen where SIBU_KEEP names a folder
look() {
    [ -z "${SIBU_KEEP:-}" ] || import -window "$window" "$SIBU_KEEP/$1.png"
}
# unlike WHAT: the screen becomes another than the one that sees or unlike saw last
unlike() {
    within is_unlike || { echo "$1: nothing changed"; failed=1; }
    [ -z "${SIBU_KEEP:-}" ] || cp "$work/got.png" "$SIBU_KEEP/$1.png"
    mv "$work/got.png" "$work/want.png"
}
press() { xdotool key --window "$window" "$@"; }

sees start 0 --lang en
press End
sees end end --lang en
press Home shift+Right shift+Right Right
sees steps 2.1 --lang en
press ctrl+Right
sees next-event 9 --lang en
press l
sees chinese 9 --lang zh
case $(xdotool getwindowname "$window") in
*演练*DRILL*示例车间*) ;;
*) echo "the window's title is \"$(xdotool getwindowname "$window")\""; failed=1 ;;
esac
press d
sees dark 9 --lang zh --dark
press Prior
sees upper-floor 9 --lang zh --dark --floor F2
press Next d
sees lower-floor 9 --lang zh
press question
unlike keys-zh
press l
unlike keys-en
press Escape
sees sheet-closed 9 --lang en
press plus plus
unlike zoomed
press f
sees fitted 9 --lang en
press n
unlike card
press Escape
sees card-closed 9 --lang en

# trails: by key, twice for 30 s, and off again by the button
press y y
sees trails 9 --lang en --layer trails
xdotool mousemove 742 138 click 1 mousemove 1023 0
xdotool mousemove 742 138 click 1 mousemove 1023 0
sees trails-off 9 --lang en
press h
sees density 9 --lang en --layer density
xdotool mousemove 742 174 click 1 mousemove 1023 0
sees density-max 9 --lang en --layer density-max
press shift+h shift+h
sees density-off 9 --lang en
press g
sees hazard 9 --lang en --layer hazard
press g g g
sees hazard-off 9 --lang en
press w
sees targets 9 --lang en --layer targets
press w s
sees floors-side 9 --lang en --floors side
press s
sees floors-stacked 9 --lang en --floors stacked
press s
sees floors-tabs 9 --lang en
press x
sees curves 9 --lang en --curves mustered
press shift+x shift+x
sees curves-all 9 --lang en --curves all
press x h k
sees service 9 --lang en --layer density --service stairs
press k k shift+h
sees curves-off 9 --lang en
press t
unlike follow
press Escape Prior f Next f
sees follow-ended 9 --lang en

# the mouse: the tab of the upper floor; the timeline, held and drawn to its one end and to the other
xdotool mousemove 240 57 click 1 mousemove 1023 0
sees mouse-floor 9 --lang en --floor F2
press Next
sees back-down 9 --lang en
xdotool mousemove 300 690 mousedown 1 mousemove 600 690 mousemove 1018 690 mouseup 1 mousemove 1023 0
sees scrubbed-on end --lang en
xdotool mousemove 700 690 mousedown 1 mousemove 400 690 mousemove 4 690 mouseup 1 mousemove 1023 0
sees scrubbed-back 0 --lang en

# it plays: time runs, then stands still again
press bracketright bracketright bracketright
unlike faster
press space
unlike played
unlike played-on
press space
press End backslash
sees end-again end --lang en
look end-again

# another size of the window is another picture, not a stretched one
size=800x600
xdotool windowsize "$window" 800 600
sees smaller end --lang en
look smaller

press ctrl+q
# shellcheck disable=SC2317   # called by within
is_gone() { ! kill -0 "$view" 2>/dev/null; }
within is_gone || echo "sibu-view does not end"
wait "$view"
status=$?
view=
[ $status = 0 ] || { echo "sibu-view ended with status $status"; failed=1; }
[ -s "$work/err" ] && { echo "it said:"; cat "$work/err"; failed=1; }
exit $failed
