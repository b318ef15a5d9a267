#!/bin/sh
# A drill over channels whose peers hang, reset, refuse, drop mails and go away, all at once: see channel_faults.py. Twenty seconds
# of waiting, most of it for peers that hang and for an alert to expire.
# Needs SIBU_SOURCE and SIBU_BUILD.
set -u
folder=$(mktemp -d) || exit 1
export HOME="$folder" LANG=C.UTF-8
unset LC_ALL LC_MESSAGES SIBU_SHARE XDG_DATA_HOME
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
python3 "$SIBU_SOURCE/tests/system/channel_faults.py" "$SIBU_BUILD/bin/sibu" "$SIBU_BUILD/tests/system/serve_later" "$folder"
