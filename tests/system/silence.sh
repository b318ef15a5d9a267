#!/bin/sh
# A server whose channels and database fail names nobody in its log: see silence.py. Some three seconds.
# Needs SIBU_SOURCE and SIBU_BUILD.
set -u
folder=$(mktemp -d) || exit 1
export HOME="$folder" LANG=C.UTF-8
unset LC_ALL LC_MESSAGES SIBU_SHARE XDG_DATA_HOME
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
python3 "$SIBU_SOURCE/tests/system/silence.py" "$SIBU_BUILD/bin/sibu" "$folder"
