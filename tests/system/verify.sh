#!/bin/sh
# One history: a server holds a drill and tells the head of its ledger to everybody; `sibu verify` compares heads, records
# and ledger, and says each way in which they do not go together. Needs SIBU_SOURCE and SIBU_BUILD.
set -u
folder=$(mktemp -d) || exit 1
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
export HOME="$folder" LANG=C.UTF-8 http_proxy=http://127.0.0.1:9   # loopback goes through no proxy
unset LC_ALL LC_MESSAGES SIBU_SHARE XDG_DATA_HOME
python3 "$SIBU_SOURCE/tests/system/verify.py" "$SIBU_BUILD/bin/sibu" "$SIBU_SOURCE" "$folder"
