#!/bin/sh
# Drills of 500 phones in which the server is killed at random moments: see kills.py.
# Needs SIBU_SOURCE and SIBU_BUILD.
set -u
folder=$(mktemp -d) || exit 1
export HOME="$folder" LANG=C.UTF-8
unset LC_ALL LC_MESSAGES SIBU_SHARE XDG_DATA_HOME
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
python3 "$SIBU_SOURCE/tests/system/kills.py" "$SIBU_BUILD/bin/sibu" "$SIBU_BUILD/tests/system/serve_later" "$folder" 100
