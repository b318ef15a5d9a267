#!/bin/sh
# sibu-view as a command: what it prints, what it refuses and with which exit status, without a display.
# Usage: command.sh FOLDER-OF-BUILD
set -u
build=$1
viewer=$build/bin/sibu-view
sample=$build/tests/engine/view/view_sample
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
XDG_STATE_HOME=$work/state
export XDG_STATE_HOME
unset DISPLAY WAYLAND_DISPLAY
failed=0

# expect STATUS TEXT WORD...: runs sibu-view, wants this exit status and TEXT on either output
expect() {
    status=$1 text=$2
    shift 2
    "$viewer" "$@" >"$work/out" 2>"$work/err"
    got=$?
    if [ "$got" != "$status" ] || { [ -n "$text" ] && ! cat "$work/out" "$work/err" | grep -qF -- "$text"; }; then
        echo "sibu-view $*: status $got, not $status, or no \"$text\" in:"
        cat "$work/out" "$work/err"
        failed=1
    fi
}

# one line for one fault
expect_fault() {
    expect "$@"
    if [ "$(wc -l <"$work/err")" != 1 ] || [ -s "$work/out" ]; then
        shift 2
        echo "sibu-view $*: not one line on standard error"
        failed=1
    fi
}

"$sample" drill 60 "$work/a.drill" || exit 1
expect 0 "Usage: sibu-view RECORD" --help --lang en
expect 0 "用法：sibu-view" --help --lang zh
expect 0 "sibu-view 0." --version
expect 0 "" "$work/a.drill" --snapshot 10 "$work/a.png" --snapshot end "$work/b.png" --size 640x480
if ! [ -s "$work/a.png" ] || ! [ -s "$work/b.png" ] || cmp -s "$work/a.png" "$work/b.png"; then
    echo "no two different pictures"
    failed=1
fi
expect 0 "" "$work/a.drill" --snapshot 10 "$work/a.svg"
if command -v xmllint >/dev/null && ! xmllint --noout "$work/a.svg"; then
    failed=1
fi
expect_fault 2 "name the record of a drill" --lang en
expect_fault 2 "请给出演练记录文件" --lang zh
expect_fault 2 "--size: " "$work/a.drill" --size 1x1 --lang en
expect_fault 2 "no floor" "$work/a.drill" --floor F9 --snapshot 1 "$work/c.png" --lang en
expect_fault 2 "side, stacked" "$work/a.drill" --floors round --snapshot 1 "$work/c.png" --lang en
expect_fault 2 "mustered, flow" "$work/a.drill" --curves none-such --snapshot 1 "$work/c.png" --lang en
expect_fault 2 "walkway, stairs" "$work/a.drill" --service lift --snapshot 1 "$work/c.png" --lang zh
expect 0 "" "$work/a.drill" --floors stacked --curves all --snapshot 10 "$work/all.svg" --size 640x480
if command -v xmllint >/dev/null && ! xmllint --noout "$work/all.svg"; then
    failed=1
fi
expect_fault 2 "no-such.drill" "$work/no-such.drill" --snapshot 1 "$work/c.png" --lang en
expect_fault 3 "no-such-folder/c.png: cannot write" "$work/a.drill" --snapshot 1 "$work/no-such-folder/c.png" --lang en
expect_fault 2 "folder is not empty" "$work/a.drill" --frames "$work" --lang en
expect_fault 2 "--from: " "$work/a.drill" --frames "$work/f" --from 100000 --lang en
mkdir "$work/bin"
# shellcheck disable=SC2016   # for the script itself
printf '#!/bin/sh\nfor to; do :; done\nexec cat >"${to#file:}"\n' >"$work/bin/ffmpeg"
chmod +x "$work/bin/ffmpeg"
PATH=$work/bin:$PATH "$viewer" "$work/a.drill" --video "$work/long.mp4" --size 640x480 &
film=$!
while ! ls "$work"/long.*.part.mp4 >/dev/null 2>&1; do kill -0 "$film" || break; done
kill -INT "$film"
wait "$film"
got=$?
if [ "$got" != 1 ] || ls "$work"/long.* >/dev/null 2>&1; then
    echo "Ctrl-C: status $got, not 1, or a file is left"
    failed=1
fi
if (PATH=/usr/bin:/bin && command -v ffmpeg >/dev/null); then
    expect 0 "" "$work/a.drill" --video "$work/real.mp4" --from 10 --to 11 --fps 5 --size 641x481
    [ -s "$work/real.mp4" ] || { echo "no film"; failed=1; }
