#!/bin/sh
# A drill on a disk that is really full: see full_disk.py. The disk is one in memory, of a namespace of the test's own; where the
# machine allows none there is nothing to be tested. Three seconds.
# Needs SIBU_SOURCE and SIBU_BUILD.
set -u
folder=$(mktemp -d) || exit 1
export HOME="$folder" LANG=C.UTF-8
unset LC_ALL LC_MESSAGES SIBU_SHARE XDG_DATA_HOME
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
mkdir "$folder/disk"
unshare --map-root-user --mount mount -t tmpfs none "$folder/disk" 2>/dev/null || exit 77
# shellcheck disable=SC2016   # it is for the shell inside
unshare --map-root-user --mount sh -c '
    mount -t tmpfs -o size=160m none "$1" || exit 1
    exec python3 "$2/tests/system/full_disk.py" "$3/bin/sibu" "$1"' sh "$folder/disk" "$SIBU_SOURCE" "$SIBU_BUILD"
