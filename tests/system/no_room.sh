#!/bin/sh
# A running server without room on its disk, and with its database locked by another program: see no_room.py. Ten seconds, of
# which six are the lock.
# Needs SIBU_SOURCE and SIBU_BUILD.
set -u
folder=$(mktemp -d) || exit 1
export HOME="$folder" LANG=C.UTF-8
unset LC_ALL LC_MESSAGES SIBU_SHARE XDG_DATA_HOME
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
python3 "$SIBU_SOURCE/tests/system/no_room.py" "$SIBU_BUILD/bin/sibu" "$folder"