fi
# a second record beside the first
"$sample" simulation 60 "$work/b.drill" || exit 1
expect 0 "" "$work/a.drill" --compare "$work/b.drill" --snapshot 20 "$work/beside.png" --snapshot 20 "$work/beside.svg"
expect 0 "" "$work/a.drill" --compare "$work/b.drill" --overlay --snapshot 20 "$work/over.png"
expect 0 "" "$work/a.drill" --compare "$work/a.drill" --snapshot 20 "$work/twice.png"
expect 0 "" "$work/a.drill" --snapshot 20 "$work/alone.png"
for one in beside over twice alone; do
    for other in beside over twice alone; do
        if [ $one != $other ] && cmp -s "$work/$one.png" "$work/$other.png"; then
            echo "$one and $other are one picture"
            failed=1
        fi
    done
done
if command -v xmllint >/dev/null && ! xmllint --noout "$work/beside.svg"; then
    failed=1
fi
expect 0 "" "$work/a.drill" --compare "$work/b.drill" --frames "$work/both" --from 10 --to 11 --fps 2 --size 640x480
[ -s "$work/both/000002.png" ] || { echo "no film of two records"; failed=1; }
if (PATH=/usr/bin:/bin && command -v ffmpeg >/dev/null); then
    expect 0 "" "$work/a.drill" --compare "$work/b.drill" --layer hazard --video "$work/both.mp4" --from 10 --to 11 --fps 2 \
        --size 640x480
    [ -s "$work/both.mp4" ] || { echo "no film of two records in one file"; failed=1; }
fi
mkdir "$work/no-ffmpeg"
PATH=$work/no-ffmpeg "$viewer" "$work/a.drill" --compare "$work/b.drill" --overlay --video "$work/none.mp4" --from 10 --to 11 \
    --lang zh 2>"$work/none"
got=$?
if [ "$got" != 3 ] || ! grep -q -- --frames "$work/none" || [ -e "$work/none.mp4" ]; then
    echo "without ffmpeg: status $got, not 3, or no way out is named, or a file is left"
    failed=1
fi
expect_fault 2 "no forecast" "$work/a.drill" --compare forecast --snapshot 1 "$work/c.png" --lang en
expect_fault 2 "goes with --compare" "$work/a.drill" --overlay --snapshot 1 "$work/c.png" --lang en
expect_fault 2 "one record can be compared with" "$work/a.drill" --compare x --compare y --lang en
expect_fault 2 "no-such.drill" "$work/a.drill" --compare "$work/no-such.drill" --snapshot 1 "$work/c.png" --lang en
head -c 20000 "$work/a.drill" >"$work/cut.drill"
expect_fault 2 "cut.drill" "$work/cut.drill" --snapshot 1 "$work/c.png" --lang zh
expect_fault 2 "cut.drill" "$work/a.drill" --compare "$work/cut.drill" --snapshot 1 "$work/c.png" --lang en
echo "not a record" >"$work/not.drill"
expect_fault 2 "not.drill" "$work/not.drill" --snapshot 1 "$work/c.png" --lang en
cp "$work/a.drill" "$work/newer.drill"
chmod u+w "$work/newer.drill"
if command -v sqlite3 >/dev/null; then
    sqlite3 "$work/newer.drill" "PRAGMA user_version = 99"
    expect_fault 2 "newer" "$work/newer.drill" --snapshot 1 "$work/c.png" --lang en
    expect_fault 2 "newer" "$work/a.drill" --compare "$work/newer.drill" --snapshot 1 "$work/c.png" --lang en
    kept=$(sqlite3 "$work/a.drill" "SELECT sql FROM sqlite_master WHERE name = 'document_kept_delete'")
    cp "$work/a.drill" "$work/siteless.drill"
    chmod u+w "$work/siteless.drill"
    sqlite3 "$work/siteless.drill" "DROP TRIGGER document_kept_delete; DELETE FROM document WHERE name = 'site'; $kept"
    expect_fault 2 "no site" "$work/a.drill" --compare "$work/siteless.drill" --snapshot 1 "$work/c.png" --lang en
fi
printf '<fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>' "$work" "$work" >"$work/fonts.conf"
FONTCONFIG_FILE=$work/fonts.conf
export FONTCONFIG_FILE
expect_fault 3 "install fonts-wqy-microhei" "$work/a.drill" --snapshot 1 "$work/c.png" --lang en
unset FONTCONFIG_FILE
SDL_VIDEODRIVER=no-such-driver
export SDL_VIDEODRIVER
expect_fault 3 "cannot open a window" "$work/a.drill" --lang en
[ -e "$work/c.png" ] && { echo "a refused call left a picture"; failed=1; }
exit $failed
