#!/bin/sh
# Two records compared in a real window, as session.sh does it for one: what is seen after each key and click is what
# --snapshot draws of the same. Usage: session_compare.sh FOLDER-OF-BUILD. Skipped (status 77) where Xvfb, xdotool or
# ImageMagick is not installed.
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

# within WORD...: until the command succeeds, for 15 s at most
within() {
    tries=0
    until "$@"; do
        [ $tries -lt 150 ] || return 1
        sleep 0.1
        tries=$((tries + 1))
    done
}
Xvfb -displayfd 3 -screen 0 1024x768x24 -nolisten tcp >"$work/xvfb" 2>&1 3>"$work/display" &
screen=$!
within test -s "$work/display" || { echo "Xvfb does not start:"; cat "$work/xvfb"; exit 1; }
DISPLAY=:$(cat "$work/display")
export DISPLAY
unset WAYLAND_DISPLAY

"$sample" drill 60 "$work/a.drill" || exit 1
"$sample" simulation 60 "$work/b.drill" || exit 1
# What the screen's drivers keep until the end is not ours to count; our own memory is counted by the tests of the parts.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0 "$viewer" "$work/a.drill" --compare "$work/b.drill" --lang en \
    --size 1024x768 2>"$work/err" &
view=$!
# shellcheck disable=SC2317   # called by within
find_window() { window=$(xdotool search --onlyvisible --pid "$view" 2>/dev/null | head -n 1) && [ -n "$window" ]; }
within find_window || { echo "no window:"; cat "$work/err"; exit 1; }
xdotool mousemove 1023 0

# shellcheck disable=SC2317   # called by is_like and is_unlike
differing() { # how many pixels of the screen are not those of a picture
    import -window "$window" "$work/got.png"
    compare -metric AE "$1" "$work/got.png" null: 2>&1
}
# shellcheck disable=SC2317   # called by within
is_like() { [ "$(differing "$1")" = 0 ]; }
# shellcheck disable=SC2317   # called by within
is_unlike() { [ "$(differing "$1")" != 0 ]; }
keep() { [ -z "${SIBU_KEEP:-}" ] || cp "$work/got.png" "$SIBU_KEEP/$1.png"; }
# sees WHAT WORD...: the screen becomes what sibu-view --snapshot WORD... draws of both
sees() {
    what=$1
    shift
    "$viewer" "$work/a.drill" --compare "$work/b.drill" --size 1024x768 --snapshot "$@" || { failed=1; return; }
    within is_like "$work/want.png" || { echo "$what: $(differing "$work/want.png") pixels differ"; failed=1; }
    keep "$what"
}
# changes WHAT: the screen becomes another than it was when it was looked at last
changes() {
    within is_unlike "$work/last.png" || { echo "$1: nothing changed"; failed=1; }
    keep "$1"
}
press() {
    import -window "$window" "$work/last.png"
    xdotool key --window "$window" "$@"
}
click() {
    import -window "$window" "$work/last.png"
    xdotool mousemove "$1" "$2" click 1 mousemove 1023 0
}

sees beside 0 "$work/want.png" --lang en
press c
sees over 0 "$work/want.png" --lang en --overlay
click 524 57
changes off
press c
sees beside-again 0 "$work/want.png" --lang en
press j
changes next-late
click 850 440
changes row
press Escape Home f
sees list-left 0 "$work/want.png" --lang en
press l d End
sees end-zh-dark end "$work/want.png" --lang zh --dark
press shift+c
changes list-closed

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
